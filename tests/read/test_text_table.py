from __future__ import annotations

import pytest

from rlreport.read import _aligned, read_file
from rlreport.read.text_table import FORMAT
from rlreport.sources import LogFile
from rlreport.values import Loose


def read(text: str, name: str = "results.md") -> Loose:
    return read_file(LogFile(name=name, content=text.encode()))


def test_a_markdown_table_with_a_step_is_read() -> None:
    loose = read("# Run\n\n| Step | Acc |\n|---|:-:|\n| 1 | 50% |\n| 2 | 60% |\n\nThe end.\n")
    assert loose.format == "text_table"
    assert loose.tables[0].columns["Acc"].tolist() == ["50%", "60%"]


def test_a_table_of_nothing_but_counters_is_read() -> None:
    loose = read("| step | epoch |\n|---|---|\n| 1 | 0.1 |\n| 2 | 0.2 |\n| 3 | 0.3 |\n")
    assert loose.tables[0].columns["epoch"].tolist() == ["0.1", "0.2", "0.3"]


def test_a_latex_table_is_read() -> None:
    body = "Step & Reward \\\\\n\\midrule\n10 & \\textbf{0.5} \\\\\n20 & 0.75 \\\\\n"
    loose = read(f"\\begin{{tabular}}{{lc}}\n{body}\\end{{tabular}}\n", "table.tex")
    assert loose.tables[0].columns["Reward"].tolist() == ["0.5", "0.75"]


def test_values_beside_a_table_are_told() -> None:
    lines = [f"| {n} | 0.{n} |\n[EVAL] deals 6{n}%\n" for n in (1, 2, 3)]
    (issue,) = read("| step | loss |\n|---|---|\n" + "".join(lines)).issues
    assert issue.text.startswith("3 values of EVAL deals were set aside")


def test_values_of_an_evaluation_far_from_any_step_line_are_told() -> None:
    lines = [f"| {n} | 0.{n} |\n" + f"[EVAL] deals 6{n}%\n" * (n % 4 == 0) for n in range(1, 9)]
    text = "batch=64, freq=4\n| step | loss |\n|---|---|\n" + "".join(lines)
    said = " ".join(issue.text for issue in read(text, "train.log").issues)
    assert "EVAL deals" in said


def test_a_grid_printed_at_each_evaluation_is_one_table() -> None:
    grid = "+----+\n| Name | train_iter | reward_mean |\n+----+\n| Value | {} | {} |\n+----+\n"
    loose = read(grid.format(100, 1.5) + grid.format(200, 2.5), "evaluator.log")
    assert loose.tables[0].columns["reward_mean"].tolist() == [1.5, 2.5]


def test_metrics_by_parts_of_the_data_below_a_line_that_counts_are_a_row() -> None:
    grid = "Epoch {0}\n┏━━━┓\n┃ Metric ┃ Train ┃ Val ┃\n┡━━━┩\n│ loss │ {0}.5 │ {0}.25 │\n"
    grid += "│ success │ 4{0}% │ - │\n│ norm │ │ │\n│   policy │ 100 │ 7 │\n└───┘\n"
    loose = read("".join(grid.format(n) for n in (1, 2, 3)), "train.log")
    (table,) = loose.tables
    assert not loose.issues
    assert table.columns["Epoch"].tolist() == [1, 2, 3]
    assert table.columns["Val/loss"].tolist() == ["1.25", "2.25", "3.25"]
    assert table.columns["Train/success"].tolist() == ["41%", "42%", "43%"]
    assert table.columns["Val/norm/policy"].tolist() == ["7", "7", "7"]
    assert "Val/success" not in table.columns


def test_metrics_by_agents_below_what_counts_nothing_are_no_rows() -> None:
    grid = "Results\n| Metric | A | B |\n|---|---|---|\n| loss | 1.5 | 2.5 |\n"
    assert FORMAT.sniff("train.log", (grid * 2).encode()) == 0


