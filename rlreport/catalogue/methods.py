"""Names of methods of reinforcement learning, as experiments call their runs."""

from __future__ import annotations

import re

_KINDS = r"deep|double|dueling|expected|proximal|recurrent|soft|tabular|vanilla"
_NAMES = (
    r"\w{0,3}dqn|rainbow|c51|iqn|q[ _-]?learning|sarsa|monte[ _-]?carlo|dyna[ _-]?q|"
    r"reinforce|policy[ _-]?gradient|vpg|actor[ _-]?critic|a[23]c|trpo|[im]?a?ppo|sac|td3|"
    r"(?:ma)?ddpg|matd3|masac|qmix|vdn|coma|iql|cql|awac|gail|muzero|alphazero|dreamer(?:v\d)?|"
    r"grpo|dapo|gspo|rloo|random(?:[ _-]?(?:agent|policy))?|ucb\d?|thompson(?:[ _-]?sampling)?|"
    r"(?:ε|eps|epsilon)[ _-]?greedy"
)
_METHOD = re.compile(rf"(?:(?:{_KINDS})[ _-]?)*(?:{_NAMES})(?:[ _+-].*)?", re.IGNORECASE)


def is_method(name: str) -> bool:
    """Whether a name is that of a method, or of a variant of one, as `dqn_no_replay` is."""
    return _METHOD.fullmatch(name) is not None
