"""The nouns: every value that passes from one stage to the next. Frozen, checked at construction.

    LogFile -> Loose -> Run -> Curve -> Trend -> Evidence -> Observation -> Narrative -> Findings

Arrays are float64, one-dimensional and read-only. A value that exists is valid: no later stage
checks again.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, Literal, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rlreport.columns import Columns

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.intp]

Better = Literal["higher", "lower", "neither"]
Outcome = Literal["found", "not found", "cannot tell"]
Status = Literal["measured", "possible", "note"]


def frozen_array(values: ArrayLike, dtype: type = np.float64) -> NDArray[Any]:
    """A one-dimensional, read-only array `(n,)` of `values`.

    Raises:
        ValueError: `values` has more than one dimension.
    """
    array: NDArray[Any] = np.asarray(values, dtype=dtype)
    if array.ndim != 1:
        raise ValueError(f"expected a one-dimensional array, got shape {array.shape}")
    if array.flags.writeable:
        array = array.copy() if array.base is not None or array is values else array
        array.flags.writeable = False
    return array


def _set(value: object, /, **replacements: object) -> None:
    for name, replacement in replacements.items():
        object.__setattr__(value, name, replacement)


def _same_length(owner: str, **arrays: NDArray[Any] | None) -> None:
    lengths = {name: array.size for name, array in arrays.items() if array is not None}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"{owner}: arrays differ in length: {lengths}")


# --- reading ------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Issue:
    """Anything in the data that was dropped, repaired, merged, assumed or estimated.

    Attributes:
        kind: a short slug, such as `"repeated steps"` or `"cut-off row"`.
        where: the file, run or metric and the place in it, for a person.
        count: how many rows, cells or bytes it concerns.
        text: one sentence: what was found and what was done about it.
    """

    kind: str
    where: str
    count: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A file that could not be read: what it is, and what to do about it."""

    path: str
    reason: str
    advice: str


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows as a reader found them: columns of equal length, uncleaned.

    Attributes:
        columns: name -> `(n,)` array, float64 for numbers or object for text. In a float64 column
            NaN is a logged NaN unless `blank` says that the cell was empty.
        blank: name -> `(n,)` bool, True where the log has no value in that row. Columns without
            an empty cell have no entry. Text columns hold None where blank.
        run: the name of the run inside the file, or "" where the file does not name one.
        step: the column that the format itself defines as the step, or "" where names must tell.
        time: the column that the format itself defines as the unix time in seconds, or "".
        kind: what a row is: one step of training, one rollout, one span of a trace, or a last
            value only.
        units: name -> the unit that the values were written with, such as "ms" or "%".
        roles: name -> what the format itself defines a column of a general name to be.
        rows: how many there are.
    """

    columns: Mapping[str, NDArray[Any]]
    blank: Mapping[str, BoolArray] = field(default_factory=dict)
    run: str = ""
    step: str = ""
    time: str = ""
    kind: Literal["metrics", "rollouts", "spans", "summary"] = "metrics"
    units: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    rows: int = field(init=False)

    def __post_init__(self) -> None:
        columns = Columns(self.columns)
        for name in (self.step, self.time):
            if name and name not in self.columns:
                raise ValueError(f"Table: no column {name!r} for the step or time")
        _set(
            self,
            columns=columns,
            rows=columns.rows,
            blank=MappingProxyType(dict(self.blank)),
            units=MappingProxyType(dict(self.units)),
            roles=MappingProxyType(dict(self.roles)),
        )


@dataclass(frozen=True, kw_only=True)
class Loose:
    """What a reader found in one file: uncleaned tables, the configuration, and its issues.

    Attributes:
        end: the offset in bytes behind the last whole record, from where a later reading of a
            growing file can go on; 0 where the format cannot be read on.
        pending: rows of the last table that stand behind `end`: their line has no end yet, and a
            later reading brings them anew.
        state: what the format keeps to go on by, or None.
    """

    format: str
    tables: tuple[Table, ...]
    config: Mapping[str, str | float | bool] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    end: int = 0
    pending: int = 0
    state: object = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        _set(self, config=MappingProxyType(dict(self.config)))


# --- runs ---------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What a metric stands for, as the catalogue has it.

    Attributes:
        role: such as `"accuracy"`, `"parallelism"`, `"reward"`, `"loss"`, `"flops"`, `"step"`;
            `"other"` where nothing is known.
        unit: `"%"`, `"s"`, `"FLOP"`, `"tokens"`, ...; "" where there is none or it is unknown.
        better: whether higher or lower values are better.
        label: the name for a chart or a sentence, such as "Training accuracy".
    """

    role: str
    unit: str
    better: Better
    label: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Metric:
    """One logged quantity of a run, with its own steps.

    Attributes:
        name: as the trainer wrote it.
        step: `(n,)`, finite, strictly increasing.
        value: `(n,)`, in `meaning.unit`; NaN and infinities are kept, they are evidence.
        time: `(n,)`, unix seconds, or None where the log has no time.
        missing: `(n,)`, True where the row has no value of this metric, or None where all have.
        scale: what logged values were multiplied by to come to `meaning.unit` (100 for fractions).
    """

    name: str
    step: FloatArray
    value: FloatArray
    meaning: Meaning
    time: FloatArray | None = None
    missing: BoolArray | None = None
    scale: float = 1.0

    def __post_init__(self) -> None:
        _set(
            self,
            step=frozen_array(self.step),
            value=frozen_array(self.value),
            time=None if self.time is None else frozen_array(self.time),
            missing=None if self.missing is None else frozen_array(self.missing, np.bool_),
        )
        _same_length(self.name, step=self.step, value=self.value, time=self.time)
        _same_length(self.name, step=self.step, missing=self.missing)
        if not np.isfinite(self.step).all():
            raise ValueError(f"{self.name}: steps must be finite")
        if not (self.step[1:] > self.step[:-1]).all():
            raise ValueError(f"{self.name}: steps must be strictly increasing")

    @property
    def logged(self) -> FloatArray:
        """The values that were logged `(m,)`, non-finite ones among them, blanks left out."""
        return self.value if self.missing is None else self.value[~self.missing]


