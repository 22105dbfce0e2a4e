"""Tables among the lines of a log whose rows name no step -> lines with a name at each number.

So they belong to the step that the lines around them tell. Tables that count are read elsewhere.
The column beside a progress bar of Rich, such as Lightning's, is put behind the bar.
"""

from __future__ import annotations

import re

from rlreport.catalogue import AXIS_ROLES, describe

_NUMBER = r"[-+]?\d[\d.eE+-]*+"
# "loss  |  0.5  |  0.6": of training and of validation, below a line that says so, as AllenNLP.
_SIDES = "Training |  Validation"
_CELLS = rf" +\| +({_NUMBER}|N/A) +\| +({_NUMBER}|N/A) *$"
_BESIDE = re.compile(rf"{re.escape(_SIDES)} *\n(?:[^\n|]*{_CELLS}\n?)+", re.MULTILINE)
_NAMED = re.compile(rf"([^\W\d][\w/.-]*){_CELLS}", re.MULTILINE)
# Names, and below each one a number in every row, all of them indented: so AlphaZero.jl has it.
_INDENTED = re.compile(
    r"\n  +[^\W\d]\w*(?:  +[^\W\d]\w*){2,} *"
    rf"(?:\n  +{_NUMBER}(?:  +{_NUMBER}){{2,}} *(?=\n|\Z))+"
)
# "U 7 | F 014336 | FPS 1500 | D 9 | R:xsmM 0.9 0.1 0.5 1.0 | H 1.9 | ...", as torch-ac prints.
_TORCH_AC = re.compile(
    r"^(?P<before>.*?\b)(?P<cells>U \d+ \| (?:E \d+ \| )?F \d+ \| FPS \d+ \|.*)$", re.MULTILINE
)
_OF_TORCH_AC = ("μ\u03c3mM", "xsmM")
_MOMENTS = ("mean", "std", "min", "max")
_LETTERS = {"U": "update", "E": "episodes", "F": "frames", "D": "duration", "R": "return"}
_LETTERS |= {"rR": "rreturn", "H": "entropy", "V": "value", "pL": "policy_loss"}
_LETTERS |= {"vL": "value_loss", "gN": "grad_norm"}
_LETTERS["∇"] = "grad_norm"
"""What torch-ac calls in its table what it prints as letters."""


_BAR = "━"
_BESIDE_BAR = re.compile(rf"^(?=.*{_BAR})(.*\S) *\n((?: {{20,}}\S.*(?:\n|\Z))+)", re.MULTILINE)
# The id of a run, which would be read as the begin of a name.
_VERSION = re.compile(rf"^(?=.*{_BAR})(.*it/s )v_num: (?![\d.]+ )\S+ ", re.MULTILINE)


def unrolled(text: str) -> str:
    """Lines with as many in the place of each row of a table, and none more."""
    if _SIDES in text:
        text = _BESIDE.sub(_named, text)
    if any(mark in text for mark in _OF_TORCH_AC):
        text = _TORCH_AC.sub(_spelled, text)
    if _BAR in text:
        text = _VERSION.sub(r"\1", _BESIDE_BAR.sub(_behind, text))
    return _INDENTED.sub(_in_pairs, f"\n{text}")[1:]


def _behind(bar: re.Match[str]) -> str:
    return " ".join([bar[1], *bar[2].split()]) + "\n" * (1 + bar[2].count("\n"))


def _named(table: re.Match[str]) -> str:
    return _NAMED.sub(r"training_\1: \2, validation_\1: \3", table[0])


def _spelled(line: re.Match[str]) -> str:
    return line["before"] + " | ".join(map(_spelled_cell, line["cells"].split("|")))


def _spelled_cell(cell: str) -> str:
    """One name and its numbers: "F:xsmM 9 1 7 12" are moments of the frames of an episode."""
    name, *numbers = cell.split()
    letter, _, moments = name.partition(":")
    if moments:
        of = "num_frames" if letter == "F" else _LETTERS.get(letter, letter)
        pairs = zip(_MOMENTS, numbers, strict=False)
        return " | ".join(f"{of}_{moment}: {number}" for moment, number in pairs)
    return f"{_LETTERS.get(letter, letter)}: {' '.join(numbers)}"


def _in_pairs(table: re.Match[str]) -> str:
    names, *rows = (line.split() for line in table[0][1:].split("\n"))
    counts = any(describe(name).role in AXIS_ROLES for name in names)
    if counts or any(len(row) != len(names) for row in rows):
        return table[0]
    lines = (
        ", ".join(f"{name}: {cell}" for name, cell in zip(names, row, strict=True)) for row in rows
    )
    return "\n".join(["\n", *lines])
