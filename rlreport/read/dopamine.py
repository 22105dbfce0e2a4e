"""Dopamine's baseline curves: a JSON array of `{Iteration, Value, Agent[, Game]}`, many runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from rlreport.read import Format
from rlreport.read._json import cut_issue, objects
from rlreport.read._records import as_number, table
from rlreport.sources import LogFile
from rlreport.values import Issue, Loose

_KEYS = (b'"Iteration"', b'"Value"', b'"Agent"')


def _sniff(_name: str, head: bytes) -> int:
    first = head[: head.find(b"}") + 1]
    return 3 if head.lstrip().startswith(b"[") and all(key in first for key in _KEYS) else 0


def _read(file: LogFile) -> Loose:
    rows, whole = objects(file)
    seeds = dict(_seeds(rows))
    restarts = Issue(
        kind="runs split",
        where=file.name,
        count=len(seeds),
        text="Seeds are not named; a new one was begun wherever Iteration falls back.",
    )
    return Loose(
        format=FORMAT.name,
        tables=tuple(
            replace(table(part, step="Iteration", run=run), roles={"Value": "reward"})
            for run, part in seeds.items()
        ),
        issues=(restarts, *cut_issue(file, whole)),
    )


def _seeds(rows: Sequence[dict[str, Any]]) -> Iterator[tuple[str, list[dict[str, object]]]]:
    """Name of the run -> its rows; a run ends where Iteration does not rise."""
    games = {row.get("Game") for row in rows}
    counts: dict[str, int] = {}
    part: list[dict[str, object]] = []
    name, last = "", 0.0
    for row in rows:
        agent = str(row.get("Agent"))
        group = f"{agent} {row.get('Game')}" if len(games) > 1 else agent
        iteration = as_number(row.get("Iteration"))
        if group != name or (iteration is not None and iteration <= last):
            if part:
                yield f"{name} seed {counts[name]}", part
            counts[group] = counts.get(group, 0) + 1
            part, name = [], group
        last = last if iteration is None else iteration
        part.append({"Iteration": row.get("Iteration"), "Value": row.get("Value")})
    if part:
        yield f"{name} seed {counts[name]}", part


_SAMPLE = b"""[{"Iteration": 0, "Value": 1.5, "Agent": "DQN"},
{"Iteration": 1, "Value": 2.5, "Agent": "DQN"}, {"Iteration": 0, "Value": 1.0, "Agent": "DQN"}]"""

FORMAT = Format(
    name="dopamine",
    label="Dopamine baseline curves",
    sniff=_sniff,
    read=_read,
    sample=("asterix.json", _SAMPLE),
)
