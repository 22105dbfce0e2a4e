"""Stable-Baselines3 `progress.csv`; evaluations stand in rows of their own."""

from __future__ import annotations

from rlreport.read._csv_format import csv_format

_STEPS = ("time/total_timesteps", "time/total timesteps")

FORMAT = csv_format(
    "sb3_progress",
    "Stable-Baselines3 progress.csv",
    knows=lambda names: any(step in names for step in _STEPS),
    steps=_STEPS,
    sample=(
        "progress.csv",
        b"rollout/ep_rew_mean,time/total_timesteps,time/fps\n22.5,500,2510\n,1000,2862\n",
    ),
)
