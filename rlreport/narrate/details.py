"""The details of each metric: from its start to its end, then its noise."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from rlreport import wording
from rlreport.narrate import courses, events
from rlreport.narrate.comparison import KINDS as COMPARED
from rlreport.narrate.events import GROUPED, ends_early
from rlreport.narrate.labels import alike, crowded, metric, sides, verb
from rlreport.narrate.practice import AHEAD
from rlreport.narrate.quiet import single_values
from rlreport.narrate.retelling import TELLING, before_collapse, is_frozen, is_whole, oscillates
from rlreport.narrate.story import Story, Topic, duplicate, established, late, noun
from rlreport.values import Estimate, Observation, Sentence

SECTION = "details"
_LISTED, _MOST_LISTED = 3, 20
"""Runs with one value each that are told in one sentence, at least, and those told by name."""
ORDER = (
    "nonmonotone",
    "collapse",
    "dip",
    "surge",
    "step",
    "changepoint",
    "oscillation",
    "periodicity",
    "plateau",
    "efficiency",
    "saturation",
    "volatility",
    "outlier",
    "tightness",
)
ELSEWHERE = ("tightness", "efficiency", "relation", "serial collapse", "spurious parallelism")
"""Kinds that the interpretation tells, where they are established."""
ALWAYS_ELSEWHERE = "saturation"
"""The kind that the interpretation tells, established or not."""


def details(story: Story) -> tuple[Sentence, ...]:
    """What was found on every topic, and in one sentence what was not."""
    sentences: list[Sentence] = []
    for topic in story.topics:
        values = single_values(topic, story)
        single = [t for t in alike(topic, story) if t.points == 1 and t.run in values]
        if topic not in single or not _LISTED <= len(single) == len(values):
            sentences += _on(topic, story)
        elif topic == single[0]:
            sentences.append(_list(single, values, story))
    return tuple(sentences)


def _list(topics: list[Topic], values: Mapping[str, Estimate], story: Story) -> Sentence:
    """The only values of several runs, the highest first."""
    shown = wording.opened(metric(topics[0]))
    has = verb(topics[0], "has", "have")
    falling = sorted(values, key=lambda run: -values[run].value)
    told = [f"{_only(values[run])} ({wording.name(run)})" for run in falling[:_MOST_LISTED]]
    if len(falling) > _MOST_LISTED:
        more = len(falling) - _MOST_LISTED
        told.append(f"{more:,} more, down to {_only(values[falling[-1]])}")
    if values[falling[0]].value == values[falling[-1]].value:
        told = [f"{_only(values[falling[0]])} in all of them"]
    return Sentence(
        section=SECTION,
        heading=shown,
        text=f"{shown} {has} one point in each of {sides(topics)}: {wording.listing(told)}.",
        about=tuple(o.id for topic in topics for o in story.on(topic, "trend")),
    )


def _only(level: Estimate) -> str:
    return wording.quantity(level.value, level.unit)


def _on(topic: Topic, story: Story) -> list[Sentence]:
    copies = duplicate(topic, story)
    if copies:
        return [_sentence(story.say(copies[0]), copies, topic)]
    left = _repeated(topic, story) | {*courses.KINDS, *COMPARED}
    facts = [o for o in story.on(topic) if o.kind not in left and not _retold(o, topic, story)]
    sentences = [*_broken(facts, topic, story), *_course(topic, story)]
    named = bool(sentences)
    return [*sentences, *_events(facts, topic, story, again=named), *_absent(facts, topic)]


def _events(facts: list[Observation], topic: Topic, story: Story, *, again: bool) -> list[Sentence]:
    """What has a number to state, several of a kind in one sentence."""
    spoken = sorted(
        (o for o in facts if not _silent(o) and o.kind != "divergence"),
        key=_place,
    )
    parts: list[list[Observation]] = []
    for (kind, early), group in groupby(spoken, key=lambda o: (o.kind, ends_early(o))):
        several = list(group)
        parts += [several] if early or kind in GROUPED else [[o] for o in several]
    return [_sentence(_told(part, topic, story, again=again), part, topic) for part in parts]


def _told(part: list[Observation], topic: Topic, story: Story, *, again: bool) -> str:
    """The events; a steep rise that is the whole change, whose levels stand above, by its place."""
    changes = [o for o in story.on(topic, "change") if part[0].kind == "surge"]
    span = part[0].span
    if again and span is not None and any(is_whole(part[0], change) for change in changes):
        where = wording.over(span, story.subject(part[0]))
        return f"Most of that rise came {where} ({wording.p_value(part[0].p_value or 0.0)})."
    return events.told(part, story, again=again)


def _absent(facts: list[Observation], topic: Topic) -> list[Sentence]:
    """What was not found, and what cannot be told, in one sentence each."""
    absent = [o for o in facts if _silent(o) and o.outcome == "not found"]
    unknown = [o for o in facts if _silent(o) and o.outcome == "cannot tell"]
    sentences = []
    if absent:
        text = f"There is no evidence of {_either(absent)} in {topic.label}."
        sentences.append(_sentence(text, absent, topic))
    if unknown:
        text = f"Whether {topic.label} has {_either(unknown)} cannot be told from this much data."
        sentences.append(_sentence(text, unknown, topic))
    return sentences


def _broken(facts: list[Observation], topic: Topic, story: Story) -> list[Sentence]:
    """That values are not finite, or frozen: what spoils the reading comes first."""
    return [_sentence(story.say(o), [o], topic) for o in facts if o.kind == "divergence"]


def _course(topic: Topic, story: Story) -> list[Sentence]:
    text, about = courses.told(topic, story)
    return [_sentence(text, about, topic)] if text else []


def _repeated(topic: Topic, story: Story) -> set[str]:
    """The kinds whose facts another sentence states already."""
    kinds = {o.kind for o in story.on(topic) if o.kind in ELSEWHERE and established(o)}
    kinds.add(ALWAYS_ELSEWHERE)
    if crowded(topic, story):
        kinds -= {*AHEAD, "tightness"}
    if story.on(topic, "dip", "surge"):
        kinds |= {"nonmonotone"} | (set() if oscillates(topic, story) else {"oscillation"})
    if any(story.on(topic, *TELLING)):
        kinds.add("changepoint")  # the borders of phases are where these lie
    return kinds


def _retold(observation: Observation, topic: Topic, story: Story) -> bool:
    """Whether it is the peak before a collapse, or the plateau of what is frozen or comes back."""
    if observation.kind == "surge":
        return before_collapse(observation, topic, story)
    if observation.kind != "plateau":
        return False
    return is_frozen(topic, story) or late(topic, story) is not None


def _silent(observation: Observation) -> bool:
    """Not found, without a number to state: told together with the others of its kind."""
    return observation.outcome != "found" and not observation.estimates


def _place(observation: Observation) -> tuple[int, bool, float]:
    order = ORDER.index(observation.kind) if observation.kind in ORDER else len(ORDER)
    later = not ends_early(observation)
    if observation.x is not None:
        return order, later, observation.x
    return order, later, observation.span[0] if observation.span else float("-inf")


def _either(observations: list[Observation]) -> str:
    """The kinds as a choice: "a dip, a surge or an outlier"."""
    nouns = dict.fromkeys(wording.a(noun(o)) for o in observations)
    *first, last = nouns
    return f"{', '.join(first)} or {last}" if first else last


def _sentence(text: str, about: list[Observation], topic: Topic) -> Sentence:
    return Sentence(
        section=SECTION, heading=topic.title, text=text, about=tuple(o.id for o in about)
    )
