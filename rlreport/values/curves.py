"""Curves, their smooth, groups of them, and the evidence in them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

import numpy as np

from rlreport.values._basics import (
    FloatArray,
    IntArray,
    Outcome,
    frozen_array,
    increasing,
    same_length,
    set_fields,
)
from rlreport.values.runs import Axis, Meaning


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
        set_fields(
            self,
            x=frozen_array(self.x),
            y=frozen_array(self.y),
            nonfinite=frozen_array(self.nonfinite, np.intp),
            restarts=frozen_array(self.restarts, np.intp),
        )
        same_length(f"curve {self.metric!r}", x=self.x, y=self.y)
        if not increasing(self.x):
            raise ValueError(f"curve {self.metric!r}: x must be finite and strictly increasing")

    @cached_property
    def rows(self) -> IntArray:
        """The rows `(m,)` whose y is finite: the points that a chart draws and a test uses."""
        return frozen_array(np.flatnonzero(np.isfinite(self.y)), np.intp)


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
        set_fields(self, parameters=MappingProxyType(dict(self.parameters)))

    @property
    def joins(self) -> bool:
        """Whether the automatic smoother left the points as they are."""
        return self.name == "auto" and not self.parameters

    @property
    def unsmoothed(self) -> bool:
        """Whether nothing is smoothed: the points are joined, or so they are in a group's runs."""
        return self.joins or self.parameters.get("smoothed") == 0


@dataclass(frozen=True, kw_only=True)
class Noise:
    """What is left beside the smooth: an AR(1) process.

    Attributes:
        sd: marginal standard deviation, in the unit of y.
        phi: lag-1 autocorrelation between neighbouring points, 0 <= phi < 1.
        n: finite points.
        n_eff: n (1 - phi) / (1 + phi), the number of independent points that n are worth.
        taken: effective degrees of freedom of the smooth: the points that it follows.
    """

    sd: float
    phi: float
    n: int
    n_eff: float
    taken: float = 0.0


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
        set_fields(
            self,
            level=frozen_array(self.level),
            low=frozen_array(self.low),
            high=frozen_array(self.high),
        )
        same_length("trend", x=self.curve.x, level=self.level, low=self.low, high=self.high)

    @cached_property
    def level_range(self) -> float:
        """Highest minus lowest level; 0.0 where there is none."""
        finite = self.level[np.isfinite(self.level)]
        if not finite.size:
            return 0.0
        return min(float(finite.max()) - float(finite.min()), sys.float_info.max)


@dataclass(frozen=True, kw_only=True, eq=False)
class Group:
    """One metric of the runs of one configuration, on a common axis.

    Attributes:
        trend: the group's own: y and level are interquartile means over the runs, the band is
            their interval between runs; its `curve.run` is the name of the group.
        members: each run's own trend.
        levels: `(runs, n)`, each run's level at the x of the group; NaN outside of its range.
        among: how many curves of a report it is one of: what is claimed of all of them together
            holds the level (Bonferroni).
    """

    trend: Trend
    members: tuple[Trend, ...]
    levels: FloatArray
    among: int = 1

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
        unless_walk: where it cannot tell: the rise or fall over all rows that noise of a memory
            short against the curve does not explain, and a random walk does; None elsewhere.
        uneven: where it is not found: whether noise is so uneven that tests took its widest part to
            be everywhere.
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
    unless_walk: Move | None = None
    uneven: bool = False

    def __post_init__(self) -> None:
        set_fields(
            self,
            steps=frozen_array(self.steps, np.intp),
            outliers=frozen_array(self.outliers, np.intp),
            residuals=frozen_array(self.residuals),
        )
