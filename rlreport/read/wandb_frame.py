"""The history that W&B's API gives, saved as CSV: `_step`, `_runtime`, `_timestamp`, blanks."""

from __future__ import annotations

from rlreport.read._csv_format import csv_format

FORMAT = csv_format(
    "wandb_frame",
    "W&B history as CSV",
    knows=lambda names: "_step" in names and bool({"_runtime", "_timestamp"}.intersection(names)),
    steps=("_step",),
    time="_timestamp",
    sample=(
        "history.csv",
        b"train/loss,_step,_timestamp,_runtime\n0.5,0,1728772945.5,1.5\n,1,1728772946.5,2.5\n",
    ),
)
