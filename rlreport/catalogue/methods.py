"""Names of methods of reinforcement learning, and of their settings, as experiments call runs."""

from __future__ import annotations

import re
from collections.abc import Collection

_KINDS = r"deep|double|dueling|expected|proximal|recurrent|soft|tabular|vanilla"
_NAMES = (
    r"\w{0,3}dqn|d3qn|rainbow|c51|iqn|q[ _-]?learning|sarsa|monte[ _-]?carlo|dyna[ _-]?q|"
    r"reinforce|policy[ _-]?gradient|vpg|actor[ _-]?critic|a[23]c|trpo|[im]?a?ppo|sac|td3|"
    r"(?:ma)?ddpg|matd3|masac|qmix|vdn|coma|iql|cql|awac|gail|muzero|alphazero|dreamer(?:v\d)?|"
    r"grpo|dapo|gspo|rloo|random(?:[ _-]?(?:agent|policy))?|ucb\d?|thompson(?:[ _-]?sampling)?|"
    r"(?:ε|eps|epsilon)[ _-]?greedy|qr[ _-]?dqn|tqc|crossq|droq|redq|mbpo|acktr|acer|impala|r2d2|"
    r"awr|bcq|edac|rebrac|qtran|qplex|ha(?:ppo|trpo)|(?:sarsa|td)[ _-]?(?:\([^)]*\)|lambda|λ)"
)
_METHOD = re.compile(rf"(?:(?:{_KINDS})[ _-]?)*(?:{_NAMES})(?:[ _+-].*)?", re.IGNORECASE)


def is_method(name: str) -> bool:
    """Whether a name is that of a method, or of a variant of one, as `dqn_no_replay` is."""
    return _METHOD.fullmatch(name) is not None


_PARAMETERS = (
    r"lr|learning[ _-]?rate|alpha|beta|gamma|eps(?:ilon)?|lam(?:bda)?|tau|sigma|temp(?:erature)?|"
    r"clip(?:[ _-]?(?:eps(?:ilon)?|range|ratio))?|(?:mini)?batch(?:[ _-]?size)?|bs|"
    r"hidden(?:[ _-]?(?:size|dim|units))?|dropout|(?:\w{1,40}[ _-])?(?:coef|decay)|n[ _-]?steps?|"
    r"discount(?:[ _-]?(?:factor|rate))?|[αβγελτ]"
)
_SETTING = re.compile(
    rf"(?:{_PARAMETERS})[ _=:-]*(\d[\d.]*(?:e[+-]?\d+)?)(?:[ _,;-]+|$)", re.IGNORECASE
)


def are_settings(names: Collection[str]) -> bool:
    """Whether names are of one or more parameters and their values, `lr_0.1_gamma_0.9`.

    A single whole number, as in `beta_1`, may be a place.
    """
    found = [_SETTING.findall(name) for name in names if not _SETTING.sub("", name)]
    values = [float(value) for own in found for value in own]
    sure = any(len(own) > 1 for own in found) or any(value != value // 1 for value in values)
    return len(found) == len(names) > 1 and sure
