"""Trend -> evidence: what can be told from noise with memory, tested once for all rules."""

from __future__ import annotations

import numpy as np

from rlreport.smooth import smooth
from rlreport.values import Curve, Evidence, Trend


def examine(curve: Curve, trend: Trend | None = None) -> Evidence:
    """Everything that tests find out about `curve`.

    Args:
        curve: any curve.
        trend: its automatic smooth where it is at hand already.
    """
    trend = trend if trend is not None and trend.method.name == "auto" else smooth(curve)
    rows = curve.rows
    return Evidence(
        trend=trend,
        verdict="cannot tell",
        p_value=None,
        moves=(),
        slope_p=None,
        segments=(),
        steps=np.empty(0, dtype=np.intp),
        outliers=np.empty(0, dtype=np.intp),
        residuals=curve.y[rows] - trend.level[rows],
    )
