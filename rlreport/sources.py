"""Paths, uploads, folders and archives -> log files. Limits and refusals live here."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from rlreport import archives
from rlreport.archives import Budget, Member
from rlreport.errors import SourceError
from rlreport.nologs import recognised
from rlreport.texts import encodable
from rlreport.values import Refusal

MAX_FILE = 16 << 30
"""Bytes of one file, above which it is refused."""
MAX_FILES = 20_000
"""Files of one folder, above which the rest is refused."""
_MAX_DEPTH = 3  # archives in archives
_TOOLS = {"__pycache__", "node_modules", "site-packages", "__MACOSX"}
_CODE = "py pyc ipynb sh js ts css c cc cpp h hpp cu so rs go md rst html htm tex"
_LISTS = "yaml yml toml ini cfg lock xml urdf patch diff jinja tmp"
_MEDIA = "png jpg jpeg gif svg webp bmp ico pdf eps mp4 webm avi mov mkv wav mp3"
_WEIGHTS = "pt pth ckpt safetensors onnx h5 hdf5 keras pb msgpack tflite gguf bin model d3"
_NO_LOGS = {f".{ending}" for group in (_CODE, _LISTS, _MEDIA, _WEIGHTS) for ending in group.split()}
"""Endings of what is no log: passed over in folders, looked at when named."""
_BESIDE = re.compile(
    r"(?:(?:tokenizer|added_tokens|vocab|chat_template)(?:_config)?|special_tokens_map|"
    r"(?:[\w-]+\.)+index)\.json|merges\.txt|requirements\.txt|last_(?:ack|put)_version|"
    r".+\.(?:db|sqlite\d?)-(?:wal|journal|shm)",
    re.IGNORECASE,
)
"""Files beside weights of a language model, a program, a database, or what Neptune has not sent."""
_OF_WANDB = re.compile(
    r"(?:.*/)?(?:wandb|(?:offline-)?run-\d{8}_\d{6}-\w+)/(?:.*/)?"
    r"(?:debug(?:-\w+)?\.log|media/table/.*\.table\.json)"
)
"""What W&B logs of itself, and tables of examples beside the run, which are no log of it."""
_OF_SWANLAB = re.compile(r"logs/[^/]+/(?:\d+\.log|_summary\.json)|media/.+|debug/debug\.log")
"""What SwanLab writes a second time, or of itself, beside the file of a run."""
_OF_AIM = "run_metadata.sqlite"
"""What Aim keeps beside its series: the names of runs alone."""
_OF_TUNE = re.compile(
    r".*/checkpoint_\d+/.*\.pkl|"
    r".*/(?:experiment_state|basic-variant-state|search_gen_state|searcher-state)-[^/]*\.(?:json|pkl)"
)
"""What Ray Tune resumes from, passed over like those."""
_KEPT = frozenset({".hydra", ".neptune", ".summary", ".art", ".monitor.csv"})
"""Hidden folders of what Hydra set a run to, Neptune has not sent, Sample Factory logs and ART
keeps, and the file that Stable-Baselines3 names by a folder that is not there yet."""
SETTINGS_WORD = (
    r"(?:config(?:uration)?|cfg|arg(?:ument)?s|param(?:eter)?s|hparams|hyper_?param(?:eter)?s?|"
    r"settings|flags|options|variant|overrides)"
)
"""A pattern of what programs call what they were set to."""
_OF_RESULTS = r"(?:results?|scores|rewards|returns|metrics|history|histories|comparison)"
_SETTINGS_FILE = re.compile(
    rf"(?:(?:[\w-]+[_.-])?{SETTINGS_WORD}(?:[_.-](?!{_OF_RESULTS}[_.-])[\w-]+)?\.(?:json|ya?ml|toml)|"
    r"params/(?:agent|env)\.ya?ml|texts/hparams\d*\.txt)",
    re.IGNORECASE,
)
_AS_INPUT = "Pipe what it gives into `rlreport report -`, or keep that in a file and name this."
_RUN_ID = 32  # characters of the folder that MLflow keeps a run in


@dataclass(frozen=True, kw_only=True)
class LogFile:
    """One file to read, on the disk or in memory.

    Attributes:
        name: as the user knows it, `/` between folders: what was given, with the path below it
            for a folder or an archive, or the name of the upload; bytes that are no text spelled.
        path: where it lies, or None for content held in memory.
        content: the bytes of an upload or of a member of an archive, or None for a file on disk.
        modified: unix seconds of the last change, 0.0 where unknown.
        checksums: whether to verify also those that a reader otherwise leaves where nothing looks
            damaged, as they cost time.
    """

    name: str
    path: Path | None = None
    content: bytes | None = None
    modified: float = 0.0
    checksums: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", encodable(self.name))
        if (self.path is None) == (self.content is None):
            raise ValueError(f"{self.name}: a log file has either a path or content")

    @property
    def size(self) -> int:
        """Size in bytes."""
        return len(self.content) if self.content is not None else self._path.stat().st_size

    @property
    def _path(self) -> Path:
        assert self.path is not None
        return self.path

    def open(self) -> io.BufferedReader | io.BytesIO:
        """The file as a binary stream."""
        return io.BytesIO(self.content) if self.content is not None else self._path.open("rb")

    def head(self, size: int = 1 << 16) -> bytes:
        """The first `size` bytes."""
        if self.content is not None:
            return self.content[:size]
        with self._path.open("rb") as file:
            return file.read(size)

    def bytes(self, start: int = 0) -> bytes:
        """Everything from offset `start` on."""
        if self.content is not None:
            return self.content[start:] if start else self.content
        with self._path.open("rb") as file:
            file.seek(start)
            return file.read()


def gather(
    inputs: Iterable[str | Path | LogFile],
) -> tuple[list[LogFile], list[Refusal]]:
    """Files, folders, archives and uploads -> the log files in them, and the files refused.

    Folders are walked in the order of names. Code, documents, media, model weights and hidden files
    in them are passed over, settings that lie beside logs are not; a file that is named is never
    passed over.

    Raises:
        SourceError: a path does not exist.
    """
    files: dict[object, LogFile] = {}
    refused: list[Refusal] = []
    budget = Budget()
    for found in _found(list(inputs)):
        for part in [found] if isinstance(found, Refusal) else _expanded(found, budget):
            if isinstance(part, Refusal):
                refused.append(part)
            else:
                files.setdefault(part.path.resolve() if part.path else (part.name, id(part)), part)
    return list(files.values()), list(dict.fromkeys(refused))


def listing(root: Path) -> list[LogFile]:
    """The log files below a folder, named by their path below it, archives not unpacked."""
    return [found for found in _walk(root, ".") if isinstance(found, LogFile)]


def _found(inputs: list[str | Path | LogFile]) -> Iterator[LogFile | Refusal]:
    """Every file that the inputs name or hold, archives not yet unpacked."""
    paths = {id(given): _existing(given) for given in inputs if not isinstance(given, LogFile)}
    names = _names(list(paths.values()))
    for given in inputs:
        if isinstance(given, LogFile):
            yield given
        elif paths[id(given)].is_dir():
            path = paths[id(given)]
            yield from _walk(path, names[path])
        else:
            path = paths[id(given)]
            if path.is_file():
                yield LogFile(name=names[path], path=path, modified=path.stat().st_mtime)
            else:
                reason = "is a pipe, a socket or a device, not a file that can be read twice."
                yield Refusal(path=names[path], reason=reason, advice=_AS_INPUT)


def _existing(given: str | Path) -> Path:
    """The path that `given` names.

    Raises:
        SourceError: there is nothing; the message names what lies beside it.
    """
    if re.match(r"[a-z][a-z0-9+]+://", str(given)):
        raise SourceError(f"{given} is an address, not a path.", "Download it, and name the file.")
    try:
        path = Path(given).expanduser()
        if path.exists():
            return path
        beside = sorted(other.name for other in path.parent.iterdir())
    except (OSError, ValueError, RuntimeError):
        beside = []
    near = get_close_matches(Path(given).name, beside, n=3, cutoff=0.6)
    advice = f"Did you mean {' or '.join(near)}?" if near else "Check the spelling of the path."
    raise SourceError(f"There is no file or folder {str(given)!r}.", advice)


def _names(paths: list[Path]) -> dict[Path, str]:
    """What to call each input: as given where that is relative, else below the common parent."""
    outside = [path for path in paths if path.is_absolute() or ".." in path.parts]
    parents = [path.resolve().parent for path in outside]
    root = Path(os.path.commonpath(parents)) if parents else Path()
    names = {path: path.as_posix() for path in paths}
    names |= {path: path.resolve().relative_to(root).as_posix() for path in outside}
    return names


def _walk(root: Path, name: str) -> Iterator[LogFile | Refusal]:
    """The files below a folder in the order of names; links that lead out of it are refused.

    Links to folders come last: what they lead to may be known by its own name.
    """
    prefix = "" if name == "." else f"{name}/"
    inside, seen, count = root.resolve(), set[Path](), 0
    pending = [root]
    while pending:
        folder = pending.pop()
        below = prefix + folder.relative_to(root).as_posix() if folder != root else name
        if folder.resolve() in seen:
            continue
        seen.add(folder.resolve())
        if folder.name == ".aim":
            yield _aim(below)
            continue
        try:
            entries = sorted(folder.iterdir(), key=lambda path: path.name)
        except OSError:
            yield unreadable(below)
            continue
        below_it = [path for path in reversed(entries) if path.is_dir() and _may_hold(path)]
        links = [path for path in below_it if path.is_symlink()]
        pending = links + pending + [path for path in below_it if path not in links]
        for path in entries:
            if path.is_dir() or _passed_over(path):
                continue
            below = prefix + path.relative_to(root).as_posix()
            # Links that lead in a circle hold nothing; `Path.resolve` refuses them.
            if not Path(os.path.realpath(path)).is_relative_to(inside):
                yield Refusal(
                    path=below,
                    reason="is a link that leads out of the folder.",
                    advice="Name the file that it points to.",
                )
            elif path.is_file():
                count += 1
                if count > MAX_FILES:
                    yield Refusal(
                        path=name,
                        reason=f"holds more than {MAX_FILES:,} files; the rest was not read.",
                        advice="Name the folders of the runs that matter.",
                    )
                    return
                yield LogFile(name=below, path=path, modified=path.stat().st_mtime)


def _may_hold(folder: Path) -> bool:
    if folder.name == ".aim":
        return True
    inside = not folder.is_symlink() or folder.resolve().is_relative_to(folder.parent.resolve())
    return inside and not _is_aside(folder.name)


def _is_aside(name: str) -> bool:
    """Whether a folder or file is hidden, or a tool's own."""
    return name in _TOOLS or (name.startswith(".") and name not in _KEPT)


