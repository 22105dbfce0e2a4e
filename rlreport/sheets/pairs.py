"""Columns of two numbers a cell, "195.5 ± 12.1", "3/50", "0.53 (0.6)" -> a column of each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from rlreport.catalogue import AXIS_ROLES, describe
from rlreport.sheets.convert import BLANKS
from rlreport.texts import many, was
from rlreport.values import FloatArray, Issue, Table

_NUMBER = r"([-+\u2212]?(?:\d++(?:\.\d*+)?|\.\d+)(?:[eE][-+]?\d+)?)\s*%?"
_KINDS = {  # what stands behind the first number
    "std": re.compile(rf"{_NUMBER}(?:\s*\(?(?:±|\+/?-|\\pm)\s*{_NUMBER}\)?)?"),
    "total": re.compile(rf"{_NUMBER}\s*(?:/|(?:out )?of )\s*{_NUMBER}"),
    "in brackets": re.compile(rf"{_NUMBER}\s*\({_NUMBER}\)"),
}
_MARKS = re.compile(r"(?<=[\d%.])\s*(?:±|\(?\+/?-|\\pm|/|of |out of |\()")
_NEARLY = 0.9  # share of the cells that are such
_LONGEST = 200  # characters of two numbers


@dataclass(frozen=True, kw_only=True, eq=False)
class _Pairs:
    """Two numbers of each cell `(n,)`, NaN where there is none, and what the second is."""

    first: FloatArray
    second: FloatArray
    kind: str
    lost: int
    example: str
    percent: bool


def spread(table: Table, where: str) -> tuple[Table, list[Issue]]:
    """A table with columns `reward` and `reward std` for a column of both.

    Of a total that stays the same there is no column; a metric in percent is its share.
    """
    columns: dict[str, Any] = {}
    blank, units = dict(table.blank), dict(table.units)
    issues: list[Issue] = []
    made: set[str] = set()
    for name, column in table.columns.items():
        pairs = _pairs(column.tolist()) if column.dtype == object else None
        if pairs is None or f"{name} {pairs.kind}" in table.columns:
            columns[name] = _filled(columns.get(name), column)
            continue
        parts = _parts(name, pairs)
        columns |= {part: _filled(columns.get(part), values) for part, values in parts.items()}
        blank |= {part: np.isnan(columns[part]) for part in parts}
        units |= dict.fromkeys(parts, "%") if pairs.percent else {}
        made |= parts.keys() - {name}
        issues += _told(name, pairs, [*parts], where)
    blank |= {name: np.isnan(columns[name]) for name in table.columns if name in made}
    return replace(table, columns=columns, blank=blank, units=units), issues


def _filled(before: Any, column: Any) -> Any:
    """A column that another one of its name, as of a last row alone, fills in where it is blank."""
    if before is None or object in (before.dtype, column.dtype):
        return column
    return np.where(np.isnan(before), column, before)


def _parts(name: str, pairs: _Pairs) -> Mapping[str, FloatArray]:
    """The columns that such a column becomes."""
    if pairs.kind == "total" and describe(name).unit == "%":
        with np.errstate(divide="ignore", invalid="ignore"):
            return {name: pairs.first / pairs.second}
    told = pairs.second[~np.isnan(pairs.second)]
    if pairs.kind == "total" and (told == told[0]).all():
        counter, of, _total = name.partition("/")  # "global_step/max_steps", as ms-swift writes it
        is_both = of and describe(counter).role in AXIS_ROLES
        return {counter if is_both else name: pairs.first}
    return {name: pairs.first, f"{name} {pairs.kind}": pairs.second}


def _pairs(cells: Sequence[Any]) -> _Pairs | None:
    """The numbers of cells, where nearly all that are filled are two of one kind."""
    if not _MARKS.search(next(filter(_is_filled, map(_text, cells)), "")):
        return None
    texts = [*map(_text, cells)]
    filled = [*filter(_is_filled, texts)]
    for kind, pattern in _KINDS.items():
        matches = [pattern.fullmatch(text) for text in texts]
        found = [match for match in matches if match]
        if pattern.fullmatch(filled[0]) and len(found) >= _NEARLY * len(filled):
            first, second = (
                np.array([_value(match[group]) if match else np.nan for match in matches])
                for group in (1, 2)
            )
            if kind == "total" and (first > second).any():
                continue  # of a day and a month, or wins and losses
            percent = all(match[0].count("%") > 0 for match in found)
            return _Pairs(
                first=first,
                second=second,
                kind=kind,
                lost=len(filled) - len(found),
                example=filled[0],
                percent=percent,
            )
    return None


def _text(cell: Any) -> str:
    return cell.strip()[:_LONGEST] if isinstance(cell, str) else ""


def _is_filled(text: str) -> bool:
    return text.lower() not in BLANKS


def _value(text: str | None) -> float:
    return np.nan if text is None else float(text.replace("\u2212", "-"))


def _told(name: str, pairs: _Pairs, parts: Sequence[str], where: str) -> list[Issue]:
    """What became of the cells of a column; nothing where they say themselves what they are."""
    if pairs.kind == "std" and not pairs.lost:
        return []
    text = f"The cells of {name!r} hold two numbers each, such as {pairs.example!r}: "
    if len(parts) > 1:
        text += f"they are read as {' and '.join(map(repr, parts))}."
    elif describe(name).unit == "%":
        text += "it is read as the share."
    else:
        text += "the first is read, as the second stays the same."
    if pairs.lost:
        text += f" {many(pairs.lost, 'cell')} of another kind {was(pairs.lost)} left blank."
    count = int(np.isfinite(pairs.first).sum())
    return [Issue(kind="two numbers a cell", where=f"{where}: {name}", count=count, text=text)]
