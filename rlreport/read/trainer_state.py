"""Hugging Face Trainer and TRL `trainer_state.json`: one entry of `log_history` a row."""

from __future__ import annotations

from itertools import chain
from typing import Any

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._json import cut_issue, document, objects
from rlreport.read._records import flatten, left_out, lists, table
from rlreport.read.trl_console import without_summary
from rlreport.sources import LogFile
from rlreport.values import Loose

_HISTORY = '"log_history"'


def _sniff(_name: str, head: bytes) -> int:
    """An object with the history of a run; JSON lines may have one in the last."""
    text = head.lstrip(b"\xef\xbb\xbf \r\n\t")
    first = text.split(b"\n", 1)[0].rstrip()
    alone = _HISTORY.encode() in (first if first.endswith(b"}") else text)
    return 3 if text.startswith(b"{") and alone else 0


def _read(file: LogFile) -> Loose:
    state, _ = document(file)
    entries, whole = objects(file, rf"{_HISTORY}\s*:\s*\[")
    rows, issues = without_summary([flatten(entry) for entry in entries], file)
    if not rows:
        raise FormatError(
            "has an empty log_history.", "Take the state of a later checkpoint of the run."
        )
    return Loose(
        format=FORMAT.name,
        tables=(table(rows, step="step"),),
        config=_config(state if isinstance(state, dict) else {}),
        issues=(
            *issues,
            *left_out(chain.from_iterable(map(lists, entries)), file.name),
            *cut_issue(file, whole),
        ),
    )


def _config(state: dict[str, Any]) -> dict[str, str | float | bool]:
    return {
        name: value for name, value in state.items() if isinstance(value, (str, float, int, bool))
    }


_SAMPLE = b"""{"epoch": 0.1, "global_step": 2, "log_history": [
 {"epoch": 0.05, "loss": 0.5, "reward": 0.25, "step": 1},
 {"epoch": 0.1, "loss": NaN, "reward": 0.75, "step": 2},
 {"epoch": 0.1, "reward": 0.5, "step": 2, "train_runtime": 9.5}],
 "max_steps": 2, "total_flos": 0.0}
"""

FORMAT = Format(
    name="trainer_state",
    label="Hugging Face trainer state",
    sniff=_sniff,
    read=_read,
    sample=("trainer_state.json", _SAMPLE),
)
