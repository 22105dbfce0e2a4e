"""What the name of a file says of the values in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from rlreport.catalogue import AXIS_ROLES, describe, is_loss_of_agent, methods

_ENDING = re.compile(r"(?<!\d)\.|\.(?!\d)")  # "0.001" is a number in a name
_SEED = re.compile(r"(?:^|[_. -])((?:seed|run|trial|rep)[_-]?\d+)(?=$|[_. -])", re.IGNORECASE)
_LONGEST = 120  # characters of a name that says more than one thing
_CUT = re.compile(r"[_ -]+")
_LOSSES = frozenset({"bc", "cql", "gail", "awac"})
"""Methods that are terms of a loss, too, as `cql_loss` is."""


def stem(path: str) -> str:
    """The name of a file without its folders and endings."""
    return _ENDING.split(PurePosixPath(path).name, maxsplit=1)[0]


def metric(path: str) -> str:
    """The metric that a file is named after, as `rewards.csv`, `seed3_rewards.csv` are, or "".

    So is `dqn_rewards.csv`, as the method says which run they are of.
    """
    called = _of_method(path)[1]
    return called if _is_metric(called) else ""


def run(path: str) -> str:
    """What the name of a file says of the run: `dqn_seed3` of `dqn_seed3_rewards.csv`, or ""."""
    found = _SEED.search(stem(path))
    return "_".join(filter(None, (_of_method(path)[0], found[1] if found else "")))


def _of_method(path: str) -> tuple[str, str]:
    """The method or parameters before a metric in a name, or behind it, or ""; and the rest."""
    known = _SEED.sub("", stem(path)).strip("_ -")
    if len(known) > _LONGEST:
        return "", known
    found = (
        (of, what)
        for before, after in _cuts(known)
        for of, what in ((before, after), (after, before))
        if _tells_run(of) and _is_known(what)
    )
    return max(found, key=lambda told: len(told[1]), default=("", known))


def _tells_run(name: str) -> bool:
    """Whether a name is that of a method, or of parameters with their values."""
    method = methods.is_method(name) and name.lower() not in _LOSSES
    return method or methods.are_settings([name, name])


def _cuts(name: str) -> Iterator[tuple[str, str]]:
    """The parts of a name on both sides of each place where words meet."""
    return ((name[: cut.start()], name[cut.end() :]) for cut in _CUT.finditer(name))


def _is_known(name: str) -> bool:
    """Whether a name is known as a whole, or what an agent descends: `rewards`, `actor_loss`."""
    singular = re.sub(r"(?<=loss)es$", "", name)
    known = describe(singular).label != singular or is_loss_of_agent(singular)
    return known and _is_metric(name)


def _is_metric(name: str) -> bool:
    return describe(name).role not in {"other", "config", "timing", "label", *AXIS_ROLES}
