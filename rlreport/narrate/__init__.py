"""Observations -> narrative: order, group, connect. Sees no data.

The text of one observation comes from its rule's `say`; this stage chooses which are told where.
The sections follow the four levels of Lundgard and Satyanarayan (2022, IEEE TVCG 28(1),
doi:10.1109/TVCG.2021.3114770): what is drawn, its statistics, perceived trends, and context. The
first three are computed; context is a possible reason from a curated table, marked as such.
"""

from __future__ import annotations

from collections.abc import Sequence

from rlreport.narrate.comparison import comparison
from rlreport.narrate.construction import axes, caption, overview
from rlreport.narrate.details import details
from rlreport.narrate.headline import headline
from rlreport.narrate.health import health
from rlreport.narrate.highlights import brief, key_sentences
from rlreport.narrate.interpretation import interpretation
from rlreport.narrate.ranking import ranked
from rlreport.narrate.story import tell
from rlreport.values import Issue, Logs, Narrative, Observation, Settings, Trend

__all__ = ["LENGTHS", "narrate", "shortened"]

LENGTHS = ("headline", "brief", "full")
"""Of a report's text: one line, a chat message, and everything."""


def shortened(narrative: Narrative, length: str) -> str:
    """The text at `length` "headline" or "brief", on one line."""
    if length == "headline":
        return narrative.headline.text
    return " ".join(sentence.text for sentence in narrative.brief)


def narrate(
    observations: Sequence[Observation],
    trends: Sequence[Trend],
    logs: Logs,
    issues: Sequence[Issue],
    settings: Settings,
) -> Narrative:
    """The text of a report on these observations of these trends.

    Args:
        observations: every fact that the rules found, with their ids.
        trends: what is drawn; names, axes, methods and counts are read, never the data.
        logs: where the trends come from, and the files that were refused.
        issues: everything that was odd in what the report is about.
        settings: what the user chose.
    """
    story = tell(observations, trends, logs, issues, settings)
    key = ranked(story)
    return Narrative(
        headline=headline(story, key),
        brief=brief(story, key),
        caption=caption(story),
        sentences=(
            *overview(story),
            *axes(story),
            *health(story),
            *details(story),
            *comparison(story),
            *key_sentences(story, key),
            *interpretation(story, key),
        ),
        key=tuple(observation.id for observation in key),
    )
