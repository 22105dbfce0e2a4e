"""What rollouts, spans and costs imply, recomputed by hand."""

from __future__ import annotations

import io
from itertools import combinations, groupby, pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rlreport.derive._traces import measures
from rlreport.pipeline import load
from rlreport.sources import LogFile
from rlreport.stats import clustered_shares
from rlreport.tidy import runs
from rlreport.values import Loose, Run, Table


def one(**columns: Any) -> Run:
    """The run of a file with these columns."""
    arrays = {
        name: np.array(cells, dtype=object if isinstance(cells[0], str) else float)
        for name, cells in columns.items()
    }
    table = Table(columns=arrays)
    (run,) = runs(
        [(LogFile(name="run.jsonl", content=b""), Loose(format="jsonl", tables=(table,)))]
    )
    return run


def how(run: Run, name: str) -> str:
    return next(issue.text for issue in run.issues if issue.where.endswith(name))


# --- rollouts ---


def rollouts(**more: Any) -> Run:
    prompts = ["a", "a", "b", "b"] * 2
    return one(step=[1] * 4 + [2] * 4, prompt=prompts, reward=[1, 0, 0, 0, 1, 1, 0, 1], **more)


def test_accuracy_is_the_share_of_solved_rollouts_of_a_step() -> None:
    metric = rollouts().metrics["training_accuracy"]
    assert metric.value.tolist() == [25, 75]
    assert (metric.meaning.role, metric.meaning.label) == ("accuracy", "Training accuracy")
    assert rollouts().metrics["rollouts"].value.tolist() == [4, 4]


def test_rollouts_are_summed_up_by_the_checkpoint_that_wrote_them() -> None:
    steps, tries = [50] * 4 + [100] * 4, [1, 0, 0, 0, 1, 1, 1, 0]
    run = one(checkpoint_step=steps, question=["a", "b", "c", "d"] * 2, accuracy_reward=tries)
    assert run.metrics["training_accuracy"].step.tolist() == [50, 100]
    assert run.metrics["training_accuracy"].value.tolist() == [25, 75]


def test_ids_and_answers_of_rollouts_are_no_metrics() -> None:
    run = rollouts(gts=[3, 3, 4, 4] * 2, problem_id=[7, 7, 8, 8] * 2)
    assert not {"gts", "problem_id"} & run.metrics.keys()
    assert any(issue.text.endswith("no metrics: gts, problem_id.") for issue in run.issues)


@pytest.mark.parametrize(
    ("columns", "is_metric"),
    [
        ({"correct_answer": [1, 0, 1, 0] * 2, "answer": ["7", "7", "8", "8"] * 2}, True),
        ({"correct_answer": [1, 0, 1, 0] * 2}, False),
        ({"correct_answer": [7, 7, 8, 8] * 2, "answer": ["7", "7", "8", "8"] * 2}, False),
    ],
)
def test_what_judges_an_answer_beside_it_is_a_metric(
    columns: dict[str, list[Any]], *, is_metric: bool
) -> None:
    assert ("correct_answer" in rollouts(**columns).metrics) == is_metric


def test_how_long_an_answer_was_is_a_metric_and_which_sample_it_is_none() -> None:
    run = rollouts(**{"tokens/completion": [30, 31, 40, 41] * 2, "sample": [0, 1, 0, 1] * 2})
    assert run.metrics["tokens/completion"].value.tolist() == [35.5, 35.5]
    assert "sample" not in run.metrics


def test_ids_of_rows_are_no_metrics_and_one_that_counts_them_is_their_step() -> None:
    run = one(doc_id=[5, 6, 7], user_id=[2**60, 3, 9], loss=[3, 2, 1], target=[1, 2, 3])
    assert set(run.metrics) == {"loss", "target"}
    assert run.metrics["loss"].step.tolist() == [5, 6, 7]


def test_spans_lie_on_their_times_and_what_they_are_called_by_is_no_metric() -> None:
    run = one(
        trace_id=["a", "a", "b", "b"],
        span_id=["p", "q", "r", "s"],
        parent_span_id=["-"] * 4,
        player_id=[0, 1, 0, 1],
        tokens=[7, 5, 6, 4],
        start_time_ns=[BEGAN, BEGAN + 1e10, BEGAN + 2e10, BEGAN + 3e10],
        end_time_ns=[BEGAN + 5e9, BEGAN + 15e9, BEGAN + 25e9, BEGAN + 35e9],
    )
    assert run.axes[0].kind == "relative_time"
    assert "player_id" not in run.metrics


