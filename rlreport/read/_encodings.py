"""Bytes of text that are no UTF-8 -> the code page of Windows that they are written in."""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from functools import lru_cache

LABELS = {
    "cp1252": "Windows-1252",
    "cp1251": "Windows-1251",
    "gb18030": "GB 18030",
    "cp932": "Shift JIS",
    "cp949": "the Korean code page 949",
    "big5": "Big5",
}
"""Names of encodings for a reader."""

# What logs of training say in the languages that have a code page of their own. One byte pattern
# may be text in several: the one that says most of these is taken.
_SAID = {
    "cp1251": r"эпизод|эпох|награ|потер|шаг|средн|обуч|точност|время|итерац|ошибк|счет|счёт",
    "gb18030": r"回合|奖励|损失|步|轮|训练|平均|准确|验证|测试|时间|得分|学习率|模型|精度|次|值",
    "cp932": r"エピソード|報酬|損失|平均|学習|精度|ステップ|エポック|時間|回|評価|検証",
    "cp949": r"에피소드|보상|손실|평균|학습|정확|스텝|에포크|시간|점수|검증|단계",
    "big5": r"回合|獎勵|損失|步|輪|訓練|平均|準確|驗證|測試|時間|得分|學習率|模型|精度|次|值",
}
_OTHERWISE = "cp1252"
_LOOK_AT = 1 << 16  # bytes


def is_utf8(content: bytes) -> bool:
    """Whether the beginning of a text is in UTF-8, but for a few bytes that were damaged."""
    head = content[:_LOOK_AT]
    if head.isascii():
        return True
    whole = len(content) <= _LOOK_AT
    text = getincrementaldecoder("utf-8")(errors="replace").decode(head, whole)
    damaged = text.count("\ufffd")
    return damaged <= sum(not mark.isascii() for mark in text) - damaged


def code_page(content: bytes) -> str:
    """The encoding of a text that is not in UTF-8, by the words that its beginning says in it."""
    return _code_page(content[:_LOOK_AT])


@lru_cache(maxsize=2)
def _code_page(head: bytes) -> str:
    found = {name: _score(head, name) for name in _SAID}
    best = max(found, key=lambda name: found[name])
    return best if found[best] > 0 else _OTHERWISE


def _score(head: bytes, name: str) -> int:
    """How many letters of known words a text says in an encoding, less what is no text in it."""
    text = head.decode(name, errors="replace").lower()
    return sum(map(len, re.findall(_SAID[name], text))) - 2 * text[:-2].count("\ufffd")
