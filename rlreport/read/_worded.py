"""How episodes ended, where a log says so in words: `Result: Win` -> `Result: 1`.

A win is 1, a defeat 0, a draw one half. A word that says none of these is no number.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from rlreport.values import Issue

_WORDS = dict.fromkeys(
    ("win", "won", "victory", "success", "successful", "pass", "passed", "solved", "yes"), 1.0
)
_WORDS |= dict.fromkeys(("draw", "tie", "tied", "stalemate"), 0.5)
_WORDS |= dict.fromkeys(
    ("lose", "lost", "loss", "defeat", "fail", "failed", "failure", "unsolved", "no"), 0.0
)
_STATUS = "status"  # of anything, where its words do not say how it ended
_NAME = (
    rf"(?:{_STATUS}|winner|result|outcome|verdict|success|solved|won|(?:goal|target)[ _]reached)"
)
_TOLD = re.compile(
    rf"(?<![a-z])(?P<name>{_NAME})(?P<mark>['\"]?\s*[:=]\s*)"
    r"(?P<word>['\"]?(?!true\b|false\b|none\b|nan\b|inf\b)[a-z]+\b['\"]?)(?![\w(./]| *[:=])",
    re.IGNORECASE,
)
_LISTED = 5  # words in an issue
_FEWEST = 3  # times that a name must come


def told_in_words(text: str) -> dict[str, frozenset[str]]:
    """The names that come again and again before words, and these words, as they are written."""
    times: defaultdict[str, list[str]] = defaultdict(list)
    for match in _TOLD.finditer(text):
        times[match["name"]].append(match["word"].strip("'\""))
    return {name: frozenset(words) for name, words in times.items() if len(words) >= _FEWEST}


def outcomes(told: Mapping[str, Collection[str]]) -> frozenset[str]:
    """The names all words of which say how an episode ended."""
    known = _WORDS.keys()
    return frozenset(name for name, words in told.items() if known >= {*map(str.lower, words)})


def in_numbers(text: str, names: Collection[str]) -> str:
    """The text with numbers for the words behind some names."""
    return _TOLD.sub(lambda match: _numbered(match) if match["name"] in names else match[0], text)


def _numbered(match: re.Match[str]) -> str:
    value = _WORDS.get(match["word"].strip("'\"").lower())
    return f"{match['name']}{match['mark']}{'nan' if value is None else f'{value:g}'}"


def issues(told: Mapping[str, Collection[str]], where: str) -> Iterator[Issue]:
    """What was made of words."""
    for name in sorted(told):
        words = sorted(told[name])[:_LISTED]
        more = ", ..." * (len(told[name]) > _LISTED)
        if name in outcomes(told):
            read = (f"{word!r} was read as {_WORDS[word.lower()]:g}" for word in words)
            text = f"{name} is told in words: {', '.join(read)}{more}."
        elif name.lower() == _STATUS:
            continue
        else:
            text = f"{name} is told in words, which were not read: {', '.join(words)}{more}."
        yield Issue(kind="told in words", where=f"{where}, {name}", count=1, text=text)
