"""Which facts another one says better: the flank of a dip, the peak before a collapse."""

from __future__ import annotations

import math
from collections.abc import Callable

from rlreport.narrate.health import holed
from rlreport.narrate.story import Story, Topic, established, late, turn
from rlreport.values import Observation

TELLING = ("dip", "surge", "step", "collapse", "plateau", "saturation", "oscillation")
"""Kinds next to which the borders of phases say nothing new."""
EVENTS = ("dip", "step", "surge")
"""Kinds of which one event is told once: what comes first here wins where both are as large."""
MANY_TURNS = 4
"""Turning points from which an oscillation says more than its dips and peaks one by one."""
_NEAR = 0.1  # share of a change by which a steep rise or a jump may differ and still be that change
_ASTRAY = 0.3
"""The same of the levels on both sides of a jump together, which are known less well than its size:
jumps up and down on the way may leave about one of them."""


def told_better(observation: Observation, topic: Topic, story: Story) -> bool:
    """Whether another fact on the topic says it better, or the data's health does."""
    if observation.words.get("shape") == "scattered":
        return holed(topic, story)
    by = _BY_KIND.get(observation.kind)
    if by is not None and by(observation, topic, story):
        return True
    return any(_retells(observation, other) for other in story.on(topic, *EVENTS))


def is_whole(surge: Observation, change: Observation) -> bool:
    """Whether a steep rise goes from about where the curve starts to about where it ends."""
    return surge.words["shape"] == "steep" and _away(surge, ("bottom", "top"), change) <= _NEAR


def _away(event: Observation, levels: tuple[str, str], change: Observation) -> float:
    """How far an event's levels lie off those at the start and the end, as a share of the change.

    Infinite where there is no such change.
    """
    if "start" not in change.estimates or not established(change):
        return math.inf
    pairs = zip(levels, ("start", "end"), strict=True)
    away = sum(abs(event.estimates[e].value - change.estimates[c].value) for e, c in pairs)
    return away / abs(change.estimates["absolute"].value)


def jump(topic: Topic, story: Story) -> Observation | None:
    """The jump that makes about the whole change of the topic, where there is one."""
    changes = story.on(topic, "change")
    steps = [o for o in story.on(topic, "step") if established(o)]
    return next((o for o in steps if any(_makes(o, change) for change in changes)), None)


def _makes(step: Observation, change: Observation) -> bool:
    """Whether a jump is as large as a change, and between about its levels."""
    if _away(step, ("before", "after"), change) > _ASTRAY:
        return False
    whole = change.estimates["absolute"].value
    return abs(step.estimates["size"].value - whole) <= _NEAR * abs(whole)


def before_collapse(surge: Observation, topic: Topic, story: Story) -> bool:
    """Whether what follows a peak is a collapse, which says from where it fell."""
    falls = [o for o in story.on(topic, "collapse") if established(o)]
    if not falls or surge.x is None or surge.span is None or falls[0].x is None:
        return False
    return surge.words["shape"] != "steep" and surge.x <= falls[0].x <= surge.span[1]


def oscillates(topic: Topic, story: Story) -> bool:
    """Whether the topic goes to and fro so often that single dips and peaks say little."""
    return any(o.estimates["turns"].value >= MANY_TURNS for o in story.on(topic, "oscillation"))


def is_frozen(topic: Topic, story: Story) -> bool:
    """Whether the topic ends in one and the same value."""
    return any(o.words["shape"] == "frozen" for o in story.on(topic, "divergence"))


def is_counter(topic: Topic, story: Story) -> bool:
    """Whether a metric of unknown meaning only counts on, beside others that do more."""
    trends = [o for o in story.on(topic, "trend") if o.words.get("shape") == "schedule"]
    return bool(trends) and topic.subject.meaning.role == "other" and len(story.topics) > 1


def _course_is_told(_: Observation, topic: Topic, story: Story) -> bool:
    """Whether the topic as a whole turns, collapses or only counts on."""
    fallen = any(map(established, story.on(topic, "collapse")))
    return fallen or turn(topic, story) is not None or is_counter(topic, story)


def _dip_is_told(_: Observation, topic: Topic, story: Story) -> bool:
    """Whether it is one of many."""
    return oscillates(topic, story)


def _surge_is_told(surge: Observation, topic: Topic, story: Story) -> bool:
    """Whether it is the change itself, the top that a collapse falls from, or one of many."""
    if any(is_whole(surge, change) for change in story.on(topic, "change")):
        return True
    return before_collapse(surge, topic, story) or oscillates(topic, story)


def _step_is_told(step: Observation, topic: Topic, story: Story) -> bool:
    """Whether it is the change itself, which then says where it came."""
    return step == jump(topic, story)


def _plateau_is_told(_: Observation, topic: Topic, story: Story) -> bool:
    """Whether the level is frozen at one value, or comes back towards the end."""
    return is_frozen(topic, story) or late(topic, story) is not None


def _shape_is_told(_: Observation, topic: Topic, story: Story) -> bool:
    """Whether its turning points are told as dips and surges."""
    return any(map(established, story.on(topic, "dip", "surge")))


def _border_is_told(_: Observation, topic: Topic, story: Story) -> bool:
    """Whether what begins or ends there is told."""
    return any(map(established, story.on(topic, *TELLING)))


def _end_is_told(_: Observation, topic: Topic, story: Story) -> bool:
    """Whether the values broke off on the way, so that it goes nowhere from there."""
    return any(o.words["shape"] != "scattered" for o in story.on(topic, "divergence"))


def _pace_is_told(pace: Observation, topic: Topic, story: Story) -> bool:
    """Whether there is no change of pace that is clear, or what else happened says it better.

    Behind a fall on the way, a rise seems to gather pace.
    """
    if turn(topic, story) is not None or jump(topic, story) is not None:
        return True
    ends = [o for o in story.on(topic, "plateau", "saturation") if established(o)]
    surges = [o for o in story.on(topic, "surge") if o.words["shape"] == "steep"]
    course = pace.words["course"]
    clear = course == "slowing" or (course != "even" and pace.words["way"] == "one")
    return not clear or bool(ends or surges)


def _retells(one: Observation, other: Observation) -> bool:
    """Whether one is the flank, the shoulder or the bottom of what the other is about."""
    if one.kind not in EVENTS or one.kind == other.kind or not established(other):
        return False
    if "steep" in (one.words.get("shape"), other.words.get("shape")):
        return False
    if one.x is None or other.span is None or not other.span[0] <= one.x <= other.span[1]:
        return False
    if other.kind == "dip" and one.kind == "step":
        return True
    return (other.strength, -EVENTS.index(other.kind)) > (one.strength, -EVENTS.index(one.kind))


_BY_KIND: dict[str, Callable[[Observation, Topic, Story], bool]] = {
    "change": _course_is_told,
    "trend": _course_is_told,
    "dip": _dip_is_told,
    "surge": _surge_is_told,
    "step": _step_is_told,
    "plateau": _plateau_is_told,
    "nonmonotone": _shape_is_told,
    "changepoint": _border_is_told,
    "efficiency": _pace_is_told,
    "saturation": _end_is_told,
}
