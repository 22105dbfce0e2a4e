"""What follows for the next run, as far as the facts alone say it."""

from __future__ import annotations

from rlreport import wording
from rlreport.catalogue import is_loss_of_agent
from rlreport.narrate.labels import (
    alike,
    between,
    crowded,
    labels,
    metric,
    pronouns,
    share,
    sides,
)
from rlreport.narrate.ranking import COURSE, alarming
from rlreport.narrate.retelling import jump
from rlreport.narrate.story import (
    Story,
    Topic,
    best_at,
    beyond_end,
    duplicate,
    effect,
    established,
    late,
    turn,
)
from rlreport.reasons import HENDERSON, SUCCESS
from rlreport.values import Observation, Sentence, Status

SECTION, PRACTICE = "interpretation", "Practical implications"
BROKEN = "Runs can be compared by {} only up to where the values are sound."
LOST = "Runs cannot be compared by {}: no value of {them} is finite."
LEVEL = (
    "Nothing here shows that more training of the same kind would move {} much further: towards "
    "the end {they} moved by less than a tenth of {their} range."
)
SLOW = (
    "More training of the same kind can be expected to move {} only slowly: towards the end {they} "
    "still moved, but by less than a tenth of {their} range."
)
OPEN = (
    "Whether {} would go on improving cannot be told: no plateau was established, and the curve "
    "says nothing of what lies beyond its last point."
)
EARLIER = "By {}, an earlier checkpoint may be the better one to keep."
BEST = "By {}, the checkpoint at its {} may be the better one to keep."
ONE_RUN = "This is one run: how much of it would repeat, only further seeds can tell."

MANY = {
    "slowing": "The {rise} of {label} slowed down in {where}.",
    "reversing": "The {rise} of {label} was over before the end in {where}.",
    "speeding": "The {rise} of {label} was faster later on in {where}.",
    "turning": "The {rise} of {label} came after the middle of the curve in {where}.",
    "even": (
        "No difference in pace between the halves of the curve could be established in the {rise} "
        "of {label} in {where}."
    ),
    "found": (
        "{opening} approaches a {side} in {where}, of {between}, if they go on as curves that "
        "level off do."
    ),
    "cannot tell": "Whether {label} nears a {side} cannot be told in {where}.",
}
"""What many runs have in common, by the course of their pace or the outcome on their ceiling."""
NEVER = ("even", "cannot tell")
AHEAD = ("saturation", "efficiency")
_GRAVE = {"divergence": BROKEN, "collapse": EARLIER}


def practice(story: Story, key: list[Observation]) -> list[Sentence]:
    """What follows for the next run: each advice once, for all the metrics that it fits."""
    advised: dict[str, list[tuple[Topic, Observation]]] = {}
    for topic in originals(story):
        advice, fact = _advice(topic, story)
        if fact is not None:
            advised.setdefault(advice, []).append((topic, fact))
    sentences = []
    for advice, pairs in advised.items():
        topics = [topic for topic, _ in pairs]
        text = advice.format(labels(topics, story), **pronouns(topics))
        sentences.append(sentence(text, [fact for _, fact in pairs]))
    sentences += _ahead(story, key)
    anything = any(topic.points > 1 for topic in story.topics)
    if key and anything and len({topic.run for topic in story.topics}) == story.topics[0].runs == 1:
        sentences.append(sentence(ONE_RUN, [], status="note", source=HENDERSON))
    return sentences


