"""Tables of what was measured, joined or ranked, which no training wrote -> what they are.

Their rows may follow each other, by days or by places, and yet no curve of a training goes from
one to the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

import numpy as np

from rlreport.catalogue import AXIS_ROLES, TELLING, describe, files, phrase, words
from rlreport.sheets import steps, subjects
from rlreport.sheets.sheet import Sheet
from rlreport.values import FloatArray, Issue

KIND = "rows of data"
"""The kind of the issue that tells of such a table."""

_SECONDS = {"a day": 86_400.0, "an hour": 3600.0, "a minute": 60.0}
_FEWEST = 2  # rows
_DAYS = 3
_PRICES = frozenset({"open", "high", "low", "close"})
_PLACES = ("x", "y", "z")
_SHORT = re.compile(r"^([agmpv])([xyz])$")  # as accelerations and gyrations are called
_PLACED = frozenset({*AXIS_ROLES, "row", "label", "timing"})
"""Roles of what stands beside places in space."""
_CLOCKS = frozenset({"time", "timestamp", "t", "ts", "stamp", "frame", "sec", "nsec"})
_ACCOUNT = frozenset({"account", "portfolio", "equity", "balance", "capital", "worth", "pnl"})
_ACCOUNT |= {"profit", "profits", "drawdown", "position", "positions", "trades", "value", "action"}
"""Words in the names of what an agent that trades has, day by day."""
_WEATHER = frozenset({"humidity", "precipitation", "rainfall", "wind", "windspeed", "dew"})
_AIR = frozenset({"temperature", "temp", "meantemp", "pressure", "meanpressure", "radiation"})
_AIR |= {"visibility", "cloud", "snow", "rain", "co2", "pm25", "winddirection"} | _WEATHER
_COMMON = (("source", "target"), ("src", "dst"), ("from", "to"), ("u", "v"))
_NAMED = (
    *_COMMON,
    ("query", "target"),
    ("start", "end"),
    ("first", "second"),
    ("head", "tail"),
    ("parent", "child"),
)
_ENDS = frozenset({*_COMMON, ("node 1", "node 2"), ("node1", "node2")})
_ENDS |= {(f"{one} {of}", f"{to} {of}") for of in ("node", "vertex", "id") for one, to in _NAMED}
"""What the two columns are called that say which things an edge joins."""
_EDGES = frozenset({"edge", "edges", "edgelist", "adjacency"})
_RANKS = frozenset({"rank", "ranking", "place"})
_BOARDS = frozenset({"leaderboard", "leaderboards", "highscore", "highscores", "standings"})
_USERS = frozenset({"user", "customer", "reviewer", "visitor"})
_ITEMS = frozenset({"item", "movie", "product", "book", "anime", "song", "track", "business"})
_OF_BOX, _EDGE = 5, 0.02  # columns; how far a box may reach over that of a picture
_SIDE = 4  # the fewest cells of a side of a maze, and the most kinds of them


def apart(sheet: Sheet, columns: Iterable[str], where: str) -> list[Sheet]:
    """No more than an issue of a sheet of data; nothing of others.

    Args:
        sheet: the table.
        columns: its names, as they stand in the file.
        where: the file.
    """
    text = _what(sheet, columns, where) if sheet.size >= _FEWEST else ""
    if not text:
        return []
    place = f"{where}: {sheet.run}" if sheet.run else where
    issue = Issue(kind=KIND, where=place, count=sheet.size, text=text)
    return [Sheet(numbers={}, run=sheet.run, issues=(issue,))]


def _what(sheet: Sheet, columns: Iterable[str], where: str) -> str:
    """What the rows of a table are, in a sentence; "" where they may be of a training."""
    found = _prices(sheet) or _positions(sheet) or _boxes(sheet, where) or subjects.sided(sheet)
    counted = sheet.step or any(
        describe(name).role in steps.COUNTS and steps.counts(values[~np.isnan(values)])
        for name, values in sheet.numbers.items()
    )
    if found or counted:
        return found
    rows = (name for name in columns if describe(name).role != "row")  # indexes of data frames
    first = [*islice(rows, 2)]
    return (
        _ranking(sheet, first, where)
        or _edges(sheet, first, where)
        or _ratings(sheet)
        or subjects.told(sheet, where)
        or _weather(sheet)
        or _days(sheet)
        or _maze(sheet)
        or _matrix(sheet)
    )


def _prices(sheet: Sheet) -> str:
    """What is said where rows hold the prices of a market, and nothing of a training; or ""."""
    names = {phrase(name).removeprefix("adj ") for name in sheet.numbers}
    if _tells(sheet) or not names >= _PRICES:
        return ""
    return "Each row holds the prices of a market: this is a set of data, and no log of a training."


def _positions(sheet: Sheet) -> str:
    """What is said where all that rows hold are places in space, such as `acc_x`; or ""."""
    stems: dict[str, list[str]] = {}
    named: dict[str, str] = {}
    for name, values in sheet.numbers.items():
        stem, _, place = _SHORT.sub(r"\1 \2", phrase(name)).rpartition(" ")
        if place in _PLACES:
            stems.setdefault(stem, []).append(place)
            named.setdefault(stem, name)
        elif describe(name, values).role not in _PLACED and _CLOCKS.isdisjoint(words(name)):
            return ""
    whole = [stem for stem, places in stems.items() if (*places,) == _PLACES]
    if not whole or len(whole) < len(stems):
        return ""
    return (
        f"Each row is of a place or a movement in space ({named[whole[0]]!r}): this is "
        "what a sensor or a simulation measured, and no log of a training."
    )


def _ranking(sheet: Sheet, first: list[str], where: str) -> str:
    """What is said where the first column counts the places of a ranking from 1; or "".

    So may the file be called, where words name what has a place.
    """
    name = next(iter(first), "")
    ranks = sheet.numbers.get(name, np.empty(0))
    told = not _RANKS.isdisjoint(words(name)[-1:]) and ranks.size > _FEWEST and _are_ranks(ranks)
    if not told and not (sheet.text and not _BOARDS.isdisjoint(words(files.stem(where)))):
        return ""
    of = name if told else files.stem(where)
    return (
        f"Each row is of a place in a ranking ({of!r}): this is a table of results, and no log of "
        "a training."
    )


def _are_ranks(values: FloatArray) -> bool:
    """Whether values are places `(n,)` from 1 on, of which some may be shared."""
    told = np.isfinite(values).all() and _are_whole(values) and values[0] == 1
    few = values[-1] <= values.size < 2 * np.unique(values).size
    return bool(told and few and (np.diff(values) >= 0).all())


def _edges(sheet: Sheet, first: list[str], where: str) -> str:
    """What is said where the first two columns say what is joined to what; or ""."""
    ends = tuple(phrase(name) for name in first)
    alone = _is_headless(sheet) and not _EDGES.isdisjoint(words(files.stem(where)))
    if not (ends in _ENDS or alone) or _tells(sheet, but="error"):
        return ""
    if not all(map(_are_whole, (sheet.numbers[name] for name in first if name in sheet.numbers))):
        return ""
    return (
        f"Each row joins one thing to another ({first[0]!r} and {first[1]!r}): these are the edges "
        "of a graph, and no log of a training."
    )


def _ratings(sheet: Sheet) -> str:
    """What is said where rows hold what somebody made of something, each by its id; or ""."""
    called = {phrase(name).removesuffix(" id").removesuffix("id") for name in sheet.numbers}
    if _tells(sheet) or _USERS.isdisjoint(called) or _ITEMS.isdisjoint(called):
        return ""
    return (
        "Each row is of a user and of what was rated or bought: this is a set of data, and no log "
        "of a training."
    )


def _weather(sheet: Sheet) -> str:
    """What is said where rows hold what a station of the weather measures; or ""."""
    found = [name for name in sheet.numbers if not _AIR.isdisjoint(words(name))]
    certain = [name for name in found if not _WEATHER.isdisjoint(words(name))]
    if len(found) <= 1 or not certain or _tells(sheet):
        return ""
    return (
        f"Each row holds what was measured of air and weather ({certain[0]!r}): this is a set of "
        "data, and no log of a training."
    )


def _days(sheet: Sheet) -> str:
    """What is said where rows are of whole days or hours, or of a minute every so often; or "".

    A column of a metric that is known tells of a training.
    """
    known = [sheet.numbers[name] for name in sorted(sheet.dates)]
    known = [values[np.isfinite(values)] for values in known]
    whole = [values for values in known if np.unique(values).size >= _DAYS]
    account = any(not _ACCOUNT.isdisjoint(words(name)) for name in sheet.numbers)
    if len(whole) < len(known) or not known or account or _tells(sheet):
        return ""
    of = next((of for of in _SECONDS if all(_are_of(of, one) for one in known)), "")
    if not of or len(sheet.numbers) == len(sheet.dates):
        return ""
    return (
        f"Each row is of {of} ({min(sheet.dates)!r}), and no column is of a metric that is known: "
        "this is a set of data, and no log of a training."
    )


def _are_of(of: str, values: FloatArray) -> bool:
    """Whether all times are whole days or hours, or whole minutes that go on evenly."""
    if (values % _SECONDS[of]).any():
        return False
    return of != "a minute" or np.unique(np.diff(values)).size == 1


def _boxes(sheet: Sheet, where: str) -> str:
    """What is said where rows are a class and a box in a picture, as YOLO labels it; or "".

    Where what may be classes goes on from 0, rows may be of a log, unless their folder says else.
    """
    if not _is_headless(sheet) or len(sheet.numbers) != _OF_BOX:
        return ""
    kind, *sides = sheet.numbers.values()
    centre, size = np.array(sides[:2]), np.array(sides[2:])
    inside = (size > 0) & (centre >= size / 2 - _EDGE) & (centre <= 1 - size / 2 + _EDGE)
    counts = bool((np.diff(kind) >= 0).all()) and kind[0] < kind[-1]
    if not inside.all() or not _are_whole(kind) or (counts and "labels" not in words(where)):
        return ""
    return (
        "Each row is a class and a box within a picture: these are labels of pictures, and no log "
        "of a training."
    )


def _maze(sheet: Sheet) -> str:
    """What is said where a few whole numbers stand in a grid with one around them; or ""."""
    if not _is_headless(sheet) or min(len(sheet.numbers), sheet.size) < _SIDE:
        return ""
    grid = np.array([*sheet.numbers.values()])
    wall = np.concatenate([grid[0], grid[-1], grid[:, 0], grid[:, -1]])
    kinds = np.unique(grid)
    if not (wall == wall[0]).all() or not 1 < kinds.size <= _SIDE or not _are_whole(grid):
        return ""
    return (
        f"A few whole numbers stand in a grid, and {wall[0]:g} around them: this is a map or a "
        "maze, and no log of a training."
    )


def _matrix(sheet: Sheet) -> str:
    """What is said where numbers are the same on both sides of the diagonal of a square; or ""."""
    if not _is_headless(sheet) or not _SIDE <= len(sheet.numbers) == sheet.size:
        return ""
    grid = np.array([*sheet.numbers.values()])
    if not np.array_equal(grid, grid.T) or np.unique(grid).size == 1:
        return ""
    return (
        f"As many columns as rows, {sheet.size}, are the same on both sides of the diagonal: this "
        "is a matrix of what stands between things, and no log of a training."
    )


def _is_headless(sheet: Sheet) -> bool:
    """Whether a table is of numbers alone, which are named by their place."""
    places = (f"column {place}" for place in range(1, len(sheet.numbers) + 1))
    return not sheet.text and [*sheet.numbers] == [*places]


def _are_whole(values: FloatArray) -> bool:
    """Whether all values that there are are whole numbers from 0 on."""
    there = values[~np.isnan(values)]
    return bool((there >= 0).all() and (there == np.floor(there)).all())


def _tells(sheet: Sheet, *, but: str = "") -> bool:
    """Whether a column is of a metric that a report can be about, other than of one role."""
    there = (name for name in sheet.numbers if sheet.present(name).any())
    roles = {*map(_role, there), *sheet.roles.values()} - {but}
    return not roles.isdisjoint(TELLING)


def _role(name: str) -> str:
    return describe(name).role
