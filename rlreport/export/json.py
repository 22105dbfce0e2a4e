"""Findings -> report.json, by the schema `rlreport.report/1` (docs/schemas.md)."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

import msgspec
import numpy as np

from rlreport.export import Export
from rlreport.export._provenance import provenance
from rlreport.values import Findings, FloatArray, Group, Observation, Run, Sentence, Trend
from rlreport.version import VERSION

SCHEMA = "rlreport.report/1"


def report_dict(findings: Findings) -> dict[str, Any]:
    """The findings as plain data for JSON: no NaN, no infinity, no array.

    The schema `rlreport.report/1` may grow, but what stands in it does not change its meaning.
    """
    narrative = findings.narrative
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "settings": _settings(findings),
        "provenance": dict(provenance(findings)),
        "runs": [_run(run) for run in findings.logs.runs],
        "refused": [asdict(refusal) for refusal in findings.logs.refused],
        "issues": [asdict(issue) for issue in findings.issues],
        "curves": [_curve(trend) for trend in findings.trends],
        "groups": [_group(group) for group in findings.groups],
        "observations": [_observation(observation) for observation in findings.observations],
        "sentences": [_sentence(sentence) for sentence in narrative.sentences],
        "headline": _sentence(narrative.headline),
        "brief": [_sentence(sentence) for sentence in narrative.brief],
        "caption": narrative.caption,
        "key": list(narrative.key),
    }


def numbers(values: FloatArray) -> list[float | None]:
    """The array `(n,)` as a list in which every NaN and infinity is None."""
    plain: list[float | None] = values.tolist()
    for row in np.flatnonzero(~np.isfinite(values)):
        plain[row] = None
    return plain


def number(value: float) -> float | None:
    """The value, or None where it is NaN or infinite."""
    return float(value) if math.isfinite(value) else None


def _settings(findings: Findings) -> dict[str, Any]:
    plain = asdict(findings.settings)
    return {name: list(v) if isinstance(v, tuple) else v for name, v in plain.items()}


def _run(run: Run) -> dict[str, Any]:
    return {
        "name": run.name,
        "sources": list(run.sources),
        "format": run.format,
        "group": run.group,
        "issues": [asdict(issue) for issue in run.issues],
    }


def _curve(trend: Trend) -> dict[str, Any]:
    curve, method, noise = trend.curve, trend.method, trend.noise
    return {
        "run": curve.run,
        "metric": curve.metric,
        "label": curve.meaning.label,
        "role": curve.meaning.role,
        "unit": curve.meaning.unit,
        "axis": asdict(curve.axis),
        "x": numbers(curve.x),
        "y": numbers(curve.y),
        "level": numbers(trend.level),
        "low": numbers(trend.low),
        "high": numbers(trend.high),
        "nonfinite": curve.nonfinite.tolist(),
        "method": {
            "name": method.name,
            "label": method.label,
            "parameters": {name: number(value) for name, value in method.parameters.items()},
            "looks_ahead": method.looks_ahead,
            "band": method.band,
        },
        "noise": {
            "sd": number(noise.sd),
            "phi": number(noise.phi),
            "n": noise.n,
            "n_eff": number(noise.n_eff),
        },
    }


def _group(group: Group) -> dict[str, Any]:
    """The runs behind the curve of that name and metric, and how many there are at each x."""
    return {
        "run": group.name,
        "metric": group.trend.curve.metric,
        "members": [member.curve.run for member in group.members],
        "count": group.count.tolist(),
    }


def _observation(observation: Observation) -> dict[str, Any]:
    return observation.to_dict()


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {**asdict(sentence), "about": list(sentence.about)}


def _render(findings: Findings) -> bytes:
    return msgspec.json.encode(report_dict(findings), enc_hook=_python) + b"\n"


def _python(number: np.generic) -> Any:
    """A number of NumPy, which msgspec does not take, as one of Python."""
    return number.item()


EXPORT = Export(
    name="json",
    label="JSON",
    kind="data",
    ending=".json",
    media_type="application/json",
    render=_render,
)