def test_a_seed_that_stays_is_a_setting_and_one_that_varies_is_left_out() -> None:
    stays = one(step=[1, 2], seed=[7, 7], loss=[2, 1])
    assert stays.config == {"seed": 7}
    assert str(stays.config["seed"]) == "7"
    run = one(step=[1, 2, 3], seed=[7, 8, 7], loss=[3, 2, 1])
    assert (set(run.metrics), run.config) == ({"loss"}, {})


def test_the_standard_error_takes_rollouts_of_one_prompt_as_one_cluster() -> None:
    error = rollouts().metrics["training_accuracy_stderr"].value
    off = np.array([[1 - 0.25, 0 - 0.25], [-0.25, -0.25]]).sum(axis=1)
    clusters = 2
    correction = np.sqrt(clusters / (clusters - 1))
    assert error[0] == pytest.approx(correction * 100 * np.sqrt((off**2).sum()) / 4)
    assert "one cluster" in how(rollouts(), "training_accuracy")


def test_pass_at_k_counts_prompts_that_any_rollout_solves() -> None:
    run = rollouts()
    assert run.metrics["pass@2"].value.tolist() == [50, 100]
    assert "2 rollouts" in how(run, "pass@2")


def test_of_prompts_that_are_mostly_tried_once_no_pass_at_1_repeats_the_accuracy() -> None:
    run = one(step=[1] * 4 + [2] * 4, prompt=[*"aabcdefg"], reward=[1, 0, 0, 0, 1, 1, 0, 1])
    assert not any(name.startswith("pass@") for name in run.metrics)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.booleans(), min_size=3, max_size=7))
def test_pass_at_k_is_the_share_of_all_sets_of_k_rollouts_that_hold_one_that_solves(
    solved: list[bool],
) -> None:
    prompts = ["a"] * len(solved) + ["b"] * 3 + ["c"]
    rewards = [*map(float, solved), 0, 0, 0, 1]
    steps = [1] * len(prompts)
    run = one(step=[*steps, *([2] * len(prompts))], prompt=prompts * 2, reward=rewards * 2)
    (name,) = [name for name in run.metrics if name.startswith("pass@")]
    k = int(name.removeprefix("pass@"))
    shares = [
        np.mean([any(chosen) for chosen in combinations(tries, k)])
        for tries in (solved, [False] * 3, [True])
        if len(tries) >= k
    ]
    assert run.metrics[name].value[0] == pytest.approx(100 * np.mean(shares))


@pytest.mark.parametrize(
    "name", ["example_id", "instance_id", "task_id", "problem_id", "input_prompt"]
)
def test_rollouts_of_one_example_answer_one_prompt(name: str) -> None:
    run = one(step=[1] * 4 + [2] * 4, reward=[1, 0, 0, 0, 1, 1, 0, 1], **{name: [7, 7, 8, 8] * 2})
    assert run.metrics["pass@2"].value.tolist() == [50, 100]


def test_a_reward_that_is_no_verdict_gives_its_mean_and_no_accuracy() -> None:
    run = one(step=[1, 1, 2, 2], prompt=["a", "b"] * 2, reward=[0.5, 1.5, 2.0, 3.0])
    assert run.metrics["reward"].value.tolist() == [1, 2.5]
    assert "training_accuracy" not in run.metrics


def test_average_parallelism_is_the_mean_of_work_over_span() -> None:
    run = rollouts(work=[4, 8, 3, 9] * 2, span=[2, 2, 3, 3] * 2)
    metric = run.metrics["average_parallelism (work/span)"]
    assert metric.value[0] == pytest.approx(np.mean([2, 4, 1, 3]))
    assert metric.meaning.label == "Average parallelism (work/span)"
    total = run.metrics["average_parallelism (total work/total span)"]
    assert total.value[0] == pytest.approx(24 / 10)


@pytest.mark.parametrize("measure", ["_s", "_seconds", "_ms", "_tokens", "_steps", "_time_s"])
def test_work_and_span_may_say_in_their_names_what_they_are_counted_in(measure: str) -> None:
    run = rollouts(**{f"work{measure}": [4, 8] * 4, f"span{measure}": [2, 2] * 4})
    assert run.metrics["average_parallelism (work/span)"].value[0] == 3


def test_work_and_span_in_other_measures_are_no_parallelism() -> None:
    run = rollouts(work_ms=[4, 8] * 4, span_s=[2, 2] * 4)
    assert "average_parallelism (work/span)" not in run.metrics


