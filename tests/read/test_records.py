"""Rows as mappings: plain ones, as most are, cost one look; nested ones are named by their path."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rlreport.read import _json, _members, _records, read_file
from rlreport.read._json import items
from rlreport.read._records import flatten
from rlreport.sources import LogFile


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"step": 1, "loss": 0.5, "note": "a", "best": None}, ["step", "loss", "note", "best"]),
        ({"step": 1, "eval": {"loss": 0.5, "of": {"x": True}}}, ["step", "eval/loss", "eval/of/x"]),
        ({"step": 1, "list": [0.5], 7: 0.25}, ["step", "7"]),
    ],
)
def test_rows_are_named_by_their_paths(row: dict[Any, Any], expected: list[str]) -> None:
    assert list(flatten(row)) == expected


def test_plain_rows_are_not_gone_through_name_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    content = json.dumps([{"step": n, "loss": n / 8} for n in range(9)]).encode()
    for module, name in ((_records, "_leaves"), (_members, "_by_key")):
        monkeypatch.setattr(module, name, lambda *_: pytest.fail("was gone through"))
    (table,) = read_file(LogFile(name="log.json", content=content)).tables
    assert table.columns["loss"].tolist() == [n / 8 for n in range(9)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[{"a": 1}, {"a": 2}, {"a": 3', [{"a": 1}, {"a": 2}]),
        ('[{"a": {"b": 1}}, {"a": {"b": 2}, "c": "}', [{"a": {"b": 1}}]),
        ('[{"a": 1}, 5, {"a": 2}, 7, 8', [{"a": 1}, 5, {"a": 2}, 7, 8]),
        ('[{"a": 1}, {"a": oops}, {"a": 3}]', [{"a": 1}, {"a": 3}]),
        ("[1, 2, 3", [1, 2, 3]),
        ('[{"a": 1}], "more": [{"a": 2}]', [{"a": 1}]),
    ],
)
def test_whole_items_before_a_cut_are_read(text: str, expected: list[object]) -> None:
    assert [*items(text, 1)] == expected


def test_rows_before_a_cut_are_decoded_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def only_the_end(text: str, start: int) -> object:
        assert start >= len(text) - 8
        raise ValueError(text)

    monkeypatch.setattr(_json._DECODER, "raw_decode", only_the_end)
    assert len([*items("[" + '{"a": 1}, ' * 99 + '{"a": 1', 1)]) == 99
