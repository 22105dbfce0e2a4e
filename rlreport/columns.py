"""The columns of a table: numbers as arrays, texts packed until they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Texts:
    """A column of text `(n,)`, packed as its parser holds it: most logs' texts are never used.

    Attributes:
        size: how many cells.
        unpack: gives the cells as an object array `(n,)`, None where there is none.
    """

    size: int
    unpack: Callable[[], NDArray[Any]]


Column = NDArray[Any] | Texts


class Columns(Mapping[str, NDArray[Any]]):
    """Columns `(n,)` by name; a packed one is unpacked when it is first asked for.

    Attributes:
        rows: the length of all columns, 0 where there are none.

    Raises:
        ValueError: the columns differ in length.
    """

    def __init__(self, columns: Mapping[str, Column]) -> None:
        self._columns = columns.packed if isinstance(columns, Columns) else dict(columns)
        sizes = {name: column.size for name, column in self._columns.items()}
        if len(set(sizes.values())) > 1:
            raise ValueError(f"columns differ in length: {sizes}")
        self.rows = next(iter(sizes.values()), 0)

    @property
    def packed(self) -> dict[str, Column]:
        """The columns as they are, packed ones too."""
        return self._columns

    def __getitem__(self, name: str) -> NDArray[Any]:
        column = self._columns[name]
        if isinstance(column, Texts):
            column = self._columns[name] = column.unpack()
        return column

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)
