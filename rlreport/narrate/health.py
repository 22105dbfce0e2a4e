"""Data health: what was refused, repaired, dropped or assumed, in words and with counts."""

from __future__ import annotations

from rlreport import wording
from rlreport.narrate.story import Story, Topic
from rlreport.values import Issue, Sentence

SECTION = "data health"
SOUND = "Nothing odd was found: no row was dropped or repaired, and every logged value is a number."


def health(story: Story) -> tuple[Sentence, ...]:
    """One sentence for each refused file, each kind of issue, and each metric with odd values."""
    texts = [
        *(wording.refusal(refused) for refused in story.logs.refused),
        *_issues(story),
        *(_nonfinite(topic) for topic in story.topics if topic.nonfinite),
        *(_empty(topic) for topic in story.topics if not topic.points),
    ]
    if not texts:
        texts = [SOUND]
    return tuple(Sentence(section=SECTION, text=text) for text in texts)


def _issues(story: Story) -> list[str]:
    """The issues' texts; what is the same in several places is told once, with the places."""
    sources = {source for run in story.logs.runs for source in (*run.sources, run.name)}
    places: dict[str, list[str]] = {}
    for issue in story.issues:
        where = _where(issue, sources if len(story.logs) == 1 else set())
        known = places.setdefault(_stopped(issue.text), [])
        if where and where not in known:
            known.append(where)
    return [f"{_placed(where)}{text}" for text, where in places.items()]


def _where(issue: Issue, obvious: set[str]) -> str:
    """The place of an issue, without what its text names, and what the whole report is about."""
    parts = [part for part in issue.where.split(": ") if part]
    telling = [part for part in parts if part not in issue.text and part not in obvious]
    return ": ".join(wording.path(part) for part in telling)


def _placed(where: list[str]) -> str:
    if len(where) > 3:
        return f"{', '.join(where[:3])} and {wording.count(len(where) - 3, 'other')}: "
    return f"{wording.listing(where)}: " if where else ""


def _nonfinite(topic: Topic) -> str:
    values = wording.count(topic.nonfinite, "logged value")
    verb = "is" if topic.nonfinite == 1 else "are"
    rows = wording.count(topic.rows, "row")
    return (
        f"{values} of {topic.label}, of {rows}, {verb} NaN or infinite; the smooth passes over "
        f"{'it' if topic.nonfinite == 1 else 'them'}."
    )


def _empty(topic: Topic) -> str:
    return f"There is no finite value in {topic.label}, so there is nothing to draw."


def _stopped(text: str) -> str:
    line = " ".join(text.split())
    return line if line.endswith((".", "!", "?")) else f"{line}."
