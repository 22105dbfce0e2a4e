"""One key observation brought to the fore: its span shaded, and the chart shown around it."""

from __future__ import annotations

import altair as alt
import pandas as pd

from rlreport.chart._plate import Plate

_ROOM = 1.0
"""Room on each side of a span, as a multiple of its length."""
_LEAST = 0.1
"""The least share of the axis that is shown, so that a short span keeps its surroundings."""
_SHADE = "#8a94a633"


def focused(plate: Plate, number: int | None) -> alt.LayerChart:
    """The plate's chart around the key observation of that number, or whole where it has no span.

    The span is shaded grey and half transparent, which shows on light and dark alike.
    """
    span = plate.spans.get(number) if number is not None else None
    if span is None or plate.lines.empty:
        return plate.chart
    chart: alt.LayerChart = plate.chart.copy(deep=True)
    domain = _around(span, float(plate.lines["x"].min()), float(plate.lines["x"].max()))
    for layer in chart.layer:
        layer.encoding.x["scale"]["domain"] = list(domain)
    x = chart.layer[0].encoding.x
    rows = pd.DataFrame({"x": [span[0]], "until": [span[1]]})
    shade = alt.Chart(rows).mark_rect(color=_SHADE, clip=True, aria=False)
    chart.layer = [*chart.layer, shade.encode(x=x.copy(deep=True), x2=alt.X2("until"))]
    return chart


def _around(span: tuple[float, float], first: float, last: float) -> tuple[float, float]:
    """The part of the axis to show: the span with room on both sides, within the data."""
    length = span[1] - span[0]
    room = max(_ROOM * length, (_LEAST * (last - first) - length) / 2)
    return max(first, span[0] - room), min(last, span[1] + room)
