"""The short forms beside the headline: a brief for a chat message, and the key observations."""

from __future__ import annotations

import sys
from dataclasses import replace

from rlreport import wording
from rlreport.narrate import events, quiet
from rlreport.narrate.construction import called, drawn
from rlreport.narrate.headline import no_contrast
from rlreport.narrate.health import losses, spoiling
from rlreport.narrate.labels import runs_of, sides
from rlreport.narrate.quiet import BESIDE
from rlreport.narrate.ranking import COMPARED, companions
from rlreport.narrate.story import Story, established
from rlreport.values import Observation, Sentence

KEY, OVERVIEW, HEALTH = "key observations", "overview", "data health"
IN_BRIEF = 3
BRIEF_NOTE = 160


def brief(story: Story, key: list[Observation]) -> tuple[Sentence, ...]:
    """Two to five sentences: what is drawn, the first key observations, and the data's health."""
    courses = [_key_sentence(o, story) for o in key if o.kind not in BESIDE]
    beside = [_key_sentence(o, story) for o in key if o.kind in BESIDE]
    quiet_ones = _nothing_to_see(story, key)
    told = [*_compared(story, key), *courses, *quiet_ones, *beside][:IN_BRIEF]
    subject = _subject(story)
    if any("[" in sentence.text for sentence in told):
        subject = replace(subject, text=f"{subject.text} {wording.INTERVALS}")
    return (subject, *told, _state(story))


def _compared(story: Story, key: list[Observation]) -> list[Sentence]:
    """The first difference that was asked for, or all, where none was established."""
    gaps = [o for o in story.observations if o.kind == "difference"]
    if not gaps or any(o.kind in COMPARED for o in key) or any(map(established, gaps)):
        return []
    if len({gap.run for gap in gaps}) == 1:
        return [Sentence(section=KEY, text=story.say(gaps[0]), about=(gaps[0].id,))]
    about = tuple(gap.id for gap in gaps)
    return [Sentence(section=KEY, text=no_contrast(gaps, story), about=about)]


def key_sentences(story: Story, key: list[Observation]) -> tuple[Sentence, ...]:
    """What spoils the reading; the observations by number; then what shows nothing."""
    return (
        *(Sentence(section=KEY, text=text, status="note") for text in spoiling(story)),
        *_compared(story, key),
        *(_key_sentence(observation, story) for observation in key),
        *_nothing_to_see(story, key),
    )


def _key_sentence(observation: Observation, story: Story) -> Sentence:
    """One key observation, told together with its companions."""
    several = [observation, *companions(observation, story)]
    text = events.told(several, story)
    return Sentence(section=KEY, text=text, about=tuple(o.id for o in several))


def _nothing_to_see(story: Story, key: list[Observation]) -> list[Sentence]:
    """One sentence for a metric without an established course, one for several of a kind.

    Then what these are on average.
    """
    still = quiet.quiet(story, key)
    told = [
        (quiet.said(why, topics, story, sys.maxsize), quiet.facts(topics, story))
        for why, topics in still.items()
    ]
    averaged = {topic.subject.meaning.label for topic in still.get(quiet.AVERAGED, ())}
    every = [topic for topics in still.values() for topic in topics]
    rest = [topic for topic in every if topic.subject.meaning.label not in averaged]
    average, facts = quiet.averages(rest, story)
    told += [(f"On average {average}.", facts)] if average else []
    return [
        Sentence(section=KEY, text=text, about=tuple(fact.id for fact in facts))
        for text, facts in told
    ]


def _subject(story: Story) -> Sentence:
    if not story.topics:
        return Sentence(section=OVERVIEW, text="No metric of these logs can be drawn.")
    which = _which(story)
    points = [topic.points for topic in story.topics]
    most = "" if len(set(points)) == 1 else "up to "
    each = " each" if len(points) > 1 else ""
    text = f"{which}: {drawn(story)}, {most}{wording.count(max(points), 'point')}{each}."
    return Sentence(section=OVERVIEW, text=wording.capitalised(text))


def _which(story: Story) -> str:
    """What is reported on: "run a", "group a (5 runs)", "3 groups"."""
    first = story.topics[0]
    single = [topic for topic in story.topics if topic.runs == 1]
    groups = [topic for topic in story.topics if topic.runs > 1]
    if single and groups:
        return f"{sides(groups)} and {wording.count(runs_of(single), 'single run')}"
    if runs_of(story.topics) > 1:
        return sides(story.topics)
    if first.runs > 1:
        return f"group {wording.name(first.run)} ({wording.count(first.runs, 'run')})"
    return called(first.run)


def _state(story: Story) -> Sentence:
    """How sound the data are; a single thing that was lost is told itself."""
    notes = losses(story)
    if not notes:
        text = "Nothing was lost or repaired in the data."
    elif len(notes) == 1 and len(notes[0]) <= BRIEF_NOTE:
        text = notes[0]
    else:
        first = next((note for note in notes if len(note) <= BRIEF_NOTE), "")
        others = wording.count(len(notes) - bool(first), "remark")
        rest = f"Data health has {others}{' more' if first else ''}."
        text = f"{first} {rest}".strip()
    return Sentence(section=HEALTH, text=text)
