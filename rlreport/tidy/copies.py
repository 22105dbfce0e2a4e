"""Which curves are one curve that was written twice, and which of the two says more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from rlreport.catalogue import AXIS_ROLES, phrase
from rlreport.values import FloatArray, Metric

_SAME = 1e-5  # relative: event files hold float32, CSV files six digits
_DIGITS = 3  # of "%.3g", by which Stable-Baselines, OpenAI baselines and Spinning Up print boxes
_MORE_DIGITS = 6  # of "%g", by which garage and others print tables
_PLACES = (2, 3, 4, 5, 6)  # behind the point, to which programs round what they print
_NEARLY = 1 + 1e-9  # times a half, which no float holds to the last bit
_LEAST, _MOST = 1e-300, 1e300  # beyond, rounding leaves what a number can hold


def is_copy(one: Metric, other: Metric) -> bool:
    """Whether one of the curves is a part of the other, or all of it on other steps.

    There, what is NaN to one may be left out by the other.
    """
    small, large = sorted((one, other), key=lambda metric: metric.logged.size)
    part, whole = _logged_steps(small), _logged_steps(large)
    at = np.searchsorted(whole, part).clip(max=max(whole.size - 1, 0))
    if whole.size and np.array_equal(whole[at], part) and alike(small.logged, large.logged[at]):
        return True
    values = [metric.logged[~np.isnan(metric.logged)] for metric in (small, large)]
    return values[0].size > 1 and alike(*values)


def _logged_steps(metric: Metric) -> FloatArray:
    return metric.step if metric.missing is None else metric.step[~metric.missing]


def overlap(one: Metric, later: Metric) -> bool:
    """Whether `later` is the same where both have steps, and goes on behind the end of `one`.

    So it is where a file holds the last launch alone, and the other was not written to its end.
    """
    shared = one.step >= later.step[0], later.step <= one.step[-1]
    steps, values = (
        [of[mask] for of, mask in zip(both, shared, strict=True)]
        for both in ((one.step, later.step), (one.value, later.value))
    )
    return np.unique(values[0]).size > 1 and np.array_equal(*steps) and alike(*values)


def counted_in_both(one: Metric, other: Metric) -> Metric | None:
    """A counter that two files log at steps of their own, and alike at those of both; or None."""
    first, second = _logged_steps(one), _logged_steps(other)
    shared, here, there = np.intersect1d(first, second, return_indices=True)
    known = one.meaning.role in AXIS_ROLES and shared.size > 1
    if not known or not np.array_equal(one.logged[here], other.logged[there]):
        return None
    steps, at = np.unique(np.concatenate([first, second]), return_index=True)
    values = np.concatenate([one.logged, other.logged])[at]
    rises = bool((np.diff(values) >= 0).all())
    return replace(one, step=steps, value=values, time=None, missing=None) if rises else None


def is_again(metrics: Mapping[str, Metric], others: Iterable[Metric]) -> bool:
    """Whether some of the metrics, which vary and count nothing, are there on other steps too."""
    return any(
        alike(metrics[other.name].logged, other.logged) and np.unique(other.logged).size > 1
        for other in others
        if other.name in metrics and other.meaning.role not in AXIS_ROLES
    )


def counted_by(counter: Metric, others: Iterable[Metric]) -> Metric | None:
    """Of `others` one whose steps a counter holds that was itself logged by iteration."""
    if counter.meaning.role not in AXIS_ROLES or np.array_equal(counter.value, counter.step):
        return None
    return next((other for other in others if alike(counter.value, other.step)), None)


def fuller(one: Metric, copy: Metric) -> Metric:
    """The fuller of two copies: with more points, then with more digits; on the steps of `one`.

    A copy on other steps, such as iterations, lends its digits alone.
    """
    if max(one, copy, key=_fullness) is one:
        return one
    if one.step.size != copy.step.size or np.array_equal(one.step, copy.step):
        return copy
    mine, others = (() if each.missing is None else each.missing for each in (one, copy))
    return replace(one, value=copy.value) if np.array_equal(mine, others) else one


def _fullness(metric: Metric) -> tuple[int, int]:
    value = metric.value
    exact = partial(np.allclose, value, rtol=1e-9, equal_nan=True)
    rounded = (_printed(value, digits) for digits in (_DIGITS, _MORE_DIGITS))
    return metric.logged.size, sum(not exact(one) for one in rounded)


def twin(metric: Metric, others: Iterable[Metric]) -> Metric | None:
    """The same curve by the same name but for a folder before it: RLlib's `ray/tune/`."""
    named = (other for other in others if _named_alike(metric.name, other.name))
    return next((one for one in named if is_copy(one, metric) or _is_once(one, metric)), None)


