"""Stable-Baselines `evaluations.npz`: several episodes at each evaluation; never unpickled.

Other files of NumPy arrays, `rewards.npy` and `.npz`, are columns where they are of one dimension.
Of two dimensions, a metric's are a run in each of a few long rows, or a column for each agent; of
three, both.
The fields of structured arrays are columns, too.
"""

from __future__ import annotations

import io
import re
import tokenize
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rlreport.catalogue import AXIS_ROLES, describe, files, guesses, methods, phrase, words
from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.sources import LogFile
from rlreport.texts import first_of
from rlreport.values import FloatArray, Issue, Loose, Table

_OF_EVALUATIONS = re.compile(r"[A-Za-z]\w*_.{1,80}-v\d+_\d{1,3}")
_RETURN = "evaluation return"
"""What the results of TD3 and of all that came of it hold, which no name in them tells."""
_LIMIT = 1 << 28  # bytes of one array: 30 million evaluation episodes
_MEANS = {
    "results": "eval/mean_reward",
    "ep_lengths": "eval/mean_ep_length",
    "successes": "eval/success_rate",
}
_STEP = "timesteps"
# The columns of ElegantRL's recorder.npy, as its console calls them; what follows depends on the
# algorithm.
_RECORDER = ("total_step", "avgR", "stdR", "expR", "objC", "objA")
_MOST_RUNS, _MOST_AGENTS = 100, 16
_FEWEST = 4  # values of a run
_LISTED = 4  # names in a refusal
_NUMBERS = "biuf"  # kinds of arrays
_SAMPLES = (
    ("x_train", "y_train"),
    ("train_x", "train_y"),
    ("x", "y"),
    ("data", "labels"),
    ("images", "labels"),
    ("train_images", "train_labels"),
    ("features", "labels"),
)
"""What samples are called in sets of data, and their classes, which have fewer axes."""
_STEPS_OF_POLICY = ({"observations", "actions"}, {"obs", "actions"}, {"obs", "next_obs"})
_MAGIC = b"\x93NUMPY"
_NO_ROWS = ("each of one value", "Name the file that holds the values of each step.")
_NO_RESULTS = (
    "not timesteps and results",
    "Name the evaluations.npz that Stable-Baselines' EvalCallback writes.",
)
_WEIGHTS = frozenset({"weights", "params", "parameters", "genotype", "genome", "theta", "biases"})
_SPARSE = frozenset({"shape", "data"})
_OF_ENTRIES = frozenset({"indptr", "row", "offsets"})
"""What SciPy saves beside these, of each kind of a sparse matrix."""
_DAMAGE = (ValueError, OSError, EOFError, zipfile.BadZipFile, NotImplementedError, RuntimeError)


def _sniff(_name: str, head: bytes) -> int:
    packed = head.startswith(b"PK\x03\x04") and b".npy" in head[:128]
    return 3 if packed or head.startswith(_MAGIC) else 0


def _read(file: LogFile) -> Loose:
    if file.head(len(_MAGIC)) == _MAGIC:
        return _alone(file)
    arrays, issues = _arrays(file)
    if arrays.keys() >= _SPARSE and not arrays.keys().isdisjoint(_OF_ENTRIES):
        raise FormatError(
            f"holds the arrays {', '.join(sorted(arrays))}: a sparse matrix, as SciPy saves it.",
            "Name the log that the training wrote.",
        )
    samples = _of_samples({name: array.ndim for name, array in arrays.items()})
    if samples:
        raise FormatError(
            f"holds the arrays {', '.join(sorted(arrays))}: {samples}, and no log.",
            "Name the log that the training wrote.",
        )
    steps = arrays.get(_STEP)
    if steps is None or steps.ndim != 1 or "results" not in arrays:
        if any([*_series(name, array)] for name, array in arrays.items() if name != _STEP):
            return _columns(arrays, file, issues)
        if issues:
            raise FormatError(
                f"holds no results that may be read. {issues[0].text}",
                "Evaluate as often at each step, or save the mean of each evaluation.",
            )
        single = bool(arrays) and all(array.size == 1 for array in arrays.values())
        wrong, hint = _NO_ROWS if single else _NO_RESULTS
        raise FormatError(f"holds the arrays {', '.join(sorted(arrays)) or 'none'}, {wrong}.", hint)
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


