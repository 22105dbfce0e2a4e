"""Paths, uploads, folders and archives -> log files. Limits and refusals live here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class LogFile:
    """One file to read, on the disk or in memory.

    Attributes:
        name: as the user knows it, `/` between folders: the path below the folder that was given,
            or the name of the upload.
        path: where it lies, or None for content held in memory.
        content: the bytes of an upload or of a member of an archive, or None for a file on disk.
        modified: unix seconds of the last change, 0.0 where unknown.
    """

    name: str
    path: Path | None = None
    content: bytes | None = None
    modified: float = 0.0

    def __post_init__(self) -> None:
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

    def head(self, size: int = 1 << 16) -> bytes:
        """The first `size` bytes."""
        if self.content is not None:
            return self.content[:size]
        with self._path.open("rb") as file:
            return file.read(size)

    def bytes(self, start: int = 0) -> bytes:
        """Everything from offset `start` on."""
        if self.content is not None:
            return self.content[start:]
        with self._path.open("rb") as file:
            file.seek(start)
            return file.read()
