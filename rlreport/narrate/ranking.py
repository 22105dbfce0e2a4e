"""Which observations are the key ones: few, worth their place, no two saying the same.

Salience is effect times surprise: how large a fact is on the chart, times how little chance would
make it, as impact times significance in QuickInsights (Ding et al. 2019, SIGMOD) and significance
times self-information in Calliope (Shi et al. 2021, doi:10.1109/TVCG.2020.3030403). The surprise of
a p-value is its negative logarithm (Rafi and Greenland 2020, doi:10.1186/s12874-020-01105-9). The
weights by kind are this project's own: what invalidates the rest, then the course as a whole, then
its single features, then its noise. The choice is greedy with a penalty on overlap, after maximal
marginal relevance (Carbonell and Goldstein 1998, SIGIR).
"""

from __future__ import annotations

import math

from rlreport.narrate.events import GROUPED, ends_early
from rlreport.narrate.labels import alike, crowded
from rlreport.narrate.retelling import is_counter, is_whole, jump, told_better
from rlreport.narrate.story import Story, Topic, best_at, duplicate, established, turn
from rlreport.values import Observation

MOST = 7  # what a reader keeps in mind; Miller (1956), Psychological Review 63(2)
FEWEST, EACH = 3, 2  # one metric has five places, two have seven
FLOOR = 0.15  # below this an observation is told in the details only
OVERLAP_COST = 0.7
SAME = 0.9  # facts of one family that overlap this much say the same thing
UNTESTED = 0.5  # the significance that a description counts as
CERTAIN_AT = 3.0  # -log10 p from which significance counts in full: rules resolve p to 0.001
LARGE_AT = 0.5  # share of the range from which an effect counts in full

COMPARED = ("difference", "pace")
"""What was asked for where a reference was named: it comes before what is told of each side."""
PLACES = ("end", "cost", "equal", "whole")
"""Where a difference is told: the first of these at which there is one."""
ALARMS = ("divergence", "collapse")
COURSE = ("change", "trend")
PRIORS = {
    **dict.fromkeys((*COURSE, *ALARMS, "difference"), 1.0),
    **dict.fromkeys(("outlying run", "pace"), 0.7),
    **dict.fromkeys(("dip", "surge", "nonmonotone", "step"), 0.9),
    **dict.fromkeys(("serial collapse", "spurious parallelism"), 0.9),
    **dict.fromkeys(("plateau", "saturation"), 0.7),
    **dict.fromkeys(("changepoint", "relation"), 0.6),
    "duplicate": 0.4,
    **dict.fromkeys(("volatility", "oscillation", "periodicity", "efficiency"), 0.5),
}
PRIOR = 0.3
NEVER = ("level", "average", "tightness", "spread", "cut", "improvement")
"""Kinds that are part of the change, of the smoothed curves, of groups, and of the difference."""
OF_MANY = ("plateau", "saturation", "efficiency")
"""Kinds of which the interpretation tells in how many runs they are, where many have the metric."""
SUMMARIES = ("nonmonotone", "oscillation", "periodicity", "changepoint")
"""Kinds that describe a stretch as a whole: what lies inside of it is part of what they say."""
FAMILIES = {
    **dict.fromkeys(COURSE, "course"),
    **dict.fromkeys(("dip", "surge", "nonmonotone", "oscillation", "periodicity"), "shape"),
    **dict.fromkeys(("step", "changepoint", "collapse"), "break"),
    **dict.fromkeys(("plateau", "saturation", "efficiency"), "end"),
    **dict.fromkeys(("volatility", "outlier"), "noise"),
    **dict.fromkeys(("difference", "pace", "improvement"), "difference"),
    **dict.fromkeys(("relation", "serial collapse", "spurious parallelism"), "relation"),
}


def ranked(story: Story) -> list[Observation]:
    """The key observations, most important first: what spoils the reading, then by salience."""
    candidates = [o for o in story.observations if _candidate(o, story)]
    alarms = [o for o in candidates if alarming(o)]
    kept = _apart(sorted(alarms, key=lambda o: -salience(o, story)))
    courses = [
        *(_contrast(topic, story) for topic in story.topics),
        *(_course(topic, story) for topic in story.topics),
    ]
    reserved = _leading([o for o in courses if o is not None], story)[: MOST - len(kept)]
    size = min(MOST, FEWEST + EACH * len(story.topics))
    chosen = [*kept, *reserved]
    told = [other for o in reserved for other in in_other_runs(o, story)]
    rest = [o for o in candidates if o not in chosen]
    while rest and len(chosen) < size:
        best = max(rest, key=lambda o: _worth(o, [*chosen, *told], story))
        if _worth(best, [*chosen, *told], story) < FLOOR:
            break
        chosen.append(best)
        told += in_other_runs(best, story)
        rest.remove(best)
    others = sorted(
        chosen[len(kept) :], key=lambda o: (o.kind not in COMPARED, -salience(o, story))
    )
    return [*kept, *others][:MOST]