@dataclass(frozen=True, kw_only=True)
class Axis:
    """What the horizontal axis shows.

    Attributes:
        kind: `"flops"`, `"env_steps"`, `"step"`, `"episodes"`, `"tokens"`, `"epoch"`,
            `"relative_time"`, `"wall_time"`, `"row"` or `"metric"`.
        name: the metric it is read from, "" for the run's own step.
        label: for a person, such as "RL FLOPs".
        unit: such as "FLOP", "EFLOP", "s"; "" where none is known.
        how: "logged", or in a few words how it was accumulated or estimated, with the assumption.
    """

    kind: str
    name: str
    label: str
    unit: str
    how: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Run:
    """One training run: every metric with its own steps.

    Attributes:
        name: short, and telling it apart from the other runs loaded with it.
        sources: the files it came from, as the user named them.
        format: the format's name.
        metrics: by name, in the order of the log.
        axes: candidates for the horizontal axis; the first is the default. The axis whose `name`
            is "" is the run's step.
        config: hyper-parameters where the log has them.
        group: the configuration that this run is one seed of, or "".
        restarts: steps at which a later launch of the run took over.
    """

    name: str
    sources: tuple[str, ...]
    format: str
    metrics: Mapping[str, Metric]
    axes: tuple[Axis, ...]
    config: Mapping[str, str | float | bool] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    group: str = ""
    restarts: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not self.axes:
            raise ValueError(f"run {self.name!r} has no axis")
        _set(
            self,
            metrics=MappingProxyType(dict(self.metrics)),
            config=MappingProxyType(dict(self.config)),
        )


@dataclass(frozen=True, kw_only=True)
class Logs(Sequence[Run]):
    """What was loaded: a sequence of runs, and the files that were refused."""

    runs: tuple[Run, ...]
    refused: tuple[Refusal, ...] = ()

    @overload
    def __getitem__(self, index: int) -> Run: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Run]: ...
    def __getitem__(self, index: int | slice) -> Run | Sequence[Run]:
        return self.runs[index]

    def __len__(self) -> int:
        return len(self.runs)

    def __iter__(self) -> Iterator[Run]:
        return iter(self.runs)


