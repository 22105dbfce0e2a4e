"""The errors that a user can meet, one small tree.

    RlreportError                  anything that the page and the command line show in one line
    ├── SourceError                a path, an upload or an archive cannot be used
    ├── FormatError                a file is not, or not wholly, what its format says
    ├── ChoiceError                a metric, axis, smoother or option that these logs do not have
    └── MissingExtraError          an optional package is needed for what was asked

A message says what was found, what was expected, and what to do next. Blemishes in data are no
errors: they become `Issue`s in the report. Mistakes of a programmer are `ValueError`s, raised when
a value is constructed.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_LISTED = 12


class RlreportError(Exception):
    """The root: `str(error)` is one line for a person; `advice` says what to do next."""

    def __init__(self, reason: str, advice: str = "") -> None:
        super().__init__(f"{reason} {advice}".strip())
        self.reason = reason
        self.advice = advice


class SourceError(RlreportError):
    """A path, an upload or an archive cannot be used."""


class FormatError(RlreportError):
    """A file is not, or not wholly, what its format says."""


class ChoiceError(RlreportError):
    """The user named a metric, axis, smoother or option that these logs do not have."""

    @classmethod
    def among(cls, what: str, given: str, known: Iterable[str]) -> ChoiceError:
        """The error for a `given` name that is none of `known`: the nearest names come first."""
        names = list(dict.fromkeys(known))
        near = get_close_matches(given, names, n=3, cutoff=0.5)
        listed = near + [name for name in names if name not in near]
        more = f" and {len(listed) - _LISTED} more" if len(listed) > _LISTED else ""
        return cls(
            f"There is no {what} {given!r}.",
            f"Choose one of: {', '.join(listed[:_LISTED])}{more}." if listed else "",
        )


class MissingExtraError(RlreportError):
    """An optional package is needed for what was asked."""