def test_work_and_span_that_cannot_be_right_are_told() -> None:
    run = rollouts(work=[4, 1, 3, 9] * 2, span=[2, 2, 0, 3] * 2)
    assert run.metrics["average_parallelism (work/span)"].value[0] == pytest.approx(5.5 / 3)
    told = how(run, "average_parallelism (work/span)")
    assert "; 2 rollouts without both were left out; 2 rollouts had less work than span" in told


def test_a_step_that_is_a_position_in_an_episode_sums_nothing_up() -> None:
    run = one(step=[1, 2, 3] * 3, prompt=["a"] * 9, reward=[0, 1, 0] * 3)
    assert run.metrics["reward"].value.size == 9


def dump(name: str, **columns: Any) -> tuple[LogFile, Loose]:
    arrays = {
        column: np.array(cells, dtype=object if isinstance(cells[0], str) else float)
        for column, cells in columns.items()
    }
    loose = Loose(format="rollouts", tables=(Table(columns=arrays, kind="rollouts"),))
    return LogFile(name=name, content=b""), loose


@pytest.mark.parametrize(
    "name",
    [
        "dump/{}.jsonl",
        "dump/step_{}/rollouts.jsonl",
        "dump/global_step_{}_evals/all.jsonl",
        "dump/step-{}/0.jsonl",
        "dump/rollouts_step{}.jsonl.gz",
    ],
)
def test_dumps_of_one_file_a_step_are_one_run(name: str) -> None:
    questions, tokens = ["a", "b"], [3, 4]
    files = [
        dump(name.format(10), score=[1, 1], input=questions, gts=["x", "2"], tokens=tokens),
        dump(name.format(2), score=[0, 1], input=questions, gts=[1, 2], tokens=tokens),
    ]
    (run,) = runs(files)
    accuracy = run.metrics["evaluation_accuracy" if "evals" in name else "training_accuracy"]
    assert (accuracy.step.tolist(), accuracy.value.tolist()) == ([2, 10], [50, 100])
    assert run.metrics["num_tokens"].value.tolist() == [7, 14]
    assert set(run.sources) == {file.name for file, _ in files}
    assert "dumps merged" in {issue.kind for issue in run.issues}


def test_completions_that_trl_writes_for_each_step_are_one_run() -> None:
    def written(step: int, rewards: list[float | None]) -> LogFile:
        stream = io.BytesIO()
        rows = {"step": [step] * 2, "prompt": ["a"] * 2, "completion": ["b", "c"]}
        pq.write_table(pa.table({**rows, "len_reward": rewards}), stream)
        name = f"out/completions/completions_{step:05d}.parquet"
        return LogFile(name=name, content=stream.getvalue())

    (run,) = load(written(20, [0.5, None]), written(10, [0.25, 0.75])).runs
    assert run.metrics["len_reward"].step.tolist() == [10, 20]
    assert run.metrics["len_reward"].value.tolist() == [0.5, 0.5]
    assert run.metrics["rollouts"].value.tolist() == [2, 2]


def test_a_step_that_rollouts_name_goes_before_that_of_their_file() -> None:
    steps = {0: 7, 1: 8}
    (run,) = runs(
        [dump(f"dump/{at}.jsonl", step=[own, own], score=[0, 1]) for at, own in steps.items()]
    )
    assert run.metrics["training_accuracy"].step.tolist() == [7, 8]


def test_files_of_one_rollout_each_are_numbered_by_no_step() -> None:
    assert len(runs([dump(f"simulations/{at}.json", score=[1], input=["a"]) for at in (1, 2)])) == 2


@pytest.mark.parametrize(
    ("folder", "name"),
    [("val_dumps", "validation_accuracy"), ("test/rollouts", "training_accuracy")],
)
def test_dumps_of_an_evaluation_have_the_accuracy_of_it(folder: str, name: str) -> None:
    (run,) = runs([dump(f"{folder}/{at}.jsonl", score=[0, 1], input=["a", "b"]) for at in (1, 2)])
    assert run.metrics[name].value.tolist() == [50, 50]
    assert run.metrics[f"{name}_stderr"].meaning.unit == "percentage points"


def test_accuracy_is_told_for_each_source_of_data() -> None:
    run = rollouts(data_source=["x", "x", "y", "y"] * 2)
    assert run.metrics["training_accuracy"].value.tolist() == [25, 75]
    assert run.metrics["x/training_accuracy"].value.tolist() == [50, 100]
    assert run.metrics["y/training_accuracy"].value.tolist() == [0, 50]


# --- spans ---

BEGAN = 1.7e18


def spans(start: list[int], end: list[int], parent: list[str]) -> Run:
    names = [f"s{place}" for place in range(len(start))]
    return one(
        trace_id=["t"] * len(start),
        span_id=names,
        parent_span_id=parent,
        start_time_ns=[BEGAN + at * 1e9 for at in start],
        end_time_ns=[BEGAN + at * 1e9 for at in end],
    )


