"""What is drawn: the overview, the axes, and a caption for a paper. Level 1 of the four."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rlreport import wording
from rlreport.catalogue import unit_at_end
from rlreport.narrate.labels import labels, runs_of
from rlreport.narrate.story import GROUP, Story, Topic, moving, standing
from rlreport.values import Axis, Method, Run, Sentence

OVERVIEW, AXES = "overview", "axes"
HORIZONTAL, METRICS, SMOOTHING = "Horizontal axis", "Metrics", "Smoothing"
LISTED = 4
EXPLAINED = {
    "auto": (
        ", a penalised least-squares curve (Whittaker) whose stiffness is chosen together with the "
        "autocorrelation of the noise by restricted maximum likelihood"
    )
}
CAPTIONED = {
    "auto": " (penalised least squares, its stiffness and AR(1) noise by restricted likelihood)"
}
UNSMOOTHED = (
    "The line joins the points as they are: there are too few of them, or too little variation, "
    "to smooth."
)
SINGLE = "Each run has one value, so that there is no course to draw."
PARALLELISM_UNDEFINED = (
    "Parallelism has several definitions in use, such as work over span or the number of agents "
    "active at once; the log does not say which one this is."
)


def overview(story: Story) -> tuple[Sentence, ...]:
    """Which runs, from which files, and what is drawn against what."""
    texts = [_runs(story)]
    if story.topics:
        texts.append(f"It shows {drawn(story)}.")
    else:
        texts.append("They hold no metric that can be drawn." if story.logs else "")
    return tuple(Sentence(section=OVERVIEW, text=text) for text in texts if text)


def axes(story: Story) -> tuple[Sentence, ...]:
    """Each axis, each metric with its unit and origin, and each smoother with its band."""
    axes_of = dict.fromkeys(topic.subject.axis for topic in moving(story))
    methods = _unique(method_text(topic.method) for topic in moving(story))
    methods += _unique(_single(topic.method) for topic in standing(story))
    return (
        *(_axes_sentence(HORIZONTAL, _axis(axis, story)) for axis in axes_of),
        *(_axes_sentence(METRICS, text) for text in _metrics(story)),
        *(_axes_sentence(METRICS, text) for text in _definitions(story)),
        *(_axes_sentence(SMOOTHING, text) for text in methods),
    )


def called(run: str) -> str:
    """A run in a sentence: "run ppo-3", but no "run run"."""
    shown = wording.name(run)
    return "run" if shown.casefold() == "run" else f"run {shown}"


def drawn(story: Story) -> str:
    """What is drawn against what: "training accuracy against RL FLOPs (EFLOP)"."""
    parts = []
    if courses := moving(story):
        axis_titles = _unique(_title(topic.subject.axis, story) for topic in courses)
        parts.append(f"{_names(courses)} against {wording.listing(axis_titles)}")
    if single := standing(story):
        grouped = runs_of(single) > 1 and any(topic.runs > 1 for topic in single)
        parts.append(f"{_names(single)} by {'group' if grouped else 'run'}")
    return wording.listing(parts)


def _names(topics: Sequence[Topic]) -> str:
    return _some(_unique(wording.phrase(topic.subject.meaning.label) for topic in topics))


def caption(story: Story) -> str:
    """What a paper's figure needs: metrics, axis, points, smoother, band, and source."""
    if not story.topics:
        return "Nothing could be drawn."
    points = _counted(story)
    lines = _unique(f"{_captioned(topic.method)}{_band(topic.method)}" for topic in moving(story))
    lines += _unique(_single(topic.method) for topic in standing(story))
    told = [
        f"{wording.opened(drawn(story))}.",
        f"Points: {_what(story)}, {points}.",
        *lines,
        f"Source: {_sources(story.logs.runs)}.",
    ]
    return " ".join(told)


def _counted(story: Story) -> str:
    """How many points each curve has, and on how many runs those of a group rest."""
    counts = [topic.points for topic in story.topics]
    if len(set(counts)) > 1 and len(counts) > LISTED and all(t.runs == 1 for t in story.topics):
        return f"n = {min(counts):,} to {max(counts):,}"
    if len({(topic.points, topic.rests_on) for topic in story.topics}) > 1:
        each = _unique(f"n = {t.points:,}{_on_runs(t)} ({t.label})" for t in story.topics)
        return wording.listing(each)
    first = story.topics[0]
    return f"n = {first.points:,}{' each' if len(story.topics) > 1 else ''}{_on_runs(first)}"


