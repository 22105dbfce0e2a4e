"""One log file -> loose tables. A new format is one new file that exports `FORMAT`.

Readers never clean: they give what stands in the file, and every row before a cut. Cleaning is
done once, in `tidy`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rlreport.sources import LogFile
from rlreport.values import Loose


@dataclass(frozen=True, kw_only=True)
class Format:
    """A log format.

    Attributes:
        name: a slug, as it stands in `Run.format`.
        label: for a person, such as "TensorBoard event file".
        sniff: `(name, head) -> sureness`: 0 not this format; 1 a general container of rows that
            could be anything (CSV, free text); 2 rows whose names or shape are those of this
            format; 3 certain (a magic number). The surest format reads the file, so that order
            never matters. The head is the first 64 KiB; the name is only a hint.
        read: the reader. Raises `FormatError` only when nothing at all can be read.
        sample: a file name and a tiny literal content that this format alone is surest of.
    """

    name: str
    label: str
    sniff: Callable[[str, bytes], int]
    read: Callable[[LogFile], Loose]
    sample: tuple[str, bytes]
