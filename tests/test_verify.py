import copy
import json
from pathlib import Path

import pytest

from rlreport.errors import FormatError, SourceError
from rlreport.export.json import report_dict
from rlreport.pipeline import build, load, report
from rlreport.values import Logs, Settings
from rlreport.verify import load_report, verify

LOGS_AT_HAND = ("hf_trainer", "lightning_csv")


@pytest.fixture(scope="module")
def logs(demo) -> Logs:
    return load(demo)


@pytest.fixture(scope="module")
def written(logs):
    return json.loads(json.dumps(report_dict(build(logs, Settings())), allow_nan=False))


@pytest.fixture
def altered(written):
    return copy.deepcopy(written)


def test_a_report_holds_against_its_own_logs(written, logs):
    outcome = verify(written, logs)
    assert outcome.holds
    assert outcome.text == f"{len(outcome.checks)} of {len(outcome.checks)} statements hold."


def test_a_report_holds_with_the_settings_it_was_made_with(demo, logs):
    chosen = report(logs, smooth="ema:0.9", metrics=["average_parallelism"])
    assert verify(chosen.to_dict(), logs).holds


def test_an_altered_sentence_does_not_hold(altered, logs):
    altered["headline"]["text"] = "Training accuracy rose by 99 percentage points."
    failed = [check for check in verify(altered, logs).checks if not check.holds]
    assert [check.text for check in failed] == ["Training accuracy rose by 99 percentage points."]


def test_an_altered_number_fails_every_sentence_that_rests_on_it(altered, logs):
    change = next(o for o in altered["observations"] if o["kind"] == "change")
    change["estimates"]["absolute"]["value"] += 1
    failed = [check for check in verify(altered, logs).checks if not check.holds]
    assert failed
    assert all(f"{change['id']}: estimates absolute value is" in check.why for check in failed)


def test_an_altered_point_fails_its_curve(altered, logs):
    altered["curves"][0]["y"][7] += 0.5
    failed = [check for check in verify(altered, logs).checks if not check.holds]
    assert len(failed) == 1
    assert failed[0].why.startswith("y 7 is ")


def test_an_observation_that_the_logs_do_not_give_is_named(altered, logs):
    altered["headline"]["about"] = ["dip-99"]
    why = next(check.why for check in verify(altered, logs).checks if not check.holds)
    assert why == "the report has no observation dip-99"


def test_another_version_is_mentioned(altered, logs):
    altered["version"] = "0.0.1"
    assert "Written by rlreport 0.0.1" in verify(altered, logs).text


def test_a_damaged_report_is_refused(altered, logs):
    del altered["curves"][0]["metric"]
    with pytest.raises(FormatError, match="damaged"):
        verify(altered, logs)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SourceError, match=r"none\.json: No such file"):
        load_report(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("not JSON", "this is not JSON"),
        ('{"schema": "other/1"}', "not a report of schema rlreport.report/1"),
        ('{"schema": "rlreport.report/1"}', "the report lacks"),
    ],
)
def test_what_is_no_report_is_refused_with_advice(tmp_path, content, message):
    path = tmp_path / "report.json"
    path.write_text(content)
    with pytest.raises(FormatError, match=message) as caught:
        load_report(path)
    assert "-o report.json" in caught.value.advice


@pytest.mark.parametrize("folder", LOGS_AT_HAND)
def test_reports_on_real_logs_hold(corpus: Path, folder: str):
    logs = load(corpus / folder)
    written = json.loads(json.dumps(report_dict(build(logs, Settings())), allow_nan=False))
    assert verify(written, logs).text.endswith("hold.")
