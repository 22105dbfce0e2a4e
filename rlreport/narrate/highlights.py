"""The short forms: one line, a brief for a chat message, and the numbered key observations."""

from __future__ import annotations

from rlreport import wording
from rlreport.narrate.construction import drawn
from rlreport.narrate.ranking import alarming
from rlreport.narrate.story import Story, Topic, basis, opened, stillness
from rlreport.values import Estimate, Observation, Sentence

KEY, OVERVIEW = "key observations", "overview"
QUIET = {
    "noise": "There is nothing to see beyond noise in {}.",
    "unknown": "Whether there is anything beyond noise in {} cannot be told from this much data.",
    "constant": "Nothing varies in {}: every point has the same value.",
    "undirected": "No overall direction could be established in {}.",
    "single": "There is only one point of {}.",
    "empty": "There is no finite value in {}.",
}
IN_BRIEF = 3
IN_HEADLINE = 2


def headline(story: Story, key: list[Observation]) -> Sentence:
    """The report in one line: what went wrong, else how the first metrics changed."""
    if not story.topics:
        return Sentence(section=OVERVIEW, text="There is nothing to draw in these logs.")
    if key and alarming(key[0]):
        return Sentence(section=OVERVIEW, text=story.say(key[0]), about=(key[0].id,))
    changes = [o for o in key if o.kind == "change"][:IN_HEADLINE]
    if changes:
        text = wording.listing([_clause(o, story.topic(o)) for o in changes])
        where = wording.phrase(story.topics[0].subject.axis.label)
        text = f"{opened(text)}, against {where}."
        return Sentence(section=OVERVIEW, text=text, about=tuple(o.id for o in changes))
    if key:
        return Sentence(section=OVERVIEW, text=story.say(key[0]), about=(key[0].id,))
    why, topics = next(iter(_quiet(story, key).items()))
    return Sentence(section=OVERVIEW, text=QUIET[why].format(_labels(topics)))


def brief(story: Story, key: list[Observation]) -> tuple[Sentence, ...]:
    """Two to five sentences: what is drawn, the first key observations, and the data's health."""
    told = [_key_sentence(story.say(o), (o.id,)) for o in key[:IN_BRIEF]]
    if not told:
        told = list(_nothing_to_see(story, key)[:IN_BRIEF])
    return (_subject(story), *told, _state(story))


def key_sentences(story: Story, key: list[Observation]) -> tuple[Sentence, ...]:
    """The key observations in the order of their numbers, then what shows nothing."""
    return (
        *(_key_sentence(story.say(observation), (observation.id,)) for observation in key),
        *_nothing_to_see(story, key),
    )


def _nothing_to_see(story: Story, key: list[Observation]) -> tuple[Sentence, ...]:
    """One sentence for a metric without an established fact, one for several of a kind."""
    sentences = []
    for why, topics in _quiet(story, key).items():
        facts = [fact for topic in topics if (fact := basis(topic, story)) is not None]
        alone = len(topics) == 1 and facts and why != "single"
        text = story.say(facts[0]) if alone else QUIET[why].format(_labels(topics))
        sentences.append(_key_sentence(text, tuple(fact.id for fact in facts)))
    return tuple(sentences)


def _quiet(story: Story, key: list[Observation]) -> dict[str, list[Topic]]:
    """Why there is nothing to see -> the topics without a key observation of which that is so."""
    quiet: dict[str, list[Topic]] = {}
    for topic in story.topics:
        why = stillness(topic, story)
        if why and not any(observation in key for observation in story.on(topic)):
            quiet.setdefault(why, []).append(topic)
    return quiet


def _clause(change: Observation, topic: Topic) -> str:
    """The change in a few words: "training accuracy rose by 31 percentage points"."""
    verb = "rose" if change.direction == "up" else "fell"
    absolute, relative = change.estimates["absolute"], change.estimates.get("relative")
    if relative is None or absolute.unit == "percentage points":
        size = _size(absolute)
    else:
        percent = Estimate(
            value=100 * relative.value, low=100 * relative.low, high=100 * relative.high, unit="%"
        )
        size = _size(percent)
    return f"{topic.label} {verb} by {size}"


def _size(estimate: Estimate) -> str:
    half = (estimate.high - estimate.low) / 2
    return wording.quantity(abs(estimate.value), estimate.unit, error=half or None)


def _subject(story: Story) -> Sentence:
    if not story.topics:
        return Sentence(section=OVERVIEW, text="No metric of these logs can be drawn.")
    runs = list(dict.fromkeys(topic.run for topic in story.topics))
    which = f"run {wording.name(runs[0])}" if len(runs) == 1 else wording.count(len(runs), "run")
    points = [topic.points for topic in story.topics]
    most = "" if len(set(points)) == 1 else "up to "
    each = " each" if len(points) > 1 else ""
    text = f"{which}: {drawn(story)}, {most}{wording.count(max(points), 'point')}{each}."
    return Sentence(section=OVERVIEW, text=wording.capitalised(text))


def _state(story: Story) -> Sentence:
    odd = len(story.issues) + sum(topic.nonfinite > 0 for topic in story.topics)
    refused = len(story.logs.refused)
    parts = [wording.count(odd, "note") + " on the data"] if odd else []
    parts += [wording.count(refused, "file") + " not read"] if refused else []
    text = f"{wording.capitalised(wording.listing(parts))}." if parts else "The data look sound."
    return Sentence(section="data health", text=text)


def _labels(topics: list[Topic]) -> str:
    return wording.listing([topic.label for topic in topics])


def _key_sentence(text: str, about: tuple[str, ...]) -> Sentence:
    return Sentence(section=KEY, text=text, about=about)
