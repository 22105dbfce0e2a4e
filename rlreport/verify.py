"""report.json and logs -> which of its statements hold when every number is computed anew."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from rlreport import wording
from rlreport.errors import FormatError, SourceError
from rlreport.export.json import SCHEMA, report_dict
from rlreport.pipeline import build
from rlreport.values import Flops, Logs, Settings
from rlreport.version import VERSION

SAME = 1e-6  # relative: what other processors and libraries may change in a float
_ZERO = 1e-12  # absolute, of shares and p-values; of a list or an estimate, times its largest
_SHARES = ("confidence",)  # numbers of an estimate that have another size than its value
_SHOWN = 4  # names of logs
ASK_FOR_REPORT = "Give a file that `rlreport report LOG -o report.json` wrote."

Plain = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Check:
    """One sentence, fact, group, issue or curve of a report: whether it holds, and if not, why."""

    text: str
    holds: bool
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Every check of a report; `note` says what may explain differences."""

    checks: tuple[Check, ...]
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether everything holds."""
        return all(check.holds for check in self.checks)

    @property
    def text(self) -> str:
        """How many hold, and each one that does not, with the reason."""
        kept = sum(check.holds for check in self.checks)
        head = f"{kept:,} of {wording.count(len(self.checks), 'statement')} hold."
        failed = [
            f"- does not hold: {wording.name(check.text, length=300)} ({check.why})"
            for check in self.checks
            if not check.holds
        ]
        return "\n".join([head, *failed, *([self.note] if self.note else [])])


def load_report(path: Path) -> dict[str, Any]:
    """The report in a file that the JSON output wrote.

    Raises:
        SourceError: the file cannot be read.
        FormatError: it is not a report of this schema.
    """
    content = b""
    try:
        content = path.read_bytes()
        report = msgspec.json.decode(content)
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror}.", ASK_FOR_REPORT) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        cut = "truncated" in str(error) or f"(byte {len(content)})" in str(error)
        what = "this JSON is cut off" if cut else "this is not JSON"
        raise FormatError(f"{path}: {what}.", ASK_FOR_REPORT) from error
    if not isinstance(report, dict) or report.get("schema") != SCHEMA:
        raise FormatError(f"{path}: this is not a report of schema {SCHEMA}.", ASK_FOR_REPORT)
    missing = {"settings", "curves", "observations", "sentences", "headline", "brief"} - set(report)
    if missing:
        raise FormatError(f"{path}: the report lacks {', '.join(sorted(missing))}.", ASK_FOR_REPORT)
    return report


def verify(report: Plain, logs: Logs) -> Outcome:
    """Build the report on `logs` anew, with its own settings, and compare each statement.

    A sentence holds when every observation that it is about has the numbers that the logs give,
    and it stands so, word for word, in the report that these numbers give. An observation, a
    group, an issue, the order of the key observations, and a curve with its points and its smooth
    hold when they are those of the logs.

    Raises:
        FormatError: the report's settings or sentences are not what the schema says.
        ChoiceError: the logs do not have what the report is about.
    """
    try:
        anew = report_dict(build(logs, _settings(report["settings"])))
        checks = compared(report, anew)
    except (KeyError, TypeError, AttributeError) as error:
        raise FormatError("The report is damaged: its parts do not fit its schema.") from error
    return Outcome(checks=checks, note=_note(report, checks))


def compared(report: Plain, anew: Plain) -> tuple[Check, ...]:
    """A check for each statement of `report` against the report made `anew`, both as plain data.

    Raises:
        KeyError, TypeError, AttributeError: the report is not what the schema says.
    """
    return (
        *_curves(report, anew),
        *_sentences(report, anew),
        *_facts(report, anew),
        *_parts(report, anew),
    )


def _note(report: Plain, checks: tuple[Check, ...]) -> str:
    """What may explain differences: another version, or other logs."""
    written, notes = report.get("version", ""), []
    if written != VERSION:
        notes.append(f"Written by rlreport {written}; this is {VERSION}.")
    curves = [check for check in checks if check.text.startswith(_CURVE)]
    if curves and not any(check.holds for check in curves):
        sources = [source for run in report.get("runs", ()) for source in run["sources"]]
        some = ", ".join(wording.path(source) for source in sources[:_SHOWN])
        notes.append(f"No curve is that of these logs; the report was written on {some}.")
    return " ".join(notes)


def _settings(plain: Plain) -> Settings:
    low, high = plain["range"]
    return Settings(
        x=plain["x"],
        metrics=tuple(plain["metrics"]),
        runs=tuple(plain["runs"]),
        smooth=plain["smooth"],
        range=(low, high),
        groups=tuple(plain.get("groups", ())),
        reference=plain.get("reference", ""),
        flops=Flops(**plain["flops"]) if plain.get("flops") else None,
    )


_CURVE = "the curve of "


def _curves(report: Plain, anew: Plain) -> list[Check]:
    computed = {(curve["run"], curve["metric"]): curve for curve in anew["curves"]}
    checks = []
    for curve in report["curves"]:
        known = computed.get((curve["run"], curve["metric"]))
        why = _difference(curve, known) if known else "the logs do not hold it"
        text = f"{_CURVE}{curve['metric']} in {curve['run']}"
        checks.append(Check(text=text, holds=not why, why=why))
    return checks


def _sentences(report: Plain, anew: Plain) -> list[Check]:
    stated = {observation["id"]: observation for observation in report["observations"]}
    computed = {observation["id"]: observation for observation in anew["observations"]}
    known = [_stated(sentence) for sentence in _all_sentences(anew)]
    texts = {sentence["text"] for sentence in _all_sentences(anew)}
    checks = []
    for sentence in _all_sentences(report):
        whys = (_fact(identity, stated, computed) for identity in sentence["about"])
        why = next((why for why in whys if why), "")
        if not why and sentence["text"] not in texts:
            why = "this text is not what the numbers from the logs give"
        if not why and _stated(sentence) not in known:
            why = "it stands elsewhere, on other facts or with another status"
        checks.append(Check(text=sentence["text"], holds=not why, why=why))
    return checks


def _stated(sentence: Plain) -> tuple[object, ...]:
    """All that a sentence says: what a possible reason states is no measured fact."""
    parts = ("section", "heading", "text", "status", "source")
    return (*(sentence.get(part, "") for part in parts), tuple(sentence["about"]))


def _facts(report: Plain, anew: Plain) -> list[Check]:
    """Every observation, also those that no sentence is about."""
    computed = {observation["id"]: observation for observation in anew["observations"]}
    stated = {observation["id"]: observation for observation in report["observations"]}
    whys = {identity: _fact(identity, stated, computed) for identity in stated}
    return [
        Check(text=f"the observation {identity}", holds=not why, why=why)
        for identity, why in whys.items()
    ]


def _parts(report: Plain, anew: Plain) -> list[Check]:
    """The groups, the issues, and the order of the key observations."""
    checks = []
    for part in ("groups", "issues"):
        for entry in report.get(part, ()):
            whys = [_difference(entry, other) for other in anew[part]]
            name = entry.get("run") or entry.get("where") or entry.get("kind")
            why = "" if "" in whys else next(iter(whys), "the logs give none")
            checks.append(Check(text=f"{part}: {name}", holds=not why, why=why))
    why = _difference(report.get("key", []), anew["key"])
    return [*checks, Check(text="the order of the key observations", holds=not why, why=why)]


def _all_sentences(report: Plain) -> list[Plain]:
    caption = {"text": report.get("caption", ""), "about": []}
    return [report["headline"], *report["brief"], caption, *report["sentences"]]


def _fact(identity: str, stated: Mapping[str, Plain], computed: Mapping[str, Plain]) -> str:
    """Why an observation does not hold, or ""."""
    if identity not in stated:
        return f"the report has no observation {identity}"
    if identity not in computed:
        return f"the logs give no observation {identity}"
    why = _difference(stated[identity], computed[identity])
    return f"{identity}: {why}" if why else ""


def _difference(
    stated: object, computed: object, where: str = "", *, tolerance: float = _ZERO
) -> str:
    """The first place where two plain values differ, or ""."""
    if stated == computed:
        return ""
    if isinstance(stated, Mapping) and isinstance(computed, Mapping):
        pairs = [(name, value, computed.get(name)) for name, value in stated.items()]
    elif isinstance(stated, list | tuple) and isinstance(computed, list | tuple):
        if len(stated) != len(computed):
            return f"{where} has {len(stated):,} entries, from the logs {len(computed):,}"
        pairs = [(str(i), *pair) for i, pair in enumerate(zip(stated, computed, strict=True))]
    else:
        same = _same(stated, computed, tolerance)
        return "" if same else f"{where} is {stated}, from the logs {computed}"
    near = _tolerance(computed)
    found = (
        _difference(
            one, other, f"{where} {name}".strip(), tolerance=_ZERO if name in _SHARES else near
        )
        for name, one, other in pairs
    )
    return next((why for why in found if why), "")


def _tolerance(computed: object) -> float:
    """What may be added to a number near zero: of a list or an estimate, by its largest number."""
    if isinstance(computed, Mapping) and "low" in computed:
        values = [computed[part] for part in ("value", "low", "high") if part in computed]
    elif isinstance(computed, list | tuple):
        values = [*computed]
    else:
        return _ZERO
    numbers = [abs(v) for v in values if isinstance(v, int | float) and math.isfinite(v)]
    return _ZERO * max(numbers) if numbers else _ZERO


def _same(stated: object, computed: object, tolerance: float) -> bool:
    if isinstance(stated, int | float) and isinstance(computed, int | float):
        return math.isclose(stated, computed, rel_tol=SAME, abs_tol=tolerance)
    return stated == computed
