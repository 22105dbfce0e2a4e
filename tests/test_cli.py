"""The command line: what it prints, where, and with which exit status."""

import json
import subprocess
import sys

import pytest

from rlreport.cli import main


@pytest.fixture
def few(tmp_path_factory):
    """A log of few rows, for tests of where a report goes."""
    path = tmp_path_factory.mktemp("few") / "run.csv"
    path.write_text("step,reward\n" + "".join(f"{n},{n * n % 7}\n" for n in range(12)))
    return path


def test_report_goes_to_the_screen_as_markdown(demo, capsys):
    assert main(["report", str(demo)]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("# ")
    assert "percentage points" in printed.out
    assert printed.err == ""


@pytest.mark.parametrize("ending", [".md", ".html", ".json"])
def test_the_ending_decides_the_output(few, tmp_path, ending):
    target = tmp_path / f"report{ending}"
    assert main(["report", str(few), "-o", str(target)]) == 0
    begin = {".md": "# ", ".html": "<!doctype html>", ".json": "{"}[ending]
    assert target.read_text().lower().startswith(begin)


def test_markdown_has_its_figure_beside_it(few, tmp_path):
    assert main(["report", str(few), "-o", str(tmp_path / "my run.md")]) == 0
    assert "](my%20run.figure.svg)" in (tmp_path / "my run.md").read_text()
    assert (tmp_path / "my run.figure.svg").read_text().startswith("<svg")


def test_the_longest_ending_decides(few, tmp_path):
    target = tmp_path / "run.figure.pdf"
    assert main(["report", str(few), "-o", str(target)]) == 0
    assert target.read_bytes().count(b"/MediaBox") == 1


def test_a_missing_folder_is_named(few, tmp_path, capsys):
    assert main(["report", str(few), "-o", str(tmp_path / "out" / "report.md")]) == 2
    assert f"there is no folder {tmp_path / 'out'}." in capsys.readouterr().err


def test_an_unknown_ending_is_refused_with_the_known_ones(few, capsys):
    assert main(["report", str(few), "-o", "report.docx"]) == 2
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert ".docx" in message
    assert ".html" in message


@pytest.mark.parametrize("option", ["--x", "--metric", "--smooth", "--run"])
def test_a_choice_the_log_does_not_have_is_one_clear_line(few, capsys, option):
    assert main(["report", str(few), option, "nonsense"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("rlreport: error: ")
    assert "nonsense" in printed.err
    assert printed.err.count("\n") == 1


def test_a_missing_path_is_named(capsys):
    assert main(["report", "no/such/run.csv"]) == 2
    assert "no/such/run.csv" in capsys.readouterr().err


def test_bad_files_are_named_and_the_others_reported(few, tmp_path, capsys):
    bad = tmp_path / "image.png"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    assert main(["report", str(few), str(bad)]) == 0
    printed = capsys.readouterr()
    assert "image.png" in printed.err
    assert "image.png" in printed.out


def test_a_log_can_be_piped_in(demo):
    command = [sys.executable, "-m", "rlreport", "report", "-", "--length", "brief"]
    done = subprocess.run(command, input=demo.read_bytes(), capture_output=True, check=True)
    assert b"Run stdin: training accuracy" in done.stdout


def test_metric_axis_and_smoother_can_be_chosen(demo, tmp_path):
    target = tmp_path / "report.json"
    options = ["--x", "step", "--metric", "policy_entropy", "--smooth", "ema:0.9"]
    assert main(["report", str(demo), *options, "-o", str(target)]) == 0
    (curve,) = json.loads(target.read_text())["curves"]
    assert (curve["metric"], curve["axis"]["kind"]) == ("policy_entropy", "step")
    assert curve["method"]["name"] == "ema"


def test_a_metric_can_be_given_a_role(demo, tmp_path):
    target = tmp_path / "report.json"
    assert (
        main(["report", str(demo), "--metric", "accuracy=policy_entropy", "-o", str(target)]) == 0
    )
    (curve,) = json.loads(target.read_text())["curves"]
    assert curve["role"] == "accuracy"


def test_a_path_alone_is_reported_on(few, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "report").mkdir()  # bears a command's name, and is none
    assert main([str(few), "--length", "headline"]) == 0
    short = capsys.readouterr().out
    assert main(["report", str(few), "--length", "headline"]) == 0
    assert capsys.readouterr().out == short


def test_inspect_prints_the_documented_json(demo, capsys):
    assert main(["inspect", str(demo), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "rlreport.inspect/1"
    (run,) = document["runs"]
    assert run["axes"][0]["kind"] == "flops"
    roles = {metric["name"]: metric["role"] for metric in run["metrics"]}
    assert roles["training_accuracy"] == "accuracy"
    assert roles["average_parallelism"] == "parallelism"


def test_inspect_of_a_bad_file_says_what_is_wrong_with_it(tmp_path, capsys):
    empty = tmp_path / "empty.csv"
    empty.touch()
    assert main(["inspect", str(empty), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    (refused,) = document["refused"]
    assert refused["path"].endswith("empty.csv")
    assert refused["reason"]
    assert refused["advice"]


def test_a_closed_pipe_is_no_error(demo):
    command = f"{sys.executable} -m rlreport report {demo} | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_a_short_length_is_one_line(few, capsys):
    for length in ("headline", "brief"):
        assert main(["report", str(few), "--length", length]) == 0
        assert capsys.readouterr().out.count("\n") == 1


def test_a_short_length_is_for_text_only(few, capsys):
    assert main(["report", str(few), "--length", "brief", "-o", "report.html"]) == 2
    assert "--length" in capsys.readouterr().err


def test_a_metric_that_ends_where_it_began_went_nowhere(tmp_path, capsys):
    log = tmp_path / "a.csv"
    log.write_text("epoch,loss\n1,4.5\n2,3.5\n3,4.5\n")
    assert main([str(log), "--length", "headline"]) == 0
    assert "loss is 4.5 at first and at last." in capsys.readouterr().out