def _on_runs(topic: Topic) -> str:
    """On how many runs the curve of a group rests, as in "n = 100 over 4 to 5 runs"."""
    if topic.runs == 1:
        return ""
    fewest, most = topic.rests_on
    runs = f"{most:,}" if fewest == most else f"{fewest:,} to {most:,}"
    return f" over {runs} runs{' at each place' if topic.points > 1 else ''}"


def _what(story: Story) -> str:
    """What the points are."""
    of_groups = {topic.runs > 1 for topic in story.topics}
    if of_groups == {True}:
        return "centres of logged values over runs"
    return "logged values" if of_groups == {False} else "logged values, or their centres over runs"


def method_text(method: Method) -> str:
    """What the smooth line is, whether it looks ahead, and what its band is."""
    if method.joins:
        return UNSMOOTHED
    if method.unsmoothed:
        return _unsmoothed_group(method)
    ahead = (
        "It uses the points on both sides of each place, so that it does not lag."
        if method.looks_ahead
        else "It uses only the points up to each place, so that it lags behind every turn."
    )
    band = (
        f"Its band is the {method.band}."
        if method.band
        else "It has no band: this smoother does not say how sure it is."
    )
    return f"{_line(method)[:-1]}{EXPLAINED.get(method.name, '')}. {ahead} {band}"


def _unsmoothed_group(method: Method) -> str:
    band = f" Its band is the {method.band}." if method.band else ""
    return f"The line is the {wording.phrase(method.label)}, none of them smoothed.{band}"


def _single(method: Method) -> str:
    """What is drawn of runs with one value each, beside the values."""
    if method.name != GROUP:
        return SINGLE
    band = f", with the {method.band}" if method.band else ""
    return f"{SINGLE[:-1]}; the {wording.phrase(method.label)} is drawn beside them{band}."


def _runs(story: Story) -> str:
    runs = _reported(story)
    if any(topic.runs > 1 for topic in story.topics):
        return _groups(story, runs)
    if not runs:
        return "No run could be read."
    if len(runs) == 1:
        return f"This report is about the {called(runs[0].name)}, {_read(runs[0])}."
    names = [wording.name(run.name) for run in runs]
    return f"This report is about {wording.count(len(runs), 'run')}: {_some(names)}."


def _groups(story: Story, single: list[Run]) -> str:
    """The groups with their sizes, and the runs that are in none."""
    sizes = {topic.run: topic.runs for topic in story.topics if topic.runs > 1}
    names = [f"{wording.name(name)} ({wording.count(n, 'run')})" for name, n in sizes.items()]
    if len(sizes) == 1:
        text = f"This report is about the group {names[0]}, taken as runs of one configuration"
    else:
        many = f"{len(sizes)} groups, each taken as runs of one configuration"
        text = f"This report is about {many}: {_some(names)}"
    if not single:
        return f"{text}."
    others = _some([wording.name(run.name) for run in single])
    return f"{text}, and about {wording.count(len(single), 'single run')}: {others}."


def _reported(story: Story) -> list[Run]:
    """The runs that are drawn by themselves, or all that were read where nothing is drawn."""
    drawn = {topic.run for topic in story.topics}
    if not drawn:
        return list(story.logs.runs)
    return [run for run in story.logs.runs if run.name in drawn]


def _read(run: Run) -> str:
    kind = wording.name(run.format)
    if len(run.sources) == 1:
        return f"read from {wording.path(run.sources[0])} (format: {kind})"
    return f"read from {wording.count(len(run.sources), 'file')} (format: {kind})"


def _sources(runs: Iterable[Run]) -> str:
    return _some(_unique(wording.path(source) for run in runs for source in run.sources))


def _title(axis: Axis, story: Story) -> str:
    """The axis in the middle of a sentence, with its unit."""
    return wording.phrase(wording.axis_title(axis, _reach(axis, story)))


def _reach(axis: Axis, story: Story) -> float:
    ends = [t.extent[1] for t in story.topics if t.subject.axis == axis and t.extent]
    return max(ends, default=0.0)


def _axis(axis: Axis, story: Story) -> str:
    """The axis: its unit, how it came about, and from where to where it runs."""
    extents = [t.extent for t in story.topics if t.subject.axis == axis and t.extent]
    text = f"The horizontal axis is {_title(axis, story)}, {_origin(axis)}."
    if not extents:
        return text
    first, last = min(low for low, _ in extents), max(high for _, high in extents)
    ruler = wording.Ruler(axis=axis, grain=_grain(axis, story), largest=max(abs(first), abs(last)))
    alone = max(t.points for t in story.topics if t.subject.axis == axis) == 1
    points = "The one point lies" if alone else "The points lie"
    chosen = "" if story.settings.range == (None, None) else ", the range that was chosen"
    return f"{text} {points} {ruler.over((first, last))}{chosen}."


