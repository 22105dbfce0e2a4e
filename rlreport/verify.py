"""report.json and logs -> which of its sentences hold when every number is computed anew."""

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
ASK_FOR_REPORT = "Give a file that `rlreport report LOG -o report.json` wrote."

Plain = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Check:
    """One sentence or curve of a report: whether it holds, and if not, why."""

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
    try:
        report = msgspec.json.decode(path.read_bytes())
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror}.", ASK_FOR_REPORT) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FormatError(f"{path}: this is not JSON.", ASK_FOR_REPORT) from error
    if not isinstance(report, dict) or report.get("schema") != SCHEMA:
        raise FormatError(f"{path}: this is not a report of schema {SCHEMA}.", ASK_FOR_REPORT)
    missing = {"settings", "curves", "observations", "sentences", "headline", "brief"} - set(report)
    if missing:
        raise FormatError(f"{path}: the report lacks {', '.join(sorted(missing))}.", ASK_FOR_REPORT)
    return report


def verify(report: Plain, logs: Logs) -> Outcome:
    """Build the report on `logs` anew, with its own settings, and compare each statement.

    A sentence holds when every observation that it is about has the numbers that the logs give,
    and its text is the one that these numbers give. A curve holds when its points and its smooth
    are those of the logs.

    Raises:
        FormatError: the report's settings or sentences are not what the schema says.
        ChoiceError: the logs do not have what the report is about.
    """
    try:
        anew = report_dict(build(logs, _settings(report["settings"])))
        checks = (*_curves(report, anew), *_sentences(report, anew))
    except (KeyError, TypeError, AttributeError) as error:
        raise FormatError("The report is damaged: its parts do not fit its schema.") from error
    written = report.get("version", "")
    note = "" if written == VERSION else f"Written by rlreport {written}; this is {VERSION}."
    return Outcome(checks=checks, note=note)


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


def _curves(report: Plain, anew: Plain) -> list[Check]:
    computed = {(curve["run"], curve["metric"]): curve for curve in anew["curves"]}
    checks = []
    for curve in report["curves"]:
        known = computed.get((curve["run"], curve["metric"]))
        why = _difference(curve, known) if known else "the logs do not hold it"
        text = f"the curve of {curve['metric']} in {curve['run']}"
        checks.append(Check(text=text, holds=not why, why=why))
    return checks


def _sentences(report: Plain, anew: Plain) -> list[Check]:
    stated = {observation["id"]: observation for observation in report["observations"]}
    computed = {observation["id"]: observation for observation in anew["observations"]}
    texts = {sentence["text"] for sentence in _all_sentences(anew)}
    checks = []
    for sentence in _all_sentences(report):
        whys = (_fact(identity, stated, computed) for identity in sentence["about"])
        why = next((why for why in whys if why), "")
        if not why and sentence["text"] not in texts:
            why = "this text is not what the numbers from the logs give"
        checks.append(Check(text=sentence["text"], holds=not why, why=why))
    return checks


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


def _difference(stated: object, computed: object, where: str = "") -> str:
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
        return "" if _same(stated, computed) else f"{where} is {stated}, from the logs {computed}"
    found = (_difference(one, other, f"{where} {name}".strip()) for name, one, other in pairs)
    return next((why for why in found if why), "")


def _same(stated: object, computed: object) -> bool:
    if isinstance(stated, int | float) and isinstance(computed, int | float):
        return math.isclose(stated, computed, rel_tol=SAME, abs_tol=1e-12)
    return stated == computed
