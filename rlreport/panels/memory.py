"""What is kept between reruns, for all sessions: logs and reports, by their content.

Keys are hashes of content, or path, time and size: Streamlit's own caches hash large tables from a
sample. The values are frozen, so that sessions can share them, and few, so that memory is bounded.
"""

from __future__ import annotations

import gc
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

from rlreport import pipeline
from rlreport.chart import Plate
from rlreport.sources import LogFile
from rlreport.values import Logs, Settings

Value = TypeVar("Value")
_KEPT_LOGS = 12
_KEPT_REPORTS = 48
_KEPT_DRAWINGS = 96


class Shelf(Generic[Value]):
    """The values used last, by key; a value that two sessions ask for is made once."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of `key`, made where it is not on the shelf; errors are not kept."""
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        with making:
            if key not in self._values:
                value = make()
                with self._lock:
                    self._values[key] = value
            return self._used(key)

    def _used(self, key: Hashable) -> Value:
        with self._lock:
            value = self._values[key]
            self._values.move_to_end(key)
            self._making.pop(key, None)
            while len(self._values) > self._size:
                self._values.popitem(last=False)
            return value


@st.cache_resource(show_spinner=False)
def logs_shelf() -> Shelf[Logs]:
    """The logs read last."""
    return Shelf(_KEPT_LOGS)


@st.cache_resource(show_spinner=False)
def report_shelf() -> Shelf[pipeline.Report]:
    """The reports built last."""
    return Shelf(_KEPT_REPORTS)


@dataclass(frozen=True, kw_only=True, eq=False)
class Drawing:
    """A chart ready to be sent: its plate, and its specification with tables as data."""

    plate: Plate
    spec: Mapping[str, Any]


@st.cache_resource(show_spinner=False)
def drawing_shelf() -> Shelf[tuple[Drawing, ...]]:
    """The charts drawn last."""
    return Shelf(_KEPT_DRAWINGS)


@st.cache_resource(show_spinner=False)
def freeze() -> None:
    """Keep all that the first report imported out of every later garbage collection.

    Streamlit collects garbage after each run of the page; with these libraries loaded that takes
    about 0.1 s of processor time, and 5 ms once they are frozen.
    """
    gc.collect()
    gc.freeze()


def stamp(file: LogFile) -> Hashable:
    """What tells whether a file is the same: its content, or its place, time and size."""
    if file.content is not None:
        return file.name, hashlib.sha256(file.content).hexdigest()
    return file.name, str(file.path), file.modified, file.size


def report(key: Hashable, logs: Logs, settings: Settings) -> pipeline.Report:
    """The report on the logs of that key, built once.

    Raises:
        ChoiceError: the logs do not have what the settings ask for.
    """
    return report_shelf().get((key, settings), lambda: pipeline.build(logs, settings))
