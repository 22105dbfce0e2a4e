"""YAML as programs write their settings -> values. A part of the language, safe by construction.

Read are block mappings and sequences, plain and quoted scalars, folded and literal texts; inline
`[...]` and `{...}` where they are JSON but for bare words, and as text elsewhere; aliases of
anchors and `<<` merges, as long as what they repeat stays small. Tags are left out, so that nothing
is ever constructed; an ordered mapping, which Python's writer tags, is a list of pairs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NamedTuple

_KEY = re.compile(
    r"(?P<key>\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|[^\s\"'\[{#&*!|>%@`-][^#]*?|-[^\s#][^#]*?)"
    r"\s*:(?:\s+(?P<rest>.*))?"
)
_COMMENT = re.compile(r"(?:^|\s)#.*$")
_MARKS = re.compile(r"(?:(?:![^\s]*|&[^\s]+)(?:\s+|$))+")
_ALIAS = re.compile(r"\*[^\s,\[\]{}]+")
_MERGE = "<<"
_TEXT = re.compile(r"[|>][+-]?\d?")
_RULE = re.compile(r"^---\s*$", re.MULTILINE)
_WHOLE = re.compile(r"[-+]?\d{1,18}")
_NUMBER = re.compile(r"[-+]?(?:\d[\d_]*+(?:\.\d*+)?|\.\d++)(?:[eE][-+]?\d+)?")
_BARE = re.compile(r"(?<=[\[{,:])\s*([^\s\d\"'\[\]{},:+-][^\"'\[\]{},:]*?)\s*(?=[\]},:])")
_WORDS: dict[str, float | bool | None] = {
    **dict.fromkeys(("", "~", "null"), None),
    **dict.fromkeys(("true", "yes", "on"), True),
    **dict.fromkeys(("false", "no", "off"), False),
    **dict.fromkeys((".inf", "+.inf"), float("inf")),
    "-.inf": float("-inf"),
    ".nan": float("nan"),
}


_MOST_REPEATED = 10_000  # values that all aliases of a document may repeat: no more than settings


class _Anchors:
    """What anchors name, and how much aliases may still repeat."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}
        self._left = _MOST_REPEATED

    def name(self, marks: str, value: Any) -> Any:
        """The value, which the anchor among `marks` names."""
        for mark in marks.split():
            if mark.startswith("&"):
                self._values[mark[1:]] = value
        return value

    def get(self, text: str) -> Any:
        """What an alias stands for; its text where nothing bears the name, or it is too much."""
        value = self._values.get(text[1:], text)
        self._left -= _size(value, self._left + 1)
        return value if self._left >= 0 else text


def _size(value: Any, most: int) -> int:
    """How many values one holds, counted no further than `most`."""
    pending, count = [value], 0
    while pending and count < most:
        inner = pending.pop()
        count += 1
        if isinstance(inner, dict):
            pending += inner.values()
        elif isinstance(inner, list):
            pending += inner
    return count


class _Line(NamedTuple):
    indent: int
    text: str


def parse(text: str) -> Any:
    """The value of a document: mappings, lists, texts, numbers, truth values and None."""
    lines = [_Line(len(line) - len(line.lstrip()), _plain(line)) for line in text.splitlines()]
    lines = [line for line in lines if line.text and line.text not in ("---", "...")]
    lines = [line for line in lines if not (line.text.startswith("%") and line.indent == 0)]
    return _block(lines, 0, _Anchors())[0] if lines else None


def documents(text: str) -> list[dict[str, Any]]:
    """The mappings of a text with several, `---` between them; [] of any other text."""
    parts = [part for part in _RULE.split(text) if part.strip()]
    found = [parse(part) for part in parts] if len(parts) > 1 else []
    return found if all(isinstance(one, dict) for one in found) else []


def _plain(line: str) -> str:
    """A line without its comment and the blanks around it."""
    return line.strip() if "'" in line or '"' in line else _COMMENT.sub("", line).strip()


def _block(lines: Sequence[_Line], at: int, known: _Anchors) -> tuple[Any, int]:
    """The value that begins at a line, and the line behind it."""
    indent, text = lines[at]
    marks = _MARKS.match(text)
    if marks and marks.end() == len(text):
        found, behind = _block(lines, at + 1, known) if at + 1 < len(lines) else (None, at + 1)
        return known.name(text, found), behind
    if marks:
        own = [
            _Line(indent, text[marks.end() :]),
            *lines[at + 1 : _deeper(lines, at + 1, indent - 1)],
        ]
        found, behind = _block(own, 0, known)
        return known.name(marks.group(), found), at + behind
    if text == "-" or text.startswith("- "):
        return _sequence(lines, at, indent, known)
    if _KEY.fullmatch(text):
        return _mapping(lines, at, indent, known)
    behind = _deeper(lines, at + 1, indent - 1)
    return _marked(" ".join(line.text for line in lines[at:behind]), known), behind


