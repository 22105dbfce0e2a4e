"""Arrow files and streams, as Feather and Hugging Face's datasets are kept.

A file is a stream with an index behind it, so both are read as streams: what was written before a
writer was killed is there.
"""

from __future__ import annotations

import base64
import zlib
from dataclasses import replace

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._arrow import choose, flat, loose_of
from rlreport.sources import LogFile
from rlreport.texts import many
from rlreport.values import Issue, Loose

_MAGIC = b"ARROW1\0\0"
_CONTINUES = b"\xff\xff\xff\xff"  # before each message of a stream
_SCHEMA = b"\x10\0\0\0"  # where the first message, a flat buffer, has its root
# A stream of two rows of the columns step and reward.
_SAMPLE = zlib.decompress(
    base64.b85decode(
        "c-nnX!41MN47{WvjZhwWRH#ojDFZM9A0)~f6(m+;2!`m3HNwSMLW&9}Iq})f*-p+mKL8{YtP$a{LZC+&M-H;U)9DFV"
        "+Ft!9-?OkO@3$H&@U&^XAE(oY1)7(PWv@<nE9yym8(V9X`+6HMkQpMal^II$PHVEx-zksS=mt^L(Kz&~3*E72#_5g+"
        "-QD5~hu=um{V#4ST`X|37@vo;;5B6VU*HXZa2?_"
    )
)


def _sniff(_name: str, head: bytes) -> int:
    """Certain by the magic number, or by how a stream's first message begins."""
    stream = head.startswith(_CONTINUES) and head[8:12] == _SCHEMA
    return 3 if head.startswith(_MAGIC) or stream else 0


def _read(file: LogFile) -> Loose:
    """The columns of numbers, truth values, times and texts, of all batches up to a cut.

    Raises:
        FormatError: not even the schema is whole.
    """
    import pyarrow as pa

    batches: list[pa.RecordBatch] = []
    issues: tuple[Issue, ...] = ()
    with file.open() as stream:
        stream.seek(len(_MAGIC) if stream.read(len(_MAGIC)) == _MAGIC else 0)
        try:
            reader = pa.ipc.open_stream(stream)
            kept, left = choose(reader.schema)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise FormatError(
                "is an Arrow file whose schema is damaged.", "Copy it again from where it was made."
            ) from error
        try:
            batches.extend(batch.select(kept) for batch in reader)
        except (pa.ArrowException, OSError, ValueError):
            rows = many(sum(batch.num_rows for batch in batches), "row")
            text = f"The file is cut off or damaged behind {rows}, which were read."
            issues = (Issue(kind="damaged records", where=file.name, count=1, text=text),)
    schema = pa.schema([reader.schema.field(name) for name in kept])
    data = flat(pa.Table.from_batches(batches, schema))
    found = loose_of(data, left, file, FORMAT.name, schema=reader.schema)
    return replace(found, issues=(*issues, *found.issues))


FORMAT = Format(
    name="arrow",
    label="Arrow file",
    sniff=_sniff,
    read=_read,
    sample=("data.arrow", _SAMPLE),
)
