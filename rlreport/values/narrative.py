"""The text, the choices behind a report, and everything found together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from rlreport.values._basics import Status
from rlreport.values.curves import Group, Trend
from rlreport.values.facts import Observation
from rlreport.values.reading import Issue
from rlreport.values.runs import Logs


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One sentence, or a list's one entry, that states only numbers of what it is `about`.

    Attributes:
        section: `"overview"`, `"axes"`, `"data health"`, `"details"`, `"key observations"` or
            `"interpretation"`.
        heading: a sub-heading inside the section, or "".
        about: ids of the observations it rests on; empty for what is drawn and for data health.
        status: measured facts and possible reasons never look alike.
        source: where a possible reason comes from, or "".
    """

    section: str
    text: str
    about: tuple[str, ...] = ()
    heading: str = ""
    status: Status = "measured"
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Narrative:
    """The text of a report.

    Attributes:
        headline: one line.
        brief: two to five sentences that fit a chat message.
        caption: for a paper's figure.
        sentences: the full text, in order.
        key: ids of the key observations in the order of their numbers, 1 first.
    """

    headline: Sentence
    brief: tuple[Sentence, ...]
    caption: str
    sentences: tuple[Sentence, ...]
    key: tuple[str, ...]

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of the key observation that tells of each, its companions too, by id."""
        own = {identity: number for number, identity in enumerate(self.key, start=1)}
        told = (s.about for s in self.sentences if s.section == "key observations" and s.about)
        beside = {
            identity: own[first] for first, *others in told if first in own for identity in others
        }
        return beside | own


@dataclass(frozen=True, kw_only=True)
class Flops:
    """What the user assumes about the cost of runs whose logs do not hold their RL FLOPs.

    Attributes:
        parameters: active parameters N of the model, or 0 to estimate from utilisation instead;
            without either, what one device did by the log is multiplied by `devices`.
        trained: the metric of the tokens trained on, 6 N FLOPs each; "" for the run's own count.
        generated: the metric of the tokens of rollouts and further forward passes, 2 N FLOPs
            each; "" for none.
        utilisation: a share 0..1, or the metric that logs it.
        peak: FLOP/s of one device.
        devices: how many there are.
    """

    parameters: float = 0.0
    trained: str = ""
    generated: str = ""
    utilisation: float | str = 0.0
    peak: float = 0.0
    devices: int = 1

    def __post_init__(self) -> None:
        told = self.parameters or (self.utilisation and self.peak)
        if not told and (self.devices == 1 or self.utilisation or self.peak):
            raise ValueError("Flops: neither parameters, nor utilisation and peak, nor devices")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the user chose; the default of everything is a good report.

    Attributes:
        x: name or kind of the axis, or "" for each run's first.
        metrics: names or roles of the metrics to report on; empty for the best candidates.
            `"accuracy=NAME"` reports on NAME and takes it as accuracy.
        runs: names of the runs to report on; empty for all, up to a limit that the report states.
        smooth: `"auto"`, or a familiar smoother with its parameter, such as `"ema:0.6"`.
        range: from and to on the axis, None where open.
        groups: which runs to take together as runs of one configuration: `"NAME=run1,run2"`, and
            `"auto"` for three or more seeds of one configuration. Empty for none.
        reference: name of the run or group that all others are compared with, or "".
        flops: assumptions to estimate RL FLOPs from, which are then the default axis; or None.
    """

    x: str = ""
    metrics: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    smooth: str = "auto"
    range: tuple[float | None, float | None] = (None, None)
    groups: tuple[str, ...] = ("auto",)
    reference: str = ""
    flops: Flops | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Findings:
    """All that a report says and shows: a pure function of the logs and the settings.

    Attributes:
        groups: behind those of the `trends` that are a group's.
    """

    logs: Logs
    trends: tuple[Trend, ...]
    observations: tuple[Observation, ...]
    narrative: Narrative
    settings: Settings
    issues: tuple[Issue, ...] = ()
    groups: tuple[Group, ...] = ()

    def observation(self, identity: str) -> Observation:
        """The observation of that id.

        Raises:
            KeyError: there is none.
        """
        for observation in self.observations:
            if observation.id == identity:
                return observation
        raise KeyError(identity)

    def trend(self, run: str, metric: str) -> Trend:
        """The trend of that metric of that run.

        Raises:
            KeyError: there is none.
        """
        for trend in self.trends:
            if (trend.curve.run, trend.curve.metric) == (run, metric):
                return trend
        raise KeyError((run, metric))
