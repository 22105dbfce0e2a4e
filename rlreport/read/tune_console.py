"""The console of Ray Tune: each result of each trial, as YAML or in a box; trials take turns.

Where no result is told, the tables of all trials say how far each has come.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from textwrap import dedent
from typing import Any

from rlreport.errors import FormatError
from rlreport.read import Format, _yaml
from rlreport.read._records import flatten, left_out, lists, table
from rlreport.read._text import decode, number, opening
from rlreport.read.rllib_result import with_axis
from rlreport.sources import LogFile
from rlreport.values import Loose, Setting, Table

_YAML = re.compile(r"^Result for (?P<trial>\S+):\n(?P<rows>(?:[ \t]+\S.*\n)+)", re.MULTILINE)
_BOX = re.compile(
    r"^(?: *(?:Trial \S+|Training) (?:finished iteration|completed after) (?P<count>\d+)[^\n]*\n)?"
    r" *╭─+╮\n *│ (?:Trial (?P<trial>\S+)|Training) (?P<what>result|config)(?:uration)? *│\n"
    r" *├─+┤\n(?P<rows>(?: *│.*│\n)+)",
    re.MULTILINE,
)
_CELL = re.compile(r"│ (?P<name>\S+) +(?P<value>\S.*?) *│")
# "Trial name  status  lr  iter  total time (s)  reward": what each trial has come to.
_NAMES = re.compile(
    r"^(?:│ )?(?P<names>Trial name {2,}status {2,}+[^\n]++)\n[├─┤ -]++\n", re.MULTILINE
)
_GAP = re.compile(r" {2,}")
_FIRST = ("Trial name", "status", "loc")  # the settings stand behind these
_ITER = "iter"
_ROLES = {"ts": "env_steps"}
_COUNT = "training_iteration"
_OF_CONFIG = "config/"
_TRUTHS = {"True": True, "False": False}


def _sniff(_name: str, head: bytes) -> int:
    text = opening(head)
    found = ("Result for " in text and _YAML.search(text)) or (
        ("│ Trial " in text or "│ Training " in text) and _BOX.search(text)
    )
    return 3 if found or ("Trial name  " in text and _NAMES.search(text)) else 0


def _read(file: LogFile) -> Loose:
    text = decode(file.bytes()).replace("\r\n", "\n")
    results: dict[str, list[dict[str, Any]]] = {}
    for trial, result in (*_of_yaml(text), *_of_boxes(text)):
        results.setdefault(trial, []).append(result)
    if not results and (tables := [*_of_tables(text)]):
        return Loose(format=FORMAT.name, tables=tuple(tables))
    if not results:
        raise FormatError(
            "is a console log of Ray Tune without a single result.",
            "The run may have ended before its first; name another log of it.",
        )
    settings: dict[str, Mapping[str, Setting]] = {}
    for box in _BOX.finditer(text):
        of_trial = settings.get(box["trial"] or "", {})
        settings[box["trial"] or ""] = {**of_trial, **_settings(box)}
    return Loose(
        format=FORMAT.name,
        tables=tuple(
            replace(
                with_axis(table([*map(flatten, own)], run=trial)), config=settings.get(trial, {})
            )
            for trial, own in results.items()
        ),
        issues=tuple(
            left_out((each for own in results.values() for each in lists(own[-1])), file.name)
        ),
    )


def _of_yaml(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for found in _YAML.finditer(text):
        value = _yaml.parse(dedent(found["rows"]))
        if isinstance(value, dict):
            yield found["trial"], value


def _of_boxes(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for box in _boxes(text, "result"):
        cells = {cell["name"]: cell["value"] for cell in _CELL.finditer(box["rows"])}
        numbers = {name: number(cells[name]) for name in cells if not name.startswith(_OF_CONFIG)}
        known = {name: value for name, value in numbers.items() if value is not None}
        count = {_COUNT: float(box["count"])} if box["count"] else {}
        yield box["trial"] or "", {**count, **known}


def _boxes(text: str, what: str) -> Iterator[re.Match[str]]:
    return (found for found in _BOX.finditer(text) if found["what"] == what)


def _of_tables(text: str) -> Iterator[Table]:
    """Each trial by the rows in which it had come further, its settings apart."""
    trials: dict[str, dict[float, dict[str, str]]] = {}
    for found in _NAMES.finditer(text):
        names = _GAP.split(found["names"].strip("│ "))
        for line in text[found.end() :].split("\n"):
            cells = _GAP.split(line.strip("│ "))
            if len(cells) < 2:
                break
            row = dict(zip(names, cells, strict=False))
            count = number(row.get(_ITER, "")) if len(cells) == len(names) else None
            if count is not None:
                trials.setdefault(cells[0], {})[count] = row
    for trial, rows in trials.items():
        names = [*next(iter(rows.values()))]
        before = {name for name in names[: names.index(_ITER)] if name not in _FIRST}
        told = [
            {name: number(row[name]) for name in names[names.index(_ITER) :]}
            for row in rows.values()
        ]
        last = [*rows.values()][-1]
        yield replace(
            table(told, run=trial),
            step=_ITER,
            roles=_ROLES,
            config={name: _setting(last[name]) for name in before},
        )


def _settings(box: re.Match[str]) -> dict[str, Setting]:
    """What a box tells of how the trial is set up."""
    cells = {cell["name"]: _setting(cell["value"]) for cell in _CELL.finditer(box["rows"])}
    if box["what"] == "config":
        return cells
    return {
        name.removeprefix(_OF_CONFIG): cells[name] for name in cells if name.startswith(_OF_CONFIG)
    }


def _setting(text: str) -> Setting:
    value = number(text)
    return _TRUTHS.get(text, text) if value is None else value


_SAMPLE = (
    b"== Status ==\nResult for PPO_CartPole_8a1_00000:\n"
    b"  date: 2023-01-02_03-04-05\n  episode_reward_mean: 9.5\n  info:\n    lr: 0.1\n"
    b"  time_total_s: 1.5\n  timesteps_total: 400\n  training_iteration: 1\n  \n"
)

FORMAT = Format(
    name="tune_console",
    label="Ray Tune console log",
    sniff=_sniff,
    read=_read,
    sample=("train.log", _SAMPLE),
)