ACTIVE = "average_parallelism (leaf spans active at once)"


def traced(*changed: tuple[int, str, object], clock: float = BEGAN) -> Run:
    """In a root of 10 s, spans of 3 s and 4 s at once and then one of 3 s; some cells changed."""
    columns: dict[str, list[Any]] = {
        "trace_id": ["t"] * 4,
        "span_id": ["r", "a", "b", "c"],
        "parent_span_id": ["-", "r", "r", "r"],
        "start_time_ns": [clock + at * 1e9 for at in (0, 1, 1, 6)],
        "end_time_ns": [clock + at * 1e9 for at in (10, 4, 5, 9)],
    }
    for row, name, cell in changed:
        columns[name][row] = cell
    return one(**columns)


@pytest.mark.parametrize(
    ("row", "name", "cell", "kind", "work"),
    [
        (1, "end_time_ns", np.nan, "unfinished spans", 7),
        (1, "end_time_ns", 0.0, "unfinished spans", 7),
        (1, "end_time_ns", BEGAN - 1e9, "spans that end first", 7),
        (1, "end_time_ns", 1.7e17, "spans set aside", 7),
        (1, "end_time_ns", BEGAN * 1.9, "spans set aside", 7),
        (1, "start_time_ns", -5.0, "spans set aside", 7),
        (1, "parent_span_id", "elsewhere", "missing parents", 10),
        (1, "parent_span_id", "a", "circular parents", 10),
        (0, "parent_span_id", "c", "circular parents", 10),
        (2, "span_id", "c", "repeated span ids", 10),
    ],
)
def test_what_is_odd_about_one_span_is_told_and_the_rest_is_measured(
    row: int, name: str, cell: object, kind: str, work: float
) -> None:
    run = traced((row, name, cell))
    assert run.metrics["average_parallelism (work/span)"].logged.tolist() == [work / 7]
    assert kind in {issue.kind for issue in run.issues}


def test_a_root_whose_only_child_is_set_aside_is_no_leaf() -> None:
    run = traced((1, "end_time_ns", 1.7e17), (2, "parent_span_id", "a"))
    assert run.metrics["leaf spans"].logged.tolist() == [2]


def test_the_critical_path_of_traces_is_a_duration() -> None:
    meaning = traced().metrics["critical path"].meaning
    assert (meaning.role, meaning.label, meaning.unit) == ("timing", "Critical path", "s")


def test_a_clock_that_is_not_the_unix_clock_tells_elapsed_time() -> None:
    run = traced(clock=0.0)
    assert run.metrics["average_parallelism (work/span)"].logged.tolist() == [10 / 7]
    assert run.axes[0].kind == "relative_time"
    assert run.metrics["end_time_ns"].logged.tolist() == [4, 5, 9, 10]


def test_rounded_times_make_no_parallelism() -> None:
    calls = [(0.0, 2.0), (1.999, 5.0), (4.999, 6.0)]
    start, end = (np.array(times) for times in zip(*calls, strict=True))
    found = measures(start, end, np.zeros(3, dtype=np.intp))
    assert (found.work / found.path).tolist() == [1]
    assert (found.peak.tolist(), np.isnan(found.branches).tolist()) == ([1], [True])


def test_leaf_spans_that_overlap_are_parallel() -> None:
    run = spans([0, 0, 4], [4, 4, 6], ["-", "-", "-"])
    assert run.metrics[ACTIVE].logged.tolist() == [pytest.approx((2 * 4 + 1 * 2) / 6)]
    assert run.metrics["peak concurrency"].logged.tolist() == [2]


def test_traces_of_one_training_step_are_averaged() -> None:
    start = [1.7e18, 1.7e18, 1.8e18, 1.9e18]
    run = one(
        trace_id=[1.0, 1.0, 2.0, 3.0],
        parent_span_id=[0.0, 0.0, 0.0, 0.0],
        start_time_ns=start,
        end_time_ns=[begin + 1e9 for begin in start],
        training_step=[0.0, 0.0, 0.0, 1.0],
    )
    metric = run.metrics["average_parallelism (leaf spans active at once)"]
    assert (metric.step.tolist(), metric.value.tolist()) == ([0, 1], [1.5, 1])


