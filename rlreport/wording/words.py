"""Names and nouns: safe to show, in the middle of a sentence, singular or plural."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Sequence

from rlreport.texts import many, plural
from rlreport.values import Refusal

_NAME_LENGTH = 60
_PARTLY = re.compile(r"(was left out|damage was read|rest was not read)\.$")


def name(text: str, length: int = _NAME_LENGTH) -> str:
    """A user's name, safe to show: one line, nothing invisible, cut to `length` characters."""
    visible = "".join(
        character
        for character in " ".join(text.split())
        if unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    visible = " ".join(visible.split()) or "(unnamed)"
    return visible if len(visible) <= length else visible[: length - 1].rstrip() + "…"


def path(text: str, length: int = 2 * _NAME_LENGTH) -> str:
    """A path, safe to show: cut at its front, so that the file's own name stays."""
    shown = name(text, length=sys.maxsize)
    if len(shown) <= length:
        return shown
    folders, slash, file = shown.rpartition("/")
    if len(file) + 2 > length:
        return f"…{shown[1 - length :]}"
    return f"…{folders[len(file) + 2 - length :]}{slash}{file}" if slash else f"…{file}"


def refusal(refused: Refusal) -> str:
    """Which file was not read, or only in part, why, and what to do."""
    read = "was read in part" if _PARTLY.search(refused.reason) else "was not read"
    join = ": it" if refused.reason[:1].islower() else "."
    return f"{path(refused.path)} {read}{join} {refused.reason} {refused.advice}".strip()


def phrase(label: str) -> str:
    """A label in the middle of a sentence: "training accuracy", but "KL divergence", "ep_len"."""
    shown = name(label)
    word = shown.split()[0]
    plain = word.isalpha() and word[1:].islower() and not set(shown) & set("_/")
    return shown[:1].lower() + shown[1:] if plain else shown


def count(n: int, noun: str) -> str:
    """A number of things: "no dips", "1 dip", "1,200 points"."""
    return many(n, noun) if n else f"no {plural(noun)}"


def listing(items: Sequence[str]) -> str:
    """Items as in a sentence: "a", "a and b", "a, b and c"."""
    *others, last = items or [""]
    return f"{', '.join(others)} and {last}" if others else last


def a(text: str) -> str:
    """The text with its indefinite article: "a dip", "an outlier", "an 8% rise"."""
    eleven = re.match(r"(11|18)(?![\d,])", text) is not None
    vowel = text[:1].lower() in set("aeio8") or eleven
    return f"{'an' if vowel else 'a'} {text}"


def capitalised(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def times(count: int) -> str:
    """How often: "once", "twice", "three times", "12 times"."""
    words = {1: "once", 2: "twice", 3: "three times", 4: "four times", 5: "five times"}
    return words.get(count, f"{count:,} times")
