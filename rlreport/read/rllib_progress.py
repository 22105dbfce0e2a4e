"""RLlib `progress.csv`: the rows of `result.json`, flattened with `/`."""

from __future__ import annotations

from rlreport.read._csv_format import csv_format
from rlreport.read.rllib_result import STEPS, is_rllib

FORMAT = csv_format(
    "rllib_progress",
    "RLlib progress.csv",
    knows=lambda names: is_rllib(frozenset(names)),
    steps=STEPS,
    time="timestamp",
    sample=(
        "progress.csv",
        (
            b"episode_reward_mean,timesteps_total,training_iteration,time_total_s\n"
            b"nan,400,1,1.5\n9.5,800,2,3.0\n"
        ),
    ),
)
