"""Parquet: a table of columns, such as W&B's history artifacts and Trackio's stores.

Columns of lists and of bytes hold no metric and are not read. Nested columns become one column
for each leaf, named by its path.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.sources import LogFile
from rlreport.values import BoolArray, Issue, Loose, Table

if TYPE_CHECKING:
    import pyarrow as pa

_MAGIC = b"PAR1"
_INDEX = "__index_level_0__"
# Two rows of the columns _step and reward.
_SAMPLE = base64.b85decode(
    "P(e~L6#x}16)Y?j1Qh@k1{DSz00002000040RR9100000000000002+KNSEKEEOy)6$BLk6$TXs8~^|S0ssI21OWg500"
    "000&_4hG00000;6D`v89X%r7zT4=Xk~3-6$Ahk3MB#<1z&S?WpDr$3MB#<26AP0VRB>u76cg_87w9M92E)~B?bT)7zJN*"
    "bY*ZA02TxmQWjDs2uU0j02Kfg0suTI1{o#*1ONa4CIB223K=B^02vqta%Fd6a%2?%76cYj7E&f!NgNdb6#x|i06ZxM87"
    "2S(0000MqyZKLCI}X!0RSi<aA9(Bb!BudV{mXSVRCYBcOZ6Ua&u{KZXhx?E-)@J87v$C02}}S0K)(P08l|vF#"
)


def sniff(_name: str, head: bytes) -> int:
    """Certain by the magic number."""
    return 3 if head.startswith(_MAGIC) else 0


def read(file: LogFile) -> Loose:
    """The columns of numbers, truth values, times and texts of a Parquet file.

    Raises:
        FormatError: the file has no whole footer, as when its writer was killed.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with file.open() as stream:
            parquet = pq.ParquetFile(stream)
            kept, left = _choose(parquet.schema_arrow)
            data = _flat(parquet.read(columns=kept))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise FormatError(
            "is a Parquet file without a whole footer, or a damaged one.",
            "Parquet can only be read after its writer has closed it: was the run stopped?",
        ) from error
    columns: dict[str, NDArray[Any]] = {}
    blank: dict[str, BoolArray] = {}
    for name, column in zip(data.column_names, data.columns, strict=True):
        columns[name], missing = _array(column)
        if missing.any():
            blank[name] = missing
    issues = (_left_out(file, left),) if left else ()
    return Loose(format=FORMAT.name, tables=(Table(columns=columns, blank=blank),), issues=issues)


def _choose(schema: pa.Schema) -> tuple[list[str], list[str]]:
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


def _flat(data: pa.Table) -> pa.Table:
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


FORMAT = Format(
    name="parquet",
    label="Parquet file",
    sniff=sniff,
    read=read,
    sample=("history.parquet", _SAMPLE),
)
