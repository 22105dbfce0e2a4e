"""A line of a free text log -> the steps and the named numbers that stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

COUNTERS = (
    *("global step", "total timesteps", "num timesteps", "timestep", "timesteps", "env steps"),
    *("total steps", "step", "steps", "iteration", "iterations", "iter", "it", "update", "rollout"),
    *("batch", "round", "generation", "trial", "game", "episode", "ep", "epoch"),
)
"""Words that count, finest first: of several on one line, the first that never falls is the x."""

_INTEGER = r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?"
_NUMBER = (
    r"[-+]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?"
    r"|nan|inf(?:inity)?)"
)
_WORDS = "|".join(word.replace(" ", "[ _]") for word in sorted(COUNTERS, key=len, reverse=True))
_COUNTER = re.compile(
    rf"(?<![\w/.-])(?P<word>{_WORDS})['\"]?\s*(?:[:=#]\s*)?[\[(]?\s*#?(?P<n>{_INTEGER})"
    rf"(?:\s*/\s*(?P<total>{_INTEGER}))?(?![\w.%]|[:-]\d)[\])]?"
    r"(?:[:,]?\s*[\[(]?\s*(?P<inner>\d+)\s*/\s*(?P<size>\d+)(?:\s*\(\d+%\))?[\])]?(?![\w.%]))?",
    re.IGNORECASE,
)
_PAIR = re.compile(
    r"(?<!\w)(?P<key>[^\W\d][\w/@.%#()-]{0,80}(?: [\w(@][\w/@.()-]{0,40}){0,4}?)['\"]?\s*[:=]\s*['\"]?"
    rf"(?P<value>{_NUMBER})(?P<more>(?:/{_NUMBER})*)(?P<unit>[%a-zA-Zµ/]{{0,12}})(?![\w.*]|[:-]\d)",
    re.IGNORECASE,
)
_LOOSE = re.compile(
    rf"(?P<key>[^\W\d][\w/@. -]{0,80}?)\s+(?P<value>{_NUMBER})(?P<unit>[%a-zA-Zµ/]{{0,12}})"
    rf"(?:\s*(?:\+/-|±)\s*{_NUMBER})?",
    re.IGNORECASE,
)
_BAR = re.compile(
    r"\d+%\|[^|]*\|\s*(?P<n>\d+)/(?P<total>\d+)\s*\[[^,\]]*,[^,\]]*(?P<postfix>[^\]]*)\]?"
)
_PREFIX = re.compile(
    rf"(?:\s*(?:\[(?!\s*(?:{_WORDS})\W*\d)[^\]]*\]|\([^()]*pid=\d+[^()]*\)"
    r"|\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?Z?|\d\d:\d\d:\d\d"
    r"|(?:INFO|DEBUG|WARNING)\b:?|[^\w\s([{.'\"+-]+|-+(?=\s)))+\s*",
    re.IGNORECASE,
)
_WRAPPED = re.compile(r"\b(?:np|numpy|torch|jnp)?\.?(?:float\d*|int\d*|tensor)\(([-+\w.]+)[^()]*\)")
_KEYWORDS = {"int", "float", "str", "bool", "dict", "list", "tuple", "return", "line", "pid"}
_SHARES = re.compile(r"acc|correct|success|win|solve|pass", re.IGNORECASE)
_MAGNITUDES = {"k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9, "G": 1e9, "T": 1e12}


@dataclass(kw_only=True)
class Line:
    """What stands in one line.

    Attributes:
        counters: counting word as written -> its number.
        totals: counting word -> the number behind the slash, as in "7/100".
        values: name -> number, or a text such as "41.5%" for a percentage.
        units: name -> the unit glued to the number, such as "ms".
        strong: whether the line opens with a counter or is a progress bar with values.
        joined: names among `values` that came from lines without a counter.
    """

    counters: dict[str, float] = field(default_factory=dict)
    totals: dict[str, float] = field(default_factory=dict)
    values: dict[str, float | str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    strong: bool = False
    joined: set[str] = field(default_factory=set)


def parse(text: str) -> Line:
    """The counters and values of one line; both empty where it has none."""
    line = Line()
    if not any(mark in text for mark in ":=|,") and not _COUNTER.search(text):
        return line
    if "(" in text:
        text = _WRAPPED.sub(r"\1", text)
    text = text[_prefix_end(text) :]
    bar = _BAR.search(text)
    if bar:
        text = f"{text[: bar.start()]}, {bar['postfix']}, {text[bar.end() :]}"
    rest = _take_counters(line, text)
    for name, value, unit in _values(rest, loose=line.strong):
        line.values[name] = value
        if unit:
            line.units[name] = unit
    if bar and line.values:
        line.counters["step"], line.totals["step"] = float(bar["n"]), float(bar["total"])
        line.strong = True
    return line


def _prefix_end(text: str) -> int:
    match = _PREFIX.match(text)
    return match.end() if match else 0


def _take_counters(line: Line, text: str) -> str:
    """The text without its counters, which go into `line`."""
    rest, last = [], 0
    for match in _COUNTER.finditer(text):
        line.strong = line.strong or not text[: match.start()].strip(" [(<{'\"")
        line.counters.setdefault(match["word"], _integer(match["n"]))
        if match["total"]:
            line.totals.setdefault(match["word"], _integer(match["total"]))
        if match["inner"] and match["word"].lower() == "epoch":
            line.counters["step"], line.totals["step"] = float(match["inner"]), float(match["size"])
        rest.append(text[last : match.start()])
        last = match.end()
    return ", ".join([*rest, text[last:]])


def _integer(text: str) -> float:
    return float(text.replace(",", ""))


def _values(text: str, *, loose: bool) -> Iterator[tuple[str, float | str, str]]:
    found = False
    for match in _PAIR.finditer(text):
        key = match["key"].strip()
        if key.lower() not in _KEYWORDS and not key.split(" ")[-1].isdigit():
            found = True
            yield from _named(key, [match["value"], *match["more"].split("/")[1:]], match["unit"])
    if loose and not found:
        for part in re.split(r"[,;|]\s|:\s|\s-\s", text):
            whole = _LOOSE.fullmatch(part.strip())
            if whole:
                yield from _named(whole["key"], [whole["value"]], whole["unit"])


def _named(key: str, numbers: list[str], unit: str) -> Iterator[tuple[str, float | str, str]]:
    """The value, or each value of `Loss(P/V/E): 1/2/3`, or the share of `accuracy: 50/100`."""
    if len(numbers) == 1:
        yield key, _scaled(numbers[0], unit), "" if unit in _MAGNITUDES or unit == "%" else unit
        return
    group = re.fullmatch(r"(.*)\(([^()]*)\)", key)
    parts = group.group(2).split("/") if group else []
    if group and len(parts) == len(numbers) > 1:
        for part, text in zip(parts, numbers, strict=True):
            yield f"{group.group(1)}/{part}", _scaled(text, unit), unit
    elif len(numbers) == 2 and _SHARES.search(key) and float(numbers[1]) > 0:
        yield key, float(numbers[0]) / float(numbers[1]), ""
    else:
        yield key, _scaled(numbers[0], unit), "" if unit in _MAGNITUDES or unit == "%" else unit


def _scaled(text: str, unit: str) -> float | str:
    if unit == "%":
        return f"{text}%"
    value = float(text.replace(",", ""))
    return value * _MAGNITUDES[unit] if unit in _MAGNITUDES else value
