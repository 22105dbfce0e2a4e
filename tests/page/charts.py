"""The charts of a page that is run without a browser."""

from __future__ import annotations

import json
from typing import Any

from streamlit.testing.v1 import AppTest

from rlreport.panels import canvas


def shown(app: AppTest) -> list[dict[str, Any]]:
    """What each chart was told to draw."""
    parts = [part.proto for part in app.get("bidi_component")]
    told = [json.loads(part.json) for part in parts if part.component_name == canvas.NAME]
    for one in told:
        rows = {name: json.loads(columns) for name, columns in one["rows"].items()}
        one |= {"spec": json.loads(one["spec"]), "rows": rows}
    return told
