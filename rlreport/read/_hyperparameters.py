"""The table of hyperparameters that CleanRL and its kin write into an event file -> settings."""

from __future__ import annotations

import re

from rlreport.values import Setting

_TABLE = re.compile(rb"\|param\|value\|\r?\n\|-+\|-+\|((?:\r?\n\|[^|\r\n]*\|[^|\r\n]*\|)+)")
_ROW = re.compile(r"\|([^|\r\n]*)\|([^|\r\n]*)\|")
_NUMBER = re.compile(r"[-+]?(?:\d++(?:\.\d*+)?|\.\d+)(?:[eE][-+]?\d+)?")
_TRUTHS = {"True": True, "False": False}


def hyperparameters(head: bytes) -> dict[str, Setting]:
    """The settings in the Markdown table that stands in the first bytes of an event file."""
    found = _TABLE.search(head)
    rows = _ROW.findall(found[1].decode(errors="replace")) if found else []
    return {name: _setting(value) for name, value in rows if name and value != "None"}


def _setting(value: str) -> Setting:
    return float(value) if _NUMBER.fullmatch(value) else _TRUTHS.get(value, value)
