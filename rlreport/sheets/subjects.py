"""Tables whose rows are of people, things by their ids, matches, requests or years -> what of.

So sets of data are. Their ids and years count up as the steps of a training do.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rlreport.catalogue import TELLING, describe, files, phrase, words
from rlreport.sheets.sheet import Sheet
from rlreport.values import FloatArray

_SEXES = frozenset({"gender", "sex"})
_PERSONAL = frozenset({"age", "race", "ethnicity", "race ethnicity", "nationality", "occupation"})
_PERSONAL |= {"education", "education level", "marital status", "income", "married", "lunch"}
_PERSONAL |= {"parental level of education", "city", "country", "first name", "last name"}
_PEOPLE = frozenset({"participant", "respondent", "patient", "student", "employee", "passenger"})
_PEOPLE |= {"subject", "person", "applicant", "voter", "interviewee", "volunteer"}
_ASKED = frozenset({"condition", "rt", "reaction time", "response time", "stimulus", "response"})
_ASKED |= {*_SEXES, *_PERSONAL, "diagnosis", "symptoms"}
"""What is known of somebody, or of what somebody was asked or shown."""
_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]{1,64}\.[a-z]{2,}", re.IGNORECASE)
_SPORT = frozenset({"cadence", "calories", "pace", "rpe", "reps", "workout", "exercise", "athlete"})
_SPORT |= {"heartrate", "bpm", "squat", "deadlift", "elevation", "suffer", "weight"}
_SPORT |= {"avg hr", "average hr", "max hr", "heart rate", "bench press", "activity type"}
"""What a sportsman writes down of an exercise, in words or in two of these."""
_IDS = frozenset({"id", "no", "number", "nr"})
_THINGS = frozenset({"customer", "passenger", "patient", "student", "employee", "person", "member"})
_THINGS |= {"participant", "respondent", "applicant", "voter", "donor", "driver", "constructor"}
_THINGS |= {"product", "order", "invoice", "transaction", "loan", "policyholder", "account", "sku"}
_THINGS |= {"house", "property", "listing", "hotel", "booking", "store", "shop", "restaurant"}
_THINGS |= {"movie", "book", "song", "album", "artist", "anime", "article", "tweet", "recipe"}
_THINGS |= {"flight", "station", "hospital", "doctor", "course", "school", "seller", "vendor"}
_TEAMS = (("home team", "away team"), ("home", "away"), ("home club", "away club"))
_SIDES = (*_TEAMS, ("team1", "team2"), ("team 1", "team 2"), ("hometeam", "awayteam"))
_PLAYERS, _ELOS = ("white", "black"), ("white elo", "black elo")
_LOADS = (("response code", "thread name"), ("request count", "failure count"))
"""Columns of what tells of many requests, as JMeter and Locust write it."""
_VERBS = frozenset({"GET", "POST", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS"})
_YEARS = (1500, 2100)
_PARTS = frozenset({"month", "day", "hour"})
_MONTHS = frozenset({"month", "date", "period", "time"})
_MONTH = re.compile(r"(?:1[5-9]|20)\d\d[-/](?:0?[1-9]|1[0-2])")
_FEWEST = 2  # rows


def sided(sheet: Sheet) -> str:
    """What is said where rows are of matches or of requests, which may be counted; or ""."""
    return _matches(sheet) or _requests(sheet)


def told(sheet: Sheet, where: str) -> str:
    """What the rows of a table are, in a sentence; "" where they may be of a training.

    Args:
        sheet: the table, of which no column is called as one that counts in a training.
        where: the file.
    """
    return (
        _people(sheet)
        or _exercises(sheet)
        or _things(sheet)
        or _submission(sheet, where)
        or _years(sheet)
        or _months(sheet)
    )


def _matches(sheet: Sheet) -> str:
    """What is said where two columns name the sides of a match, or the players of a game; or ""."""
    called = {phrase(name): name for name in sheet.text}
    elos = {phrase(name) for name in sheet.numbers} >= {*_ELOS}
    pairs = (*_SIDES, *([_PLAYERS] if elos else []))
    sides = next(([called[one] for one in pair] for pair in pairs if {*pair} <= called.keys()), [])
    if not sides:
        return ""
    return (
        f"Each row is of a match between two sides ({sides[0]!r} and {sides[1]!r}): this is a set "
        "of data, and no log of a training."
    )


def _requests(sheet: Sheet) -> str:
    """What is said where a column of words holds the methods of HTTP alone, or rows tell of load.

    Of others it is "".
    """
    name = next((name for name, cells in sheet.text.items() if {*cells.tolist()} <= _VERBS), "")
    called = {phrase(one): one for one in [*sheet.text, *sheet.numbers]}
    load = next((called[pair[0]] for pair in _LOADS if {*pair} <= called.keys()), "")
    return (name or load) and (
        f"Each row is of requests to a server ({name or load!r}): these are no metrics of a "
        "training."
    )


def _people(sheet: Sheet) -> str:
    """What is said where a column says who a row is of, or of which sex; or ""."""
    address = next((name for name in sheet.text if _are_addresses(sheet.text[name])), "")
    if address and not _tells(sheet):
        return _of_person(address)
    sex = _called(sheet, _SEXES.__contains__)
    personal = any(phrase(other) in _PERSONAL for other in [*sheet.text, *sheet.numbers])
    name = sex if sex and personal and _repeats(sheet, sex) else _called(sheet, _is_person)
    if name in sheet.numbers and not _are_whole(sheet.numbers[name]):
        return ""  # a student that is taught by a teacher, or a class of what is seen
    asked = any(phrase(other) in _ASKED for other in [*sheet.text, *sheet.numbers])
    if not name or (name != sex and not asked and _tells(sheet, but="reward")):
        return ""
    return _of_person(name)


def _of_person(name: str) -> str:
    return f"Each row is of a person ({name!r}): this is a set of data, and no log of a training."


def _are_addresses(cells: NDArray[Any]) -> bool:
    """Whether all texts of a column are addresses of electronic mail."""
    there = [cell for cell in cells.tolist() if cell]
    return bool(there) and all(map(_ADDRESS.fullmatch, there))


def _exercises(sheet: Sheet) -> str:
    """What is said where columns are of what somebody did who trains for sport; or ""."""
    found = [name for name in [*sheet.text, *sheet.numbers] if not _sport(name).isdisjoint(_SPORT)]
    told = [name for name in found if _sport(name) & _SPORT - {"weight"}]
    others = {name: name for name in sheet.numbers if name not in found}
    if len({frozenset(_sport(name) & _SPORT) for name in told}) < _FEWEST or _tells(
        sheet.only(others)
    ):
        return ""
    return (
        f"Each row is of an exercise of somebody who trains ({told[0]!r} and {told[1]!r}): this "
        "is a set of data, and no log of the training of a model."
    )


def _sport(name: str) -> set[str]:
    """The words in the name of a column, alone and in twos."""
    own = words(name)
    return {*own, *map(" ".join, pairwise(own))}


def _is_person(called: str) -> bool:
    """Whether a column holds who somebody is: `participant`, `Participant ID`, `participantid`."""
    own = called.split()
    return bool(own) and own[0].removesuffix("id") in _PEOPLE and {*own[1:]} <= _IDS


def _things(sheet: Sheet) -> str:
    """What is said where a column is the id of what is sold, made, asked or treated; or ""."""
    name = _called(sheet, lambda own: _is_id(own.split()))
    if not name or _tells(sheet):
        return ""
    return (
        f"Each row is of a thing or a person by its id ({name!r}), and no column is of a metric "
        "that is known: this is a set of data, and no log of a training."
    )


def _is_id(own: list[str]) -> bool:
    return len(own) > 1 and own[-1] in _IDS and own[-2] in _THINGS


def _submission(sheet: Sheet, where: str) -> str:
    """What is said where a file called so holds what a model says of each id; or ""."""
    first = next(iter([*sheet.text, *sheet.numbers]), "")
    if "submission" not in words(files.stem(where)) or describe(first).role not in ("label", "row"):
        return ""
    return (
        f"Each row is a sample by its id ({first!r}) in what was submitted: these are predictions, "
        "and no log of a training."
    )


def _years(sheet: Sheet) -> str:
    """What is said where rows are of years, or of parts of these; or "".

    A simulation goes through years as well: what tells of a training is one, each year once.
    """
    name = next((name for name in sheet.numbers if phrase(name) == "year"), "")
    stamp = any(phrase(other) in _PARTS for other in sheet.numbers)
    if not name or not _are_years(sheet.numbers[name]):
        return ""
    if _tells(sheet) and (stamp or not _repeats(sheet, name)):
        return ""
    return (
        f"Each row is of a year, or of a part of one ({name!r}): this is a set of data, and no log "
        "of a training."
    )


def _are_years(values: FloatArray) -> bool:
    there = values[~np.isnan(values)]
    least, most = _YEARS
    inside = ((least <= there) & (there <= most)).all()
    return bool(there.size >= _FEWEST and inside and _are_whole(there))


def _are_whole(values: FloatArray) -> bool:
    """Whether all values that there are are whole numbers."""
    there = values[~np.isnan(values)]
    return bool((there == np.floor(there)).all())


def _months(sheet: Sheet) -> str:
    """What is said where rows are of months, "1949-01", and of no metric that is known; or ""."""
    name = next((name for name in sheet.text if phrase(name) in _MONTHS), "")
    if not name or _tells(sheet):
        return ""
    if not all(isinstance(cell, str) and _MONTH.fullmatch(cell) for cell in sheet.text[name]):
        return ""
    return (
        f"Each row is of a month ({name!r}), and no column is of a metric that is known: this is a "
        "set of data, and no log of a training."
    )


def _called(sheet: Sheet, is_one: Callable[[str], bool]) -> str:
    """The first column with such a name, of words or numbers; "" without."""
    return next((name for name in [*sheet.text, *sheet.numbers] if is_one(phrase(name))), "")


def _repeats(sheet: Sheet, name: str) -> bool:
    """Whether several rows have the same value of a column."""
    cells = sheet.text[name] if name in sheet.text else sheet.numbers[name]
    return len({*cells.tolist()}) < cells.size


def _tells(sheet: Sheet, *, but: str = "") -> bool:
    """Whether a column is of a metric that a report can be about, other than of one role."""
    there = (name for name in sheet.numbers if sheet.present(name).any())
    roles = {*(describe(name).role for name in there), *sheet.roles.values()} - {but}
    return not roles.isdisjoint(TELLING)
