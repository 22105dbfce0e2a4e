"""A level that bends more in some places than in others: its stiffness varies along the curve."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from rlreport.stats import breaks
from rlreport.stats.search import Search
from rlreport.stats.whittaker import LOWEST_STIFFNESS, Fit, Model
from rlreport.values import FloatArray

_POINTS_A_KNOT = 12
_KNOTS = (3, 12)  # fewest and most
_STEPS = (1.0, 0.5)  # powers of ten by which the stiffness at a knot is varied
_PHI_STEP = 0.2  # of these, by which phi is
_LOWEST = -4.0  # power of ten
_SWEEPS = 8
_WORTH_A_SWEEP = 0.5
_LEAST_GAIN = 4.0


def varied(model: Model, fit: Fit, most_phi: float) -> tuple[Model, Fit] | None:
    """The model with the penalty weights of greatest likelihood, and its fit; None if not better.

    The logarithm of the weight is linear between a few knots, and differences between neighbouring
    knots are drawn towards zero, as in Ruppert and Carroll (2000), "Spatially-adaptive penalties
    for spline fitting", Australian and New Zealand Journal of Statistics 42, 205-223.

    Args:
        model: without released kinks.
        fit: its fit.
        most_phi: the greatest AR(1) coefficient that may be.
    """
    knots = min(model.y.size // _POINTS_A_KNOT, _KNOTS[1])
    if knots < _KNOTS[0]:
        return None
    low = np.array([LOWEST_STIFFNESS, 0.0, *[_LOWEST] * knots])
    high = np.array([model.top, most_phi, *[0.0] * knots])
    place = np.array([fit.stiffness, fit.phi, *[0.0] * knots])
    search = Search(partial(_loss, model), low, high)
    least = before = search.losses(place[None])[0]
    for step in _STEPS:
        steps = np.array([step, step * _PHI_STEP, *[step] * knots])
        for _ in range(_SWEEPS):
            start = least
            place, least = search.explored(place, least, -steps)
            if start - least < _WORTH_A_SWEEP:
                break
    if before - least < _LEAST_GAIN:
        return None
    adapted = _weighted(model, place[2:])
    return adapted, adapted.best(most_phi, (float(place[0]), float(place[1])))


def cost(model: Model, fit: Fit) -> float:
    """The loss of a fit with the price of its breaks and of the unevenness of its stiffness."""
    starts = np.flatnonzero(np.diff(np.append(False, model.free).astype(int)) == 1)
    return fit.loss + starts.size * breaks.price(model.y.size) + _roughness(model)


def _loss(
    model: Model, stiffness: FloatArray, phi: FloatArray, *exponents: FloatArray
) -> FloatArray:
    """Of k models at once `(k,)`, with what the roughness of their exponents costs."""
    knots = np.stack(exponents, axis=1)
    rough = np.diff(knots, axis=1)
    return np.asarray(_weighted(model, knots).loss(stiffness, phi) + np.vecdot(rough, rough))


def _weighted(model: Model, exponents: FloatArray) -> Model:
    """The model, or k of them, with weights of these powers of ten at the knots `(..., m)`."""
    places = np.linspace(0, exponents.shape[-1] - 1, model.weight.size)
    before = np.minimum(places.astype(np.intp), exponents.shape[-1] - 2)
    first, second = exponents[..., before], exponents[..., before + 1]
    return replace(model, weight=10.0 ** (first + (places - before) * (second - first)))


def _roughness(model: Model) -> float:
    """What the differences between neighbouring knots cost, from the weights in between."""
    rows = np.flatnonzero(~model.free)
    exponents = np.interp(np.arange(model.weight.size), rows, np.log10(model.weight[rows]))
    knots = min(model.y.size // _POINTS_A_KNOT, _KNOTS[1])
    at = np.linspace(0, model.weight.size - 1, max(knots, 2))
    rough = np.diff(np.interp(at, np.arange(model.weight.size), exponents))
    return float(rough @ rough)
