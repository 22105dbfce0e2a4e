"""Names of others that mean something to the library that draws."""

from __future__ import annotations

_KNOWN = frozenset(
    [
        "constructor",
        "__defineGetter__",
        "__defineSetter__",
        "hasOwnProperty",
        "__lookupGetter__",
        "__lookupSetter__",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "toLocaleString",
        "toString",
        "valueOf",
        "__proto__",
        "image",
        "title",
    ]
)
"""What every object of JavaScript has, and what a tooltip shows in its own way."""


def own(name: str) -> str:
    """The name, with an unseen word joiner at its end where it is one that the library knows.

    Else a chart of "constructor" would not be drawn, and a tooltip would fetch "image" as one.
    """
    return f"{name}\u2060" if name in _KNOWN else name
