"""How fast the page is, beside a page of one title and one chart in the same run.

    python -m tests.bench.page [--turns 5] [--sessions 50] [--points 1000000]

First chart: from the start of the server, in a second tab, and in a browser that was never there;
wall seconds, seconds that the page's main thread computed, and processor seconds of the server.
Redraw: processor seconds for the curves that are drawn before their tests, and for the whole report
and its charts, after a change of a control; and in a browser the wall seconds until the charts show
the change, and until all of the page does. Sessions: clients that open the page at once, then ask
for the whole of it, then change a control. Loopback only; needs Chromium. Prints a table in
Markdown.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import websockets
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from rlreport import pipeline
from rlreport.panels import canvas, memory
from rlreport.panels.serve import FOLDERS
from rlreport.values import Logs, Settings
from tests import chromium

ROOT = Path(__file__).resolve().parents[2]
_PEER = """
import numpy as np, pandas as pd, altair as alt, streamlit as st
st.title("hello")
y = np.random.default_rng(0).normal(size=400)
data = pd.DataFrame({"x": np.arange(400), "y": y})
st.altair_chart(alt.Chart(data).mark_point().encode(x="x", y="y"))
"""
_BARE = """
import numpy as np, pandas as pd, altair as alt, streamlit as st
kind = "log" if st.toggle("Log y") else "linear"
for column, seed in zip(st.columns(2), (0, 1)):
    y = np.random.default_rng(seed).uniform(1, 9, size=1674)
    data = pd.DataFrame({"x": np.arange(1674), "y": y})
    tall = alt.Y("y", scale=alt.Scale(type=kind))
    chart = alt.Chart(data).mark_point().encode(x="x", y=tall, tooltip=["x", "y"])
    column.altair_chart(chart)
