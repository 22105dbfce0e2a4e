"""Findings -> one HTML file that opens offline, with charts to zoom into, and runs nothing else.

Text is escaped, chart specifications are inert JSON, and the page's own policy forbids the network
and the evaluation of text as code. The dark theme maps the colours of the drawn charts, so that
one drawing serves both themes and paper.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from html import escape
from importlib.resources import files
from itertools import accumulate, groupby
from typing import Any
from urllib.parse import quote

from rlreport import wording
from rlreport.chart import THEMES, Plate, around, bundle, config, plates
from rlreport.export import Export
from rlreport.export._provenance import origin, provenance
from rlreport.export._reading import SECTIONS, said
from rlreport.export._tables import drawn_csv, level_table
from rlreport.export.markdown import PARAGRAPHS, key_numbers
from rlreport.nologs import OWN
from rlreport.values import Findings, Sentence
from rlreport.version import VERSION

MOST_BYTES = 2_000_000
_POINTS = (1900, 900, 400, 150)
"""Points in each chart: the most with which the file is small enough."""
_HEIGHT = 320
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; base-uri 'none'; form-action 'none'"
)
_SIGNS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "&<>\u2028\u2029"}


def render(findings: Findings) -> bytes:
    """The report as an HTML file of at most two megabytes.

    Raises:
        MissingExtraError: vl-convert, which holds the scripts that draw charts, is not installed.
    """
    page = b""
    drawn: tuple[Plate, ...] = ()
    for points in _POINTS:
        drawn = plates(findings, points=points)
        page = _encoded(_page(findings, drawn))
        if len(page) < MOST_BYTES:
            return page
    sizes = [len(_figure(i, p)) + len(_inert(_plain(i, p))) for i, p in enumerate(drawn)]
    others = len(page) - sum(sizes)
    fitting = sum(others + size < MOST_BYTES for size in accumulate(sizes))
    return _encoded(_page(findings, drawn[:fitting], left_out=len(drawn) - fitting))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _page(findings: Findings, drawn: Sequence[Plate], *, left_out: int = 0) -> str:
    narrative = findings.narrative
    sections = [section for section in SECTIONS if said(section, findings)]
    body = [_section(section, findings, drawn) for section in sections]
    headline = _told(narrative.headline.text)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="referrer" content="no-referrer">
{OWN}{VERSION}">
<title>{headline}</title>
<style>
{_asset("style.css")}
{_dark()}
</style>
</head>
<body>
<a class="skip" href="#report">Skip to the report</a>
<header>
<p class="kicker">Training report, {escape(origin(findings))}</p>
<h1>{headline}</h1>
<p class="brief">{" ".join(_told(sentence.text) for sentence in narrative.brief)}</p>
<nav aria-label="Sections">
<ul>{"".join(f'<li><a href="#{_slug(s)}">{SECTIONS[s]}</a></li>' for s in sections)}</ul>
</nav>
</header>
<main id="report" tabindex="-1">
{_charts(drawn, left_out)}
{"".join(body)}
</main>
{_footer(findings)}
{_scripts(drawn)}
</body>
</html>
"""


# --- text ---------------------------------------------------------------------------------------


def _slug(section: str) -> str:
    return section.replace(" ", "-")


def _section(section: str, findings: Findings, drawn: Sequence[Plate]) -> str:
    slug = _slug(section)
    title = f'<h2 id="{slug}" tabindex="-1">{SECTIONS[section]}</h2>'
    parts = [f'<section class="text" aria-labelledby="{slug}">{title}<div>']
    for heading, group in groupby(said(section, findings), key=lambda sentence: sentence.heading):
        if heading:
            parts.append(f"<h3>{escape(heading)}</h3>")
        parts += _blocks(section, list(group), findings, drawn)
    return "\n".join([*parts, "</div></section>\n"])


def _blocks(
    section: str, sentences: list[Sentence], findings: Findings, drawn: Sequence[Plate]
) -> Iterator[str]:
    """Paragraphs and lists of what is measured; a possible reason stands in a box of its own."""
    if section in PARAGRAPHS:
        yield f"<p>{' '.join(_told(sentence.text) for sentence in sentences)}</p>"
        return
    for possible, group in groupby(sentences, key=lambda sentence: sentence.status == "possible"):
        if possible:
            yield from map(_possible, group)
        elif section == "key observations":
            entries = (_key_entry(sentence, findings, drawn) for sentence in group)
            yield f'<ol class="keys">{"".join(entries)}</ol>'
        else:
            entries = (_entry(section, sentence, findings, drawn) for sentence in group)
            yield f"<ul>{''.join(entries)}</ul>"


def _told(text: str) -> str:
    return escape(wording.unbroken(text))


def _possible(sentence: Sentence) -> str:
    source = f'<p class="source">Source: {escape(sentence.source)}</p>' if sentence.source else ""
    return (
        '<aside class="possible"><p class="label">Possible reason, to check</p>'
        f"<p>{_told(sentence.text)}</p>{source}</aside>"
    )


def _key_entry(sentence: Sentence, findings: Findings, drawn: Sequence[Plate]) -> str:
    numbers = key_numbers(sentence, findings)
    badge = _badge(numbers[0], drawn) if numbers else "<span></span>"
    return f"<li>{badge}<span>{_told(sentence.text)}</span></li>"