# --- curves and their smooth --------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, eq=False)
class Curve:
    """A metric on an axis: one entry per row of the log, in the order of x.

    Attributes:
        x: `(n,)`, finite, strictly increasing, in `axis.unit`.
        y: `(n,)`, in `meaning.unit`; NaN where nothing was logged or the logged value is NaN.
        nonfinite: rows `(k,)` where the *logged* value is NaN or infinite: evidence of divergence.
        restarts: rows `(r,)` from which on a later launch of the run had taken over.
    """

    run: str
    metric: str
    meaning: Meaning
    axis: Axis
    x: FloatArray
    y: FloatArray
    nonfinite: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    restarts: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.intp))

    def __post_init__(self) -> None:
        _set(
            self,
            x=frozen_array(self.x),
            y=frozen_array(self.y),
            nonfinite=frozen_array(self.nonfinite, np.intp),
            restarts=frozen_array(self.restarts, np.intp),
        )
        _same_length(f"curve {self.metric!r}", x=self.x, y=self.y)
        if not np.isfinite(self.x).all() or (np.diff(self.x) <= 0).any():
            raise ValueError(f"curve {self.metric!r}: x must be finite and strictly increasing")

    @property
    def rows(self) -> IntArray:
        """The rows `(m,)` whose y is finite: the points that a chart draws and a test uses."""
        return np.flatnonzero(np.isfinite(self.y))


@dataclass(frozen=True, kw_only=True)
class Method:
    """How a curve was smoothed.

    Attributes:
        name: as in the settings: `"auto"`, `"ema"`, ...
        label: for a chart's legend.
        parameters: every number that determines the result.
        looks_ahead: whether the value at x uses points after x.
        band: what the band is, in a few words, or "" where the method has none.
    """

    name: str
    label: str
    parameters: Mapping[str, float]
    looks_ahead: bool
    band: str

    def __post_init__(self) -> None:
        _set(self, parameters=MappingProxyType(dict(self.parameters)))


@dataclass(frozen=True, kw_only=True)
class Noise:
    """What is left beside the smooth: an AR(1) process.

    Attributes:
        sd: marginal standard deviation, in the unit of y.
        phi: lag-1 autocorrelation between neighbouring points, 0 <= phi < 1.
        n: finite points.
        n_eff: n (1 - phi) / (1 + phi), the number of independent points that n are worth.
    """

    sd: float
    phi: float
    n: int
    n_eff: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Trend:
    """A curve with its smooth: level and band on the curve's own x.

    Attributes:
        level: `(n,)`; NaN only where the curve has no finite y at all.
        low, high: `(n,)`, the pointwise 95% band of the level; NaN where the method has none.
    """

    curve: Curve
    level: FloatArray
    low: FloatArray
    high: FloatArray
    noise: Noise
    method: Method

    def __post_init__(self) -> None:
        _set(
            self,
            level=frozen_array(self.level),
            low=frozen_array(self.low),
            high=frozen_array(self.high),
        )
        _same_length("trend", x=self.curve.x, level=self.level, low=self.low, high=self.high)


@dataclass(frozen=True, kw_only=True, eq=False)
class Group:
    """One metric of the runs of one configuration, on a common axis.

    Attributes:
        trend: the group's own: y and level are interquartile means over the runs, the band is
            their interval between runs; its `curve.run` is the name of the group.
        members: each run's own trend.
        levels: `(runs, n)`, each run's level at the x of the group; NaN outside of its range.
    """

    trend: Trend
    members: tuple[Trend, ...]
    levels: FloatArray

    def __post_init__(self) -> None:
        if self.levels.shape != (len(self.members), self.trend.curve.x.size):
            raise ValueError(f"group: levels of shape {self.levels.shape}")
        self.levels.flags.writeable = False

    @property
    def name(self) -> str:
        """The group's name."""
        return self.trend.curve.run

    @property
    def count(self) -> IntArray:
        """How many runs `(n,)` have a level at each x."""
        return np.asarray(np.isfinite(self.levels).sum(axis=0), dtype=np.intp)


@dataclass(frozen=True, kw_only=True)
class Move:
    """A significant rise or fall: the mean after a place differs from the mean before it.

    Attributes:
        sign: +1 for a rise, -1 for a fall.
        first, last: curve rows of the interval on which the change is certain (inclusive).
        size: absolute difference of the two means, in the unit of y.
        p_value: adjusted for every interval looked at (family-wise).
    """

    sign: int
    first: int
    last: int
    size: float
    p_value: float