def is_settings(name: str) -> bool:
    """Whether a file of this name says what a program was set to: `config.yaml`, `params.json`."""
    return any(_SETTINGS_FILE.fullmatch(part) for part in _last_parts(name))


def _last_parts(name: str) -> tuple[str, str]:
    """The name of a file, alone and with its folder."""
    parts = Path(name).parts
    return "/".join(parts[-1:]), "/".join(parts[-2:])


def _passed_over(path: Path) -> bool:
    return _is_aside(path.name) or _is_no_log(path) or _is_beside_swanlab(path)


def _is_beside_swanlab(path: Path) -> bool:
    for depth in (1, 2):
        if depth < len(path.parents) and _OF_SWANLAB.fullmatch("/".join(path.parts[-depth - 1 :])):
            return any(path.parents[depth].glob("*.swanlab"))
    return False


def _is_no_log(path: Path) -> bool:
    """Whether a name is that of something else; MLflow describes a run in a folder of its own.

    The name of an event file ends in that of a computer, which may look like any ending.
    """
    described = path.name == "meta.yaml" and len(path.parent.name) == _RUN_ID
    known = described or "tfevents" in path.name or is_settings(path.as_posix())
    is_other = (
        path.suffix.lower() in _NO_LOGS
        or _BESIDE.fullmatch(path.name)
        or _OF_WANDB.fullmatch(path.as_posix())
    )
    return (bool(is_other) and not known) or _OF_TUNE.fullmatch(path.as_posix()) is not None


