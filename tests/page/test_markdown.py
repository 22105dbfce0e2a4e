"""Text of others is inert in Markdown."""

from __future__ import annotations

import re

import pytest

from rlreport.panels.markdown import in_badge, legible, plain

HOSTILE = [
    "![pixel](http://evil.invalid/p.png)",
    "[link](http://evil.invalid)",
    "<http://evil.invalid>",
    "http://evil.invalid",
    "HTTPS://evil.invalid",
    "www.evil.invalid",
    "someone@evil.invalid",
    "mailto:someone@evil.invalid",
    ":red[colour] :blue-badge[x]",
    ":material/home: :smile:",
    "$E = mc^2$ $$x$$",
    "# heading",
    "- item",
    "1. item",
    "> quote",
    "| a | b |",
    "`code` ```block```",
    "*bold* __bold__ ~~gone~~",
    "a -> b <- c -- d => e <-> f >= g",
    "<script>alert(1)</script>",
    "<iframe src=x>",
    "[^1]: note",
    "&lt; &#60;",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_all_punctuation_is_escaped(text: str) -> None:
    unescaped = re.sub(r"\\[!-/:-@\[-`{-~]", "", plain(text))
    assert not re.search(r"[!-/:-@\[-`{-~]", unescaped)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_shown_is_the_text(text: str) -> None:
    shown = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", plain(text)).replace("\u2060", "")
    assert shown == text


def test_addresses_and_arrows_are_broken() -> None:
    for text in ("http://a.b", "www.a.b", "x@a.b", "mailto:x", "->", "<-", "--"):
        assert "\u2060" in plain(text)


def test_unseen_characters_and_surrogates_go() -> None:
    assert legible("a\u202eb\x00c\nd\ud800") == "a b c d?"


def test_a_badge_which_escapes_brackets_itself_gets_them_plain() -> None:
    assert in_badge("![x](y)", 60) == r"\![x]\(y\)"


def test_an_interval_and_a_p_value_stay_on_one_line() -> None:
    assert "\u00a0" in plain("rose by 3 [1, 5]")
    assert plain("(p < 0.001)").count("\u00a0") == 2
    assert "\u00a0" in plain("fell by 1.05e-17 [9.5e-18, 1.16e-17]")
    assert "e\\-\u206017" in plain("1.16e-17")


def test_long_names_are_cut() -> None:
    assert legible("x" * 50, 10) == "x" * 9 + "…"