@dataclass(frozen=True, kw_only=True)
class Segment:
    """One phase: curve rows `first..last` (inclusive) with a line for level and slope."""

    first: int
    last: int
    level: float
    slope: float
    sd: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Evidence:
    """A trend and everything that tests found out about it, once, for all rules.

    Every claim of a rise, a fall, a dip, a surge, a step or a phase is a consequence of `moves`,
    so that one family-wise test controls them all.

    Attributes:
        trend: the *automatic* trend, whatever smoother is drawn.
        verdict: "cannot tell" with fewer points than tests need; "not found" when the curve cannot
            be told from autocorrelated noise around a constant; "found" when it can.
        p_value: of the verdict; None when it cannot tell.
        moves: alternating significant rises and falls, in the order of x; empty unless found.
        slope_p: p-value of a linear trend (generalised least squares, AR(1) noise), or None.
        segments: phases; empty unless found.
        steps: curve rows behind which the level jumps within a few points.
        outliers: curve rows whose value lies outside of what the noise explains.
        residuals: `(m,)`, y minus level on `trend.curve.rows`.
    """

    trend: Trend
    verdict: Outcome
    p_value: float | None
    moves: tuple[Move, ...]
    slope_p: float | None
    segments: tuple[Segment, ...]
    steps: IntArray
    outliers: IntArray
    residuals: FloatArray

    def __post_init__(self) -> None:
        _set(
            self,
            steps=frozen_array(self.steps, np.intp),
            outliers=frozen_array(self.outliers, np.intp),
            residuals=frozen_array(self.residuals),
        )


# --- facts --------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A number with its interval; `low <= value <= high`, all finite.

    Attributes:
        unit: "%" for a percentage, "percentage points" for a difference of percentages, "FLOP",
            ...; "" for a plain number, "ratio" for a relative change (0.67 is +67%).
        method: how the interval was come by, in a few words.
    """

    value: float
    low: float
    high: float
    confidence: float = 0.95
    unit: str = ""
    method: str = ""

    def __post_init__(self) -> None:
        numbers = (self.low, self.value, self.high)
        if not all(math.isfinite(number) for number in numbers):
            raise ValueError(f"an estimate must be finite, got {numbers}")
        if not self.low <= self.value <= self.high:
            raise ValueError(f"an estimate must lie in its interval, got {numbers}")
        if not 0 < self.confidence < 1:
            raise ValueError(f"a confidence lies between 0 and 1, got {self.confidence}")


@dataclass(frozen=True, kw_only=True)
class Observation:
    """A typed fact about a curve, or about two. No prose, no colour; equal by value.

    Attributes:
        id: stable within a report, such as `"trend-1"`.
        kind: the phenomenon: `"trend"`, `"level"`, `"change"`, `"dip"`, ...
        run, metric: the subject; `other` is the second metric or run of a relation, or "".
        direction: `"up"`, `"down"`, `"start"`, `"end"`, ... as the rule documents, or "".
        x: the place it speaks of, in the axis unit; None for the whole curve.
        span: the stretch it rests on, in the axis unit.
        strength: 0..1, how large the effect is against the curve's own range or the noise.
        outcome: found, not found, or cannot tell from this much data.
        significant: True or False where tested, None where it is a description.
        n: finite points it rests on.
        p_value: where tested, valid under autocorrelation.
        estimates: its numbers, by name.
        words: short slugs that its rule needs to tell variants apart (`{"shape": "monotone"}`).
        rows: first and last row of the curve it rests on (inclusive).
    """

    id: str = ""
    kind: str
    run: str
    metric: str
    other: str = ""
    direction: str = ""
    x: float | None = None
    span: tuple[float, float] | None = None
    strength: float = 0.0
    outcome: Outcome = "found"
    significant: bool | None = None
    n: int = 0
    p_value: float | None = None
    estimates: Mapping[str, Estimate] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        _set(
            self,
            estimates=MappingProxyType(dict(self.estimates)),
            words=MappingProxyType(dict(self.words)),
        )
        if not 0 <= self.strength <= 1:
            raise ValueError(f"a strength lies between 0 and 1, got {self.strength}")
        if self.p_value is not None and not 0 <= self.p_value <= 1:
            raise ValueError(f"a p-value lies between 0 and 1, got {self.p_value}")

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; `from_dict` is its inverse."""
        plain = {name.name: getattr(self, name.name) for name in fields(self)}
        plain["estimates"] = {
            name: {part.name: getattr(estimate, part.name) for part in fields(Estimate)}
            for name, estimate in self.estimates.items()
        }
        plain["words"] = dict(self.words)
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in plain.items()
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Observation:
        """The observation that `to_dict` gave `plain` for."""
        known = {part.name for part in fields(cls)}
        values = {name: value for name, value in plain.items() if name in known}
        for name in ("span", "rows"):
            values[name] = None if values.get(name) is None else tuple(values[name])
        values["estimates"] = {
            name: Estimate(**estimate) for name, estimate in values.get("estimates", {}).items()
        }
        return cls(**values)


