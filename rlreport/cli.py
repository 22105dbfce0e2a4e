"""The command line: `rlreport report`, `inspect`, `verify` and `app`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rlreport.errors import ChoiceError, RlreportError, SourceError
from rlreport.values import Flops, Logs, Settings
from rlreport.version import VERSION

if TYPE_CHECKING:
    from rlreport.pipeline import Report
    from rlreport.sources import LogFile

_COMMANDS = ("report", "inspect", "verify", "app")
USER_MISTAKE = 2
"""Exit status for a mistake of the user's, as argparse has it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line -> exit status: 0 done, 1 not verified, 2 a user's mistake.

    A path in the place of a command is a log to report on.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] not in _COMMANDS and Path(given[0]).exists():
        given.insert(0, "report")
    chosen = _parser().parse_args(given)
    try:
        status: int = chosen.run(chosen)
        sys.stdout.flush()
    except RlreportError as error:
        print(f"rlreport: error: {error}", file=sys.stderr)
        return USER_MISTAKE
    except BrokenPipeError:
        # The reader of the pipe has seen enough; a second flush at exit must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rlreport",
        description="Drop a training log, get a report you can defend.",
        epilog="rlreport PATH is short for rlreport report PATH.",
    )
    parser.add_argument("--version", action="version", version=f"rlreport {VERSION}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    report = commands.add_parser("report", help="write the report on one or more logs")
    _add_paths(report)
    report.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE",
        help="write to FILE, whose ending decides the form; Markdown to the screen without it",
    )
    report.add_argument(
        "--length",
        choices=("headline", "brief", "full"),
        default="full",
        help="how much text: one line, a chat message, or everything (default)",
    )
    _add_settings(report)
    _add_flops(report)
    report.set_defaults(run=_report)

    inspect = commands.add_parser("inspect", help="show what is in the logs, and what is odd")
    _add_paths(inspect)
    inspect.add_argument("--json", action="store_true", help="as JSON, for programs")
    inspect.set_defaults(run=_inspect)

    verify = commands.add_parser("verify", help="recompute a report's numbers from the logs")
    verify.add_argument("report", type=Path, metavar="REPORT.json")
    _add_paths(verify)
    verify.set_defaults(run=_verify)

    app = commands.add_parser("app", help="open the page on a folder of logs")
    app.add_argument("paths", nargs="*", metavar="PATH", help="folder of logs; data/ without it")
    app.add_argument("--port", type=int, help="port to serve on; the first free one from 8501")
    app.set_defaults(run=_app)
    return parser


def _add_paths(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="+", metavar="PATH", help="logs, folders, archives; - for what is piped in"
    )
    parser.add_argument(
        "--checksums",
        action="store_true",
        help="verify every checksum of event files, also where nothing looks damaged",
    )


def _add_settings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--x",
        default="",
        metavar="AXIS",
        help="axis, by name or kind (flops, step, ...)",
    )
    parser.add_argument(
        "--metric",
        action="append",
        default=[],
        metavar="NAME",
        help="metric to report on, by name or role; accuracy=NAME sets the role; repeatable",
    )
    parser.add_argument(
        "--run",
        action="append",
        default=[],
        dest="runs",
        metavar="NAME",
        help="run to report on; repeatable; all of them without it",
    )
    parser.add_argument(
        "--smooth",
        default="auto",
        metavar="METHOD",
        help="auto, or a familiar smoother with its parameter, such as ema:0.6",
    )
    parser.add_argument(
        "--group",
        action="append",
        default=[],
        dest="groups",
        metavar="NAME=RUN,RUN",
        help="runs of one configuration, as one curve; * stands for anything; repeatable. auto, as "
        "without it: three or more runs that differ in the seed; none: every run by itself",
    )
    parser.add_argument(
        "--reference",
        default="",
        metavar="NAME",
        help="run or group that all others are compared with",
    )
    parser.add_argument("--from", type=float, dest="start", metavar="X", help="begin of the range")
    parser.add_argument("--to", type=float, dest="stop", metavar="X", help="end of the range")


def _add_flops(parser: argparse.ArgumentParser) -> None:
    flops = parser.add_argument_group("estimated RL FLOPs, where the log has none")
    for option, metavar, text in (
        ("--params", "N", "active parameters of the model, such as 7e9 or 1.5B"),
        ("--tokens", "NAME", "metric of the tokens trained on; the log's own count without it"),
        ("--generated", "NAME", "metric of the tokens of rollouts and further forward passes"),
        ("--mfu", "SHARE", "utilisation, such as 0.4 or 40%%, or the metric that logs it"),
        ("--peak-flops", "N", "FLOP/s of one device, such as 989T; with --mfu"),
    ):
        flops.add_argument(option, default="", metavar=metavar, help=text)
    several = "how many; with --mfu, or alone where the rate of one is logged"
    flops.add_argument("--devices", type=int, default=1, metavar="N", help=several)


