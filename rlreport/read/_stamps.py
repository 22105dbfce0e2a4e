"""What a logger, a launcher or a cluster writes before nearly every line: left out of all of them.

So tables and boxes are read as they were printed. Brackets that may name a run are none of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from itertools import islice

from rlreport.read._counting import WORDS

TIME = r"\d\d?:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?(?: [AP]M)?"
_DATE = r"(?:\d{4}[-/]\d\d[-/]\d\d|\d\d/\d\d/\d{4}|[A-Z][a-z]{2} [ \d]\d(?: \d{4})?)"
_DAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
LEVEL = r"(?:INFO|DEBUG|WARN(?:ING)?|ERROR|CRITICAL|TRACE|SUCCESS)"
LOGGER = rf"(?:{LEVEL}:[\w.]+:|[\w.]+ - {LEVEL} - )"
_SAID = rf"(?:\w*(?:loss|reward|return|score|acc|win|success)|(?:{WORDS})\b)"
_PARTS = (
    rf"[\[(]?{_DAY} [A-Z][a-z]{{2}} [ \d]\d {TIME}(?: [A-Z]{{3,4}})? \d{{4}}[\])]?",  # of C
    r"\[\d{1,3},\d{1,5}\]<std(?:out|err)>(?=:)",  # of MPI, and the process
    rf"[\[(]?(?:{_DATE}[T ,] ?)?{TIME}[\])]?",
    rf"{LEVEL}:(?!(?i:{_SAID}))[\w.]+(?=:)",  # of Python, and who logs
    rf"[\[(]{LEVEL}[\])](?=[\s:|\]-])|[\[(]?{LEVEL}(?=[\s:\]-])|{LEVEL}(?=\|)",
    r"std(?:out|err) [FP](?= )",  # of containerd
    r"[IWEF]\d{4}(?= \d\d:)| {0,6}\d{1,16}(?= [\w./-]+\.(?:py|cc|cpp|go):\d+\])",  # of glog
    r"\((?:[\w.@-]+ )?pid=[^()]*\)",
    r"\[(?:rank|default|gpu|worker|proc)[ _]?\d+\]",
    r"[\[(]?[\w./-]+\.(?:py|cc|cpp|go):\d+[\])]?",
    r"[\w.]+:[\w<>]+:\d+(?= - )",
    r"(?:[\w.-]+ )?[\w.-]+\[\d+\](?=:)",  # of syslog
    r"(?:__main__|root|[\w.]*(?:logger|logging))(?=\s*[-:|])",
    r"\d{1,3}(?=: )",  # of Slurm, the number of a task
    r"[\w.-]*(?:worker|rank|node|trainer|master|pod|gpu)[\w.-]*(?= \| )",
    r">{1,3}(?= )",
)
# One mark behind each, none behind a bracket: a box, or the first cell of a table, may follow.
_MARK = r"(?:[\]:]{1,2} ?|(?<![\])]) *[-|](?= ) ?| ?)"
STAMP = rf"(?:(?:{'|'.join(_PARTS)}){_MARK})+"
_BEFORE = re.compile(STAMP)
_LOOK_AT = 300  # lines
_FEWEST = 4
_MOSTLY = 0.9  # share of the lines that begin so
_SHARE = 0.05  # share of the lines that begin so for sure
_MOST = 20  # forms of what they begin with
_DIGITS = re.compile(r"\d+")


def pattern(text: str) -> re.Pattern[str] | None:
    """What to leave out at the beginning of each line of a log that begins with `text`."""
    lines = [*islice((line for line in text.splitlines() if line.strip()), _LOOK_AT)]
    stamps = Counter(
        _DIGITS.sub("0", match[0]) for line in lines if (match := _BEFORE.match(line.lstrip()))
    )
    if len(lines) < _FEWEST or stamps.total() < _MOSTLY * len(lines):
        return None
    found = dict(stamps.most_common(_MOST))
    common = {form for form, count in found.items() if count >= _SHARE * len(lines)}
    known = [form for form in found if not any(_goes_on(form, one, common) for one in found)]
    forms = [re.escape(form).replace("0", r"\d+") for form in sorted(known, key=len, reverse=True)]
    if forms == [r"\d+:\ "] and _counts(lines):
        return None
    return re.compile(rf"^[ \t]*(?:{'|'.join(forms)})", re.MULTILINE)


def _goes_on(form: str, other: str, common: Collection[str]) -> bool:
    """Whether a form is another one with what a table or a box begins with: blanks, or a mark."""
    if form == other or not form.startswith(other):
        return False
    more = form[len(other) :].strip()
    return not more or (other in common and not more.strip("|-"))


def _counts(lines: list[str]) -> bool:
    """Whether the numbers before lines are their own count, and not that of a task."""
    numbers = [int(match[0]) for line in lines if (match := _DIGITS.search(line))]
    return len({*numbers}) * 4 > len(numbers)
