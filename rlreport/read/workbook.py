"""Excel workbooks: each sheet is read as the CSV that it would be saved as.

Formulas count by the values that Excel last computed. What a sheet that holds no log says is told.
"""

from __future__ import annotations

import base64
import datetime as dt
import zipfile
from typing import IO, TYPE_CHECKING

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._titled import as_csv, read_titled
from rlreport.sources import LogFile
from rlreport.values import Loose

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

_MAGIC = b"PK\x03\x04"
_LARGEST = 1 << 28  # bytes that a workbook unpacks to
_ENDINGS = (".xlsx", ".xlsm")
# One sheet with two rows of the columns step and reward.
_SAMPLE = base64.b85decode(
    "P)h>@6aWAK2mk;8Apl@HDpAG&005x@000vJ003J<Z*FvDZggK%d2nTOT`qWSY^{;IZo@DPMSsQ6T0}HDbO>xOY1g(xet?i"
    "^Td-abnZ)_~$WFR+C{Q31ANTT}fz9!nh^xiBz^$4@(jI`#L>^hkM4>1{%pRqTd4z;!#*yH)uHV4KAQWULYliBYcN*~Ir21"
    "IOnr#fN%H&v8hr4lQwF*;m)}Ry}&Y}NB**yrlTy7qoY~q(<P|!7BXUf_3RDENXPxK`YE_xOJ#fZaT4fWBSd^ypaGGWgXk$"
    "9)Ksy*897nPq(y~I3k{SOqj&vZ9XO9KQH000080000X0CkNZ*?#~40OJ4v01E&B0AF%tY;!Lza%F6Djn6#_0x=K;;H!i=z"
    "|LY}AxSD5Tk!%zoNR)dACeLE_NH9L!t(JRA3S~Ll_ZwjL#$mr)0(@1AW{#A-33n6r&2kO#+Q~zMr;dKayMESck{f*wl%=&"
    "t*K5|0|e^ws{9XJypN8L#oZHU`Qd*phD>c?G4PlM1!y&Xe6nv)O9KQH000080000X04rQpAdLV30Nwxq00jU50Cz5UZETH"
    "?F%E+;3`MVke1MvE=zxH!OOFx2G!ZzC?4b7ejiBtE{QbZDzTCb=mqBEyKD<Wjz~`JAL>oP^vx_8(C7DIp<+ADvEh)LlJW="
    "KqZ*_e~b|Jz+X!IY3%ySs&A>+mr^8ry>T@Dh>hh)&VdxQOE6&+Itx|N>YcupN$q0%N4F#z^0o(FjT)PDg`O9KQH0000800"
    "00X01;lHS%d%p0Nwxq01yBG0AF%tY;!MnE_iKhE^=jTbB)hC3IZ_{h2gD)EMV?nVIfH>8(VP$G2T3w$%EWGsJl1i2o{!yA"
    "3iwhimT;R3&qq(yz*K|%gEeL0OTTOOH*xFM)9?0%VYKc&AP<~gu^@^q3;c8)ZP@Ahn9CKZtsTwz}5TY@Lb)NvG5Ncp0zI&"
    "5qY4t2V^a28j1v?;Omb008mQ<1QY-O00;m803iU^dP^0W0000b0RR960001UE_iKhb&y*MgFp;Lw<0dUSfMSHn6K`@6%3l"
    "zq0WO$&@R7fi?l*N@6E}91g9X6)H7@Lbc0WI-mAt7Kx%t-CKVyFpC`8<&gdNF4k-$oZe4N%RAqSrXROZ&*Y0Z65K5Q`+f3"
    "`+`oVf`RA#^?LZze}5tI;?4DDY~crw!cqOh9Zdcu(o2;)bx#IiVU#U8Ep=y`|2*8#A7hF(xh0Rj{Q6aWAK2mk;8Apl@HDp"
    "AG&005x@000vJ0000000000004ji00000TSISdbY*UIUsQQ;WpiCFcx`M@O928D0~7!N00;m803iT%jUd^70002v0000B0"
    "0000000000001h0rvm^0AF%tY;!Lza%F6DP)h*<6ay3h000O8001EXD_m9}jQ{`u-T(jq1poj50000000000fB~NY004I`"
    "cx`M@O928D0~7!N00;m803iSoUZGip0002q0000G00000000000001h0Z#$|0AF%tY;!MnE_iKhE^=jTb5KhG0u%!j0000"
    "80000X0M~j;6`BA503`tc00jU500000000000Du7j0{{SXE_iKhP)h{{000001poyA9svLVz5@UN000"
)


def _sniff(name: str, head: bytes) -> int:
    return 3 if head.startswith(_MAGIC) and name.lower().endswith(_ENDINGS) else 0


def _read(file: LogFile) -> Loose:
    """The tables of all sheets; where several hold one, each sheet is a run.

    Raises:
        FormatError: it cannot be opened, or no sheet holds a log.
    """
    with file.open() as stream:
        sheets = _sheets(stream)
    return read_titled(file, sheets, name=FORMAT.name, whole="a workbook", part="sheet")


def _sheets(stream: IO[bytes]) -> list[tuple[str, str]]:
    """The title of each sheet that is not empty, and its cells as CSV.

    Raises:
        FormatError: the workbook cannot be opened, or is larger than the limits.
    """
    import openpyxl

    size = 0
    try:
        with zipfile.ZipFile(stream) as archive:
            size = sum(info.file_size for info in archive.infolist())
        if size <= _LARGEST:
            workbook = openpyxl.load_workbook(stream, read_only=True, data_only=True)
            sheets = [(sheet.title, _csv(sheet)) for sheet in workbook.worksheets]
            return [(title, text) for title, text in sheets if text]
    except FormatError:
        raise
    except Exception as error:
        raise FormatError(
            f"is a damaged or protected workbook ({type(error).__name__}).",
            "Open it in a spreadsheet, and save its sheets as CSV.",
        ) from error
    raise FormatError(
        f"is a workbook that unpacks to {size:,} bytes; at most {_LARGEST:,} are read.",
        "Save the sheets that hold logs as CSV.",
    )


def _csv(sheet: ReadOnlyWorksheet) -> str:
    sheet.reset_dimensions()  # a file may say that it is as large as a sheet can be
    return as_csv(([*map(_text, row)] for row in sheet.iter_rows(values_only=True)), part="sheet")


def _text(cell: object) -> str:
    """A cell as CSV has it."""
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ")
    return str(cell)


FORMAT = Format(
    name="workbook",
    label="Excel workbook",
    sniff=_sniff,
    read=_read,
    sample=("log.xlsx", _SAMPLE),
)
