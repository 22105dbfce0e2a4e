"""Columns as pyarrow holds them -> tables, for Parquet and Arrow files.

Columns of lists and of bytes hold no metric and are not read. Nested columns become one column
for each leaf, named by its path.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from rlreport.sources import LogFile
from rlreport.values import BoolArray, Issue, Loose, Table

if TYPE_CHECKING:
    import pyarrow as pa

_INDEX = "__index_level_0__"
_ANSWERS = frozenset({"completion", "response", "output"})


def loose_of(
    data: pa.Table, left: list[str], file: LogFile, format_: str, *, schema: pa.Schema
) -> Loose:
    """The columns of a flat table of a `schema`, and an issue on those that were `left` out."""
    from pyarrow import types

    columns: dict[str, NDArray[Any]] = _index(schema, data.num_rows)
    blank: dict[str, BoolArray] = {}
    for name, column in zip(data.column_names, data.columns, strict=True):
        columns[name], missing = _array(column)
        if missing.any():
            blank[name] = missing
    issues = (_left_out(file, left),) if left else ()
    kind: Literal["metrics", "rollouts"] = "rollouts" if _are_rollouts(columns) else "metrics"
    dated = [field.name for field in data.schema if types.is_timestamp(field.type)]
    table = Table(columns=columns, blank=blank, roles=dict.fromkeys(dated, "wall_time"), kind=kind)
    return Loose(format=format_, tables=(table,), issues=issues)


def _index(schema: pa.Schema, size: int) -> dict[str, NDArray[Any]]:
    """The index of a data frame by its name, where pandas keeps an even one as a range alone."""
    try:
        told = (schema.pandas_metadata or {}).get("index_columns", [])
        ranges = [one for one in told if isinstance(one, dict) and one.get("name")]
        found = {one["name"]: range(one["start"], one["stop"], one["step"]) for one in ranges}
        as_long = {name: one for name, one in found.items() if len(one) == size}
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError):  # damaged
        return {}
    return {
        name: np.array(one, dtype=np.float64)
        for name, one in as_long.items()
        if name not in schema.names
    }


def _are_rollouts(columns: Mapping[str, NDArray[Any]]) -> bool:
    """Whether rows are prompts with what a model answered, as TRL logs its completions."""
    texts = {name.lower() for name, column in columns.items() if column.dtype == object}
    return "prompt" in texts and not texts.isdisjoint(_ANSWERS)


def choose(schema: pa.Schema) -> tuple[list[str], list[str]]:
    """The columns that can hold metrics, and those that cannot."""
    from pyarrow import types

    kept: list[str] = []
    left: list[str] = []
    for field in schema:
        listed = types.is_nested(field.type) and not types.is_struct(field.type)
        held = types.is_binary(field.type) or types.is_large_binary(field.type)
        if field.name != _INDEX:
            (left if listed or held else kept).append(field.name)
    return kept, left


def flat(data: pa.Table) -> pa.Table:
    """Structs as one column for each leaf, named by its path with `/`; lists in them left out."""
    import pyarrow as pa
    from pyarrow import types

    leaves: dict[str, pa.ChunkedArray] = {}
    pending = list(zip(data.column_names, data.columns, strict=True))[::-1]
    while pending:
        name, column = pending.pop()
        if types.is_struct(column.type):
            parts = zip(column.type, column.flatten(), strict=True)
            pending.extend([(f"{name}/{field.name}", part) for field, part in parts][::-1])
        elif not types.is_nested(column.type):
            leaves[name] = column
    return pa.table(leaves)


def _array(column: pa.ChunkedArray) -> tuple[NDArray[Any], BoolArray]:
    """The values `(n,)`, and where there is none; times become unix seconds."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import types

    missing = column.is_null().to_numpy()
    if types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if types.is_timestamp(column.type):
        microseconds = column.cast(pa.timestamp("us", tz=column.type.tz), safe=False)
        column = pc.divide(microseconds.cast(pa.int64()).cast(pa.float64(), safe=False), 1e6)
    elif types.is_boolean(column.type):
        column = column.cast(pa.int8())
    if types.is_floating(column.type) or types.is_integer(column.type):
        numbers = column.cast(pa.float64(), safe=False).to_numpy().astype(np.float64)
        return numbers, missing
    if types.is_decimal(column.type):
        return column.cast(pa.float64()).to_numpy().astype(np.float64), missing
    texts = [None if value is None else str(value) for value in column.to_pylist()]
    return np.array(texts, dtype=object), missing


def _left_out(file: LogFile, names: list[str]) -> Issue:
    return Issue(
        kind="columns left out",
        where=file.name,
        count=len(names),
        text=f"Columns of lists or bytes hold no metric and were not read: {', '.join(names[:8])}.",
    )
