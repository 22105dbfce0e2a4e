"""Findings -> bytes. A new output is one new file that exports `EXPORT`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from rlreport.values import Findings

Kind = Literal["report", "figure", "data", "text"]
KINDS: dict[Kind, str] = {
    "report": "The report",
    "figure": "The figure",
    "data": "Data",
    "text": "Text",
}
"""What people take away, in the order in which they are offered."""


@dataclass(frozen=True, kw_only=True)
class Export:
    """One output.

    Attributes:
        name: a slug, such as `"markdown"`.
        label: for a person, such as "Markdown".
        kind: what it is wanted for: one of `KINDS`.
        ending: of a file's name, such as ".md"; decides which export writes `-o FILE`.
        media_type: such as "text/markdown".
        render: the findings -> the file's bytes, a pure function.
        files: the same for an output of several files: the findings and the stem of the names that
            they shall have -> names and bytes; None where there is but one file.
    """

    name: str
    label: str
    kind: Kind
    ending: str
    media_type: str
    render: Callable[[Findings], bytes]
    files: Callable[[Findings, str], Mapping[str, bytes]] | None = None