def _grain(axis: Axis, story: Story) -> float:
    """The finest grain of the curves on the axis."""
    return min(t.subject.grain for t in story.topics if t.subject.axis == axis)


def _origin(axis: Axis) -> str:
    how = wording.name(axis.how, length=300).rstrip(".")
    return f"{how} as {wording.name(axis.name)}" if how == "logged" and axis.name else how


def _metrics(story: Story) -> list[str]:
    """Each metric once, with its unit and origin, and how much of it is drawn."""
    alike: dict[tuple[str, str, int], list[Topic]] = {}
    for topic in story.topics:
        key = topic.subject.meaning.label, _logged(topic, story), topic.runs
        alike.setdefault(key, []).append(topic)
    return [
        f"{wording.opened(labels(topics, story))}, {origin}; {_amount(topics)}."
        for (_, origin, _), topics in alike.items()
    ]


def _logged(topic: Topic, story: Story) -> str:
    unit = wording.name(topic.subject.meaning.unit) if topic.subject.meaning.unit else ""
    by_name = unit_at_end(topic.metric)
    bare = f"in the unit of its name ({by_name})" if by_name else "without a unit"
    stated = {"%": "in percent", "": bare}.get(unit, f"in {unit}")
    be = "are" if wording.is_plural(topic.subject.meaning.label) else "is"
    if topic.metric in _derivations(story):
        return f"{stated}, {be} derived"
    own = topic.subject.meaning.label == topic.metric
    name = "under this name" if own else f"as {wording.name(topic.metric)}"
    return f"{stated}, {be} logged {name}{_scaled(topic, story)}"


def _amount(topics: list[Topic]) -> str:
    """How many points, or places of the centre of a group, are drawn of each."""
    fewest, most = (of(topic.points for topic in topics) for of in (min, max))
    each = " of each" if len(topics) > 1 else ""
    noun = "point" if topics[0].runs == 1 else "place"
    many = wording.count(most, noun) if fewest == most else f"{fewest:,} to {most:,} {noun}s"
    if noun == "place":
        centre = "centres" if each else "centre"
        at = f" at {many}" if most > 1 else ""
        return f"the {centre} of {topics[0].runs:,} runs {'are' if each else 'is'} drawn{at}"
    return f"{many}{each} {'is' if most == 1 else 'are'} drawn"


def _derivations(story: Story) -> dict[str, str]:
    """How each metric came about that no trainer logged."""
    return {
        issue.where.rpartition(": ")[2]: issue.text
        for issue in story.issues
        if issue.kind == "derived metric"
    }


def _scaled(topic: Topic, story: Story) -> str:
    run = next((run for run in story.logs.runs if run.name == topic.run), None)
    metric = run.metrics.get(topic.metric) if run else None
    if metric is None or metric.scale == 1.0:
        return ""
    return f", multiplied by {wording.number(metric.scale)}"


def _definitions(story: Story) -> list[str]:
    """How what no trainer logged was derived, and that a log leaves its parallelism open."""
    derived = _derivations(story)
    return _unique(
        derived.get(topic.metric, PARALLELISM_UNDEFINED)
        for topic in story.topics
        if topic.metric in derived or topic.subject.meaning.role == "parallelism"
    )


def _line(method: Method) -> str:
    if method.joins:
        return "The line joins the points as they are."
    line = "Line" if method.unsmoothed else "Smooth line"
    return f"{line}: {wording.name(method.label, length=200)}."


def _captioned(method: Method) -> str:
    """The smooth line as a paper's caption needs it: with how it was chosen."""
    how = "" if method.joins else CAPTIONED.get(method.name, "")
    return f"{_line(method)[:-1]}{how}."


def _band(method: Method) -> str:
    return f" Band: {method.band}." if method.band and not method.joins else ""


def _axes_sentence(heading: str, text: str) -> Sentence:
    return Sentence(section=AXES, heading=heading, text=text)


def _some(names: list[str]) -> str:
    """The first few names, and how many more there are."""
    if len(names) <= LISTED:
        return wording.listing(names)
    return f"{', '.join(names[:LISTED])} and {len(names) - LISTED} more"


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
