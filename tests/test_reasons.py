import re

import pytest

from rlreport.reasons import REASONS


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.question[:40])
def test_a_reason_asks_says_where_to_look_and_names_its_source(reason):
    assert reason.question.endswith("?")
    assert reason.look_at
    assert not reason.look_at.endswith(".")
    assert re.search(r"\(\d{4}\), ", reason.source)


def test_no_reason_states_a_number():
    assert not any(re.search(r"\d", reason.question + reason.look_at) for reason in REASONS)


def test_no_reason_stands_twice():
    questions = [reason.question for reason in REASONS]
    assert len(set(questions)) == len(questions)
