"""What the names in a log mean: a table of synonyms, and nothing but matching.

A name is taken apart into words (`"rollout/ep_rew_mean"` -> rollout, ep, rew, mean); words that
say where a value was taken (train, val) or that it is a mean are set aside; what is left is looked
up. A name that is wholly known gets a label for people, one that is known in part keeps its own
name. Where a name alone would mislead (an "acc" that counts, a "Total_Steps" that falls), the
values decide too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import ArrayLike

from rlreport.values import Better, FloatArray, Meaning, Metric

AXIS_ROLES = (
    "flops",
    "env_steps",
    "step",
    "episodes",
    "tokens",
    "epoch",
    "relative_time",
    "wall_time",
)
"""Roles that can be a horizontal axis, the one that says most about cost and progress first."""

_SPLITS = {
    "train": "Training",
    "training": "Training",
    "val": "Validation",
    "valid": "Validation",
    "validation": "Validation",
    "test": "Test",
    "eval": "Evaluation",
    "evaluation": "Evaluation",
}
_MEANS = frozenset({"mean", "avg", "average"})
# Folders that a trainer puts before a name and that say nothing about what is measured.
_PREFIXES = frozenset(
    {"rollout", "rollouts", "env", "all", "ray", "tune", "charts", "chart", "time", "perf", "rl"}
    | {"metrics", "misc", "counters", "progress", "performance", "collection", "trainer", "wandb"}
    | {"runners", "sampler", "custom", "info"}
)
_UNIX_2001 = 1e9  # seconds; in ms, us or ns it is larger


def _anything(_values: FloatArray) -> bool:
    return True


def _fraction(values: FloatArray) -> bool:
    return bool(values.size) and values.min() >= 0 and values.max() <= 1 + 1e-6


def _bounded(values: FloatArray) -> bool:
    return _unknown(values) or (values.min() >= 0 and values.max() <= 100 + 1e-6)


def _unknown(values: FloatArray) -> bool:
    return not values.size


def _rising(values: FloatArray) -> bool:
    return bool((values[1:] >= values[:-1]).all())


def _unix(values: FloatArray) -> bool:
    return _unknown(values) or bool(values.min() >= _UNIX_2001)


@dataclass(frozen=True, kw_only=True)
class _Entry:
    """One meaning: whole names that are known, a pattern for the rest, and a test of the values."""

    role: str
    label: str = ""
    names: str = ""
    pattern: str = ""
    unit: str = ""
    better: Better = "neither"
    fits: Callable[[FloatArray], bool] = _anything

    def knows(self, phrase: str) -> bool:
        return phrase in _phrases(self.names)

    def matches(self, words: str) -> bool:
        return bool(self.pattern) and re.search(self.pattern, words) is not None


@cache
def _phrases(names: str) -> frozenset[str]:
    return frozenset(name.strip() for name in names.split(","))


# The first entry that matches and fits wins. Names are in words, as `words` gives them.
_TABLE = (
    _Entry(role="config", pattern=r"^(config|hparams|hyperparameters|hp metric)\b"),
    # The index that a data frame leaves behind when it is written to a file.
    _Entry(role="row", names="index, row", pattern=r"^unnamed \d+$|^level \d+$", fits=_rising),
    # How often a discriminator is right says nothing about how often the policy is.
    _Entry(role="other", pattern=r"\b(agent|demo|expert|disc|discriminator|fake|real) acc\b"),
    _Entry(role="other", pattern=r"\b(std|stdev|stddev|stderr|sem|variance|var)\b"),
    _Entry(
        role="learning_rate",
        label="Learning rate",
        names="lr, learning rate, actor lr",
        pattern=r"\b(lr|learning rate)\b",
    ),
    # --- what a report is about ---
    _Entry(
        role="parallelism",
        label="Average parallelism",
        names="parallelism, effective parallelism",
        pattern=r"\bparallelism\b",
        better="higher",
    ),
    _Entry(
        role="parallelism",
        pattern=r"\b(concurrency|(num|number|n|active|healthy|max|config) (healthy )?"
        r"(workers?|envs|agents?|subagents|sub agents|branches)(?! steps)|number agent|"
        r"num envs per worker|n groups|num generations|group size|world size|rollout n)\b",
        better="higher",
    ),
    _Entry(
        role="critical_steps",
        label="Critical steps",
        names="critical steps, critical path, critical path length, span steps",
        pattern=r"\bcritical (steps|path)\b",
        unit="steps",
        better="lower",
    ),
    _Entry(
        role="success",
        label="Success rate",
        names="success rate, success, is success, solve rate, solved, succeeded, success ratio",
        pattern=r"\b(success|solved?|is success)( rate| ratio)?\b",
        unit="%",
        better="higher",
        fits=_bounded,
    ),
    _Entry(
        role="success",
        label="Win rate",
        names="win rate, winrate, win ratio",
        pattern=r"\b(win ?rate|win ratio)\b",
        unit="%",
        better="higher",
        fits=_bounded,
    ),
    _Entry(
        role="accuracy",
        label="Pass rate",
        names="pass rate",
        pattern=r"\bpass (rate|at \d+|\d+|k)\b|\bscore binarized\b",
        unit="%",
        better="higher",
        fits=_bounded,
    ),
    _Entry(
        role="accuracy",
        label="Accuracy",
        names="accuracy, acc, accuracies, correct rate, correct ratio, batch accuracy, epoch acc, "
        "epoch accuracy, step accuracy, batch acc, final answer accuracy, answer accuracy",
        pattern=r"\b(accuracy|accuracies|acc|correct rate|exact match|map ?\d+( \d+)? ?b?)\b",
        unit="%",
        better="higher",
        fits=_bounded,
    ),
    # A score is an accuracy only where it is a benchmark's and a fraction.
    _Entry(
        role="accuracy",
        pattern=r"^val test score\b|^val (core|aux) .*\b(acc|score|reward)\b.* mean \d+$|"
        r"^correct$|\bcorrectness\b|^is correct$",
        unit="%",
        better="higher",
        fits=_fraction,
    ),
    _Entry(
        role="loss",
        label="Loss",
        names="loss, total loss, epoch loss, batch loss",
        pattern=r"\bloss(es)?\b|\w+loss\b",
        better="lower",
    ),
    _Entry(
        role="kl",
        label="KL divergence",
        names="kl, approx kl, kl divergence, actor kl, critic kl",
        pattern=r"\bkl\b",
        better="lower",
    ),
    _Entry(
        role="entropy",
        label="Policy entropy",
        names="entropy, policy entropy, actor entropy",
        pattern=r"\bentropy\b",
    ),
    # --- cost and progress: the axes ---
    _Entry(
        role="throughput",
        label="Model FLOP utilisation",
        names="mfu, mfu actor, actor mfu",
        pattern=r"\bmfu\b|\b[kmgtpez]?flops? (per|s\b|sec)",
        better="higher",
    ),
    _Entry(
        role="flops",
        label="RL FLOPs",
        names="flops, flos, total flos, total flops, cumulative flops, train flops, compute, "
        "kflops, mflops, gflops, tflops, pflops, eflops, zflops, total compute, rl flops",
        pattern=r"\b[kmgtpez]?flops?\b|\bflos\b",
    ),
    _Entry(
        role="env_steps",
        label="Environment steps",
        names="total timesteps, timesteps total, timesteps, timestep, timesteps so far, "
        "total env interacts, env interacts, tcount, total frames, frames, agent timesteps total, "
        "total env steps, env steps, env step, environment steps, environment step, total steps, "
        "num env steps sampled lifetime, num env steps sampled, num agent steps sampled, "
        "num timesteps, num steps sampled, serial timesteps, frame, interactions",
        pattern=r"\btotal (time ?steps|env steps|frames)\b|\bnum env steps sampled\b",
        unit="steps",
        fits=_rising,
    ),
    _Entry(
        role="episodes",
        label="Episode",
        names="episode, episodes, episodes total, episodes so far, num episodes, total episodes, "
        "episode number, episode id, ep, n episodes, game, games",
        fits=_rising,
    ),
    _Entry(
        role="epoch",
        label="Epoch",
        names="epoch, epochs, epoch id, current epoch, epoch number",
        fits=_rising,
    ),
    _Entry(
        role="step",
        label="Step",
        names="step, steps, global step, global steps, iteration, iterations, iter, iters, update, "
        "updates, n updates, nupdates, num updates, iteration key, step id, itr, generation, "
        "gradient steps, grad steps, optimizer step, optimizer steps, batch, policy version",
        fits=_rising,
    ),
    _Entry(
        role="throughput",
        label="Throughput",
        names="fps, sps, tps, throughput, tokens per second, steps per second, tokens s, "
        "samples per second, tokens per sec, steps per sec",
        pattern=r"\b(fps|sps|tps|throughput|(tokens|steps|samples|frames|episodes|it)"
        r" (per|s\b|sec)( second| sec| s)?)",
        better="higher",
    ),
    _Entry(
        role="tokens",
        label="Tokens",
        names="num tokens, tokens, total tokens, tokens seen, num input tokens seen, "
        "total num tokens, cumulative tokens, tokens total, consumed tokens",
        pattern=r"\b(tokens? (input|output|seen|total)|(input|output|ac|ob|total|num) tokens)\b",
        unit="tokens",
    ),
    _Entry(
        role="wall_time",
        label="Wall time",
        names="timestamp, wall time, datetime, date, created, ts, created at, time, unix time, "
        "start, end, start time, end time, timestamp ms, completed at, started at",
        unit="s",
        fits=_unix,
    ),
    _Entry(
        role="relative_time",
        label="Elapsed time",
        names="time elapsed, elapsed time, elapsed, time, time total, total secs, total time, "
        "runtime, relative time, relative time process, timers total time, train runtime, "
        "train time, wall time, t, seconds, elapsed seconds, time since start, hours, minutes",
        unit="s",
        fits=_rising,
    ),
    # --- the rest ---
    _Entry(
        role="length",
        label="Completion length",
        names="completion length, completions length, response length, response len, "
        "completions terminated length, output length",
        pattern=r"\b(completions?|response|prompt|output|sequence) (\w+ )?(length|len)\b",
        unit="tokens",
    ),
    _Entry(
        role="length",
        label="Episode length",
        names="ep len, episode len, episode length, ep length, eplen, eplenmean, l, "
        "turns per episode",
        pattern=r"\b(ep|episode|episodic) (len|length|lengths)\b|\beplen|\bturns per episode\b",
        unit="steps",
    ),
    _Entry(
        role="reward",
        label="Episode reward",
        names="ep rew, ep reward, episode reward, episode return, episodic return, ep ret, "
        "ep return, eprew, eprewmean, 100 episode reward, episode score, episodic reward, r, "
        "episode reward episode reward, eprew recent",
        better="higher",
    ),
    _Entry(
        role="reward",
        label="Reward",
        names="reward, rewards, rew, total reward, reward total, critic rewards",
        better="higher",
    ),
    _Entry(role="reward", label="Return", names="return, returns, ret", better="higher"),
    _Entry(
        role="reward",
        pattern=r"\b(rewards?|rew|eprew\w*|ep ret|returns?|fitness)\b",
        better="higher",
    ),
    _Entry(
        role="reward",
        label="Score",
        names="score, critic score",
        pattern=r"^(\w+ )?score\b",
        better="higher",
    ),
    _Entry(
        role="grad_norm",
        label="Gradient norm",
        names="grad norm, gradient norm, actor grad norm, critic grad norm",
        pattern=r"\bgrad(ient)? norm\b",
    ),
    _Entry(
        role="error",
        pattern=r"\b(perplexity|ppl|error|mse|mae|rmse|regret|gap|cost|bpb|bits per byte)\b",
        better="lower",
    ),
    _Entry(
        role="timing",
        pattern=r"^(timing|timings|timers?|time)\b|\b(time|latency|duration|seconds|secs|eta)\b|"
        r"\b(ms|step avg)$",
        unit="s",
        better="lower",
    ),
)

_ROLES_BY_INTEREST = (
    "accuracy",
    "parallelism",
    "success",
    "reward",
    "critical_steps",
    "loss",
    "error",
    "length",
    "kl",
    "entropy",
    "other",
    "grad_norm",
    "throughput",
    "tokens",
    "learning_rate",
)
_NOT_REPORTED = frozenset(
    {"config", "timing", "flops", "wall_time", "relative_time", "step", "env_steps", "episodes"}
    | {"epoch", "row"}
)
ROLES = tuple(dict.fromkeys([*_ROLES_BY_INTEREST, *AXIS_ROLES, "timing", "config"]))
"""Every role, those that a report is most often about first."""

_SPLITS_BY_INTEREST = ("Training", "", "Validation", "Test", "Evaluation")

_UNIT_IN_NAME = re.compile(r"[(\[]\s*([^()\[\]]*?)\s*[)\]]\s*$")
_SCALE_IN_NAME = re.compile(r"\(\d+(\.\d+)?e[+-]?\d+\)")
_FLOP = re.compile(r"\b([kmgtpez]?)flops?\b")
_TIME_UNITS = {"ms": "ms", "us": "us", "ns": "ns", "s": "s", "sec": "s", "secs": "s"}
_TIME_UNITS |= {"seconds": "s", "minutes": "min", "hours": "h", "h": "h", "hrs": "h"}
_PERCENT_WORDS = frozenset({"%", "percent", "pct", "percentage"})


def words(name: str) -> tuple[str, ...]:
    """The words of a metric's name in lower case, without a unit in brackets at its end."""
    plain = _UNIT_IN_NAME.sub("", name.strip()) or name
    plain = re.sub(r"FLOP[sS]?|Flops", "flops", plain).replace("mAP", "map")
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", plain)
    return tuple(re.sub(r"[^\w%]+|_", " ", plain.lower()).split())


