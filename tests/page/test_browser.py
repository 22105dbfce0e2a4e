"""The page in a real browser: what only a browser can tell."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from rlreport.chart import THEMES
from tests.page.conftest import settled

pytestmark = pytest.mark.browser
_LEGENDS = r'role-legend"[^>]*><g transform="translate\([-\d.]+,([-\d.]+)'
"""How high each legend of a chart's SVG stands."""
_CHARTS = ".st-key-charts canvas.marks"
_LOOK = """([selector, rgb]) => [...document.querySelectorAll(selector)].map(chart => {
  const { data } = chart.getContext("2d").getImageData(0, 0, chart.width, chart.height)
  let seen = 0
  for (let i = 0; i < data.length; i += 4)
    seen += data[i + 3] > 90 && rgb.every((value, k) => Math.abs(data[i + k] - value) < 24)
  return seen
})"""
"""How many pixels of each chart have, about, a colour."""
_PICTURES = "selector => [...document.querySelectorAll(selector)].map(chart => chart.toDataURL())"
_PICTURE = "chart => chart.toDataURL()"
_IS = "([chart, picture]) => chart.toDataURL() === picture"
_OTHERS = """([selector, pictures]) => {
  const now = [...document.querySelectorAll(selector)].map(chart => chart.toDataURL())
  return now.length === pictures.length && now.every(picture => !pictures.includes(picture))
}"""
"""Whether as many charts are drawn as before, and each looks otherwise."""
_AS_BEFORE = """([selector, pictures]) => {
  const now = [...document.querySelectorAll(selector)].map(chart => chart.toDataURL())
  return now.join() === pictures.join()
}"""
_ROWS = "\n".join(f"{step},{0.3 + step / 100}" for step in range(40))


def _upload(page: Page, *files: tuple[str, str]) -> None:
    """Hand files to the real uploader, and wait for the report on them."""
    page.locator('input[type="file"]').first.set_input_files(
        [
            {"name": name, "mimeType": "text/csv", "buffer": text.encode("utf-8")}
            for name, text in files
        ]
    )


def test_the_page_opens_on_the_demonstration_run_with_two_charts_drawn(seen: Page) -> None:
    expect(seen.get_by_text("Synthetic demonstration run")).to_be_visible()
    expect(seen.locator(_CHARTS)).to_have_count(2)
    for colour in (THEMES["light"].points, THEMES["light"].curve):
        rgb = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
        assert min(seen.evaluate(_LOOK, [_CHARTS, rgb])) > 300


def test_an_uploaded_log_is_reported_and_a_bad_one_beside_it_is_named(uploading: Page) -> None:
    _upload(uploading, ("mine.csv", f"step,my_reward\n{_ROWS}"))
    expect(uploading.locator(".st-key-about")).to_contain_text("mine")
    expect(uploading.locator(_CHARTS)).to_have_count(1)
    expect(uploading.get_by_text("Synthetic demonstration run")).to_have_count(0)
    _upload(uploading, ("photo.png", "\x89PNG not a log"))
    expect(uploading.locator('[data-testid="stAlert"]')).to_contain_text("photo.png")
    expect(uploading.locator(".st-key-about")).to_contain_text("mine")


def test_a_change_of_smoothing_changes_the_drawn_curve_before_the_sidebar(
    page: Page, server: str
) -> None:
    came: list[bytes | str] = []
    noted = lambda frame: came.append(frame)  # noqa: E731, PLW0108 - Playwright marks what it calls
    page.on("websocket", lambda socket: socket.on("framereceived", noted))
    page.goto(server)
    settled(page)
    before = page.evaluate(_PICTURES, _CHARTS)
    smoothing = page.locator(".st-key-smooth input")
    smoothing.click()
    smoothing.press("ArrowDown")
    came.clear()
    page.get_by_role("option", name="TensorBoard EMA").click()
    expect(page).to_have_url(re.compile("smooth=ema"))
    settled(page)
    assert len(before) == 2
    page.wait_for_function(_OTHERS, arg=[_CHARTS, before])
    order = [part for frame in came for part in (b"card-1", b"Horizontal axis") if part in frame]
    assert order[:2] == [b"card-1", b"Horizontal axis"]


