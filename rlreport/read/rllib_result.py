"""RLlib `result.json`: JSON lines, nested, with the configuration repeated in each."""

from __future__ import annotations

from dataclasses import replace

from rlreport.read import Format
from rlreport.read._lines import first_row, keys, read_lines
from rlreport.sources import LogFile
from rlreport.values import Loose, Setting, Table

STEPS = (
    "timesteps_total",
    "num_env_steps_sampled_lifetime",
    "env_runners/num_env_steps_sampled_lifetime",
    "training_iteration",
)
"""What RLlib's x axis is called, old names first."""
_CONFIG = "config/"
_FIRST = {"hist_stats", "env_runners"}  # stand before the names of Tune, and can be long


def is_rllib(names: frozenset[str]) -> bool:
    """Whether rows of these names are results of Ray Tune, written by RLlib or by a user."""
    return "training_iteration" in names and bool(
        names & {"timesteps_total", "time_total_s", "time_this_iter_s", "experiment_id", "trial_id"}
    )


def with_axis(found: Table) -> Table:
    """The table with RLlib's own step and time."""
    step = next((name for name in STEPS if name in found.columns), "")
    return replace(found, step=step, time="timestamp" if "timestamp" in found.columns else "")


def _sniff(_name: str, head: bytes) -> int:
    return 2 if is_rllib(keys(head)) or _FIRST & first_row(head).keys() else 0


def _read(file: LogFile) -> Loose:
    lines = read_lines(file)
    tables = tuple(with_axis(_without_config(part)) for part in lines.tables)
    config = {name: value for part in lines.tables for name, value in _config(part).items()}
    return Loose(
        format=FORMAT.name, tables=tables, config=config, issues=lines.issues, end=lines.end
    )


def _without_config(found: Table) -> Table:
    kept = [name for name in found.columns if not name.startswith(_CONFIG)]
    return replace(
        found,
        columns={name: found.columns[name] for name in kept},
        blank={name: blank for name, blank in found.blank.items() if name in kept},
    )


def _config(found: Table) -> dict[str, Setting]:
    """The configuration of the last row."""
    last = {
        name.removeprefix(_CONFIG): column[-1]
        for name, column in found.columns.items()
        if name.startswith(_CONFIG) and column.size
    }
    return {
        name: value if isinstance(value, str) else float(value)
        for name, value in last.items()
        if value is not None
    }


_SAMPLE = (
    b'{"episode_reward_mean": NaN, "timesteps_total": 400, "training_iteration": 1,'
    b' "time_total_s": 1.5, "config": {"num_workers": 2}}\n'
    b'{"episode_reward_mean": 9.5, "timesteps_total": 800, "training_iteration": 2,'
    b' "time_total_s": 3.0, "config": {"num_workers": 2}}\n'
)

FORMAT = Format(
    name="rllib_result",
    label="RLlib result.json",
    sniff=_sniff,
    read=_read,
    sample=("result.json", _SAMPLE),
)
