"""The course of one metric in one sentence: from where to where, by how much, how surely."""

from __future__ import annotations

from rlreport import wording
from rlreport.evidence import FEWEST_POINTS
from rlreport.narrate.story import Story, Topic, established
from rlreport.observe.change import MANIFOLD
from rlreport.values import Observation
from rlreport.wording import Subject

KINDS = ("level", "change", "trend")


def told(topic: Topic, story: Story) -> tuple[str, list[Observation]]:
    """The sentence, and the observations it is about; "" where the metric has too few points."""
    levels = story.on(topic, "level")
    changes, trends = story.on(topic, "change"), story.on(topic, "trend")
    about = [*levels, *changes, *trends]
    if len(levels) != 2:
        return " ".join(story.say(o) for o in (*levels, *(trends or changes))), about
    few = topic.points < FEWEST_POINTS and topic.runs == 1
    text = _ends(levels, story.subject(levels[0]), few=few)
    if any(established(o) for o in changes):
        return (
            f"{text}: {_change(changes[0])}{_way(trends, story.on(topic, 'dip', 'surge'))}.",
            about,
        )
    facts = trends or changes
    return " ".join([f"{text}.", *(story.say(o, again=True) for o in facts)]), about


def _ends(levels: list[Observation], subject: Subject, *, few: bool) -> str:
    """Both levels, with the places; on few points without intervals, which they cannot carry."""
    stated = (o.estimates["level"] for o in levels)
    numbers = [wording.quantity(e.value, e.unit) if few else wording.estimate(e) for e in stated]
    starts, ends = (
        f"{number} ({wording.at(o.x or 0.0, subject)})"
        for number, o in zip(numbers, levels, strict=True)
    )
    return f"{wording.opening(subject)} starts at {starts} and ends at {ends}"


def _change(change: Observation) -> str:
    """The change with its interval, and what that is of the start."""
    noun = "rise" if change.direction == "up" else "fall"
    text = f"{wording.a(noun)} of {wording.size(change.estimates['absolute'])}"
    relative = change.estimates.get("relative")
    if relative is None or abs(relative.value) > MANIFOLD:
        return text
    return f"{text} ({wording.relative(relative)} of the start)"


def _way(trends: list[Observation], turns: list[Observation]) -> str:
    """What is known of the way from start to end."""
    found = [trend for trend in trends if established(trend)]
    if not found:
        return ""
    fall = "fall" if found[0].direction == "up" else "rise"
    if found[0].words["shape"] == "schedule":
        return ", from point to point without noise, as a counter or a schedule moves"
    tested = wording.p_value(found[0].p_value or 0.0)
    if found[0].words["shape"] == "monotone":
        return f" ({tested}); no {fall} on the way could be established"
    return f" ({tested})" if turns else f" ({tested}), with at least one {fall} on the way"
