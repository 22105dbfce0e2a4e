"""Logs of training and of validation beside each other -> one run with the metrics of both.

`train_log.csv` beside `val_log.csv`, `exp1_train.csv` beside `exp1_eval.csv`, `log_train.txt`
beside `log_val.txt`: where their names differ in such a word alone, their steps are of one kind,
and both go about as far. Those named after their metrics, as `train_loss.csv` and `val_loss.csv`,
are of the run whose folder they lie in.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

import numpy as np

from rlreport.catalogue import files
from rlreport.tidy import grouping, monitors
from rlreport.tidy.continued import Curves, curves_of
from rlreport.tidy.dumps import Logs

_WORD = re.compile(rf"(?<![^\W_])(?:{'|'.join(sorted(grouping.SPLITS))})(?![^\W_])", re.IGNORECASE)
_REACH = 0.5  # share of the longest log's last step that each comes to: a test afterwards may not


@dataclass(frozen=True, kw_only=True, eq=False)
class _Pair:
    """Logs that are one run: what they hold, by number, with the word that tells them apart."""

    folder: str
    rest: str
    words: Mapping[int, str]
    names: frozenset[str]
    collides: bool


def together(logs: Logs) -> Logs:
    """The logs, those that are parts of one run with one key."""
    taken = {place.key for place in logs.places}
    pairs = [*_pairs(logs)]
    places = [*logs.places]
    for pair in pairs:
        beside = [other for other in pairs if other.folder == pair.folder]
        of_folder = bool(files.metric(pair.rest)) and pair.folder not in taken
        names = Counter(name for other in beside for name in other.names)
        is_whole = of_folder and max(names.values()) == 1
        key = pair.folder if is_whole else str(PurePosixPath(pair.folder, pair.rest))
        for at, word in pair.words.items() if key not in taken else ():
            prefix = f"{word}/" if pair.collides else ""
            places[at] = replace(places[at], key=key, prefix=prefix)
    return replace(logs, places=places)


def _pairs(logs: Logs) -> Iterator[_Pair]:
    """The logs in one folder whose names differ in one word, and that may be of one run."""
    siblings: defaultdict[tuple[str, str, str], list[tuple[str, int]]] = defaultdict(list)
    shared = Counter(place.key for place in logs.places)
    for at, ((file, loose), place) in enumerate(zip(logs.readings, logs.places, strict=True)):
        path = PurePosixPath(file.name)
        is_alone = path.parent.name and shared[place.key] == 1 and not monitors.mergeable(loose)
        for word in _WORD.finditer(path.name) if is_alone else ():
            around = path.name[: word.start()], path.name[word.end() :]
            siblings[str(path.parent), *around].append((word[0].lower(), at))
    for (folder, before, behind), own in siblings.items():
        words = {at: word for word, at in own}
        curves = [curves_of(logs.readings[at][1]) for at in words]
        rest = "_".join(filter(None, (before.strip("-_. "), grouping.stem(behind).strip("-_. "))))
        if rest and len({*words.values()}) == len(own) > 1 and _are_of_one_run(curves):
            names = Counter(name for curve in curves if curve for name in curve.values)
            collides = max(names.values()) > 1
            yield _Pair(
                folder=folder, rest=rest, words=words, names=frozenset(names), collides=collides
            )


def _are_of_one_run(curves: Sequence[Curves | None]) -> bool:
    """Whether logs count by the same step, in one kind of file, and come about as far."""
    known = [curve for curve in curves if curve is not None and curve.values]
    if len(known) < len(curves) or len({(curve.format, curve.step) for curve in known}) > 1:
        return False
    last = [float(np.nanmax(curve.steps)) for curve in known]
    return min(last) >= _REACH * max(last)
