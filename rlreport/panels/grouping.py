"""Which runs are taken together: those that differ in their seed alone, none, or as chosen."""

from __future__ import annotations

from collections.abc import Sequence
from glob import escape

import streamlit as st

from rlreport import groups
from rlreport.errors import ChoiceError
from rlreport.panels import links
from rlreport.panels.markdown import legible
from rlreport.values import Run

_KEY = "group"
_OFF, _OWN = "off", "own"
_LABELS = {groups.AUTO: "By seed", _OFF: "Apart", _OWN: "Chosen"}
_MOST = 8
"""Groups that can be chosen."""


def widget(runs: Sequence[Run]) -> tuple[str, ...]:
    """The widgets -> groups as in `Settings.groups`; so are they in the link."""
    if len(runs) < 2:
        links.none(_KEY)
        return (groups.AUTO,)
    _adopt(runs)
    how = st.segmented_control(
        "Runs taken together",
        list(_LABELS),
        key=_KEY,
        required=True,
        format_func=_LABELS.__getitem__,
        help="A group is one curve: the interquartile mean of its runs and its 95% interval. "
        "By seed: three or more runs that differ in the seed alone, by their settings or names.",
    )
    chosen = _chosen([run.name for run in runs]) if how == _OWN else []
    links.tell(_KEY, {groups.AUTO: [], _OFF: [_OFF]}.get(how or groups.AUTO, chosen))
    return (groups.AUTO,) if how == groups.AUTO else tuple(chosen)


def _adopt(runs: Sequence[Run]) -> None:
    """Before the widgets: the groups of the link, where its runs are there."""
    told = links.given(_KEY)
    if st.session_state.get(_KEY) not in _LABELS:
        st.session_state[_KEY] = _OFF if told == [_OFF] else groups.AUTO
    if told in ([], [_OFF]):
        return
    try:
        members = groups.assign(runs, told)
    except ChoiceError:
        links.missed(_KEY, told)
        return
    st.session_state[_KEY] = _OWN
    for place, name in enumerate(dict.fromkeys(members.values())):
        st.session_state[_name_key(place)] = name
        st.session_state[_runs_key(place)] = [run for run in members if members[run] == name]


def _chosen(names: Sequence[str]) -> list[str]:
    """The widgets of each group, and of one more while runs are left -> "NAME=run1,run2"."""
    texts: list[str] = []
    left = list(names)
    for place in range(_MOST):
        members = _members(place, left)
        if not members:
            break
        default = f"group {place + 1}"
        st.session_state.setdefault(_name_key(place), default)
        name = st.text_input(f"Name of group {place + 1}", key=_name_key(place), max_chars=60)
        texts.append(_text(name.strip() or default, members))
        left = [name for name in left if name not in members]
    return texts


def _members(place: int, left: Sequence[str]) -> list[str]:
    if not left:
        return []
    key = _runs_key(place)
    st.session_state[key] = [name for name in st.session_state.get(key, []) if name in left]
    return st.multiselect(
        f"Runs of group {place + 1}",
        left,
        key=key,
        placeholder="Choose runs",
        format_func=legible,
    )


def _text(name: str, members: Sequence[str]) -> str:
    """One group; a comma in a run's name is matched by a sign that stands for any."""
    listed = [escape(run).replace(",", "?") if "," in run else run for run in members]
    return f"{name.replace('=', ' ')}={','.join(listed)}"


def _name_key(place: int) -> str:
    return f"{_KEY}-name-{place}"


def _runs_key(place: int) -> str:
    return f"{_KEY}-runs-{place}"
