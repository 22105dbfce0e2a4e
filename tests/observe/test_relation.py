"""Two metrics that fluctuate together, and series that say nothing about it."""

import numpy as np

from rlreport.evidence import examine
from rlreport.observe.relation import RULE
from rlreport.synthetic import curve


def test_series_of_few_values_are_not_related_by_their_ties() -> None:
    rng = np.random.default_rng(5)
    x = np.arange(200.0)
    pairs = [(rng.integers(0, 2, 200) * 1.0, rng.integers(0, 2, 200) * 1.0) for _ in range(8)]
    found = [RULE.detect(examine(curve(x, a)), examine(curve(x, b))) for a, b in pairs]
    assert not any(found)
