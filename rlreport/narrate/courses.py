"""The course of one metric in one sentence: from where to where, by how much, how surely.

Of a metric that shows none, what it is on average.
"""

from __future__ import annotations

from rlreport import wording
from rlreport.evidence import FEWEST_POINTS
from rlreport.narrate.story import Story, Topic, established
from rlreport.observe.change import well_in_percent
from rlreport.values import Observation
from rlreport.wording import Subject

KINDS = ("level", "average", "change", "trend")


def told(topic: Topic, story: Story) -> tuple[str, list[Observation]]:
    """The sentence, and the observations it is about; "" where the metric has too few points."""
    levels = story.on(topic, "level")
    changes, trends = story.on(topic, "change"), story.on(topic, "trend")
    averages = story.on(topic, "average")
    if averages:
        said = [story.say(averages[0]), *(story.say(o, again=True) for o in trends)]
        return " ".join(said), [*averages, *trends]
    about = [*levels, *changes, *trends]
    if len(levels) != 2:
        return " ".join(story.say(o) for o in (*levels, *(trends or changes))), about
    few = topic.points < FEWEST_POINTS and topic.runs == 1
    text = _ends(levels, story.subject(levels[0]), few=few)
    if any(established(o) and o.words.get("runs") != "few" for o in changes):
        known = [trend for trend in trends if established(trend)]
        way = _way(known, story.on(topic, "dip", "surge"), story.on(topic, "plateau"))
        return f"{text}: {_change(changes[0], known)}{way}.", about
    facts = changes if topic.runs > 1 else trends or changes
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


def _change(change: Observation, trends: list[Observation]) -> str:
    """The change with its interval, what that is of the start, and how sure its direction is."""
    noun = "rise" if change.direction == "up" else "fall"
    text = f"{wording.a(noun)} of {wording.size(change.estimates['absolute'])}"
    relative = change.estimates.get("relative")
    beside = []
    if relative is not None and well_in_percent(relative):
        beside.append(f"{wording.relative(relative)} relative to the start")
    if trends and trends[0].words["shape"] != "schedule":
        beside.append(wording.p_value(trends[0].p_value or 0.0))
    return f"{text} ({'; '.join(beside)})" if beside else text


def _way(trends: list[Observation], turns: list[Observation], flat: list[Observation]) -> str:
    """What is known of the way from start to end; nothing where its flat end goes back a little."""
    if not trends:
        return ""
    fall = "fall" if trends[0].direction == "up" else "rise"
    shape = trends[0].words["shape"]
    if shape == "schedule":
        return ", from point to point without noise, as a counter or a schedule moves"
    if shape == "sum":
        back = "falls" if trends[0].direction == "up" else "rises"
        total = "like a running total, whose course by itself says nothing of progress"
        return f"; it never {back}, {total}"
    if shape == "monotone":
        back = "falling" if trends[0].direction == "up" else "rising"
        if any(o.words.get("course") == back for o in flat if established(o)):
            return ""
        return f"; no {fall} on the way could be established"
    return "" if turns else f", with at least one {fall} on the way"
