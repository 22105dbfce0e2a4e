"""The page: `streamlit run app.py`. Its parts, and their flow, are in rlreport/panels/page.py."""

from rlreport.panels.page import page

page()
