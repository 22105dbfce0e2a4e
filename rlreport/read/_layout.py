"""Where the counters and the named numbers stand in a line of a free text log.

A shape is a line with a zero for every digit: lines of one shape differ in their numbers only, and
have one layout. A log of training has few shapes, so that its lines are read by cutting them up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

COUNTERS = (
    *("global step", "total timesteps", "num timesteps", "timestep", "timesteps", "env steps"),
    *("total steps", "step", "steps", "iteration", "iterations", "iter", "it", "update", "rollout"),
    *("cycle", "batch", "round", "generation", "trial", "game", "episode", "ep", "epoch"),
    *("iteración", "iteracion", "iteração", "episodio", "episódio", "época", "epoca"),
)
"""Words that count, finest first: of several on one line, the first that never falls is the x."""

_INTEGER = r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?"
_NUMBER = (
    r"[-+]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?"
    r"|nan|inf(?:inity)?)"
)
_WORDS = "|".join(word.replace(" ", "[ _]") for word in sorted(COUNTERS, key=len, reverse=True))
_COUNTER = re.compile(
    rf"(?<![\w/.-])(?P<word>{_WORDS})(?P<aside>\((?:val|test)\))?(?:\(train\)|['\"])?"
    rf"\s*(?:[:=#]\s*)?(?:[\[(]\s*)?#?(?P<n>{_INTEGER})"
    rf"(?:\s*/\s*(?P<total>{_INTEGER}))?(?![\w%]|\.\d|[:-]\d)[\])]?"
    r"(?:[:,]?\s*(?:[\[(]\s*)?(?P<inner>\d+)\s*/\s*(?P<size>\d+)(?:\s*\(\s*\d+%\))?"
    r"[\])]?(?![\w.%]))?",
    re.IGNORECASE,
)
_GAP = r"(?: (?=(?:ms|s|secs?|seconds|min|h)\b))?"  # before a unit of time
_PAIR = re.compile(
    r"(?<!\w)(?P<key>[^\W\d][\w/@.%#()-]{0,80}(?: [\w(@][\w/@.()-]{0,40}){0,4}?)"
    r"['\"]?\s*[:=]\s*['\"]?"
    rf"(?P<value>{_NUMBER})(?P<more>(?:/{_NUMBER})*){_GAP}(?P<unit>[%a-zA-Zµ/]{{0,12}})(?![\w*]|\.\w|[:-]\d)",
    re.IGNORECASE,
)
_LOOSE = re.compile(
    rf"(?P<key>[^\W\d][\w/@. -]{{0,80}}?)\s+(?P<value>{_NUMBER})(?P<unit>[%a-zA-Zµ/]{{0,12}})"
    rf"(?:\s*(?:\+/-|±)\s*{_NUMBER}|\s*\([^()]*\))?",
    re.IGNORECASE,
)
_BAR = re.compile(
    r"\d+%\|[^|]*\|\s*(?P<n>\d+)/(?P<total>\d+)\s*\[[^,\]]{0,80},[^,\]]*(?P<postfix>[^\]]*)\]?"
)
_PREFIX = re.compile(
    rf"(?:\s*(?:\[(?!\s*(?:{_WORDS})\W*\d|\s*\d+\s*\])[^\]]*\]|\((?=[^()]*pid=\d)[^()]*\)"
    r"|\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?Z?|\d\d:\d\d:\d\d"
    r"|(?:INFO|DEBUG|WARNING)\b:?|[^\w\s([{.'\"+-]+|-+(?=\s)))+\s*",
    re.IGNORECASE,
)
# Where a logger or a worker says who writes: "trainer.py:88", "(Actor pid=12)".
_ASIDE = re.compile(
    r"(?<![\w/.-])[\w/.-]+\.(?:py|cc|cpp|cu|go|rs):\s?\d+|\((?=[^()]*\bpid=\d)[^()]*\)"
)
# "[10]" or "10:" at the beginning counts where nothing else does, as boosters and Dreamer have it.
_LED = re.compile(r"\s*(?:\[(?P<boxed>\d+)\]|(?P<plain>\d+):)(?=\s)")
# Before a counting word: what is counted is not the progress of the training.
_ELSE = re.compile(
    r"\b(?:learner|actor|evaluator|fps|nan|skipped|warmup|max|per)[ _]$", re.IGNORECASE
)
_LONGEST_ELSE = 12  # characters of such a word
_WRAPPED = re.compile(
    r"\b(?:np|numpy|torch|jnp)?\.?(?:float\d*|int\d*|tensor)\(([-+\w.]++)[^()]*+\)"
)
_LIKELY = re.compile(r"[:=]\s*['\"]?[-+]?(?:\d|\.\d|nan|inf)", re.IGNORECASE)
_KEYWORDS = {"int", "float", "str", "bool", "dict", "list", "tuple", "return", "line", "pid"}
_SLASH = " / "
_SEPARATOR = re.compile(r"[,;|]\s|:\s|\s[-/]\s|\t|$")
_SLASHES = 2  # that divide named numbers in a line without a counter, as Dreamer prints them
_LONG_RUN = re.compile(r"[0-9]{6,}")
_RUN = 6  # digits: how many more there are in a row is no part of a shape
_MASK = bytes.maketrans(b"123456789", b"000000000")
_MOST_SHAPES = 1 << 14

Span = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Where things stand in all lines of one shape; numbers are places in what `cut` gives.

    Attributes:
        spans: `(n,)` the parts to cut out of a line, by their begin and end in the shape.
        counters, totals: counting words as written, and their number and the one behind its slash.
        values: the name, or the place of a name with digits in it; the first number; the place of
            further ones, as in "1/2/3", or -1; and the unit.
        strong: whether a counter opens the line, or it is a progress bar with values.
    """

    spans: tuple[Span, ...]
    counters: tuple[tuple[str, int], ...]
    totals: tuple[tuple[str, int], ...]
    values: tuple[tuple[str | int, int, int, str], ...]
    strong: bool
    size: int
    shifts: tuple[Span, ...]

    def cut(self, text: str) -> list[str]:
        """The parts of a line of this shape."""
        if len(text) == self.size:
            return [text[begin:end] for begin, end in self.spans]
        runs = _LONG_RUN.findall(text)
        longer = list(accumulate((len(run) - _RUN for run in runs), initial=0))
        return [
            text[begin + longer[before] : end + longer[within]]
            for (begin, end), (before, within) in zip(self.spans, self.shifts, strict=True)
        ]


