"""Lightning's `metrics.csv`: training and validation stand in rows of their own."""

from __future__ import annotations

from rlreport.read._csv_format import csv_format

FORMAT = csv_format(
    "lightning_csv",
    "Lightning metrics.csv",
    knows=lambda names: {"epoch", "step"} <= set(names) and "_step" not in names,
    steps=("step",),
    sample=(
        "metrics.csv",
        b"epoch,step,train/loss,val/reward\n0,49,0.5,\n0,99,0.25,\n0,99,,-3951.5\n",
    ),
)