def _ahead(story: Story, key: list[Observation]) -> list[Sentence]:
    """Where each improvement is heading and at what pace, as far as no key observation says it.

    Of many runs it is told in how many of them: the details of each have the numbers.
    """
    told: list[Sentence] = []
    many: dict[tuple[str, str, str], list[Observation]] = {}
    for topic in originals(story):
        if any(alarming(o) for o in story.on(topic, "divergence")):
            continue  # it went nowhere from there
        facts = [o for o in story.on(topic, *AHEAD) if o.kind == "saturation" or established(o)]
        if turn(topic, story) is not None or story.on(topic, "collapse"):
            facts = [o for o in facts if o.words.get("course") != "reversing"]  # it says so
        if jump(topic, story) is not None:
            facts = [o for o in facts if o.kind != "efficiency"]
        if not crowded(topic, story):
            told += [sentence(story.say(o), [o]) for o in facts if o not in key]
            continue
        for fact in facts:
            how = fact.words.get("course", fact.outcome)
            many.setdefault((topic.subject.meaning.label, fact.direction, how), []).append(fact)
    return told + [_of_many(how, facts, story) for (_, _, how), facts in many.items()]


def _of_many(how: str, facts: list[Observation], story: Story) -> Sentence:
    """In how many runs something is so, and which."""
    topics = [story.topic(fact) for fact in facts]
    every = alike(topics[0], story)
    none = how in NEVER and len(topics) == len(every)
    where = f"any of {sides(every)}" if none else share(topics, every)
    ceilings = {fact.run: fact.estimates["ceiling"] for fact in facts if how == "found"}
    text = MANY[how].format(
        opening=wording.opened(metric(topics[0])),
        between=between(ceilings, wording.estimate) if ceilings else "",
        rise="rise" if facts[0].direction == "up" else "fall",
        side=facts[0].words.get("side", ""),
        label=metric(topics[0]),
        where=where,
    )
    return sentence(text, facts)


def originals(story: Story) -> list[Topic]:
    """The topics that do not repeat another one."""
    return [topic for topic in story.topics if not duplicate(topic, story)]


def _advice(topic: Topic, story: Story) -> tuple[str, Observation | None]:
    """What follows from the facts on one metric, and the fact that it follows from."""
    whole = turn(topic, story) or late(topic, story)
    extrema = [whole] if whole else beyond_end(topic, story)
    best = next((o for o in extrema if best_at(o, topic.subject.meaning)), None)
    if best is not None:
        return BEST.format("{}", "lowest point" if best.kind == "dip" else "peak"), best
    facts = [o for o in story.on(topic) if established(o)]
    if topic.subject.meaning.role == "parallelism":  # no goal: accuracy may rise meanwhile
        facts = [o for o in facts if o.kind != "collapse"]
    grave = next((o for kind in _GRAVE for o in facts if o.kind == kind and alarming(o)), None)
    if grave is not None:
        lost = grave.words.get("shape") == "all"
        return LOST if lost else _GRAVE[grave.kind], grave
    if any(o.kind == "saturation" for o in facts):
        return "", None  # its ceiling says more
    if is_loss_of_agent(topic.metric):
        return "", None  # nobody trains on for its sake
    flat = next((o for o in facts if o.kind == "plateau"), None)
    if flat is not None and late(topic, story) is None:
        return LEVEL if flat.words.get("course", "level") == "level" else SLOW, flat
    return _of_course(topic, story)


def _of_course(topic: Topic, story: Story) -> tuple[str, Observation | None]:
    """What follows from a change alone, of a metric whose end says how good the result is."""
    courses = [o for o in story.on(topic, *COURSE) if established(o)]
    if not courses or topic.subject.meaning.role not in SUCCESS:
        return "", None
    way = effect(courses[0], topic.subject.meaning)
    if way == "better" and story.on(topic, "saturation"):
        return "", None  # it says more
    return {"better": OPEN, "worse": EARLIER}.get(way, ""), courses[0] if way else None


def sentence(
    text: str,
    about: list[Observation],
    heading: str = PRACTICE,
    *,
    status: Status = "measured",
    source: str = "",
) -> Sentence:
    """A sentence of the interpretation."""
    return Sentence(
        section=SECTION,
        heading=heading,
        text=text,
        about=tuple(o.id for o in about),
        status=status,
        source=source,
    )
