"""The charts, side by side where there is room, and what the report says about what they show.

Charts of one axis show the same part of it: where a reader moves one, the browser moves the others,
and the page says what it knows of that part, and draws it at full resolution.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from rlreport import wording
from rlreport.chart import Plate, ScaleName, Window, around
from rlreport.panels import canvas, links, observation
from rlreport.panels.health import guarded
from rlreport.panels.markdown import plain
from rlreport.panels.memory import Drawing, Look, drawings
from rlreport.panels.prose import said_of
from rlreport.panels.theme import theme
from rlreport.values import Findings

MAIN = "chart"
"""The row of charts that the report is about."""
_NARROWEST = 360
_HEIGHT = 330
"""Pixels of a whole chart on the page: legend and axes among them."""
_LARGE = 17
"""Pixels of the charts' labels while presenting."""
_LOG = {"xlog": "Log x", "ylog": "Log y"}


@dataclass(kw_only=True)
class View:
    """What a row of charts shows, kept between reruns while its charts stay the same.

    Attributes:
        of: the charts and the key observation; other ones begin a new view.
        axes: of each chart; equal ones move together.
        turn: how often the page itself said what part of the axis to show.
        window: the part of the axis in view, or None where that is all.
        moved: the chart that the window is told by.
    """

    of: Hashable
    axes: tuple[str, ...]
    turn: int
    window: Window | None = None
    moved: int = 0

    def part(self, place: int) -> Window | None:
        """The part of its axis that the chart at `place` shows, or None where that is all."""
        return self.window if self.axes[place] == self.axes[self.moved] else None


@st.fragment
def figures(
    key: Hashable,
    report: Findings,
    *,
    number: int | None = None,
    name: str = MAIN,
    presenting: bool = False,
    first: bool = False,
) -> None:
    """One chart per metric; each has its picture in the toolbar that it shows, and its table.

    Its text alternative is a text that only assistive technology finds, not part of it: a browser
    draws a chart anew from its rows alone, in half the time, where nothing else of it changed.

    Args:
        key: of the logs.
        report: what to draw.
        number: of the chosen key observation.
        name: of this row of charts.
        presenting: whether type is large, and the charts as high as `present.css` lets them.
        first: whether to draw the first chart alone, and keep the places of the others.
    """
    with guarded():
        if not report.trends:
            st.info("These logs hold no metric that can be drawn.", icon=":material/show_chart:")
            return
        look = replace(chosen(name), size=_LARGE) if presenting else chosen(name)
        whole = drawings(key, report, look)
        view = _view(name, whole, number, look)
        drawn = _detailed(key, report, whole, view, look)
        abreast = min(len(drawn), 3 if presenting and len(drawn) == 3 else 2)
        with st.grid(abreast, min_column_width=_NARROWEST, key=f"{name}s"):
            for place, drawing in enumerate(drawn):
                with st.container(border=True, key=f"{name}-card-{place}"):
                    if first and place:
                        st.skeleton(height=_HEIGHT)
                    else:
                        _figure(drawing, view, name, place, number=number, presenting=presenting)
        if view.window is not None and number is None and report.narrative.key:
            _in_view(whole, report, view.window)
        with st.container(horizontal=True, vertical_alignment="center", key=f"{name}-tools"):
            if view.window is not None and not (presenting and number):
                _way_back(name, number)
            if not (presenting or first):
                courses = any("x" in drawing.plate.columns for drawing in drawn)
                _scales(name, _LOG if courses else ("xlog",))


def _view(name: str, drawn: Sequence[Drawing], number: int | None, look: Look) -> View:
    """The view of these charts, begun anew where other ones or another observation are shown."""
    axes = tuple(drawing.plate.zoomed for drawing in drawn)
    titles = tuple(drawing.plate.title for drawing in drawn)
    windows = [around(drawing.plate, number) if number else None for drawing in drawn]
    of = (axes, titles, number, tuple(windows), look.x_scale)
    last: View | None = st.session_state.get(f"{name}-view")
    if last is not None and last.of == of:
        return last
    moved = next((place for place, window in enumerate(windows) if window), 0)
    turn = last.turn + 1 if last else 0
    view = View(of=of, axes=axes, turn=turn, moved=moved, window=next(filter(None, windows), None))
    st.session_state[f"{name}-view"] = view
    return view


