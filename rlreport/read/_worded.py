"""How episodes ended, where a log says so in words: `Result: Win` -> `Result: 1`.

A win is 1, a defeat 0, a draw one half. A word that says none of these is no number. In the lines
of episodes such words may stand alone: `Episode 7: reward 0.5, WON` -> `outcome: 1`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from rlreport.catalogue.verdicts import NOT_BY_THEMSELVES, WORDS
from rlreport.read._text import lines
from rlreport.values import Issue

_STATUS = "status"  # of anything, where its words do not say how it ended
_NAME = (
    rf"(?:{_STATUS}|winner|result|outcome|verdict|success|solved|won|(?:goal|target)[ _]reached"
    r"|(?:episode|game)[ _](?:end(?:ed)?|over|result|outcome|status))"
)
_TOLD = re.compile(
    rf"(?<![a-z])(?P<name>{_NAME})(?P<mark>['\"]?\s*[:=]\s*)"
    r"(?P<word>['\"]?(?!true\b|false\b|none\b|nan\b|inf\b)[a-z]+\d?\b['\"]?)(?![\w(/]|\.\w| *[:=])",
    re.IGNORECASE,
)
# "Episode 7: reward 0.5, WON" and "Game 7: win in 20 moves": behind a mark and without a name.
_BARE = sorted(WORDS.keys() - NOT_BY_THEMSELVES, key=len, reverse=True)
_ALONE = re.compile(
    r"(?P<mark>(?<=[\d)\]]):|[,;|>)\]]|(?<=\s)[-\u2013\u2014]|[^\x00-\x7f\w\s])[ \t]*"
    r"(?:[^\w\s:,;|]{1,2}[ \t]+)?"
    rf"(?P<word>{'|'.join(_BARE)})\b"
    r"(?:[.!]*[ \t]*[)\]]?[ \t]*$"
    r"|(?=[ \t]*(?:[|,;](?!\s*[-+.\d])|(?:in|after|with)\b[ \t]*\S|\([a-z])))",
    re.IGNORECASE | re.MULTILINE,
)
_NAME_BEHIND = re.compile(r"\.?[ \t]+[^\W\d][\w/.-]{0,40}[ \t]*[:=]")
# The line of one episode, or game.
_ONE = re.compile(
    r"\b(?:episode|ep|game|match|round|trial)\W{0,3}\d|^\W{0,4}\[\d+(?:/\d+)?\]", re.IGNORECASE
)
OUTCOME = "outcome"
"""The name of outcomes that have none."""
_NAMES_LOSS = "loss"  # the word that alone is the name of something else
_MOSTLY = 0.9  # of the lines of episodes
_NEAR = 2000  # characters of a line that are searched
_LISTED = 5  # words in an issue
_FEWEST = 3  # times that a name must come


@lru_cache(maxsize=2)
def told_in_words(text: str) -> Mapping[str, frozenset[str]]:
    """The names that come again and again before words, and these words, as they are written."""
    times: defaultdict[str, list[str]] = defaultdict(list)
    for match in _TOLD.finditer(text):
        times[match["name"]].append(match["word"].strip("'\""))
    told = {name: frozenset(words) for name, words in times.items() if len(words) >= _FEWEST}
    alone = [match["word"] for match in _ALONE.finditer(text) if _is_of_one(match)]
    if len(alone) < _FEWEST or {*map(str.lower, alone)} == {_NAMES_LOSS}:
        return told
    ends = {WORDS[word.lower()] for word in alone}
    is_rest_silent = len(alone) < _MOSTLY * sum(bool(_ONE.search(line)) for line in lines(text))
    silence = {""} if len(ends) == 1 and is_rest_silent else set()
    return {**told, OUTCOME: frozenset({*alone, *silence})}


def _is_of_one(match: re.Match[str]) -> bool:
    """Whether a word stands in the line of an episode, behind its number."""
    begin = match.string.rfind("\n", 0, match.start()) + 1
    begin = max(begin, match.start() - _NEAR)
    return _ONE.search(match.string[begin : match.start("word")]) is not None


def to_read(text: str) -> dict[str, bool]:
    """The names that are told in words, and whether all of these say how an episode ended.

    Of others those alone behind whose words another name stands, which they are no part of.
    """
    are_read = {name: _are_outcomes(words) for name, words in told_in_words(text).items()}
    before = {
        match["name"] for match in _TOLD.finditer(text) if _NAME_BEHIND.match(text, match.end())
    }
    return {name: known for name, known in are_read.items() if known or name in before}


def _are_outcomes(words: Collection[str]) -> bool:
    return WORDS.keys() >= {*map(str.lower, words)}


def in_numbers(text: str, names: Mapping[str, bool]) -> str:
    """The text with numbers for the words behind some names, and commas behind those of others."""
    if names.get(OUTCOME):
        text = _ALONE.sub(lambda match: _named(match) if _is_of_one(match) else match[0], text)
    return _TOLD.sub(lambda match: _numbered(match, names.get(match["name"])), text)


def _named(match: re.Match[str]) -> str:
    """A word that stands alone with a name, and as a number."""
    close = match["mark"] if match["mark"] in ")]" else ""
    return f"{close}, {OUTCOME}: {WORDS[match['word'].lower()]:g},"


def _numbered(match: re.Match[str], is_outcome: bool | None) -> str:
    if not is_outcome:
        return match[0] if is_outcome is None else f"{match[0]},"
    value = WORDS.get(match["word"].strip("'\"").lower())
    return f"{match['name']}{match['mark']}{'nan' if value is None else f'{value:g}'}"


def issues(told: Mapping[str, Collection[str]], where: str) -> Iterator[Issue]:
    """What was made of words."""
    for name in sorted(told):
        said = sorted(filter(None, told[name]))
        words, more = said[:_LISTED], ", ..." * (len(said) > _LISTED)
        if _are_outcomes(told[name]):
            read = (f"{word!r} was read as {WORDS[word.lower()]:g}" for word in words)
            text = f"{name} is told in words: {', '.join(read)}{more}."
        elif name.lower() == _STATUS and len(said) == 1:
            continue
        else:
            text = f"{name} is told in words, which were not read: {', '.join(words)}{more}."
        yield Issue(kind="told in words", where=f"{where}, {name}", count=1, text=text)
