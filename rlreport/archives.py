"""Archives and compressed files -> their members in memory, within limits.

Nothing is written to the disk, no member's name is taken as a path, and what unpacks to more than
the limits is refused before it fills the memory.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath, PureWindowsPath
from typing import IO, Any

from rlreport.values import Refusal

MAX_UNPACKED = 1 << 30
"""Bytes that all archives of one reading may unpack to."""
MAX_MEMBERS = 20_000
"""Members that all archives of one reading may hold."""
MAX_RATIO = 300
"""Unpacked by packed size above which a large member is taken for a bomb; logs stay below 100."""
_USUAL_RATIO = 20
"""The same for most logs: where it is larger, all is counted before more than that is held."""
_RATIO_COUNTS_FROM = 64 << 20
_CHUNK = 1 << 16  # of which the one that meets damage is lost
_OF_MODELS = ("_stable_baselines3_version", "/data.pkl")
"""What Stable-Baselines3 and PyTorch put into each model that they save."""
_ENDINGS = {"gzip": (".gz", ".tgz"), "bzip2": (".bz2", ".tbz2"), "xz": (".xz",), "zstd": (".zst",)}
_DAMAGE = (EOFError, OSError, zlib.error, lzma.LZMAError, tarfile.TarError, zipfile.BadZipFile)
_ADVICE = "Unpack it yourself, and name the logs in it."


@dataclass(frozen=True, kw_only=True)
class Member:
    """One file of an archive, in memory; `name` is the archive's name with the member's below."""

    name: str
    content: bytes
    modified: float = 0.0


@dataclass(kw_only=True)
class Budget:
    """What archives may still unpack to, counted down as they are read."""

    size: int = MAX_UNPACKED
    members: int = MAX_MEMBERS


def kind_of(name: str, head: bytes) -> str:
    """`"zip"`, `"tar"`, `"gzip"`, `"bzip2"`, `"xz"` or `"zstd"` by content; "" for no archive.

    Files that are zips inside but no archives of files (.npz, .xlsx, saved models) are none.
    """
    if head.startswith(b"PK\x03\x04"):
        return "" if name.lower().endswith((".npz", ".xlsx", ".xlsm", ".ods", ".docx")) else "zip"
    if head[257:262] == b"ustar":
        return "tar"
    magics = {
        b"\x1f\x8b": "gzip",
        b"BZh": "bzip2",
        b"\xfd7zXZ\x00": "xz",
        b"\x28\xb5\x2f\xfd": "zstd",
    }
    return next((kind for magic, kind in magics.items() if head.startswith(magic)), "")


def members(name: str, stream: IO[bytes], kind: str, budget: Budget) -> Iterator[Member | Refusal]:
    """The files in an archive, and a refusal for each that cannot be had; folders are no members.

    Args:
        name: what the archive is called; its members' names are put below it.
        stream: the archive's bytes, seekable.
        kind: as `kind_of` gives it.
        budget: counted down by what is unpacked.
    """
    try:
        if kind == "zip":
            yield from _zip(name, stream, budget)
        elif kind == "tar":
            yield from _tar(name, stream, budget)
        else:
            yield from _compressed(name, stream, kind, budget)
    except _TooLargeError as error:
        yield Refusal(path=name, reason=str(error), advice=_ADVICE)
    except (*_DAMAGE, RuntimeError, NotImplementedError, ValueError) as error:
        yield Refusal(
            path=name,
            reason=f"is a damaged or unusual {kind} archive ({type(error).__name__}).",
            advice="Pack it anew, or unpack it yourself.",
        )


class _TooLargeError(Exception):
    """An archive unpacks to more than the limits."""


def _zip(name: str, stream: IO[bytes], budget: Budget) -> Iterator[Member | Refusal]:
    with zipfile.ZipFile(stream) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if any(info.filename.endswith(_OF_MODELS) for info in infos):
            yield Refusal(
                path=name,
                reason="is a saved model, not a log.",
                advice="Name the log that was written beside it.",
            )
            return
        for info in infos:
            full = f"{name}/{info.filename}"
            if info.flag_bits & 1:
                yield Refusal(path=full, reason="is encrypted.", advice=_ADVICE)
            elif not _is_safe(info.filename):
                yield _unsafe(name)
            else:
                content, whole = _unpack(partial(archive.open, info), info.compress_size, budget)
                yield Member(name=full, content=content)
                if not whole:
                    yield _cut(full)


def _tar(name: str, stream: IO[bytes] | _Unpacked, budget: Budget) -> Iterator[Member | Refusal]:
    is_stream = isinstance(stream, _Unpacked)
    opened: Any = partial(tarfile.open, fileobj=stream, bufsize=1 << 20)
    with opened(mode="r|" if is_stream else "r:") as archive:
        for info in archive:
            if info.isdir():
                continue
            if not _is_safe(info.name):
                yield _unsafe(name)
            elif not info.isfile():
                yield Refusal(
                    path=f"{name}/{info.name}",
                    reason="is a link or a device inside an archive.",
                    advice="Pack the file itself.",
                )
            else:
                content, _ = _unpack(partial(archive.extractfile, info), info.size, budget)
                yield Member(
                    name=f"{name}/{info.name}", content=content, modified=float(info.mtime)
                )


def _compressed(
    name: str, stream: IO[bytes], kind: str, budget: Budget
) -> Iterator[Member | Refusal]:
    packed = stream.seek(0, io.SEEK_END)
    inner = _inner_name(name, kind)
    unpacked = _Unpacked(stream, kind, packed, budget)
    if kind_of(inner, unpacked.head) == "tar":
        yield from _streamed(inner, unpacked, budget)
        whole = not unpacked.is_cut
    else:
        content, whole = _unpack(partial(_open, stream, kind), packed, budget)
        yield Member(name=inner, content=content)
    if not whole:
        yield _cut(name)


class _Unpacked:
    """What a compressed file unpacks to, as a stream that ends where damage begins.

    Attributes:
        head: its first block.
        is_cut: whether it has come to damage.
    """

    def __init__(self, stream: IO[bytes], kind: str, packed: int, budget: Budget) -> None:
        self._again = partial(_open, stream, kind)
        self._stream = stream
        self._limits = packed, replace(budget)
        self._chunks = _chunks(self._again(), *self._limits)
        self._unasked = max(_RATIO_COUNTS_FROM, _USUAL_RATIO * packed)
        self._rest = b""
        self.is_cut = False
        self.head = self.read(tarfile.BLOCKSIZE)
        self._rest = self.head + self._rest

    def read(self, size: int) -> bytes:
        parts, missing = [self._rest], size - len(self._rest)
        while missing > 0 and (chunk := self._next()):
            parts.append(chunk)
            missing -= len(chunk)
        found = b"".join(parts)
        self._rest = found[size:]
        return found[:size]

    def _next(self) -> bytes:
        try:
            chunk = next(self._chunks, b"")
        except _DAMAGE:
            self.is_cut = True
            return b""
        self._unasked -= len(chunk)
        if self._unasked < 0:
            self._count()
        return chunk

    def _count(self) -> None:
        """Count all of it before more is held than of a log."""
        self._unasked = MAX_UNPACKED
        place = self._stream.tell()
        with suppress(*_DAMAGE):
            deque(_chunks(self._again(), *self._limits), maxlen=0)
        self._stream.seek(place)


def _streamed(name: str, unpacked: _Unpacked, budget: Budget) -> Iterator[Member | Refusal]:
    """The files of an archive that is unpacked as it is read, up to where it is cut off."""
    try:
        yield from _tar(name, unpacked, budget)
    except tarfile.TarError:
        if not unpacked.is_cut:
            raise


def _open(stream: IO[bytes], kind: str) -> Any:
    """What a compressed file unpacks to, from its beginning."""
    stream.seek(0)
    if kind == "gzip":
        return gzip.GzipFile(fileobj=stream)
    if kind == "bzip2":
        return bz2.BZ2File(stream)
    if kind == "xz":
        return lzma.LZMAFile(stream)
    import pyarrow as pa

    return pa.CompressedInputStream(pa.PythonFile(_Lent(stream), mode="r"), "zstd")


class _Lent(io.RawIOBase):
    """A stream for those who close what they are done with, which leaves it open."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        return self._stream.read(size)