def test_states_of_trials_are_taken_where_they_got_on() -> None:
    rule = "+------+---------+--------+------+\n"
    names = f"{rule}| Trial name | status  | reward | iter |\n|------+---------+--------+------|\n"
    states = [("1.5", "1", "", ""), ("1.5", "1", "7", "1"), ("2.5", "2", "7", "1")]
    text = "".join(
        f"== Status ==\n{names}| a | RUNNING | {one} | {at} |\n| b | RUNNING | {two} | {of} |\n"
        f"{rule}\nWARNING -- invalid value [[], [[1.0]]]\n"
        for one, at, two, of in states
    )
    (table,) = read(text, "tune.txt").tables
    assert table.columns["Trial name"].tolist() == ["a", "b", "a"]
    assert table.columns["reward"].tolist() == ["1.5", "7", "2.5"]


def test_a_table_that_counts_nothing_is_not_claimed() -> None:
    text = b"| Method | Reward |\n|---|---|\n| ours | 1.5 |\n| theirs | 1.25 |\n"
    assert FORMAT.sniff("results.md", text) == 0


def test_rows_between_bars_without_any_at_their_ends_go_on_below_other_lines() -> None:
    text = "  Step |  Eps | Loss\n------------\n  10 | 0.5 | 3.5\n  20 | 0.4 | 2.5\n"
    text += " [SAVE] a.pt\n  30 | 0.3 | 1.5\n"
    (table,) = read(text, "train.log").tables
    assert table.columns["Step"].tolist() == ["10", "20", "30"]
    assert table.columns["Loss"].tolist() == ["3.5", "2.5", "1.5"]


def test_columns_below_names_of_several_words_are_a_table() -> None:
    text = "Episode      Prey Reward     Total Reward\n"
    text += "0                  35              390\n1                  11              102\n"
    (table,) = read(text, "log.txt").tables
    assert table.columns["Prey Reward"].tolist() == ["35", "11"]


def test_cells_may_be_empty_in_printed_columns() -> None:
    text = "  epoch    loss    cp     dur\n-------  ------  ----  ------\n"
    text += "      1  0.6905     +  0.0310\n      2  0.6648        0.0210\n"
    (table,) = read(text, "log.txt").tables
    assert table.columns["dur"].tolist() == ["0.0310", "0.0210"]
    assert table.blank["cp"].tolist() == [False, True]


def test_columns_printed_anew_at_each_epoch_with_an_evaluation_below_are_one_table() -> None:
    epoch = (
        "Epoch {0}: mosaic off\n\n   Epoch  GPU_mem  box_loss  Size\n"
        "     {0}/2    2.5G    1.{0}5   640: 100%|###| 8/8 [00:03<00:00, 2.2it/s]\n"
        "   Class  Images  mAP50  mAP50-95): 100%|##| 4/4 [00:01<00:00, 3.1it/s]\n"
        "     all     128   0.{0}   0.4\n    cat      12   0.9   0.9\n"
    )
    (table,) = read(epoch.format(1) + epoch.format(2), "train.log").tables
    assert table.columns["Epoch"].tolist() == ["1", "2"]
    assert table.columns["box_loss"].tolist() == ["1.15", "1.25"]
    assert table.columns["mAP50"].tolist() == ["0.1", "0.2"]


@pytest.mark.parametrize("words", ["Saving model", "New best model"])
def test_words_between_rows_are_no_names_of_those_behind(words: str) -> None:
    said = f"{words}\n"
    rows = [f"{n:5d} {n}.5 0.{n}\n{said * (n % 2)}" for n in range(1, 7)]
    (table,) = read("epoch reward epsilon\n" + "".join(rows), "log.txt").tables
    assert table.columns["epoch"].tolist() == [*"123456"]
    assert table.columns["reward"].tolist() == ["1.5", "2.5", "3.5", "4.5", "5.5", "6.5"]


def test_progress_bars_between_rows_of_bars_are_no_rows() -> None:
    bar = "100%|#####| 10/10 [00:01<00:00,  9.2it/s]\n"
    text = f"episode|reward|loss\n1|1.5|0.5\n{bar}2|2.5|0.25\n{bar}3|3.5|0.75\n"
    (table,) = read(text, "log.txt").tables
    assert table.columns["reward"].tolist() == ["1.5", "2.5", "3.5"]


