"""The short forms: one line, a brief for a chat message, and the numbered key observations."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from rlreport import wording
from rlreport.evidence import FEWEST_POINTS
from rlreport.narrate import events
from rlreport.narrate.construction import drawn
from rlreport.narrate.health import losses, spoiling
from rlreport.narrate.labels import NAMED, label, labels, sides
from rlreport.narrate.ranking import alarming, companions
from rlreport.narrate.story import Story, Topic, basis, duplicate, established, opened, stillness
from rlreport.observe.change import MANIFOLD
from rlreport.values import Observation, Sentence

KEY, OVERVIEW, HEALTH = "key observations", "overview", "data health"
QUIET = {
    "noise": "No change beyond noise could be established in {}.",
    "unknown": "Whether there is anything beyond noise in {} cannot be told from this much data.",
    "few": "There are too few points to tell a trend from noise in {}.",
    "constant": "Nothing varies in {}: every point has the same value.",
    "undirected": "No overall direction could be established in {}.",
    "single": "There is only one point of {}.",
    "empty": "There is no finite value in {}.",
}
IN_BRIEF = 3
IN_HEADLINE = 2
LONGEST = 140
"""Characters of a headline: what a title or the preview of a chat message shows whole."""
BRIEF_NOTE = 160
HEADLINED = ("dip", "surge", "step", "divergence")
"""Kinds that make a headline where no change from start to end does."""
AVERAGED = {
    "end": "Over the last tenth",
    "equal": "Over the last tenth that both cover",
    "cost": "At equal RL FLOPs",
    "whole": "On average",
}
BESIDE = ("relation", "outlier", "volatility", "periodicity", "tightness")
"""Kinds that say nothing of where a metric goes."""


def headline(story: Story, key: list[Observation]) -> Sentence:
    """The report in one line: what went wrong, else how the first metrics changed."""
    for length in (LONGEST, NAMED):
        text, about = _headline(story, key, length)
        if len(text) <= LONGEST:
            break
    text = text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
    return Sentence(section=OVERVIEW, text=text, about=tuple(o.id for o in about))


def _headline(story: Story, key: list[Observation], length: int) -> tuple[str, list[Observation]]:
    """The line, with names of at most that length, and what it is about."""
    if not story.topics:
        return "There is nothing to draw in these logs.", []
    if key and alarming(key[0]):
        return _alarm(key[0], story, length), [key[0]]
    contrasts = [o for o in key if o.kind == "difference"]
    if contrasts:
        return _contrast(contrasts[0], story, length), contrasts[:1]
    changes = [o for o in story.observations if o.kind == "change" and _tellable(o, key, story)]
    if changes:
        return _moved(changes, key, story, length)
    sudden = [o for o in key if o.kind in HEADLINED]
    quiet = _quiet(story, key)
    if quiet and not sudden:
        why, topics = next(iter(quiet.items()))
        facts = [fact for topic in topics if (fact := basis(topic, story)) is not None]
        return _still(why, topics, story, length), facts
    told = [*sudden, *key][:1]
    return _event(told[0], story, length), told


def _contrast(gap: Observation, story: Story, length: int) -> str:
    """By how much one run or group lies above or below another, and where."""
    where = AVERAGED[gap.words["at"]]
    side = "above" if gap.direction == "up" else "below"
    size = wording.magnitude(gap.estimates["difference"])
    label = wording.phrase(story.topic(gap).subject.meaning.label)
    one, other = (wording.name(name, length) for name in (gap.run, gap.other))
    return f"{where}, {label} of {one} lies {size} {side} that of {other}."


def _still(why: str, topics: list[Topic], story: Story, length: int) -> str:
    """That there is nothing to see; where that holds of every curve of many, in how many."""
    if len(topics) > IN_HEADLINE and len(topics) == len(story.topics):
        return QUIET[why].format(f"any of {len(topics)} curves")
    if why == "unknown" and max(topic.points for topic in topics) < FEWEST_POINTS:
        why = "few"
    return QUIET[why].format(labels(topics, story, length))


def _moved(
    changes: list[Observation], key: list[Observation], story: Story, length: int
) -> tuple[str, list[Observation]]:
    """How the first metrics changed, or in how many runs one did."""
    where = wording.phrase(story.topics[0].subject.axis.label)
    if _runs(story) > 1 and _repeated(changes, story):
        return f"{_over_runs(changes, story, length)}, against {where}.", changes
    told = sorted(changes, key=lambda o: key.index(o) if o in key else len(key))[:IN_HEADLINE]
    clauses = wording.listing([_clause(o, story, length) for o in told])
    return f"{opened(clauses)}, against {where}.", told


def _event(event: Observation, story: Story, length: int) -> str:
    """An event without its intervals; any other fact as it is told elsewhere."""
    facts = {name: wording.level(estimate) for name, estimate in event.estimates.items()}
    course = {
        "dip": "dipped to {bottom}",
        "step": "went from {before} to {after}",
        "surge": "peaked at {top}" if "width" in facts else "surged to {top}",
    }.get(event.kind)
    if course is None or event.x is None:
        return story.say(event)
    shown = opened(label(story.topic(event), story, length))
    where = wording.at(event.x, story.subject(event))
    return f"{shown} {course.format(**facts)} at {where}."


def _tellable(change: Observation, key: list[Observation], story: Story) -> bool:
    """Whether a headline may tell it: of one run the key ones, of several all established."""
    return established(change) and (change in key or _runs(story) > 1)


def _runs(story: Story) -> int:
    return len({topic.run for topic in story.topics})


def _alarm(alarm: Observation, story: Story, length: int) -> str:
    """A collapse without its intervals; a divergence as it is told elsewhere."""
    if alarm.kind != "collapse":
        return story.say(alarm)
    assert alarm.span is not None
    before, after = (wording.level(alarm.estimates[part]) for part in ("before", "after"))
    subject = story.subject(alarm)
    shown = opened(label(story.topic(alarm), story, length))
    where = wording.over(alarm.span, subject)
    return f"{shown} collapsed from {before} to {after} {where} and did not recover."


def _repeated(changes: list[Observation], story: Story) -> list[Topic]:
    """The topics of the metric that most runs have, where several have it and it moved in one."""
    moved = {story.topic(change).subject.meaning.label for change in changes}
    counts = Counter(t.subject.meaning.label for t in story.topics)
    metric, runs = next(((m, n) for m, n in counts.most_common() if m in moved), ("", 0))
    return [t for t in story.topics if t.subject.meaning.label == metric] if runs > 1 else []


def _over_runs(changes: list[Observation], story: Story, length: int) -> str:
    """How many of the runs rose and fell, for the metric that most of them have."""
    topics = _repeated(changes, story)
    moved = Counter(o.direction for o in changes if story.topic(o) in topics)
    parts = [
        f"{verb} in {moved[way]} of {sides(topics)}"
        for way, verb in (("up", "rose"), ("down", "fell"))
        if moved[way]
    ]
    shown = wording.name(topics[0].subject.meaning.label, length)
    return f"{opened(wording.phrase(shown))} {wording.listing(parts)}"


def brief(story: Story, key: list[Observation]) -> tuple[Sentence, ...]:
    """Two to five sentences: what is drawn, the first key observations, and the data's health."""
    courses = [_key_sentence(o, story) for o in key if o.kind not in BESIDE]
    beside = [_key_sentence(o, story) for o in key if o.kind in BESIDE]
    told = [*courses, *_nothing_to_see(story, key), *beside][:IN_BRIEF]
    subject = _subject(story)
    if any("[" in sentence.text for sentence in told):
        subject = replace(subject, text=f"{subject.text} {wording.INTERVALS}")
    return (subject, *told, _state(story))


