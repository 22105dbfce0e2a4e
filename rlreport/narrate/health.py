"""Data health: what was refused, repaired, dropped or assumed, in words and with counts."""

from __future__ import annotations

from rlreport import wording
from rlreport.narrate.story import Story, Topic
from rlreport.values import Issue, Refusal, Sentence

SECTION = "data health"
SOUND = "Nothing odd was found: no row was dropped or repaired, and every logged value is a number."


def health(story: Story) -> tuple[Sentence, ...]:
    """One sentence for each refused file, each kind of issue, and each metric with odd values."""
    texts = [
        *(_refused(refusal) for refusal in story.logs.refused),
        *_issues(story.issues),
        *(_nonfinite(topic) for topic in story.topics if topic.nonfinite),
        *(_empty(topic) for topic in story.topics if not topic.points),
    ]
    if not texts:
        texts = [SOUND]
    return tuple(Sentence(section=SECTION, text=text) for text in texts)


def _refused(refusal: Refusal) -> str:
    return f"{wording.name(refusal.path)} was not read. {refusal.reason} {refusal.advice}".strip()


def _issues(issues: tuple[Issue, ...]) -> list[str]:
    """The issues' texts; those of one kind and one text are told once, with all their places."""
    places: dict[str, list[str]] = {}
    for issue in issues:
        where = wording.name(issue.where) if issue.where else ""
        known = places.setdefault(_stopped(issue.text), [])
        if where and where not in known:
            known.append(where)
    return [f"{_placed(where)}{text}" for text, where in places.items()]


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
    return f"{wording.capitalised(topic.label)} holds no finite value, so there is nothing to draw."


def _stopped(text: str) -> str:
    line = " ".join(text.split())
    return line if line.endswith((".", "!", "?")) else f"{line}."
