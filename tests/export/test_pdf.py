import sys
import zlib

import pytest

from rlreport.errors import MissingExtraError
from rlreport.export.pdf import EXPORT
from rlreport.values import Observation, Sentence
from tests.drawing import curve, findings, founding

HOSTILE = '#panic("owned") *b* _i_ $x$ `c` = h \\u{41} </svg> \ud800 \x00 @a <l> [[ //'


@pytest.fixture(scope="module", autouse=True)
def _typesetter():
    pytest.importorskip("typst", reason="the extra `pdf` is not installed")


def inflated(pdf):
    """The PDF with its streams in plain."""
    parts = []
    for piece in pdf.split(b"stream\n")[1:]:
        try:
            parts.append(zlib.decompressobj().decompress(piece))
        except zlib.error:
            continue
    return b"\n".join([pdf, *parts])


def test_the_report_has_pages_and_its_fonts_inside():
    pdf = EXPORT.render(founding())
    plain = inflated(pdf)
    assert pdf.startswith(b"%PDF-")
    assert plain.count(b"/FontFile") >= 3
    assert b"/Type/Page" in plain.replace(b" ", b"")


def test_each_chart_is_described_for_those_who_cannot_see_it():
    plain = inflated(EXPORT.render(founding()))
    for metric in (b"Training accuracy", b"Average parallelism"):
        assert b"/Alt(Scatter chart with a smoothed curve: " + metric in plain


def test_the_same_report_gives_the_same_bytes():
    report = findings(curve([1.0, 2.0, 3.0, 4.0]))
    assert EXPORT.render(report) == EXPORT.render(report)


def test_an_empty_report_can_be_set():
    assert EXPORT.render(findings()).startswith(b"%PDF-")


def test_hostile_text_is_set_as_it_stands():
    seen = Observation(id="a", kind=HOSTILE, run=HOSTILE, metric=HOSTILE)
    told = [
        Sentence(section="interpretation", text=HOSTILE, heading=HOSTILE, source=HOSTILE),
        Sentence(section="interpretation", text=HOSTILE, status="possible", source=HOSTILE),
        Sentence(section="overview", text=HOSTILE),
    ]
    report = findings(
        curve([1.0, 2.0, 3.0, 4.0], run=HOSTILE, metric=HOSTILE),
        observations=[seen],
        sentences=told,
    )
    assert EXPORT.render(report).startswith(b"%PDF-")


def test_the_missing_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(MissingExtraError, match=r"pip install typst"):
        EXPORT.render(findings())