def _expanded(file: LogFile, budget: Budget, depth: int = 0) -> Iterator[LogFile | Refusal]:
    """The file itself, or the files in it where it is an archive, or why it is refused."""
    try:
        head = file.head()
        reason = _refusal(file, head)
        if reason:
            yield reason
            return
        kind = archives.kind_of(file.name, head)
        if not kind:
            yield file
        elif depth >= _MAX_DEPTH:
            yield Refusal(
                path=file.name,
                reason="is an archive in an archive in an archive.",
                advice="Unpack it yourself, and name the logs in it.",
            )
        else:
            with file.open() as stream:
                for member in archives.members(file.name, stream, kind, budget):
                    yield from _member(file, member, budget, depth)
    except OSError:
        yield unreadable(file.name)


def _member(
    archive: LogFile, member: Member | Refusal, budget: Budget, depth: int
) -> Iterator[LogFile | Refusal]:
    if isinstance(member, Refusal):
        yield member
        return
    below = Path(member.name.removeprefix(archive.name))
    if any(map(_is_aside, below.parts)):
        return
    if _is_no_log(below) and member.name.startswith(f"{archive.name}/"):
        return
    modified = member.modified or archive.modified
    file = LogFile(name=member.name, content=member.content, modified=modified)
    yield from _expanded(file, budget, depth + 1)


def _refusal(file: LogFile, head: bytes) -> Refusal | None:
    """Why a file can hold no log, as far as its size and first bytes tell."""
    if file.size > MAX_FILE:
        reason = f"is larger than {MAX_FILE >> 30} GiB."
        return _refuse(file, reason, "Name a log of metrics, or a part of this one.")
    if ".aim/" in file.name or file.name.endswith(_OF_AIM):
        return _aim(file.name)
    reason, advice = recognised(file.name, head)
    return _refuse(file, reason, advice) if reason else None


def _refuse(file: LogFile, reason: str, advice: str) -> Refusal:
    return Refusal(path=file.name, reason=reason, advice=advice)


def unreadable(name: str) -> Refusal:
    """For a file that cannot be opened, or has gone since it was listed."""
    return Refusal(
        path=name,
        reason="cannot be opened.",
        advice="Check that you may read it, and that it exists.",
    )


def _aim(name: str) -> Refusal:
    return Refusal(
        path=name,
        reason="is of an Aim repository, whose series lie in a private database format.",
        advice="Export the runs with Aim's own SDK (`run.metrics()`) to CSV.",
    )
