"""Columns whose cells are dictionaries, as RLlib's `info` -> a column for each number in them."""

from __future__ import annotations

import ast
import math
import re
import warnings
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rlreport.texts import many
from rlreport.values import BoolArray, FloatArray, Issue, Table

_LONGEST = 1 << 23  # characters of a column: three seconds
_LONGEST_CELL = 1 << 18
_MOST = 1000  # columns that one becomes
_OBJECT = re.compile(r"<[^<>]*>")  # as Python prints what has no spelling of its own
_DIGIT = re.compile(r":\s*-?\d")
_NO_LITERAL = (SyntaxError, ValueError, RecursionError, MemoryError)
_NAMES = {"nan": math.nan, "NaN": math.nan, "inf": math.inf, "Infinity": math.inf}
_NAMES |= {"true": 1.0, "false": 0.0}


def spread(table: Table, where: str) -> tuple[Table, list[Issue]]:
    """A table with columns `info/loss` for a column `info` of dictionaries.

    They are written as JSON or as Python prints them. A column that says the same in each row is a
    setting and stays as it is.
    """
    columns, blank = dict(table.columns), dict(table.blank)
    issues = []
    for name, column in table.columns.items():
        if column.dtype != object or not _are_dictionaries(column.tolist()):
            continue
        found = _numbers(column)
        own = {f"{name}/{key}": cells for key, cells in found.items()}
        if not found or len(found) > _MOST or own.keys() & table.columns.keys():
            issues += [_left(name, where)] if _DIGIT.search("".join(filter(None, column))) else []
            continue
        place = [*columns].index(name)
        items = [*columns.items()]
        new = [(key, values) for key, (values, _) in own.items()]
        columns = dict([*items[:place], *new, *items[place + 1 :]])
        blank |= {key: gaps for key, (_, gaps) in own.items() if gaps.any()}
        issues.append(_read(name, len(own), where))
    if not issues:
        return table, []
    return replace(
        table,
        columns=columns,
        blank={name: gaps for name, gaps in blank.items() if name in columns},
    ), issues


def _are_dictionaries(cells: Sequence[Any]) -> bool:
    """Whether cells that are not all alike begin and end as dictionaries with names."""
    first = next((cell for cell in cells if isinstance(cell, str) and cell.strip()), "")
    if not first.lstrip().startswith("{"):
        return False
    filled = {cell.strip() for cell in cells if isinstance(cell, str) and cell.strip()}
    return len(filled) > 1 and all(
        cell[0] == "{" and cell[-1] == "}" and (":" in cell or len(cell) < len("{...}"))
        for cell in filled
    )


def _numbers(column: NDArray[Any]) -> dict[str, tuple[FloatArray, BoolArray]]:
    """The numbers `(n,)` of each name in dictionaries and where there is none; {} if too long."""
    sizes = [len(cell) for cell in column.tolist() if cell]
    if sum(sizes) > _LONGEST or max(sizes) > _LONGEST_CELL:
        return {}
    found: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for row, cell in enumerate(column.tolist()):
        for name, number in _leaves(_parsed(cell or "{}"), ""):
            with suppress(OverflowError):
                found[name][row] = float(number)
    columns = {}
    for name, cells in found.items():
        values = np.full(column.size, np.nan)
        values[[*cells]] = [*cells.values()]
        gaps = np.ones(column.size, dtype=np.bool_)
        gaps[[*cells]] = False
        columns[name] = values, gaps
    return columns


def _parsed(cell: str) -> ast.expr | None:
    with warnings.catch_warnings(action="ignore"), suppress(*_NO_LITERAL):
        return ast.parse(_OBJECT.sub("None", cell.strip()), mode="eval").body
    return None


def _leaves(node: ast.expr | None, path: str) -> Iterator[tuple[str, float | int]]:
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant):
                name = str(key.value)
                yield from _leaves(value, f"{path}/{name}" if path else name)
        return
    number = _number(node)
    if number is not None:
        yield path, number


def _number(node: ast.expr | None) -> float | int | None:
    """A number, with a sign, or wrapped as `np.float32(0.5)`; None for everything else."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        number = _number(node.operand)
        return -number if number is not None and isinstance(node.op, ast.USub) else number
    if isinstance(node, ast.Call) and len(node.args) == 1:
        return _number(node.args[0])
    if isinstance(node, ast.Name):
        return _NAMES.get(node.id)
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return node.value
    return None


def _read(name: str, count: int, where: str) -> Issue:
    text = f"The cells of {name!r} are dictionaries; {many(count, 'number')} of them were read."
    return Issue(kind="dictionaries", where=f"{where}: {name}", count=count, text=text)


def _left(name: str, where: str) -> Issue:
    text = f"The cells of {name!r} are dictionaries; no number of them was read."
    return Issue(kind="dictionaries", where=f"{where}: {name}", count=1, text=text)
