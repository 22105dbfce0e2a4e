"""How fast the page is, beside a page of one title and one chart in the same run.

    python -m tests.bench.page [--turns 5] [--sessions 50] [--points 1000000]

First chart: from the start of the server, in a second tab, and in a browser that was never there;
wall seconds, and seconds that the page's main thread computed. Redraw: processor seconds of the
server for a change of a control. Sessions: clients that open the demonstration at once and change a
control; memory of the server before, meanwhile and after. Loopback only; needs Chromium.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import websockets
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from rlreport import pipeline
from rlreport.chart import plates
from rlreport.sources import LogFile
from rlreport.values import Settings

ROOT = Path(__file__).resolve().parents[2]
_PEER = """
import numpy as np, pandas as pd, altair as alt, streamlit as st
st.title("hello")
y = np.random.default_rng(0).normal(size=400)
data = pd.DataFrame({"x": np.arange(400), "y": y})
st.altair_chart(alt.Chart(data).mark_point().encode(x="x", y="y"))
"""
_CHART = '[data-testid="stVegaLiteChart"] svg.marks'
_DONE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
_FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
_PATIENCE = 120.0


class Server:
    """A Streamlit server on a free port of this machine.

    Attributes:
        script: what it serves.
        log: where its output goes.
    """

    def __init__(self, script: Path, log: Path) -> None:
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
def serving(script: Path, log: Path) -> Iterator[Server]:
    server = Server(script, log)
    try:
        yield server
    finally:
        server.process.terminate()
        server.process.wait()


# --- the first chart ----------------------------------------------------------------------------


def opened(context: BrowserContext, url: str) -> tuple[float, float]:
    """Wall seconds until the first chart, and seconds that the page computed for it."""
    page = context.new_page()
    page.set_default_timeout(1000 * _PATIENCE)
    session = context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    start = time.monotonic()
    page.goto(url)
    page.wait_for_selector(_CHART)
    wall = time.monotonic() - start
    metrics = session.send("Performance.getMetrics")["metrics"]
    page.wait_for_selector(_DONE)
    page.close()
    return wall, next(m["value"] for m in metrics if m["name"] == "ThreadTime")


def cold(browser: Browser, script: Path, folder: Path) -> float:
    """Seconds from the start of the server to the first chart."""
    start = time.monotonic()
    with serving(script, folder / "cold.log") as server:
        server.wait()
        context = browser.new_context()
        opened(context, server.url)
        wall = time.monotonic() - start
        context.close()
    return wall


def first_charts(scripts: dict[str, Path], folder: Path, turns: int) -> None:
    measured: dict[str, dict[str, list[float]]] = {name: {} for name in scripts}
    with sync_playwright() as tool, contextlib.ExitStack() as stack:
        browser = tool.chromium.launch(executable_path=_chromium(), args=_FLAGS.split())
        for name, script in scripts.items():
            measured[name]["start of the server"] = [cold(browser, script, folder)]
        served = {n: stack.enter_context(serving(s, folder / n)) for n, s in scripts.items()}
        known = {name: browser.new_context() for name in served}
        for name, server in served.items():
            server.wait()
            opened(known[name], server.url)
        for _ in range(turns):
            for name, server in served.items():
                fresh = browser.new_context()
                for what, context in (("second tab", known[name]), ("new browser", fresh)):
                    wall, thread = opened(context, server.url)
                    measured[name].setdefault(what, []).append(wall)
                    measured[name].setdefault(f"{what}, main thread", []).append(thread)
                fresh.close()
    for what in measured["rlreport"]:
        ours, peers = (statistics.median(measured[name][what]) for name in ("rlreport", "peer"))
        print(f"first chart, {what}: {ours:.2f} s; peer {peers:.2f} s, ratio {ours / peers:.2f}")


def _chromium() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chrome"))), None)


# --- redrawing ----------------------------------------------------------------------------------


def redraws(points: int) -> None:
    """Processor seconds for the first report, and for changes of it."""
    chance = np.random.default_rng(0)
    x = np.arange(points)
    accuracy = 0.7 - 0.4 * np.exp(-4 * x / points) + chance.normal(0, 0.05, points)
    parallelism = 20 + 10 * np.sin(6 * x / points) + chance.normal(0, 2, points)
    rows = np.column_stack([x, (x + 1) * 3.1e15, accuracy, parallelism])
    head = "step,rl_flops,accuracy,parallelism"
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        np.savetxt(file, rows, "%.6g", ",", header=head, comments="")
        file.flush()
        log = LogFile(name="million.csv", path=Path(file.name))
        logs = _told(f"reading {points:,} rows", lambda: pipeline.read(log))
    settings = Settings()
    found = _told("first report", lambda: pipeline.study(logs, settings))
    report = pipeline.build(logs, settings, found)
    plates(report)
    for smoother in ("ema:0.6", "mean:51", "gaussian:20"):
        chosen = replace(settings, smooth=smoother)
        _told(smoother, lambda chosen=chosen: plates(pipeline.build(logs, chosen, found)))
    _told("log axis", lambda: plates(report, x_scale="log"))
    one = replace(settings, metrics=("accuracy",))
    _told("another metric", lambda: plates(pipeline.build(logs, one)))
    half = replace(settings, range=(1e21, None))
    _told("another range", lambda: plates(pipeline.build(logs, half)))


def _told(what: str, work: Callable[[], Any]) -> Any:
    start = time.process_time()
    result = work()
    print(f"{what}: {time.process_time() - start:.2f} s CPU")
    return result


# --- sessions -----------------------------------------------------------------------------------


async def client(port: int) -> list[float]:
    """Seconds until the page had run, and until it had run again after a change of a control."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    async with websockets.connect(address, subprotocols=["streamlit"], max_size=None) as socket_:
        first, widgets = await _run(socket_, BackMsg(rerun_script={"query_string": ""}))
        change = BackMsg(rerun_script={"query_string": ""})
        state = change.rerun_script.widget_states.widgets.add()
        state.id, state.bool_value = widgets["Log x"], True
        again, _ = await _run(socket_, change)
        return [first, again]


