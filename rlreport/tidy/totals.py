"""Single values of a whole run, in a file beside its log -> metrics at the end of that run.

`training_log.csv` and `metrics.json` in one folder are of one run, `ppo_log.csv` and
`ppo_summary.json` in a folder of several, and so are the rows of a table of the runs that they
name, and what is kept with each of its checkpoints. What the log has itself, at every step, stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

import numpy as np

from rlreport.catalogue import words
from rlreport.texts import many, was
from rlreport.tidy import grouping, mended
from rlreport.tidy.parts import Key, Part, by_folder
from rlreport.values import Issue, Metric

_NAMES = frozenset({"summary", "metrics", "results", "result", "final", "stats", "statistics"})
_NAMES |= {"scores", "score", "performance", "overall", "report", "metadata"}
_KEPT = frozenset({"checkpoints", "checkpoint", "ckpts", "ckpt", "models", "weights"})
"""What folders are called in which a run keeps its checkpoints."""
_FOLDERS = 3  # of the path of a run, by which a table may name it
_OF = frozenset({"train", "training", "test", "eval", "evaluation", "best", "run", "model", "all"})


def together(grouped: Mapping[Key, Sequence[Part]]) -> dict[Key, list[Part]]:
    """The parts of each run, those of files of single values with the run that these are of."""
    joined = {key: [*parts] for key, parts in grouped.items()}
    for path, folder in by_folder(grouped).items():
        singles = [key for key in folder if _is_single(grouped[key])]
        logs = [key for key in folder if _has_series(grouped[key])]
        for key in singles if logs else ():
            of = _of(key, logs, grouped)
            if of is not None:
                joined[of] += [*_at_end(joined.pop(key), joined[of])]
        whole = (str(path), "")
        if len(logs) == 1 and len(joined[logs[0]]) > len(grouped[logs[0]]) and whole not in joined:
            joined[whole] = joined.pop(logs[0])
    joined = _with_checkpoints(joined)
    rows = [key for key in joined if key[1] and _are_single(joined[key])]
    called = _by_name(joined) if rows else {}
    for key in rows:
        source = PurePosixPath(joined[key][0].source)
        named = [log for log in called.get(words(key[1]), ()) if _lies_in(log, source.parent)]
        if len(named) == 1:
            joined[named[0]] += [*_at_end(joined.pop(key), joined[named[0]])]
    return joined


def _with_checkpoints(grouped: dict[Key, list[Part]]) -> dict[Key, list[Part]]:
    """The parts of each run, those of values beside checkpoints with the one log of its folder."""
    folders = by_folder(grouped)
    for path in folders:
        logs = [key for key in folders.get(path.parent, ()) if _has_series(grouped[key])]
        for key in folders[path] if path.name.lower() in _KEPT and len(logs) == 1 else ():
            names = _names(grouped[logs[0]])
            if _are_single(grouped[key]) and not names.isdisjoint(_names(grouped[key])):
                grouped[logs[0]] += [*_at_end(grouped.pop(key), grouped[logs[0]])]
            elif names >= _names(grouped[key]):
                grouped[logs[0]] += grouped.pop(key)
    return grouped


def _names(parts: Iterable[Part]) -> set[str]:
    return {name for part in parts for name in part.metrics}


def _by_name(grouped: Mapping[Key, Sequence[Part]]) -> Mapping[tuple[str, ...], Sequence[Key]]:
    """The runs with a curve by the words of their names, and of the last folders these lie in."""
    found: defaultdict[tuple[str, ...], list[Key]] = defaultdict(list)
    for key, parts in grouped.items():
        path = [*PurePosixPath(key[0]).parts, *filter(None, key[1:])]
        for length in range(1, _FOLDERS + 1) if _has_series(parts) else ():
            name = words(" ".join(path[-length:]))
            found[name] += [key] if key not in found[name] else []
    return found


def _lies_in(key: Key, folder: PurePosixPath) -> bool:
    return folder in PurePosixPath(key[0]).parents


def _of(key: Key, logs: Sequence[Key], grouped: Mapping[Key, Sequence[Part]]) -> Key | None:
    """The one run that single values are of by the name of their file, or as the only one."""
    (part,) = grouped[key]
    rest = [*words(grouping.stem(PurePosixPath(part.source).name))]
    while rest and rest[-1] in _NAMES | _OF:
        rest.pop()
    fit = [log for log in logs if _stem(grouped[log])[: len(rest)] == rest]
    return fit[0] if len(fit) == 1 and (rest or len(logs) == 1) else None


def _stem(parts: Sequence[Part]) -> list[str]:
    return [*words(grouping.stem(PurePosixPath(parts[0].source).name))]


def _is_single(parts: Sequence[Part]) -> bool:
    """Whether a run is one file of single values that says by its name that it sums up."""
    return _are_single(parts) and not _NAMES.isdisjoint(_stem(parts))


def _are_single(parts: Sequence[Part]) -> bool:
    """Whether a run is one file of single values."""
    single = all(metric.value.size == 1 for part in parts for metric in part.metrics.values())
    return len(parts) == 1 and bool(parts[0].metrics) and single


def _has_series(parts: Iterable[Part]) -> bool:
    return any(metric.value.size > 1 for part in parts for metric in part.metrics.values())


def _at_end(singles: Iterable[Part], log: Sequence[Part]) -> Iterator[Part]:
    """The single values that a log has no series of, at its last step."""
    known = {name for part in log for name in part.metrics}
    main = max(log, key=lambda part: max((len(m.step) for m in part.metrics.values()), default=0))
    last = max(float(metric.step[-1]) for metric in main.metrics.values() if metric.step.size)
    for part in singles:
        rest = {name: _placed(one, last) for name, one in part.metrics.items() if name not in known}
        issues = [mended.set_aside(part.source)] if len(rest) < len(part.metrics) else []
        if rest:
            text = (
                f"{many(len(rest), 'single value')} of the whole run {was(len(rest))} placed at "
                "the last step of the log beside them."
            )
            issues += [Issue(kind="placed", where=part.source, count=len(rest), text=text)]
        kept = replace(part, kind=main.kind, step=main.step, counted=main.counted)
        yield replace(kept, metrics=rest, issues=(*part.issues, *issues))


def _placed(metric: Metric, step: float) -> Metric:
    return replace(metric, step=np.array([step]), time=None)