def _unpack(opened: Callable[[], Any], packed: int, budget: Budget) -> tuple[bytes, bool]:
    """All that what is opened unpacks to, and whether it came to a proper end.

    Raises:
        _TooLargeError: it unpacks to more than the budget, or in a ratio that no log has.
    """
    if budget.members <= 0:
        raise _TooLargeError(f"holds more than {MAX_MEMBERS:,} files; the rest was not read.")
    budget.members -= 1
    found = _held(opened(), packed, budget, most=max(_RATIO_COUNTS_FROM, _USUAL_RATIO * packed))
    if found is None:
        with suppress(*_DAMAGE):
            deque(_chunks(opened(), packed, budget), maxlen=0)
        found = _held(opened(), packed, budget, most=budget.size)
    assert found is not None
    budget.size -= len(found[0])
    return found


def _held(stream: Any, packed: int, budget: Budget, *, most: int) -> tuple[bytes, bool] | None:
    """All of a stream, and whether it came to a proper end; None where it is more than `most`."""
    content, whole = io.BytesIO(), True
    try:
        for chunk in _chunks(stream, packed, budget):
            content.write(chunk)
            if content.tell() > most:
                return None
    except _DAMAGE:
        whole = False
    return content.getvalue(), whole


def _chunks(stream: Any, packed: int, budget: Budget) -> Iterator[bytes]:
    """A stream, some of it at a time.

    Raises:
        _TooLargeError: it has become more than the budget, or than a log is by its packed size.
    """
    size = 0
    read = getattr(stream, "read1", stream.read)  # gives what there is before it meets damage
    while chunk := read(_CHUNK):
        size += len(chunk)
        if size > budget.size:
            raise _TooLargeError(f"unpacks to more than {MAX_UNPACKED >> 20:,} MiB.")
        if size > _RATIO_COUNTS_FROM and size > MAX_RATIO * packed:
            raise _TooLargeError(f"unpacks to more than {MAX_RATIO} times its size.")
        yield chunk


def _is_safe(member: str) -> bool:
    """Whether a member's name stays below the archive: no root, no drive, no way up."""
    windows = PureWindowsPath(member)
    parts = (*PurePosixPath(member).parts, *windows.parts)
    return bool(member) and not windows.anchor and ".." not in parts and "\0" not in member


def _inner_name(name: str, kind: str) -> str:
    lowered = name.lower()
    ending = next((ending for ending in _ENDINGS[kind] if lowered.endswith(ending)), "")
    return name[: len(name) - len(ending)]


def _unsafe(name: str) -> Refusal:
    return Refusal(
        path=name,
        reason="holds a file whose path leads out of the archive; that file was left out.",
        advice="Do not trust this archive; pack the logs anew.",
    )


def _cut(name: str) -> Refusal:
    return Refusal(
        path=name,
        reason="is cut off or damaged: only what stands before the damage was read.",
        advice="Copy it again from where it was written.",
    )
