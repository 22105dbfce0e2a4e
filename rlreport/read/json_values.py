"""A JSON object of single values: the last ones of a run, or what it was set to."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from rlreport.catalogue import methods, phrase, split, words
from rlreport.errors import FormatError
from rlreport.read import Format, _nested, _settings, json_rows
from rlreport.read._column_lists import are_of_things
from rlreport.read._json import document, is_document, whole
from rlreport.read._records import as_number, flatten, left_out, lists, table
from rlreport.sources import LogFile, is_settings
from rlreport.values import Loose, Setting

_RESULTS = frozenset({"result", "results", "evaluation", "benchmark", "benchmarks", "comparison"})
_RESULTS |= {"metric", "metrics", "score", "scores", "eval"}
"""Words in the names of files that hold results, whatever these are called in them."""
_MEASURES = frozenset({"auc", "roc auc", "auroc", "rmse", "mse", "mae", "mape", "r2", "r2 score"})
_MEASURES |= {"f1", "f1 score", "precision", "recall", "map50", "m ap50", "iou", "miou", "dice"}
_MEASURES |= {"bleu", "wer", "cer", "psnr", "ssim", "fid", "lpips", "rouge l", "meteor", "ndcg"}
_MEASURES |= {"mrr", "hit", "hits", "hit rate", "hr", "rouge1", "rouge2", "sharpe", "sharpe ratio"}
"""What models are judged by, where most of the values are such."""
_AT_K = re.compile(r"( at)? \d{1,4}$")  # "ndcg@10", "recall_at_5"
_STATISTICS = frozenset({"mean", "avg", "average", "median", "std"})
_EMPTY = frozenset({"[]"})
"""The settings of a document of which nothing but empty lists is left."""
_MATRIX = "[["
_GROUPS = frozenset({"experiments", "runs", "variants", "arms", "ablations", "models"})
_GROUPS |= {"methods", "algorithms", "baselines", "trials", "configurations", "config results"}
"""What a part is called that holds a part for each run."""
_POLICIES = frozenset({"baseline", "buy and hold", "heuristic", "greedy", "rule based", "expert"})
_POLICIES |= {"trained", "untrained", "no op", "always hold"}
"""What a policy is called beside others that no method names."""
_MOST_DEEP = 3  # parts above runs
_FRACTION = re.compile(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?", re.IGNORECASE)
_LEFT_OUT = re.compile(r"(?:no|without|w/?o|minus|remove|drop)[ _-]", re.IGNORECASE)
_SEED = re.compile(r"(?:seed|run|rep|repeat|trial)[ _=-]?\d+", re.IGNORECASE)


def _sniff(name: str, head: bytes) -> int:
    value = whole(head) if is_document(name, head) else None
    return int(isinstance(value, dict) and not json_rows.rows(value))


def _read(file: LogFile) -> Loose:
    value, _ = document(file)
    value = _turned(value) if isinstance(value, dict) else {}
    last, settings = _parts(file.name, value)
    if not last and _EMPTY.issuperset(settings.values()):
        raise FormatError("is a JSON object without a value.", "Name the log of the run.")
    if not last and all(str(one).startswith(_MATRIX) for one in settings.values()):
        raise FormatError(
            "holds lists of lists of numbers, and nothing names what these are.",
            "Name the log that the training wrote.",
        )
    runs = _runs(value) if last else {}
    tables = [table([last], kind="summary")] if last and not runs else []
    if runs:
        rest, _ = _settings.apart(value)
        settings |= _settings.flat(_beside(rest, [*runs.values()]))
    for run, part in runs.items():
        rest, own = _settings.apart(part)
        tables.append(replace(table([_last(rest)], kind="summary", run=run), config=own))
    listed = lists(_settings.apart(value)[0]) if last else ()
    return Loose(
        format=FORMAT.name,
        tables=tuple(tables),
        config=settings,
        issues=tuple(left_out(listed, file.name)),
    )


def _parts(name: str, value: dict[str, Any]) -> tuple[dict[str, object], dict[str, Setting]]:
    """The last values in a document, none where it holds settings only, and these."""
    rest, settings = _settings.apart(value)
    last = _last(rest)
    leaves = (_AT_K.sub("", phrase(path.rpartition("/")[2])) for path in last)
    measured = sum(leaf in _MEASURES for leaf in leaves)
    results = (
        is_of_results(name)
        or any(map(_is_result, last))
        or _is_averaged(last)
        or 0 < len(last) <= 2 * measured
        or are_of_things(rest)
    )
    if is_settings(name) or not results:
        return {}, {**settings, **_settings.flat(rest)}
    return last, settings


def _is_result(path: str) -> bool:
    """Whether a path ends in the name of a result, or in that of a method or a mean below it."""
    above, _, leaf = path.rpartition("/")
    below = methods.is_method(leaf) or leaf.lower() in _STATISTICS
    return _settings.is_result(path) or (below and _settings.is_result(above))


def _turned(value: dict[str, Any]) -> dict[str, Any]:
    """A document by method, where it has a value of each method under the names of results."""
    by_method = _nested.turned(value)
    if len(by_method) < 2 or not all(map(methods.is_method, by_method)):
        return value
    numbers = (as_number(one) is not None for own in by_method.values() for one in own.values())
    return by_method if any(map(_settings.is_result, value)) and all(numbers) else value


def _is_averaged(last: Mapping[str, object]) -> bool:
    """Whether means and deviations stand under the names of methods, whatever they are of."""
    paths = [path.split("/") for path in last]
    leaves = {leaf.lower() for *above, leaf in paths if any(map(methods.is_method, above))}
    return {"mean", "std"}.issubset(leaves)


def of_no_result(name: str, value: dict[str, Any]) -> bool:
    """Whether no single value in a document is that of a run."""
    return not _parts(name, value)[0]


def is_of_results(name: str) -> bool:
    """Whether a file is named after the results in it."""
    return not _RESULTS.isdisjoint(words(PurePosixPath(name).name.split(".", 1)[0]))


def _last(value: Mapping[str, Any]) -> dict[str, object]:
    return {
        path: one
        for path, one in flatten(value).items()
        if as_number(one) is not None and not any(map(_settings.is_part, path.split("/")[:-1]))
    }


def _runs(value: Mapping[str, Any], *, depth: int = 0) -> dict[str, dict[str, Any]]:
    """The parts of a document that are runs: seeds or methods, or each with its own settings.

    So are those of a part that is called after runs, or by the values of a setting, where no
    result stands beside it, and those of each part where these have the same.
    """
    value, _ = _settings.apart(value)
    parts = _alike(value)
    seeds = all(map(_SEED.fullmatch, parts))
    told = all(any(map(_settings.is_part, part)) for part in parts.values())
    varied = _are_varied(parts) or any(map(_is_policy, parts))
    if parts and (seeds or told or varied):
        return parts
    inner = {name: part for name, part in value.items() if isinstance(part, dict)}
    held = [name for name, part in inner.items() if any(map(_is_result, _last(part)))] or [*inner]
    if any(map(_settings.is_result, value.keys() - {*held})):
        return {}
    if len(held) != 1:
        return _of_each({name: inner[name] for name in held}, depth=depth)
    (name,) = held
    parts = _alike(value[name])
    by_value = all(map(_FRACTION.fullmatch, parts))
    if phrase(name) in _GROUPS or _are_varied(parts):
        return {f"{name} {one}" if by_value else one: part for one, part in parts.items()}
    return _runs(value[name], depth=depth + 1) if depth < _MOST_DEEP else {}


def _of_each(parts: Mapping[str, Any], *, depth: int) -> dict[str, dict[str, Any]]:
    """The runs of each of several parts, as methods in environments, where all have the same."""
    found = {name: _runs(part, depth=depth + 1) for name, part in parts.items()}
    same = len({frozenset(runs) for runs in found.values()}) == 1
    if depth >= _MOST_DEEP or not same or any(map(split, parts)):
        return {}
    return {f"{name} {run}": own for name, runs in found.items() for run, own in runs.items()}


def _is_policy(name: str) -> bool:
    return methods.is_method(name) or phrase(name) in _POLICIES


def _beside(part: Mapping[str, Any], runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What stands in a document beside its runs, wherever these do."""
    own = {name: one for name, one in part.items() if not any(one is run for run in runs)}
    return {name: _beside(one, runs) if isinstance(one, dict) else one for name, one in own.items()}


def _are_varied(names: Collection[str]) -> bool:
    """Whether names are values of a setting, or say what was left out in half of them."""
    fractions = all(map(_FRACTION.fullmatch, names)) and not all(map(str.isdecimal, names))
    left_out = sum(_LEFT_OUT.match(name) is not None for name in names)
    return fractions or methods.are_settings(names) or 2 * left_out >= len(names) > 1


def _alike(value: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The parts of a document that hold values under the same names, none where others do, too."""
    parts = {name: part for name, part in value.items() if isinstance(part, dict)}
    names = {frozenset(_last(_settings.apart(part)[0])) for part in parts.values()}
    same = len(parts) > 1 and len(names) == 1 and any(*names)
    return parts if same and not any(map(_settings.is_result, value.keys() - parts.keys())) else {}


FORMAT = Format(
    name="json_values",
    label="JSON object of single values",
    sniff=_sniff,
    read=_read,
    sample=("results.json", b'{"mean_reward": 200.5, "success": 0.75,\n "config": {"lr": 0.1}}\n'),
)
