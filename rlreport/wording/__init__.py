"""The only place where a number, unit, name or hedge becomes text.

`numbers` and `estimates` round to the uncertainty, `places` speaks of the axis, `words` of names
and nouns, and `subject` of what an observation is on.
"""

from rlreport.texts import a, plural, times
from rlreport.wording.estimates import (
    INTERVALS,
    bounds,
    difference,
    estimate,
    in_percent,
    level,
    magnitude,
    relative,
    share,
    size,
)
from rlreport.wording.numbers import MINUS, number, p_value, quantity, scale
from rlreport.wording.places import Ruler, axis_title, distance, marked, place, spanned, stretch
from rlreport.wording.subject import Subject, at, inside, opening, over, owner, width
from rlreport.wording.words import (
    alike,
    capitalised,
    count,
    listing,
    name,
    names,
    opened,
    path,
    phrase,
    refusal,
    refused_paths,
    refused_why,
    spelled,
    unbroken,
)

__all__ = [
    "INTERVALS",
    "MINUS",
    "Ruler",
    "Subject",
    "a",
    "alike",
    "at",
    "axis_title",
    "bounds",
    "capitalised",
    "count",
    "difference",
    "distance",
    "estimate",
    "in_percent",
    "inside",
    "level",
    "listing",
    "magnitude",
    "marked",
    "name",
    "names",
    "number",
    "opened",
    "opening",
    "over",
    "owner",
    "p_value",
    "path",
    "phrase",
    "place",
    "plural",
    "quantity",
    "refusal",
    "refused_paths",
    "refused_why",
    "relative",
    "scale",
    "share",
    "size",
    "spanned",
    "spelled",
    "stretch",
    "times",
    "unbroken",
    "width",
]
