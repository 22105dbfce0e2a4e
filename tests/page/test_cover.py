"""The picture that is shown while the page loads."""

from __future__ import annotations

import re
import urllib.request

import pytest
from playwright.sync_api import Page, expect

from rlreport import pipeline
from rlreport.panels import logs
from rlreport.panels.cover import COVER, drawn
from rlreport.values import Settings

_NUMBER = re.compile(r"\d+\.\d+|\d+")
_ID = re.compile(r"clip\d+")  # counted on from one drawing to the next


def test_the_cover_shows_the_demonstration_as_it_is_reported_on_now() -> None:
    report = pipeline.build(pipeline.read(*logs.demonstration().files), Settings())
    now, kept = (_ID.sub("clip", one) for one in (drawn(report), COVER.read_text()))
    alike = _NUMBER.sub("0", now) == _NUMBER.sub("0", kept)
    assert alike, "draw it anew: python -m rlreport.panels.cover"  # to tell where takes minutes
    pairs = zip(_NUMBER.findall(now), _NUMBER.findall(kept), strict=True)
    assert max(abs(float(one) - float(other)) for one, other in pairs) < 0.15  # of a pixel


def test_only_the_address_without_a_choice_has_the_cover(server: str) -> None:
    assert b'id="cover"' in _answered(f"{server}/")
    assert b'id="cover"' not in _answered(f"{server}/?smooth=ema:0.6")
    assert _answered(f"{server}/_stcore/health") == b"ok"


def _answered(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return bytes(answer.read())


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_cover_goes_when_the_charts_are_drawn(page: Page, server: str, theme: str) -> None:
    page.emulate_media(color_scheme=theme)
    page.goto(server, wait_until="commit")
    expect(page.locator(f"#cover .cover-{theme} svg:visible")).to_have_count(2)
    page.wait_for_selector(".st-key-charts .chart[data-drawn]")
    expect(page.locator("#cover")).to_be_hidden()
    expect(page.locator("#cover h1")).to_have_text(page.locator(".stMain h1").inner_text())


@pytest.mark.browser
def test_the_cover_does_not_come_back_where_an_upload_takes_the_charts_away(
    uploading: Page,
) -> None:
    photo = {"name": "photo.png", "mimeType": "image/png", "buffer": b"\x89PNG not a log"}
    uploading.locator('input[type="file"]').first.set_input_files([photo])
    expect(uploading.get_by_role("heading", name="nothing to report on")).to_be_visible()
    uploading.wait_for_timeout(400)
    assert not uploading.locator("#cover").is_visible()
