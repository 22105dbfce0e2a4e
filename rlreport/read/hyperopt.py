"""The trials of hyperopt, `trials.trials` as JSON: what each came to, and its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rlreport.clocks import moment
from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._json import cut_issue, document, objects
from rlreport.read._records import flatten, table
from rlreport.sources import LogFile
from rlreport.values import Loose

_OWN = (b'"tid"', b'"misc"', b'"book_time"', b'"result"')


def _sniff(_name: str, head: bytes) -> int:
    listed = head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")
    return 3 if listed and all(name in head for name in _OWN) else 0


def _read(file: LogFile) -> Loose:
    values, _ = document(file)
    found = values if isinstance(values, list) else objects(file)[0]
    rows = [_row(one) for one in found if isinstance(one, dict) and "tid" in one]
    if not rows:
        raise FormatError("is a list of hyperopt without a trial.", "Name another list.")
    return Loose(
        format=FORMAT.name,
        tables=(table(rows, step="trial", time="timestamp"),),
        issues=cut_issue(file, values is not None),
    )


def _row(trial: Mapping[str, Any]) -> dict[str, object]:
    """What a trial came to; of a parameter that was not drawn there is no value."""
    result, misc = trial.get("result"), trial.get("misc")
    drawn = misc.get("vals") if isinstance(misc, dict) else None
    params = drawn.items() if isinstance(drawn, dict) else ()
    return {
        "trial": trial["tid"],
        **(flatten(result) if isinstance(result, dict) else {}),
        **{f"params/{name}": one[0] for name, one in params if isinstance(one, list) and one},
        "timestamp": moment(trial.get("refresh_time") or trial.get("book_time") or ""),
    }


_SAMPLE = b"""[
{"tid": 0, "result": {"loss": 0.5}, "misc": {"tid": 0, "vals": {"lr": [0.1]}}, "book_time": null},
{"tid": 1, "result": {"loss": 0.2}, "misc": {"tid": 1, "vals": {"lr": [0.2]}}, "book_time": null}
]
"""

FORMAT = Format(
    name="hyperopt",
    label="list of hyperopt's trials",
    sniff=_sniff,
    read=_read,
    sample=("trials.json", _SAMPLE),
)
