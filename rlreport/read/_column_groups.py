"""Columns of a JSON document -> groups of them whose rows are the same, and what counts these."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from rlreport import clocks
from rlreport.catalogue import AXIS_ROLES, describe, split, words

Column = list[object]
TIMESTEPS = "timesteps"
"""What PyMARL's lists count that end in `_T`."""
STEPS = "/step"
"""What the names of the steps of points end in."""
_CLOCK = "timestamp"
_ENDINGS = {"_T": TIMESTEPS, STEPS: "step"}

ALIKE = 0.9
"""Lists at least this long, of the longest, count the same rows."""
_WALL_TIME = "wall_time"
_COUNTERS = frozenset(AXIS_ROLES) - {_WALL_TIME}
_FEWEST_STATES = 4
_ENDS = 2  # values by which they may differ however short they are
_MEANS = frozenset({"mean", "avg", "average"})
_TOTALS = {"episodes": "episode", "epochs": "epoch", "iterations": "iteration"}
_OF_ALL = frozenset({"total", "num", "n", "number", "of", "max"})
_BOOSTED = frozenset({"rmse", "rmsle", "mae", "mape", "logloss", "mlogloss", "error", "merror"})
_BOOSTED |= {"auc", "aucpr", "ndcg", "map", "l1", "l2", "binary_logloss", "multi_logloss"}
"""What XGBoost and LightGBM evaluate, in `evals_result`."""
_MEASURES = frozenset({"loss", "accuracy", "error"})
_EPISODES = {("episode",), ("episodic",), ("ep",)}


def is_of_states(part: Mapping[str, object]) -> bool:
    """Whether lists are the values of actions in many states, as of a Q-table: no series.

    States are numbers, as "(9, 6, 0)".
    """
    lists = [column for column in part.values() if isinstance(column, list)]
    if any(letter.isalpha() for name in part for letter in name) or not 0 < len(part) == len(lists):
        return False
    return _FEWEST_STATES <= len(part) > max(map(len, lists))


def counted_apart(
    columns: Mapping[str, Column],
) -> tuple[list[dict[str, Column]], dict[str, Column]]:
    """Columns beside what counts them, as PyMARL writes `loss` and `loss_T`; and all the others.

    What counts a list that holds no number is none of them.
    """
    counted: dict[tuple[object, ...], dict[str, Column]] = {}
    taken: set[str] = set()
    for ending, called in _ENDINGS.items():
        for name, column in columns.items():
            count = columns.get(f"{name}{ending}", [])
            if len(count) == len(column) and _counts_up(count):
                by = _CLOCK if ending == STEPS and _are_times(count) else called
                counted.setdefault((by, *count), {by: count})[name] = column
                taken |= {name, f"{name}{ending}"}
    if any(TIMESTEPS in group for group in counted.values()):
        taken |= {name for name in columns if name.endswith("_T") and _counts_up(columns[name])}
    return [*counted.values()], {name: columns[name] for name in columns if name not in taken}


def _are_times(count: Column) -> bool:
    """Whether numbers that count up are unix times, of seconds or of parts of these."""
    return clocks.are_unix(clocks.seconds(clocks.numbers(count)))


