"""Assumptions on what a run costs, where its log does not hold RL FLOPs: widgets -> Flops."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from rlreport.derive.cost import rate_unit
from rlreport.derive.estimate import assumptions, quantity
from rlreport.errors import ChoiceError
from rlreport.panels import links
from rlreport.panels.folded import folded
from rlreport.panels.markdown import legible, plain
from rlreport.values import Flops

_TEXTS = {
    "params": ("Active parameters", "7e9 or 1.5B"),
    "mfu": ("Or utilisation", "0.4, 40% or a metric"),
    "peak": ("and peak of one device", "989T"),
}
_KEYS = (*_TEXTS, "tokens", "generated", "devices")
_NONE = ""


def flops(metrics: Sequence[str]) -> Flops | None:
    """The widgets -> assumptions; none where nothing, or nothing usable, was entered."""
    place = folded("Estimate RL FLOPs", key="estimate", used=links.any_of(_KEYS))
    if place is None:
        return None
    with place:
        st.caption(
            "6 FLOPs per parameter and token trained on, 2 per token generated; or time times "
            "utilisation and peak; or what one device did by the log, times devices."
        )
        written = {key: _text(key) for key in _TEXTS}
        tokens = _metric("tokens", "Tokens trained on", metrics)
        generated = _metric("generated", "Tokens generated", metrics)
        devices = _devices()
        known = written["mfu"] or written["peak"] or any(map(rate_unit, metrics))
        try:
            return assumptions(
                parameters=written["params"],
                tokens=tokens if written["params"] else "",
                generated=generated if written["params"] else "",
                mfu=written["mfu"] if written["peak"] else "",
                peak=written["peak"] if written["mfu"] else "",
                devices=devices if known and not written["params"] else 1,
            )
        except ChoiceError as error:
            st.warning(f"{plain(error.reason)} {plain(error.advice)}")
            return None


def _text(key: str) -> str:
    label, example = _TEXTS[key]
    if key not in st.session_state:
        st.session_state[key] = next(iter(links.given(key)), "")[:40]
    written = st.text_input(label, key=key, placeholder=example, max_chars=40).strip()
    links.tell(key, [written] if written else [])
    return written


def _metric(key: str, label: str, metrics: Sequence[str]) -> str:
    options = [_NONE, *metrics]
    links.one(key, options, _NONE)
    chosen: str = st.selectbox(
        label, options, key=key, format_func=lambda name: legible(name) or "As logged"
    )
    links.tell_one(key, _NONE)
    return chosen


def _devices() -> int:
    if "devices" not in st.session_state:
        st.session_state["devices"] = _count(links.given("devices"))
    count = int(st.number_input("Devices", 1, 1_000_000, step=1, key="devices"))
    links.tell("devices", [] if count == 1 else [str(count)])
    return count


def _count(told: Sequence[str]) -> int:
    """How many devices the link tells, or one."""
    try:
        return min(max(int(quantity(told[0])), 1), 1_000_000) if told else 1
    except ChoiceError:
        links.missed("devices", told)
        return 1
