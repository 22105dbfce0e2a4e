"""A JSON object of single values: the last ones of a run, or what it was set to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from rlreport.catalogue import TELLING, describe
from rlreport.errors import FormatError
from rlreport.read import Format, _settings, json_rows
from rlreport.read._json import document, is_document, whole
from rlreport.read._records import as_number, flatten, table
from rlreport.sources import LogFile, is_settings
from rlreport.values import Loose, Setting, Table

_SEED = re.compile(r"(?:seed|run|rep|repeat|trial)[ _=-]?\d+", re.IGNORECASE)


def _sniff(name: str, head: bytes) -> int:
    value = whole(head) if is_document(name, head) else None
    return int(isinstance(value, dict) and not json_rows.rows(value))


def _read(file: LogFile) -> Loose:
    value, _ = document(file)
    last, settings = _parts(file.name, value if isinstance(value, dict) else {})
    if not last and not settings:
        raise FormatError("is a JSON object without a value.", "Name the log of the run.")
    tables = tuple(_tables(last)) if last else ()
    return Loose(format=FORMAT.name, tables=tables, config=settings)


def _parts(name: str, value: dict[str, Any]) -> tuple[dict[str, object], dict[str, Setting]]:
    """The last values in a document, none where it holds settings only, and these."""
    rest, settings = _settings.apart(value)
    last = {path: one for path, one in flatten(rest).items() if as_number(one) is not None}
    if is_settings(name) or not any(map(_is_result, last)):
        return {}, {**settings, **_settings.flat(rest)}
    return last, settings


def _tables(last: Mapping[str, object]) -> Iterator[Table]:
    """One table of last values, or one for each seed where the document holds those of several."""
    seeds: dict[str, dict[str, object]] = {}
    for path, value in last.items():
        seed, _, name = path.partition("/")
        seeds.setdefault(seed, {})[name] = value
    several = len(seeds) > 1 and len({frozenset(own) for own in seeds.values()}) == 1
    if not several or not all(map(_SEED.fullmatch, seeds)):
        seeds = {"": {**last}}
    for seed, values in seeds.items():
        yield table([values], kind="summary", run=seed)


def _is_result(name: str) -> bool:
    """Whether a name, without its folders, is one of what a run comes to: a reward, a loss."""
    leaf = name.rpartition("/")[2]
    meaning = describe(leaf)
    return meaning.role in TELLING and meaning.label != leaf


FORMAT = Format(
    name="json_values",
    label="JSON object of single values",
    sniff=_sniff,
    read=_read,
    sample=("results.json", b'{"mean_reward": 200.5, "success": 0.75,\n "config": {"lr": 0.1}}\n'),
)
