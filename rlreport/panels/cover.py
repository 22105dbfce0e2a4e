"""A picture of the demonstration's charts, which a browser shows while Streamlit's own page loads.

The server puts it into the page at the address that holds no choice, the only one of which it knows
beforehand what it will show. It lies over that page, and goes when the real charts are drawn.
`python -m rlreport.panels.cover` draws it anew; a test tells when that is due.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Receive, Scope, Send

from rlreport.panels.inserted import inserting

if TYPE_CHECKING:
    from rlreport.chart import ThemeName
    from rlreport.values import Findings

COVER = Path(__file__).with_name("cover.html")
_STYLE = Path(__file__).with_name("cover.css")
_WIDTH, _HEIGHT = 490, 320
_FIT = {"type": "fit", "contains": "padding"}
_SAID = re.compile(r' (?:aria-[a-z]+|role)="[^"]*"')
"""What a screen reader would say of a picture that it passes over."""
_DIGITS = re.compile(r"\d+\.\d{2,}(?=[^\d\"])")
"""Coordinates, which need no hundredth of a pixel; an opacity ends with its attribute."""


class Cover:
    """Puts the cover into the page that opens on the demonstration (ASGI middleware)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._cover = f"<style>{_STYLE.read_text()}</style>{COVER.read_text()}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on what the application answers, with the cover where it is that page."""
        if scope["type"] == "http" and scope["path"].endswith("/") and not scope["query_string"]:
            await self._app(scope, receive, inserting(self._cover, send))
        else:
            await self._app(scope, receive, send)


def drawn(findings: Findings) -> str:
    """The cover of a report: its headline, and its charts in both themes."""
    from rlreport.chart import THEMES

    themes = "".join(
        f'<div class="cover-{theme}">{"".join(_charts(findings, theme))}</div>' for theme in THEMES
    )
    return (
        '<div id="cover" aria-hidden="true">'
        "<p>Demonstration on synthetic data; the page is loading</p>"
        f"<h1>{escape(findings.narrative.headline.text)}</h1>{themes}</div>\n"
    )


def _charts(findings: Findings, theme: ThemeName) -> list[str]:
    import vl_convert

    from rlreport.chart import charts

    shown = charts(findings, theme=theme, width=_WIDTH, height=_HEIGHT)
    specs = [chart.properties(autosize=_FIT).to_dict(validate=False) for chart in shown]
    pictures = [vl_convert.vegalite_to_svg(spec, vl_version="6.4") for spec in specs]
    seen = [_SAID.sub("", one) for one in pictures]
    return [_DIGITS.sub(lambda number: f"{float(number[0]):.1f}", one) for one in seen]


def _demonstration() -> Findings:
    from rlreport import pipeline
    from rlreport.panels import logs
    from rlreport.values import Settings

    return pipeline.build(pipeline.read(*logs.demonstration().files), Settings())


if __name__ == "__main__":
    COVER.write_text(drawn(_demonstration()))