def _report(chosen: argparse.Namespace) -> int:
    from rlreport.pipeline import build, export_of

    export = export_of(_ending(chosen.output) if chosen.output else ".md")
    settings = Settings(
        x=chosen.x,
        metrics=tuple(chosen.metric),
        runs=tuple(chosen.runs),
        smooth=chosen.smooth,
        range=(chosen.start, chosen.stop),
        groups=_groups(chosen.groups),
        reference=chosen.reference,
        flops=_flops(chosen),
    )
    report = build(_load(chosen), settings)
    if chosen.length != "full":
        _hand_over(_short(report, chosen), chosen.output)
    elif chosen.output is None or export.files is None:
        _hand_over(export.render(report), chosen.output)
    else:
        for name, content in export.files(report, chosen.output.stem).items():
            _hand_over(content, chosen.output.with_name(name))
    return 0


def _hand_over(content: bytes, output: Path | None) -> None:
    """To the file, or to the screen where there is none."""
    if output is None:
        sys.stdout.buffer.write(content)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        folder = output.parent
        reason = error.strerror if folder.is_dir() else f"there is no folder {folder}"
        raise SourceError(
            f"{output} cannot be written: {reason}.", "Name another file with -o."
        ) from error
    print(f"rlreport: wrote {output}", file=sys.stderr)


def _groups(wanted: Sequence[str]) -> tuple[str, ...]:
    """As in `Settings.groups`: named groups come on top of those found, unless there is "none"."""
    if "none" in wanted:
        return tuple(text for text in wanted if text != "none")
    return tuple(dict.fromkeys((*wanted, "auto")))


def _flops(chosen: argparse.Namespace) -> Flops | None:
    from rlreport.derive.estimate import assumptions

    return assumptions(
        parameters=chosen.params,
        tokens=chosen.tokens,
        generated=chosen.generated,
        mfu=chosen.mfu,
        peak=chosen.peak_flops,
        devices=chosen.devices,
    )


def _short(report: Report, chosen: argparse.Namespace) -> bytes:
    """The headline or the brief, for the screen or for a file of text."""
    from rlreport.export.markdown import escape
    from rlreport.narrate import shortened

    ending = chosen.output.suffix if chosen.output else ""
    if ending not in {"", ".md", ".txt"}:
        raise ChoiceError(
            f"A {ending} file has no {chosen.length}: that is text.",
            "Leave out --length, or write to the screen, to .md or to .txt.",
        )
    text = shortened(report.narrative, chosen.length)
    return f"{escape(text) if ending == '.md' else text}\n".encode("utf-8", "replace")


def _ending(output: Path) -> str:
    """What a file's name says it shall be: the longest ending that there is an export for."""
    from rlreport.pipeline import exports

    if not output.suffix:
        raise ChoiceError(
            f"{output} has no ending that tells what to write.", "Name it, say, report.html."
        )
    name = output.name.lower()
    known = (export.ending for export in exports() if name.endswith(export.ending))
    return max(known, key=len, default=output.suffix)


def _inspect(chosen: argparse.Namespace) -> int:
    from rlreport.inspection import inspect_dict, inspect_text
    from rlreport.pipeline import read

    logs = read(*_inputs(chosen.paths), progress=_progress(), checksums=chosen.checksums)
    print(json.dumps(inspect_dict(logs), allow_nan=False) if chosen.json else inspect_text(logs))
    return 0


def _verify(chosen: argparse.Namespace) -> int:
    from rlreport.verify import load_report, verify

    outcome = verify(load_report(chosen.report), _load(chosen))
    print(outcome.text)
    return 0 if outcome.holds else 1


def _app(chosen: argparse.Namespace) -> int:
    from rlreport.panels.serve import serve

    serve(chosen.paths, port=chosen.port)
    return 0


def _load(chosen: argparse.Namespace) -> Logs:
    """The logs of the chosen paths; what was refused is said on stderr, the rest goes on."""
    from rlreport.pipeline import load
    from rlreport.wording import alike, refusal

    logs = load(*_inputs(chosen.paths), progress=_progress(), checksums=chosen.checksums)
    for same in alike(logs.refused):
        print(f"rlreport: {refusal(*same)}", file=sys.stderr)
    return logs


def _inputs(paths: Sequence[str]) -> list[str | LogFile]:
    """What to read: the paths, and for `-` what is piped in."""
    from rlreport.sources import LogFile

    return [
        LogFile(name="stdin", content=sys.stdin.buffer.read()) if path == "-" else path
        for path in paths
    ]


def _progress() -> Callable[[int, int, str], None] | None:
    """A line on stderr that says what is being read, where a person watches."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int, name: str) -> None:
        line = f"reading {done + 1} of {total}: {name}" if done < total else ""
        print(f"\r\x1b[K{line[:100]}", end="", file=sys.stderr, flush=True)

    return show
