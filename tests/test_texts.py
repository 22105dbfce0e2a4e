"""Counted nouns, and text that every file can hold."""

import pytest

from rlreport.texts import encodable, many, plural, times, was


@pytest.mark.parametrize(("count", "said"), [(1, "1 row was"), (2000, "2,000 rows were")])
def test_one_thing_is_spoken_of_in_the_singular(count: int, said: str) -> None:
    assert f"{many(count, 'row')} {was(count)}" == said


def test_plurals_are_those_of_english() -> None:
    nouns = ["run", "axis", "training batch", "factory", "day", "series"]
    said = ["runs", "axes", "training batches", "factories", "days", "series"]
    assert [*map(plural, nouns)] == said


def test_a_lone_surrogate_is_spelled_and_other_text_is_left() -> None:
    assert encodable("l\ud800ss") == r"l\ud800ss"
    assert encodable("Größe 😀") == "Größe 😀"


def test_how_often_is_said_in_words_where_it_is_few() -> None:
    assert [*map(times, (1, 2, 5, 1200))] == ["once", "twice", "five times", "1,200 times"]