def test_trials_of_one_task_give_pass_hat_k() -> None:
    columns = {"task_id": [1, 1, 2, 2], "trial": [0, 1, 0, 1], "reward": [1, 1, 1, 0]}
    table = Table(
        columns={name: np.asarray(cells, float) for name, cells in columns.items()}, kind="rollouts"
    )
    loose = Loose(format="json", tables=(table,))
    (run,) = runs([(LogFile(name="tau.json", content=b""), loose)])
    (issue,) = [issue for issue in run.issues if issue.kind == "repeated trials"]
    assert "pass^1 75%, pass^2 50% (pass^k: all of k" in issue.text
    assert issue.text.endswith("succeed), pass@2 100% (one does).")


@pytest.mark.parametrize("name", ["task_id", "id"])
@pytest.mark.parametrize("tasks", [10, 5])
def test_rollouts_without_a_step_tell_the_share_that_succeeded_with_its_interval(
    tasks: int, name: str
) -> None:
    solved = np.array([1, 1, 1, 0, 0] * 2, float)
    columns = {name: np.arange(10) % tasks, "success": solved, "turns": np.arange(10) % 3}
    table = Table(
        columns={name: cells.astype(float) for name, cells in columns.items()}, kind="rollouts"
    )
    (run,) = runs([(LogFile(name="a.json", content=b""), Loose(format="json", tables=(table,)))])
    (issue,) = [issue for issue in run.issues if issue.kind == "share of rollouts"]
    home = (np.arange(10) % tasks).astype(np.intp)
    found = clustered_shares(solved, home, np.zeros(10, dtype=np.intp))
    told = f"95% interval {100 * found.low[0]:.3g} to {100 * found.high[0]:.3g}%"
    assert issue.text.startswith(f"'success' is 1 in 6 of 10 rollouts: 60%, {told}")
    assert ("one cluster" in issue.text) == (tasks < 10)


@pytest.mark.parametrize(("trial", "told"), [("trial", True), ("turn", False)])
def test_a_task_by_name_alone_is_one_that_was_tried_again_where_trials_are_named(
    trial: str, *, told: bool
) -> None:
    table = Table(
        columns={
            "task": np.array(["a", "a", "b", "b"], object),
            trial: np.array([1.0, 2, 1, 2]),
            "success": np.array([1.0, 0, 1, 1]),
        },
        kind="rollouts",
    )
    (run,) = runs([(LogFile(name="a.json", content=b""), Loose(format="json", tables=(table,)))])
    assert ("repeated trials" in {issue.kind for issue in run.issues}) == told


def test_the_share_that_succeeded_is_of_verdicts_rather_than_of_tests_passed() -> None:
    columns = {"passed": [4.0, 2.0, 4.0], "solved": [1.0, 0.0, 1.0]}
    table = Table(
        columns={name: np.array(cells) for name, cells in columns.items()}, kind="rollouts"
    )
    (run,) = runs([(LogFile(name="a.json", content=b""), Loose(format="json", tables=(table,)))])
    (issue,) = [issue for issue in run.issues if issue.kind == "share of rollouts"]
    assert issue.text.startswith("'solved' is 1 in 2 of 3 rollouts")


def test_the_only_yes_or_no_of_an_accuracy_is_a_verdict_and_rows_without_a_task_have_none() -> None:
    columns = {
        "task_id": np.array([None, "a", "a", "b", "b"], object),
        "production_pass": np.array([np.nan, 1, 0, 1, 1]),
        "reward": np.array([np.nan, 1, 0.8, 1, 1]),
    }
    table = Table(columns=columns, kind="rollouts")
    (run,) = runs([(LogFile(name="a.json", content=b""), Loose(format="json", tables=(table,)))])
    told = {issue.kind: issue.text for issue in run.issues}
    assert told["share of rollouts"].startswith("'production_pass' is 1 in 3 of 4 rollouts")
    assert "pass^1 75%, pass^2 50%" in told["repeated trials"]


def test_the_shares_of_what_each_rollout_found_are_no_verdicts_though_all_are_one_or_none() -> None:
    columns = {"precision": np.array([1.0, 0.0, 1.0]), "recall": np.array([0.5, 0.0, 0.25])}
    table = Table(columns=columns, kind="rollouts")
    (run,) = runs([(LogFile(name="a.json", content=b""), Loose(format="json", tables=(table,)))])
    assert "share of rollouts" not in {issue.kind for issue in run.issues}


@pytest.mark.parametrize("name", ["report/resolved", "output/result/success"])
def test_a_verdict_may_lie_in_an_object_of_its_own(name: str) -> None:
    columns = {name: np.array([1.0, 0.0, 1.0]), "report/empty": np.array([0.0, 0.0, 1.0])}
    table = Table(columns=columns, kind="rollouts")
    (run,) = runs([(LogFile(name="a.json", content=b""), Loose(format="json", tables=(table,)))])
    (issue,) = [issue for issue in run.issues if issue.kind == "share of rollouts"]
    assert issue.text.startswith(f"'{name}' is 1 in 2 of 3 rollouts")


