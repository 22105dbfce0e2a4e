"""Patterns -> possible reasons, what to look at next, and where that is written: a table, no logic.

Nothing in a curve can tell a cause. What stands here is what published work has found behind
curves of the same shape; it is worded as a question, it holds no measured number, and it names its
source. A report shows it apart from what was measured.
"""

from __future__ import annotations

from dataclasses import dataclass

KIMI = "Kimi Team (2026), Kimi K2.5, arXiv:2602.02276"
AMDAHL = "Amdahl (1967), Validity of the single processor approach, AFIPS conference"
ACHIAM = "Achiam (2018), Spinning Up in Deep RL, part 3: intro to policy optimization"
BEKMAN = "Bekman (2023), Machine learning engineering open book, training loss patterns"
BENGIO = "Bengio et al. (2009), Curriculum learning, ICML"
COBBE = "Cobbe et al. (2019), Quantifying generalization in reinforcement learning, ICML"
CUI = "Cui et al. (2025), The entropy mechanism of RL for reasoning models, arXiv:2505.22617"
DAPO = "Yu et al. (2025), DAPO, arXiv:2503.14476"
DEAN = "Dean and Barroso (2013), The tail at scale, CACM 56(2)"
ENGSTROM = "Engstrom et al. (2020), Implementation matters in deep policy gradients, ICLR"
FUJIMOTO = "Fujimoto et al. (2018), Addressing function approximation error in actor-critic, ICML"
GAO = "Gao, Schulman and Hilton (2023), Scaling laws for reward model overoptimization, ICML"
HENDERSON = "Henderson et al. (2018), Deep reinforcement learning that matters, AAAI"
LIU = "Liu et al. (2025), Understanding R1-Zero-like training, arXiv:2503.20783"
LYLE = "Lyle et al. (2023), Understanding plasticity in neural networks, ICML"
MICIKEVICIUS = "Micikevicius et al. (2018), Mixed precision training, ICLR"
MOLYBOG = "Molybog et al. (2023), A theory on Adam instability, arXiv:2304.09871"
NIKISHIN = "Nikishin et al. (2022), The primacy bias in deep RL, ICML"
PASCANU = "Pascanu et al. (2013), On the difficulty of training recurrent networks, ICML"
PRECHELT = "Prechelt (1998), Early stopping - but when?, Neural Networks: Tricks of the Trade"
SCHULMAN = "Schulman et al. (2017), Proximal policy optimization algorithms, arXiv:1707.06347"
SINGHAL = "Singhal et al. (2023), A long way to go: length correlations in RLHF, arXiv:2310.03716"
SKALSE = "Skalse et al. (2022), Defining and characterizing reward hacking, NeurIPS"
SMITH = "Smith (2017), Cyclical learning rates for training neural networks, WACV"
YULE = "Yule (1926), Why do we sometimes get nonsense-correlations?, J. R. Stat. Soc. 89(1)"
YUE = "Yue et al. (2025), Does RL really incentivize reasoning capacity?, arXiv:2504.13837"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One possible reason for a pattern.

    Attributes:
        kinds: the kinds of observations that it could be behind.
        roles: the roles of the metric, or empty for any.
        effect: `"better"` or `"worse"` for the direction in terms of the metric's better side,
            `"up"` or `"down"` for its direction as drawn, or a slug of the fact's own words, such
            as `"opposed"` of two metrics or `"end"` of a divergence; "" for any.
        question: what may be behind it, as a question.
        look_at: what to look at next.
        source: the published work that describes it.
        of_policy: whether it needs data that a policy collects, as supervised learning has none.
        of_text: whether it needs answers in words, as episodes in an environment have none.
        not_of: a pattern of names, in plain words, of metrics that it cannot be behind.
    """

    kinds: tuple[str, ...]
    roles: tuple[str, ...] = ()
    effect: str = ""
    question: str
    look_at: str
    source: str
    of_policy: bool = False
    of_text: bool = False
    not_of: str = ""


_ENTROPY = r"(?<!cross )\bentropy\b"
_POLICY = rf"{_ENTROPY}|\b(?:policy|actor|pg|surrogate|kl)\b"
SUCCESS = ("accuracy", "reward", "success")
BREAKS = ("step", "changepoint", "collapse")

REASONS: tuple[Reason, ...] = (
    # --- divergence and collapse ---
    Reason(
        kinds=("divergence",),
        effect="end",
        question="Did gradients or activations overflow, as they do at a learning rate that is "
        "too high or without clipping?",
        look_at="the gradient norm and the learning rate just before the first non-finite value",
        source=PASCANU,
    ),
    Reason(
        kinds=("divergence",),
        effect="end",
        question="Did half-precision arithmetic run out of range?",
        look_at="the loss scale and the numeric format of the logits and the optimizer's state",
        source=MICIKEVICIUS,
    ),
    Reason(
        kinds=("collapse", "step"),
        roles=SUCCESS,
        effect="worse",
        question="Did one policy update go too far, so that the data collected after it was poor?",
        look_at="the KL divergence to the previous policy, the clip fraction and the step size "
        "around that place",
        source=SCHULMAN,
        of_policy=True,
    ),
    Reason(
        kinds=("collapse", "step", "trend", "change"),
        roles=SUCCESS,
        effect="worse",
        question="Did the policy lose its randomness, and with it the ability to explore?",
        look_at="the policy entropy over the same stretch",
        source=CUI,
        of_policy=True,
    ),
    Reason(
        kinds=("collapse", "trend", "change"),
        roles=SUCCESS,
        effect="worse",
        question="Did the network lose the ability to fit new targets?",
        look_at="the share of dormant units and whether a reset of the last layers helps",
        source=LYLE,
    ),
    # --- success metrics ---
    Reason(
        kinds=("trend", "change"),
        roles=("reward",),
        effect="better",
        question="Is the reward a proxy that the policy has learnt to satisfy without doing the "
        "task?",
        look_at="a sample of rollouts from the end and a score that was not trained on",
        source=GAO,
    ),
    Reason(
        kinds=("trend", "change"),
        roles=("reward",),
        effect="better",
        question="Is it longer answers rather than better ones that the reward pays for, where "
        "answers are text?",
        look_at="the reward of answers of equal length, early and late",
        source=SINGHAL,
        of_text=True,
    ),
    Reason(
        kinds=("trend", "change"),
        roles=("accuracy", "success"),
        effect="better",
        question="Does the gain come from the training tasks themselves, rather than from a skill "
        "that carries over?",
        look_at="the same metric on held-out tasks, on the same axis",
        source=COBBE,
    ),
    Reason(
        kinds=("plateau", "saturation"),
        roles=SUCCESS,
        question="Has the metric come near the most that these tasks allow?",
        look_at="the best value that is possible, and harder tasks",
        source=BENGIO,
    ),
    Reason(
        kinds=("plateau", "saturation"),
        roles=("accuracy",),
        question="Has exploration dried up, so that better answers are no longer sampled?",
        look_at="the policy entropy and pass@k at a large k",
        source=CUI,
        of_policy=True,
    ),
    Reason(
        kinds=("plateau", "saturation"),
        roles=("accuracy",),
        question="Do most groups of rollouts now have the same reward, so that they give no "
        "gradient?",
        look_at="the share of prompts whose rollouts are all right or all wrong",
        source=DAPO,
        of_policy=True,
    ),
    Reason(
        kinds=("plateau", "saturation"),
        roles=("accuracy",),
        question="Has training reached what the base model could already sample?",
        look_at="pass@k of the base model on the same prompts",
        source=YUE,
        of_policy=True,
    ),
    Reason(
        kinds=("plateau", "saturation"),
        roles=("reward", "success"),
        question="Did the agent overfit to its earliest experience?",
        look_at="a run with periodic resets, or the replay ratio",
        source=NIKISHIN,
    ),
    Reason(
        kinds=("dip", "nonmonotone"),
        roles=SUCCESS,
        question="Was the step size too large for that stretch, as is common in on-policy "
        "training?",
        look_at="the KL divergence, the clip fraction and the learning rate there",
        source=ENGSTROM,
        of_policy=True,
    ),
    Reason(
        kinds=("dip", *BREAKS),
        roles=SUCCESS,
        question="Did the tasks change there, such as a harder stage of a curriculum, a new data "
        "shard or a restart?",
        look_at="the mixture and the difficulty of the tasks, and the launch times of the job",
        source=BENGIO,
    ),
    Reason(
        kinds=("volatility", "oscillation"),
        roles=SUCCESS,
        question="Are too few episodes or prompts averaged in each logged point?",
        look_at="the number of rollouts behind a point, and further seeds",
        source=HENDERSON,
    ),
    Reason(
        kinds=("oscillation", "periodicity"),
        question="Does a schedule repeat with the same period, such as a cyclical learning rate "
        "or a pass over the data?",
        look_at="the learning rate and the boundaries of the epochs",
        source=SMITH,
    ),
    Reason(
        kinds=("step", "changepoint"),
        question="Was the job restarted there without its optimizer's state, or at another place "
        "of its schedules?",
        look_at="the launch times of the job and the learning rate on both sides",
        source=BEKMAN,
    ),
    # --- relations of two metrics ---
    Reason(
        kinds=("serial collapse",),
        question="Does the orchestrator find that working alone is the easier way to the reward?",
        look_at="the share of episodes that start any sub-agent, and the reward for doing so",
        source=KIMI,
    ),
    Reason(
        kinds=("spurious parallelism",),
        question="Are sub-agents started for the reward of starting them, without useful work?",
        look_at="the share of sub-agents that finish their task, and critical steps an episode",
        source=KIMI,
    ),
    # --- parallelism ---
    Reason(
        kinds=("dip", "nonmonotone"),
        roles=("parallelism",),
        question="Did the policy at first find fewer sub-tasks to hand out, before learning which "
        "ones pay?",
        look_at="sub-agents started and finished an episode, and critical steps, over that stretch",
        source=KIMI,
    ),
    Reason(
        kinds=("dip", "step", "trend", "change"),
        roles=("parallelism",),
        effect="down",
        question="Did slow workers or contention for shared resources hold branches back, if the "
        "value is measured in time?",
        look_at="queue times, retries and the slowest branch of each parallel stage",
        source=DEAN,
    ),
    Reason(
        kinds=("trend", "change", "surge", "step"),
        roles=("parallelism",),
        effect="up",
        question="Was parallel work itself rewarded over that stretch, or has the policy learnt "
        "to split tasks?",
        look_at="the weight of the parallelism reward over training, and critical steps an episode",
        source=KIMI,
    ),
    Reason(
        kinds=("plateau", "saturation"),
        roles=("parallelism",),
        question="Is the serial part of the tasks, or a limit on workers, what holds it there?",
        look_at="the configured limit of sub-agents and the span of the longest chain",
        source=AMDAHL,
    ),
    # --- optimisation metrics ---
    Reason(
        kinds=("trend", "change", "collapse", "step"),
        roles=("entropy",),
        effect="down",
        question="Is the policy becoming deterministic faster than it improves?",
        look_at="the success metric against entropy, and the upper clip range",
        source=DAPO,
    ),
    Reason(
        kinds=("trend", "change", "surge", "step"),
        roles=("kl",),
        effect="up",
        question="Is the policy being optimised beyond the range in which the reward can be "
        "trusted?",
        look_at="a score that was not trained on, against the KL divergence",
        source=GAO,
    ),
    Reason(
        kinds=("surge", "step", "outlier", "volatility"),
        roles=("kl",),
        question="Did single updates move the policy further than its data could tell?",
        look_at="the clip fraction, the step size and the number of passes over each batch there",
        source=SCHULMAN,
    ),
    Reason(
        kinds=("dip",),
        roles=("loss", "error"),
        effect="back",
        question="Did the model begin to fit its training data at the expense of other data, if "
        "this is measured on held-out data?",
        look_at="the same metric on the training data, on the same axis",
        source=PRECHELT,
    ),
    Reason(
        kinds=("trend", "change", "surge"),
        roles=("loss",),
        effect="up",
        question="Do the targets grow with the network's own overestimates, if this is the loss of "
        "a value function?",
        look_at="the mean predicted value against the returns that were collected",
        source=FUJIMOTO,
        of_policy=True,
        not_of=_POLICY,
    ),
    Reason(
        kinds=("trend", "change"),
        roles=("grad_norm",),
        effect="up",
        question="Do gradients grow from layer to layer, or with the weights?",
        look_at="the norm of the weights and the gradient of each layer",
        source=PASCANU,
    ),
    Reason(
        kinds=("surge", "step", "outlier"),
        roles=("loss", "grad_norm"),
        question="Did the optimizer enter one of its unstable states?",
        look_at="the gradient norm and the size of the updates just before",
        source=MOLYBOG,
    ),
    Reason(
        kinds=("trend", "change"),
        roles=("length",),
        effect="up",
        question="Does the loss favour long wrong answers, rather than longer reasoning?",
        look_at="the length of right and of wrong answers apart",
        source=LIU,
        of_text=True,
    ),
    Reason(
        kinds=("trend", "change", "surge", "step"),
        roles=("length",),
        effect="up",
        question="Do more and more answers run into the limit of their length, so that they are "
        "cut off and scored as failures?",
        look_at="the share of answers at the limit, and how these are rewarded",
        source=DAPO,
        of_text=True,
    ),
    Reason(
        kinds=("trend", "change", "step"),
        roles=("throughput", "timing"),
        question="Did the length of the rollouts or the slowest worker set the pace?",
        look_at="time in generation against time in training, and the slowest worker of each step",
        source=DEAN,
    ),
    Reason(
        kinds=("trend", "change", "dip", "surge"),
        roles=("loss",),
        question="Does the loss move because the data it is computed on moves with the policy?",
        look_at="the success metric, since such a loss by itself says little about progress",
        source=ACHIAM,
        of_policy=True,
        not_of=_ENTROPY,
    ),
    # --- relations ---
    Reason(
        kinds=("relation",),
        effect="opposed",
        question="Is one of the two a proxy that is gained at the expense of the other?",
        look_at="rollouts that score high on the one and low on the other",
        source=SKALSE,
    ),
    Reason(
        kinds=("relation",),
        effect="together",
        question="Does one of the two metrics drive the other, or do both only follow the "
        "progress of training?",
        look_at="a run in which one of the two is held fixed, and further seeds",
        source=YULE,
    ),
)
