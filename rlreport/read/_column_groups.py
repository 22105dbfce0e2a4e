"""Columns of a JSON document -> groups of them whose rows are the same, and what counts these."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from rlreport.catalogue import AXIS_ROLES, describe, split, words

Column = list[object]
TIMESTEPS = "timesteps"
"""What PyMARL's lists count that end in `_T`."""

ALIKE = 0.9
"""Lists at least this long, of the longest, count the same rows."""
_ENDS = 2  # values by which they may differ however short they are
_MEASURES = frozenset({"loss", "accuracy", "error"})


def counted_apart(
    columns: Mapping[str, Column],
) -> tuple[list[dict[str, Column]], dict[str, Column]]:
    """Columns beside what counts them, as PyMARL writes `loss` and `loss_T`; and all the others.

    What counts a list that holds no number is none of them.
    """
    counted: dict[tuple[object, ...], dict[str, Column]] = {}
    taken: set[str] = set()
    for name, column in columns.items():
        count = columns.get(f"{name}_T", [])
        if len(count) == len(column) and _counts_up(count):
            counted.setdefault(tuple(count), {TIMESTEPS: count})[name] = column
            taken |= {name, f"{name}_T"}
    if counted:
        taken |= {name for name in columns if name.endswith("_T") and _counts_up(columns[name])}
    return [*counted.values()], {name: columns[name] for name in columns if name not in taken}


def _counts_up(column: Column) -> bool:
    """Whether a column holds whole numbers that never fall."""
    numbers = [one for one in column if isinstance(one, (int, float)) and one == one // 1]
    return len(numbers) == len(column) and all(low <= high for low, high in pairwise(numbers))


def with_epochs(group: dict[str, Column]) -> dict[str, Column]:
    """The columns with a count of epochs, where each of their rows is one and none counts them."""
    return {"epoch": [*range(rows_of(group))], **group} if are_epochs(group) else group


def are_epochs(group: Mapping[str, Column]) -> bool:
    """Whether rows hold the same measure of training and of validation, as is taken each epoch."""
    parts: dict[tuple[str, ...], set[str]] = {}
    for name in group:
        if describe(name).role in _MEASURES:
            what = tuple(word for word in words(name) if not split(word))
            parts.setdefault(what, set()).add(split(name))
    both = any(
        found & {"", "Training"} and found & {"Validation", "Test"} for found in parts.values()
    )
    return both and not counter_of(group)


def rows_of(group: Mapping[str, Column]) -> int:
    """How many rows some columns have."""
    return max(map(len, group.values()), default=0)


def alike(columns: Mapping[str, Column]) -> list[dict[str, Column]]:
    """The columns, those of about one length together; those with a counter first."""
    groups: list[dict[str, Column]] = []
    for name, column in sorted(columns.items(), key=lambda item: -len(item[1])):
        longest = max(map(len, groups[-1].values())) if groups else 0
        if groups and len(column) >= min(ALIKE * longest, longest - _ENDS):
            groups[-1][name] = column
        else:
            groups.append({name: column})
    places = {name: place for place, name in enumerate(columns)}
    ordered = [dict(sorted(group.items(), key=lambda item: places[item[0]])) for group in groups]
    return sorted(
        ordered, key=lambda group: (not counter_of(group), -len(group), places[next(iter(group))])
    )


def counter_of(group: Mapping[str, Column]) -> str:
    """What the rows of some columns count, or "" where none of them says."""
    return next((role for name in group if (role := describe(name).role) in AXIS_ROLES), "")
