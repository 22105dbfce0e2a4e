"""Stable-Baselines `evaluations.npz`: several episodes at each evaluation; never unpickled."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.sources import LogFile
from rlreport.values import FloatArray, Issue, Loose, Table

_LIMIT = 1 << 28  # bytes of one array: 30 million evaluation episodes
_MEANS = {
    "results": "eval/mean_reward",
    "ep_lengths": "eval/mean_ep_length",
    "successes": "eval/success_rate",
}
_STEP = "timesteps"
_DAMAGE = (ValueError, OSError, EOFError, zipfile.BadZipFile, NotImplementedError, RuntimeError)


def _sniff(_name: str, head: bytes) -> int:
    return 3 if head.startswith(b"PK\x03\x04") and b".npy" in head[:128] else 0


def _read(file: LogFile) -> Loose:
    arrays, issues = _arrays(file)
    steps = arrays.get(_STEP)
    if steps is None or steps.ndim != 1 or "results" not in arrays:
        if issues:
            raise FormatError(
                f"holds no results that may be read. {issues[0].text}",
                "Evaluate as often at each step, or save the mean of each evaluation.",
            )
        raise FormatError(
            f"holds the arrays {', '.join(sorted(arrays)) or 'none'}, not timesteps and results.",
            "Name the evaluations.npz that Stable-Baselines' EvalCallback writes.",
        )
    columns: dict[str, FloatArray] = {_STEP: steps.astype(np.float64)}
    for name, called in _MEANS.items():
        if name in arrays and arrays[name].shape[:1] == steps.shape:
            episodes = arrays[name].reshape(steps.size, -1).astype(np.float64)
            columns[called] = (
                episodes.mean(axis=1) if episodes.size else np.full(steps.size, np.nan)
            )
            columns.setdefault("eval/episodes", np.full(steps.size, float(episodes.shape[1])))
    return Loose(
        format=FORMAT.name, tables=(Table(columns=columns, step=_STEP),), issues=tuple(issues)
    )


def _arrays(file: LogFile) -> tuple[dict[str, NDArray[Any]], list[Issue]]:
    """The arrays by name; an issue for each that is too large, damaged or pickled."""
    arrays: dict[str, NDArray[Any]] = {}
    issues = []
    try:
        archive = zipfile.ZipFile(io.BytesIO(file.bytes()))
    except _DAMAGE as error:
        raise FormatError(
            "is a cut-off or damaged archive of arrays.", "Copy it again from where it was written."
        ) from error
    with archive:
        for member in archive.infolist():
            try:
                arrays[member.filename.removesuffix(".npy")] = _array(archive, member)
            except _DAMAGE as error:
                text = f"The array {member.filename} was left out: {error}"
                issues.append(Issue(kind="array left out", where=file.name, count=1, text=text))
    return arrays, issues


def _array(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> NDArray[Any]:
    if member.file_size > _LIMIT:
        raise ValueError(f"it has {member.file_size:,} bytes.")
    with archive.open(member) as stream:
        content = stream.read(_LIMIT + 1)
    try:
        array: NDArray[Any] = np.load(io.BytesIO(content), allow_pickle=False)
    except ValueError as error:
        raise ValueError(
            "it is pickled, as arrays of unequal lengths are, and could run any program."
        ) from error
    if array.dtype.kind not in "biuf":
        raise ValueError("it holds no numbers.")
    return array


def _sample() -> bytes:
    stream = io.BytesIO()
    np.savez(stream, timesteps=[1000, 2000], results=[[1.0, 3.0], [4.0, 6.0]])
    return stream.getvalue()


FORMAT = Format(
    name="evaluations",
    label="Stable-Baselines evaluations.npz",
    sniff=_sniff,
    read=_read,
    sample=("evaluations.npz", _sample()),
)