def _is_once(one: Metric, other: Metric) -> bool:
    """Whether each has one finite value, the same: what is NaN to one, another leaves out."""
    values = [metric.logged[np.isfinite(metric.logged)] for metric in (one, other)]
    return values[0].size == 1 and alike(*values)


def _named_alike(one: str, other: str) -> bool:
    return one.endswith(f"/{other}") or other.endswith(f"/{one}")


def leaf(name: str) -> str:
    """The last part of a metric's name, by which twins are looked for."""
    return name.rpartition("/")[2]


def respelled(
    parts: Sequence[tuple[str, str, Mapping[str, Metric]]],
) -> list[tuple[str, str, Mapping[str, Metric]]]:
    """The parts of a run, those names that differ from earlier ones in a slash spelled like them.

    Hugging Face's Trainer calls `eval_loss` what it writes to TensorBoard as `eval/loss`. A copy of
    a curve may differ from it in more signs: `Train loss` of a console is `train_loss` of a table.

    Args:
        parts: for each its file, its format and its metrics.
    """
    spelled: dict[str, Metric] = {}
    worded: dict[str, Metric] = {}
    found: list[tuple[str, str, Mapping[str, Metric]]] = []
    for source, written, metrics in parts:
        own: dict[str, Metric] = {}
        for name, metric in metrics.items():
            known = spelled.setdefault(name.replace("/", "_"), metric)
            like = worded.setdefault(phrase(name), metric)
            if known is metric and like is not metric and is_copy(like, metric):
                known = like
            same = known.name == name or known.name in metrics
            own[name if same else known.name] = (
                metric if same else replace(metric, name=known.name, meaning=known.meaning)
            )
        found.append((source, written, own))
    return found


def alike(one: FloatArray, other: FloatArray) -> bool:
    """Whether the values are the same, or those of one are the other's as a console prints them."""
    if one.size != other.size:
        return False
    return _same(one, other) or any(
        printed(*pair) for pair in ((one, other), (other, one)) for printed in (_prints, _rounds)
    )


_same = partial(np.allclose, rtol=_SAME, atol=0, equal_nan=True)


def _prints(values: FloatArray, printed: FloatArray) -> bool:
    """Whether a console prints the values so; what ends in a half goes either way."""
    if not _same(_printed(printed), printed):
        return False
    finite = np.isfinite(values)
    apart = np.abs(values[finite] - printed[finite])
    halves = 0.5 * _units(values[finite], _DIGITS)
    return _same(values[~finite], printed[~finite]) and bool((apart <= halves * _NEARLY).all())


def _rounds(values: FloatArray, rounded: FloatArray) -> bool:
    """Whether some are the others to a few places behind the point, as `%.4f` gives them."""
    finite = np.isfinite(values)
    if not np.array_equal(finite, np.isfinite(rounded)) or not finite.any():
        return False
    values, rounded = values[finite], rounded[finite]
    places = next((to for to in _PLACES if np.allclose(np.round(rounded, to), rounded, 1e-12)), 0)
    return places > 0 and bool((np.abs(values - rounded) <= 0.5 * 0.1**places * _NEARLY).all())


def _printed(values: FloatArray, digits: int = _DIGITS) -> FloatArray:
    """Values `(n,)` to the digits that consoles print."""
    units = _units(values, digits)
    usual = units > 0
    printed = values.copy()
    printed[usual] = np.round(values[usual] / units[usual]) * units[usual]
    return printed


def _units(values: FloatArray, digits: int) -> FloatArray:
    """What the last of some digits of each value counts `(n,)`; 0 where none is rounded."""
    size = np.abs(values)
    usual = (size > _LEAST) & (size < _MOST)
    units = np.zeros(values.size)
    units[usual] = 10.0 ** (np.floor(np.log10(size[usual])) - digits + 1)
    return units
