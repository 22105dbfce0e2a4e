import re

import numpy as np
import pytest
from playwright.sync_api import expect

from rlreport import pipeline
from rlreport.chart import bundle
from rlreport.errors import MissingExtraError
from rlreport.export import html
from rlreport.export.html import EXPORT, MOST_BYTES
from rlreport.sources import LogFile, gather
from rlreport.values import Axis, Meaning, Observation, Sentence, Settings
from tests.drawing import curve, findings, founding

PAYLOAD = "</script><script>window.owned=1</script><img src=x onerror=window.owned=1>\u2028${1}`"
STEP = Axis(kind="step", name="", label=PAYLOAD, unit="", how="logged")
HOSTILE = Meaning(role="other", unit="</script>", better="neither", label=PAYLOAD)


@pytest.fixture(scope="module")
def page_of(tmp_path_factory):
    """Writes findings as a page and gives its address."""

    def write(report):
        path = tmp_path_factory.mktemp("page") / "report.html"
        path.write_bytes(EXPORT.render(report))
        return path.as_uri()

    return write


@pytest.fixture(scope="module")
def founded():
    return founding()


@pytest.fixture(scope="module")
def text(founded):
    return EXPORT.render(founded).decode()


@pytest.fixture(scope="module")
def shown(browser, page_of, founded):
    """The page of the founding run with its charts drawn, for tests that leave it as it is."""
    with browser.new_context() as context:
        page = context.new_page()
        opened(page, page_of(founded))
        yield page


def opened(page, address):
    """The page with its charts drawn, and every request it made for anything else."""
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.context.set_offline(True)
    page.goto(address)
    page.wait_for_selector("body[data-drawn]", timeout=120_000)
    return [url for url in requests if url != address and not url.startswith(("data:", "blob:"))]


def domains(page):
    return sorted(page.locator(".chart svg.marks .role-axis-label text").all_text_contents())


def test_the_file_states_source_method_settings_and_version(text):
    footer = text[text.index("<footer>") : text.index("</footer>")]
    for name in ("Source", "Smoothing", "Settings", "Made with"):
        assert f"<dt>{name}</dt>" in footer


def test_a_report_is_not_taken_for_a_log(text):
    _, (refusal,) = gather([LogFile(name="report.html", content=text.encode())])
    assert "a report that rlreport wrote" in refusal.reason


def test_intervals_stay_on_one_line_and_several_files_are_counted_above_the_headline():
    rows = ["\n".join(f"{step},{step / 9 + step % odd}" for step in range(60)) for odd in (3, 5)]
    files = [
        LogFile(name=f"runs/{odd}.csv", content=f"step,reward\n{part}".encode())
        for odd, part in enumerate(rows)
    ]
    page = pipeline.build(pipeline.read(*files), Settings()).to_html()
    assert 'class="kicker">Training report, 2 files in runs/</p>' in page
    assert re.search(r"\[[\d.]+,\u00a0[\d.]+\]", page)


def test_the_policy_forbids_the_network_and_evaluation(text):
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy


def test_possible_reasons_stand_apart_from_what_is_measured():
    reason = Sentence(
        section="interpretation", text="Was the batch too small?", status="possible", source="Me"
    )
    told = EXPORT.render(findings(curve([1.0, 2.0, 3.0, 2.0]), sentences=[reason])).decode()
    aside = re.search(r'<aside class="possible">(.*?)</aside>', told)[1]
    assert "Possible reason, to check" in aside
    assert "Was the batch too small?" in aside


def test_charts_come_first_and_how_they_were_made_comes_last(text):
    order = [text.index(f'<h2 id="{name}"') for name in ("charts", "key-observations", "overview")]
    assert order == sorted(order)


def test_an_empty_report_has_no_scripts():
    told = EXPORT.render(findings()).decode()
    assert "Training accuracy rose." in told
    assert "<script" not in told


def test_many_long_curves_stay_under_two_megabytes():
    y = np.random.default_rng(0).normal(50, 5, 4000)
    runs = [
        curve(y, x=np.arange(4000.0), axis=STEP, metric=f"m{i}", run=f"seed {k}")
        for i in range(6)
        for k in range(2)
    ]
    assert len(EXPORT.render(findings(*runs))) < MOST_BYTES


def test_charts_beyond_the_limit_are_left_out_and_it_is_said(monkeypatch):
    monkeypatch.setattr(html, "MOST_BYTES", 990_000)
    y = np.random.default_rng(0).normal(50, 5, 300)
    page = EXPORT.render(findings(*(curve(y, metric=f"m{i}") for i in range(4)), method="ema:0.6"))
    assert len(page) < 990_000
    assert b'id="chart-0"' in page
    assert b"would make this file too large" in page


