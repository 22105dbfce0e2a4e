"""What is kept between reruns, for all sessions: logs, reports and charts, by their content.

Keys are hashes of content, or path, time and size: Streamlit's own caches hash large tables from a
sample. The values are frozen, so that sessions can share them; their number and weight are bounded.
"""

from __future__ import annotations

import gc
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import msgspec
import numpy as np
import streamlit as st

from rlreport import evidence, pipeline
from rlreport.chart import THEMES, Plate, ScaleName, ThemeName, Window, config, moving, plates
from rlreport.readings import Reading
from rlreport.smooth import auto, smooth
from rlreport.sources import LogFile
from rlreport.values import Curve, Evidence, Findings, Logs, Loose, Settings, Trend
from rlreport.zoom import ranged, zoomed

Value = TypeVar("Value")
_MANY = 200
_MANY_CURVES = 2_000
_MANY_FILES = 20_000
_LOGS_WEIGHT = 60_000_000
"""Values in all logs that are kept: half a gigabyte."""
REPORTS_WEIGHT = 12_000_000
"""Points in all reports that are kept: half a gigabyte."""
_OVERHANG = 0.9
"""Room for the last label of an axis, which may reach over its end, of a label's size."""


def _light(_: object) -> int:
    return 0


class Shelf(Generic[Value]):
    """The values used last, by key; a value that two sessions ask for is made once.

    Args:
        size: how many values are kept.
        weight: how much they may weigh together; the one used last is kept in any case.
        weigh: what a value weighs.
    """

    def __init__(
        self, size: int = _MANY, *, weight: int = 0, weigh: Callable[[Value], int] = _light
    ) -> None:
        self._size = size
        self._weight = weight
        self._weigh = weigh
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of `key`, made where it is not on the shelf; errors are not kept."""
        with self._lock:
            if key in self._values:
                return self._used(key)
            making = self._making.setdefault(key, threading.Lock())
        try:
            with making:
                if key not in self._values:
                    self.put(key, make())
        finally:
            with self._lock:
                self._making.pop(key, None)
        with self._lock:
            return self._used(key)

    def latest(self, key: Hashable) -> Value | None:
        """The value of `key`, None where it is not on the shelf."""
        with self._lock:
            return self._used(key) if key in self._values else None

    def put(self, key: Hashable, value: Value) -> None:
        """Lay a value on the shelf, in the place of an earlier one of that key."""
        with self._lock:
            self._values[key] = value
            while len(self._values) > 1 and self._full():
                self._values.popitem(last=False)

    def _full(self) -> bool:
        if len(self._values) > self._size:
            return True
        return bool(self._weight) and sum(map(self._weigh, self._values.values())) > self._weight

    def _used(self, key: Hashable) -> Value:
        self._values.move_to_end(key)
        return self._values[key]


@st.cache_resource(show_spinner=False)
def logs_shelf() -> Shelf[Logs]:
    """The logs read last."""
    return Shelf(weight=_LOGS_WEIGHT, weigh=_values)


@st.cache_resource(show_spinner=False)
def readings_shelf() -> Shelf[tuple[Reading, ...]]:
    """The last readings of logs that are followed, by the names of their files."""
    return Shelf(weight=_LOGS_WEIGHT, weigh=_cells)


@st.cache_resource(show_spinner=False)
def contents_shelf() -> Shelf[dict[str, Any]]:
    """What the files of the server hold, for the listing."""
    return Shelf(_MANY_FILES)


@st.cache_resource(show_spinner=False)
def laid_shelf() -> Shelf[pipeline.Laid]:
    """The curves chosen last, with their automatic smooth."""
    return Shelf(weight=REPORTS_WEIGHT, weigh=lambda laid: _points(laid.tested.trends))


@st.cache_resource(show_spinner=False)
def study_shelf() -> Shelf[pipeline.Study]:
    """What tests found, which is the same for every smoother."""
    return Shelf(weight=REPORTS_WEIGHT, weigh=lambda found: _points(found.laid.tested.trends))


@st.cache_resource(show_spinner=False)
def trend_shelf() -> Shelf[Trend]:
    """The automatic smooth by the values of a curve, on whatever axis they lie."""
    return Shelf(_MANY_CURVES, weight=REPORTS_WEIGHT, weigh=lambda trend: trend.curve.x.size)


@st.cache_resource(show_spinner=False)
def evidence_shelf() -> Shelf[Evidence]:
    """What tests found out, by the same."""
    return Shelf(_MANY_CURVES, weight=REPORTS_WEIGHT, weigh=lambda one: one.residuals.size)


@st.cache_resource(show_spinner=False)
def report_shelf() -> Shelf[pipeline.Report]:
    """The reports built last."""
    return Shelf(weight=REPORTS_WEIGHT, weigh=lambda report: _points(report.trends))


@dataclass(frozen=True, kw_only=True)
class Look:
    """What of a chart's look a reader chooses; `size` is that of its labels in pixels."""

    theme: ThemeName = "light"
    x_scale: ScaleName = "linear"
    y_scale: ScaleName = "linear"
    size: float = 12


