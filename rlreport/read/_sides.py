"""Step lines of which a part has a label -> that label for all that other lines tell without it.

leela-zero writes `step 7, policy=2.5 mse=0.5` of training, and of a test at the same step
`step 7, policy=2.6 training accuracy=40%, mse=0.6`, in which the label stands behind the policy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rlreport.read._prose import LineKind, line_kind
from rlreport.read._templates import Sheet
from rlreport.values import FloatArray

_DIFFER = 0.5  # share of the steps of both at which their values differ


def labelled(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The lines, of which those with a label for some values have it for the others, too."""
    plain = [
        sheet for sheet in sheets if line_kind(sheet).counters and not _label(line_kind(sheet))
    ]
    return [_labelled(sheet, plain) if _label(line_kind(sheet)) else sheet for sheet in sheets]


def _label(kind: LineKind) -> str:
    """The only label in lines that count, which not all of their values have; "" of others."""
    sections = {value.section for _, value in kind.values}
    return max(sections) if kind.counters and len(sections) == 2 and "" in sections else ""


def _labelled(sheet: Sheet, others: Sequence[Sheet]) -> Sheet:
    kind, label = line_kind(sheet), _label(line_kind(sheet))
    told = {name for name, value in kind.values if value.section}
    bare = {name for name, value in kind.values if not value.section}
    for other in others:
        known = {name for name, _ in line_kind(other).values}
        again = {name for name in bare & known if _differs(sheet, other, name)}
        if again and told & known and not told & bare:
            values = tuple(
                (name, replace(value, section=label) if name in again else value)
                for name, value in kind.values
            )
            return replace(sheet, kind=replace(kind, values=values))
    return sheet


def _differs(sheet: Sheet, other: Sheet, name: str) -> bool:
    """Whether a name has another value in other lines, which count all these steps, too."""
    steps, own = _numbers(sheet, name)
    known, values = _numbers(other, name)
    order = np.argsort(known, kind="stable")
    at = order[np.searchsorted(known, steps, sorter=order).clip(max=known.size - 1)]
    return bool((known[at] == steps).all() and np.mean(values[at] != own) > _DIFFER)


def _numbers(sheet: Sheet, name: str) -> tuple[FloatArray, FloatArray]:
    """What lines count first, and their values of a name."""
    number = next(value.number for key, value in line_kind(sheet).values if key == name)
    return sheet.numbers[:, 0], sheet.numbers[:, number]