def test_rules_of_more_columns_open_no_box_of_names_and_values() -> None:
    rule = "-------  ------  ------\n"
    text = f"Using cpu\n  epoch    loss     dur\n{rule}      1  0.6905  0.0310\n"
    text += f"      2  0.6648  0.0210\n{rule}"
    assert read(text, "log.txt").format == "text_table"


def test_blanks_in_what_may_be_a_box_keep_no_reader_busy() -> None:
    rows = "".join(f"epoch {n} loss 0.{n}\n" for n in range(1, 5))
    text = f"{'-' * 40}\n| a{' ' * 60_000}\n{rows}"
    assert read(text, "log.txt").tables[0].rows == 4


@pytest.mark.parametrize("line", ["9" * 200_000, " " * 200_000 + "%|", "1:1 " * 50_000])
def test_one_long_line_keeps_no_reader_of_tables_busy(line: str) -> None:
    content = f"epoch  loss\n{line}\n1  0.5\n2  0.25\n".encode()
    (table,) = FORMAT.read(LogFile(name="log.txt", content=content)).tables
    assert table.rows == 2


ODD = (
    (
        "| Step | Acc | Reward |\n|---|---|---|\n| 1 | 50% | 1.5 |\n| 2 | 60% |\n"
        "| 3 | 70% | 3.5 | x |\n| 4 | 80% | 4.5 |\n"
    ),
    (
        "Step    Acc   Reward\n"
        "----\n"
        "   1    50%      1.5\n"
        "   2    60%\n"
        "   3    70%      3.5   17\n"
        "   4    80%      4.5\n"
    ),
)


@pytest.mark.parametrize(("text", "count"), [(ODD[0], 2), (ODD[1], 1)], ids=["bars", "columns"])
def test_rows_with_other_cells_than_names_are_read_and_told(text: str, count: int) -> None:
    loose = read(text, "train.log")
    (table,) = loose.tables
    assert table.columns["Step"].tolist() == ["1", "2", "3", "4"]
    assert table.columns["Acc"].tolist() == ["50%", "60%", "70%", "80%"]
    assert table.columns["Reward"].tolist() == ["1.5", None, "3.5", "4.5"]
    (issue,) = loose.issues
    assert (issue.kind, issue.count) == ("rows of another length", count)
    assert "5" in issue.where


def test_a_table_that_a_later_launch_goes_on_with_is_one() -> None:
    names = "Resumed.\n Epoch   best   improv\n" + "-" * 24 + "\n"
    first = "".join(f"{50 * n:6}  {n:5}   +{n}.0%\n" for n in range(6))
    again = "".join(f"{50 * n:6}  {n:5}   +{n}.5%\n" for n in range(4, 9))
    (table,) = read(names + first + names + names + again, "train.log").tables
    assert table.columns["Epoch"].tolist()[-6:] == ["250", "200", "250", "300", "350", "400"]


def test_rows_that_count_the_same_again_and_again_are_no_series() -> None:
    rows = "".join(f"| {n % 2} | {n}.5 |\n" for n in range(8))
    assert not FORMAT.sniff("table.md", ("| Epoch | Loss |\n|---|---|\n" + rows).encode())


@pytest.mark.parametrize(
    "bar", ["{}%|##  | {}/4 [00:01<00:00, 3.1it/s]", "{}% ━━──── {}/4 3.1it/s"]
)
def test_rows_redrawn_beside_a_bar_are_one(bar: str) -> None:
    text = ""
    for epoch in (1, 2, 3):
        text += "\n   Epoch   GPU_mem   box_loss   Size\n"
        for batch in range(5):
            row = f"     {epoch}/9     2.5G      {epoch}.{batch}       640: "
            text += f"\r{row}{bar.format(25 * batch, batch)}"
        text += "\n   Class   Images   Box(P   R   mAP50   mAP50-95): 100%|##| 4/4 [00:01<00:00]\n"
        text += f"     all       8     0.5  0.25    0.{epoch}      0.75\n"
    (table,) = read(text, "train.log").tables
    assert table.columns["box_loss"].tolist() == ["1.4", "2.4", "3.4"]
    assert table.columns["mAP50"].tolist() == ["0.1", "0.2", "0.3"]
    assert table.roles == {"P": "accuracy", "R": "accuracy"}