def test_answers_that_several_filters_judge_are_those_of_a_run_by_each() -> None:
    columns = {
        "doc_id": np.repeat(np.arange(4.0), 2),
        "filter": np.array(["strict", "flexible"] * 4, dtype=object),
        "exact_match": np.array([0.0, 1.0] * 4),
    }
    table = Table(columns=columns, kind="rollouts")
    found = runs([(LogFile(name="a.json", content=b""), Loose(format="json", tables=(table,)))])
    told = [issue for run in found for issue in run.issues if issue.kind == "share of rollouts"]
    assert [run.name for run in found] == ["strict", "flexible"]
    assert ["is 1 in 0 of 4" in issue.text for issue in told] == [True, False]


def test_a_child_inside_its_parent_is_nesting() -> None:
    run = spans([0, 1, 5], [10, 4, 9], ["-", "s0", "s0"])
    assert run.metrics[ACTIVE].logged.tolist() == [1]


def test_spans_may_be_given_by_their_end_and_latency() -> None:
    ends = [1.7e9 + at for at in (4, 4, 6)]
    run = one(ts=ends, latency_s=[4, 4, 2], task_id=["t"] * 3, kind=["call"] * 3)
    assert run.metrics[ACTIVE].logged.tolist() == [pytest.approx(10 / 6)]


def test_work_over_span_of_a_trace_takes_its_longest_chain_of_spans() -> None:
    run = spans([0, 0, 2, 5, 7], [2, 1, 5, 7, 8], ["-"] * 5)
    assert run.metrics["average_parallelism (work/span)"].logged.tolist() == [9 / 8]
    branched = spans([0, 3, 8], [5, 8, 9], ["-"] * 3)
    assert branched.metrics["average_parallelism (work/span)"].logged.tolist() == [11 / 6]
    assert branched.metrics["critical path"].logged.tolist() == [6]
    assert "work over span" in how(branched, "average_parallelism (work/span)")


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 12), st.integers(1, 6)), min_size=1, max_size=10
    )
)
def test_measures_of_traces_are_those_of_plain_loops(drawn: list[tuple[int, int, int]]) -> None:
    numbers = sorted({trace for trace, _, _ in drawn})
    trace = np.array([numbers.index(one) for one, _, _ in drawn])
    start = np.array([float(begin) for _, begin, _ in drawn])
    end = start + np.array([float(length) for _, _, length in drawn])
    found = measures(start, end, trace)
    for place in range(len(numbers)):
        own = [*zip(start[trace == place], end[trace == place], strict=True)]
        active = [sum(a <= moment < b for a, b in own) for moment in range(20)]
        apart = [sum(a < moment < b for a, b in own) == 0 for moment in range(20)]
        stage_of = zip(np.cumsum(apart), active, strict=True)
        stages = [max(n for _, n in part) for _, part in groupby(stage_of, lambda pair: pair[0])]
        chains = [c for n in range(len(own) + 1) for c in combinations(sorted(own), n)]
        whole = [c for c in chains if all(a[1] <= b[0] for a, b in pairwise(c))]
        assert found.work[place] == sum(b - a for a, b in own)
        assert found.path[place] == max(sum(b - a for a, b in c) for c in whole)
        assert found.active[place] == pytest.approx(sum(active) / sum(map(bool, active)))
        assert found.peak[place] == max(active)
        branched = [stage for stage in stages if stage > 1]
        assert found.branches[place] == pytest.approx(
            np.mean(branched) if branched else np.nan, nan_ok=True
        )


def test_spans_too_short_for_the_floats_at_their_times_are_measured() -> None:
    start, end, trace = np.array([0.0, -1e-128]), np.array([1.0, 0.0]), np.array([0, 0])
    assert measures(start, end, trace).path.tolist() == [1]
    assert measures(start, end, np.array([0, 1])).path.tolist() == [1, 1e-128]


def test_a_span_that_is_told_when_it_begins_and_when_it_ends_counts_once() -> None:
    run = one(
        trace_id=["t"] * 4,
        span_id=["a", "b", "b", "a"],
        parent_span_id=["-", "a", "a", "-"],
        start_time_ns=[BEGAN, BEGAN + 1e9, BEGAN + 1e9, BEGAN],
        end_time_ns=[BEGAN, BEGAN + 3e9, BEGAN + 3e9, BEGAN + 4e9],
    )
    assert run.metrics["peak concurrency"].logged.tolist() == [1]
    assert [issue.count for issue in run.issues if issue.kind == "repeated spans"] == [2]