def test_a_link_gives_the_same_view(page: Page, server: str) -> None:
    page.goto(f"{server}/?log=synthetic-collapse.jsonl&smooth=ema:0.9")
    settled(page)
    expect(page.locator(".st-key-about")).to_contain_text("collapse")
    expect(page.locator(".st-key-charts").first).to_be_visible()
    expect(page.locator(".st-key-smooth input")).to_have_value("TensorBoard EMA")


def test_hostile_names_are_inert(uploading: Page) -> None:
    asked: list[str] = []
    uploading.on("request", lambda request: asked.append(request.url))
    uploading.on("dialog", lambda _: pytest.fail("a script of the log was run"))
    name = "<img src=x onerror=alert(1)>![i](http://evil.invalid/i.png) [l](http://evil.invalid)"
    _upload(uploading, (f"{name.replace('/', '|')}.csv", f'step,"{name} reward"\n{_ROWS}'))
    expect(uploading.locator(".st-key-about")).to_contain_text("onerror")
    assert not [url for url in asked if "evil" in url]
    assert uploading.locator('a[href*="evil"], img[src*="evil"], img[src="x"]').count() == 0


@pytest.mark.parametrize("width", [1920, 1280, 800, 390])
def test_nothing_is_cut_off(seen: Page, width: int) -> None:
    seen.set_viewport_size({"width": width, "height": 900})
    settled(seen)
    cut = seen.evaluate(
        """() => [document.documentElement, document.querySelector('[data-testid=stMain]'),
                 ...document.querySelectorAll('.st-key-charts, .st-key-numbers')]
                .filter(e => e.scrollWidth > e.clientWidth + 1).length"""
    )
    assert cut == 0


def test_a_run_with_a_long_name_widens_no_page(uploading: Page) -> None:
    uploading.set_viewport_size({"width": 800, "height": 900})
    log = f"step,my_reward\n{_ROWS}"
    _upload(uploading, (f"{'WHOLE' * 12}.csv", log), ("other.csv", log))
    expect(uploading.locator(".st-key-observations")).to_contain_text("WHOLEWHOLE")
    wide = "main => main.scrollWidth - main.clientWidth"
    assert uploading.get_by_test_id("stMain").evaluate(wide) <= 1


def test_a_key_observation_zooms_all_charts_of_the_axis(tried: Page) -> None:
    before = tried.evaluate(_PICTURES, _CHARTS)
    tried.locator(".st-key-focus").get_by_text("3", exact=True).click()
    expect(tried).to_have_url(re.compile("focus=3"))
    expect(tried.get_by_role("button", name="Whole curve")).to_be_visible()
    tried.wait_for_function(_OTHERS, arg=[_CHARTS, before])
    tried.get_by_role("button", name="Whole curve").click()
    expect(tried).not_to_have_url(re.compile("focus="))


def test_a_chart_that_a_reader_zooms_takes_the_others_with_it(seen: Page) -> None:
    first, second = (seen.locator(_CHARTS).nth(place) for place in (0, 1))
    before = second.evaluate(_PICTURE)
    first.hover(position={"x": 200, "y": 100})
    seen.keyboard.down("Control")
    seen.mouse.wheel(0, -300)
    seen.keyboard.up("Control")
    expect(seen.get_by_text("In view", exact=True)).to_be_visible()
    seen.wait_for_function(f"given => !({_IS})(given)", arg=[second.element_handle(), before])
    seen.get_by_role("button", name="Whole curve").click()
    seen.mouse.move(0, 0)
    seen.wait_for_function(_IS, arg=[second.element_handle(), before])


def test_a_chart_is_zoomed_moved_and_shown_whole_by_keyboard(seen: Page) -> None:
    chart = seen.get_by_role("img", name="Chart: Training accuracy against RL FLOPs")
    canvas = chart.locator("canvas")
    shown = [canvas.evaluate(_PICTURE)]
    for key in ("+", "ArrowRight", "Escape"):
        chart.press(key)
        seen.wait_for_function(
            f"given => !({_IS})(given)", arg=[canvas.element_handle(), shown[-1]]
        )
        shown.append(canvas.evaluate(_PICTURE))
    assert shown[3] == shown[0]
    expect(seen.get_by_role("button", name="Whole curve")).to_be_hidden()


