"""What stands before the words of a log line: when it was written, by whom, and how grave it is."""

from __future__ import annotations

import re

from rlreport.read._counting import WORDS

_PREFIX = re.compile(
    rf"(?:\s*(?:\[(?![^\[\]]*?(?<!\w)(?:{WORDS})\W*\d|[^\[\]]*@\s*\d|\d+번째"
    rf"|\s*\d[\d,]* (?:{WORDS})s?\]|\w{{2,10}}: \d+, \d+ / \d+\]"
    r"|\s*\d+(?:(?:\.\d+)?k)?\s*(?:[,/]\s*\d+\s*(?:\([^()]*\)\s*)?)?\]"
    r"|\s*\d{1,3}(?:,\d{3})*\s*/\s*\d{1,3}(?:,\d{3})+\s*(?:\([^()]*\)\s*)?\]"
    r"|[^\[\]]*?[^\W\d]\s*[:=]\s*[-+]?\d+\.\d+(?!\.|\d|:))[^\[\]]*\]"
    r"|(?<=\])\[\d{4,}\]|\((?=[^()]*pid=\d)[^()]*\)"
    r"|[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+\s+\d+(?=\s)"
    r"|\d\d/\d\d/\d{4},? \d\d:\d\d:\d\d(?: [AP]M\b)?|\d\d/\d\d \d\d:\d\d:\d\d [AP]M\b"
    r"|\d\d-\d\d \d\d:\d\d:\d\d(?:[.,]\d+)?"
    r"|\d{4}[-/]\d\d[-/]\d\d[T ,]\d\d:\d\d:\d\d(?:[.,]\d+)?Z?"
    r"|\d\d:\d\d:\d\d(?: [AP]M\b)?|\d\d:\d\d(?= +\|)"
    r"|(?:INFO|DEBUG|WARNING)\b(?::[\w.]*:|:?)"
    r"|(?:[\w.-]{1,60} )?[^\W\d][\w.-]{0,60}(?:\[\d+\])?"
    r" (?:- {1,80}){0,2}(?-i:INFO|DEBUG|WARNING|WARN|ERROR|CRITICAL)\b:?"
    r"|[^\w\s([{.'\"+-]+|-+(?=\s)|-{3,}))+\s*",
    re.IGNORECASE,
)
# "trainer.py:88", "solver.cpp:244]", "trainer:after_iter:245 -", "(Actor pid=12)".
_ASIDE = re.compile(
    r"(?<![\w/.-])[\w/.-]+\.(?:py|cc|cpp|cu|go|rs|h|hpp|jl|java|log|txt|out):\s?\d+(?:\]|\b)"
    r"|(?<![\w/.:-])[^\W\d][\w.]*:[\w<>]+:\d+(?= - )"
    r"|(?<!\S)[\w.-]+:\d+(?=[ \t](?:[\w.-]+:\d+[ \t])?(?-i:INFO|DEBUG|WARNING|ERROR)\b)"
    r"|\([\w.]+:\d+\)(?= (?:- )?(?:INFO|DEBUG|WARNING|ERROR)\b)|\((?=[^()]*\bpid=\d)[^()]*\)"
)

_WITHIN = re.compile(r":\s?\d|pid=")  # one of them


def without_writers(text: str) -> str:
    """The text with blanks in the place of who wrote it, so that everything keeps its place."""
    return _ASIDE.sub(_blank, text) if _WITHIN.search(text) else text


def _blank(writer: re.Match[str]) -> str:
    """As many blanks, but for the end of a bracket that opened before: "[x @train.py:88]"."""
    before = writer.string[: writer.start()]
    closes = writer[0].endswith("]") and before.rfind("[") > before.rfind("]")
    return " " * (len(writer[0]) - closes) + "]" * closes


def end_of_prefix(text: str) -> int:
    """Where the words of a line begin, behind its time, its level and brackets of no number."""
    prefix = _PREFIX.match(text)
    return prefix.end() if prefix else 0
