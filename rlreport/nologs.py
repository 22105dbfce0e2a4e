"""Files that are no logs, by their ending and first bytes -> what they are, and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath

_MAGICS = {
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"%PDF": "a PDF document",
    b"\x89HDF": "an HDF5 file",
    b"\x7fELF": "a program",
}
_PICKLE_VERSIONS = {b"\x02", b"\x03", b"\x04", b"\x05"}
_EARLIEST = re.compile(rb"[(c](?:dp|lp|__builtin__|copy_reg)\w*\n")  # as Python 2 writes, in ASCII
_OF_DOPAMINE = re.compile(rb"(?:train|eval)_(?:average_return|episode_lengths)")
_PICKLES = (".pkl", ".pickle", ".joblib")
_WORKBOOKS = (".xls", ".xlsb", ".ods")
_POINTER = b"version https://git-lfs.github.com/spec/"
OWN = '<meta name="generator" content="rlreport '
"""What a report of rlreport's says of itself, as a web page."""
_ANSWER = re.compile(
    rb"\s*<(?:!doctype\s+html|html)\b(?!.*<table\b).*"
    rb"|\s*(?:\d{3}: )?(?:Not Found|Forbidden|Bad Gateway|Bad credentials)\.?\s*",
    re.IGNORECASE | re.DOTALL,
)
_LINK = re.compile(rb"(?:\.{0,2}/)?(?:[^\0-\x20/:,;{}\"'=|<>]+/)+[^\0-\x20/:,;{}\"'=|<>]+")
_TUNE = re.compile(rb"\s*\{\s*\"checkpoints\"\s*:\s*\[.*trainable_name", re.DOTALL)
_JSONS = {
    rb"\{.{0,9999}?\"(?:images|annotations|categories)\"\s*:\s*\[\s*\{[^{}]{0,999}?"
    rb"\"(?:file_name|image_id|supercategory)\"\s*:": "is a list of pictures and of what they show",
    rb"\[\s*\{[^{}]{0,999}?\"image_id\"\s*:[^{}]{0,999}?\"bbox\"\s*:": (
        "is a list of what was found in pictures"
    ),
    rb"\{.{0,9999}?\"(?:shape_attributes\"\s*:\s*\{"
    rb"|shapes\"\s*:\s*\[\s*\{.{0,999}?\"points\"\s*:)": "is a list of what a picture shows",
    rb"\{.{0,9999}?\"added_tokens\"\s*:\s*\[": "is a tokenizer",
    rb"\{.{0,999}?\"type\"\s*:\s*\"FeatureCollection\"": "is a map with its features (GeoJSON)",
    rb"\{(?!.{0,9999}?\"(?:reward|score))\s*\"(?:input_ids|attention_mask)\"\s*:\s*\[\s*\d": (
        "is text as the numbers of its tokens"
    ),
    rb"\{.{0,9999}?\"lighthouseVersion\"\s*:": "is a report on a web page (Lighthouse)",
    rb"\{.{0,9999}?\"benchmarks\"\s*:\s*\[\s*\{(?=.{0,999}?\"(?:real_time|min_rounds)\"\s*:)": (
        "tells how fast a program ran in benchmarks"
    ),
    rb"\{.{0,9999}?\"covered_lines\"\s*:\s*\d": "is a report on what tests covered",
    rb"\{\s*\"[(\[]\s*-?\d+(?:[,\s]+-?\d+)+,?\s*[)\]]\"\s*:\s*\[\s*"
    rb"(?:[\d.eE+-]+\s*,\s*){1,9}[\d.eE+-]+\s*\]": "holds the values of a policy for each state",
}
"""How JSON begins that other programs write, or that holds a policy, and what it is."""
_OF_MLFLOW = re.compile(r"[0-9a-f]{32}/(?:params|tags)/")
"""In the name of a file that holds a setting, which may be a path."""
_LONGEST_LINK = 4096  # bytes, PATH_MAX of Linux
_LABEL = re.compile(
    rb"(?:\d{1,4}(?:[ \t]+(?:[01]?\.\d+|\d(?:\.\d+)?e-\d+|[012](?:\.0*)?)){4,}[ \t]*(?:\r?\n|$))+"
)
"""Lines of a class and of places within a picture, with 2 for a point of a body that is seen."""
_LABELS = (
    "holds classes and their places in a picture, as YOLO has them, and no log of a training.",
    "Name the log that the training wrote.",
)