def shapes(texts: Sequence[str]) -> list[str]:
    """The shape of each line."""
    masked = "\n".join(texts).encode(errors="surrogatepass").translate(_MASK)
    zeros = masked.decode(errors="surrogatepass")
    return _LONG_RUN.sub("0" * _RUN, zeros).split("\n")


@dataclass(kw_only=True)
class _Draft:
    """A layout in the making."""

    spans: list[Span]
    counters: dict[str, int]
    totals: dict[str, int]
    values: list[tuple[str | int, int, int, str]]
    strong: bool = False

    def add(self, span: Span) -> int:
        """The place of a part that is to be cut out."""
        self.spans.append(span)
        return len(self.spans) - 1


@lru_cache(maxsize=_MOST_SHAPES)
def layout(shape: str) -> Layout | None:
    """The layout of all lines of a shape; None where they hold no counter and no value.

    What is left out is blanked, so that everything keeps its place.
    """
    text = _WRAPPED.sub(_unwrapped, shape) if "(" in shape else shape
    text = _ASIDE.sub(lambda match: " " * len(match[0]), text)
    if not _LIKELY.search(text) and not _COUNTER.search(text) and _SLASH not in text:
        return None
    prefix = _PREFIX.match(text)
    start = prefix.end() if prefix else 0
    text = " " * start + text[start:]
    bar = _BAR.search(text)
    draft = _Draft(spans=[], counters={}, totals={}, values=[])
    text = _without_counters(_without_bar(text, bar) if bar else text, draft)
    led = None if draft.counters or bar else _LED.match(text, start)
    if led:
        text = " " * led.end() + text[led.end() :]
        draft.strong = True
    _add_values(text, draft)
    if led and draft.values:
        draft.counters["iteration"] = draft.add(led.span(led.lastgroup or 0))
    if bar and draft.values:
        draft.counters["step"], draft.totals["step"] = map(draft.add, map(bar.span, (1, 2)))
        draft.strong = True
    return _finished(draft, shape) if draft.counters or draft.values else None