def _of_samples(axes: Mapping[str, int]) -> str:
    """What arrays are that hold samples beside their classes, or steps of a policy; or "".

    Args:
        axes: the number of axes of each array by its name.
    """
    known = {name.lower(): count for name, count in axes.items()}
    for samples, classes in _SAMPLES:
        if 1 <= known.get(classes, 0) < known.get(samples, 0):
            return "samples and their classes"
    wide = {name for name, count in known.items() if count > 1}
    told = any(pair <= wide for pair in _STEPS_OF_POLICY)
    return "transitions from state to state" if told else ""


def _alone(file: LogFile) -> Loose:
    """The one array of an `.npy` file, named after it."""
    stem = re.sub(r"(?<=.)-\d+$", "", files.stem(file.name))  # of a seed
    name = files.metric(stem) or (_RETURN if _is_of_evaluations(stem) else stem)
    try:
        if file.size > _LIMIT:
            raise ValueError(f"it has {file.size:,} bytes.")
        array = _loaded(file.bytes())
    except _DAMAGE as error:
        raise FormatError(
            f"is a NumPy array that was not read: {error}", "Save it without pickles, or as CSV."
        ) from error
    if not _WEIGHTS.isdisjoint(words(name)):
        raise FormatError("holds the weights of a model, and no log.", "Name the log beside it.")
    if name == "recorder" and array.ndim == 2 and array.shape[1] >= len(_RECORDER):
        more = [f"etc {place}" for place in range(1, array.shape[1] - len(_RECORDER) + 1)]
        columns = dict(zip((*_RECORDER, *more), array.T.astype(np.float64), strict=True))
        return Loose(format=FORMAT.name, tables=(Table(columns=columns, step=_RECORDER[0]),))
    return _columns(_fields(name, array), file, [])


def _is_of_evaluations(stem: str) -> bool:
    """Whether a file is called after a method, an environment of Gym and a seed, as TD3's are."""
    return methods.is_method(stem) and _OF_EVALUATIONS.fullmatch(stem) is not None


def _fields(name: str, array: NDArray[Any]) -> dict[str, NDArray[Any]]:
    """An array by its name, or the columns of a structured one by theirs."""
    return {field: array[field] for field in array.dtype.names or ()} or {name: array}


def _columns(arrays: dict[str, NDArray[Any]], file: LogFile, issues: list[Issue]) -> Loose:
    """Arrays as columns, those of each run and length a table; what is no column is left out."""
    if arrays and {*map(phrase, arrays)} <= guesses.TRUE | guesses.GUESSED:
        raise FormatError(
            f"holds {first_of([*arrays], _LISTED)}: what is true of the samples of a set of data, "
            "or what a model said of them, and no log of a training.",
            "Name the log that the training wrote.",
        )
    tables: defaultdict[tuple[str, int], dict[str, FloatArray]] = defaultdict(dict)
    left: list[str] = []
    for name, array in arrays.items():
        found = [*_series(name, array.squeeze())] if array.dtype.kind in _NUMBERS else []
        for run, column, values in found:
            tables[run, values.size][column] = values.astype(np.float64)
        if not found:
            what = f"of shape {array.shape} is no column"
            what = what if array.dtype.kind in _NUMBERS else "holds no numbers"
            left.append(f"The array {name} {what}" if len(arrays) > 1 else f"The array {what}")
    if not tables:
        raise FormatError(
            f"holds no array of which one axis is plainly that of the steps. {left[0]}.",
            "Expected is an array of one dimension for each metric, or one that is named after its "
            "metric, such as rewards.npy, of runs by steps by agents. Save it so, or as CSV.",
        )
    _share_counters(tables)
    made = tuple(Table(columns=columns, run=run) for (run, _), columns in tables.items())
    issues += [
        Issue(kind="array left out", where=file.name, count=1, text=f"{what} and was left out.")
        for what in left
    ]
    return Loose(format=FORMAT.name, tables=made, issues=tuple(issues))


