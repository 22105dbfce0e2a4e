"""The automatic smoother: needs no setting, does not lag, and carries an honest band.

A smooth level in AR(1) noise, both strengths chosen by restricted likelihood (see
`rlreport.stats.whittaker`), in the order of the points: uneven x and gaps do not matter. Outliers
are drawn in; the stiffness varies along the curve, and the level breaks, where the likelihood asks
for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from rlreport import stats
from rlreport.smooth._smoother import Smoother
from rlreport.stats import whittaker
from rlreport.stats.breaks import released
from rlreport.stats.search import least_of
from rlreport.stats.varying import cost, varied
from rlreport.stats.whittaker import Fit, Model
from rlreport.values import Curve, FloatArray, IntArray, Meaning, Method, Noise, Trend

MOST_POINTS = 1000
"""More points than this are taken together in groups of equal size: the level has far fewer
degrees of freedom than that."""
_HEAD = (100, 10)  # values, and groups, at a steep start that are smoothed by themselves
_WINSOR = 3.5  # robust standard deviations behind which a residual is drawn in
_ROUNDS = 2
_GROSS = 6.0  # robust standard deviations off its neighbours: no part of the level
FEWEST_INDEPENDENT = 20
"""(1 + phi) / (1 - phi) <= n / 20: no memory is taken to leave fewer independent points."""
_WORTH_MEMORY = 0.01
"""What memory must gain in -2 log likelihood per point. Measured on twelve signals: AR(1) noise of
.6 gains .1 to .3 a point, bumps in white or AR(1) noise less than nothing."""
_NORMAL_95 = 1.96
_BAND_PHIS = (0.2, 0.4, 0.6, 0.8, 0.9, 0.95)
_STIFFNESSES = 14  # tried for each of these
_RULED_OUT = 2.71  # 90% quantile of chi-squared, 1 df: with it the band of 50 points covers 93%
_FEWEST = 8
"""Points from which level and noise can be told apart: of a line, a bend and a wave in white noise
the band of 8 covers 88 to 96%, of 6 points 76 to 95%, of 4 points 69 to 84%."""


def most_phi(y: FloatArray) -> float:
    """The greatest AR(1) coefficient that `y` `(n,)` may be taken to have.

    The memory must be short against the curve, and the coefficient no greater than what the
    differences of neighbours show: a spiky signal in white noise looks like memory otherwise.
    """
    ratio = max(y.size / FEWEST_INDEPENDENT, 1.0)
    by_length = (ratio - 1) / (ratio + 1)
    return float(min(by_length, max(0.0, stats.local_phi(y) + 2 / np.sqrt(y.size))))


def fit_robustly(y: FloatArray) -> tuple[Model, Fit]:
    """The level of `y` `(m,)`, m >= 8, with outliers drawn in and breaks released.

    Successes and counts have neither: their rarer values are no outliers, and their stretches of
    equal values no level without noise.
    """
    if stats.discrete(y):
        current = whittaker.model(y)
        return current, current.best(most_phi(y))
    current, fit, cap = _started(stats.hampel(y, reach=_GROSS, steep_ends=True))
    for _ in range(_ROUNDS):
        current = replace(current, y=_drawn_in(y, fit.level))
        fit = current.best(min(cap, most_phi(current.y)), (fit.stiffness, fit.phi))
        current, fit = released(current, fit, cap)
    return current, fit


def _started(y: FloatArray) -> tuple[Model, Fit, float]:
    """The first fit, and the greatest phi allowed: none where memory explains hardly more.

    A fast signal in white noise and a slow one in noise with memory have one spectrum. True memory
    gains far more than `_WORTH_MEMORY` a point; where it does not, a spiky signal is at risk.
    """
    current, cap = whittaker.model(y), most_phi(y)
    fit = current.best(cap)
    remembering = _adapted(current, fit, cap)
    if fit.phi == 0:
        return *remembering, cap
    white = _adapted(current, current.best(0.0), 0.0)
    if cost(*white) < cost(*remembering) + _WORTH_MEMORY * y.size:
        return *white, 0.0
    return *remembering, cap


def _adapted(current: Model, fit: Fit, most: float) -> tuple[Model, Fit]:
    """The fit with breaks released, at one stiffness or at a varying one."""
    one, varying = released(current, fit, most), varied(current, fit, most)
    if varying is None:
        return one
    return min(one, released(*varying, most), key=lambda pair: cost(*pair))


def _drawn_in(y: FloatArray, level: FloatArray) -> FloatArray:
    """`y` with residuals beyond 3.5 robust standard deviations drawn in to there."""
    residuals = y - level
    reach = _WINSOR * stats.mad_sd(residuals)
    return np.asarray(level + np.clip(residuals, -reach, reach)) if reach > 0 else y


def _scale(y: FloatArray) -> FloatArray:
    """What `y` `(m,)` is divided by for the fit: 1, or its noise where that is very uneven.

    A level in one noise everywhere would follow each point of the wide part. As the scale changes
    slowly, the level over it is as smooth as the level.
    """
    local = stats.uneven(y)
    return np.ones(y.size) if local is None else local


def _half_width(current: Model, fit: Fit) -> FloatArray:
    """Half of the 95% band: posterior spread and estimated bias, in every credible memory.

    The fit keeps phi low for the curve's sake. The band covers what the level would be in any
    longer memory that the likelihood does not rule out, so that it is honest where a short curve
    cannot tell slow noise from signal, and narrow where it can.
    """
    half = _NORMAL_95 * np.sqrt(fit.variance)
    for other in _credible(current, fit):
        away = np.abs(other.level - fit.level)
        half = np.maximum(half, _NORMAL_95 * np.sqrt(other.variance) + away)
    return np.asarray(half + _bias(current, fit))


def _credible(current: Model, fit: Fit) -> Iterator[Fit]:
    """The best fits with a longer memory, where the profile likelihood keeps it."""
    stiffnesses = np.linspace(whittaker.LOWEST_STIFFNESS, current.top, _STIFFNESSES)
    for phi in _BAND_PHIS:
        if phi > fit.phi:
            other = current.fit(*least_of(current.loss, stiffnesses, [phi]))
            if other.loss < fit.loss + _RULED_OUT:
                yield other


def _bias(current: Model, fit: Fit) -> FloatArray:
    """How far the level would move if it were eight times as supple: an estimate of its bias."""
    supple = max(fit.stiffness - np.log10(8), whittaker.LOWEST_STIFFNESS)
    return np.abs(current.fit(supple, fit.phi).level - fit.level)


def _apply(curve: Curve, _: float = 0.0) -> Trend:
    rows = curve.rows
    logged = curve.y[rows]
    y = stats.Standard.of(logged)
    if rows.size < _FEWEST or y.scale == 0:
        return _as_logged(curve, rows)
    fitted = _fitted(y.values)
    level, half, scale = fitted.level, fitted.half, fitted.scale
    ends = bounds(logged, curve.meaning)
    low, middle, high = (
        _along(curve, np.clip(y.restored(part), *ends))
        for part in (level - half, level, level + half)
    )
    current, fit = fitted.model, fitted.fit
    noise = _noise((y.values - level) / scale, fit, fit.level.size)
    return Trend(
        curve=curve,
        level=middle,
        low=low,
        high=high,
        noise=replace(noise, sd=noise.sd * float(np.sqrt(np.mean(scale**2))) * y.spread),
        method=_method(
            band="pointwise 95% band of the level",
            stiffness=10.0**fit.stiffness,
            phi=fit.phi,
            breaks=float(np.count_nonzero(current.free)),
            groups=float(fit.level.size),
        ),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Fitted:
    """Level, half of its 95% band and scale of the noise of each value `(n,)`, and the fit behind.

    Of many values the fit is that of groups.
    """

    level: FloatArray
    half: FloatArray
    scale: FloatArray
    model: Model
    fit: Fit


def _fitted(y: FloatArray) -> _Fitted:
    """The level of `y` `(n,)`, n >= 4; where it is steep at the start, from single values there."""
    grouped = stats.bins(y, MOST_POINTS)
    scale = _scale(grouped)
    current, fit = fit_robustly(grouped / scale)
    wide = _half_width(current, fit)
    places = stats.bins(np.arange(y.size, dtype=np.float64), MOST_POINTS)
    ahead = np.array([fit.level[0], y[1] / scale[0]]) - fit.level[1]  # a wild first value is alone
    steep = y.size > MOST_POINTS and (ahead.min() > wide[0] or ahead.max() < -wide[0])
    level, half, scale = (
        np.interp(np.arange(y.size), places, part)
        for part in (fit.level * scale, wide * scale, scale)
    )
    if steep:  # the mean of the first group lies far behind the first value
        head = max(_HEAD[0], _HEAD[1] * y.size // fit.level.size)
        fine = _fitted(y[:head])
        weight = np.clip(2 - 2 * np.arange(head) / head, 0, 1)
        level[:head] += weight * (fine.level - level[:head])
        half[:head] += weight * (fine.half - half[:head])
    return _Fitted(level=level, half=half, scale=scale, model=current, fit=fit)


def on_axis(trend: Trend, curve: Curve) -> Trend:
    """What the automatic smooth of `curve` is, from the `trend` of the same y on any axis.

    The level follows the order of the points; their x says only where it lies between them.
    """
    rows = curve.rows
    if rows.size in (0, curve.x.size):
        return replace(trend, curve=curve)
    level, low, high = (_along(curve, p[rows]) for p in (trend.level, trend.low, trend.high))
    return replace(trend, curve=curve, level=level, low=low, high=high)


def _along(curve: Curve, values: FloatArray) -> FloatArray:
    """`values` `(m,)` on the finite points of a curve, and in between where it has other rows."""
    whole = values.size == curve.x.size
    return values if whole else np.interp(curve.x, curve.x[curve.rows], values)


def bounds(y: FloatArray, meaning: Meaning) -> tuple[float, float]:
    """What no level can pass: 0 where no value of `y` `(n,)` does, 100 where no percentage does.

    A count of zero to twenty never has a mean of -1, whatever a smooth curve does at its ends; nor
    has parallelism one below 1, that of a serial agent.
    """
    least, greatest = y.min(), y.max()
    lowest = 1.0 if meaning.role == "parallelism" and least >= 1.0 else 0.0
    highest = 100.0 if meaning.unit == "%" and greatest <= 100.0 else np.inf
    return (lowest if least >= 0 else -np.inf, 0.0 if greatest <= 0 else highest)


def _as_logged(curve: Curve, rows: IntArray) -> Trend:
    """The points themselves as level, without a band: too few to tell level and noise apart."""
    nothing = np.full(curve.x.size, np.nan)
    level = _along(curve, curve.y[rows]) if rows.size else nothing
    constant = rows.size >= _FEWEST
    return Trend(
        curve=curve,
        level=level,
        low=level if constant else nothing,
        high=level if constant else nothing,
        noise=Noise(sd=0.0, phi=0.0, n=rows.size, n_eff=float(rows.size)),
        method=_method(band="pointwise 95% band of the level" if constant else ""),
    )


def _method(*, band: str, **parameters: float) -> Method:
    return Method(
        name="auto", label="Automatic smooth", parameters=parameters, looks_ahead=True, band=band
    )


def _noise(residuals: FloatArray, fit: Fit, groups: int) -> Noise:
    """The noise of single points: AR(1) with the long-run variance that the groups have."""
    n = residuals.size
    sd, phi = fit.noise_sd, fit.phi
    if n > groups:
        reach = _WINSOR * stats.mad_sd(residuals)
        sd = float(np.sqrt(np.mean(np.clip(residuals, -reach, reach) ** 2)))
        long_run = fit.innovation / (1 - fit.phi) ** 2 * n / groups
        # No memory leaves less than one point.
        ratio = min(max(long_run / sd**2, 1.0), float(n)) if sd > 0 else 1.0
        phi = (ratio - 1) / (ratio + 1)
    n_eff = stats.effective_size(n, phi)
    return Noise(sd=sd, phi=phi, n=n, n_eff=n_eff, taken=fit.taken)


SMOOTHER = Smoother(
    name="auto", label="Automatic smooth", parameter=None, looks_ahead=True, apply=_apply
)
