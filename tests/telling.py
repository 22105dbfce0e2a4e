"""Hand-made trends and facts to narrate and export: numbers that a test can recompute by eye."""

import numpy as np

from rlreport.narrate import narrate
from rlreport.values import (
    Axis,
    Curve,
    Estimate,
    Findings,
    Issue,
    Logs,
    Meaning,
    Method,
    Metric,
    Noise,
    Observation,
    Refusal,
    Run,
    Settings,
    Trend,
)

FLOPS = Axis(kind="flops", name="flops", label="RL FLOPs", unit="EFLOP", how="logged")
ACCURACY = Meaning(role="accuracy", unit="%", better="higher", label="Training accuracy")
PARALLELISM = Meaning(role="parallelism", unit="", better="higher", label="Average parallelism")
AUTO = Method(
    name="auto",
    label="Automatic smooth",
    parameters={"stiffness": 12.5},
    looks_ahead=True,
    band="pointwise 95% band of the level",
)


def trend(
    metric="acc", *, meaning=ACCURACY, run="demo", n=100, y=None, axis=FLOPS, method=AUTO
) -> Trend:
    y = np.linspace(35.0, 65.0, n) if y is None else np.asarray(y, dtype=float)
    x = np.arange(1.0, y.size + 1)
    level = np.where(np.isfinite(y), y, 50.0)
    curve = Curve(
        run=run,
        metric=metric,
        meaning=meaning,
        axis=axis,
        x=x,
        y=np.where(np.isfinite(y), y, np.nan),
        nonfinite=np.flatnonzero(~np.isfinite(y)),
    )
    noise = Noise(sd=1.0, phi=0.0, n=curve.rows.size, n_eff=float(curve.rows.size))
    return Trend(
        curve=curve, level=level, low=level - 1, high=level + 1, noise=noise, method=method
    )


def estimate(value, half=1.0, unit="") -> Estimate:
    return Estimate(value=value, low=value - half, high=value + half, unit=unit)


def change(size=30.0, metric="acc", *, run="demo", identity="", **facts) -> Observation:
    defaults = {
        "direction": "up" if size > 0 else "down",
        "span": (1.0, 100.0),
        "strength": 0.9,
        "significant": True,
        "n": 100,
        "p_value": 1e-6,
        "estimates": {"absolute": estimate(size, unit="percentage points")},
        "words": {"relative": "start near zero"},
    }
    return Observation(
        id=identity or f"change-{metric}",
        kind="change",
        run=run,
        metric=metric,
        **{**defaults, **facts},
    )


def dip(x=40.0, metric="acc", *, identity="dip-1", **facts) -> Observation:
    defaults = {
        "direction": "down",
        "x": x,
        "span": (x - 10, x + 10),
        "strength": 0.4,
        "significant": True,
        "n": 100,
        "p_value": 0.001,
        "estimates": {
            "bottom": estimate(40.0, unit="%"),
            "depth": estimate(8.0, unit="percentage points"),
            "width": estimate(12.0, half=0.0, unit="EFLOP"),
        },
        "words": {"recovered": "yes"},
    }
    return Observation(id=identity, kind="dip", run="demo", metric=metric, **{**defaults, **facts})


def noise(metric="acc", *, run="demo", outcome="not found") -> Observation:
    return Observation(
        id=f"trend-{metric}",
        kind="trend",
        run=run,
        metric=metric,
        outcome=outcome,
        significant=False if outcome == "not found" else None,
        span=(1.0, 100.0),
        n=100,
        p_value=0.4,
        estimates={"change": estimate(0.5, half=2.0, unit="percentage points")},
        words={"shape": "noise"},
    )


def findings(
    trends, observations=(), *, issues=(), refused=(), settings=None, dated=False
) -> Findings:
    settings = settings or Settings()
    logs = Logs(runs=_runs(trends, tuple(issues), dated), refused=tuple(refused))
    return Findings(
        logs=logs,
        trends=tuple(trends),
        observations=tuple(observations),
        narrative=narrate(observations, trends, logs, issues, settings),
        settings=settings,
        issues=tuple(issues),
    )


def _runs(trends, issues, dated) -> tuple[Run, ...]:
    names = dict.fromkeys(trend.curve.run for trend in trends)
    return tuple(
        Run(
            name=name,
            sources=(f"{name}.csv",),
            format="csv",
            metrics={
                t.curve.metric: Metric(
                    name=t.curve.metric,
                    step=t.curve.x,
                    value=t.curve.y,
                    meaning=t.curve.meaning,
                    time=t.curve.x * 86400 if dated else None,
                )
                for t in trends
                if t.curve.run == name
            },
            axes=(FLOPS,),
            issues=issues,
        )
        for name in names
    )


ISSUE = Issue(kind="cut-off row", where="demo.csv", count=1, text="The last row was cut off.")
REFUSAL = Refusal(path="model.pkl", reason="This is a pickle.", advice="Export its values as CSV.")
