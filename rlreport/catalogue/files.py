"""What the name of a file says of the values in it."""

from __future__ import annotations

from pathlib import PurePosixPath

from rlreport.catalogue import AXIS_ROLES, describe


def metric(path: str) -> str:
    """The metric that a file is named after, as `rewards.csv` is, or ""."""
    stem = PurePosixPath(path).name.split(".", 1)[0]
    return "" if describe(stem).role in {"other", "config", "timing", *AXIS_ROLES} else stem