def _counts_up(column: Column) -> bool:
    """Whether a column holds whole numbers that never fall."""
    numbers = [one for one in column if isinstance(one, (int, float)) and one == one // 1]
    return len(numbers) == len(column) and all(low <= high for low, high in pairwise(numbers))


def with_own_count(group: dict[str, Column]) -> dict[str, Column]:
    """The columns of one list of objects, what counts these by its own name: `eval/step` as step.

    Others as they are, as where the name of the list says what is counted. Of as many lists of
    numbers beside it the rows are the same ones where it counts them one by one.
    """
    parents = {name.rpartition("/")[0] for name in group}
    leaves = {name: name.rpartition("/")[2] for name in group}
    roles = {name: describe(leaf).role for name, leaf in leaves.items()}
    count = next((name for name in group if roles[name] in _COUNTERS), "")
    counts = _counts_one_by_one if "" in parents else _counts_up
    known = counter_of(group) not in ("", _WALL_TIME)
    if known or len(parents - {""}) > 1 or not counts(group.get(count, [None])):
        return group
    if "" in parents and (leaves[count] in group or len({*map(len, group.values())}) > 1):
        return group
    return {leaves[name] if name == count else name: column for name, column in group.items()}


def _counts_one_by_one(column: Column) -> bool:
    numbers = [one for one in column if isinstance(one, (int, float))]
    return _counts_up(column) and all(high - low == 1 for low, high in pairwise(numbers))


def with_count(group: dict[str, Column], totals: Mapping[str, object]) -> dict[str, Column]:
    """The columns with a count of their rows, where these are epochs or episodes uncounted."""
    name = uncounted(group, totals)
    return {name: [*range(rows_of(group))], **group} if name else group


def uncounted(group: Mapping[str, Column], totals: Mapping[str, object]) -> str:
    """What each row of some columns is, "epoch" or "episode", where it can be told and none counts.

    Each epoch has the same measure of training and of validation; columns of episodes say so, or a
    single value, of how many there are. XGBoost evaluates at each iteration.

    Args:
        group: the columns.
        totals: single values beside them.
    """
    if counter_of(group) not in ("", _WALL_TIME):
        return ""
    if told := _told_by(totals, rows_of(group)):
        return told
    if _BOOSTED.issuperset(name.rpartition("/")[2].partition("@")[0] for name in group):
        return "iteration" if all("/" in name for name in group) else ""
    parts: dict[tuple[str, ...], set[str]] = {}
    for name in group:
        if describe(name).role in _MEASURES:
            what = tuple(word for word in words(name) if not split(word))
            parts.setdefault(what, set()).add(split(name))
    both = any(
        found & {"", "Training"} and found & {"Validation", "Test"} for found in parts.values()
    )
    if both or any(words(name.rpartition("/")[2])[:1] == ("epoch",) for name in group):
        return "epoch"
    return "episode" * any(map(_is_of_episodes, group))


def _told_by(totals: Mapping[str, object], rows: int) -> str:
    """What there are as many of as rows, by a single value such as `total_episodes`; or ""."""
    for name, value in totals.items():
        *before, last = words(name.rpartition("/")[2]) or ("",)
        if value == rows > 1 and last in _TOTALS and _OF_ALL.issuperset(before):
            return _TOTALS[last]
    return ""


def _is_of_episodes(name: str) -> bool:
    """Whether a name says that its values are those of single episodes, and of none that are apart.

    A mean is one of several, and an evaluation comes after many.
    """
    above, _, leaf = name.rpartition("/")
    own = words(leaf)
    starts = {own[:1], words(above.rpartition("/")[2])[:1]}
    of_each = bool(starts & _EPISODES) or own[-2:] == ("per", "episode")
    return of_each and split(name) in ("", "Training") and _MEANS.isdisjoint(own)


def rows_of(group: Mapping[str, Column]) -> int:
    """How many rows some columns have."""
    return max(map(len, group.values()), default=0)


def alike(columns: Mapping[str, Column]) -> list[dict[str, Column]]:
    """The columns, those of about one length together; those with a counter first."""
    groups: list[dict[str, Column]] = []
    own = _with_their_own(columns)
    apart = {name for part in own for name in part}
    rest = {name: column for name, column in columns.items() if name not in apart}
    for name, column in sorted(rest.items(), key=lambda item: -len(item[1])):
        longest = len(next(iter(groups[-1].values()))) if groups else 0
        if groups and len(column) >= min(ALIKE * longest, longest - _ENDS):
            groups[-1][name] = column
        else:
            groups.append({name: column})
    places = {name: place for place, name in enumerate(columns)}
    groups += own
    ordered = [dict(sorted(group.items(), key=lambda item: places[item[0]])) for group in groups]
    return sorted(
        ordered, key=lambda group: (not counter_of(group), -len(group), places[next(iter(group))])
    )


def _with_their_own(columns: Mapping[str, Column]) -> list[dict[str, Column]]:
    """Columns in parts of a document that count other rows than those above them: `eval/step`."""
    parts: dict[str, dict[str, Column]] = {}
    for name, column in columns.items():
        parts.setdefault(name.rpartition("/")[0], {})[name] = column
    counts = {
        part: next((one for name, one in own.items() if _is_count(name) and _counts_up(one)), [])
        for part, own in parts.items()
    }
    return [
        own
        for part, own in parts.items()
        if counts[part]
        and {*map(len, own.values())} == {len(counts[part])}
        and any(
            above != part and _is_above(above, part) and one not in ([], counts[part])
            for above, one in counts.items()
        )
    ]


def _is_count(name: str) -> bool:
    return describe(name.rpartition("/")[2]).role in _COUNTERS


def _is_above(above: str, part: str) -> bool:
    return not above or part.startswith(f"{above}/")


def counter_of(group: Mapping[str, Column]) -> str:
    """What the rows of some columns count, or "" where none of them says."""
    roles = ((name, describe(name).role) for name in group)
    name, role = next((found for found in roles if found[1] in AXIS_ROLES), ("", ""))
    if role != "relative_time" or not _counts_up(group[name]):
        return role
    by_values = describe(name, np.array(group[name], dtype=np.float64)).role
    return by_values if by_values in AXIS_ROLES else role  # whole times may be steps
