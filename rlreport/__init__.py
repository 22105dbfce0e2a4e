"""rlreport: drop a training log, get a report you can defend.

The flow, one module a stage, each a pure function from one frozen value to the next:

    sources     paths, uploads, folders, archives  ->  LogFile
    read/       LogFile                            ->  Loose         one file per format
    sheets/     Loose                              ->  sheets        numbers apart from text
    derive/     sheets of rollouts, spans, costs   ->  metrics that a log implies
    tidy/       Loose of all files                 ->  Run           cleaned once, repairs recorded
    axes/       Metric on an Axis                  ->  Curve
    smooth/     Curve                              ->  Trend         one file per smoother
    evidence/   Trend                              ->  Evidence      every test, once
    observe/    Evidence                           ->  Observation   one file per phenomenon
    narrate/    Observations                       ->  Narrative     order, group, connect
    chart/      Findings                           ->  Altair charts
    export/     Findings                           ->  bytes         one file per output
    pipeline    the whole of it: load() and report(). Start reading there.

Beside the flow: `values` (the nouns), `errors`, `texts` (counted nouns), `plugins`
(discovery), `clocks` (units of times), `catalogue` (what names mean), `stats` (pure numerics),
`synthetic` (curves whose truth is known), `selection` (what a report is about), `groups` and
`compare` (several runs), `wording` (numbers to words), `reasons` (possible ones, with sources),
`thin` (points for display), `inspection` and `verify`, `panels` and `cli` (the page and the
command line).
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from rlreport import version
from rlreport.errors import RlreportError

if TYPE_CHECKING:
    from rlreport.pipeline import Report, load, report
    from rlreport.sources import LogFile
    from rlreport.values import (
        Estimate,
        Findings,
        Logs,
        Metric,
        Observation,
        Run,
        Sentence,
        Settings,
    )

__version__ = version.VERSION

__all__ = [
    "Estimate",
    "Findings",
    "LogFile",
    "Logs",
    "Metric",
    "Observation",
    "Report",
    "RlreportError",
    "Run",
    "Sentence",
    "Settings",
    "__version__",
    "load",
    "report",
]

# Loaded when first used, so that `rlreport --help` and the first picture of the page are quick.
_LAZY = {
    **dict.fromkeys(("Report", "load", "report"), "rlreport.pipeline"),
    "LogFile": "rlreport.sources",
}


def __getattr__(name: str) -> object:
    if name in __all__:
        return getattr(importlib.import_module(_LAZY.get(name, "rlreport.values")), name)
    raise AttributeError(f"module 'rlreport' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
