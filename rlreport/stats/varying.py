"""A level that bends more in some places than in others: its stiffness varies along the curve."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rlreport.stats import breaks
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
    least = before = _loss(model, place)
    for step in _STEPS:
        steps = np.array([step, step * _PHI_STEP, *[step] * knots])
        for _ in range(_SWEEPS):
            start = least
            place, least = _swept(model, place, least, steps, (low, high))
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


def _swept(
    model: Model,
    place: FloatArray,
    least: float,
    steps: FloatArray,
    box: tuple[FloatArray, FloatArray],
) -> tuple[FloatArray, float]:
    """The best place with each parameter in turn moved by at most one step, and its loss."""
    for axis, step in enumerate(steps):
        for move in (-step, step):
            trial = place.copy()
            trial[axis] = np.clip(place[axis] + move, box[0][axis], box[1][axis])
            value = _loss(model, trial)
            if value < least:
                place, least = trial, value
                break
    return place, least


def _loss(model: Model, place: FloatArray) -> float:
    rough = np.diff(place[2:])
    return _weighted(model, place[2:]).loss(float(place[0]), float(place[1])) + float(rough @ rough)


def _weighted(model: Model, exponents: FloatArray) -> Model:
    """The model with weights of these powers of ten at the knots."""
    knots = np.linspace(0, model.weight.size - 1, exponents.size)
    return replace(model, weight=10.0 ** np.interp(np.arange(model.weight.size), knots, exponents))


def _roughness(model: Model) -> float:
    """What the differences between neighbouring knots cost, from the weights in between."""
    rows = np.flatnonzero(~model.free)
    exponents = np.interp(np.arange(model.weight.size), rows, np.log10(model.weight[rows]))
    knots = min(model.y.size // _POINTS_A_KNOT, _KNOTS[1])
    at = np.linspace(0, model.weight.size - 1, max(knots, 2))
    rough = np.diff(np.interp(at, np.arange(model.weight.size), exponents))
    return float(rough @ rough)
