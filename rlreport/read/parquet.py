"""Parquet: a table of columns, such as W&B's history artifacts and Trackio's stores."""

from __future__ import annotations

import base64

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._arrow import choose, flat, loose_of
from rlreport.sources import LogFile
from rlreport.values import Loose

_MAGIC = b"PAR1"
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
            schema = parquet.schema_arrow
            kept, left = choose(schema)
            data = flat(parquet.read(columns=kept))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise FormatError(
            "is a Parquet file without a whole footer, or a damaged one.",
            "Parquet can only be read after its writer has closed it: was the run stopped?",
        ) from error
    return loose_of(data, left, file, FORMAT.name, schema=schema)


FORMAT = Format(
    name="parquet",
    label="Parquet file",
    sniff=sniff,
    read=read,
    sample=("history.parquet", _SAMPLE),
)