def key_sentences(story: Story, key: list[Observation]) -> tuple[Sentence, ...]:
    """What spoils the reading; the observations by number; then what shows nothing."""
    return (
        *(Sentence(section=KEY, text=text, status="note") for text in spoiling(story)),
        *(_key_sentence(observation, story) for observation in key),
        *_nothing_to_see(story, key),
    )


def _key_sentence(observation: Observation, story: Story) -> Sentence:
    """One key observation, told together with its companions."""
    several = [observation, *companions(observation, story)]
    text = events.told(several, story)
    return Sentence(section=KEY, text=text, about=tuple(o.id for o in several))


def _nothing_to_see(story: Story, key: list[Observation]) -> list[Sentence]:
    """One sentence for a metric without an established course, one for several of a kind."""
    sentences = []
    for why, topics in _quiet(story, key).items():
        facts = [fact for topic in topics if (fact := basis(topic, story)) is not None]
        alone = len(topics) == 1 and facts and why != "single"
        text = story.say(facts[0]) if alone else QUIET[why].format(labels(topics, story))
        about = tuple(fact.id for fact in facts)
        sentences.append(Sentence(section=KEY, text=text, about=about))
    return sentences


def _quiet(story: Story, key: list[Observation]) -> dict[str, list[Topic]]:
    """Why there is nothing to see -> the topics of whose course no key observation tells."""
    quiet: dict[str, list[Topic]] = {}
    for topic in story.topics:
        why = stillness(topic, story)
        told = [o for o in story.on(topic) if o in key and o.kind not in BESIDE]
        if why and not told and not duplicate(topic, story):
            quiet.setdefault(why, []).append(topic)
    return quiet


def _clause(change: Observation, story: Story, length: int) -> str:
    """The change in a few words: "training accuracy rose by 31 percentage points"."""
    verb = "rose" if change.direction == "up" else "fell"
    shown = label(story.topic(change), story, length)
    if change.words.get("runs") == "few":
        verb += f" in each of {wording.count(change.n, 'run')}"
    absolute, relative = change.estimates["absolute"], change.estimates.get("relative")
    if absolute.unit == "percentage points":
        return f"{shown} {verb} by {wording.magnitude(absolute)}"
    if relative is not None and abs(relative.value) <= MANIFOLD:
        return f"{shown} {verb} by {wording.magnitude(wording.in_percent(relative))}"
    if "start" in change.estimates:
        start, end = (wording.level(change.estimates[which]) for which in ("start", "end"))
        return f"{shown} {verb} from {start} to {end}"
    return f"{shown} {verb} by {wording.magnitude(absolute)}"


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
    if _runs(story) > 1:
        return sides(story.topics)
    size = f" ({wording.count(first.runs, 'run')})" if first.runs > 1 else ""
    return f"{'group' if size else 'run'} {wording.name(first.run)}{size}"


def _state(story: Story) -> Sentence:
    """How sound the data are; a single thing that was lost is told itself."""
    notes = losses(story)
    if not notes:
        text = "Nothing was lost or repaired in the data."
    elif len(notes) == 1 and len(notes[0]) <= BRIEF_NOTE:
        text = notes[0]
    else:
        was = "was" if len(notes) == 1 else "were"
        things = wording.count(len(notes), "thing")
        text = f"Mind the data: {things} {was} refused, repaired or left out."
    return Sentence(section=HEALTH, text=text)
