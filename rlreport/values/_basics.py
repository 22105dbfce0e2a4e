"""Types of arrays, and what all nouns share at their construction."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.intp]

Setting = str | float | bool
"""The value of one setting in a run's configuration."""

Better = Literal["higher", "lower", "neither"]
Outcome = Literal["found", "not found", "cannot tell"]
Status = Literal["measured", "possible", "note"]


def frozen_array(values: ArrayLike, dtype: type = np.float64) -> NDArray[Any]:
    """A one-dimensional, read-only array `(n,)` of `values`.

    Raises:
        ValueError: `values` has more than one dimension.
    """
    array: NDArray[Any] = np.asarray(values, dtype=dtype)
    if array.ndim != 1:
        raise ValueError(f"expected a one-dimensional array, got shape {array.shape}")
    if array.flags.writeable:
        array = array.copy() if array.base is not None or array is values else array
        array.flags.writeable = False
    return array


def set_fields(value: object, /, **replacements: object) -> None:
    for name, replacement in replacements.items():
        object.__setattr__(value, name, replacement)


def same_length(owner: str, **arrays: NDArray[Any] | None) -> None:
    lengths = {name: array.size for name, array in arrays.items() if array is not None}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"{owner}: arrays differ in length: {lengths}")


def increasing(values: FloatArray) -> bool:
    """Whether all of `values` `(n,)` are finite, and each greater than the one before."""
    ends = bool(np.isfinite(values[[0, -1]]).all()) if values.size else True
    return ends and bool((values[1:] > values[:-1]).all())