@dataclass(frozen=True, kw_only=True, eq=False)
class Drawing:
    """A chart ready to be sent: its plate, specification, rows and tooltips.

    All are JSON, written once for all that are sent; `rows` are by the names that the
    specification calls them, and in columns, `tooltips` by the same names.
    """

    plate: Plate
    spec: str
    rows: Mapping[str, str]
    tooltips: str


@st.cache_resource(show_spinner=False)
def drawing_shelf() -> Shelf[tuple[Drawing, ...]]:
    """The charts drawn last."""
    return Shelf()


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
    try:
        size = file.size
    except OSError:
        size = -1  # gone since it was listed: reading it says so
    return file.name, str(file.path), file.modified, size


def laid(key: Hashable, logs: Logs, settings: Settings) -> pipeline.Laid:
    """The chosen curves of the logs of that key, smoothed once for all reports that hold them.

    Raises:
        ChoiceError: the logs do not have what the settings ask for.
    """
    tested = _tested(settings)
    return laid_shelf().get((key, tested), lambda: pipeline.lay(logs, tested, smoothed=_smoothed))


def untested(key: Hashable, logs: Logs, settings: Settings) -> Findings | None:
    """What can be drawn of a report at once; None where its tests are done.

    The curves of a range are those of the whole, until they are smoothed by themselves.

    Raises:
        ChoiceError: the logs do not have what the settings ask for.
    """
    if report_shelf().latest((key, settings)) or study_shelf().latest((key, _tested(settings))):
        return None
    whole = replace(settings, range=Settings().range)
    known = report_shelf().latest((key, whole))
    drawn = (
        pipeline.untold(known) if known else pipeline.untested(logs, whole, laid(key, logs, whole))
    )
    return drawn if settings == whole else ranged(replace(drawn, settings=settings), settings.range)


def report(key: Hashable, logs: Logs, settings: Settings) -> pipeline.Report:
    """The report on the logs of that key, built once; its tests once for all smoothers.

    Raises:
        ChoiceError: the logs do not have what the settings ask for.
    """
    tested = _tested(settings)

    def study() -> pipeline.Study:
        known = laid(key, logs, tested)
        return pipeline.study(known, tested, smoothed=_smoothed, examined=_examined)

    def build() -> pipeline.Report:
        return pipeline.build(logs, settings, study_shelf().get((key, tested), study))

    return report_shelf().get((key, settings), build)


def _tested(settings: Settings) -> Settings:
    """What of the settings tests rest on: all but the smoother that is drawn."""
    return replace(settings, smooth=Settings().smooth)


def _smoothed(curve: Curve) -> Trend:
    known = trend_shelf().get(_content(curve), lambda: smooth(curve))
    return known if _same(known.curve, curve) else auto.on_axis(known, curve)


def _examined(curve: Curve, trend: Trend) -> Evidence:
    known = evidence_shelf().get(_content(curve), lambda: evidence.examine(curve, trend))
    return known if known.trend is trend else evidence.on_axis(known, trend)


def _same(one: Curve, other: Curve) -> bool:
    """Whether two curves of the same y are the same in all."""
    return (one.run, one.metric, one.axis) == (other.run, other.metric, other.axis) and all(
        np.array_equal(*parts)
        for parts in (
            (one.x, other.x),
            (one.nonfinite, other.nonfinite),
            (one.restarts, other.restarts),
        )
    )


def _content(curve: Curve) -> Hashable:
    """What tells whether the automatic smooth and the tests are the same: all but the axis."""
    mark = hashlib.blake2b(np.ascontiguousarray(curve.y).data)
    return curve.meaning, curve.y.size, mark.digest()


def drawings(
    key: Hashable, report: Findings, look: Look, window: Window | None = None
) -> tuple[Drawing, ...]:
    """The charts of the report on the logs of that key, or their part in a window, drawn once."""

    def draw() -> tuple[Drawing, ...]:
        part = report if window is None else zoomed(report, window)
        return tuple(_drawing(plate, look) for plate in plates(part, **vars(look)))

    return drawing_shelf().get((key, report.settings, look, window), draw)


def _drawing(plate: Plate, look: Look) -> Drawing:
    """A plate as a specification and rows; its text alternative goes beside it."""
    styled = config(replace(THEMES[look.theme], size=look.size))
    room = {"left": 2, "right": round(_OVERHANG * look.size), "top": 4, "bottom": 10}
    spec, rows, tooltips = moving(plate)
    drawn = {name: part for name, part in spec.items() if name != "description"}
    return Drawing(
        plate=plate,
        spec=_json({**drawn, "config": styled, "padding": room}),
        rows={name: _json(columns) for name, columns in rows.items()},
        tooltips=_json(tooltips),
    )


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _values(logs: Logs) -> int:
    return sum(metric.value.size for run in logs for metric in run.metrics.values())


def _cells(readings: Iterable[Reading]) -> int:
    found = [one.found for one in readings if isinstance(one.found, Loose)]
    return sum(table.rows * len(table.columns) for loose in found for table in loose.tables)


def _points(trends: Iterable[Trend]) -> int:
    return sum(trend.curve.x.size for trend in trends)