def companions(observation: Observation, story: Story) -> list[Observation]:
    """The other events of its kind on its metric that are told with it."""
    topic = story.topic(observation)
    if observation.kind == "change":
        places = [surge for surge in story.on(topic, "surge") if is_whole(surge, observation)]
        leap = jump(topic, story)
        return in_other_runs(observation, story) or ([leap] if leap else places)
    if observation.kind == "duplicate":
        copies = [o for o in story.observations if _same_copy(o, observation)]
        return [o for o in copies if o != observation]
    if ends_early(observation):
        return [o for o in story.on(topic, observation.kind) if ends_early(o) and o != observation]
    if observation.kind not in GROUPED:
        return in_other_runs(observation, story)
    others = [o for o in story.on(topic, observation.kind) if established(o)]
    return [o for o in others if o != observation] or in_other_runs(observation, story)


def in_other_runs(fact: Observation, story: Story) -> list[Observation]:
    """The facts of its kind on its metric in other runs, where many have it and these are alike."""
    topic = story.topic(fact)
    if not _is_told_of_runs(fact) or not crowded(topic, story):
        return []
    own = [
        [o for o in story.on(t, fact.kind) if established(o) and _like(o, fact)]
        for t in alike(topic, story)
    ]
    alone = [facts[0] for facts in own if len(facts) == 1]
    return [o for o in alone if o != fact] if fact in alone else []


def _is_told_of_runs(fact: Observation) -> bool:
    """Whether there are words for such a fact in several runs."""
    said = {"surge": ("shape", "steep"), "relation": ("order", "at once"), "dip": ("shape", "dip")}
    word, value = said.get(fact.kind, ("", ""))
    return fact.words.get(word) == value if word else fact.kind in {"change", "volatility"}


def _like(one: Observation, other: Observation) -> bool:
    """Whether two facts of a kind say the same, but for their numbers."""
    first, second = ({**o.words, "relative": ""} for o in (one, other))  # why not in percent
    return (one.direction, one.other, first) == (other.direction, other.other, second)


def _leading(courses: list[Observation], story: Story) -> list[Observation]:
    """The courses, of those that are told as one the largest."""
    led: list[Observation] = []
    for course in courses:
        others = in_other_runs(course, story)
        most = max([course, *others], key=_size) if others else course
        led += [most] if most not in led else []
    return led


def _size(change: Observation) -> float:
    return abs(change.estimates["absolute"].value)


def _same_copy(one: Observation, other: Observation) -> bool:
    """Whether both say that one metric repeats another, in one run or in two."""
    kinds = {one.kind, other.kind} == {"duplicate"}
    return kinds and (one.metric, one.other, one.words) == (other.metric, other.other, other.words)


def _candidate(observation: Observation, story: Story) -> bool:
    """Whether it may be a key observation, or part of one."""
    if not established(observation) or observation.kind in NEVER:
        return False
    topic = story.topic(observation)
    if duplicate(topic, story) and observation.kind != "duplicate":
        return False
    if observation.kind in OF_MANY and crowded(topic, story):
        return False
    return not told_better(observation, topic, story)


def alarming(observation: Observation) -> bool:
    """Whether it spoils the reading of what follows: a collapse, or a divergence that lasts."""
    return observation.kind in ALARMS and observation.words.get("shape") != "scattered"


def salience(observation: Observation, story: Story) -> float:
    """How much the observation matters, 0..1."""
    prior = PRIORS.get(observation.kind, PRIOR)
    size = 1.0 if _worsening(observation, story) else min(1.0, observation.strength / LARGE_AT)
    return _significance(observation) * size * _extent(observation, story) * prior


def _worsening(observation: Observation, story: Story) -> bool:
    """Whether it tells that a metric was better before its end, and so which checkpoint to keep."""
    meaning = story.topic(observation).subject.meaning
    return observation.words.get("shape") == "late" and best_at(observation, meaning)


