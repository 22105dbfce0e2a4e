"""Lines before which a log begins anew -> what they call the runs, as `Agent: DQN` does.

A line that stands at the same distance before the first row of every run, and differs in a word or
in a setting, names them. One that comes again as it is, such as `Using device: cuda`, says at least
that a training begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, takewhile

from rlreport.catalogue import describe
from rlreport.read._prose import LineKind, fields
from rlreport.read._writers import end_of_prefix

_FAR = 12  # lines before a run
_LONGEST = 80  # characters of a line that names one
_LONGEST_ABOVE = 200  # of one that may come again
_NEXT_BUT_ONE = 2  # lines behind the end of the run before
_SURE = 2  # runs, above which remarks may stand by chance
_TOKEN = re.compile(r"[^\W\d][\w.-]*\s*[:=](?!=)\s*[^\s,|;]+|\S+")
_EDGES = re.compile(r"^[^\w'\"-]+|[^\w)\]}'\"]+$")
_CLOCK = re.compile(r"\d:\d\d\b|\d{4}-\d\d-\d\d|\b[\da-f]*\d[\da-f]{6,}\b")
_WORD = re.compile(r"[^\W\d_]{3}")
_DIGITS = re.compile(r"\d+(?:\.\d*)?(?:e[+-]?\d+)?")
_SET = re.compile(
    r"\b((?!(?:in|at|after|of|to|from|by|for|took)\b)[^\W\d][\w.-]*)(?:\s*[:=]\s*|\s+#?)[-+.\d]"
)
_PAIR = re.compile(r"(?P<key>[\w.-]+)\s*[:=]\s*(?P<value>.+)")
_COMMA = re.compile(r"\s+,")
_JOB = re.compile(r"#?\d+ : ")  # before the settings of a job of Hydra's
_MARKDOWN = re.compile(r"#+ ")
_RULE = re.compile(r"\s*[╔╚╠┌└├+]?([=─━═*#~_-])\1{4,}[╗╝╣┐┘┤+]?\s*")
_RESUMES = re.compile(r"load|resum|restor|continu|checkpoint|found|saved", re.IGNORECASE)
# What programs say before they train, once; and what they say within a training.
_SETS_UP = re.compile(
    r"\b(?:(?:start|begin|launch)\w*\b.{0,20}\b(?:train|learn|run)\w*|train\w* start\w*"
    r"|initiali[sz](?:ing|ed)|using|device|args|namespace|arguments|config(?:uration)?"
    r"|hyper-?parameters|settings|env(?:ironment)?)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"epoch|valid|eval|test|episode|iter|update|rollout|play|generat|round|phase|collect",
    re.IGNORECASE,
)
_RUNS = {"trial", "run", "job", "experiment"}  # words that count runs
_SETTINGS = {"other", "config", "label", "learning_rate", "schedule", "parallelism"}


@dataclass(frozen=True, kw_only=True)
class Openings:
    """Lines above the first row of a log, any of which may come again where it begins anew.

    Attributes:
        whole: lines, and whether they say that a training is set up.
        led: what stands before a clock in others, and the same.
    """

    whole: Mapping[str, bool] = field(default_factory=dict)
    led: Mapping[str, bool] = field(default_factory=dict)

    def among(self, texts: Sequence[str]) -> Iterator[tuple[int, str]]:
        """The places of such lines among others, and which they are."""
        if not self.led and self.whole.keys().isdisjoint(texts):
            return
        led = tuple(self.led)
        for place, text in enumerate(texts):
            if text in self.whole:
                yield place, text
            elif led and text.startswith(led):
                yield place, next(one for one in led if text.startswith(one))

    def says_so(self, text: str) -> bool:
        """Whether such a line says that a training is set up."""
        return self.whole.get(text, False) or self.led.get(text, False)


def above(texts: Sequence[str]) -> Openings:
    """The lines above the first with a counter and a value."""
    kinds = (found.kind if found else None for found in fields(texts))
    is_row = (isinstance(kind, LineKind) and kind.is_row for kind in kinds)
    first = next((place for place, known in enumerate(is_row) if known), 0)
    lines = [text for text in texts[max(first - _FAR, 0) : first] if _is_short(text)]
    told = [(text, _CLOCK.search(text)) for text in lines]
    led = (text[: clock.start()].rstrip(".0123456789") for text, clock in told if clock)
    return Openings(
        whole={text: _sets_up(text) for text, clock in told if not clock},
        led={text: _sets_up(text) for text in led if _WORD.search(text)},
    )


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST_ABOVE and bool(_WORD.search(text))


def _sets_up(text: str) -> bool:
    return bool(_SETS_UP.search(text) and not _GOES_ON.search(text))


def names(texts: Sequence[str], begins: Sequence[tuple[int, int]]) -> Mapping[str, str]:
    """Lines to the names of the runs that they open; none where no lines name all of them.

    Args:
        texts: the lines of the log.
        begins: of each run, where the one before it ended and where it begins.
    """
    above = [
        [text for text in texts[max(end + 1, begin - _FAR) : begin] if text.strip()][::-1]
        for end, begin in begins
    ]
    rows = [*zip(*above, strict=False)]
    heads = _opens_paragraphs(texts, [begin for _, begin in begins]) or _is_all_between(begins)
    for place, lines in enumerate(rows):
        around = (*rows[max(place - 1, 0) : place], *rows[place + 1 : place + 2])
        is_framed = len(around) > 1 and all(map(_RULE.fullmatch, chain(*around)))
        is_heading = is_framed or (heads and not place)
        found = _told([_said(line) for line in lines], is_heading=is_heading)
        if found:
            return dict(zip(lines, found, strict=True))
    return {}


def _said(line: str) -> str:
    """A line without what loggers write before it; a heading of Markdown with its mark."""
    return line if _MARKDOWN.match(line) else _JOB.sub("", line[end_of_prefix(line) :])


def _opens_paragraphs(texts: Sequence[str], begins: Sequence[int]) -> bool:
    """Whether the line right above each run is the first one below a rule, or a blank line."""
    return all(
        texts[begin - 1].strip()
        and not _RESUMES.search(texts[begin - 1])
        and (not texts[begin - 2].strip() or _RULE.fullmatch(texts[begin - 2]))
        for begin in begins
        if begin > 1
    )


def _is_all_between(begins: Sequence[tuple[int, int]]) -> bool:
    """Whether there is one line between all of several runs, and above the first."""
    return len(begins) > _SURE and all(begin - end == _NEXT_BUT_ONE for end, begin in begins)


def _told(lines: Sequence[str], *, is_heading: bool) -> list[str]:
    """What tells lines apart that are alike at their begin or end; nothing where no word does.

    Headings, below a blank line, between two rules or all that is between runs, need not be alike.
    """
    if max(map(len, lines)) > _LONGEST or any(map(_CLOCK.search, lines)):
        return []
    tokens = [_TOKEN.findall(line) for line in lines]
    before = _alike(tokens)
    behind = _alike(own[before:][::-1] for own in tokens)
    middles = [own[before : len(own) - behind] for own in tokens]
    if not all(middles):
        middles = tokens
    elif before and _goes_with(tokens[0][before - 1], [own[0] for own in middles]):
        middles = [own[before - 1 : len(own) - behind] for own in tokens]
    found = [_closed(_EDGES.sub("", _joined(own).split("{")[0])) for own in middles]
    pairs = [pair for pair in map(_PAIR.fullmatch, found) if pair]
    if len(pairs) == len(found) and len({pair["key"] for pair in pairs}) == 1:
        found = [pair["value"] if pair["value"][0].isalpha() else pair[0] for pair in pairs]
    elif not (before + behind or is_heading) and len({_keys(own) for own in tokens}) > 1:
        return []
    return found if len(set(found)) == len(found) and _differ(found) else []


def _closed(name: str) -> str:
    """A name without a bracket at its end that was opened before it."""
    return name.removesuffix(")") if name.count(")") > name.count("(") else name


def _goes_with(word: str, told: Sequence[str]) -> bool:
    """Whether a word is part of what follows: "Run 1/3", and "learning rate = 0.1"."""
    if any(own[0].isdigit() for own in told):
        return True
    pair = _PAIR.fullmatch(told[0])
    if pair is None:
        return False
    return describe(f"{word} {pair['key']}").role not in {"other", describe(pair["key"]).role}


def _joined(tokens: Sequence[str]) -> str:
    return _COMMA.sub(",", " ".join(tokens))


def _keys(tokens: Sequence[str]) -> tuple[str, ...]:
    """What the tokens are settings of; themselves where one is none."""
    pairs = [pair for pair in map(_PAIR.fullmatch, tokens) if pair]
    return tuple(pair["key"] for pair in pairs) if len(pairs) == len(tokens) else tuple(tokens)


def _alike(tokens: Iterable[Sequence[str]]) -> int:
    """With how many equal tokens all lines begin."""
    columns = zip(*tokens, strict=False)
    return sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, columns))


def _differ(found: Sequence[str]) -> bool:
    """Whether names differ in more than numbers, or in the numbers of settings."""
    masked = {_DIGITS.sub("0", name) for name in found}
    if "" in found or not all(any(map(str.isalpha, name)) for name in found):
        return False
    if len(masked) == len(found):
        return True
    settings = {match[1] for name in found for match in _SET.finditer(name)}
    roles = {describe(name).role for name in settings if name.lower() not in _RUNS}
    return bool(settings) and roles <= _SETTINGS