def test_brackets_that_hold_columns_give_these_their_names() -> None:
    text = ""
    for epoch in (1, 2):
        text += f"  Epoch   loss\n    {epoch}     0.5\n"
        text += "  Class   Box(P   mAP50)   Mask(P   mAP50)\n"
        text += f"    all     0.5     0.{epoch}      0.75     0.25\n"
    (table,) = read(text, "train.log").tables
    assert [*table.columns][2:] == ["Class", "Box/P", "Box/mAP50", "Mask/P", "Mask/mAP50"]
    assert table.columns["Box/mAP50"].tolist() == ["0.1", "0.2"]


def test_bars_may_part_groups_of_printed_columns() -> None:
    rows = [f"0  {n}.00e+03   {n}.50 |  {n}.25     1.5 | {n}.75\n" for n in (1, 2, 3)]
    head = "| Arguments | ./run\n####\nID    Step    maxR |  avgR    stdR | expR\n"
    columns = read(head + "".join(rows) + "| UsedTime: 9 | ./run\n", "a.log").tables[0].columns
    assert [*map(float, columns["Step"])] == [1000, 2000, 3000]
    assert [*map(float, columns["avgR"])] == [1.25, 2.25, 3.25]
    assert [*map(float, columns["expR"])] == [1.75, 2.75, 3.75]


def test_which_name_stands_above_a_place_is_asked_once_for_all_rows() -> None:
    _aligned._below.cache_clear()
    rows = [f"  {n:<8}{'':8}0.25" for n in range(10, 90)]
    found = list(_aligned.rows(["  epoch   reward  loss", *rows]))
    assert [cells for _, _, cells, _ in found] == [[str(n), None, "0.25"] for n in range(10, 90)]
    assert _aligned._below.cache_info().misses == 2


def test_names_of_two_lines_above_a_grid_are_one_each() -> None:
    rule = f"|{'=' * 45}|\n"
    text = f"{rule}|  Iteration  |  Mini-batch  |  Mini-batch  |\n|             |   Accuracy   |"
    text += f"     Loss     |\n{rule}|           1 |        12.5% |       2.5000 |\n"
    text += f"|          50 |        37.5% |       1.5000 |\n{rule}"
    (table,) = read(text, "train.log").tables
    assert table.columns["Mini-batch Accuracy"].tolist() == ["12.5%", "37.5%"]
    assert table.columns["Mini-batch Loss"].tolist() == ["2.5000", "1.5000"]


def test_a_row_that_is_printed_again_with_more_cells_is_one() -> None:
    text = "| Arguments Keep cwd: ./run\nID     Step    maxR |    avgR   stdR |    expR   objC\n"
    row = "0  {0}.00e+03 -9{0}0.00 |\n"
    row += "0  {0}.00e+03 -9{0}0.00 |-10{0}0.00  101.{0} |   -4.{0}   1.{0}\n"
    (table,) = read(text + row.format(1) + row.format(2), "train.log").tables
    assert table.columns["avgR"].tolist() == ["-1010.00", "-1020.00"]
    assert table.columns["objC"].tolist() == ["1.1", "1.2"]


def test_the_tables_of_spacy_and_pycma_count_although_their_names_do_not_say_so() -> None:
    text = "i Saving to output directory: out\ni Initial learn rate: 0.001\n"
    text += "E    #       LOSS NER  ENTS_F  SCORE \n---  ------  --------  ------  ------\n"
    text += "  0       0     12.50    0.00    0.00\n  0     200      9.25   41.50    0.42\n"
    (table,) = read(text, "train.log").tables
    assert table.columns["step"].tolist() == ["0", "200"]
    assert table.columns["LOSS NER"].tolist() == ["12.50", "9.25"]
    text = "Iterat #Fevals   function value  axis ratio  sigma  min&max std  t[m:s]\n"
    text += "    1      8 2.5e+01 1.0e+00 9.81e-01  9e-01  1e+00 0:00.0\n"
    text += "    2     16 1.5e+01 1.1e+00 9.54e-01  9e-01  9e-01 0:00.1\n"
    (table,) = read(text, "train.log").tables
    assert table.columns["function value"].tolist() == ["2.5e+01", "1.5e+01"]
    assert table.columns["max std"].tolist() == ["1e+00", "9e-01"]


