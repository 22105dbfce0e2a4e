"""Names of topics in a sentence: several runs of one metric after it, of many how many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rlreport import wording
from rlreport.narrate.story import Story, Topic
from rlreport.values import Estimate

WHOLE = 140
"""Characters that no name exceeds where there is room."""
NAMED = 24
"""Characters of a run's name in a list, and of any name in a headline that would be too long."""
LISTED = 3
_TWO = 2


def labels(topics: Sequence[Topic], story: Story, length: int = WHOLE) -> str:
    """The topics' names: "loss of run-1 and reward of run-1 and run-2"."""
    by_metric: dict[str, list[Topic]] = {}
    for topic in topics:
        by_metric.setdefault(topic.subject.meaning.label, []).append(topic)
    return wording.listing(
        [
            label(same[0], story, length)
            if len(same) == 1
            else f"{metric(same[0], length)} of {_names(same, story)}"
            for same in by_metric.values()
        ]
    )


def pronouns(topics: Sequence[Topic]) -> dict[str, str]:
    """What stands for the metrics of these topics in a sentence, by the word for several."""
    several = len(topics) > 1 or wording.is_plural(topics[0].subject.meaning.label)
    they, them, their = ("they", "them", "their") if several else ("it", "it", "its")
    return {"they": they, "them": them, "their": their}


def verb(topic: Topic, one: str, several: str) -> str:
    """The verb that goes with the metric's name."""
    return several if wording.is_plural(topic.subject.meaning.label) else one


def label(topic: Topic, story: Story, length: int = WHOLE) -> str:
    """The metric's name in a sentence, with its run where there are several."""
    shown = metric(topic, length)
    return f"{shown} of {wording.name(topic.run, length)}" if runs_of(story.topics) > 1 else shown


def runs_of(topics: Sequence[Topic]) -> int:
    """How many runs or groups the topics are on."""
    return len({topic.run for topic in topics})


def sides(topics: Sequence[Topic]) -> str:
    """How many runs or groups these are: "3 runs", "4 groups and runs"."""
    grouped = {topic.runs > 1 for topic in topics}
    if len(grouped) > 1:
        return f"{runs_of(topics):,} groups and runs"
    return wording.count(runs_of(topics), "group" if True in grouped else "run")


def metric(topic: Topic, length: int = WHOLE) -> str:
    """The metric's name in the middle of a sentence, whatever the run."""
    return wording.phrase(wording.name(topic.subject.meaning.label, length))


def between(found: Mapping[str, Estimate], say: Callable[[Estimate], str]) -> str:
    """The least and the largest of what some runs have: "5 (a) to 7 (b)"; of one alone, "5"."""
    if len(found) == 1:
        return say(*found.values())
    values = [one.value for one in found.values()]
    size = abs if min(values) >= 0 or max(values) <= 0 else float
    ordered = sorted(found, key=lambda run: size(found[run].value))
    ends = [f"{say(found[run])} ({wording.name(run)})" for run in (ordered[0], ordered[-1])]
    return " to ".join(ends)


def alike(topic: Topic, story: Story) -> list[Topic]:
    """The topics of the same metric, in all runs."""
    return [t for t in story.topics if t.subject.meaning.label == topic.subject.meaning.label]


def crowded(topic: Topic, story: Story) -> bool:
    """Whether so many runs have the metric that what holds for several of them is told once."""
    return len(alike(topic, story)) > _TWO


def share(topics: Sequence[Topic], of: Sequence[Topic], length: int = WHOLE) -> str:
    """A part of runs or groups: "all 7 runs", "both groups", "3 of 8 runs", "1 of 8 runs (a)"."""
    part, whole = runs_of(topics), runs_of(of)
    several = sides(of).partition(" ")[2]
    if part < whole:
        which = f" ({wording.name(topics[0].run, length)})" if part == 1 else ""
        return f"{part} of {whole} {several}{which}"
    return f"both {several}" if whole == _TWO else f"all {whole} {several}"


def _names(topics: list[Topic], story: Story) -> str:
    if len(topics) > LISTED:
        return share(topics, alike(topics[0], story))
    return wording.listing([wording.name(topic.run, NAMED) for topic in topics])
