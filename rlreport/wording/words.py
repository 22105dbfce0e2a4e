"""Names and nouns: safe to show, in the middle of a sentence, singular or plural."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import chain, takewhile

from rlreport.texts import first_of, many, plural, verb
from rlreport.values import Refusal

_NAME_LENGTH = 60
_KEPT = 8
"""Letters that stay before the place where names begin to differ."""
_SINGULAR = ("ss", "us", "is", "as", "os", "ics", "fps", "sps", "gps", "qps", "tps", "series")
"""What words end in that are no plurals in spite of their s."""
_NUMERALS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_NUMBER = r"[\u2212+]?[\d.,]*\d(?:e-?\d+)?"
_INTERVAL = re.compile(rf"(?<=\[)({_NUMBER}), (?={_NUMBER}\])")
_P_VALUE = re.compile(r"\bp ([<=]) (?=[\d.])")
_POWER = re.compile(r"(?<=\de-)(?=\d)")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc](?=\s*[!-@\[-`{-~])")
_FIRST_REFUSED = 2
_FEW_REFUSED = 3  # files that are told of one by one
_PARTLY = re.compile(r"(was left out|damage was read|rest was not read)\.$")


def name(text: str, length: int = _NAME_LENGTH) -> str:
    """A user's name, safe to show: one line, nothing invisible, of at most `length` characters.

    Cut in its middle: names of runs and metrics differ at their ends.
    """
    visible = "".join(
        character
        for character in " ".join(text.split())
        if unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    visible = " ".join(visible.split()) or "(unnamed)"
    return visible if len(visible) <= length else _shortened(visible, length)


def _shortened(text: str, length: int) -> str:
    tail = (length - 1) // 3
    return f"{text[: length - 1 - tail].rstrip()}…{text[len(text) - tail :].lstrip()}"


def names(texts: Sequence[str]) -> list[str]:
    """Different names of users, as `name` shows them, and still different.

    Where they would be alike, what all begin with is left out; a number tells those apart that are
    alike even so.
    """
    shown = [name(text) for text in texts]
    if len({*shown}) < len(texts):
        columns = zip(*texts, strict=False)
        common = len(list(takewhile(lambda letters: len({*letters}) == 1, columns))) - _KEPT
        shown = [name(f"…{text[common:]}" if common > 0 else text) for text in texts]
    counts: Counter[str] = Counter()
    for place, text in enumerate(shown):
        counts[text] += 1
        if counts[text] > 1:
            shown[place] = f"{text} ({counts[text]})"
    return shown


def path(text: str, length: int = 2 * _NAME_LENGTH) -> str:
    """A path, safe to show: cut at its front, so that the file's own name stays."""
    shown = name(text, length=sys.maxsize)
    if len(shown) <= length:
        return shown
    folders, slash, file = shown.rpartition("/")
    if len(file) + 2 > length:
        return f"…{shown[1 - length :]}"
    return f"…{folders[len(file) + 2 - length :]}{slash}{file}" if slash else f"…{file}"


def refusal(*alike: Refusal) -> str:
    """Which file was not read, or only in part, why, and what to do; or several for one reason."""
    first, be = alike[0], verb(len(alike), "was", "were")
    read = "read in part" if _PARTLY.search(first.reason) else "not read"
    join = ":" if first.reason[:1].islower() else "."
    why = refused_why(alike, alone="it")
    return f"{refused_paths(alike)} {be} {read}{join} {why} {first.advice}".strip()


def refused_why(alike: Sequence[Refusal], *, alone: str = "") -> str:
    """The reason of files that were refused for the same one; "holds no step" of each of several.

    Args:
        alike: the refusals.
        alone: the subject of a reason without one, where there is one file.
    """
    reason = alike[0].reason
    subject = "each" if len(alike) > 1 else alone
    return f"{subject} {reason}".strip() if reason[:1].islower() else reason


def refused_paths(alike: Sequence[Refusal]) -> str:
    """The file or files that were refused for one reason, the first of many by name."""
    shown = len(alike) if len(alike) <= _FEW_REFUSED else _FIRST_REFUSED
    return first_of([path(one.path) for one in alike], shown)


def alike(refused: Sequence[Refusal]) -> list[list[Refusal]]:
    """The refusals, of many those for one reason together, of a few each by itself."""
    same: dict[tuple[str, str], list[Refusal]] = {}
    for one in refused:
        same.setdefault((one.reason, one.advice), []).append(one)
    apart = len(refused) <= _FEW_REFUSED
    found = ([[one] for one in own] if apart else [own] for own in same.values())
    return [*chain.from_iterable(found)]


def phrase(label: str) -> str:
    """A label in the middle of a sentence: "training accuracy", but "KL divergence", "ep_len"."""
    shown = name(label)
    own, bracket, rest = shown.partition(" (")
    words = own.split(" ")
    if not (words[0].isalpha() and words[0][1:].islower()) or {*own} & {*"_/"}:
        return shown
    titled = not any(word[:1].islower() for word in words)  # "Actor Loss", not "Reward in Pong"
    small = [_uncapitalised(word) if titled else word for word in words[1:]]
    return " ".join([_uncapitalised(words[0]), *small]) + bracket + rest


def _uncapitalised(word: str) -> str:
    return word.lower() if word.isalpha() and word[1:].islower() else word


def as_one(label: str) -> str:
    """A label in the middle of a sentence that goes on in the singular: "the curve of losses"."""
    return f"the curve of {phrase(label)}" if is_plural(label) else phrase(label)


def is_plural(label: str) -> bool:
    """Whether a label of plain words is a plural: "Losses", "Tokens per second"; no logged name."""
    head = re.split(r" (?:of|per|in|at|for|from|with|\()", label, maxsplit=1)[0]
    word = head.split()[-1] if head.split() else ""
    plain = word.isascii() and word.isalpha() and word[1:].islower() and word != "s"
    return plain and word.endswith("s") and not word.lower().endswith(_SINGULAR)


def count(n: int, noun: str) -> str:
    """A number of things: "no dips", "1 dip", "1,200 points"."""
    return many(n, noun) if n else f"no {plural(noun)}"


def listing(items: Sequence[str]) -> str:
    """Items as in a sentence: "a", "a and b", "a, b and c"."""
    *others, last = items or [""]
    return f"{', '.join(others)} and {last}" if others else last


def capitalised(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def spelled(n: int) -> str:
    """A number to begin a sentence with: "Three", "12"."""
    return _NUMERALS[n].capitalize() if n < len(_NUMERALS) else f"{n:,}"


def unbroken(text: str) -> str:
    """The text with its intervals, p-values and powers of ten each on one line.

    Names that are written from right to left keep their places: a mark behind them has the sign
    or number that follows stand to their right.
    """
    text = _RIGHT_TO_LEFT.sub("\\g<0>\u200e", text)
    text = _INTERVAL.sub("\\1,\u00a0", _P_VALUE.sub("p\u00a0\\1\u00a0", text))
    return _POWER.sub("\u2060", text)


def opened(text: str) -> str:
    """The text as the beginning of a sentence; a logged name such as "train/loss" stays as is.

    So do one letter and "toString", which would be other names: "a" is not "A".
    """
    word = text.split(" ", maxsplit=1)[0]
    return capitalised(text) if word.isalpha() and word[1:].islower() else text
