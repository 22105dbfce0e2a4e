"""`progress.csv` of OpenAI baselines, Stable-Baselines 2 and the curiosity code after them."""

from __future__ import annotations

from rlreport.read._csv_format import csv_format

_STEPS = (
    *("misc/total_timesteps", "TimestepsSoFar", "total_timesteps", "tcount"),
    *("misc/serial_timesteps", "EpisodesSoFar", "num episodes", "misc/nupdates", "n_updates"),
)
_REWARDS = {"eprewmean", "EpRewMean", "eprew", "eprew_recent", "mean 100 episode reward"}

FORMAT = csv_format(
    "baselines_progress",
    "OpenAI baselines progress.csv",
    knows=lambda names: bool(_REWARDS.intersection(names)),
    steps=_STEPS,
    sample=(
        "progress.csv",
        b"eprewmean,eplenmean,misc/total_timesteps\n1.5,20,2048\nnan,21,4096\n",
    ),
)
