"""Text to paste: for a chat, and for a paper."""

import pytest

from rlreport import wording
from rlreport.export import latex, slack
from rlreport.values import Meaning
from tests.telling import change, dip, findings, trend

HOSTILE = r"<!here> *a* `b` ~c~ @channel \input{x} $1$ 100% a_b #1 & {y}"


def hostile():
    meaning = Meaning(role="reward", unit="", better="higher", label=HOSTILE)
    return findings([trend(HOSTILE, meaning=meaning)], [change(metric=HOSTILE)])


@pytest.mark.parametrize("export", [slack.EXPORT, latex.EXPORT])
def test_an_empty_report_can_be_pasted_too(export):
    assert export.render(findings([]))


def test_a_chat_message_begins_with_the_headline_in_bold_and_ends_with_the_source():
    report = findings([trend()], [change(), dip()])
    lines = slack.message(report).splitlines()
    assert lines[0] == f"*{report.narrative.headline.text}*"
    assert "demo.csv" in lines[-1]
    assert "stiffness" not in lines[-1]


def test_a_comparison_is_legible_in_a_chat_that_knows_no_escape():
    assert slack.escape("p < 0.001 & more") == "p < 0.001 & more"
    assert slack.escape("<!here> and a>b") == "\u2039!here\u203a and a\u203ab"


def test_names_call_nobody_and_format_nothing_in_a_chat():
    said = slack.escape(HOSTILE)
    assert "<" not in said
    assert "@channel" not in said
    assert not set("*`~") & set(said)


def test_a_figure_for_a_paper_has_caption_label_and_a_paragraph_that_refers_to_it():
    said = latex.EXPORT.render(findings([trend()], [change()])).decode()
    assert r"\begin{figure}" in said
    assert r"\caption{Training accuracy against RL FLOPs (EFLOP)." in said
    assert r"\label{fig:demo}" in said
    assert r"Figure~\ref{fig:demo}: Training accuracy rose" in said


def test_a_latex_file_has_the_figure_that_it_includes_beside_it():
    made = latex.EXPORT.files(findings([trend()], [change()]), "my run_2 100%")
    text, figure = made
    assert text == "my run_2 100%.tex"
    assert rf"\includegraphics[width=\linewidth]{{{figure}}}".encode() in made[text]
    assert figure == "my-run_2-100-.figure.pdf"
    assert made[figure].startswith(b"%PDF")


def test_a_long_name_may_go_on_in_the_next_line_in_latex():
    assert latex.escape("run lr_1") == r"run lr\_1"
    long = "x" * 20
    assert latex.escape(f"{long}_lr/3") == rf"{long}\_\allowbreak{{}}lr/\allowbreak{{}}3"


def test_names_are_inert_in_latex():
    said = latex.escape(HOSTILE)
    assert r"\input" not in said
    assert r"100\%" in said
    assert r"a\_b" in said
    assert r"\{y\}" in said
    assert r"\$1\$" in said
    assert HOSTILE not in latex.EXPORT.render(hostile()).decode().split(r"\begin{figure}")[1]


def test_p_values_and_negative_numbers_are_set_as_mathematics():
    assert (
        latex.escape(f"fell by [{wording.MINUS}0.5, 2] (p < 0.001)")
        == r"fell by [$-$0.5, 2] ($p < 0.001$)"
    )


def test_two_hyphens_of_a_name_are_no_dash_in_latex():
    assert latex.escape("lr--5 p < 0.01") == "lr-{}-5 $p < 0.01$"
