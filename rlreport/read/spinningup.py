"""Spinning Up `progress.txt`: TAB separated, one row an epoch."""

from __future__ import annotations

from rlreport.read._csv_format import csv_format

_STEPS = ("TotalEnvInteracts", "total-env-interacts", "Epoch", "epoch")
_MARKS = {"TotalEnvInteracts", "AverageEpRet", "total-env-interacts", "average-episode-return"}

FORMAT = csv_format(
    "spinningup",
    "Spinning Up progress.txt",
    knows=lambda names: bool(_MARKS.intersection(names)),
    steps=_STEPS,
    sample=(
        "progress.txt",
        b"Epoch\tAverageEpRet\tTotalEnvInteracts\tTime\n1\t19.5\t4000\t2.5\n2\t-inf\t8000\t5.0\n",
    ),
)