def test_a_name_that_comes_again_keeps_its_own_column() -> None:
    text = "Generation      Func-count        f(x)           f(x)\n"
    text += "    1            100           12.5             20\n"
    text += "    2            200           6.25             10\n"
    (table,) = read(text, "log.txt").tables
    assert table.columns["f(x)"].tolist() == ["12.5", "6.25"]
    assert table.columns["f(x).1"].tolist() == ["20", "10"]


def test_the_first_row_may_lack_its_last_cell() -> None:
    text = " Iter F-count            f(x)         step\n"
    text += "    0       0    1.250000e+01\n    1       5    6.250000e+00    1.000e+00\n"
    text += "    2      10    4.250000e+00    0.500e+00\n"
    (table,) = read(text, "log.txt").tables
    assert table.columns["f(x)"].tolist()[0] == "1.250000e+01"
    assert table.blank["step"].tolist() == [True, False, False]


PAGE = """<!DOCTYPE html><html><body><h2>Runs</h2><table border="1" class="dataframe">
<thead><tr><th></th><th></th><th colspan="2">reward</th></tr>
<tr><th>seed</th><th>step</th><th>mean</th><th>std</th></tr></thead><tbody>
<tr><th rowspan="2" valign="top">1</th><th>10</th><td><b>1.5</b></td><td>0.5</td></tr>
<tr><th>20</th><td>2.5</td><td>&nbsp;0.25</td></tr></tbody></table>"""


def test_a_table_of_a_web_page_is_read_with_cells_over_several_rows_and_columns() -> None:
    loose = read_file(LogFile(name="results.html", content=PAGE.encode()))
    (table,) = loose.tables
    assert (loose.format, table.run) == ("html_table", "")
    assert {name: cells.tolist() for name, cells in table.columns.items()} == {
        "seed": [1, 1],
        "step": [10, 20],
        "reward/mean": [1.5, 2.5],
        "reward/std": [0.5, 0.25],
    }


def test_several_tables_of_a_web_page_are_runs_by_their_titles() -> None:
    one = "<h2>{}</h2><table><tr><th>step<th>loss<tr><td>1<td>0.5<tr><td>2<td>{}</table>"
    page = "<html>" + one.format("PPO", 0.25) + one.format("DQN", 0.75)
    loose = read_file(LogFile(name="results.html", content=page.encode()))
    found = {table.run: table.columns["loss"].tolist() for table in loose.tables}
    assert found == {"PPO": [0.5, 0.25], "DQN": [0.5, 0.75]}


def test_a_bar_may_stand_before_groups_of_columns() -> None:
    names = "|     step      time  |     avgR    stdR  |     objC\n"
    rows = [f"| {n}.50e+04        {n}0  |  -{n}.25     4.0  |     0.{n}0\n" for n in (1, 2, 3)]
    (table,) = read(names + "".join(rows), "console.log").tables
    found = {name: [*map(float, cells)] for name, cells in table.columns.items()}
    assert (found["step"], found["time"]) == ([15000, 25000, 35000], [10, 20, 30])
    assert (found["avgR"], found["objC"]) == ([-1.25, -2.25, -3.25], [0.1, 0.2, 0.3])


def test_tables_of_other_metrics_are_read_too_and_those_that_are_not_are_told() -> None:
    text = "| Step | Reward |\n|--|--|\n| 0 | 1.5 |\n| 1 | 2.5 |\n| 2 | 3.5 |\n\n"
    evaluated = "| Step | Eval return |\n|--|--|\n| 0 | 1.0 |\n| 2 | 2.0 |\n\n"
    again = "| Step | Reward | Loss |\n|--|--|--|\n| 0 | 9 | 8 |\n| 2 | 9 | 8 |\n\n"
    summary = "| Name | Value |\n|--|--|\n| reward | 2.5 |\n\n"
    settings = "| Name | Setting |\n|--|--|\n| gamma | 0.9 |\n"
    loose = read(f"{summary}{text}{evaluated}{again}{settings}")
    assert [table.columns.keys() for table in loose.tables] == [
        {"Step", "Reward"},
        {"Step", "Eval return"},
    ]
    told = [issue.text for issue in loose.issues if issue.kind == "tables left out"]
    assert [text.partition(" was ")[0] for text in told] == [
        "A table of 2 rows below Step, Reward, Loss",
        "A table of 1 row below Name, Value",
    ]


