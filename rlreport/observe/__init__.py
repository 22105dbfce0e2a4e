"""Evidence -> observations. A new phenomenon is one new file that exports `RULE`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from rlreport.values import Curve, Evidence, Observation
from rlreport.wording import Subject


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One phenomenon.

    Attributes:
        kinds: the kinds of the observations that it makes.
        scope: what `detect` looks at: one curve, or two curves of one run on one axis.
        detect: evidence of one curve, or of two -> observations. Finds only what the evidence
            holds; silent (or "cannot tell") on constant, empty and too short curves.
        say: an observation and its subject -> one sentence. Sees no data, and states no number
            that is not in the observation.
        plant: a random generator -> curves in which the phenomenon is.
    """

    kinds: tuple[str, ...]
    scope: Literal["curve", "pair"]
    detect: Callable[..., list[Observation]]
    say: Callable[[Observation, Subject], str]
    plant: Callable[[np.random.Generator], tuple[Curve, ...]]


__all__ = ["Evidence", "Rule"]