def _sequence(lines: Sequence[_Line], at: int, indent: int, known: _Anchors) -> tuple[Any, int]:
    found: list[Any] = []
    while at < len(lines) and lines[at].indent == indent and lines[at].text.startswith("-"):
        rest = lines[at].text[1:].lstrip()
        inner = indent + len(lines[at].text) - len(rest)
        behind = _deeper(lines, at + 1, indent)
        own = [*([_Line(inner, rest)] if rest else []), *lines[at + 1 : behind]]
        found.append(_block(own, 0, known)[0] if own else None)
        at = behind
    return _paired(found), max(at, 1)


def _mapping(lines: Sequence[_Line], at: int, indent: int, known: _Anchors) -> tuple[Any, int]:
    found: dict[str, Any] = {}
    merged: list[Any] = []
    while at < len(lines) and lines[at].indent == indent:
        key = _KEY.fullmatch(lines[at].text)
        if key is None:
            break
        name = str(_scalar(key["key"])) if key["key"][0] in "\"'" else key["key"]
        value, at = _value(lines, at, indent, key["rest"] or "", known)
        if name == _MERGE:
            merged += value if isinstance(value, list) else [value]
        else:
            found[name] = value
    for one in merged:
        found = {**(one if isinstance(one, dict) else {}), **found}
    return found, at


def _value(
    lines: Sequence[_Line], at: int, indent: int, rest: str, known: _Anchors
) -> tuple[Any, int]:
    """What stands behind a key: on its line, or below it."""
    found = _MARKS.match(rest)
    marks, rest = (found.group(), rest[found.end() :]) if found else ("", rest)
    behind = _deeper(lines, at + 1, indent)
    if _TEXT.fullmatch(rest):
        return "\n".join(line.text for line in lines[at + 1 : behind]), behind
    if rest:
        text = " ".join([rest, *(line.text for line in lines[at + 1 : behind])])
        return known.name(marks, _marked(text, known)), behind
    while behind < len(lines) and lines[behind].indent == indent and lines[behind].text[0] == "-":
        behind = _deeper(lines, behind + 1, indent)
    value = _block(lines[at + 1 : behind], 0, known)[0] if behind > at + 1 else None
    return known.name(marks, value), behind


def _marked(text: str, known: _Anchors) -> Any:
    """A scalar, or what an alias stands for."""
    return known.get(text) if _ALIAS.fullmatch(text) else _scalar(text)


def _deeper(lines: Sequence[_Line], at: int, indent: int) -> int:
    """The first line from `at` on that is not indented more than `indent`."""
    while at < len(lines) and lines[at].indent > indent:
        at += 1
    return at


def _paired(values: list[Any]) -> Any:
    """An ordered mapping as Python writes it: a list of one list of pairs."""
    pairs = values[0] if len(values) == 1 and isinstance(values[0], list) else []
    named = all(
        isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str) for pair in pairs
    )
    return dict(pairs) if pairs and named else values


def _scalar(text: str) -> Any:
    if text[:1] in ("'", '"'):
        return _quoted(text)
    text = _COMMENT.sub("", text).strip()
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        return float(text.replace("_", ""))
    if text[:1] in ("[", "{"):
        return _inline(text)
    return text


def _inline(text: str) -> Any:
    """An inline mapping or list; its text where it is not JSON but for bare words."""
    with suppress(ValueError, RecursionError):
        return json.loads(text)
    with suppress(ValueError, RecursionError):
        return json.loads(_BARE.sub(_as_json, text))
    return text


def _as_json(word: re.Match[str]) -> str:
    """A bare word of an inline mapping or list as JSON has it."""
    known = word[1].lower() in _WORDS
    return f" {json.dumps(_WORDS[word[1].lower()] if known else word[1])}"


def _quoted(text: str) -> str:
    end = text.rfind(text[0])
    inner = text[1:end] if end > 0 else text[1:]
    if text[0] == "'":
        return inner.replace("''", "'")
    with suppress(ValueError):
        return str(json.loads(f'"{inner}"'))
    return inner
