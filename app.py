"""The page: `streamlit run app.py`. Its parts, and their flow, are in rlreport/panels/page.py."""

import streamlit as st

from rlreport.panels.ready import SCRIPT, ready

app = st.App(SCRIPT, lifespan=ready)
