"""The page: `streamlit run app.py`. Its parts, and their flow, are in rlreport/panels/page.py."""

import streamlit as st
from starlette.middleware import Middleware

from rlreport.panels.cover import Cover
from rlreport.panels.ready import SCRIPT, ready
from rlreport.panels.scripts import Scripts

app = st.App(SCRIPT, lifespan=ready, middleware=[Middleware(Cover), Middleware(Scripts)])
