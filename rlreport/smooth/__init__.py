"""Curve -> trend. A new smoother is one new file that exports `SMOOTHER`.

`auto` needs no setting and carries a band; the others are the smoothers that people know from
TensorBoard and Weights & Biases, each equal to its origin.
"""

from __future__ import annotations

from rlreport.errors import ChoiceError
from rlreport.plugins import discover
from rlreport.smooth._smoother import Parameter, Smoother
from rlreport.values import Curve, Trend


def smoothers() -> dict[str, Smoother]:
    """Every smoother by its name, the automatic one first."""
    found: tuple[Smoother, ...] = discover("rlreport.smooth", "SMOOTHER")
    return {smoother.name: smoother for smoother in sorted(found, key=lambda s: s.name != "auto")}


SMOOTHERS: tuple[str, ...] = ("auto", "ema", "gaussian", "lowess", "mean", "wandb")
"""The names that `smooth` takes, each optionally with a parameter: `"ema:0.6"`."""


def smooth(curve: Curve, how: str = "auto") -> Trend:
    """The level of `curve` on each of its x, by the smoother named in `how`.

    Args:
        curve: any curve; points whose y is not finite are passed over.
        how: a name of `SMOOTHERS`, with the parameter after a colon where it is not the default.

    Raises:
        ChoiceError: no such smoother, or a parameter outside of its range.
    """
    smoother, value = parse(how)
    return smoother.apply(curve, value)


def parse(how: str) -> tuple[Smoother, float]:
    """The smoother and the value of its parameter that `how` names (0.0 where it has none).

    Raises:
        ChoiceError: no such smoother, or a parameter outside of its range.
    """
    name, colon, text = how.partition(":")
    if name not in SMOOTHERS:
        raise ChoiceError.among("smoother", name, SMOOTHERS)
    smoother = smoothers()[name]
    parameter = smoother.parameter
    if parameter is None:
        if colon:
            raise ChoiceError(f"The smoother {name!r} takes no parameter, got {how!r}.")
        return smoother, 0.0
    return smoother, _value(how, text, parameter) if colon else parameter.default


def _value(how: str, text: str, parameter: Parameter) -> float:
    example = f"{how.partition(':')[0]}:{parameter.default:g}"
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not parameter.allows(value):
        raise ChoiceError(
            f"The smoother {how!r} has no valid parameter.",
            f"Give {parameter}, for example {example!r}.",
        )
    return value
