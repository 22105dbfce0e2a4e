"""What an observation is on: how a sentence names it, and how finely it states its places."""

from __future__ import annotations

from dataclasses import dataclass

from rlreport.values import Axis, Meaning
from rlreport.wording.places import distance, place, stretch
from rlreport.wording.words import as_one, is_plural, name, opened, phrase


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What an observation's numbers are called and how finely they can be stated.

    Attributes:
        meaning, axis: of the curve.
        run: name of the run where several are reported, else "".
        grain: the median distance of neighbouring x, so that places are not stated more finely.
        other: the meaning of the second metric of a relation, or None.
        largest: the greatest distance of x from zero, so that all places have one unit; 0.0 where
            each is to have its own.
        told: whether the text before names it, so that it is "it" now.
    """

    meaning: Meaning
    axis: Axis
    run: str = ""
    grain: float = 0.0
    other: Meaning | None = None
    largest: float = 0.0
    told: bool = False


def inside(subject: Subject) -> str:
    """The subject in the middle of a sentence: "training accuracy", "reward in run-3", "it"."""
    if subject.told:
        return "it"
    within = f" in {name(subject.run)}" if subject.run else ""
    return as_one(subject.meaning.label) + within


def opening(subject: Subject) -> str:
    """How a sentence about the subject begins: "Training accuracy", "In run-3, reward", "It"."""
    if subject.told:
        return "It"
    if subject.run:
        return f"In {name(subject.run)}, {as_one(subject.meaning.label)}"
    label = subject.meaning.label
    return opened(as_one(label) if is_plural(label) else name(label))


def owner(subject: Subject, noun: str) -> str:
    """What belongs to the subject, to begin a sentence: "The scatter of reward", "Its scatter"."""
    within = f" in {name(subject.run)}" if subject.run else ""
    return (
        f"Its {noun}" if subject.told else f"The {noun} of {phrase(subject.meaning.label)}{within}"
    )


def at(x: float, subject: Subject) -> str:
    """`place` on the subject's axis."""
    return place(x, subject.axis, subject.grain, largest=subject.largest)


def over(span: tuple[float, float], subject: Subject) -> str:
    """`stretch` on the subject's axis."""
    return stretch(span, subject.axis, subject.grain, largest=subject.largest)


def width(length: float, subject: Subject) -> str:
    """`distance` on the subject's axis."""
    return distance(length, subject.axis, subject.grain, largest=subject.largest)