def _finished(draft: _Draft, shape: str) -> Layout:
    ends = [run.end() for run in _LONG_RUN.finditer(shape)]
    return Layout(
        spans=tuple(draft.spans),
        counters=tuple(draft.counters.items()),
        totals=tuple(draft.totals.items()),
        values=tuple(draft.values),
        strong=draft.strong,
        size=len(shape),
        shifts=tuple(
            (sum(end <= begin for end in ends), sum(end <= stop for end in ends))
            for begin, stop in draft.spans
        ),
    )


def _unwrapped(match: re.Match[str]) -> str:
    """`np.float64(0.5)` with blanks in the place of all but the number."""
    begin, end = match.span(1)
    return " " * (begin - match.start()) + match[1] + " " * (match.end() - end)


def _without_bar(text: str, bar: re.Match[str]) -> str:
    """The text with commas in the place of a progress bar, of which only the postfix is kept."""
    begin, end = bar.span("postfix")
    opened, closed = "," + " " * (begin - bar.start() - 1), "," * (bar.end() - end)
    return "".join([text[: bar.start()], opened, bar["postfix"], closed, text[bar.end() :]])


def _without_counters(text: str, draft: _Draft) -> str:
    """The text with commas in the place of its counters, which go into the draft."""
    rest, last = [], 0
    for match in _COUNTER.finditer(text):
        if _ELSE.search(text, max(match.start() - _LONGEST_ELSE, 0), match.start()):
            continue
        word = match["word"]
        if not draft.counters:
            draft.strong = not text[: match.start()].strip(" [(<{'\"")
        if word not in draft.counters:
            draft.counters[word] = draft.add(match.span("n"))
        if match["total"] and word not in draft.totals:
            draft.totals[word] = draft.add(match.span("total"))
        if match["inner"] and not match["aside"] and word.lower() == "epoch":
            draft.counters["step"] = draft.add(match.span("inner"))
            draft.totals["step"] = draft.add(match.span("size"))
        rest += [text[last : match.start()], ",", " " * (match.end() - match.start() - 1)]
        last = match.end()
    return "".join([*rest, text[last:]])


def _add_values(text: str, draft: _Draft) -> None:
    found = False
    for match in _PAIR.finditer(text):
        key = match["key"]
        if key.lower() not in _KEYWORDS and not key.split(" ")[-1].isdigit():
            found = True
            more = draft.add(match.span("more")) if match["more"] else -1
            _add_value(match, more, draft)
    if not found and (draft.strong or text.count(_SLASH) >= _SLASHES):
        for begin, end in _parts(text):
            whole = _LOOSE.fullmatch(text, begin, end)
            if whole:
                _add_value(whole, -1, draft)


def _add_value(match: re.Match[str], more: int, draft: _Draft) -> None:
    begin, end = match.span("key")
    name: str = match["key"]
    if name.count("(") > name.count(")"):  # it begins inside of a remark in brackets
        begin += name.rindex("(") + 1
        name = match.string[begin:end]
    key = draft.add((begin, end)) if "0" in name else name
    draft.values.append((key, draft.add(match.span("value")), more, match["unit"]))


def _parts(text: str) -> Iterator[Span]:
    """The parts of a line between commas, colons and dashes, without blanks at their ends."""
    last = 0
    for separator in _SEPARATOR.finditer(text):
        part = text[last : separator.start()]
        stripped = part.strip()
        if stripped:
            begin = last + part.index(stripped)
            yield begin, begin + len(stripped)
        last = separator.end()