def test_the_scripts_are_kept_between_runs_and_made_anew_where_damaged(tmp_path, monkeypatch):
    whole, made = bundle(), []
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("vl_convert.javascript_bundle", lambda *_, **__: made.append(1) or whole)
    for damaged, times in ((False, 1), (False, 1), (True, 2)):
        for kept in tmp_path.glob("rlreport/*") if damaged else ():
            kept.write_text("cut off")
        bundle.cache_clear()
        assert bundle() == whole
        assert len(made) == times
    (kept,) = (tmp_path / "rlreport").iterdir()
    assert kept.read_text() == whole


def test_the_missing_package_is_named(founded, monkeypatch):
    bundle.cache_clear()
    monkeypatch.setitem(__import__("sys").modules, "vl_convert", None)
    with pytest.raises(MissingExtraError, match="pip install vl-convert-python"):
        EXPORT.render(founded)


@pytest.mark.browser
def test_the_charts_are_drawn_with_no_network(page, page_of, founded):
    assert opened(page, page_of(founded)) == []
    assert page.locator(".chart svg.marks").count() == 2
    assert page.locator(".chart svg.marks .mark-symbol.role-mark path").count() > 400


@pytest.mark.browser
def test_runs_with_one_value_each_are_drawn_below_each_other(page, page_of):
    at = np.array([0.0])
    runs = [curve([40.0 + i], x=at, run=f"{PAYLOAD} {i}", axis=STEP) for i in range(3)]
    assert opened(page, page_of(findings(*runs))) == []
    assert page.locator(".chart svg.marks .mark-symbol.role-mark path").count() == 3
    assert page.evaluate("window.owned") is None


@pytest.mark.browser
def test_hostile_names_run_nothing_and_are_shown_as_text(page, page_of):
    y = np.random.default_rng(0).normal(50, 5, 60)
    seen = Observation(id=PAYLOAD, kind="dip", run=PAYLOAD, metric=PAYLOAD, x=20.0)
    hostile = findings(
        curve(y, x=np.arange(60.0), run=PAYLOAD, metric=PAYLOAD, meaning=HOSTILE, axis=STEP),
        curve(y, x=np.arange(60.0), run="other", metric=PAYLOAD, meaning=HOSTILE, axis=STEP),
        observations=[seen],
        sentences=[Sentence(section="interpretation", text=PAYLOAD, source=PAYLOAD)],
    )
    assert opened(page, page_of(hostile)) == []
    assert page.evaluate("window.owned") is None
    assert page.locator(".chart svg.marks").count() == 1
    assert page.locator("img").count() == 0
    assert "</script>" in page.locator("figure h3").inner_text()


@pytest.mark.browser
def test_a_key_observation_zooms_every_chart_to_its_place_and_back(shown):
    before = domains(shown)
    shown.get_by_role("link", name="Key observation 2: show in the chart").press("Enter")
    reset = shown.get_by_role("button", name="Show all")
    reset.wait_for()
    assert domains(shown) != before
    reset.press("Enter")
    reset.wait_for(state="hidden")
    shown.wait_for_timeout(200)
    assert domains(shown) == before


@pytest.mark.browser
def test_the_crosshair_shows_one_place_in_every_chart_on_the_axis(shown):
    chart = shown.locator("#chart-0 svg.marks")
    chart.scroll_into_view_if_needed()
    plot = chart.bounding_box()
    shown.mouse.move(plot["x"] + 250, plot["y"] + 60)
    shown.mouse.move(plot["x"] + 300, plot["y"] + 70, steps=4)
    rule = '.chart .mark-rule.role-mark line[opacity="0.8"]'
    expect(shown.locator(rule)).to_have_count(2)
    assert "Smoothed curve" in shown.locator("#vg-tooltip-element").inner_text()


@pytest.mark.browser
def test_a_chart_can_be_saved_as_a_picture(shown):
    shown.locator("summary").first.press("Enter")
    with shown.expect_download() as saved:
        shown.get_by_role("button", name="Save as SVG").first.press("Enter")
    assert saved.value.suggested_filename == "Training accuracy against RL FLOPs.svg"


@pytest.mark.browser
def test_a_chart_holds_nothing_that_takes_the_focus_from_its_description(shown):
    assert shown.locator('[role="img"] :is(a, button, summary, [tabindex="0"])').count() == 0


@pytest.mark.browser
def test_a_reader_of_the_screen_finds_landmarks_and_the_charts_in_words(shown):
    for role in ("banner", "navigation", "main", "contentinfo"):
        assert shown.get_by_role(role).count() == 1
    charts = shown.get_by_role("img", name="Scatter chart with a smoothed curve")
    assert charts.count() == 2
    assert shown.locator("h1").count() == 1


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_is_wider_than_the_window(shown, width):
    shown.set_viewport_size({"width": width, "height": 800})
    assert shown.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.browser
def test_the_dark_theme_recolours_the_drawn_charts(page, page_of, founded):
    page.emulate_media(color_scheme="dark")
    opened(page, page_of(founded))
    title = page.locator(".chart svg.marks .role-axis-title text").first
    assert title.evaluate("node => getComputedStyle(node).fill") == "rgb(236, 238, 242)"