def test_charts_of_one_axis_point_to_the_same_place(seen: Page) -> None:
    first, second = (seen.locator(_CHARTS).nth(place) for place in (0, 1))
    before = second.evaluate(_PICTURE)
    first.hover(position={"x": 200, "y": 100})
    seen.wait_for_function(f"given => !({_IS})(given)", arg=[second.element_handle(), before])
    seen.mouse.move(0, 0)


def test_a_tooltip_tells_the_row_that_is_pointed_at_under_its_own_name(uploading: Page) -> None:
    _upload(uploading, ("mine.csv", f"step,a\\b <i>reward</i>\n{_ROWS}"))
    expect(uploading.locator(".st-key-about")).to_contain_text("mine")
    expect(uploading.locator(_CHARTS)).to_have_count(1)
    uploading.locator(_CHARTS).hover(position={"x": 300, "y": 120})
    lines = uploading.locator("#vg-tooltip-element tr")
    expect(lines).to_have_count(3)
    named = dict(line.split("\t") for line in lines.all_inner_texts())
    assert float(named["a\\b <i>reward</i>"]) == pytest.approx(0.3 + int(named["Step"]) / 100)


def test_a_scale_that_is_switched_back_shows_the_chart_that_was_there(seen: Page) -> None:
    chart = seen.locator(_CHARTS).first
    drawn, picture = chart.element_handle(), chart.evaluate(_PICTURE)
    seen.get_by_text("Log y").click()
    seen.wait_for_function("chart => !chart.isConnected", arg=drawn)
    expect(seen.locator(_CHARTS)).to_have_count(2)
    assert chart.evaluate(_PICTURE) != picture
    seen.get_by_text("Log y").click()
    seen.wait_for_function("chart => chart.isConnected", arg=drawn)
    seen.wait_for_function(_IS, arg=[drawn, picture])


def test_another_axis_is_drawn_in_the_chart_that_is_there(seen: Page) -> None:
    drawn = seen.locator(_CHARTS).first.element_handle()
    before = seen.evaluate(_PICTURES, _CHARTS)
    axis = seen.get_by_test_id("stSelectbox").filter(has_text="Horizontal axis")
    for name, looks in (("Step", _OTHERS), ("RL FLOPs (rl_flops)", _AS_BEFORE)):
        axis.get_by_role("combobox").click()
        seen.get_by_role("option", name=name, exact=True).click()
        seen.wait_for_function(looks, arg=[_CHARTS, before])
    assert drawn.evaluate("chart => chart.isConnected")


def test_what_a_switch_of_the_axes_leads_to_is_set_up_before(opened: Page) -> None:
    opened.evaluate("""() => {
      const embed = window.vegaEmbed
      window.scales = []
      window.vegaEmbed = (box, spec, ...how) => {
        window.scales.push(spec.layer.map(({ encoding }) => encoding?.y?.scale?.type))
        window.last = performance.now()
        return embed(box, spec, ...how)
      }
      const noted = () => (window.seen ??= window.scales.length)
      for (const chart of document.querySelectorAll(".chart"))
        new MutationObserver(noted).observe(chart, { childList: true })
    }""")
    opened.get_by_text("Log x").click()
    opened.wait_for_function("window.seen !== undefined")
    opened.wait_for_function("window.scales.filter(types => types.includes('log')).length >= 2")
    opened.wait_for_function("performance.now() - window.last > 3000")
    set_up = opened.evaluate("() => { delete window.seen; return window.scales.length }")
    opened.get_by_text("Log y").click()
    opened.wait_for_function("window.seen !== undefined")
    assert opened.evaluate("window.seen") == set_up


def test_a_chart_is_saved_as_a_picture(seen: Page) -> None:
    with seen.expect_download() as saved:
        seen.locator(".chart-tools").first.get_by_role("button", name="SVG").click()
    assert saved.value.suggested_filename == "Training accuracy against RL FLOPs.svg"
    assert b"<svg" in saved.value.path().read_bytes()


def test_an_observation_chosen_by_keyboard_in_the_text_brings_the_charts_into_view(
    tried: Page,
) -> None:
    button = tried.get_by_role("button", name="Key observation 3")
    button.scroll_into_view_if_needed()
    tried.locator(".st-key-downloads").scroll_into_view_if_needed()
    expect(tried.locator(".st-key-charts")).not_to_be_in_viewport()
    button.press("Enter")
    expect(tried).to_have_url(re.compile("focus=3"))
    expect(tried.locator(_CHARTS).first).to_be_in_viewport(ratio=0.8)