def split(name: str) -> str:
    """`"Training"`, `"Validation"`, `"Test"`, `"Evaluation"`, or "" where the name says none."""
    return next((_SPLITS[word] for word in words(name) if word in _SPLITS), "")


def says_percent(name: str) -> bool:
    """Whether the name itself says that values are percentages: `"Training Accuracy (%)"`."""
    return _stated_unit(name, words(name)) == "%"


def describe(name: str, values: ArrayLike = ()) -> Meaning:
    """The meaning of a metric, from its name and its values `(n,)`.

    Args:
        name: as the trainer wrote it.
        values: in the order of the log; where a name alone would mislead, they decide.
    """
    array = np.asarray(values, dtype=np.float64)
    known = np.isfinite(array)
    finite = array if known.all() else array[known]
    parts = words(name)
    for entry, whole in _candidates(parts):
        if entry.fits(finite):
            label = _label(entry, name, parts) if whole and entry.label else name
            unit = _unit(entry, name, parts, finite)
            return Meaning(role=entry.role, unit=unit, better=entry.better, label=label)
    return Meaning(role="other", unit=_stated_unit(name, parts), better="neither", label=name)


@lru_cache(maxsize=4096)
def _candidates(parts: tuple[str, ...]) -> tuple[tuple[_Entry, bool], ...]:
    """The entries that these words could mean, and whether each knows the name as a whole."""
    phrases, joined = _reduced(parts), " ".join(parts)
    whole = [any(entry.knows(phrase) for phrase in phrases) for entry in _TABLE]
    return tuple(
        (entry, known)
        for entry, known in zip(_TABLE, whole, strict=True)
        if known or entry.matches(joined)
    )


