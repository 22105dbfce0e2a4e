"""Cells of text -> a column of numbers where all of them are, else of text; and where it is blank.

A spelled-out NaN is a logged value; an empty cell, `None` and `null` are blank.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rlreport.values import BoolArray

NO_VALUE = {"", "none", "null", "na", "n/a", "<na>", "#n/a", "no log"}
WORDS = {"none", "NONE"}  # where cells are words: the arm of an ablation that goes without
_NAN = {"-nan", "+nan", "nan(ind)", "-nan(ind)", "1.#qnan", "-1.#ind", "1.#ind"}
_GROUPED = re.compile(r"[-+]?[1-9]\d{0,2}(?:_\d{3})+(?:\.\d+)?")
_TRUTH = {"true": 1.0, "false": 0.0}
# An array or a tensor of one number, as str() shows it: "[-2.5]", "tensor(0.5, device='cuda:0')".
_WRAPPED = re.compile(
    r"(?:(?:(?:np|numpy|torch|jnp)\.)?(?:float\d*|int\d*|tensor|array)\(\[*|\[+)"
    r"\s*([-+]?(?:\d[\d.e+-]*|\.\d[\de+-]*|nan|inf))\s*\]*(?:, *\w+=[^()]*)?\)?",
    re.IGNORECASE,
)


def column(
    cells: Sequence[str], *, decimal: str = ".", thousands: str = ""
) -> tuple[NDArray[Any], BoolArray]:
    """`(n,)` cells -> float64 `(n,)` or object `(n,)`, and True `(n,)` where there is no value."""
    stripped = [cell.strip() for cell in cells]
    blank = np.array([cell.lower() in NO_VALUE for cell in stripped], dtype=np.bool_)
    filled = [cell for cell, empty in zip(stripped, blank, strict=True) if not empty]
    if thousands:
        filled = [cell.replace(thousands, "") for cell in filled]
    numbers = _numbers(filled, decimal)
    if numbers is None:
        blank &= np.array([cell not in WORDS for cell in stripped], dtype=np.bool_)
        texts = [None if empty else cell for cell, empty in zip(stripped, blank, strict=True)]
        return np.array(texts, dtype=object), blank
    values = np.full(len(stripped), np.nan)
    values[~blank] = numbers
    return values, blank


def _is_grouped(cell: str) -> bool:
    """Whether each "_" of a cell, if there is any, marks thousands, as in 12_000."""
    return "_" not in cell or _GROUPED.fullmatch(cell) is not None


def _numbers(cells: list[str], decimal: str) -> NDArray[np.float64] | None:
    """The numbers that the cells are, or None where one of them is none."""
    if "_" in "".join(cells) and not all(map(_is_grouped, cells)):
        return None  # such as the name 1_0, which Python would read as 10
    if decimal == ",":
        cells = [cell.replace(",", ".") for cell in cells]
    for spelled in (_plain, _spelled, _unwrapped):
        try:
            return np.array(spelled(cells), dtype=np.float64)
        except ValueError:
            continue
    return None


def _plain(cells: list[str]) -> list[float]:
    return [float(cell) for cell in cells]


def _spelled(cells: list[str]) -> list[float]:
    lowered = [cell.lower() for cell in cells]
    if _TRUTH.keys() >= set(lowered):
        return [_TRUTH[cell] for cell in lowered]
    return [float("nan") if cell in _NAN else float(cell) for cell in lowered]


def _unwrapped(cells: list[str]) -> list[float]:
    return [float(_within(cell) if cell[-1:] in "])" else cell) for cell in cells]


def _within(cell: str) -> str:
    """The number in an array or a tensor of one; any other cell as it is."""
    array = _WRAPPED.fullmatch(cell)
    return array[1] if array else cell
