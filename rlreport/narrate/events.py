"""Several observations of one kind on one metric, told as one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from rlreport import wording
from rlreport.narrate.labels import alike, between, metric, share
from rlreport.narrate.story import Story
from rlreport.observe.change import relative_size
from rlreport.observe.changepoint import PHASES
from rlreport.observe.volatility import times
from rlreport.values import Observation
from rlreport.wording import Subject

LISTED = 3
"""Events that are told one by one; of more, the largest stands for all."""
VERBS = {"dip": "dipped", "step": "jumped or dropped within a few points"}
_NAMED = 3  # runs that are named one by one
GROUPED = (*VERBS, "changepoint")


def ends_early(observation: Observation) -> bool:
    """Whether it is that a run of a group stops before the others."""
    return observation.words.get("why") == "stopped"


def told(observations: Sequence[Observation], story: Story, *, again: bool = False) -> str:
    """One sentence on observations of one kind on one topic; `again` where it has been named."""
    first = observations[0]
    if len(observations) == 1:
        return story.say(first, again=again)
    if ends_early(first):
        return _stops(observations, story)
    if first.run != observations[1].run:
        return _IN_RUNS[first.kind](observations, story)
    subject = story.subject(first, again=again)
    if first.kind == "changepoint":
        return _phases(observations, subject)
    if first.kind == "change":
        return _with_place(first, observations[1], story, again=again)
    ordered = sorted(observations, key=lambda o: o.x or 0.0)
    return f"{_repeated(ordered, subject)}{_recovered(ordered)}."


def _stops(observations: Sequence[Observation], story: Story) -> str:
    """Which runs of a group stop before the others, and where, the earliest first."""
    subject = story.subject(observations[0])
    ordered = sorted(observations, key=lambda o: -math.inf if o.x is None else o.x)
    each = [
        wording.name(o.other) + ("" if o.x is None else f" ({wording.at(o.x, subject)})")
        for o in ordered
    ]
    which = wording.listing(each)
    if len(each) > LISTED:
        which = f"{len(each):,} runs, first in {each[0]}"
    label = wording.as_one(subject.meaning.label)
    return f"In {which}, {label} stops before the others; each counts only up to there."


def _with_place(change: Observation, event: Observation, story: Story, *, again: bool) -> str:
    """The change, and on which stretch most of it was made, or that it was one jump."""
    assert event.span is not None
    text = story.say(change, again=again).removesuffix(".")
    if event.kind == "step":
        return f"{text}, about all of it in one jump at {leapt(event, story)}."
    return f"{text}, most of it {wording.over(event.span, story.subject(event))}."


def leapt(step: Observation, story: Story) -> str:
    """Where the level jumped."""
    assert step.x is not None
    return wording.at(step.x, story.subject(step))


def _in_runs(changes: Sequence[Observation], story: Story) -> str:
    """In how many runs a metric changed the same way, and by how much at least and at most."""
    topics = [story.topic(change) for change in changes]
    shown = wording.opened(metric(topics[0]))
    verb = "rose" if changes[0].direction == "up" else "fell"
    known = {c.run: size for c in changes if (size := relative_size(c)) is not None}
    if len(known) < len(changes):
        known = {c.run: c.estimates["absolute"] for c in changes}
    part = share(topics, alike(topics[0], story))
    return f"{shown} {verb} in {part}, by {between(known, wording.size)}."


def _surged_in_runs(surges: Sequence[Observation], story: Story) -> str:
    """In how many runs a metric rose steeply, to what at least and at most, and on which part."""
    topics = [story.topic(surge) for surge in surges]
    spans = [surge.span for surge in surges if surge.span is not None]
    part = share(topics, alike(topics[0], story))
    tops = between({s.run: s.estimates["top"] for s in surges}, wording.estimate)
    where = wording.over(
        (min(start for start, _ in spans), max(stop for _, stop in spans)), story.subject(surges[0])
    )
    shown = wording.opened(metric(topics[0]))
    return f"{shown} surged in {part}, reaching {tops}, most of it {where}."


def _dipped_in_runs(dips: Sequence[Observation], story: Story) -> str:
    """In how many runs a metric dipped once, how low at least and at most, and where."""
    topics = [story.topic(dip) for dip in dips]
    places = [dip.x for dip in dips if dip.x is not None]
    part = share(topics, alike(topics[0], story))
    lows = between({dip.run: dip.estimates["bottom"] for dip in dips}, wording.estimate)
    where = wording.over((min(places), max(places)), story.subject(dips[0]))
    shown = wording.opened(metric(topics[0]))
    back = {"yes": ", and came back to where it had been"}.get(dips[0].words["recovered"], "")
    return f"{shown} dipped in {part} {where}, at its lowest to {lows}{back}."


def _scattered_in_runs(scatters: Sequence[Observation], story: Story) -> str:
    """In how many runs the scatter of a metric changed, and to what at least and at most."""
    topics = [story.topic(scatter) for scatter in scatters]
    part = share(topics, alike(topics[0], story))
    verb = "grew" if scatters[0].direction == "up" else "shrank"
    ratios = between({s.run: s.estimates["ratio"] for s in scatters}, times)
    return (
        f"The scatter of {metric(topics[0])} around the smooth {verb} in {part}: in the second "
        f"half of the points it is {ratios} that of the first."
    )


def _related_in_runs(relations: Sequence[Observation], story: Story) -> str:
    """In how many runs two metrics fluctuate alike, and how strongly at least and at most."""
    topics = [story.topic(relation) for relation in relations]
    part = share(topics, alike(topics[0], story))
    strengths = between({r.run: r.estimates["correlation"] for r in relations}, wording.estimate)
    other = story.subject(relations[0]).other
    both = f"{metric(topics[0])} and {wording.phrase(other.label if other else relations[0].other)}"
    how = "together" if relations[0].words["pattern"] == "together" else "in opposite directions"
    text = f"Beside their trends, {both} fluctuate {how} in {part}"
    return f"{text}, with correlations of {strengths}."


def _copies(copies: Sequence[Observation], story: Story) -> str:
    """That one metric repeats another in several runs."""
    subject = story.subject(copies[0])
    label = wording.phrase(subject.meaning.label)
    other = wording.phrase(subject.other.label if subject.other else copies[0].other)
    runs = [wording.name(copy.run) for copy in copies]
    where = wording.listing(runs) if len(runs) <= _NAMED else f"{len(runs)} runs"
    mirrored = copies[0].words["pattern"] == "mirrored"
    how = "upside down on another scale" if mirrored else "on another scale"
    return (
        f"In {where}, {label} is {other} {how}: a straight line links the two at all points they "
        "share, so what is said of the one holds for the other."
    )


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
        if not _meet(before, after):
            parts.append(_phase(before, subject))
        parts.append(_until(after, subject, again=not _meet(before, after)))
    parts.append(_phase(ordered[-1], subject))
    return f"{wording.opening(subject)} {', then '.join(parts)}."


def _meet(before: Observation, after: Observation) -> bool:
    """Whether the phase that follows one border is the one that comes before the next."""
    assert after.span is not None
    return before.x == after.span[0]


def _first(border: Observation, subject: Subject) -> str:
    """The phase before a border, from where it begins: that need not be where the curve does."""
    assert border.span is not None
    assert border.x is not None
    verb, change = PHASES[border.words["before"]][0], border.estimates["before"]
    where = wording.over((border.span[0], border.x), subject)
    return f"{verb} {where} ({wording.difference(change)})"


def _until(border: Observation, subject: Subject, *, again: bool) -> str:
    """The phase before a border, up to it; `again` where it goes the same way as one before."""
    assert border.x is not None
    verb, change = PHASES[border.words["before"]][1], border.estimates["before"]
    verb = f"{verb} further" if again and verb in {"rose", "fell"} else verb
    return f"{verb} until {wording.at(border.x, subject)} ({wording.difference(change)})"


def _phase(border: Observation, subject: Subject) -> str:
    """The phase behind a border, to its end."""
    assert border.span is not None
    verb, change = PHASES[border.words["after"]][1], border.estimates["after"]
    return f"{verb} until {wording.at(border.span[1], subject)} ({wording.difference(change)})"


_IN_RUNS = {
    "change": _in_runs,
    "dip": _dipped_in_runs,
    "duplicate": _copies,
    "relation": _related_in_runs,
    "surge": _surged_in_runs,
    "volatility": _scattered_in_runs,
}
