from __future__ import annotations

from rlreport.read.text_log import FORMAT
from rlreport.sources import LogFile
from rlreport.values import Loose


def read(text: str) -> Loose:
    return FORMAT.read(LogFile(name="train.log", content=text.encode()))


def test_outcomes_in_words_are_read_as_numbers_and_told() -> None:
    words = ("Win", "Draw", "Lose", "Win")
    text = "".join(f"Episode {n} | Result: {word} | Reward: {n}\n" for n, word in enumerate(words))
    loose = read(text)
    (table,) = loose.tables
    assert table.columns["Result"].tolist() == [1, 0.5, 0, 1]
    assert table.columns["Reward"].tolist() == [0, 1, 2, 3]
    (issue,) = loose.issues
    assert "'Draw' was read as 0.5, 'Lose' was read as 0, 'Win' was read as 1" in issue.text


def test_outcomes_of_which_one_is_unknown_are_told_and_not_read() -> None:
    words = ("Win", "Timeout", "Lose")
    text = "".join(f"Game {n}: outcome: {word} reward: {n}\n" for n, word in enumerate(words))
    loose = read(text)
    (table,) = loose.tables
    assert "outcome" not in table.columns
    assert loose.issues[-1].text == (
        "outcome is told in words, which were not read: Lose, Timeout, Win."
    )


def test_words_of_a_status_that_is_no_outcome_are_passed_over() -> None:
    assert not read("".join(f"step {n} loss 0.{n}, status: RUNNING\n" for n in range(4))).issues


def test_a_word_that_comes_up_later_is_no_number() -> None:
    line = "Episode {}: Result = {}, steps = 9\n"
    text = "".join(line.format(n, "Win" if n % 2 else "Lost") for n in range(3000))
    (table,) = read(text + line.format(3000, "Aborted") + line.format(3001, "Win")).tables
    assert table.columns["Result"].tolist()[-3:-2] == [1]
    assert str(table.columns["Result"].tolist()[-2]) == "nan"


def test_outcomes_without_a_name_are_read_from_lines_of_episodes() -> None:
    words = ("WON", "LOST", "WON")
    text = "".join(f"episode {n}: reward {n}.5, {word}\n" for n, word in enumerate(words))
    loose = read(text)
    (table,) = loose.tables
    assert table.columns["outcome"].tolist() == [1, 0, 1]
    assert table.columns["reward"].tolist() == [0.5, 1.5, 2.5]
    assert "'LOST' was read as 0, 'WON' was read as 1" in loose.issues[-1].text


def test_an_outcome_may_be_all_that_a_line_says_of_an_episode() -> None:
    words = ("win in 20 moves", "draw in 31 moves", "lose in 9 moves")
    (table,) = read("".join(f"Game {n}: {word}\n" for n, word in enumerate(words))).tables
    assert table.columns["outcome"].tolist() == [1, 0.5, 0]
    assert table.columns["moves"].tolist() == [20, 31, 9]


def test_an_outcome_that_only_some_lines_tell_is_said_and_not_read() -> None:
    text = "".join(f"Episode {n}: reward {n}{', WON' * (n % 2)}\n" for n in range(8))
    loose = read(text)
    assert "outcome" not in loose.tables[0].columns
    assert loose.issues[-1].text == "outcome is told in words, which were not read: WON."


def test_the_name_of_a_loss_is_no_outcome() -> None:
    (table,) = read("".join(f"Episode {n} | Loss | reward: {n}\n" for n in range(4))).tables
    assert list(table.columns) == ["Episode", "reward"]


def test_how_episodes_end_is_told_behind_that_they_end() -> None:
    ends = ("success", "collision", "success", "crashed")
    text = "".join(f"EPISODE END: {end} | t=1{n}.5s\n" for n, end in enumerate(ends))
    (table,) = FORMAT.read(LogFile(name="train.log", content=text.encode())).tables
    assert table.columns["EPISODE END"].tolist() == [1, 0, 1, 0]


def test_a_word_that_is_not_read_is_told_and_no_part_of_the_next_name() -> None:
    ends = (("red", "done"), ("blue", "timeout"), ("red", "done"))
    line = "Game {} winner: {} moves: {} status: {}\n"
    loose = read("".join(line.format(n, who, n, how) for n, (who, how) in enumerate(ends)))
    assert list(loose.tables[0].columns) == ["Game", "moves"]
    assert [issue.text for issue in loose.issues] == [
        "status is told in words, which were not read: done, timeout.",
        "winner is told in words, which were not read: blue, red.",
    ]


def test_words_that_end_a_sentence_are_told_like_others() -> None:
    ends = (("X", "win"), ("O", "loss"), ("X", "win"))
    line = "Game {} over. Winner: {}. Result: {}. Moves: {}\n"
    loose = read("".join(line.format(n, who, how, n + 5) for n, (who, how) in enumerate(ends)))
    told = {name: cells.tolist() for name, cells in loose.tables[0].columns.items()}
    assert told == {"Game": [0, 1, 2], "Result": [1, 0, 1], "Moves": [5, 6, 7]}
    assert "Winner is told in words, which were not read: O, X." in [i.text for i in loose.issues]
