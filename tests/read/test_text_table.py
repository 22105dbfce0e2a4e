from __future__ import annotations

from rlreport.read import read_file
from rlreport.read.text_table import FORMAT
from rlreport.sources import LogFile
from rlreport.values import Loose


def read(text: str, name: str = "results.md") -> Loose:
    return read_file(LogFile(name=name, content=text.encode()))


def test_a_markdown_table_with_a_step_is_read() -> None:
    loose = read("# Run\n\n| Step | Acc |\n|---|:-:|\n| 1 | 50% |\n| 2 | 60% |\n\nThe end.\n")
    assert loose.format == "text_table"
    assert loose.tables[0].columns["Acc"].tolist() == ["50%", "60%"]


def test_a_latex_table_is_read() -> None:
    body = "Step & Reward \\\\\n\\midrule\n10 & \\textbf{0.5} \\\\\n20 & 0.75 \\\\\n"
    loose = read(f"\\begin{{tabular}}{{lc}}\n{body}\\end{{tabular}}\n", "table.tex")
    assert loose.tables[0].columns["Reward"].tolist() == ["0.5", "0.75"]


def test_a_grid_printed_at_each_evaluation_is_one_table() -> None:
    grid = "+----+\n| Name | train_iter | reward_mean |\n+----+\n| Value | {} | {} |\n+----+\n"
    loose = read(grid.format(100, 1.5) + grid.format(200, 2.5), "evaluator.log")
    assert loose.tables[0].columns["reward_mean"].tolist() == ["1.5", "2.5"]


def test_a_table_that_counts_nothing_is_not_claimed() -> None:
    text = b"| Method | Reward |\n|---|---|\n| ours | 1.5 |\n| theirs | 1.25 |\n"
    assert FORMAT.sniff("results.md", text) == 0