def test_ids_that_look_like_numbers_stay_apart() -> None:
    columns: dict[str, Any] = {
        "start": np.array([0.0, 0, 2, 4]),
        "end": np.array([9.0, 2, 4, 6]),
        "span_id": np.array(["00e1", "00e2", "03", "3"], dtype=object),
        "parent_id": np.array([None, "00e1", "00e1", "00e1"], dtype=object),
    }
    loose = Loose(format="spans", tables=(Table(columns=columns, kind="spans"),))
    (run,) = runs([(LogFile(name="run.jsonl", content=b""), loose)])
    assert run.metrics["leaf spans"].logged.tolist() == [3]


def test_a_span_that_was_told_without_an_end_before_counts_with_its_end() -> None:
    run = one(
        trace_id=["t"] * 3,
        span_id=["a", "b", "b"],
        parent_span_id=["-", "-", "-"],
        start_time_ns=[BEGAN] * 3,
        end_time_ns=[BEGAN + 2e9, BEGAN + 2e9, np.nan],
    )
    assert run.metrics["average_parallelism (work/span)"].logged.tolist() == [2]
    assert "unfinished spans" not in {issue.kind for issue in run.issues}


def test_spans_below_one_root_are_a_trace_where_no_trace_is_named() -> None:
    run = one(
        span_id=["r", "a", "b", "s", "c"],
        parent_span_id=["-", "r", "a", "-", "s"],
        start_time_ns=[BEGAN, BEGAN, BEGAN, BEGAN, BEGAN],
        end_time_ns=[BEGAN + 4e9, BEGAN + 3e9, BEGAN + 2e9, BEGAN + 5e9, BEGAN + 1e9],
    )
    assert run.metrics["critical path"].logged.tolist() == [2, 1]


def test_an_id_is_another_span_s_in_another_trace() -> None:
    run = one(
        trace_id=["t", "t", "u", "u"],
        span_id=["1", "2", "1", "2"],
        parent_span_id=["-", "1", "-", "-"],
        start_time_ns=[BEGAN, BEGAN + 1e9, BEGAN, BEGAN + 1e9],
        end_time_ns=[BEGAN + 4e9, BEGAN + 3e9, BEGAN + 4e9, BEGAN + 3e9],
    )
    assert sorted(run.metrics["peak concurrency"].logged.tolist()) == [1, 2]


def test_tokens_of_a_span_that_holds_others_are_not_counted_twice() -> None:
    run = one(
        trace_id=["t"] * 3,
        span_id=["a", "b", "c"],
        parent_span_id=["-", "a", "a"],
        start_time_ns=[BEGAN, BEGAN, BEGAN + 2e9],
        end_time_ns=[BEGAN + 4e9, BEGAN + 1e9, BEGAN + 3e9],
        total_tokens=[30.0, 10.0, 20.0],
    )
    assert sorted(run.metrics["total_tokens"].logged.tolist()) == [10, 20]


def test_traces_of_a_training_step_have_all_kinds_of_average_parallelism() -> None:
    begin, length, trace = [0, 0, 10, 11], [4, 2, 1, 2], [1, 1, 2, 2]
    run = one(
        trace_id=[*trace, 3],
        span_id=[f"s{place}" for place in range(5)],
        parent_span_id=["-"] * 5,
        start_time_ns=[BEGAN + at * 1e9 for at in [*begin, 20]],
        end_time_ns=[BEGAN + (at + size) * 1e9 for at, size in zip(begin, length, strict=True)]
        + [BEGAN + 21e9],
        training_step=[0, 0, 0, 0, 1],
    )
    first = {name: metric.value[0] for name, metric in run.metrics.items()}
    assert first["average_parallelism (work/span)"] == (6 / 4 + 3 / 3) / 2
    assert first["average_parallelism (total work/total span)"] == 9 / 7
    assert first["average_parallelism (branches of parallel stages)"] == 2
    assert first[ACTIVE] == (6 / 4 + 3 / 3) / 2
    assert first["share of parallel episodes"] == 0.5


# --- cost ---


def flops(**columns: Any) -> tuple[list[float], str, str]:
    """The FLOPs that a run has spent, and what its axis is called and says."""
    run = one(step=list(range(len(next(iter(columns.values()))))), **columns)
    axis = run.axes[0]
    assert (axis.kind, axis.unit) == ("flops", "FLOP")
    return run.metrics[axis.name].value.tolist(), axis.label, axis.how


