"""What a person can choose about the report: widgets -> Settings. Every choice is in the link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from rlreport import catalogue, wording
from rlreport.panels.logs import forget, prune
from rlreport.panels.markdown import legible
from rlreport.smooth import smoothers
from rlreport.smooth._smoother import Parameter
from rlreport.values import Axis, Logs, Metric, Run, Settings, Trend

_BOUND: dict[str, Any] = {"bind": "query-params"}
_ROLES = {"accuracy": "Training accuracy is", "parallelism": "Average parallelism is"}
_BY_NAME = ""
_STOPS = 201
"""Places that the range can begin and end at."""


def settings(logs: Logs) -> Settings:
    """The widgets for runs, axis, metrics and smoothing -> settings without a range."""
    st.subheader("Report", anchor=False)
    runs = _runs(logs)
    shown = [run for run in logs if run.name in runs] or list(logs)
    return Settings(x=_axis(shown), metrics=_metrics(shown), runs=runs, smooth=_smooth())


def window(trends: Sequence[Trend]) -> tuple[float | None, float | None]:
    """The widget for the range on the axis of the drawn trends -> from and to, None where open."""
    places = _places(trends)
    labels = list(places)
    if len(labels) < 2:
        return None, None
    whole = labels[0], labels[-1]
    if not set(st.session_state.get("range", whole)) <= set(labels):
        st.session_state["range"] = whole
    start, stop = st.select_slider("Range", labels, whole, key="range", **_BOUND)
    return (
        None if start == whole[0] else places[start],
        None if stop == whole[1] else places[stop],
    )


def _places(trends: Sequence[Trend]) -> dict[str, float]:
    """Label -> place on the axis, in its order, for at most `_STOPS` logged places.

    Empty where the trends lie on different axes.
    """
    axes = {(trend.curve.axis.kind, trend.curve.axis.unit) for trend in trends}
    if len(axes) != 1:
        return {}
    axis = trends[0].curve.axis
    x = np.unique(np.concatenate([trend.curve.x for trend in trends]))
    stops = x[np.linspace(0, x.size - 1, min(x.size, _STOPS)).astype(int)]
    ruler = wording.Ruler.along(axis, x)
    return {ruler.at(float(stop)): float(stop) for stop in stops}


def reset() -> None:
    """A button that takes every choice back to its default; the logs stay."""
    left, right = st.columns(2)
    left.button("Reset", on_click=_to_defaults, icon=":material/restart_alt:", width="stretch")
    right.button("Demo", on_click=_start_over, icon=":material/home:", width="stretch")


def _runs(logs: Logs) -> tuple[str, ...]:
    if len(logs) < 2:
        return ()
    names = [run.name for run in logs]
    prune("run", names)
    return tuple(
        st.multiselect(
            "Runs",
            names,
            key="run",
            placeholder=f"All {len(names)} runs",
            format_func=legible,
            **_BOUND,
        )
    )


def _axis(runs: Sequence[Run]) -> str:
    axes: dict[str, Axis] = {}
    for run in runs:
        for axis in run.axes:
            axes.setdefault(axis.name or axis.kind, axis)
    names = list(axes)
    if st.session_state.get("x") not in (None, *names):
        st.session_state["x"] = names[0]
    chosen: str = st.selectbox(
        "Horizontal axis",
        names,
        key="x",
        format_func=lambda name: _axis_label(axes[name]),
        **_BOUND,
    )
    return "" if chosen == names[0] else chosen


def _axis_label(axis: Axis) -> str:
    return legible(f"{axis.label} ({axis.name})" if axis.name else axis.label)


def _metrics(runs: Sequence[Run]) -> tuple[str, ...]:
    """The chosen metrics, and those that were told to be the accuracy or the parallelism."""
    by_name: dict[str, Metric] = {}
    for run in runs:
        by_name |= {name: metric for name, metric in run.metrics.items() if name not in by_name}
    names = [metric.name for metric in catalogue.rank(by_name.values())]
    prune("metric", names)
    chosen = st.multiselect(
        "Metrics",
        names,
        key="metric",
        placeholder="The two that tell most",
        format_func=lambda name: _metric_label(by_name[name]),
        help="Suggested first; type to search all that the logs hold.",
        **_BOUND,
    )
    told = _told(names)
    named = [name for name in chosen if name not in told.values()]
    return (*(f"{role}={name}" for role, name in told.items()), *named)


def _metric_label(metric: Metric) -> str:
    label = metric.meaning.label
    return legible(metric.name if label == metric.name else f"{label} ({metric.name})")


def _told(names: Sequence[str]) -> dict[str, str]:
    """Role -> the metric that the user says has it."""
    told = {}
    with st.expander("Wrong column?", icon=":material/rule:"):
        for role, label in _ROLES.items():
            options = [_BY_NAME, *names]
            if st.session_state.get(role) not in (None, *options):
                st.session_state[role] = _BY_NAME
            told[role] = st.selectbox(
                label,
                options,
                key=role,
                format_func=lambda name: legible(name) or "found by name and values",
                **_BOUND,
            )
    return {role: name for role, name in told.items() if name}


def _smooth() -> str:
    offered = smoothers()
    name = st.selectbox(
        "Smoothing",
        list(offered),
        key="smooth",
        format_func=lambda name: offered[name].label,
        help="The automatic smoother has a 95% band; the familiar ones equal their origin.",
        **_BOUND,
    )
    parameter = offered[name].parameter
    if parameter is None:
        return str(name)
    return f"{name}:{_parameter(name, parameter):g}"


def _parameter(name: str, parameter: Parameter) -> float:
    """The number of a familiar smoother: a slider for a share, a field for a count."""
    label, key = parameter.name.capitalize(), f"{name}-{parameter.name}"
    if parameter.high > 1:
        return float(
            st.number_input(
                label, parameter.low, parameter.high, parameter.default, 1.0, "%g", key, **_BOUND
            )
        )
    high = 0.999 if parameter.below_high else parameter.high
    return float(
        st.slider(label, parameter.low, high, parameter.default, 0.001, "%.3g", key, **_BOUND)
    )


def _to_defaults() -> None:
    for key in ("run", "metric"):
        st.session_state[key] = []
    for key in _ROLES:
        st.session_state[key] = _BY_NAME
    st.session_state["smooth"] = "auto"
    for key in ("x", "range", "focus"):
        st.session_state.pop(key, None)


def _start_over() -> None:
    forget()
    _to_defaults()
