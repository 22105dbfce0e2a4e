"""Lines of a log -> the same with plain numbers for times in parts, sums of money, and groups."""

from __future__ import annotations

import math
import re

from rlreport.clocks import of_parts

# "took 1min 10s", but not what is left of the training.
_IN_PARTS = re.compile(
    r"(?:\b(?:eta|left|remaining)\W{1,8})?(?<![\w.:<-])"
    r"(?P<parts>(?:\d+ ?(?:d(?:ays?)?|h(?:ours?|rs?)?|m(?:in(?:ute)?s?)?),?(?: and)? ?)+"
    r"\d+(?:\.\d+)? ?(?:m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?))\b",
    re.IGNORECASE,
)
_MAY_BE_IN_PARTS = re.compile(  # found far sooner
    r"[dhmDHM](?:[aioruAIORU][a-zA-Z]{0,5})?,?(?: and)? ?\d[\d.]* ?[msMS]"
)
# "Time elapsed: 1:02:03.5": digits of a clock, and no time of day.
_SHOWS_CLOCK = "lapsed"
_ON_CLOCK = re.compile(
    r"(?<=lapsed)(?P<mark>(?: [Tt]ime)?['\"]?\s*[:=]\s*)(?:(?P<days>\d+) days?, )?"
    r"(?P<parts>(?:\d+:)?\d{1,2}:\d\d(?:\.\d+)?)(?![\w:])"
)
# "returns 1.5/2.5/0.5 (mean/median/min)": the names of several numbers stand behind them.
_NAMED_BEHIND = re.compile(
    r"(?<!\S)([^\W\d][\w/-]*)[:=]? ([-+.\d][-+.\de]*(?:/[-+.\d][-+.\de]*)+)"
    r" \(([a-z]+(?:/[a-z]+)+)\)"
)
_MAY_BE_NAMED_BEHIND = re.compile(r"\d \([a-z]{1,10}/[a-z]")  # found far sooner
_MONEY = re.compile(r"([-+])([$€£])(?=\.?\d)")  # "-$7.50"
_GROUPED = re.compile(r"(?<![\w.])\d{1,3}(?:_\d{3})+(?![\w.])")  # "1_000_000"
_MAY_BE_GROUPED = re.compile(r"_(?<=\d_)(?=\d{3})")  # found far sooner


def plain(text: str) -> str:
    """The lines, in which "1min 10s" is 70s, "-$7.50" a number, and "1_000_000" has no marks."""
    text = _MONEY.sub(r"\2\1", text) if "$" in text or not text.isascii() else text
    if _MAY_BE_GROUPED.search(text):
        text = _GROUPED.sub(lambda match: match[0].replace("_", ""), text)
    if _MAY_BE_NAMED_BEHIND.search(text):
        text = _NAMED_BEHIND.sub(r"\1(\3): \2", text)
    if _MAY_BE_IN_PARTS.search(text):
        text = _IN_PARTS.sub(_in_seconds, text)
    return _ON_CLOCK.sub(_clocked, text) if _SHOWS_CLOCK in text else text


def _in_seconds(match: re.Match[str]) -> str:
    """The time that a match is in seconds; no number where it is what is left of the training."""
    seconds = of_parts(match["parts"].lower().replace(" and", ""))
    before = match[0][: match.start("parts") - match.start()]
    return f"{before}-" if before else match[0] if math.isnan(seconds) else f"{seconds:.12g}s"


def _clocked(match: re.Match[str]) -> str:
    """The time that a clock shows in seconds."""
    seconds = 0.0
    for part in match["parts"].split(":"):
        seconds = 60 * seconds + float(part)
    return f"{match['mark']}{86400 * int(match['days'] or 0) + seconds:.12g}s"
