"""Which ceiling a curve approaches, and how far it is.

The form of a learning curve is not known, so several are fitted at once: exponential and logistic
approaches and power laws, which have a ceiling, beside the logarithm and the straight line, which
have none. Whatever fits nearly as well as the best is possible, and an interval holds what all the
possible fits say. Where one without a ceiling is among them, the data cannot tell of any.

Forms: Viering and Loog (2023), "The shape of learning curves: a review",
doi:10.1109/TPAMI.2022.3220744, section 4. Intervals by profile likelihood: Bates and Watts (1988),
"Nonlinear regression analysis and its applications", doi:10.1002/9780470316757, chapter 6, with
the degrees of freedom that AR(1) noise leaves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from rlreport.stats.intervals import Interval
from rlreport.stats.noise import effective_size, lag_correlation
from rlreport.values import FloatArray

FEWEST_EFFECTIVE = 20.0
"""Independent points beside a fit of four numbers below which its form says nothing."""
_PARAMETERS = 4
_CONFIDENCE = 0.975  # one side of a 95% interval
_SCALES = (0.004, 4.0)  # of the curve's length, between which its bend is looked for
_SEARCHED = 24  # bends tried for each form, on each of a few ever finer grids
_ZOOMS = 3
_AROUND = np.linspace(0, 2 * np.pi, 16, endpoint=False)
_POWERS = (0.25, 0.5, 1.0, 2.0, 4.0)
_STRETCHES = (0.7, 1.4, 2.0)
_GROWTHS = (0.3, 0.5, 0.75)
_INEXACT = 0.003  # share of the curve's scale by which no form is better than an approximation
_LEAST_DETERMINANT = 1e-10


@dataclass(frozen=True, kw_only=True)
class Form:
    """A shape that falls from 1 at u = 0: to 0 where it has a ceiling, else without end.

    Attributes:
        name: "exponential" (stretched by its power), "logistic" and "power" have a ceiling;
            "growth" (a power of u), "logarithm" and "line" have none.
        power: exponent of u or, of the power law, minus that.
    """

    name: str
    power: float = 1.0

    @property
    def bounded(self) -> bool:
        """Whether it has a ceiling."""
        return self.name not in {"growth", "logarithm", "line"}

    def at(self, u: FloatArray, scale: float | FloatArray) -> FloatArray:
        """The shape at `u` `(n,)` >= 0, for a bend of that scale; `(k, n)` for scales `(k, 1)`."""
        z = u / scale
        if self.name == "exponential":
            return np.asarray(np.exp(-(z**self.power)))
        if self.name == "logistic":
            return np.asarray(2 / (1 + np.exp(np.minimum(z, 700))))
        if self.name == "power":
            return np.asarray((1 + z) ** -self.power)
        if self.name == "growth":
            return np.asarray(2 - (1 + z) ** self.power)
        return 1 - (np.log1p(z) if self.name == "logarithm" else z)

    def where(self, height: float, scale: float) -> float:
        """The u at which a bounded shape comes down to `height`; infinity where it never does."""
        if height <= 0:
            return float("inf")
        if self.name == "exponential":
            return float(scale * (-np.log(height)) ** (1 / self.power))
        if self.name == "logistic":
            return float(scale * np.log(2 / height - 1))
        return float(scale * (height ** (-1 / self.power) - 1))


_FORMS = (
    Form(name="exponential"),
    Form(name="logistic"),
    *(Form(name="exponential", power=power) for power in _STRETCHES),
    *(Form(name="power", power=power) for power in _POWERS),
    *(Form(name="growth", power=power) for power in _GROWTHS),
    Form(name="logarithm"),
)
_LINE = Form(name="line")


@dataclass(frozen=True, kw_only=True, eq=False)
class _Fits:
    """Least squares of y = ceiling + slope * shape in noise with memory, for k bends of a form.

    Attributes:
        scale, ceiling, slope: `(k,)`.
        squares: `(k,)`, residual sums of squares of the whitened data.
        root: `(k, 2, 2)`, what a step of one sum of squares changes in ceiling and slope.
    """

    form: Form
    scale: FloatArray
    ceiling: FloatArray
    slope: FloatArray
    squares: FloatArray
    root: FloatArray

    def around(self, row: int, limit: float) -> Iterator[Possible]:
        """One of them, and courses of the same bend on the border of what is possible."""
        reach = np.sqrt(limit - self.squares[row])
        steps = self.root[row] @ (reach * np.stack([np.cos(_AROUND), np.sin(_AROUND)]))
        scale, ceiling, slope = (
            float(part[row]) for part in (self.scale, self.ceiling, self.slope)
        )
        for up, more in [(0.0, 0.0), *steps.T.tolist()]:
            yield Possible(form=self.form, scale=scale, ceiling=ceiling + up, slope=slope + more)


@dataclass(frozen=True, kw_only=True)
class Possible:
    """One course that the data allow."""

    form: Form
    scale: float
    ceiling: float
    slope: float

    @property
    def room(self) -> float:
        """What is left between the level at u = 1 and the ceiling."""
        return -self.slope * _end(self.form, self.scale)

    def needed(self, gain: float) -> float:
        """How far beyond u = 1 it comes to lie `gain` further; infinity where it never does."""
        return self.form.where(_end(self.form, self.scale) + gain / self.slope, self.scale) - 1


@lru_cache(maxsize=1)
def _end(form: Form, scale: float) -> float:
    """The shape at u = 1."""
    return float(form.at(np.ones(1), scale)[0])


@dataclass(frozen=True, kw_only=True, eq=False)
class Saturation:
    """Every course that the data allow, the best first.

    Attributes:
        n_eff: how many independent points its noise leaves.
    """

    possible: tuple[Possible, ...]
    n_eff: float

    @property
    def bounded(self) -> bool:
        """Whether all of them have a ceiling."""
        return all(course.form.bounded for course in self.possible)

    @property
    def ceiling(self) -> Interval | None:
        """The level that the curve approaches; None where the data cannot tell."""
        return _interval([c.ceiling for c in self.possible]) if self.bounded else None

    @property
    def room(self) -> Interval | None:
        """How far the ceiling lies from the level at u = 1; None where the data cannot tell."""
        return _interval([c.room for c in self.possible]) if self.bounded else None

    def needed(self, gain: float) -> Interval | None:
        """How far beyond u = 1 the curve lies `gain` further on; None where that has no end."""
        return _interval([c.needed(gain) for c in self.possible]) if self.bounded else None


def _interval(values: list[float]) -> Interval | None:
    if not np.isfinite(values).all():
        return None
    return Interval(value=values[0], low=min(values), high=max(values))


def saturation(u: FloatArray, y: FloatArray) -> Saturation | None:
    """The courses that `y` `(n,)` of scale about 1 allows against `u` `(n,)`, from 0 to 1.

    None where too few independent points are left beside the best of them, which a curve of some
    other shape brings about too: what does not fit counts as noise with a long memory.
    """
    if u.size < FEWEST_EFFECTIVE:
        return None
    phi = 0.0
    for _ in range(2):
        best, row = _by_squares(_zoomed(u, y, phi))[0]
        rest = y - best.ceiling[row] - best.slope[row] * best.form.at(u, best.scale[row])
        phi = lag_correlation(rest, edf=_PARAMETERS)
    n_eff = effective_size(u.size, phi)
    if n_eff < FEWEST_EFFECTIVE:
        return None
    ranked = _by_squares(_zoomed(u, y, phi))
    least = float(ranked[0][0].squares[ranked[0][1]])
    limit = least + _slack(least, u.size, n_eff)
    able = [(fits, row) for fits, row in ranked if fits.squares[row] <= limit]
    return Saturation(
        possible=tuple(course for fits, row in able for course in fits.around(row, limit)),
        n_eff=n_eff,
    )


def _by_squares(found: Sequence[_Fits]) -> list[tuple[_Fits, int]]:
    """All fits, each as one of several and which of these it is, those of least squares first."""
    places = [(fits, row) for fits in found for row in range(fits.scale.size)]
    order = np.argsort(np.concatenate([fits.squares for fits in found]), kind="stable")
    return [places[place] for place in order]


def _slack(squares: float, n: int, n_eff: float) -> float:
    """By how much the squares of a fit may exceed the least for it to be possible."""
    from scipy.special import stdtrit

    reach = float(stdtrit(n_eff - _PARAMETERS, _CONFIDENCE))
    return squares / (n - _PARAMETERS) * reach**2 + n * _INEXACT**2


def _zoomed(u: FloatArray, y: FloatArray, phi: float) -> list[_Fits]:
    """Fits of every form on grids of bends that grow finer around those that are possible."""
    fit = partial(_fits, _whitened(np.ones(u.size), phi), _whitened(y, phi), u, phi)
    found = [fit(_LINE, np.ones(1))]
    grids = {form: np.geomspace(*_SCALES, _SEARCHED) for form in _FORMS}
    n_eff = effective_size(u.size, phi)
    for _ in range(_ZOOMS):
        new = [fit(form, scales) for form, scales in grids.items()]
        found += new
        least = min(float(fits.squares.min(initial=np.inf)) for fits in found)
        limit = least + _slack(least, u.size, max(n_eff, _PARAMETERS + 1))
        grids = {
            fits.form: _finer(grids[fits.form], fits, limit) for fits in new if fits.scale.size
        }
    return found


def _finer(scales: FloatArray, fits: _Fits, limit: float) -> FloatArray:
    """A grid over the bends that are possible, or around the best where none is."""
    kept = fits.scale[fits.squares <= max(limit, float(fits.squares.min()))]
    step = scales[1] / scales[0]
    return np.geomspace(
        max(kept.min() / step, _SCALES[0]), min(kept.max() * step, _SCALES[1]), _SEARCHED
    )


def _fits(
    one: FloatArray, target: FloatArray, u: FloatArray, phi: float, form: Form, scales: FloatArray
) -> _Fits:
    """The least-squares fit for each bend; none where the shape is a constant to the points."""
    shapes = _whitened(form.at(u, scales[:, None]), phi)
    ones, cross, own = one @ one, shapes @ one, np.einsum("ij,ij->i", shapes, shapes)
    determinant = ones * own - cross**2
    kept = determinant > _LEAST_DETERMINANT * ones * own
    shapes, cross, determinant = shapes[kept], cross[kept], determinant[kept]
    slopes = (ones * (shapes @ target) - cross * (one @ target)) / determinant
    ceilings = (one @ target - cross * slopes) / ones
    rest = target - np.outer(ceilings, one) - slopes[:, None] * shapes
    squares = np.einsum("ij,ij->i", rest, rest)
    return _Fits(
        form=form,
        scale=scales[kept],
        ceiling=ceilings,
        slope=slopes,
        squares=squares,
        root=_roots(float(ones), cross, determinant),
    )


def _roots(ones: float, cross: FloatArray, determinant: FloatArray) -> FloatArray:
    """The inverse transposed Cholesky factors `(k, 2, 2)` of the normal equations."""
    roots, last = np.zeros((cross.size, 2, 2)), np.sqrt(determinant / ones)
    roots[:, 0, 0] = 1 / np.sqrt(ones)
    roots[:, 0, 1] = -cross / (ones * last)
    roots[:, 1, 1] = 1 / last
    return roots


def _whitened(values: FloatArray, phi: float) -> FloatArray:
    """`values` `(..., n)` with their AR(1) noise made white: Prais and Winsten (1954)."""
    first = np.sqrt(1 - phi**2) * values[..., :1]
    return np.concatenate([first, values[..., 1:] - phi * values[..., :-1]], axis=-1)
