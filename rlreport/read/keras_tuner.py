"""KerasTuner's `trial.json`: a trial's hyperparameters, and each metric at its best step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from rlreport.errors import FormatError
from rlreport.read import Format, _settings
from rlreport.read._json import document
from rlreport.read._records import as_number, table
from rlreport.sources import LogFile
from rlreport.texts import many
from rlreport.values import Issue, Loose

_KEYS = (b'"trial_id"', b'"hyperparameters"')


def _sniff(_name: str, head: bytes) -> int:
    first = head.lstrip()[:200]
    return 3 if first.startswith(b"{") and all(key in first for key in _KEYS) else 0


def _read(file: LogFile) -> Loose:
    trial = _dict(document(file)[0])
    rows: defaultdict[float, dict[str, object]] = defaultdict(dict)
    most = 0
    for name, step, values in _observed(_dict(_dict(trial.get("metrics")).get("metrics"))):
        rows[step][name] = float(np.mean(values))
        most = max(most, len(values))
    best, score = (as_number(trial.get(name)) for name in ("best_step", "score"))
    if score is not None:
        rows[best or 0.0]["score"] = score
    if not rows:
        raise FormatError(
            "is a trial of KerasTuner without a score: it failed, or has not ended.",
            "Name another trial, or the folder of all.",
        )
    made = table([{"step": step, **row} for step, row in sorted(rows.items())], step="step")
    text = f"Each value is the mean of up to {many(most, 'execution')} of the trial."
    issue = Issue(kind="means", where=file.name, count=most, text=text)
    return Loose(
        format=FORMAT.name,
        tables=(made,),
        config=_settings.flat(_dict(_dict(trial.get("hyperparameters")).get("values"))),
        issues=(issue,) if most > 1 else (),
    )


def _observed(metrics: Mapping[str, Any]) -> Iterator[tuple[str, float, list[float]]]:
    """The name, the step and the values, one of each execution, of all observations."""
    for name, metric in metrics.items():
        for one in map(_dict, _list(_dict(metric).get("observations"))):
            told = map(as_number, _list(one.get("value")))
            values = [value for value in told if value is not None]
            if values:
                yield name, as_number(one.get("step")) or 0.0, values


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


_SAMPLE = b"""{"trial_id": "00", "hyperparameters": {"space": [], "values": {"lr": 0.01}},
"metrics": {"metrics": {"loss": {"direction": "min", "observations": [{"value": [0.5], "step": 3}]}
}}, "score": 0.5, "best_step": 3, "status": "COMPLETED"}"""

FORMAT = Format(
    name="keras_tuner",
    label="KerasTuner's trial",
    sniff=_sniff,
    read=_read,
    sample=("trial.json", _SAMPLE),
)
