"""Lists of one number for each agent, `rewards: [0.5, 0.25]` -> `rewards/0: 0.5, rewards/1: 0.25`.

So are numbers with a fraction that stand one behind the other without brackets.

Such are what a few agents, or the members of a population, come to; longer lists are samples, and
so are those of the last episodes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection

from rlreport.catalogue import OUTCOMES, describe

_NUMBER = r"'?[-+]?(?:\d[\d.e+-]*+|\.\d[\de+-]*+|nan|inf)'?"
_FRACTION = r"[-+]?\d++\.\d++"
LISTED = r"(?<![\w/])(?P<name>[^\W\d][\w/.-]{0,80}+(?: [^\W\d][\w/.-]{0,80}+){0,5}+)(?: ?[:=] ?| )"
"""The name of a list of numbers, and the mark behind it."""
_LIST = re.compile(
    rf"{LISTED}(?:\[\s*+(?P<numbers>{_NUMBER}(?:[,\s]++{_NUMBER})++)[,\s]*+\]"
    rf"|(?P<bare>{_FRACTION}(?:,? {_FRACTION})++)(?=[ \t]*(?:[|;]|$|,? [^\W\d])))",
    re.IGNORECASE | re.MULTILINE,
)
# "reward in this epoch: min [0.5, 0.25] mean [2.5, 1.5]": lists of how one metric spreads.
_SPREAD = r"(?:min|mean|median|avg|max|std) "
_OF_ONE = re.compile(
    rf"^(?P<what>[^\W\d][\w ]{{0,60}}): *(?P<lists>(?:{_SPREAD}\[[^\[\]\n]*\],? *){{2,}})$",
    re.IGNORECASE | re.MULTILINE,
)
_BEFORE_LIST = re.compile(rf"({_SPREAD})(?=\[)", re.IGNORECASE)
_APART = re.compile(r"[,\s]+")
_WINDOW = re.compile(
    r"last|recent|history|past|previous|buffer|window|quantile|range", re.IGNORECASE
)
_LOSS = "loss"  # of each; errors are those of a sample
_FEWEST = 3  # lines that name a list
_MOST = 8  # agents


def told(text: str) -> frozenset[str]:
    """The names of such lists that come again and again in a text, each as long as before."""
    sizes: defaultdict[str, list[int]] = defaultdict(list)
    for match in _LIST.finditer(_OF_ONE.sub(_named_each, text)):
        sizes[match["name"]].append(len(_numbers(match)))
    return frozenset(
        name
        for name, own in sizes.items()
        if len(own) >= _FEWEST
        and len({*own}) == 1
        and own[0] <= _MOST
        and (describe(name).role in OUTCOMES or _LOSS in name.lower())
        and not _WINDOW.search(name)
    )


def in_pairs(text: str, names: Collection[str]) -> str:
    """The text with a name before each number of the lists with some names."""
    text = _OF_ONE.sub(_named_each, text)
    return _LIST.sub(lambda match: _paired(match) if match["name"] in names else match[0], text)


def _named_each(lists: re.Match[str]) -> str:
    """Lists of how one metric spreads, with its name before each."""
    return _BEFORE_LIST.sub(rf"{lists['what']} \1", lists["lists"])


def _paired(match: re.Match[str]) -> str:
    return ", ".join(f"{match['name']}/{place}: {n}" for place, n in enumerate(_numbers(match)))


def _numbers(match: re.Match[str]) -> list[str]:
    numbers = match["numbers"] or match["bare"]
    return [one.strip("'") for one in _APART.split(numbers.strip()) if one]
