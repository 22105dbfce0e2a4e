"""What JSON objects hold, name by name -> a typed decoder for more of the same.

A decoder that knows names and types beforehand is several times as fast as one that builds
dictionaries, and it raises on any name or type that it does not know: nothing is lost silently.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

LONG_TEXT = 256
"""Characters from which on a text is no label, and not kept."""
PROMPTS = frozenset({"prompt", "question", "problem", "input", "query"})
"""Long texts that tell which rollouts answer the same question: of them a digest is kept."""

TOTALS = frozenset({"score", "scores", "reward", "rewards"})
"""What lists of numbers, as of the tokens of a rollout, are the parts of: their sum is kept."""

NUMBERS = frozenset({"number", "truth", "null"})
"""Kinds of value that are numbers or none: a field of these is NaN where it is not there."""

_DEEPEST = 32  # levels of objects: rows that go deeper are decoded one by one

_NO_FIELD = re.compile(r'[\x00-\x1f"\\\ud800-\udfff]')
_KINDS: dict[type, str] = {
    int: "number",
    float: "number",
    bool: "truth",
    str: "text",
    type(None): "null",
    dict: "object",
    list: "list",
}
_TYPES: dict[str, Any] = {"number": float, "truth": bool, "text": str, "long": str, "null": None}


@dataclass(kw_only=True)
class Schema:
    """The kinds of value that each name has had, and the schema of those that are objects.

    Attributes:
        lengths: whether lists are kept, for their length.
        depth: how many objects these stand in.
    """

    kinds: dict[str, set[str]] = field(default_factory=dict)
    nested: dict[str, Schema] = field(default_factory=dict)
    lengths: bool = False
    depth: int = 0

    def learn(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Add what is new in some objects."""
        for record in records:
            for name, value in record.items():
                kind = _KINDS[type(value)]
                if kind == "list" and self.lengths and are_parts(name, value):
                    kind = "parts"
                if kind == "text" and len(value) >= LONG_TEXT:
                    kind = "long"
                if kind == "object" and self.depth == _DEEPEST:
                    kind = "deep"
                self.kinds.setdefault(name, set()).add(kind)
                if kind == "object":
                    inner = Schema(depth=self.depth + 1)
                    self.nested.setdefault(name, inner).learn([value])

    @property
    def is_regular(self) -> bool:
        """Whether every name can be a field's, and is an object, a list, or a single value."""
        if any(_NO_FIELD.search(name) or "deep" in kinds for name, kinds in self.kinds.items()):
            return False
        single = all(
            not kinds & {"object", "list", "parts"}
            or kinds <= {"object", "null"}
            or kinds <= {"list", "null"}
            or kinds <= {"parts", "null"}
            for kinds in self.kinds.values()
        )
        return single and all(schema.is_regular for schema in self.nested.values())

    @property
    def names(self) -> list[str]:
        """All names, those of nothing but numbers first."""
        return sorted(self.kinds, key=lambda name: not self.is_plain(name))

    def is_plain(self, name: str) -> bool:
        """Whether every value of this name was a number."""
        return self.kinds[name] <= NUMBERS - {"null"}

    def is_kept(self, name: str) -> bool:
        """Whether values of this name become a column: lists and long texts do not, as a rule."""
        kinds = self.kinds[name]
        return (self.lengths or "list" not in kinds) and ("long" not in kinds or name in PROMPTS)

    @property
    def has_long_texts(self) -> bool:
        """Whether any name holds long texts that are not kept."""
        mine = any(not self.is_kept(name) and "long" in self.kinds[name] for name in self.kinds)
        return mine or any(schema.has_long_texts for schema in self.nested.values())

    def knows(self, record: Mapping[str, Any]) -> bool:
        """Whether the object has no name that is new."""
        return all(
            name in self.kinds
            and (
                not isinstance(value, dict)
                or (name in self.nested and self.nested[name].knows(value))
            )
            for name, value in record.items()
        )

    def struct(self, *, strict: bool) -> type[msgspec.Struct]:
        """The type of these objects: its fields are the kept names, in the order of `names`.

        Args:
            strict: names that are not kept are fields too, and any other name is an error.
                Otherwise names that are no fields are skipped, which is twice as fast for texts.
        """
        fields = [
            (f"f{place}", self._type(name, strict=strict), self._field(name))
            for place, name in enumerate(self.names)
            if strict or self.is_kept(name)
        ]
        return msgspec.defstruct("Row", fields, forbid_unknown_fields=strict, gc=False)

    def _field(self, name: str) -> Any:
        return msgspec.field(default=math.nan if self.kinds[name] <= NUMBERS else None, name=name)

    def _type(self, name: str, *, strict: bool) -> Any:
        kinds = self.kinds[name]
        if "object" in kinds:
            return self.nested[name].struct(strict=strict) | None
        if not self.is_kept(name):
            return msgspec.Raw  # takes null, too: in a union it would take nothing else
        if "list" in kinds:
            return list[msgspec.Raw] | None
        if "parts" in kinds:
            return list[float] | None
        union: Any = None
        for kind in sorted(kinds - {"null"}):
            union = _TYPES[kind] | union if union is not None else _TYPES[kind] | None
        return union


def are_parts(name: str, values: Sequence[object]) -> bool:
    """Whether a list holds the numbers whose sum its name is."""
    return name in TOTALS and all(isinstance(one, (int, float)) for one in values)