def test_a_rate_is_integrated_over_time() -> None:
    times = [1.7e9, 1.7e9 + 10, 1.7e9 + 30]
    told = flops(_timestamp=times, **{"TFLOP/s": [5, 5, 2]})
    how = "TFLOP/s integrated over time; taken as the rate of all devices"
    assert told == ([0, 50e12, 90e12], "RL FLOPs", how)


def test_the_rate_of_one_device_makes_the_flops_of_one() -> None:
    value, label, how = flops(time_elapsed=[0, 10, 30], **{"throughput (TFLOPs/GPU)": [5, 5, 2]})
    assert (value, label) == ([0, 50e12, 90e12], "RL FLOPs per device")
    assert how == "throughput (TFLOPs/GPU) integrated over time_elapsed; of one device"


def test_the_time_of_each_step_goes_before_the_time_between_them() -> None:
    times = [1.7e9, 1.7e9 + 50, 1.7e9 + 99]
    value, _, how = flops(_timestamp=times, tflops=[4, 5, 2], **{"timing_s/step": [10, 20, 10]})
    assert value == [40e12, 140e12, 160e12]
    assert "the time of each step (timing_s/step)" in how


def test_a_pause_counts_as_a_usual_step_and_an_unknown_rate_as_those_around() -> None:
    times = [1.7e9 + at for at in (0, 10, 20, 30, 9040, 9050, 9060)]
    value, _, how = flops(_timestamp=times, tflops=[2, 2, 0, 2, 4, 4, 2])
    assert value == pytest.approx(np.array([0, 20, 40, 60, 100, 140, 160]) * 1e12)
    assert how == (
        "tflops (1 unknown value filled from those around) integrated over time, 1 pause of more "
        "than 10 usual steps counted as usual; taken as the rate of all devices"
    )


@pytest.mark.parametrize("name", ["step_flops", "flops_per_step", "flops_per_update"])
def test_flops_of_each_step_are_summed(name: str) -> None:
    told = flops(**{name: [2e15, 1e15, 3e15]})
    assert told == ([2e15, 3e15, 6e15], "RL FLOPs", f"{name} summed over its logged values")


def test_a_cost_per_step_that_happens_to_rise_is_summed() -> None:
    value, _, how = flops(step_flops=[1e15, 1.1e15, 1.2e15])
    assert value == pytest.approx([1e15, 2.1e15, 3.3e15])
    assert how == "step_flops summed over its logged values"


def test_tokens_that_a_resumed_run_counts_anew_go_on_from_those_before() -> None:
    told = [100, 210, 290, 400, 90, 200, 310]
    run = one(step=[2, 4, 6, 8, 10, 12, 14], loss=[7, 6, 5, 4, 3, 2, 1], num_tokens=told)
    so_far = run.metrics["num_tokens (cumulative)"].value.tolist()
    assert so_far == [100, 210, 290, 400, 490, 600, 710]
    (axis,) = [axis for axis in run.axes if axis.kind == "tokens"]
    assert axis.how == "num_tokens, which began anew once, counted on"


def test_tokens_of_each_step_that_go_up_and_down_are_summed() -> None:
    told = [100, 120, 180, 60, 70, 110, 40, 150]
    run = one(step=[*range(1, 9)], loss=[*range(8)], num_tokens=told)
    assert run.metrics["num_tokens (cumulative)"].value[-1] == sum(told)


def test_tokens_of_a_resumed_run_are_those_so_far_and_are_not_summed_up() -> None:
    steps = [22, 24, 26, 28, 30]
    so_far = one(step=steps, loss=[5, 4, 3, 2, 1], num_tokens=[64 * step for step in steps])
    assert "num_tokens (cumulative)" not in so_far.metrics
    of_each = one(step=steps, loss=[5, 4, 3, 2, 1], num_tokens=[64, 65, 66, 67, 68])
    assert of_each.metrics["num_tokens (cumulative)"].value[-1] == 330


@pytest.mark.parametrize(("name", "told"), [("done", False), ("valid", True)])
def test_the_steps_of_an_episode_are_no_rollouts_of_which_some_succeed(
    name: str, told: bool
) -> None:
    columns = {"step_num": [1.0, 2, 3, 4], "reward": [0.0, 0, 0, 1], name: [0.0, 0, 0, 1]}
    table = Table(columns={key: np.array(cells) for key, cells in columns.items()}, kind="rollouts")
    log = LogFile(name="traj.jsonl", content=b"")
    (run,) = runs([(log, Loose(format="rollouts", tables=(table,)))])
    assert ("share of rollouts" in {issue.kind for issue in run.issues}) == told