# --- text ---------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One sentence, or a list's one entry, that states only numbers of what it is `about`.

    Attributes:
        section: `"overview"`, `"axes"`, `"data health"`, `"details"`, `"key observations"` or
            `"interpretation"`.
        heading: a sub-heading inside the section, or "".
        about: ids of the observations it rests on; empty for what is drawn and for data health.
        status: measured facts and possible reasons never look alike.
        source: where a possible reason comes from, or "".
    """

    section: str
    text: str
    about: tuple[str, ...] = ()
    heading: str = ""
    status: Status = "measured"
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Narrative:
    """The text of a report.

    Attributes:
        headline: one line.
        brief: two to five sentences that fit a chat message.
        caption: for a paper's figure.
        sentences: the full text, in order.
        key: ids of the key observations in the order of their numbers, 1 first.
    """

    headline: Sentence
    brief: tuple[Sentence, ...]
    caption: str
    sentences: tuple[Sentence, ...]
    key: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Flops:
    """What the user assumes about the cost of runs whose logs do not hold their RL FLOPs.

    Attributes:
        parameters: active parameters N of the model, or 0 to estimate from utilisation instead.
        trained: the metric of the tokens trained on, 6 N FLOPs each; "" for the run's own count.
        generated: the metric of the tokens of rollouts and further forward passes, 2 N FLOPs
            each; "" for none.
        utilisation: a share 0..1, or the metric that logs it.
        peak: FLOP/s of one device.
        devices: how many there are.
    """

    parameters: float = 0.0
    trained: str = ""
    generated: str = ""
    utilisation: float | str = 0.0
    peak: float = 0.0
    devices: int = 1

    def __post_init__(self) -> None:
        if not self.parameters and not (self.utilisation and self.peak):
            raise ValueError("Flops: neither parameters nor utilisation and peak")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the user chose; the default of everything is a good report.

    Attributes:
        x: name or kind of the axis, or "" for each run's first.
        metrics: names or roles of the metrics to report on; empty for the best candidates.
            `"accuracy=NAME"` reports on NAME and takes it as accuracy.
        runs: names of the runs to report on; empty for all, up to a limit that the report states.
        smooth: `"auto"`, or a familiar smoother with its parameter, such as `"ema:0.6"`.
        range: from and to on the axis, None where open.
        groups: which runs to take together as runs of one configuration: `"NAME=run1,run2"`, and
            `"auto"` for three or more runs whose names differ in the seed alone. Empty for none.
        reference: name of the run or group that all others are compared with, or "".
        flops: assumptions to estimate RL FLOPs from, which are then the default axis; or None.
    """

    x: str = ""
    metrics: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    smooth: str = "auto"
    range: tuple[float | None, float | None] = (None, None)
    groups: tuple[str, ...] = ("auto",)
    reference: str = ""
    flops: Flops | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Findings:
    """All that a report says and shows: a pure function of the logs and the settings.

    Attributes:
        groups: behind those of the `trends` that are a group's.
    """

    logs: Logs
    trends: tuple[Trend, ...]
    observations: tuple[Observation, ...]
    narrative: Narrative
    settings: Settings
    issues: tuple[Issue, ...] = ()
    groups: tuple[Group, ...] = ()

    def observation(self, identity: str) -> Observation:
        """The observation of that id.

        Raises:
            KeyError: there is none.
        """
        for observation in self.observations:
            if observation.id == identity:
                return observation
        raise KeyError(identity)

    def trend(self, run: str, metric: str) -> Trend:
        """The trend of that metric of that run.

        Raises:
            KeyError: there is none.
        """
        for trend in self.trends:
            if (trend.curve.run, trend.curve.metric) == (run, metric):
                return trend
        raise KeyError((run, metric))