def _significance(observation: Observation) -> float:
    if observation.p_value is None:
        return UNTESTED
    if observation.p_value == 0:
        return 1.0
    return min(1.0, -math.log10(observation.p_value) / CERTAIN_AT)


def _extent(observation: Observation, story: Story) -> float:
    """0.5 for a point, 1 for the whole axis."""
    extent = story.topic(observation).extent
    if observation.span is None or extent is None or extent[0] == extent[1]:
        return 1.0
    share = (observation.span[1] - observation.span[0]) / (extent[1] - extent[0])
    return 0.5 + 0.5 * min(1.0, abs(share))


def _course(topic: Topic, story: Story) -> Observation | None:
    """The turn of the topic, else its change, else its trend, where established.

    None where it collapsed: that says from where to where it went.
    """
    fallen = any(map(established, story.on(topic, "collapse")))
    if fallen or duplicate(topic, story) or is_counter(topic, story):
        return None
    turned = turn(topic, story)
    if turned is not None:
        return turned
    found = [o for kind in COURSE for o in story.on(topic, kind) if established(o)]
    return found[0] if found else None


def _contrast(topic: Topic, story: Story) -> Observation | None:
    """The first established difference from what the topic is compared with."""
    found = [o for o in story.on(topic, "difference") if established(o)]
    return min(found, key=lambda o: PLACES.index(o.words["at"]), default=None)


def _apart(observations: list[Observation]) -> list[Observation]:
    """The observations without those that say the same as one before them."""
    kept: list[Observation] = []
    for observation in observations:
        if all(_overlap(observation, other) < SAME for other in kept):
            kept.append(observation)
    return kept


def _worth(observation: Observation, chosen: list[Observation], story: Story) -> float:
    overlap = max((_overlap(observation, other) for other in chosen), default=0.0)
    if overlap >= SAME:
        return 0.0
    return salience(observation, story) - OVERLAP_COST * overlap


def _overlap(one: Observation, other: Observation) -> float:
    """How much of what two observations say is said by both, 0..1."""
    if _same_copy(one, other) or _same_stop(one, other):
        return 1.0
    if (one.run, one.metric) != (other.run, other.metric):
        return 0.0
    families = {_family(one), _family(other)}
    if families in ({"difference"}, {"outlying run"}):
        # of two at other places, how far and how soon, or of two runs
        return float((one.kind, one.other) == (other.kind, other.other))
    if _implied(one, other) or _implied(other, one):
        return 1.0
    apart = len(families) > 1 and families != {"shape", "break"}
    if apart or {one.kind, other.kind} == {"dip", "surge"}:
        return 0.0
    summed = len(families) > 1 or {one.kind, other.kind} & set(SUMMARIES)
    return _shared(one.span, other.span, of_smaller=bool(summed))


def _same_stop(one: Observation, other: Observation) -> bool:
    """Whether both say that runs of one group stop early, be it on two metrics."""
    return one.run == other.run and ends_early(one) and ends_early(other)


def _implied(one: Observation, other: Observation) -> bool:
    """Whether one is what another implies: the peak between dips, the level after a collapse."""
    if one.kind == "changepoint" and other.kind != "changepoint":
        return _family(other) in {"shape", "break", "end"}
    if one.kind == other.kind and one.kind in GROUPED:
        return True
    if other.kind == "collapse" and _family(one) in {"end", "break"}:
        return True
    dip_and_peak = {one.kind, other.kind} == {"dip", "surge"} and "steep" not in (
        one.words.get("shape"),
        other.words.get("shape"),
    )
    if not dip_and_peak or one.x is None or other.span is None:
        return False
    return other.span[0] <= one.x <= other.span[1]


def _shared(
    one: tuple[float, float] | None, other: tuple[float, float] | None, *, of_smaller: bool
) -> float:
    """What two stretches share, as part of the smaller one or of what they cover together."""
    if one is None or other is None:
        return 1.0
    both = min(one[1], other[1]) - max(one[0], other[0])
    whole = (
        min(one[1] - one[0], other[1] - other[0])
        if of_smaller
        else max(one[1], other[1]) - min(one[0], other[0])
    )
    return max(0.0, both / whole) if whole > 0 else float(both >= 0)


def _family(observation: Observation) -> str:
    return FAMILIES.get(observation.kind, observation.kind)
