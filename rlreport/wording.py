"""The only place where a number, unit, name or hedge becomes text."""

from __future__ import annotations

from dataclasses import dataclass

from rlreport.values import Axis, Meaning


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What an observation's numbers are called and how finely they can be stated.

    Attributes:
        meaning, axis: of the curve.
        run: name of the run where several are reported, else "".
        grain: the median distance of neighbouring x, so that places are not stated more finely.
        other: the meaning of the second metric of a relation, or None.
    """

    meaning: Meaning
    axis: Axis
    run: str = ""
    grain: float = 0.0
    other: Meaning | None = None