def test_a_choice_is_announced_and_the_keyboard_stays_where_it_is(tried: Page) -> None:
    tried.get_by_role("button", name="Key observation 3").press("Enter")
    expect(tried.locator("#heard")).to_have_text(re.compile("^Key observation 3: .* dipped"))
    expect(tried.get_by_role("button", name="Key observation 3", pressed=True)).to_be_focused()
    export = tried.get_by_role("button", name="The report as HTML")
    with tried.expect_download():
        export.press("Enter")
    expect(export).to_be_focused()


def test_a_presentation_begun_by_keyboard_goes_on_by_its_arrows(tried: Page) -> None:
    tried.get_by_role("switch", name="Present").press("Space")
    expect(tried.get_by_role("button", name="Next")).to_be_focused()
    tried.keyboard.press("ArrowRight")
    expect(tried).to_have_url(re.compile("focus=1"))
    settled(tried)
    tried.keyboard.press("Escape")
    expect(tried.locator(".st-key-steps")).to_have_count(0)
    expect(tried.locator(".st-key-focus")).to_have_count(1)


def test_the_tab_key_leaves_the_page_at_its_end(seen: Page) -> None:
    seen.locator(".stMain summary").filter(has_text="Text to copy").press("Tab")
    seen.wait_for_timeout(500)
    assert seen.evaluate("document.activeElement === document.body")


