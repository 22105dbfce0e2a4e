"""JSON objects that a text log begins with: how its run was set up."""

from __future__ import annotations

import json
import re

_TITLE = re.compile(r"\s*(?:[^\W\d][\w ]{0,30}:\s*)?(?=\{\s*\")")
_MOST = 4  # objects
_DECODER = json.JSONDecoder()


def end(text: str) -> int:
    """Where the objects end that lines of text follow, none of which tells a name of theirs again.

    0 where there are none, or where nothing else follows.
    """
    last, names = 0, set[str]()
    for _ in range(_MOST):
        title = _TITLE.match(text, last)
        if title is None:
            break
        try:
            found, stop = _DECODER.raw_decode(text, title.end())
        except (ValueError, RecursionError):
            break
        if text[stop : stop + 1] not in ("\n", "\r"):
            return 0
        names |= found.keys()
        last = stop
    rest = text[last:]
    again = any(f'"{name}"' in rest for name in names)
    return 0 if not rest.strip() or again else last
