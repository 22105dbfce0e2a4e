"""What a person can choose about the report: widgets -> Settings. Every choice is in the link."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import streamlit as st

from rlreport import catalogue, selection, wording
from rlreport.axes import places
from rlreport.groups import assign
from rlreport.panels import costs, grouping, links
from rlreport.panels.folded import folded
from rlreport.panels.markdown import legible
from rlreport.smooth import smoothers
from rlreport.smooth._smoother import Parameter
from rlreport.values import Axis, FloatArray, Logs, Metric, Run, Settings, Trend

_ROLES = {"accuracy": "Training accuracy is", "parallelism": "Average parallelism is"}
_NONE = ""
_AUTO = "auto"
_STOPS = 201
"""Places that the range can begin and end at."""
_KEPT = ("arrived", "log", "paste", "upload", "embed", "theme", "follow", "present")
_WHOLE = "range-whole"
FULL = "full"
LENGTHS = ("headline", "brief", FULL)


def settings(logs: Logs) -> Settings:
    """The widgets for runs, axis, metrics and smoothing -> settings without a range."""
    st.subheader("Report", anchor="report")
    runs = _runs(logs)
    shown = [run for run in logs if run.name in runs] or list(logs)
    metrics = _by_name(shown)
    groups = grouping.widget(shown)
    courses = not selection.single_valued(shown)
    return Settings(
        runs=runs,
        groups=groups,
        reference=_reference(shown, groups),
        x=_axis(shown) if courses else links.none("x"),
        metrics=_metrics(metrics),
        smooth=_smooth() if courses else links.none("smooth") or _AUTO,
        flops=costs.flops(list(metrics)),
    )


def window(trends: Sequence[Trend]) -> tuple[float | None, float | None]:
    """The widget for the range on the axis of the drawn trends -> from and to, None where open."""
    stops = _stops(trends)
    if stops.size < 2:
        links.none("range")
        return None, None
    ruler = wording.Ruler.along(trends[0].curve.axis, stops)
    offered = [float(stop) for stop in stops]
    whole = offered[0], offered[-1]
    _adopt_range(stops)
    # The value is the state's; a pair is given here only so that the slider has two ends.
    start, stop = st.select_slider("Range", offered, whole, key="range", format_func=ruler.tick)
    first = None if start == offered[0] else float(start)
    last = None if stop == offered[-1] else float(stop)
    chosen = first is not None or last is not None
    links.tell("range", [f"{start:.9g}..{stop:.9g}"] if chosen else [])
    return first, last


def length() -> str:
    """The widget for how much text there is -> one of `LENGTHS`."""
    links.one("text", LENGTHS, FULL)
    chosen = st.segmented_control(
        "Text", LENGTHS, key="text", required=True, format_func=str.capitalize
    )
    links.tell_one("text", FULL)
    return str(chosen)


def reset() -> None:
    """Takes every choice about the report back to its default; the logs stay."""
    for key in list(st.query_params):
        if not key.startswith(_KEPT):
            del st.query_params[key]
    for state in list(st.session_state):
        if isinstance(state, str) and not state.startswith(_KEPT):
            del st.session_state[state]


def _adopt_range(stops: FloatArray) -> None:
    """Before the widget: the range of the link, of the state, or all; at stops that there are.

    An end that was open stays open when the run grows.
    """
    whole = float(stops[0]), float(stops[-1])
    asked = links.given("range")
    told = [part for value in asked for part in value.split("..")]
    try:
        ends = [float(part) for part in told] or list(st.session_state.get("range", whole))
    except ValueError:
        ends = list(whole)
    if len(ends) != 2 or not np.isfinite(ends).all():
        ends = list(whole)
    start, stop = (float(stops[np.abs(stops - end).argmin()]) for end in ends)
    first, last = st.session_state.get(_WHOLE, whole)
    start, stop = whole[0] if ends[0] == first else start, whole[1] if ends[1] == last else stop
    near = (start, stop) if start < stop else whole
    if near == whole:
        links.missed("range", asked)
    if st.session_state.get("range", whole) != near:
        st.session_state["range"] = near
    st.session_state[_WHOLE] = whole


def _stops(trends: Sequence[Trend]) -> FloatArray:
    """At most `_STOPS` logged places on the axis; none where the trends lie on different axes."""
    axes = {(trend.curve.axis.kind, trend.curve.axis.unit) for trend in trends}
    if len(axes) != 1:
        return np.array([])
    x = places([trend.curve for trend in trends])
    return np.asarray(x[np.linspace(0, x.size - 1, min(x.size, _STOPS)).astype(int)])


def _runs(logs: Logs) -> tuple[str, ...]:
    if len(logs) < 2:
        links.none("run")
        return ()
    names = [run.name for run in logs]
    links.many("run", names)
    all_ = "All" if len(names) <= selection.SHOWN_RUNS else "Search"
    chosen = st.multiselect(
        "Runs",
        names,
        key="run",
        placeholder=f"{all_} {len(names)} runs",
        format_func=legible,
    )
    links.tell_many("run")
    return tuple(chosen)


def _axis(runs: Sequence[Run]) -> str:
    axes: dict[str, Axis] = {}
    for run in runs:
        for axis in run.axes:
            axes.setdefault(axis.asked_by, axis)
    names = list(axes)
    links.one("x", names, names[0])
    chosen = st.selectbox(
        "Horizontal axis",
        names,
        key="x",
        format_func=lambda name: _axis_label(axes[name]),
    )
    links.tell_one("x", names[0])
    return "" if chosen == names[0] else chosen


def _axis_label(axis: Axis) -> str:
    return legible(f"{axis.label} ({axis.name})" if axis.name else axis.label)


def _by_name(runs: Sequence[Run]) -> dict[str, Metric]:
    """The metrics of all the runs, the best candidates first."""
    metrics: dict[str, Metric] = {}
    for run in runs:
        metrics = dict(run.metrics) | metrics
    return {metric.name: metric for metric in catalogue.rank(metrics.values())}


def _metrics(metrics: Mapping[str, Metric]) -> tuple[str, ...]:
    """The chosen metrics, and those that were told to be the accuracy or the parallelism."""
    links.many("metric", metrics)
    chosen = st.multiselect(
        "Metrics",
        list(metrics),
        key="metric",
        placeholder="The two that tell most",
        format_func=lambda name: _metric_label(metrics[name]),
        help="Suggested first; type to search all that the logs hold.",
    )
    links.tell_many("metric")
    told = _told(list(metrics))
    named = [name for name in chosen if name not in told.values()]
    return (*(f"{role}={name}" for role, name in told.items()), *named)


def _metric_label(metric: Metric) -> str:
    label = metric.meaning.label
    return legible(metric.name if label == metric.name else f"{label} ({metric.name})")


def _told(names: Sequence[str]) -> dict[str, str]:
    """Role -> the metric that the user says has it."""
    told: dict[str, str] = {}
    place = folded("Wrong column?", key="roles", used=links.any_of(_ROLES))
    if place is None:
        return told
    with place:
        for role, label in _ROLES.items():
            options = [_NONE, *names]
            links.one(role, options, _NONE)
            told[role] = st.selectbox(
                label,
                options,
                key=role,
                format_func=lambda name: legible(name) or "Found by name and values",
            )
            links.tell_one(role, _NONE)
    return {role: name for role, name in told.items() if name}


def _reference(runs: Sequence[Run], groups: Sequence[str]) -> str:
    """The run, or the group, that the others are compared with."""
    members = assign(runs, groups)
    sizes = Counter(members.values())
    drawn = [name for name, size in sizes.items() if size > 1]
    drawn += [run.name for run in runs if sizes[members.get(run.name, "")] < 2]
    if len(drawn) < 2:
        links.none("reference")
        return ""
    options = [_NONE, *drawn]
    links.one("reference", options, _NONE)
    chosen: str = st.selectbox(
        "Compare with",
        options,
        key="reference",
        format_func=lambda name: legible(name) or "No reference run",
        help="Says by how much the others differ from this run at the end, at equal cost and pace.",
    )
    links.tell_one("reference", _NONE)
    return chosen


def _smooth() -> str:
    """The widgets for the smoother and its number -> as in the settings; so is the link."""
    offered = smoothers()
    told = (links.given("smooth") or [_AUTO])[0].partition(":")
    if st.session_state.setdefault("smooth", told[0]) not in offered:
        links.missed("smooth", told[:1])
        st.session_state["smooth"] = _AUTO
    name = st.selectbox(
        "Smoothing",
        list(offered),
        key="smooth",
        format_func=lambda name: offered[name].label,
        help="The automatic smoother has a 95% band; the familiar ones equal their origin.",
    )
    parameter = offered[name].parameter
    how = name
    if parameter is not None:
        how = f"{name}:{_parameter(name, parameter, told[2]):g}"
    links.tell("smooth", [] if how == _AUTO else [how])
    return str(how)


def _parameter(name: str, parameter: Parameter, told: str) -> float:
    """The number of a familiar smoother: a slider for a share, a field for a count."""
    label, key = parameter.name.capitalize(), f"{name}-{parameter.name}"
    kind: type[int | float] = int if parameter.whole else float
    if key not in st.session_state:
        st.session_state[key] = kind(_allowed(told, parameter))
    if parameter.high > 1:
        low, high, step = kind(parameter.low), kind(parameter.high), kind(1)
        how = "%d" if parameter.whole else "%g"
        return float(st.number_input(label, low, high, step=step, format=how, key=key))
    high = 0.999 if parameter.below_high else parameter.high
    return float(st.slider(label, parameter.low, high, step=0.001, format="%.3g", key=key))


def _allowed(told: str, parameter: Parameter) -> float:
    """The number that the link tells, where the smoother can take it."""
    try:
        value = float(told or parameter.default)
    except ValueError:
        value = math.nan
    if parameter.allows(value):
        return value
    links.missed("smooth", [told])
    return parameter.default
