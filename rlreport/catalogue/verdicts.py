"""Words that say how an episode or an answer ended, and what each is worth: 1, 0, or a draw."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, float] = {
    **dict.fromkeys(("win", "won", "victory", "success", "successful", "solved", "yes"), 1.0),
    **dict.fromkeys(("pass", "passed", "correct"), 1.0),
    **dict.fromkeys(("draw", "tie", "tied", "stalemate"), 0.5),
    **dict.fromkeys(("lose", "lost", "loss", "defeat", "fail", "failed", "failure"), 0.0),
    **dict.fromkeys(("unsolved", "no", "incorrect", "wrong"), 0.0),
    **dict.fromkeys(("collision", "collided", "crash", "crashed"), 0.0),
}
UNDONE = frozenset({"not attempted", "timeout", "error"})
"""Words beside those of verdicts: nothing was solved."""
NOT_BY_THEMSELVES = frozenset({"yes", "no", "pass", "correct", "incorrect", "wrong"})
NOT_BY_THEMSELVES |= {"collision", "collided", "crash", "crashed"}
"""Words that say so only behind a name."""

NAMES = frozenset({"grade", "verdict", "result", "outcome", "judgement", "judgment", "status"})
"""What columns of such words are called."""
