"""The details of each metric: from its start to its end, then its noise."""

from __future__ import annotations

from rlreport import wording
from rlreport.narrate.story import Story, Topic, established, noun, stillness
from rlreport.values import Observation, Sentence

SECTION = "details"
ORDER = (
    "divergence",
    "level",
    "change",
    "trend",
    "nonmonotone",
    "collapse",
    "dip",
    "surge",
    "step",
    "changepoint",
    "oscillation",
    "periodicity",
    "plateau",
    "saturation",
    "efficiency",
    "volatility",
    "outlier",
)
ELSEWHERE = ("tightness", "efficiency", "relation", "serial collapse", "spurious parallelism")
"""Kinds that the interpretation tells, where they are established."""


def details(story: Story) -> tuple[Sentence, ...]:
    """What was found on every topic, and in one sentence what was not."""
    return tuple(sentence for topic in story.topics for sentence in _on(topic, story))


def _on(topic: Topic, story: Story) -> list[Sentence]:
    told = [o for o in story.on(topic) if o.kind not in _repeated(topic, story)]
    spoken = sorted((o for o in told if not _silent(o)), key=_place)
    sentences = [_sentence(story.say(o), [o], topic) for o in spoken]
    absent = [o for o in told if _silent(o) and o.outcome == "not found"]
    unknown = [o for o in told if _silent(o) and o.outcome == "cannot tell"]
    if absent:
        text = f"There is no evidence of {_either(absent)} in {topic.label}."
        sentences.append(_sentence(text, absent, topic))
    if unknown:
        text = f"Whether {topic.label} has {_either(unknown)} cannot be told from this much data."
        sentences.append(_sentence(text, unknown, topic))
    return sentences


def _repeated(topic: Topic, story: Story) -> set[str]:
    """The kinds whose facts another sentence states already."""
    kinds = {o.kind for o in story.on(topic) if o.kind in ELSEWHERE and established(o)}
    if stillness(topic, story) and story.on(topic, "trend"):
        kinds.add("change")  # the trend says by how much it may have changed
    if any(established(o) for o in story.on(topic, "change")):
        kinds |= {o.kind for o in story.on(topic, "trend") if not established(o)}
    if story.on(topic, "dip", "surge"):
        kinds.add("nonmonotone")  # its turns are the dips and surges
    return kinds


def _silent(observation: Observation) -> bool:
    """Not found, without a number to state: told together with the others of its kind."""
    return observation.outcome != "found" and not observation.estimates


def _place(observation: Observation) -> tuple[int, float]:
    order = ORDER.index(observation.kind) if observation.kind in ORDER else len(ORDER)
    if observation.x is not None:
        return order, observation.x
    return order, observation.span[0] if observation.span else float("-inf")


def _either(observations: list[Observation]) -> str:
    """The kinds as a choice: "a dip, a surge or an outlier"."""
    nouns = dict.fromkeys(wording.a(noun(o)) for o in observations)
    *first, last = nouns
    return f"{', '.join(first)} or {last}" if first else last


def _sentence(text: str, about: list[Observation], topic: Topic) -> Sentence:
    return Sentence(
        section=SECTION, heading=topic.title, text=text, about=tuple(o.id for o in about)
    )