def as_role(meaning: Meaning, role: str) -> Meaning:
    """The meaning with the role that the user gave it; unit and direction follow, not the label."""
    entry = next((entry for entry in _TABLE if entry.role == role), None)
    unit = entry.unit if entry is not None and entry.unit else meaning.unit
    better = entry.better if entry is not None else meaning.better
    return Meaning(role=role, unit=unit, better=better, label=meaning.label)


def _reduced(parts: tuple[str, ...]) -> list[str]:
    """The phrases to look up: without split and mean words, and without leading folders."""
    kept = [part for part in parts if part not in _SPLITS and part not in _MEANS]
    if kept and (kept[-1] in _TIME_UNITS or kept[-1] in _PERCENT_WORDS) and len(kept) > 1:
        kept = kept[:-1]
    phrases = [" ".join(parts), " ".join(kept)]
    while len(kept) > 1 and kept[0] in _PREFIXES:
        kept = kept[1:]
        phrases.append(" ".join(kept))
    return phrases


def _label(entry: _Entry, name: str, parts: tuple[str, ...]) -> str:
    if _SCALE_IN_NAME.search(name):
        return name
    mean = " (mean)" if entry.role in {"reward", "length"} and _MEANS & set(parts) else ""
    part = split(name) if entry.role not in AXIS_ROLES else ""
    defined = _UNIT_IN_NAME.search(name) if entry.role == "parallelism" else None
    mean += f" ({defined.group(1)})" if defined else ""
    label = entry.label if not part or entry.label[:2].isupper() else _lower_first(entry.label)
    return f"{part} {label}".strip() + mean