def _entry(section: str, sentence: Sentence, findings: Findings, drawn: Sequence[Plate]) -> str:
    numbers = key_numbers(sentence, findings) if section == "interpretation" else []
    badges = "".join(_badge(number, drawn, small=True) for number in numbers)
    source = f" ({escape(sentence.source)})" if sentence.source else ""
    return f"<li>{_told(sentence.text)}{source}{badges}</li>"


def _badge(number: int, drawn: Sequence[Plate], *, small: bool = False) -> str:
    """The number of a key observation, leading to the chart where it is marked."""
    size = " small" if small else ""
    marked = [place for place, plate in enumerate(drawn) if number in plate.numbers]
    if not marked:
        return f'<span class="number{size}">{number}</span>'
    return (
        f'<a class="number{size}" href="#figure-{marked[0]}" data-chart="chart-{marked[0]}" '
        f'data-show="{number}" aria-label="Key observation {number}: show in the chart">'
        f"{number}</a>"
    )


def _footer(findings: Findings) -> str:
    pairs = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in provenance(findings)
    )
    return f"<footer><p>{escape(wording.INTERVALS)}</p><dl>{pairs}</dl></footer>"


# --- charts -------------------------------------------------------------------------------------


def _charts(drawn: Sequence[Plate], left_out: int) -> str:
    """The charts, and how many had to be left out for the file to stay small."""
    if not drawn:
        return ""
    figures = "".join(_figure(place, plate) for place, plate in enumerate(drawn))
    return (
        '<section aria-labelledby="charts"><h2 id="charts">Charts</h2>'
        f'<div class="charts">{figures}</div>'
        f"{_unseen(left_out)}"
        '<p class="note hint">Drag to move along the axis, zoom with Ctrl and the wheel or by '
        "pinching; a double click shows all again. "
        '<button type="button" data-reset hidden>Show all</button></p>'
        "<noscript><p>The charts are drawn by a script, which this viewer does not run. "
        "Their data are in the tables.</p></noscript></section>\n"
    )


def _unseen(count: int) -> str:
    if not count:
        return ""
    return (
        f'<p class="note">{wording.capitalised(wording.count(count, "further chart"))} would make '
        "this file too large; report on fewer metrics to see them.</p>"
    )


def _figure(place: int, plate: Plate) -> str:
    name = escape(quote(plate.title, safe=" "))
    pictures = "".join(
        f'<button type="button" data-save="{kind}" data-chart="chart-{place}" '
        f'data-name="{name}">Save as {kind.upper()}</button> '
        for kind in ("svg", "png")
    )
    return (
        f'<figure id="figure-{place}" aria-labelledby="title-{place}">'
        f'<h3 id="title-{place}">{escape(plate.title)}</h3>'
        f'<div class="chart" id="chart-{place}" role="img" '
        f'aria-label="{escape(plate.description)}"></div>'
        f"<figcaption>{escape(plate.caption)}</figcaption>"
        "<details><summary>Data and pictures of this chart</summary>"
        f'<p class="tools">{pictures}</p>{level_table(plate)}'
        f'<a download="{name}.csv" href="data:text/csv;charset=utf-8,'
        f'{quote(drawn_csv(plate), safe=", ")}">Download the points as CSV</a></details></figure>'
    )


def _scripts(drawn: Sequence[Plate]) -> str:
    if not drawn:
        return ""
    plain = [_plain(place, plate) for place, plate in enumerate(drawn)]
    return (
        f"<script>{bundle()}</script>\n"
        f'<script type="application/json" id="plates">{_inert(plain)}</script>\n'
        f"<script>{_asset('draw.js')}</script>"
    )


def _plain(place: int, plate: Plate) -> dict[str, Any]:
    spec = {
        **plate.spec,
        "config": config(THEMES["light"]) | {"background": THEMES["light"].surface},
        "width": "container",
        "height": plate.height(_HEIGHT),
        "datasets": plate.datasets(),
    }
    return {
        "id": f"chart-{place}",
        "axis": plate.zoomed,
        "windows": {str(n): list(seen) for n in plate.numbers if (seen := around(plate, n))},
        "spec": spec,
    }


def _inert(plain: object) -> str:
    """JSON that holds no sign with which HTML or a script could go on."""
    text = json.dumps(plain, allow_nan=False, separators=(",", ":"), ensure_ascii=False)
    return text.translate(_SIGNS)


def _asset(name: str) -> str:
    return (files("rlreport.export") / "_page" / name).read_text(encoding="utf-8")


def _dark() -> str:
    """Rules that give a chart drawn in the light theme the colours of the dark one."""
    light, dark = THEMES["light"], THEMES["dark"]
    pairs = [
        (getattr(light, part.name), getattr(dark, part.name))
        for part in fields(light)
        if part.name != "runs"
    ]
    pairs += zip(light.runs, dark.runs, strict=True)
    rules = "".join(
        f'.chart svg [{paint}="{old}" i]{{{paint}:{new}}}'
        for old, new in pairs
        for paint in ("fill", "stroke")
    )
    variables = (
        f"--surface:{dark.surface};--raised:#1f242c;--ink:{dark.ink};--muted:{dark.muted};"
        "--line:#343a45;--accent:#8ab8ff;--doubt:#f0c469;--doubt-surface:#221d12;"
        "--doubt-line:#8a6d2c"
    )
    return f"@media screen and (prefers-color-scheme:dark){{:root{{{variables}}}{rules}}}"


EXPORT = Export(
    name="html", label="HTML", kind="report", ending=".html", media_type="text/html", render=render
)
