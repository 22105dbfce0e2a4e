import copy
import json
import re
from pathlib import Path

import numpy as np
import pytest

from rlreport.errors import FormatError, SourceError
from rlreport.export.json import report_dict
from rlreport.pipeline import build, load, report
from rlreport.values import Flops, Logs, Settings
from rlreport.verify import compared, load_report, verify

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


def seeds(folder: Path) -> Path:
    """Two methods with three seeds each, one of them short, on steps and RL FLOPs."""
    rng = np.random.default_rng(2)
    for method, pace in (("ppo", 1.0), ("sac", 1.4)):
        for seed, rows in ((1, 40), (2, 40), (3, 34)):
            rise = 1 / (1 + np.exp(-8 * (pace * np.arange(rows) / 40 - 0.5)))
            reward = 5 * rise + 0.2 * rng.standard_normal(rows)
            lines = [f"{i},{1e15 * (i + 1):g},{900 * i},{v:.4f}" for i, v in enumerate(reward)]
            text = "\n".join(["step,rl_flops,tokens,reward", *lines])
            (folder / f"{method}_seed{seed}.csv").write_text(text)
    return folder


def numbers_in(plain, path=()):
    """Where every number stands, also those inside of texts."""
    if isinstance(plain, dict):
        for name, value in plain.items():
            yield from numbers_in(value, (*path, name))
    elif isinstance(plain, list):
        for place, value in enumerate(plain):
            yield from numbers_in(value, (*path, place))
    elif isinstance(plain, str):
        yield from ((*path, match.start()) for match in re.finditer(r"[0-9]", plain))
    elif isinstance(plain, int | float) and not isinstance(plain, bool):
        yield path


def changed(plain, path):
    """Change the number at `path`, and give what changes it back."""
    *above, last = path
    holder = plain
    for part in above[:-1]:
        holder = holder[part]
    old = holder[above[-1]] if above else plain
    if isinstance(old, str):
        digit = str((int(old[last]) + 1) % 10)
        holder[above[-1]] = old[:last] + digit + old[last + 1 :]
        return lambda: holder.__setitem__(above[-1], old)
    value = old[last]
    old[last] = value * 1.01 + (1e-3 if value == 0 else 0)
    return lambda: old.__setitem__(last, value)


def certain(plain, path) -> bool:
    """Whether it is a p-value too small to mean anything by its size."""
    for part in path[:-1]:
        plain = plain[part]
    return path[-1] == "p_value" and plain["p_value"] < 1e-11


def unnoticed(written):
    """Numbers of what is said that can be changed one by one without any statement failing."""
    anew = copy.deepcopy(written)
    parts = ("observations", "sentences", "headline", "brief", "groups", "issues")
    found = []
    for path in (p for part in parts for p in numbers_in(written[part], (part,))):
        if {"id", "about"} & {*path} or certain(written, path):
            continue
        restore = changed(written, path)
        if all(check.holds for check in compared(written, anew)):
            found.append(path)
        restore()
    return found


def plain_of(made) -> dict:
    return json.loads(json.dumps(report_dict(made), allow_nan=False))


def small(written):
    """The report without the points of its curves, which are checked elsewhere."""
    return {**written, "curves": []}


def test_any_number_that_is_changed_is_noticed(written):
    assert unnoticed(small(copy.deepcopy(written))) == []


def test_any_number_of_a_comparison_of_groups_is_noticed(tmp_path):
    made = report(seeds(tmp_path), reference="ppo", x="step")
    assert {"difference", "pace", "cut"} <= {o.kind for o in made.observations}
    assert unnoticed(small(plain_of(made))) == []


@pytest.mark.parametrize(
    "chosen",
    [
        {"reference": "ppo"},
        {"groups": (), "range": (5.0, 30.0), "x": "step"},
        {"groups": ("two=ppo_seed1,sac_seed1",), "smooth": "ema:0.6"},
        {"x": "flops", "flops": Flops(parameters=7e9, trained="tokens")},
    ],
)
def test_reports_of_groups_ranges_and_assumptions_hold(tmp_path, chosen):
    logs = load(seeds(tmp_path))
    made = report(logs, **chosen)
    assert verify(plain_of(made), logs).holds


def test_a_possible_reason_stated_as_measured_does_not_hold(altered, logs):
    reason = next(s for s in altered["sentences"] if s["status"] == "possible")
    reason["status"] = "measured"
    failed = [check for check in verify(altered, logs).checks if not check.holds]
    assert [check.text for check in failed] == [reason["text"]]


def test_an_altered_fact_that_no_sentence_tells_does_not_hold(altered, logs):
    told = {i for s in altered["sentences"] for i in s["about"]}
    untold = {**altered["observations"][0], "id": "level-99"}
    altered["observations"].append(untold)
    assert "level-99" not in told
    failed = [check for check in verify(altered, logs).checks if not check.holds]
    assert [check.text for check in failed] == ["the observation level-99"]


def test_other_logs_than_those_of_the_report_are_named_as_the_likely_cause(altered, logs):
    for curve in altered["curves"]:
        curve["y"] = [None if y is None else y + 1 for y in curve["y"]]
    assert "No curve is that of these logs; the report was written on" in verify(altered, logs).text


@pytest.mark.parametrize("inside", ['"schema', "1.", "1.5e-"])
def test_a_report_that_was_cut_off_is_refused(tmp_path, inside):
    path = tmp_path / "report.json"
    path.write_text('{"curves": [' + inside)
    with pytest.raises(FormatError, match="this JSON is cut off"):
        load_report(path)
