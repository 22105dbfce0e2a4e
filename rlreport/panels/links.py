"""The page's link: every choice as a short value, so that a copied address gives the same view.

Streamlit can bind a widget to the link by itself, but writes the labels that people see there;
these change with wording, and with the data.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import streamlit as st

from rlreport import wording
from rlreport.panels.markdown import plain

_ON = {"1", "true", "on"}
"""What turns a switch on in a link; `embed` is told so, too. The page itself writes the first."""
_LISTED = 8
"""Choices that are named one by one where a link asks for them in vain."""
_MISSED, _MISSED_AT = "missed", "missed-at"


def given(key: str) -> list[str]:
    """What the link says about a choice that this session has not made yet."""
    return [] if key in st.session_state else st.query_params.get_all(key)


def any_of(keys: Iterable[str]) -> bool:
    """Whether the link tells of any of these choices; it tells of all that were made."""
    return any(key in st.query_params for key in keys)


def missed(key: str, values: Iterable[str]) -> None:
    """Keep what the link or the session asks for and is not there, until it is said."""
    told = [f"{key}={value}" for value in values]
    if told:
        st.session_state.setdefault(_MISSED, []).extend(told)


def notice() -> None:
    """After all widgets: says what could not be kept, until another choice is made."""
    told = st.session_state.get(_MISSED)
    if not told:
        return
    now = st.query_params.to_dict()
    if st.session_state.setdefault(_MISSED_AT, now) != now:
        st.session_state[_MISSED] = []
        return
    st.info(" ".join(_said(list(dict.fromkeys(told)))), icon=":material/link_off:")


def _said(told: Sequence[str]) -> Iterator[str]:
    """What is not there: logs apart from choices, which are about the logs that are shown."""
    logs = [text.partition("=")[2] for text in told if text.startswith("log=")]
    choices = [text for text in told if not text.startswith("log=")]
    if logs:
        be = "is" if len(logs) == 1 else "are"
        yield f"{_listed(logs)} {be} not, or no longer, among this server's logs."
    if choices:
        asked = _listed(choices)
        yield f"The link asks for what these logs do not offer: {asked}. The rest is shown."


def _listed(texts: Sequence[str]) -> str:
    """The first few of them, and how many more there are."""
    more = [f"{len(texts) - _LISTED} more"] if len(texts) > _LISTED else []
    return wording.listing([*(plain(text, 80) for text in texts[:_LISTED]), *more])


def none(key: str) -> str:
    """Instead of a widget that these logs have no use for -> no choice."""
    missed(key, given(key))
    tell(key, [])
    return ""


def tell(key: str, values: Iterable[str]) -> None:
    """Say in the link what was chosen; nothing where that is the default."""
    wanted = list(values)
    if st.query_params.get_all(key) == wanted:
        return
    if wanted:
        st.query_params[key] = wanted
    else:
        del st.query_params[key]


def one(key: str, options: Collection[str], default: str) -> None:
    """Before the widget of a single choice: what the link says, else what is chosen, else default.

    Options that are not offered fall back to the default: links outlive logs. What nobody chose
    follows the default, which other logs may change.
    """
    asked = given(key)
    told = [value for value in asked if value in options]
    missed(key, [value for value in asked if value not in options])
    state = told[0] if told else st.session_state.get(key)
    chosen = state in options and state != st.session_state.get(f"{key}-default")
    st.session_state[key] = state if chosen else default
    st.session_state[f"{key}-default"] = default


def many(key: str, options: Collection[str]) -> None:
    """The same before the widget of a multiple choice, which is empty by default."""
    asked = given(key)
    state: Sequence[Any] = st.session_state.get(key) or asked
    offered = set(options)
    missed(key, [value for value in asked if value not in offered])
    st.session_state[key] = [value for value in dict.fromkeys(state) if value in offered]


def switch(key: str) -> None:
    """The same before a switch, which is off by default."""
    if key not in st.session_state:
        asked = given(key)
        missed(key, [value for value in asked if value not in _ON])
        st.session_state[key] = len(asked) == 1 and asked[0] in _ON


def tell_one(key: str, default: str) -> None:
    """After the widget of a single choice."""
    chosen = st.session_state.get(key)
    tell(key, [] if chosen in (None, default) else [str(chosen)])


def tell_many(key: str) -> None:
    """After the widget of a multiple choice."""
    tell(key, st.session_state[key])


def tell_switch(key: str) -> None:
    """After a switch."""
    tell(key, ["1"] if st.session_state[key] else [])
