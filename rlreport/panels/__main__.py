"""The script that Streamlit runs for every session."""

from rlreport.panels.page import page

page()
