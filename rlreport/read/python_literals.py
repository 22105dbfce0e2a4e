"""Lists and dictionaries as Python prints them: `{'reward': [1.5, nan]}`, `rewards = [1.5, 2]`.

So are tuples, one a line.
"""

from __future__ import annotations

import ast
import json
import math
import re
from contextlib import suppress
from dataclasses import replace
from typing import Any

from rlreport.errors import FormatError
from rlreport.read import Format, read_file
from rlreport.read._text import decode, opening
from rlreport.sources import LogFile
from rlreport.values import Loose

_BEGIN = re.compile(
    r"\s*(?:[^\W\d]\w{0,60}\s*=\s*[\[{(]|\{\s*'|\[\s*\{\s*'|(?:np\.)?array\(\[|defaultdict\()"
)
_TUPLES = re.compile(r"\s*\([-+\d.][^()\n]*,[^()\n]*\)\s*\n\s*\([-+\d.]")  # one a line, as rows
_DEFAULT = re.compile(r"(?<=defaultdict\()<[^<>]{1,60}>, ")
_LINES = re.compile(r"\s*\{[^{}]*\}\s*\n\s*\{")  # one dictionary a line, of a console
_HEAD = 1 << 16
_FIRST = 256  # bytes in which it begins
_LARGEST = 1 << 24  # bytes: Python's parser takes a hundred times as many
_DEEPEST = 50  # brackets in brackets
_BRACKETS = re.compile(r"[\[({]|[\])}]|[-+~]{3}")
_TOKEN = re.compile(r"'([^'\"\\\n]*)'|\b(?:None|True|False|nan|inf)\b|[()]")
_RESPELLED = {"None": "null", "True": "true", "False": "false", "nan": "NaN", "inf": "Infinity"}
_RESPELLED |= {"(": "[", ")": "]"}
_LINE_END = re.compile(r"(?<=[}\]])\s*\n\s*(?=[{\[])")
_NUMBERS = {"nan": math.nan, "inf": math.inf}
_WRAPPERS = {"array", "tensor", "float64", "float32", "float16", "int64", "int32"}
_WRAPPERS |= {"deque", "defaultdict", "OrderedDict"}


def _sniff(_name: str, head: bytes) -> int:
    text = opening(head)
    if not (_BEGIN.match(text) or _TUPLES.match(text)) or _LINES.match(text):
        return 0
    if not _BEGIN.match(decode(head[:_FIRST])) and not _TUPLES.match(text):
        return 0  # behind what a logger writes before each line
    if len(head) >= _HEAD:
        return 2
    return 3 if literal(text) is not None else 0


def _read(file: LogFile) -> Loose:
    """What the same lists would be as JSON.

    Raises:
        FormatError: it is no literal, or too large a one.
    """
    if file.size > _LARGEST:
        raise FormatError(
            f"is a Python list or dictionary of {file.size >> 20} MB.",
            f"Expected are at most {_LARGEST >> 20} MB; write it as JSON or CSV.",
        )
    text = decode(file.bytes())
    value = literal(text)
    if value is None:
        raise FormatError(
            "begins as a Python list or dictionary, but is none.",
            "Check that it is complete, or write it as JSON or CSV.",
        )
    if _TUPLES.match(text):
        rows = (row if isinstance(row, list) else [row] for row in value)
        written = "".join(f"{','.join(map(json.dumps, row))}\n" for row in rows)
    else:
        written = json.dumps(value, separators=(",\n", ": "), default=str)
    loose = read_file(LogFile(name=file.name, content=written.encode(), modified=file.modified))
    return replace(loose, format=FORMAT.name, end=0, pending=0, state=None)


def literal(text: str) -> Any:
    """The value of a text, or those of several names together; None where it is no literal."""
    if not _is_flat(text):
        return None
    with suppress(ValueError, RecursionError):
        return _as_json(text)
    try:
        lines = ast.parse(_DEFAULT.sub("", text.strip())).body
        named: dict[str, Any] = {}
        bare: list[Any] = []
        for line in lines:
            if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
                named[line.targets[0].id] = _plain(line.value)
            elif isinstance(line, ast.Expr):
                bare.append(_plain(line.value))
            else:
                return None
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        return None
    if bool(named) == bool(bare):
        return None
    return named or (bare[0] if len(bare) == 1 else bare)


def _as_json(text: str) -> Any:
    """The values of plain dictionaries and lists, which JSON has but for its spelling.

    That takes a fraction of the time of Python's parser.

    Raises:
        ValueError: they are not as plain, or none.
    """
    if '"' in text:
        raise ValueError(text[:40])
    found = json.loads(f"[{_LINE_END.sub(',', _TOKEN.sub(_respelled, text.strip()))}]")
    return found[0] if len(found) == 1 else found


def _respelled(token: re.Match[str]) -> str:
    return _RESPELLED.get(token[0]) or f'"{token[1]}"'


def _is_flat(text: str) -> bool:
    """Whether brackets do not stand so deep in brackets that they would harm the parser."""
    depth = 0
    for match in _BRACKETS.finditer(text):
        if len(match[0]) > 1:
            return False
        depth += 1 if match[0] in "[({" else -1
        if depth > _DEEPEST:
            return False
    return True


def _plain(node: ast.expr) -> Any:
    """The value of a literal as JSON has it.

    Raises:
        ValueError: it is none.
    """
    match node:
        case ast.Constant(value=bool() | int() | float() | str() | None):
            return node.value
        case ast.Name(id=name) | ast.Attribute(attr=name) if name in _NUMBERS:
            return _NUMBERS[name]
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
            value = _plain(operand)
            return -value if isinstance(sign, ast.USub) else value
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            return [_plain(part) for part in parts]
        case ast.Dict(keys=keys, values=values):
            pairs = zip(keys, values, strict=True)
            return {str(_plain(key)): _plain(value) for key, value in pairs if key}
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[part, *_]) if (
            name in _WRAPPERS
        ):
            return _plain(part)
    raise ValueError(type(node).__name__)


_SAMPLE = b"{'reward': [1.5, nan, 2.5], 'loss': [0.5, 0.25, 0.125]}\n"

FORMAT = Format(
    name="python_literals",
    label="Python list or dictionary",
    sniff=_sniff,
    read=_read,
    sample=("history.txt", _SAMPLE),
)
