"""What a chart shows, in words: its text alternative, subtitle and caption."""

from __future__ import annotations

from collections.abc import Iterable

from rlreport import wording
from rlreport.axes import places
from rlreport.chart._drawn import Drawn
from rlreport.chart._group import is_group, short_label
from rlreport.chart._panel import Panel
from rlreport.chart._scale import AxisScale
from rlreport.smooth import smoothers
from rlreport.values import Method, Trend


def title(panel: Panel) -> str:
    """What is drawn against what: "Training accuracy against RL FLOPs"."""
    label = wording.name(panel.meaning.label)
    if panel.standing:
        return f"{label} by {'group' if panel.several and panel.groups else 'run'}"
    return f"{label} against {wording.phrase(panel.axis.label)}"


def shown_points(panel: Panel, shown: Drawn) -> str:
    """How much is drawn: "400 points", "showing 1,900 of 50,000 points".

    What the points of groups are is told, as nothing of that was logged, and a smoother that is not
    the usual one. So is what has no place on a logarithmic axis: it may be most of the curve.
    """
    points = _points(shown)
    if panel.standing and panel.groups:
        centres = _each(short_label(trend.method) for trend in panel.trends if is_group(trend))
        points = f"{centres}, with its 95% interval"
    elif panel.groups:
        points += f", {_centre(panel)}"
    curve = _each(trend.method.label for trend in panel.trends if _unusual(trend))
    more = [f"Curve: {curve}."] if curve else []
    more += [_nowhere(shown)] if shown.nowhere else []
    return " ".join([f"{points}.", *more]) if more else points


def _unusual(trend: Trend) -> bool:
    return not is_group(trend) and trend.method.label != smoothers()["auto"].label


def _points(shown: Drawn) -> str:
    drawn = len(shown.points) + len(shown.edge)
    if drawn == shown.total:
        return wording.count(drawn, "point")
    return f"showing {drawn:,} of {wording.count(shown.total, 'point')}"


def _nowhere(shown: Drawn) -> str:
    verb = "has" if shown.nowhere == 1 else "have"
    nowhere = wording.count(shown.nowhere, "point")
    return f"{nowhere} at or below zero {verb} no place on a logarithmic axis."


def caption(panel: Panel, shown: Drawn) -> str:
    """How to read the chart: points, curve, band, and what is not drawn as it was logged."""
    parts = [f"{wording.capitalised(_points(shown))}, {_what_points_are(panel)}."]
    if shown.total > len(shown.points) + shown.beyond + shown.nowhere:
        parts.append("They are a random choice in equal strata; the curve rests on all.")
    if not panel.standing:
        parts += _curves(panel)
    elif panel.groups:
        parts.append(f"Bar: {_each(trend.method.band for trend in panel.trends)}.")
    logarithmic = [name for name, scale in _scales(panel) if scale.kind == "log"]
    parts += [f"The {name} axis is logarithmic." for name in logarithmic]
    if shown.beyond and not panel.standing:
        verb = "lies" if shown.beyond == 1 else "lie"
        beyond = wording.count(shown.beyond, "point")
        parts.append(f"{wording.capitalised(beyond)} {verb} beyond the axis: see the triangles.")
    if shown.nowhere:
        parts.append(_nowhere(shown))
    if shown.lost:
        lost = wording.count(shown.lost, "logged value")
        verb = "is" if shown.lost == 1 else "are"
        parts.append(f"{lost} {verb} NaN or infinite: see the ticks at the lower edge.")
    return " ".join(parts)


def _curves(panel: Panel) -> list[str]:
    methods = [trend.method for trend in panel.trends]
    parts = [f"Curve: {_each(map(_how, methods))}."]
    if panel.groups:
        thin = "each run" if panel.joined else "the smooth of each run"
        parts.append(f"Thin lines: {thin} behind it.")
    if band := _each(method.band for method in methods):
        parts.append(f"Band: {band}.")
    return parts


def _scales(panel: Panel) -> list[tuple[str, AxisScale]]:
    """The axes by where they stand: values of runs with one each stand along the horizontal."""
    if panel.standing:
        return [("horizontal", panel.y_scale)]
    return [("horizontal", panel.x_scale), ("vertical", panel.y_scale)]


def _how(method: Method) -> str:
    return "through the points as they are" if method.joins else method.label


def _what_points_are(panel: Panel) -> str:
    if not panel.groups:
        return "as logged"
    centre = f"{_centre(panel)} of what they logged at a place"
    return f"{centre}, of a run as logged" if len(panel.trends) > len(panel.groups) else centre


def _centre(panel: Panel) -> str:
    of = "of a group" if len(panel.trends) > len(panel.groups) else "each"
    return f"{of} the centre over its runs"


def _each(texts: Iterable[str]) -> str:
    """What is said of the curves, once where they are alike."""
    return "; ".join(filter(None, dict.fromkeys(texts)))


def description(panel: Panel, shown: Drawn) -> str:
    """The text alternative: construction, ranges, and the course of every curve."""
    if panel.standing:
        values = " ".join(_standing(trend, panel) for trend in panel.trends)
        return f"Dot chart with one value per run: {title(panel)}. {caption(panel, shown)} {values}"
    curve = "joining line" if panel.joined else "smoothed curve"
    kind = f"Scatter chart with a {curve}"
    if panel.several:
        who = "run or group" if panel.groups else "run"
        kind = f"Scatter chart with {wording.count(len(panel.trends), curve)}, one per {who}"
    x = places([trend.curve for trend in panel.trends])
    reach = wording.Ruler.along(panel.axis, x).over((float(x[0]), float(x[-1])))
    parts = [f"{kind}: {title(panel)}, {reach}.", f"{caption(panel, shown)}"]
    parts += [_course(trend, panel) for trend in panel.trends]
    if panel.marks:
        numbers = dict.fromkeys(f"{mark.number}: {mark.text}" for mark in panel.marks)
        parts.append(f"Numbered marks. {' '.join(numbers)}")
    return " ".join(parts)


def _standing(trend: Trend, panel: Panel) -> str:
    value = wording.quantity(float(trend.curve.y[trend.curve.rows[0]]), trend.curve.meaning.unit)
    return f"{panel.names[trend.curve.run]}: {value}."


def _course(trend: Trend, panel: Panel) -> str:
    """Where the curve starts and ends and how far it goes: what a glance would see."""
    level = trend.level if trend.curve.rows.size else trend.level[:0]
    subject = f"The curve of {panel.names[trend.curve.run]}" if panel.several else "The curve"
    if not level.size:
        return f"{subject} has no finite value."
    start, end, low, high = (
        wording.quantity(float(value), trend.curve.meaning.unit)
        for value in (level[0], level[-1], level.min(), level.max())
    )
    return f"{subject} starts at {start} and ends at {end}, between {low} and {high}."