def _is_pickle(ending: str, head: bytes) -> bool:
    binary = head[:1] == b"\x80" and head[1:2] in _PICKLE_VERSIONS
    return binary or ending in _PICKLES or _EARLIEST.match(head) is not None


def _is_link(ending: str, head: bytes) -> bool:
    return bool(ending and len(head) < _LONGEST_LINK and _LINK.fullmatch(head.strip()))


def _is_label(path: PurePosixPath, head: bytes) -> bool:
    """Whether a file is of the labels of one picture: its folder alone tells a short one so."""
    lies = path.suffix.lower() == ".txt" and "labels" in map(str.lower, path.parent.parts)
    return lies and _LABEL.fullmatch(head[: head.rfind(b"\n") + 1] or head) is not None


def _is_index_of_swanlab(ending: str, head: bytes) -> bool:
    return ending == ".swanlab" and head.startswith(b"SQLite format 3\0")


_Kind = tuple[Callable[[str, bytes], bool], str, str]
_KINDS: tuple[_Kind, ...] = (
    (
        lambda _ending, head: not head,
        "is empty: the run ended before its first log.",
        "Name another log of the run.",
    ),
    (
        lambda _ending, head: head.strip() in {b"[]", b"null"},
        "is JSON without a value: nothing was logged.",
        "Name another log of the run.",
    ),
    (
        _is_index_of_swanlab,
        "is what SwanLab's dashboard knows its runs by: it holds their names, and no metric.",
        "Name the folder of a run beside it, or the folder that both lie in.",
    ),
    (
        lambda _ending, head: head.startswith(_POINTER),
        "is a Git LFS pointer: the log itself was not downloaded.",
        "Run `git lfs pull` where it was cloned.",
    ),
    (
        lambda _ending, head: OWN.encode() in head,
        "is a report that rlreport wrote, not a log.",
        "Name the log that it is about, or what was exported of it as CSV.",
    ),
    (
        lambda _ending, head: _ANSWER.fullmatch(head) is not None,
        "is what a web site answered, not a log.",
        "Download the file itself anew.",
    ),
    (
        lambda _ending, head: _TUNE.match(head) is not None,
        "is the state of Ray Tune's trials, not their log.",
        "Name the folder of a trial: its log is result.json or progress.csv.",
    ),
    (
        lambda ending, head: _is_pickle(ending, head) and _OF_DOPAMINE.search(head) is not None,
        "is a pickle of Dopamine's, which could run any program when it is opened.",
        "Name the event files that Dopamine wrote beside it, or save its statistics as CSV.",
    ),
    (
        _is_pickle,
        "is a Python pickle, which could run any program when it is opened.",
        "Save the metrics as CSV, JSON lines or Parquet.",
    ),
    (
        lambda ending, _head: ending in _WORKBOOKS,
        "is a workbook of a spreadsheet.",
        "Save its sheet as CSV.",
    ),
    (
        _is_link,
        "holds only the path of another file: a symbolic link that was copied as text.",
        "Name the file that it points to.",
    ),
    *(
        (
            lambda _ending, head, magic=magic: head.startswith(magic),
            f"is {what}, not a log.",
            "Name the log that it was made from.",
        )
        for magic, what in _MAGICS.items()
    ),
    *(
        (
            lambda _ending, head, begins=re.compile(rb"\s*" + begins, re.DOTALL): (
                begins.match(head) is not None
            ),
            f"{what}, and no log of a training.",
            "Name the log that the training wrote.",
        )
        for begins, what in _JSONS.items()
    ),
)
"""Kinds of file, the surest to tell first: whether one is of it, what it is, and what to do."""


def recognised(name: str, head: bytes) -> tuple[str, str]:
    """What a file is that can hold no log, and what to do; two empty texts where it may hold one.

    Args:
        name: as the user knows it.
        head: its first 64 KiB, or all of it.
    """
    if _is_label(PurePosixPath(name), head):
        return _LABELS
    ending = "" if _OF_MLFLOW.search(name) else PurePosixPath(name).suffix.lower()
    found = (said for is_one, *said in _KINDS if is_one(ending, head))
    reason, advice = next(found, ("", ""))
    return reason, advice