def _share_counters(tables: dict[tuple[str, int], dict[str, FloatArray]]) -> None:
    """Give each run what counts as many rows as it has beside it: `steps` of `returns`."""
    for size in {size for run, size in tables if run and ("", size) in tables}:
        beside = tables["", size]
        counters = {name: own for name, own in beside.items() if describe(name).role in AXIS_ROLES}
        for run, count in tables:
            if run and count == size:
                tables[run, size] = {**counters, **tables[run, size]}
        if counters.keys() == beside.keys():
            del tables["", size]


def _series(name: str, array: NDArray[Any]) -> Iterator[tuple[str, str, NDArray[Any]]]:
    """The columns of an array, each with its run and name."""
    if array.ndim == 1 and array.size > 1:
        yield "", name, array
    if array.ndim == 3 and files.metric(name) and _are_long(array.shape):
        yield from _of_runs_and_agents(name, array)
    method = methods.is_method(name)
    if array.ndim == 2 and (files.metric(name) or method):
        yield from _of_two(name, array, method=method)


def _of_two(
    name: str, array: NDArray[Any], *, method: bool
) -> Iterator[tuple[str, str, NDArray[Any]]]:
    """Those of long rows, each a run, or of columns, each an agent, behind steps or without."""
    rows, width = array.shape
    if rows <= min(width - 1, _MOST_RUNS) and width >= _FEWEST:
        of, called = (f"{name} ", "value") if method else ("", name)
        for place, values in enumerate(array, 1):
            yield f"{of}run {place}", called, values
    elif not method and width <= min(rows - 1, _MOST_AGENTS):
        counted = int(width > 1 and [*map(_counts, array.T)] == [True] + [False] * (width - 1))
        if counted:
            yield "", "step", array[:, 0]
        for place, values in enumerate(array.T[counted:]):
            yield "", name if width == 1 + counted else f"{name}/{place}", values


def _of_runs_and_agents(name: str, array: NDArray[Any]) -> Iterator[tuple[str, str, NDArray[Any]]]:
    for number, run in enumerate(array, 1):
        for place, values in enumerate(run.T):
            yield f"run {number}", f"{name}/{place}", values


def _are_long(shape: tuple[int, ...]) -> bool:
    """Whether a shape is that of few runs, many steps, and few agents."""
    runs, steps, agents = shape
    return runs <= min(steps - 1, _MOST_RUNS) and agents <= min(steps - 1, _MOST_AGENTS)


def _counts(values: NDArray[Any]) -> bool:
    """Whether values go up by the same whole number from row to row, as steps do."""
    change = np.diff(values.astype(np.float64))
    whole = bool(change.size >= _FEWEST and change[0] >= 1 and change[0] == np.floor(change[0]))
    return whole and bool((change == change[0]).all())


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
                arrays |= _fields(member.filename.removesuffix(".npy"), _array(archive, member))
            except _DAMAGE as error:
                text = f"The array {member.filename} was left out: {error}"
                issues.append(Issue(kind="array left out", where=file.name, count=1, text=text))
    return arrays, issues


def _array(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> NDArray[Any]:
    if member.file_size > _LIMIT:
        raise ValueError(f"it has {member.file_size:,} bytes.")
    with archive.open(member) as stream:
        content = stream.read(_LIMIT + 1)
    return _loaded(content)


def _loaded(content: bytes) -> NDArray[Any]:
    try:
        array: NDArray[Any] = np.load(io.BytesIO(content), allow_pickle=False)
    except (ValueError, SyntaxError, tokenize.TokenError) as error:
        pickled = "allow_pickle" in str(error)
        what = "pickled, as arrays of unequal lengths are, and could run any program"
        raise ValueError(f"it is {what if pickled else 'cut off or damaged'}.") from error
    if array.dtype.kind not in _NUMBERS and not array.dtype.names:
        raise ValueError("it holds no numbers.")
    return array


def _sample() -> bytes:
    stream = io.BytesIO()
    np.savez(stream, timesteps=[1000, 2000], results=[[1.0, 3.0], [4.0, 6.0]])
    return stream.getvalue()


FORMAT = Format(
    name="evaluations",
    label="file of NumPy arrays, such as Stable-Baselines' evaluations.npz",
    sniff=_sniff,
    read=_read,
    sample=("evaluations.npz", _sample()),
)
