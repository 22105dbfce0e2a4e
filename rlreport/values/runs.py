"""Runs: metrics with their own steps, and the axes they can be drawn against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import overload

import numpy as np

from rlreport.values._basics import (
    Better,
    BoolArray,
    FloatArray,
    Setting,
    frozen_array,
    same_length,
    set_fields,
)
from rlreport.values.reading import Issue, Refusal


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
        set_fields(
            self,
            step=frozen_array(self.step),
            value=frozen_array(self.value),
            time=None if self.time is None else frozen_array(self.time),
            missing=None if self.missing is None else frozen_array(self.missing, np.bool_),
        )
        same_length(self.name, step=self.step, value=self.value, time=self.time)
        same_length(self.name, step=self.step, missing=self.missing)
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
        column: as the log calls what it is read or counted on from, "" where none holds it; it
            tells no two axes apart.
    """

    kind: str
    name: str
    label: str
    unit: str
    how: str
    column: str = field(default="", compare=False)

    @property
    def asked_by(self) -> str:
        """What a user chooses it by: its name, or its kind where it has none."""
        return self.name or self.kind


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
        counted: what the steps of some metrics count, where it is not what those of most do.
        restarts: steps at which a later launch of the run took over.
    """

    name: str
    sources: tuple[str, ...]
    format: str
    metrics: Mapping[str, Metric]
    axes: tuple[Axis, ...]
    config: Mapping[str, Setting] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    group: str = ""
    counted: Mapping[str, Axis] = field(default_factory=dict)
    restarts: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not self.axes:
            raise ValueError(f"run {self.name!r} has no axis")
        set_fields(
            self,
            metrics=MappingProxyType(dict(self.metrics)),
            config=MappingProxyType(dict(self.config)),
            counted=MappingProxyType(dict(self.counted)),
        )


@dataclass(frozen=True, kw_only=True)
class Logs(Sequence[Run]):
    """What was loaded: a sequence of runs, and the files that were refused.

    Attributes:
        changed: when a source of the runs last changed, in unix seconds, where that is known.
    """

    runs: tuple[Run, ...]
    refused: tuple[Refusal, ...] = ()
    changed: Mapping[str, float] = field(default_factory=dict, compare=False)

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
