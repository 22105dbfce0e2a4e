"""What few people need stands folded away, and is not made before it is wanted.

At every run a browser goes through all that the page holds, seen or not, before it draws charts.
"""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def folded(label: str, *, key: str, used: bool) -> DeltaGenerator | None:
    """The place for widgets that are folded away, or None while they have nothing to tell.

    Args:
        label: of the fold.
        key: of the fold.
        used: whether something was chosen there, which then stays.
    """
    place = st.expander(label, type="compact", key=key, on_change="rerun")
    return place if place.open or used else None
