"""Findings -> bytes. A new output is one new file that exports `EXPORT`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rlreport.values import Findings


@dataclass(frozen=True, kw_only=True)
class Export:
    """One output.

    Attributes:
        name: a slug, such as `"markdown"`.
        ending: of a file's name, such as ".md"; decides which export writes `-o FILE`.
        media_type: such as "text/markdown".
        render: the findings -> the file's bytes, a pure function.
    """

    name: str
    ending: str
    media_type: str
    render: Callable[[Findings], bytes]
