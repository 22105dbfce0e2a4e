"""What tells runs or groups apart, reference by reference, and what one run each cannot tell."""

from __future__ import annotations

from rlreport.narrate.ranking import PLACES
from rlreport.narrate.story import Story
from rlreport.reasons import HENDERSON
from rlreport.values import Observation, Sentence

KINDS = ("difference", "pace", "improvement")
HEADING = "Comparison"
_SECTION = "details"
_METHODS = (
    "Whether their methods differ cannot be told from so few runs: two runs of one method differ "
    "too, often by more than their noise. That takes three or more seeds of each."
)


def comparison(story: Story) -> tuple[Sentence, ...]:
    """Every comparison in turn: at the end, at equal x and cost, on average, pace, and chance."""
    found = [
        observation
        for topic in story.topics
        for observation in sorted(story.on(topic, *KINDS), key=_place)
    ]
    sentences = [_sentence(story.say(observation), observation) for observation in found]
    if any(observation.words["between"] == "noise" for observation in found):
        sentences.append(
            Sentence(
                section=_SECTION, heading=HEADING, text=_METHODS, status="note", source=HENDERSON
            )
        )
    return tuple(sentences)


def _place(observation: Observation) -> tuple[int, int]:
    kind = KINDS.index(observation.kind)
    return kind, PLACES.index(observation.words["at"]) if kind == 0 else 0


def _sentence(text: str, observation: Observation) -> Sentence:
    return Sentence(section=_SECTION, heading=HEADING, text=text, about=(observation.id,))
