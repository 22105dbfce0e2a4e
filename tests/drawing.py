"""Findings made by hand, for the tests of what is drawn from them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rlreport.smooth import smooth
from rlreport.synthetic import founding_run
from rlreport.values import (
    Axis,
    Curve,
    Findings,
    Logs,
    Meaning,
    Metric,
    Narrative,
    Observation,
    Run,
    Sentence,
    Settings,
)

FLOPS = Axis(kind="flops", name="rl_flops", label="RL FLOPs", unit="FLOP", how="logged")
ACCURACY = Meaning(role="accuracy", unit="%", better="higher", label="Training accuracy")
PARALLELISM = Meaning(role="parallelism", unit="", better="higher", label="Average parallelism")


def curve(
    y: Sequence[float] | np.ndarray,
    *,
    x: np.ndarray | None = None,
    run: str = "demo",
    metric: str = "accuracy",
    meaning: Meaning = ACCURACY,
    axis: Axis = FLOPS,
) -> Curve:
    """A curve of plain numbers; values that are not finite count as logged."""
    y = np.asarray(y, dtype=float)
    return Curve(
        run=run,
        metric=metric,
        meaning=meaning,
        axis=axis,
        x=np.linspace(1e16, 4e18, y.size) if x is None else x,
        y=np.where(np.isfinite(y), y, np.nan),
        nonfinite=np.flatnonzero(~np.isfinite(y)),
    )


def findings(
    *curves: Curve,
    observations: Sequence[Observation] = (),
    sentences: Sequence[Sentence] = (),
    method: str = "auto",
) -> Findings:
    """Findings on `curves`; every observation is a key observation."""
    names = tuple(dict.fromkeys(curve.run for curve in curves))
    headline = Sentence(section="overview", text="Training accuracy rose.")
    key = tuple(
        Sentence(section="key observations", text=f"Observed: {o.kind}.", about=(o.id,))
        for o in observations
    )
    return Findings(
        logs=Logs(runs=tuple(_run(name) for name in names)),
        trends=tuple(smooth(curve, method) for curve in curves),
        observations=tuple(observations),
        narrative=Narrative(
            headline=headline,
            brief=(headline,),
            caption="Accuracy against RL FLOPs.",
            sentences=(headline, *sentences, *key),
            key=tuple(o.id for o in observations),
        ),
        settings=Settings(smooth=method),
    )


def _run(name: str) -> Run:
    metric = Metric(name="accuracy", step=np.arange(3.0), value=np.ones(3), meaning=ACCURACY)
    return Run(
        name=name,
        sources=(f"{name}.csv",),
        format="CSV",
        metrics={"accuracy": metric},
        axes=(FLOPS,),
    )


def founding(n: int = 200) -> Findings:
    """Findings shaped like the founding figure, with three key observations."""
    run = founding_run(np.random.default_rng(1), n=n)
    place = run.flops[int(0.47 * n)]
    ends = (float(run.flops[0]), float(run.flops[-1]))
    seen = [
        Observation(id="rise", kind="change", run="demo", metric="accuracy", span=ends),
        Observation(
            id="dip",
            kind="dip",
            run="demo",
            metric="accuracy",
            x=float(place),
            span=(0.9 * float(place), 1.1 * float(place)),
        ),
        Observation(id="surge", kind="surge", run="demo", metric="parallelism", span=ends),
    ]
    return findings(
        curve(100 * run.accuracy, x=run.flops),
        curve(run.parallelism, x=run.flops, metric="parallelism", meaning=PARALLELISM),
        observations=seen,
    )
