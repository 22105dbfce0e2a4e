"""The nouns: every value that passes from one stage to the next. Frozen, checked at construction.

    LogFile -> Loose -> Run -> Curve -> Trend -> Evidence -> Observation -> Narrative -> Findings

Arrays are float64, one-dimensional and read-only. A value that exists is valid: no later stage
checks again.
"""

from rlreport.values._basics import (
    Better,
    BoolArray,
    FloatArray,
    IntArray,
    Outcome,
    Setting,
    Status,
    frozen_array,
    increasing,
)
from rlreport.values.curves import Curve, Evidence, Group, Method, Move, Noise, Segment, Trend
from rlreport.values.facts import Estimate, Observation
from rlreport.values.narrative import Findings, Flops, Narrative, Sentence, Settings
from rlreport.values.reading import Issue, Loose, Refusal, Table
from rlreport.values.runs import Axis, Logs, Meaning, Metric, Run

__all__ = [
    "Axis",
    "Better",
    "BoolArray",
    "Curve",
    "Estimate",
    "Evidence",
    "Findings",
    "FloatArray",
    "Flops",
    "Group",
    "IntArray",
    "Issue",
    "Logs",
    "Loose",
    "Meaning",
    "Method",
    "Metric",
    "Move",
    "Narrative",
    "Noise",
    "Observation",
    "Outcome",
    "Refusal",
    "Run",
    "Segment",
    "Sentence",
    "Setting",
    "Settings",
    "Status",
    "Table",
    "Trend",
    "frozen_array",
    "increasing",
]
