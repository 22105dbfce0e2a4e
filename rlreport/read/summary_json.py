"""Last values only: `wandb-summary.json`, and `train_results.json` and its kin of Trainer."""

from __future__ import annotations

import re

from rlreport.errors import FormatError
from rlreport.read import Format, json_rows
from rlreport.read._column_lists import columns_in
from rlreport.read._json import document, whole
from rlreport.read._records import as_number, flatten, left_out, lists, table, without_media
from rlreport.sources import LogFile
from rlreport.values import Loose

_NAMES = re.compile(
    rb'"(?:_wandb|_runtime|(?:train|eval|test|predict)_(?:runtime|samples|loss|'
    rb'samples_per_second|steps_per_second))"\s*:\s*(?:[\d{.-]|NaN)'
)

_OF_WANDB = frozenset({"_wandb", "_runtime"})


def _sniff(_name: str, head: bytes) -> int:
    text = head.strip()
    if not text.startswith(b"{") or not text.endswith(b"}") or b"[" in text[:2]:
        return 0
    lines = [line for line in text.splitlines() if line.lstrip().startswith(b"{")]
    one = len(lines) == 1 and _NAMES.search(text) and _is_summary(whole(head))
    return 2 if text == b"{}" or one else 0


def _is_summary(values: object) -> bool:
    """Whether a document holds no rows and no curve, unless W&B wrote it, which keeps none there.

    A list that stands among the values itself is of classes or of samples.
    """
    if not isinstance(values, dict) or not _OF_WANDB.isdisjoint(values):
        return True
    return not json_rows.rows(values) and not any("/" in path for path in columns_in(values))


def _read(file: LogFile) -> Loose:
    values, _ = document(file)
    values = values if isinstance(values, dict) else {}
    leaves, listed = flatten(values), dict(lists(values))
    paths = without_media([*leaves, *listed])
    last = {path: leaves[path] for path in paths if path in leaves}
    if not any(as_number(value) is not None for value in last.values()):
        raise FormatError(
            "is a summary without any value: the run ended before it logged a metric.",
            "Name the history or the event file of the run.",
        )
    return Loose(
        format=FORMAT.name,
        tables=(table([last], kind="summary"),),
        issues=(*left_out(((path, listed[path]) for path in paths if path in listed), file.name),),
    )


FORMAT = Format(
    name="summary_json",
    label="summary of last values",
    sniff=_sniff,
    read=_read,
    sample=("wandb-summary.json", b'{"_step": 10, "_runtime": 539.7, "train/loss": 0.03}'),
)