def _lower_first(label: str) -> str:
    return label[:1].lower() + label[1:]


def _unit(entry: _Entry, name: str, parts: tuple[str, ...], finite: FloatArray) -> str:
    if entry.role == "flops":
        return _flop_unit(name, parts, finite)
    stated = _stated_unit(name, parts)
    timed = entry.role in {"relative_time", "timing"}
    if timed and not stated and parts[-1] in _TIME_UNITS:
        return _TIME_UNITS[parts[-1]]
    return stated or entry.unit


def _stated_unit(name: str, parts: tuple[str, ...]) -> str:
    """The unit in brackets at the end of a name, or said by its last word."""
    if _PERCENT_WORDS & set(parts):
        return "%"
    found = _UNIT_IN_NAME.search(name)
    if found is None:
        return ""
    unit = found.group(1)
    if unit.lower() in _PERCENT_WORDS:
        return "%"
    return unit if re.fullmatch(r"[A-Za-z/%]{1,8}", unit) and unit.lower() in _KNOWN_UNITS else ""


_KNOWN_UNITS = frozenset(_TIME_UNITS) | {"steps", "tokens", "frames", "episodes", "tokens/s"}


def _flop_unit(name: str, parts: tuple[str, ...], finite: FloatArray) -> str:
    """`"PFLOP"` where the name has a prefix, `"FLOP"` where the size can be nothing else, or ""."""
    bracket = _UNIT_IN_NAME.search(name)
    texts = [bracket.group(1).lower()] if bracket else []
    for text in [*texts, " ".join(parts)]:
        found = _FLOP.search(text)
        if found and found.group(1):
            return found.group(1).upper() + "FLOP"
    if texts and _FLOP.search(texts[0]):
        return "FLOP"
    return "FLOP" if finite.size and finite.max() >= 1e9 else ""


def rank(metrics: Iterable[Metric]) -> list[Metric]:
    """The metrics in the order in which a report should care: the best candidates first.

    Constants, counters, timings and echoes of the configuration come last.
    """
    return sorted(metrics, key=_interest)


def _interest(metric: Metric) -> tuple[bool, bool, int, int]:
    meaning = metric.meaning
    roles = {role: place for place, role in enumerate(_ROLES_BY_INTEREST)}
    part = split(metric.name)
    return (
        meaning.role in _NOT_REPORTED,
        not _varies(metric),
        roles.get(meaning.role, len(roles)),
        _SPLITS_BY_INTEREST.index(part) * 2 + (meaning.label == metric.name),
    )


def _varies(metric: Metric) -> bool:
    logged = metric.logged
    return logged.size > 1 and not bool((logged == logged[0]).all())
