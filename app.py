"""The page: `streamlit run app.py`. Its parts, and the flow between them, are in rlreport/panels."""

from rlreport.panels.page import page

page()
