"""Logs of training and of validation beside each other -> one run with the metrics of both.

`train_log.csv` beside `val_log.csv`, `exp1_train.csv` beside `exp1_eval.csv`, `log_train.txt`
beside `log_val.txt`, `step_log.csv` beside `eval_log.csv`: where their names differ in such a word
alone, their steps are of one kind, and both go about as far; or nothing counts their rows, which
are as many. Those named after their metrics, as `train_loss.csv` and `val_loss.csv`, are of the run
whose folder they lie in. So is `val_metrics.jsonl` beside `metrics.jsonl` of the run of this, and
`eval.csv`, whose name says no more, of the one log beside it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

import numpy as np

from rlreport.catalogue import describe, files, words
from rlreport.tidy import grouping, monitors
from rlreport.tidy.continued import Curves, curves_of
from rlreport.tidy.dumps import Logs
from rlreport.values import Loose

_ROWS = frozenset({"step", "steps", "iter", "iters", "iteration", "iterations", "batch", "update"})
"""What a log of the training is called after that has a row for each."""


def _among(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern of one of some words, standing alone or between others."""
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(sorted(words))})(?![^\W_])", re.IGNORECASE)


_WORD, _PART = _among(grouping.SPLITS), _among(grouping.SPLITS | _ROWS)
_GENERAL = frozenset({"history", "hist", "stats", "records", "curve", "curves", "progress", "log"})
"""What logs are called that say no more of their run."""
_TRAINING = frozenset({"train", "training", "learn"})
_EVALUATION = grouping.SPLITS - _TRAINING
_SAYS_NOTHING = frozenset({*_GENERAL, "metrics", "results", "logs", "data"})
_REACH = 0.5  # share of the longest log's last step that each comes to: a test afterwards may not
_CLOSE = 0.9  # where they call their steps by names of their own
_NAMELESS = "run"  # what logs are called whose names say no more than which part of one they are


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
    names = Counter((pair.folder, name) for pair in pairs for name in pair.names)
    places = [*logs.places]
    for pair in pairs:
        says_nothing = pair.rest.lower() in _GENERAL or files.metric(pair.rest)
        of_folder = says_nothing and pair.folder not in taken | {"."}
        is_whole = of_folder and all(names[pair.folder, name] == 1 for name in pair.names)
        key = pair.folder if is_whole else str(PurePosixPath(pair.folder, pair.rest))
        for at, word in pair.words.items() if key not in taken else ():
            prefix = f"{word}/" if pair.collides and word not in _ROWS else ""
            places[at] = replace(places[at], key=key, prefix=prefix)
    paired = {at for pair in pairs for at in pair.words}
    for at, (of, prefix) in _beside_plain(logs, paired).items():
        places[at] = replace(places[at], key=places[of].key, prefix=prefix)
    for at, (of, prefix) in _beside_one(logs, Counter(place.key for place in places)).items():
        folder = str(PurePosixPath(logs.readings[of][0].name).parent)
        says = _rest(logs.readings[of][0].name) or folder in taken
        key = places[of].key if says else folder
        places[of] = replace(places[of], key=key)
        places[at] = replace(places[at], key=key, prefix=prefix)
    return replace(logs, places=places)


def _beside_one(logs: Logs, shared: Mapping[str, int]) -> dict[int, tuple[int, str]]:
    """The logs called after an evaluation alone, each with the one log in its folder and a prefix.

    Args:
        logs: all.
        shared: how many are of one key.
    """
    folders: defaultdict[PurePosixPath, list[int]] = defaultdict(list)
    for at, (file, _) in enumerate(logs.readings):
        folders[PurePosixPath(file.name).parent].append(at)
    found = {}
    for folder, pair in folders.items():
        apart = all(shared[logs.places[at].key] == 1 for at in pair)
        called = {at: _evaluation(logs.readings[at][0].name) for at in pair}
        evaluations = [at for at in pair if called[at]]
        if not (folder.name and apart and len(pair) == 2 and len(evaluations) == 1):
            continue
        (at,) = evaluations
        curves = [_curves(logs.readings[one][1]) for one in pair]
        if _are_of_one_run(curves):
            prefix = f"{called[at]}/" if _collides(curves) else ""
            found[at] = sum(pair) - at, prefix
    return found


def _evaluation(path: str) -> str:
    """The word of an evaluation that the name of a file says, if it says no more, or ""."""
    word = next((word for word in _words(path) if word in _EVALUATION), "")
    return "" if _rest(path) else word