def test_rows_right_above_the_first_line_of_names_are_of_these() -> None:
    rows = [f"{n}      0.{n}     1.{n}\n" for n in range(1, 6)]
    names = "epoch  loss    acc\n"
    for text in (names.join(rows), "".join(rows[:2]) + names + "".join(rows[2:])):
        (table,) = read(text, "run.log").tables
        assert [*map(float, table.columns["epoch"])] == [1, 2, 3, 4, 5]
    (table,) = read("7 0.5\n9 0.7 0.8\n" + names + "".join(rows), "run.log").tables
    assert [*map(float, table.columns["epoch"])] == [9, 1, 2, 3, 4, 5]
    (table,) = read("9 0.7 0.8\nand\n" + names + "".join(rows), "run.log").tables
    assert [*map(float, table.columns["epoch"])] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("bar", [" ", " | "])
@pytest.mark.parametrize("remark", ["  <- best", " *", "  ← saved", " (best so far)"])
def test_remarks_behind_the_cells_of_some_rows_are_no_cells(remark: str, bar: str) -> None:
    ends = ["", remark, "", remark]
    rows = [f"{n:>5}{bar}  0.{n}5{bar}  4{n}.5%{end}" for n, end in enumerate(ends)]
    text = "\n".join([f"epoch{bar}  loss{bar}   acc", *rows, ""])
    (table,) = read(text).tables
    assert table.columns["loss"].tolist() == ["0.05", "0.15", "0.25", "0.35"]
    assert table.columns["acc"].tolist() == ["40.5%", "41.5%", "42.5%", "43.5%"]


def test_a_last_cell_between_bars_may_be_empty() -> None:
    rows = [f"{n}/9 | 0.{n}5 | {'* best' * (n % 2)}" for n in range(4)]
    (table,) = read("\n".join(["Epoch | Loss | Status", *rows, ""])).tables
    assert table.columns["Loss"].tolist() == ["0.05", "0.15", "0.25", "0.35"]


def test_values_beside_their_names_below_a_heading_that_counts_are_one_row() -> None:
    table = "| Metric | Value |\n|--------|------|\n| reward | {0}.5 ± 0.{0} |\n| loss | 0.{0} |\n"
    text = "".join(
        f"\n## === Step {n} === | 2025-01-02\n\n### Statistics\n\n{table.format(n)}"
        for n in (1, 2, 3)
    )
    (found,) = read(text, "results.md").tables
    assert found.columns["Step"].tolist() == [1, 2, 3]
    assert found.columns["loss"].tolist() == ["0.1", "0.2", "0.3"]
    assert {*found.columns} == {"Step", "reward", "loss"}


def test_units_in_brackets_may_stand_in_a_line_of_names_below_a_setup() -> None:
    rule = f"{'-' * 60}\n"
    names = f"{'gen':<8}{'mean':<14}{'best':<14}{'elapsed time (s)':<14}\n"
    rows = "".join(f"{n:<8}{n - 22.5:<14.2f}{n + 0.25:<14.2f}{9.5:<14.2f}\n" for n in range(9))
    setup = (
        "rounds: 20\nbrain\n\ttype: LSTM\n\tsizes: [30]\n\tsigma: 1.0\nInputs: 10\nOutputs: 2\n\n"
    )
    loose = read(f"{setup}{rule}{names}{rule}{rows}", "Log.txt")
    assert [*loose.tables[0].columns] == ["gen", "mean", "best", "elapsed time (s)"]
    assert loose.tables[0].columns["best"].tolist()[:2] == ["0.25", "1.25"]
