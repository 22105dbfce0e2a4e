"""What the name of a file says of the values in it."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from rlreport.catalogue import AXIS_ROLES, describe

_SEED = re.compile(r"(?:^|[_. -])((?:seed|run|trial|rep)[_-]?\d+)(?=$|[_. -])", re.IGNORECASE)


def metric(path: str) -> str:
    """The metric that a file is named after, as `rewards.csv`, `seed3_rewards.csv` are, or ""."""
    stem = _SEED.sub("", _stem(path)).strip("_ -")
    return "" if describe(stem).role in {"other", "config", "timing", *AXIS_ROLES} else stem


def seed(path: str) -> str:
    """What the name of a file says of the seed, as `seed3_rewards.csv` does, or ""."""
    found = _SEED.search(_stem(path))
    return found[1] if found else ""


def _stem(path: str) -> str:
    return PurePosixPath(path).name.split(".", 1)[0]