def test_the_arrow_keys_step_through_the_key_observations_and_escape_leaves(
    page: Page, server: str
) -> None:
    page.goto(f"{server}/?present=1")
    settled(page)
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("focus=1"))
    settled(page)
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("focus=2"))
    settled(page)
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("focus=1"))
    settled(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Key observations")).to_be_visible()
    expect(page).not_to_have_url(re.compile("present="))


def test_three_charts_are_presented_side_by_side(page: Page, server: str) -> None:
    names = ("training_accuracy", "average_parallelism", "policy_entropy")
    page.goto(f"{server}/?present=1&" + "&".join(f"metric={name}" for name in names))
    settled(page)
    tops = [box["y"] for box in (chart.bounding_box() for chart in page.locator(_CHARTS).all())]
    assert len(tops) == 3
    assert len(set(tops)) == 1


def test_while_presenting_the_steps_stay_in_sight_where_charts_stand_below_each_other(
    presented: Page,
) -> None:
    presented.set_viewport_size({"width": 800, "height": 900})
    presented.wait_for_function(
        "charts => [...document.querySelectorAll(charts)].at(-1).getBoundingClientRect().top > 600",
        arg=_CHARTS,
    )
    expect(presented.locator(".st-key-steps")).to_be_in_viewport(ratio=1)


def test_while_presenting_the_chart_that_is_spoken_of_stands_first(presented: Page) -> None:
    presented.set_viewport_size({"width": 390, "height": 844})
    presented.get_by_role("button", name="Next").click()  # from the dips to the surge
    expect(presented).to_have_url(re.compile("focus=4"))
    settled(presented)
    spoken_of, other = (presented.locator(f".st-key-chart-card-{place}") for place in (1, 0))
    expect(spoken_of).to_contain_text("Average parallelism")
    assert spoken_of.bounding_box()["y"] < other.bounding_box()["y"]
    presented.get_by_role("button", name="Back").click()
    expect(presented).to_have_url(re.compile("focus=3"))


def test_a_choice_brings_its_chart_into_view(tried: Page) -> None:
    tried.set_viewport_size({"width": 800, "height": 700})
    second = tried.locator(".st-key-chart-card-1")
    expect(second).not_to_be_in_viewport(ratio=0.3)
    tried.locator(".st-key-focus").get_by_text("2", exact=True).click()
    expect(second).to_be_in_viewport(ratio=0.8)


@pytest.mark.parametrize("height", [800, 1080])
def test_while_presenting_charts_fill_the_screen(presented: Page, height: int) -> None:
    presented.set_viewport_size({"width": 1600, "height": height})
    expect(presented.locator(_CHARTS)).to_have_count(2)
    presented.wait_for_function(
        "([charts, most]) => document.querySelector(charts).clientHeight > most",
        arg=[_CHARTS, height / 2 - 60],
    )
    expect(presented.locator(".st-key-steps")).to_be_in_viewport(ratio=1)


def test_four_cards_never_leave_one_alone_and_those_of_a_row_are_equally_high(
    uploading: Page,
) -> None:
    rows = "\n".join(f"{step},{step / 50},{100 - step}" for step in range(40))
    names = ("short.csv", f"{'a-name-of-some-length-' * 3}.csv")
    _upload(uploading, *((name, f"step,accuracy,loss\n{rows}") for name in names))
    cards = uploading.locator(".st-key-numbers > .stGridCell")
    expect(cards).to_have_count(4)
    settled(uploading)
    height = "e.querySelector('.stVerticalBlock').offsetHeight"
    boxes = cards.evaluate_all(f"cells => cells.map(e => [e.offsetTop, {height}])")
    in_rows = [
        [height for top, height in boxes if top == place] for place in {top for top, _ in boxes}
    ]
    assert all(len(row) in (2, 4) and len(set(row)) == 1 for row in in_rows)


def test_a_screen_reader_hears_what_charts_and_numbers_are(seen: Page) -> None:
    chart = seen.locator(".st-key-charts .chart").first
    expect(chart).to_have_attribute("aria-label", re.compile("^Chart: Training accuracy"))
    said = seen.locator(".st-key-charts .heard").first
    expect(said).to_have_text(re.compile("The curve starts at 35"))
    spark = seen.locator(".spark").first
    expect(spark).to_be_visible()
    expect(spark).to_have_attribute("aria-hidden", "true")
    assert said.evaluate("e => e.getBoundingClientRect().height") <= 1
    dropzone = seen.get_by_test_id("stFileUploaderDropzone").first
    expect(dropzone).to_have_role("group")


def test_a_table_is_not_downloaded_past_the_export_that_makes_formulas_harmless(
    seen: Page,
) -> None:
    seen.locator(".st-key-chart-card-0 summary").click()
    expect(seen.locator(".st-key-chart-card-0").get_by_test_id("stDataFrame")).to_be_visible()
    expect(seen.get_by_role("button", name="Fullscreen")).not_to_have_count(0)
    expect(seen.get_by_role("button", name="Download as CSV")).to_have_count(0)


def test_an_embedded_page_opens_without_its_sidebar_and_its_legends_fit(
    page: Page, server: str
) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{server}/?embed=true")
    settled(page)
    expect(page.get_by_role("heading", name="Logs")).not_to_be_in_viewport()
    expect(page.locator(_CHARTS).first).to_be_visible()
    with page.expect_download() as saved:
        page.locator(".chart-tools").first.get_by_role("button", name="SVG").click()
    below_each_other = set(re.findall(_LEGENDS, saved.value.path().read_text()))
    assert len(below_each_other) == 2


def test_a_growing_log_is_followed(page: Page, server: str, logs: Path) -> None:
    log = logs / "growing.csv"
    log.write_text(f"step,my_reward\n{_ROWS}\n")
    page.goto(f"{server}/?log=growing.csv&follow=5+s")
    settled(page)
    expect(page.get_by_text("Updated")).to_be_visible()
    with log.open("a") as rows:
        rows.writelines(f"{step},{0.3 + step / 100}\n" for step in range(40, 60))
    expect(page.get_by_text("Since the last look: 20 points more.")).to_be_visible()
    log.unlink()


def test_the_servers_logs_are_listed_and_opened(seen: Page) -> None:
    seen.get_by_role("button", name="Browse").click()
    dialog = seen.get_by_role("dialog")
    table = dialog.locator('[data-testid="stDataFrame"]')
    expect(table).to_be_visible()
    button = dialog.get_by_role("button", name="Open")
    assert button.bounding_box()["y"] < table.bounding_box()["y"]  # reached before the table
    dialog.get_by_role("textbox", name="Search").fill("nothing like this")
    dialog.get_by_role("textbox", name="Search").press("Enter")
    expect(dialog.get_by_text("No log fits")).to_be_visible()


def test_no_page_has_asked_another_machine_for_anything(
    seen: Page, asked: list[str], server: str
) -> None:
    assert any(url.startswith(f"{server}/static/") for url in asked)
    outside = [url for url in asked if not url.startswith((server, "data:", "blob:"))]
    assert outside == []
