import re

import pytest

from rlreport.export import _letters
from rlreport.export._figure import drawing
from rlreport.export._letters import boxed
from rlreport.export.figure_pdf import EXPORT as PDF
from rlreport.export.png import EXPORT as PNG
from rlreport.export.svg import EXPORT as SVG
from rlreport.values import Meaning
from tests.drawing import curve, findings, founding


@pytest.fixture(scope="module")
def founded():
    return founding()


def size(svg):
    return [
        float(side) for side in re.search(rb'width="([\d.]+)in" height="([\d.]+)in"', svg).groups()
    ]


def test_one_chart_fills_a_column_and_two_fill_a_page(founded):
    assert size(SVG.render(founded))[0] == 6.9
    assert size(SVG.render(findings(curve([1.0, 2.0, 3.0, 4.0]))))[0] == 3.35


def test_the_svg_holds_its_text_alternative_and_its_source(founded):
    svg = SVG.render(founded).decode()
    assert "<desc>Scatter chart with a smoothed curve: Training accuracy" in svg
    assert "Source: demo.csv" in svg


def test_the_png_has_three_hundred_pixels_to_an_inch(founded):
    png = PNG.render(founded)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(png[16:20]) == pytest.approx(6.9 * 300, abs=2)


def test_the_pdf_is_a_vector_drawing_with_its_fonts_inside(founded):
    pdf = PDF.render(founded)
    width = float(re.search(rb"MediaBox \[0 0 ([\d.]+)", pdf)[1])
    assert width == pytest.approx(6.9 * 72)
    assert b"/FontFile" in pdf


def test_an_empty_report_gives_an_empty_figure():
    assert SVG.render(findings()).startswith(b"<svg")


@pytest.mark.parametrize("y", [[5e-324, 1e-310, 5e-324], [1.7e308, -1.7e308, 0.0]])
@pytest.mark.filterwarnings("ignore:overflow")
def test_values_at_the_ends_of_what_a_float_can_hold_are_drawn(y):
    assert b"<path" in SVG.render(findings(curve(y)))


def test_names_are_text_in_the_drawing():
    svg = SVG.render(findings(curve([1.0, 2.0, 3.0, 4.0], run="<script>alert(1)</script>")))
    assert b"<script" not in svg


def test_names_with_backslashes_and_quotes_are_drawn():
    name = 'acc\\uracy \\x \\" \\'
    metric = Meaning(role="other", unit="", better="neither", label=name)
    runs = [curve([1.0, 2.0, 3.0, 4.0], run=f"{name}{i}", meaning=metric) for i in range(2)]
    assert SVG.render(findings(*runs)).count(b"acc\\uracy") > 2


def test_no_line_of_the_note_is_longer_than_the_figure_however_wide_its_letters():
    wide = Meaning(role="other", unit="", better="neither", label="W" * 60)
    svg = SVG.render(findings(curve([1.0, 2.0, 3.0, 4.0], run="W" * 200, meaning=wide))).decode()
    lines = re.findall(r'<tspan x="0" dy="12">([^<]*)', svg)
    assert "WWWW" in lines[0]
    assert max(line.count("W") for line in lines) * 0.944 * 10 < 3.35 * 108 - 30


def test_letters_without_a_font_are_boxes_and_others_are_not():
    assert _letters._is_box("\u0378")  # belongs to no alphabet
    assert not boxed("précision p < 0.05, θ → 1")


def test_a_figure_with_boxes_for_letters_says_so_where_they_cannot_be_mended(monkeypatch):
    name = Meaning(role="other", unit="", better="neither", label="训练")
    report = findings(curve([1.0, 2.0, 3.0, 4.0], meaning=name))
    monkeypatch.setattr(_letters, "_is_box", lambda letter: letter == "练")
    assert "Letters:" not in drawing(report).svg
    fixed = re.sub(r"<[^>]+>", " ", drawing(report, fixed=True).svg)
    assert "Letters:" in fixed