"""
_CHART = ':is(.chart[data-drawn], [data-testid="stVegaLiteChart"]) :is(svg, canvas).marks'
_DONE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
_PATIENCE = 600.0
_ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
}
"""Of a server that need not compile its modules again, as those of a package that was installed."""


class Server:
    """A Streamlit server on a free port of this machine.

    Attributes:
        script: what it serves.
        log: where its output goes.
        logs: the folder that it offers, its own where None.
    """

    def __init__(self, script: Path, log: Path, logs: Path | None = None) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.script, self.log = script, log
        options = ["--server.headless=true", f"--server.port={self.port}"]
        options += ["--server.address=127.0.0.1", "--browser.gatherUsageStats=false"]
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", script.name, *options],
                cwd=script.parent,
                stdout=out,
                stderr=out,
                env={**_ENVIRONMENT, **({FOLDERS: str(logs)} if logs else {})},
            )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def memory(self) -> float:
        """Resident megabytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1000

    def cpu(self) -> float:
        """Processor seconds so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100

    def wait(self) -> None:
        """Until it accepts connections."""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            time.sleep(0.02)
        raise TimeoutError(self.log.read_text(errors="replace"))


@contextlib.contextmanager
def serving(script: Path, log: Path, logs: Path | None = None) -> Iterator[Server]:
    server = Server(script, log, logs)
    try:
        yield server
    finally:
        server.process.terminate()
        server.process.wait()


# --- the first chart ----------------------------------------------------------------------------


def opened(context: BrowserContext, server: Server) -> dict[str, float]:
    """Seconds until a picture of the charts, the first chart, and of computing until then."""
    page = context.new_page()
    page.set_default_timeout(1000 * _PATIENCE)
    session = context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    start, spent = time.monotonic(), server.cpu()
    page.goto(server.url, wait_until="commit")
    page.wait_for_selector(f"#cover h1, {_CHART}")
    picture = time.monotonic() - start
    page.wait_for_selector(_CHART)
    wall, spent = time.monotonic() - start, server.cpu() - spent
    metrics = session.send("Performance.getMetrics")["metrics"]
    page.wait_for_selector(_DONE)
    page.close()
    thread = next(m["value"] for m in metrics if m["name"] == "ThreadTime")
    return {"picture": picture, "wall": wall, "main thread": thread, "server's CPU": spent}


def cold(browser: Browser, script: Path, folder: Path) -> dict[str, float]:
    """Seconds from the start of the server to when it listens, and to the first chart."""
    start = time.monotonic()
    with serving(script, folder / "cold.log") as server:
        server.wait()
        listens, spent = time.monotonic() - start, server.cpu()
        context = browser.new_context()
        chart = opened(context, server)
        context.close()
    return {
        "listens": listens,
        "listens, CPU": spent,
        "picture": listens + chart["picture"],
        "wall": listens + chart["wall"],
        "server's CPU": spent + chart["server's CPU"],
    }


def first_charts(scripts: dict[str, Path], folder: Path, turns: int) -> None:
    """Each of the pages in turn, so that what else the machine does meets both."""
    told: dict[str, dict[str, list[float]]] = {name: {} for name in scripts}

    def tell(name: str, what: str, seconds: dict[str, float]) -> None:
        for part, value in seconds.items():
            told[name].setdefault(f"{what}, {part}", []).append(value)

    with sync_playwright() as tool, contextlib.ExitStack() as stack:
        browser = tool.chromium.launch(executable_path=chromium.installed(), args=chromium.FLAGS)
        for _ in range(turns):
            for name, script in scripts.items():
                tell(name, "start of the server", cold(browser, script, folder))
        served = {n: stack.enter_context(serving(s, folder / n)) for n, s in scripts.items()}
        known = {name: browser.new_context() for name in served}
        for name, server in served.items():
            server.wait()
            opened(known[name], server)
        for _ in range(turns):
            for name, server in served.items():
                tell(name, "second tab", opened(known[name], server))
                fresh = browser.new_context()
                tell(name, "new browser", opened(fresh, server))
                fresh.close()
    for what in told["rlreport"]:
        for least, value in (("least", min), ("median", statistics.median)):
            ours, peers = (value(told[name][what]) for name in ("rlreport", "peer"))
            _row(f"first chart, {what}, {least} of {turns}, s", ours, peers)


# --- redrawing ----------------------------------------------------------------------------------


def redraws(points: int, runs: int = 1) -> None:
    """Processor seconds of the page for the first report, and for changes of it; then a browser."""
    of = f"{points:,} points, {runs} run(s)"
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(runs):
            _write(Path(folder) / f"run-{'abcdefghij'[seed]}.csv", points // runs, seed)
        logs = _told(f"{of}: read", lambda: pipeline.read(folder))
        _computed(of, runs, logs, points // runs)
        _in_browser(of, Path(folder))


def _computed(of: str, runs: int, logs: Logs, length: int) -> None:
    def drawn(what: str, settings: Settings | None = None, **look: Any) -> None:
        asked, looks = settings or Settings(), memory.Look(**look)

        def first() -> None:
            curves = memory.untested(runs, logs, asked)
            if curves is not None:
                memory.drawings((runs, "untested"), curves, looks)

        def draw() -> None:
            memory.drawings(runs, memory.report(runs, logs, asked), looks)

        _told(f"{of}: {what}, curves first", first)
        _told(f"{of}: {what}, then the rest", draw)

    drawn("first report")
    for smoother in ("ema:0.6", "ema:0.9", "mean:51", "gaussian:20"):
        drawn(f"smoothing {smoother}", Settings(smooth=smoother))
    drawn("log x", x_scale="log")
    drawn("log y", y_scale="log")
    drawn("dark theme", theme="dark")
    drawn("one of the metrics", Settings(metrics=("accuracy",)))
    if runs > 1:
        drawn("some of the runs", Settings(runs=tuple(run.name for run in logs.runs[:3])))
        drawn("compare with a run", Settings(reference=logs.runs[0].name))
    drawn("range", Settings(range=(length * 1e15, None)))
    drawn("axis", Settings(x="step"))


_WATCH = """scope => {
  const kind = '.chart, [data-testid="stVegaLiteChart"]'
  const charts = () => [...document.querySelector(scope).querySelectorAll(kind)]
    .filter(e => e.checkVisibility())
  const begun = () => { window.began = performance.now(); window.drawn = new Map() }
  const draws = mark => {
    const chart = mark?.closest(kind)
    if (chart) window.drawn?.set(chart, performance.now())
  }
  document.addEventListener("pointerdown", begun, true)
  document.addEventListener("keydown", begun, true)
  const clear = CanvasRenderingContext2D.prototype.clearRect
  CanvasRenderingContext2D.prototype.clearRect = function (...area) {
    draws(this.canvas)
    return clear.apply(this, area)
  }
  const state = "data-test-script-state"
  new MutationObserver(changes => changes.forEach(({ target, attributeName }) => {
    if (attributeName !== state) draws(target)
    else if (target.getAttribute(state) === "notRunning") window.done = performance.now()
  })).observe(document.body, { subtree: true, childList: true, attributeFilter: ["d", state] })
  window.redrawn = () => {
    const times = charts().map(e => window.drawn?.get(e))
    const last = Math.max(...times)
    return times.length && performance.now() - last > 400 ? (last - window.began) / 1000 : 0
  }
}"""
"""Notes when each chart was last drawn after the last touch of a key or the pointer: a chart that
is set up anew is drawn several times, first without its rows."""


def _in_browser(of: str, folder: Path) -> None:
    """Seconds from a change to its charts, and to all of the page, in a real browser."""
    asked = "&".join(f"log={path.name}" for path in sorted(folder.glob("*.csv")))
    with _browsing(ROOT / "app.py", folder, asked, ".st-key-charts") as (page, told):
        page.wait_for_selector(".st-key-downloads")
        told(f"{of}: log y", page.get_by_text("Log y").click)
        told(f"{of}: axis", _option(page, "Horizontal axis", "Step"))
        told(f"{of}: smoothing", _option(page, "Smoothing", "TensorBoard EMA"))
        slider = page.get_by_role("slider", name="Range").first
        told(f"{of}: range", lambda: slider.press("ArrowRight"))


def _bare_redraw(folder: Path) -> None:
    """The same for a page with nothing but a switch and two charts of as many points as ours."""
    script = folder / "bare.py"
    script.write_text(_BARE)
    with _browsing(script, folder, "", "body") as (page, told):
        page.wait_for_selector(_CHART)
        for turn in ("first", "again", "and again"):
            told(
                f"peer, two charts of 1,674 points: log y, {turn}", page.get_by_text("Log y").click
            )


@contextlib.contextmanager
def _browsing(
    script: Path, folder: Path, asked: str, scope: str
) -> Iterator[tuple[Page, Callable[[str, Callable[[], Any]], None]]]:
    """A page in a real browser, and what tells how long something takes until it is drawn."""
    log = folder / "server.txt"
    with serving(script, log, folder) as server, sync_playwright() as tool:
        server.wait()
        browser = tool.chromium.launch(executable_path=chromium.installed(), args=chromium.FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 1600})
        page.set_default_timeout(1000 * _PATIENCE)
        page.goto(f"{server.url}?{asked}")
        page.wait_for_selector(_CHART)
        page.evaluate(_WATCH, scope)

        def told(what: str, act: Callable[[], Any]) -> None:
            page.wait_for_timeout(2000)
            page.wait_for_selector(_DONE)
            act()
            charts = page.wait_for_function("window.redrawn()", polling=50).json_value()
            page.wait_for_selector(_DONE)
            whole = max(charts, page.evaluate("(window.done - window.began) / 1000"))
            print(f"| in a browser, {what}: charts; all | {charts:.2f}; {whole:.2f} s | | |")

        yield page, told
        browser.close()


def _option(page: Page, label: str, option: str) -> Callable[[], None]:
    """Opens a selection -> what chooses an option of it."""
    page.get_by_test_id("stSelectbox").filter(has_text=label).get_by_role("combobox").click()
    return page.get_by_role("option", name=option).first.click


def _write(path: Path, points: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    x = np.arange(points)
    accuracy = 0.7 - 0.4 * np.exp(-4 * x / points) + chance.normal(0, 0.05, points)
    parallelism = 20 + 10 * np.sin(6 * x / points) + chance.normal(0, 2, points)
    rows = np.column_stack([x, (x + 1) * 3.1e15, accuracy, parallelism])
    head = "step,rl_flops,accuracy,parallelism"
    np.savetxt(path, rows, "%.9g", ",", header=head, comments="")


def _told(what: str, work: Callable[[], Any]) -> Any:
    start = time.process_time()
    result = work()
    print(f"| {what} | {time.process_time() - start:.2f} s CPU | | |", flush=True)
    return result


# --- sessions -----------------------------------------------------------------------------------


async def client(port: int) -> list[float]:
    """Seconds until the first chart was sent, the whole page, and a change of a control."""
    async with _connected(port) as socket_:
        first, _, _ = await _run(socket_, _asked(port))
        _, whole, widgets = await _run(socket_, _asked(port))
        change = _asked(port)
        if "Log x" in widgets:
            state = change.rerun_script.widget_states.widgets.add()
            state.id, state.bool_value = widgets["Log x"], True
        _, again, _ = await _run(socket_, change)
        return [first, whole, again]


def _connected(port: int) -> websockets.connect:
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    how: dict[str, Any] = {"max_size": None, "ping_interval": None, "open_timeout": 60}
    return websockets.connect(address, subprotocols=["streamlit"], **how)


def _asked(port: int) -> BackMsg:
    """What a browser sends to have the page run."""
    message = BackMsg(rerun_script={"query_string": ""})
    message.rerun_script.context_info.url = f"http://127.0.0.1:{port}"
    return message


async def _run(
    socket_: websockets.ClientConnection, message: BackMsg
) -> tuple[float, float, dict[str, str]]:
    """Seconds until a chart came and until the run ended, and the page's switches by label."""
    start, chart = time.monotonic(), 0.0
    await socket_.send(message.SerializeToString())
    widgets: dict[str, str] = {}
    while True:
        said = ForwardMsg.FromString(await asyncio.wait_for(socket_.recv(), _PATIENCE))
        element = said.delta.new_element
        widgets[element.checkbox.label] = element.checkbox.id
        is_ours = element.bidi_component.component_name == canvas.NAME
        if (is_ours or element.HasField("vega_lite_chart")) and not chart:
            chart = time.monotonic() - start
        if said.WhichOneof("type") == "script_finished":
            return chart, time.monotonic() - start, widgets