def _rest(path: str) -> list[str]:
    """The words of the name of a file that say more than which part of a run it logs."""
    silent = _SAYS_NOTHING | _EVALUATION | _TRAINING
    return [word for word in _words(path) if word not in silent]


def _words(path: str) -> tuple[str, ...]:
    return words(grouping.stem(PurePosixPath(path).name))


def _collides(curves: Sequence[Curves | None]) -> bool:
    """Whether logs have names of metrics in common."""
    return bool(set.intersection(*({*curve.values} for curve in curves if curve)))


def _beside_plain(logs: Logs, paired: Collection[int]) -> dict[int, tuple[int, str]]:
    """The logs of validation, each with the one that is called so without the word, and a prefix.

    Args:
        logs: all.
        paired: those that stand beside a log of training which says so.
    """
    shared = Counter(place.key for place in logs.places)
    at_path = {PurePosixPath(file.name): at for at, (file, _) in enumerate(logs.readings)}
    found = {}
    for path, at in at_path.items():
        word = _WORD.search(path.name) if at not in paired else None
        if word is None or word[0].lower() in _TRAINING or shared[logs.places[at].key] > 1:
            continue
        rest = f"{path.name[: word.start()].rstrip('-_ ')}{path.name[word.end() :]}".lstrip("-_ .")
        of = at_path.get(path.with_name(rest)) if rest.partition(".")[0] else None
        curves = [_curves(logs.readings[one][1]) for one in (at, of) if one is not None]
        if of is not None and _are_of_one_run(curves):
            found[at] = of, f"{word[0].lower()}/" if _collides(curves) else ""
    return found


def _pairs(logs: Logs) -> Iterator[_Pair]:
    """The logs in one folder whose names differ in one word, and that may be of one run."""
    siblings: defaultdict[tuple[str, str, str], list[tuple[str, int]]] = defaultdict(list)
    shared = Counter(place.key for place in logs.places)
    for at, ((file, loose), place) in enumerate(zip(logs.readings, logs.places, strict=True)):
        path = PurePosixPath(file.name)
        is_alone = shared[place.key] == 1 and not monitors.mergeable(loose)
        for word in _PART.finditer(path.name) if is_alone else ():
            around = path.name[: word.start()], path.name[word.end() :]
            siblings[str(path.parent), *around].append((word[0].lower(), at))
    for (folder, before, behind), own in siblings.items():
        words = {at: word for word, at in own}
        curves = [_curves(logs.readings[at][1]) for at in words]
        rest = "_".join(filter(None, (before.strip("-_. "), grouping.stem(behind).strip("-_. "))))
        rest = rest or ("" if PurePosixPath(folder).name else _NAMELESS)
        apart = _are_parts({*words.values()}) and len({*words.values()}) == len(own)
        if rest and apart and _are_of_one_run(curves):
            names = Counter(name for curve in curves if curve for name in curve.values)
            collides = max(names.values()) > 1
            yield _Pair(
                folder=folder, rest=rest, words=words, names=frozenset(names), collides=collides
            )


def _are_parts(words: Collection[str]) -> bool:
    """Whether words tell parts of one run apart: rows of its training only beside evaluations."""
    rows = _ROWS.intersection(words)
    return len(words) > 1 and (not rows or (len(rows) == 1 and _TRAINING.isdisjoint(words)))


def _curves(loose: Loose) -> Curves | None:
    """The curves of a file, by the rows of its one table where nothing counts these."""
    (table, *others) = loose.tables or (None,)
    if (found := curves_of(loose)) or table is None or others or table.run or table.step:
        return found
    values = {name: column for name, column in table.columns.items() if column.dtype != object}
    rows = np.arange(table.rows, dtype=np.float64)
    return Curves(format=loose.format, step="", steps=rows, values=values) if rows.size else None


def _are_of_one_run(curves: Sequence[Curves | None]) -> bool:
    """Whether logs count by the same step, in one kind of file, and come about as far."""
    known = [curve for curve in curves if curve is not None and curve.values]
    kinds = {(curve.format, curve.step and describe(curve.step).role) for curve in known}
    if len(known) < len(curves) or len(kinds) > 1:
        return False
    same = len({curve.step for curve in known}) == 1
    reach = (_REACH if same else _CLOSE) if known[0].step else 1
    last = [float(np.nanmax(curve.steps)) for curve in known]
    return min(last) >= reach * max(last)
