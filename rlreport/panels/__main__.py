"""The script that Streamlit runs for `rlreport app`; the same page as `app.py`."""

from rlreport.panels.page import page

page()
