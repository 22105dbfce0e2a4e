"""Several observations of one kind on one metric, told as one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rlreport import wording
from rlreport.narrate.story import Story
from rlreport.observe.changepoint import PHASES
from rlreport.values import Observation
from rlreport.wording import Subject

LISTED = 3
"""Events that are told one by one; of more, the largest stands for all."""
VERBS = {"dip": "dipped", "step": "jumped or dropped within a few points"}
GROUPED = (*VERBS, "changepoint")


def told(observations: Sequence[Observation], story: Story, *, again: bool = False) -> str:
    """One sentence on observations of one kind on one topic; `again` where it has been named."""
    first = observations[0]
    if len(observations) == 1:
        return story.say(first, again=again)
    subject = story.subject(first, again=again)
    if first.kind == "changepoint":
        return _phases(observations, subject)
    ordered = sorted(observations, key=lambda o: o.x or 0.0)
    return f"{_repeated(ordered, subject)}{_recovered(ordered)}."


def _repeated(events: Sequence[Observation], subject: Subject) -> str:
    """How often it happened, and where."""
    opening = f"{wording.opening(subject)} {VERBS[events[0].kind]} {wording.times(len(events))}"
    if len(events) > LISTED:
        most = max(events, key=lambda o: o.strength)
        return f"{opening}, most of all {_event(most, subject)}"
    return f"{opening}: {wording.listing([_event(event, subject) for event in events])}"


def _event(event: Observation, subject: Subject) -> str:
    assert event.x is not None
    facts, where = event.estimates, wording.at(event.x, subject)
    if event.kind == "dip":
        depth = f"{wording.estimate(facts['depth'])} deep"
        return f"to {wording.estimate(facts['bottom'])} at {where} ({depth})"
    return f"to {wording.estimate(facts['after'])} at {where} ({wording.difference(facts['size'])})"


def _recovered(events: Sequence[Observation]) -> str:
    """Whether the level came back behind every dip, as far as that can be told."""
    if all(event.words.get("recovered") == "yes" for event in events):
        return "; it came back each time"
    return ""


def _phases(borders: Sequence[Observation], subject: Subject) -> str:
    """Phases as one account where each begins with what the one before it ended with."""
    ordered = sorted(borders, key=lambda o: o.x or 0.0)
    parts = [_first(ordered[0], subject)]
    for before, after in pairwise(ordered):
        if before.words["after"] != after.words["before"]:
            parts.append(_phase(before, subject))
        parts.append(_until(after, subject))
    parts.append(_phase(ordered[-1], subject))
    return f"{wording.opening(subject)} {', then '.join(parts)}."


def _first(border: Observation, subject: Subject) -> str:
    """The phase before a border, from where it begins: that need not be where the curve does."""
    assert border.span is not None
    assert border.x is not None
    verb, change = PHASES[border.words["before"]][0], border.estimates["before"]
    where = wording.over((border.span[0], border.x), subject)
    return f"{verb} {where} ({wording.difference(change)})"


def _until(border: Observation, subject: Subject) -> str:
    assert border.x is not None
    verb, change = PHASES[border.words["before"]][1], border.estimates["before"]
    return f"{verb} until {wording.at(border.x, subject)} ({wording.difference(change)})"


def _phase(border: Observation, subject: Subject) -> str:
    """The phase behind a border, to its end."""
    assert border.span is not None
    verb, change = PHASES[border.words["after"]][1], border.estimates["after"]
    return f"{verb} until {wording.at(border.span[1], subject)} ({wording.difference(change)})"
