"""Lines that tell of each episode nothing but its steps -> these as values.

So `Episode: 7, steps: 200` does: what counts elsewhere is what is told here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rlreport.read._counting import OF_EPISODES, OF_STEPS, folded
from rlreport.read._prose import Value, line_kind
from rlreport.read._templates import Sheet

_FEWEST = 3  # episodes


def valued(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The lines, with the steps of each episode as a value where no line has another one."""
    alone = not any(line_kind(sheet).values for sheet in sheets)
    return [_valued(sheet) if alone and _tells_steps(sheet) else sheet for sheet in sheets]


def _tells_steps(sheet: Sheet) -> bool:
    """Whether lines count episodes, each once, and steps behind them."""
    words = [folded(word) for word in line_kind(sheet).words]
    known = len(words) == 2 and words[0] in OF_EPISODES and words[1] in OF_STEPS
    episodes = sheet.numbers[:, 0]
    return known and episodes.size >= _FEWEST and bool((np.diff(episodes) > 0).all())


def _valued(sheet: Sheet) -> Sheet:
    kind = line_kind(sheet)
    episode, (word, scale) = kind.counters
    own = [place for place, total in enumerate(kind.totals) if total == episode[0]]
    places = [0, *(len(kind.counters) + place for place in own), 1]
    value = Value(number=len(places) - 1, scale=scale)
    known = replace(
        kind,
        counters=(episode,),
        totals=tuple(kind.totals[place] for place in own),
        values=((word, value),),
        strong=True,
    )
    return replace(sheet, kind=known, numbers=sheet.numbers[:, places])