async def _at_once(server: Server, sessions: int) -> tuple[list[list[float]], float]:
    """The seconds of every client, and the most memory that the server had meanwhile."""
    tasks = [asyncio.create_task(client(server.port)) for _ in range(sessions)]
    most = server.memory()
    while not all(task.done() for task in tasks):
        await asyncio.sleep(0.2)
        most = max(most, server.memory())
    return [task.result() for task in tasks], most


async def _held(server: Server, sessions: int) -> float:
    """Megabytes that each of so many sessions holds, opened one after another and kept open."""
    before = server.memory()
    async with contextlib.AsyncExitStack() as kept:
        for _ in range(sessions):
            socket_ = await kept.enter_async_context(_connected(server.port))
            for _ in range(2):
                await _run(socket_, _asked(server.port))
        return (server.memory() - before) / sessions


def many_sessions(scripts: dict[str, Path], folder: Path, sessions: int) -> None:
    told = {name: _served_at_once(script, folder, sessions) for name, script in scripts.items()}
    for what in told["rlreport"]:
        ours, peers = told["rlreport"][what], told["peer"][what]
        _row(f"{sessions} sessions at once: {what}", ours, peers)


def _served_at_once(script: Path, folder: Path, sessions: int) -> dict[str, float]:
    """Seconds, processor seconds and megabytes of so many sessions that begin at once."""
    log = folder / "sessions.log"
    with serving(script, log) as server:
        server.wait()
        asyncio.run(_at_once(server, 1))
        held = asyncio.run(_held(server, sessions))
    with serving(script, log) as server:
        server.wait()
        asyncio.run(_at_once(server, 1))
        before, spent = server.memory(), server.cpu()
        times, most = asyncio.run(_at_once(server, sessions))
        spent = server.cpu() - spent
        asyncio.run(_at_once(server, sessions))
        after = server.memory()
    text = log.read_text(errors="replace")
    firsts, wholes, changes = zip(*times, strict=True)
    return {
        "first chart sent, median, s": statistics.median(firsts),
        "first chart sent, worst, s": max(firsts),
        "then the whole page, median, s": statistics.median(wholes),
        "then a change, median, s": statistics.median(changes),
        "CPU of a session, s": spent / sessions,
        "MB more per session while all run": (most - before) / sessions,
        "MB held per session": held,
        "MB after twice as many": after,
        "errors in the log": text.count("Traceback") + text.count("ERROR"),
    }


def _row(what: str, ours: float, peers: float) -> None:
    ratio = f"{ours / peers:.2f}" if peers else ""
    print(f"| {what} | {ours:.2f} | {peers:.2f} | {ratio} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--points", type=int, default=1_000_000)
    asked = parser.parse_args()
    print("| what | rlreport | peer | ratio |\n| --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        peer = folder / "peer.py"
        peer.write_text(_PEER)
        scripts = {"rlreport": ROOT / "app.py", "peer": peer}
        if asked.turns:
            first_charts(scripts, folder, asked.turns)
        if asked.sessions:
            many_sessions(scripts, folder, asked.sessions)
        if asked.points:
            _bare_redraw(folder)
            redraws(asked.points)
            redraws(asked.points, runs=10)


if __name__ == "__main__":
    main()