def _figure(
    drawing: Drawing, view: View, name: str, place: int, *, number: int | None, presenting: bool
) -> None:
    plate = drawing.plate
    canvas.draw(
        drawing,
        key=f"{name}-{place}",
        row=name,
        window=view.part(place),
        turn=view.turn,
        number=number,
        height=None if presenting else plate.height(_HEIGHT),
        moved=partial(_moved, name, place),
    )
    _table(plate, f"{name}-{place}-table")


def _moved(name: str, place: int, window: Window | None) -> None:
    """A reader moved the chart at `place` to `window`."""
    view: View | None = st.session_state.get(f"{name}-view")
    if view is not None:
        view.moved, view.window = place, window


def _table(plate: Plate, key: str) -> None:
    """What is drawn as a table, made when it is opened."""
    opened = st.expander("Table", key=key, on_change="rerun", type="compact")
    if opened.open:
        named = {"series": "Run", **plate.columns}
        several = plate.points["series"].nunique() > 1
        others = [column for column in plate.points if column != "series"]
        points = plate.points[["series", *others] if several else others]
        heads = wording.names([named.get(column, column) for column in map(str, points)])
        shown = points.set_axis(heads, axis="columns")  # no two alike, which Streamlit refuses
        opened.dataframe(shown, hide_index=True, height=260)
        opened.caption(plain(plate.caption))


def _scales(name: str, offered: Iterable[str]) -> None:
    """The switches that change nothing but these charts, which are drawn without the page."""
    with st.container(horizontal=True, horizontal_alignment="right", key=f"{name}-scales"):
        for kind in offered:
            st.toggle(_LOG[kind], key=_switch(kind, name))
            links.tell_switch(_switch(kind, name))


def _in_view(drawn: Sequence[Drawing], report: Findings, window: Window) -> None:
    """What the report says about the part of the axis that a reader zoomed to."""
    inside = sorted({key for drawing in drawn for key in _inside(drawing.plate, window)})
    said = [f"- :primary-badge[**{key}**] {plain(said_of(report, key))}" for key in inside]
    listed = "\n".join(said) or "- No key observation is made here."
    st.markdown(f"**In view**\n{listed}")


def _way_back(name: str, number: int | None) -> None:
    """The button that shows all of the axis again."""
    back = st.button(
        "Whole curve",
        on_click=_unzoom,
        args=(name,),
        icon=":material/zoom_out_map:",
        key=f"{name}-whole",
    )
    if back and number is not None:
        st.rerun()


def _inside(plate: Plate, window: Window) -> Iterator[int]:
    """The numbers of the key observations whose mark, or a part of the axis, lies in `window`."""
    for key, places in plate.places.items():
        parts = [(place, place) for place in places] + [*plate.spans.get(key, ())]
        if any(start <= window[1] and stop >= window[0] for start, stop in parts):
            yield key


def _unzoom(name: str) -> None:
    """Show all of the axis again."""
    view: View = st.session_state[f"{name}-view"]
    view.of = None
    observation.choose(None)


def _detailed(
    key: Hashable, report: Findings, whole: tuple[Drawing, ...], view: View, look: Look
) -> tuple[Drawing, ...]:
    """The charts at full resolution in the part in view, where the whole had to be thinned."""
    if view.window is None or not any(drawing.plate.is_sample for drawing in whole):
        return whole
    per = whole[view.moved].plate.per
    return drawings(key, report, look, (view.window[0] * per, view.window[1] * per))


def chosen(name: str = MAIN) -> Look:
    """The look that was chosen for a row of charts, by its switches and the page's theme."""
    x_scale, y_scale = (_scale(_switch(kind, name)) for kind in _LOG)
    return Look(theme=theme(), x_scale=x_scale, y_scale=y_scale)


def _switch(kind: str, name: str) -> str:
    """The key of a switch beside a row of charts; those of the main one are in the link."""
    return kind if name == MAIN else f"{name}-{kind}"


def _scale(switch: str) -> ScaleName:
    links.switch(switch)
    return "log" if st.session_state[switch] else "linear"
