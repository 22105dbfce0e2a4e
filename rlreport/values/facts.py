"""Facts: numbers with their uncertainty, and observations made of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

from rlreport.values._basics import Outcome, set_fields


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
        set_fields(
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