async def _run(
    socket_: websockets.ClientConnection, message: BackMsg
) -> tuple[float, dict[str, str]]:
    """Seconds of one run of the page, and its switches by their labels."""
    start = time.monotonic()
    await socket_.send(message.SerializeToString())
    widgets: dict[str, str] = {}
    while True:
        said = ForwardMsg.FromString(await asyncio.wait_for(socket_.recv(), _PATIENCE))
        switch = said.delta.new_element.checkbox
        widgets[switch.label] = switch.id
        if said.WhichOneof("type") == "script_finished":
            return time.monotonic() - start, widgets


async def _at_once(port: int, sessions: int, server: Server) -> tuple[list[list[float]], float]:
    tasks = [asyncio.create_task(client(port)) for _ in range(sessions)]
    most = server.memory()
    while not all(task.done() for task in tasks):
        await asyncio.sleep(0.2)
        most = max(most, server.memory())
    return [task.result() for task in tasks], most


def many_sessions(script: Path, folder: Path, sessions: int) -> None:
    log = folder / "sessions.log"
    with serving(script, log) as server:
        server.wait()
        asyncio.run(_at_once(server.port, 1, server))
        before, spent = server.memory(), server.cpu()
        times, most = asyncio.run(_at_once(server.port, sessions, server))
        spent = server.cpu() - spent
        again, _ = asyncio.run(_at_once(server.port, sessions, server))
        after = server.memory()
    for what, seconds in (("opening", [t[0] for t in times]), ("a change", [t[1] for t in times])):
        print(f"{sessions} sessions, {what}: {_spread(seconds)}")
    print(f"again, a change: {_spread([t[1] for t in again])}")
    print(f"CPU of a session's two runs: {spent / sessions:.3f} s")
    per = (most - before) / sessions
    print(
        f"memory: {before:.0f} MB before, {per:.2f} MB more per session, {after:.0f} MB after two"
    )
    text = log.read_text(errors="replace")
    print(f"errors in the server's log: {text.count('Traceback') + text.count('ERROR')}")


def _spread(seconds: Sequence[float]) -> str:
    return f"median {statistics.median(seconds):.2f} s, worst {max(seconds):.2f} s"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--points", type=int, default=1_000_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        peer = folder / "peer.py"
        peer.write_text(_PEER)
        scripts = {"rlreport": ROOT / "app.py", "peer": peer}
        if asked.points:
            redraws(asked.points)
        if asked.sessions:
            many_sessions(scripts["rlreport"], folder, asked.sessions)
        if asked.turns:
            first_charts(scripts, folder, asked.turns)


if __name__ == "__main__":
    main()
