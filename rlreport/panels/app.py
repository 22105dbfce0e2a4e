"""The server of `rlreport app`; the same as the repository's `app.py`."""

import streamlit as st

from rlreport.panels.ready import SCRIPT, ready

app = st.App(SCRIPT, lifespan=ready)
