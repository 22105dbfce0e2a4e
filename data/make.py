"""Write the synthetic demonstration runs of this folder: `python data/make.py`.

No number here comes from a real training run; every run's name begins with "synthetic". The same
seeds give the same numbers on every machine.

    synthetic-orchestrator.csv   accuracy and parallelism against RL FLOPs, the founding figure
    synthetic-collapse.jsonl     a policy that learns, drifts and collapses; its loss ends in NaN
    synthetic-cartpole/          classic RL: episode reward against environment steps, TensorBoard

Needs tensorboardX (tests/requirements.txt), so that the event file is one of a trainer's logger.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from tensorboardX import SummaryWriter

from rlreport.synthetic import ar1, founding_csv

HERE = Path(__file__).parent
_EPOCH = 1_790_000_000.0


def orchestrator(folder: Path) -> None:
    """The founding figure's run: accuracy 35% to 66%, parallelism 8.2 to 7.5 to 13.8."""
    (folder / "synthetic-orchestrator.csv").write_bytes(founding_csv())


def collapse(folder: Path) -> None:
    """A run that learns to 58%, then collapses; KL explodes and the loss ends in NaN."""
    rng = np.random.default_rng(7)
    n = 300
    u = np.linspace(0, 1, n)
    fall = 1 / (1 + np.exp(-(u - 0.72) / 0.012))
    accuracy = np.clip(
        0.22 + 0.38 * (1 - np.exp(-4 * u)) - 0.5 * fall + 0.02 * ar1(n, 0.3, rng), 0, 1
    )
    kl = 0.004 + 0.02 * u + 0.6 * fall * (u - 0.7) + 0.002 * np.abs(ar1(n, 0.4, rng))
    loss = 0.05 * ar1(n, 0.2, rng) + 0.4 * fall
    loss[int(0.9 * n) :] = np.nan
    with (folder / "synthetic-collapse.jsonl").open("w", encoding="utf-8", newline="\n") as file:
        for i in range(n):
            row = {
                "step": i + 1,
                "num_tokens": (i + 1) * 524_288,
                "train/accuracy": round(float(accuracy[i]), 4),
                "train/reward": round(float(2 * accuracy[i] - 1), 4),
                "actor/kl": round(float(kl[i]), 6),
                "actor/loss": round(float(loss[i]), 5),
            }
            file.write(json.dumps(row) + "\n")


def cartpole(folder: Path) -> None:
    """Classic RL with no rollouts of a language model: reward to its ceiling of 500."""
    rng = np.random.default_rng(41)
    n = 150
    u = np.linspace(0, 1, n)
    reward = np.clip(22 + 478 / (1 + np.exp(-(u - 0.35) / 0.06)) + 14 * ar1(n, 0.6, rng), 9, 500)
    loss = 0.9 * np.exp(-3 * u) + 0.05 + 0.02 * np.abs(ar1(n, 0.3, rng))
    target = folder / "synthetic-cartpole"
    target.mkdir(exist_ok=True)
    for old in target.glob("events.out.tfevents.*"):
        old.unlink()
    with SummaryWriter(str(target), write_to_disk=True) as writer:
        for i in range(n):
            step, time = 2048 * (i + 1), _EPOCH + 6.5 * i
            writer.add_scalar("rollout/ep_rew_mean", reward[i], step, walltime=time)
            writer.add_scalar("rollout/ep_len_mean", reward[i], step, walltime=time)
            writer.add_scalar("train/value_loss", loss[i], step, walltime=time)
    for file in target.glob("events.out.tfevents.*"):
        file.rename(target / "events.out.tfevents.1790000000.synthetic")


if __name__ == "__main__":
    for write in (orchestrator, collapse, cartpole):
        write(HERE)
        print(f"wrote {write.__name__}")
