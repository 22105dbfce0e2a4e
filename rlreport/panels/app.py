"""The server of `rlreport app`; the same as the repository's `app.py`."""

import streamlit as st
from starlette.middleware import Middleware

from rlreport.panels.cover import Cover
from rlreport.panels.ready import SCRIPT, ready
from rlreport.panels.scripts import Scripts

app = st.App(SCRIPT, lifespan=ready, middleware=[Middleware(Cover), Middleware(Scripts)])
