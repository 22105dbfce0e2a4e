"""Where the methods come from: the documentation of the numerics, which cites its sources."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from types import ModuleType

from rlreport import smooth, stats

_CITES = ("doi:", "arXiv:")
_SHAPE = re.compile(r" ?`\([^`]*\)`")
"""Shapes of arrays, such as `(n,)`, which say nothing to who reads a report."""
_CALLS = re.compile(r"^(?:Args|Raises|Returns|Yields):\n(?:[ \t].*\n?|\n)*", re.MULTILINE)
"""What only who calls a function wants to know."""
_SENTENCE = re.compile(r"(?<=\.) (?=[A-Z`])")
_YEAR = re.compile(r"\b(?:18|19|20)\d\d\b")


@cache
def sources() -> tuple[tuple[str, str], ...]:
    """What is computed, in a sentence and its sources, for every function that cites one."""
    return tuple(
        (name.replace("_", " ").capitalize(), text)
        for module in (*_modules(stats), *_modules(smooth))
        for name, text in _cited(module)
    )


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.iter_modules(package.__path__):
        yield importlib.import_module(f"{package.__name__}.{found.name}")


def _cited(module: ModuleType) -> Iterator[tuple[str, str]]:
    own = [
        (name, value)
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__
    ]
    for name, value in [(module.__name__.rpartition(".")[2], module), *own]:
        text = _CALLS.sub("", _SHAPE.sub("", inspect.getdoc(value) or ""))
        if not name.startswith("_") and any(sign in text for sign in _CITES):
            yield name, _short(" ".join(text.replace("References:", "").split()))


def _short(text: str) -> str:
    """The first sentence, and those that cite: the others are for who calls the function."""
    first, *others = _SENTENCE.split(text)
    cites = [o for o in others if any(sign in o for sign in _CITES) or _YEAR.search(o)]
    return re.sub(r"\bNone\b", "nothing", " ".join([first, *cites]))
