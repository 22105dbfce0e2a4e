"""Lines of a log -> the same with plain numbers for times in parts, sums of money, and groups."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache

import numpy as np

from rlreport.clocks import of_parts
from rlreport.read._counting import WORDS
from rlreport.read._signed import Written, substituted

# "took 1min 10s", but not what is left of the training. Beginning with a digit, it is found
# sooner than if what stands before came first.
_IN_PARTS = re.compile(
    r"\d(?<![\w.:<-]\d)\d* ?(?:d(?:ays?)?|h(?:ours?|rs?)?|m(?:in(?:ute)?s?)?),?(?: and)? ?"
    r"(?:\d+ ?(?:d(?:ays?)?|h(?:ours?|rs?)?|m(?:in(?:ute)?s?)?),?(?: and)? ?)*"
    r"\d+(?:\.\d+)? ?(?:m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)\b",
    re.IGNORECASE,
)
_IS_LEFT = re.compile(r"\b(?:eta|left|remaining)\W{1,8}$", re.IGNORECASE)
_LOOK_BACK = 20  # characters in which that is found
_MAY_BE_IN_PARTS = re.compile(
    r"[dhmDHM](?:(?<=\d.)|(?<=\d .))"
    r"(?:[aioruAIORU][a-zA-Z]{0,5})?,?(?: and)? ?\d[\d.]* ?[msMS]"
)
_KINDS = bytes.maketrans(b"123456789dhDHM", b"000000000mmmmm")
_NUMBERED = (b"0m", b"0 m")  # a number and the unit of a part, in these kinds of characters
# "Time elapsed: 1:02:03.5" and "epoch time: 1:02": digits of a clock, and no time of day; nor is
# "time: 0:01:02", as Python prints a duration.
_ON_CLOCK = re.compile(
    r"(?P<mark>[:=](?<!\d.)\s{0,8}|(?:(?<=lapsed)|(?<=time)|(?<=took)) )"
    r"(?:(?P<days>\d+) days?, )?"
    r"(?P<parts>(?:\d+:)?\d{1,2}:\d\d(?:\.\d+)?)(?![\w:])"
)
_TOOK_SO_LONG = re.compile(
    r"(?:lapsed(?: time)?|duration|took|\b(?:train|training|epoch|total|step|iter|eval|test|run"
    r"|running|wall|used|cost)[ _-]?time|time[ _-](?:taken|cost|used|spent))['\"]?\s*$",
    re.IGNORECASE,
)
_IS_TIME = re.compile(
    r"(?<!left )(?<!start )(?<!end )(?<!date )(?<!current )(?<!local )(?<!finish )(?<!remaining )"
    r"(?<!estimated )\btime['\"]?\s*$",
    re.IGNORECASE,
)
_DIGITS_OF_CLOCK = re.compile(r":\d\d(?<=\d:\d\d)")
_MAY_BE_CLOCK = b"0:00"  # the digits of one, in these kinds of characters
_TIMES = ("ime", "IME", "lapsed", "LAPSED", "uration", "URATION", "took")
_ENDS = dict.fromkeys(map(ord, "0123456789|,;\n"), "\n")  # of what stands before a name
_BY_PYTHON = re.compile(r"\d:\d\d:\d\d(?:\.\d+)?")
# "returns 1.5/2.5/0.5 (mean/median/min)": the names of several numbers stand behind them.
_NAMED_BEHIND = re.compile(
    r"(?<!\S)([^\W\d][\w/-]*)[:=]? ([-+.\d][-+.\de]*(?:/[-+.\d][-+.\de]*)+)"
    r" \(([a-z]+(?:/[a-z]+)+)\)"
)
_MAY_BE_NAMED_BEHIND = re.compile(r" \((?<=\d \()[a-z]{1,10}/[a-z]")  # found far sooner
# "loss: 1.5 (train) 2.5 (val)": what each of several numbers is of stands behind it, or at which
# count it was measured, as in "acc 0.25 (50) 0.5 (100)".
_EACH = r"([-+]?\d[\d.]*(?:e[-+]?\d+)?%?) ?\(([^\W\d][\w@-]{0,15}|\d{1,9})\)"
_OF_EACH = re.compile(_EACH)
_NAMED_EACH = re.compile(
    r"(?<![\w/.-])(?P<name>[^\W\d][\w/-]{0,40}(?: [^\W\d][\w/-]{0,20}){0,2})(?: ?[:=] ?| )"
    rf"(?P<values>{_EACH}(?:[,|/;]? ?{_EACH}){{1,5}})",
    re.IGNORECASE,
)
_MAY_BE_EACH = re.compile(
    r"\)(?<=[^\W_]\))[,|/;]? ?[-+]?\d[\d.]*+[-+e\d]*+%? ?\([^\W_]"
)  # found sooner
# "loss 1.5 = 1.25 + 0.25": a sum and its parts.
_NUMERAL = r"[-+]?\d+(?:\.\d*)?(?:e[-+]?\d+)?"
_SUM = re.compile(
    rf"(?<![\w/.-])([^\W\d][\w/.-]{{0,40}})(?: ?[:=] ?| )({_NUMERAL}) (?:= |\(= ?)"
    rf"({_NUMERAL}(?: \+ {_NUMERAL}){{1,9}})(?![\w.])\)?",
    re.IGNORECASE,
)
_ROUNDED = 0.02  # of a sum, within which its parts add up
# "Finished: 'generate', time cost: 9.5s": what took the time, as SkyRL tells it.
_COST = re.compile(r"Finished: '([^\W\d][\w /.-]{0,60})', time cost: (?=\d)")
# "Score of new vs old: 3 - 2 - 5  [0.550] 10": wins, losses and draws of a match, as cutechess
# and its kin tell them, the share of the points, and how many games there were.
_MATCH = re.compile(r"(Score of \S+ vs \S+): (\d+) - (\d+) - (\d+) +\[(\d?\.\d+)\] (\d+)")
# "(epoch, loss) = (7, 0.5)", as Julia shows several values.
_SEVERAL = re.compile(r"\(([^\W\d]\w*(?:, [^\W\d]\w*)+)\) = \(([-+\w.]+(?:, [-+\w.]+)+)\)")
# "val, epoch, loss, acc ===> 7, 0.5, 0.25": names, of what they are before them, and the values.
_LISTED = re.compile(
    r"(?<!\w)(?<![\w,] )([^\W\d][\w-]{0,30}(?:, ?[^\W\d][\w-]{0,30}){2,20}) *=+> *"
    r"([-+.\de]+(?:, *[-+.\de]+){1,20}),?(?!\S)"
)
# "mean and variance of wealth was 0.5 and 2.5": both of the same.
_BOTH = re.compile(
    r"\b([^\W\d]\w{0,20}) and ([^\W\d]\w{0,20}) of ([^\W\d][\w ]{0,40}?)"
    r"(?: (?:is|are|was|were)|:| =) ([-+\d.e]+) and (?=[-+]?\.?\d)"
)
# "2024-08-06 09:59:26.181 node:0  olmo.train:908  INFO": a rank, and a line of a program.
_LOGGED_BY = re.compile(
    r"^(\S{1,12} \d\d:\d\d:\d\d\S{0,12})(?: [\w.-]{1,80}:\d+)? {1,8}[\w.-]{1,80}:\d+(?= +INFO )",
    re.MULTILINE,
)
# "mean/median reward10.5/11.5 min/max reward 2.5/17.5", as an early A2C printed them.
_GLUED = re.compile(r"(mean/median reward) ?([-\d.]+/[-\d.]+),? (?=min/max reward)")
# "Total: Rs 7.50": a sum in a currency that is written out.
_CURRENCY = re.compile(r"(?<=[:=] )(?:Rs\.?|USD) ?(?=[-+]?\d)")
# "Finished iteration 7 in 2.5s. Loss: 0.5": what it took.
_FINISHED_IN = re.compile(
    rf"\b((?:finished|completed) (?:{WORDS}) \d+(?:/\d+)?) (?:in|took|after) (?=\d[\d.]* ?m?s)",
    re.IGNORECASE,
)
# "valid 3000 steps: success 0.5", and "train 3000 steps 0 offpolicy: ...", as AllenAct tells them.
_BEHIND_PART = re.compile(r"\b(train|valid|test) (\d+) steps(?: \d+ offpolicy)?: (?=[^\W\d])")
# "(collection: 0.975s, learning 0.092s)", as rsl_rl tells what an iteration took.
_LEARNING = re.compile(r"(\(collection: ?[\d.]+s, learning) (?=[\d.]+s\))")
# "Surrogate: before 0.1 after 0.2": a measure before an update and after it.
_UPDATED = re.compile(
    r"\b([^\W\d]\w{0,30})[:,]? before:? ([-+]?\d[\d.e+-]*),? after:? (?=[-+]?\d)", re.IGNORECASE
)
_NORM = re.compile(r"(‖|\|\|)(?:∇|grad|g)[^‖|\n\d]{0,10}\1")
# "Batch 7 complete (28.7s)": what it took.
_TOOK = re.compile(r"\b(completed?|done|finished)( \()(?=\d[\d.]* ?m?s(?:ec)?\))")
# "7. gen | fit max 1.5": the seventh generation.
_NTH_GENERATION = re.compile(r"^([ \t]{0,8})(\d{1,9})\. (gen(?:eration)?)\b", re.MULTILINE)
# "Score at iteration 7 is 0.5": what Deeplearning4j descends.
_DESCENDED = re.compile(r"\bScore at iteration (\d+) is (?=[-+.\de]|nan|NaN)")
# "Got 45 / 100 correct (45.00)" and "Got 45/100 with accuracy 45.00", as courses have it.
_GOT = re.compile(r"\bGot (\d+ ?/ ?\d+) (?:correct \(\d[\d.]*%?\)|with accuracy:? \d[\d.]*%?)")
# "7 tensor(0.5, grad_fn=...)": what a loss is called, and the number of the epoch.
_BEFORE_TENSOR = re.compile(r"^([ \t]{0,8}\d{1,12}),? (?=tensor\()", re.MULTILINE)
# "Eval:loss 0.5": a label and a name.
_LABELLED = re.compile(
    r"(?<![^\s|\])])((?:[Ee]val|[Tt]rain|[Tt]est|[Vv]al|[Vv]alid)\w{0,10}:)(?=[^\W\d])"
)
# "after the 5th episode" and "10 th step": what is counted stands behind its number.
_NTH = re.compile(rf"(?<![\w.,-])(\d{{1,12}})[ -]?(?:st|nd|rd|th) ({WORDS})\b", re.IGNORECASE)
# "Episodes 21-40: reward 0.5": the last of several.
_LAST_OF = re.compile(
    rf"(?<![\w.-])((?:{WORDS})s) \d{{1,12}} ?(?:[-~\u2013\u2014]|to) ?(\d{{1,12}})"
    r"(?=\]?\s?[:|,])",
    re.IGNORECASE,
)
_ORDINALS = [
    re.compile(rf"{end} (?:(?<=\d{end} )|(?<=\d[ -]{end} ))") for end in ("st", "nd", "rd", "th")
]
_MAY_BE_NTH = (b"0tm ", b"0 tm ", b"0-tm ", b"0st ", b"0nm ", b"0rm ")  # in kinds of characters
# "max [1.5]": an array of one number behind its name.
_ALONE = re.compile(r"(?<=[^\W\d] )\[ ?([-+]?\d{1,20}\.\d{0,20}(?:e[-+]?\d{1,3})?) ?\](?![\w(])")
_COMBINING = re.compile("[\u0300-\u036f]")  # marks of the letter before, as in "R\u0304=0.5"
_BARS = "\u0304\u0305"
_CURRENCIES = "$€£¥₹"
_MONEY = re.compile(rf"([-+])([{_CURRENCIES}])(?=\.?\d)")  # "-$7.50"
_MONEY_APART = re.compile(  # "$ 7.50" and "7.50 €"
    rf"(?<=[\s:=(])(?:[{_CURRENCIES}] |[¥₹])(?=[-+]?\.?\d)"
    rf"|(?<=\d) ?[{_CURRENCIES}](?=[\s,;|)/]|\Z)"
)
# "1_000_000", and "1'000'000" as the Swiss write it.
_GROUPED = re.compile(r"(?<![\w.'])\d{1,3}(?:(?:_\d{3})+|(?:'\d{3})+)(?![\w.'])")
_MAY_BE_GROUPED = re.compile(r"[_'](?<=\d.)(?=\d{3})")  # found far sooner
# "Step 1 100 000: loss 0.5", and "1 100 000" with blanks that keep a number together.
_BLANKS = "\u00a0\u2009\u202f"
_KEPT_TOGETHER = re.compile(rf"(?<=\d)[{_BLANKS}](?=\d{{3}}(?!\d))")
_IN_GROUPS = r"\d{1,3}(?: \d{3})+"
_APART = re.compile(
    rf"(?<![\w.,]){_IN_GROUPS}(?: */ *{_IN_GROUPS})?(?= *(?:[:|,;)\]]|$))", re.MULTILINE
)
_IS_COUNT = re.compile(rf"(?<![\w/.-])(?:{WORDS}) *[:=#(\[]? *$", re.IGNORECASE)
_GROUP = re.compile(r" \d\d\d(?<=\d \d\d\d)")
_MAY_BE_APART = b"0 000"  # in kinds of characters


# "episode_reward=200.5 +/- 30.25": how values spread about their mean, by a name of its own.
_MAY_SPREAD = re.compile(r"(?:\u00b1|\+/?-) {0,4}\d")
_UNIT = r"(?:%|(?-i:m?s|J|W|cm|mm|m|Hz)(?![^\W_]))?"
_SPREAD = re.compile(
    r"(?<![\w/.-])(?P<name>[^\W\d][\w/.-]{0,60}(?: [^\W\d][\w/.-]{0,40}){0,3})"
    r"(?P<of> \([^()\n]{1,20}\)(?= {0,8}[:=]))?(?P<mark> {0,8}[:=][ \t]{0,8}"
    r"|(?<! is)(?<! of)(?<! was) +)"
    rf"(?P<mean>[-+]?\d[\d.]*(?:e[-+]?\d+)?{_UNIT}) ?(?P<open>\()?(?:\u00b1|\+/?-) {{0,4}}"
    rf"(?P<std>\d[\d.]*(?:e[-+]?\d+)?{_UNIT})(?![\w.])(?(open)\))",
    re.IGNORECASE,
)
_SPREAD_APART = r"\g<name>\g<of>\g<mark>\g<mean>, \g<name>_std\g<of>\g<mark>\g<std>"
# "Epoch 3: : 0it [04:20, ?it/s, loss=0.5]", of data of unknown length: the last of each epoch holds
# its values, the first those of the epoch before.
_COUNTS_NOTHING = ": 0it ["
_EMPTY = re.compile(r"(?:\w+|Epoch \d+: ): 0it \[00:00, \?it/s\]\s?")
_REDRAWN = re.compile(r"Epoch (?P<n>\d+): : 0it \[[^\]\n]*\]\s*(?=Epoch (?P=n): : 0it \[)")


# "copypaste: Task: bbox", "copypaste: AP,AP50" and "copypaste: 35.1,56.2": lines of Detectron2.
_COPIED = re.compile(
    r"copypaste: Task: (?P<task>[^\W\d][\w-]{0,40})(?P<between>\n[^\n]{0,200}?copypaste: )"
    r"(?P<names>[^\W\d][\w@./-]*(?:,[^\W\d][\w@./-]*)*)\n"
    r"(?P<before>[^\n]{0,200}?)copypaste: (?P<values>[-+\w.]+(?:,[-+\w.]+)*)"
)


def _pasted(match: re.Match[str]) -> str:
    """Each name with its value, below the name of the task, where there are as many."""
    names, values = match["names"].split(","), match["values"].split(",")
    if len(names) != len(values):
        return match[0]
    pairs = zip(names, values, strict=True)
    told = ", ".join(f"{match['task']}/{name}: {value}" for name, value in pairs)
    return f"{match['between']}\n{match['before']}{told}"


def _paired(match: re.Match[str]) -> str:
    """Each of several names with its value, where there are as many."""
    names, values = match[1].split(", "), match[2].split(", ")
    pairs = (f"{name} = {value}" for name, value in zip(names, values, strict=False))
    return ", ".join(pairs) if len(names) == len(values) else match[0]


def _listed(match: re.Match[str]) -> str:
    """Each of several names with its value; the first may say what all are of."""
    names, values = (re.split(", *", told) for told in match.groups())
    label = names[: len(names) - len(values)]
    if len(label) > 1 or len(names) < len(values):
        return match[0]
    pairs = zip(names[len(label) :], values, strict=True)
    return ", ".join([*label, *(f"{name}: {value}" for name, value in pairs)])


# "[Learner] Loss = 0.5 | Learner Steps = 7 | Steps = 7": Acme's learner, whose steps are not those
# of the environment, which other lines count.
_LEARNER = re.compile(r"^.{0,80}?\[Learner\] [^\n]+", re.MULTILINE)
_LEARNER_STEPS = "Learner Steps = "
_ITS_STEPS = re.compile(r"(?<=[|\]]) Steps = (\d[^|\n]*)\|?")
# "total num timesteps 400/2000, FPS 210.", as MAPPO and its kin tell it.
_SPEED = re.compile(r", (FPS) (?=\d)")

# "| 3056.36 ms | 42.6% bf16 MFU |": how llm.c tells what a step took.
_UTILISED = re.compile(r"\| ([\d.]+) ms \| (-?[\d.]+)% (?:bf|fp)\d\d MFU")

# So neat-python tells a population: "Mean genetic distance 2.5, standard deviation 0.5", and below
# "Population of 59 members in 3 species:".
_DISTANCE = re.compile(r"(Mean genetic distance) ([\d.]+|nan), standard deviation (?=[\d.]|nan)")
_POPULATION = re.compile(r"Population of (\d+) members in (\d+) (species):?")
# "【第 10 局】黑胜 6": a counter in brackets of Chinese and Japanese.
_IN_LENSES = re.compile(
    r"【 {0,8}([^\d\W]{0,20} ?\d{1,12}(?: ?/ ?\d{1,12})? ?[^\d\W]{0,4}) {0,8}】"
)


def _in_parts(match: re.Match[str]) -> str:
    """A sum and its parts by names of their own, where they add up."""
    name, total, told = match.groups()
    parts = told.split(" + ")
    if abs(sum(map(float, parts)) - float(total)) > _ROUNDED * max(abs(float(total)), 1):
        return match[0]
    own = (f"{name}_part_{place}: {part}" for place, part in enumerate(parts, 1))
    return ", ".join([f"{name}: {total}", *own])


def _learned(match: re.Match[str]) -> str:
    """The line with the learner's steps under a name of their own, once."""
    text = match[0]
    return _ITS_STEPS.sub("" if _LEARNER_STEPS in text else rf" {_LEARNER_STEPS}\1|", text)


# "Epoch 7: reducing learning rate of group 0 to 1e-05.", as PyTorch and Keras tell it.
_RATE_SET = re.compile(
    r"\b(?:(?:ReduceLROnPlateau )?reducing|adjusting) learning rate"
    r"(?: of group (?P<group>\d+))? to (?=\d)",
    re.IGNORECASE,
)

# " * class [7] IoU 32.5": a measure of one of the classes of a segmentation.
_OF_CLASS = re.compile(r"\bclass \[(\d{1,4})\] ([^\W\d]\w{0,15}):? (?=\d)")
# "eval @ 1000 | reward 0.5": at which step something was measured.
_EVALUATED_AT = re.compile(
    r"^([ \t]{0,8})(eval(?:uation)?|test|val(?:idation)?) @ (?:step )?(\d[\d,]{0,14})(?= ?[|:,] )",
    re.MULTILINE | re.IGNORECASE,
)
# "E007 | train 1.5": an epoch.
_EPOCH = re.compile(r"^([ \t]{0,8})E(\d{2,6})(?= ?[|:] [^\W\d])", re.MULTILINE)
# "fit progress: (7, 0.5, {'accuracy': 0.25}, 3.5)": a round, its loss, metrics and time in Flower;
# and what the first parameters come to.
_OF_ROUND = re.compile(
    r"fit progress: \((\d+), ([-+.\de]+|nan|inf), (\{[^{}\n]{0,400}\}), ([\d.]+)\)"
)
_BEFORE_ROUNDS = re.compile(r"initial parameters \(loss, other metrics\): (?=[-+.\de]|nan|inf)")
# "Process 100/3161(3.16%) loss: 0.5", and "Progress: 100/3161 (3.16%) ...": how far it has come.
_COME_TO = re.compile(
    r"^([ \t]{0,8})(?:Process|Processed|Progress):? (\d+/\d+) ?\(\d[\d.]*%\),? (?=[^\W\d])",
    re.MULTILINE,
)
# "│ map_50 │ 0.5 │": a name and its value in a table that is drawn with lines.
_DRAWN = re.compile(
    r"^[ \t]{0,60}[│┃] *([^\W\d][\w/@.-]{0,40}(?: [\w/@.()-]{1,40}){0,4}) *[│┃] *"
    r"([-+]?\d[\d.]*(?:e[-+]?\d+)?%?|nan|inf) *[│┃][ \t]*$",
    re.MULTILINE,
)
# "Pass 7, Batch 100, Cost 0.5" and "pass=7, train_avg_loss=0.5": an epoch, as PaddlePaddle had it.
_PASSES = re.compile(
    r"(?:(Test) with |(?<![\w@/.-]))pass(?:_id)?(?:: ?|=| )(\d{1,9})"
    r"(?=[,:|]? +(?:\{|[|]? ?\w{0,20}(?:batch|cost|loss|acc)))",
    re.IGNORECASE,
)
# "692/9500 (epoch 3.642), train_loss = 1.5": the batches of all epochs, as Torch's char-rnn has it.
_OF_ALL_BATCHES = re.compile(r"^([ \t]{0,8})(\d+/\d+) \(epoch (\d+\.\d+)\)", re.MULTILINE)
# "Saving dict for global step 7: accuracy = 0.5, global_step = 7, loss = 1.5": an evaluation, as
# TensorFlow's estimators tell it.
_OF_ESTIMATOR = re.compile(r"Saving dict for global step (\d+): ([^\n]+)")
_ITS_STEP = re.compile(r"\bglobal_step = \d+(?:, )?")
# "iter 75 9.5 iters/s loss 0.5": a rate between a count and the first name.
_RATE_BEFORE = re.compile(
    r"(?<=\d )(\d+(?:\.\d+)?) (iters|samples|steps|batches)/s(?:ec)? (?=[^\W\d]\w{0,30}:? +[-+.\d])"
)
# "TRAIN Batch 7/100 loss 0.5" and "CV Batch 7/0 loss 0.5": the epoch, and the batch in it of the
# training, or of a validation at its end, as WeNet tells them.
_OF_WENET = re.compile(r"\b(TRAIN|CV) (?:\|[^|\n]{1,40}\| ?)?Batch (\d+)/(\d+) (?=loss\w{0,10} )")
# "[lfw][2000]Accuracy-Flip: 0.5": on what faces, and at which step, as InsightFace tells it.
_OF_FACES = re.compile(
    r"\[(\w{1,30})\]\[(\d{1,12})\]((?:XNorm|Accuracy)[\w-]{0,10}: [\d.]+)(, (?=\w+-\w+_std: ))?"
)
# "train==[1.5=1.25 + 0.25], recall=[0.25, 0.5]": the loss of NGCF and its kin, a sum of parts, and
# measures of several lengths of a list.
_IS_SUM = re.compile(r"\b(train|test)==\[(nan|[-+\d.e]{1,20})=([-+\d.e an]{1,100})\]")
_OF_LENGTHS = re.compile(
    r"(?<![\w.-])((?:recall|precision|hit(?:_ratio)?|hr|ndcg|mrr|map|auc)s?)="
    r"\[(\d\.\d+(?:, ?\d\.\d+){1,9})\]",
    re.IGNORECASE,
)
# "NDCG(k=20): 0.5": of how long a list a measure is.
_OF_TOP = re.compile(r"(?<=\w)\(k=(\d{1,4})\)(?=\s?[:=])")
_NO_NUMBER = re.compile(r"\b[nN]anxxx\b")  # so PaddleOCR writes it
# "GPU 0: 11.2GB/24GB": how much there is.
_OF_MEMORY = re.compile(r"(?<=\d)( ?[KMGT]i?B) ?/ ?\d+(?:\.\d+)?\1\b")
# "[7]\ttrain-rmse:0.5+0.25": a mean over folds and how it spreads, as boosters tell it.
_OF_FOLDS = re.compile(r"^[ \t]{0,8}(?:#>? )?\[\d{1,9}\]:?[ \t][^\n]*", re.MULTILINE)
_OF_FOLD = re.compile(
    rf"(?<![\w.@'-])([^\W\d][\w.@'-]{{0,60}}(?: [\w.@-]{{1,60}})?: ?{_NUMERAL})"
    rf" ?\+ ?({_NUMERAL})(?![^\s,])",
    re.IGNORECASE,
)


def _spread(match: re.Match[str]) -> str:
    """Means over folds, and how each spreads by a name of its own."""
    return _OF_FOLD.sub(_spread_of, match[0])


def _spread_of(match: re.Match[str]) -> str:
    mean, std = match.groups()
    return f"{mean}\t{mean.partition(':')[0]}_std:{std}"


def _estimated(match: re.Match[str]) -> str:
    """The step, once, and the measures of an evaluation."""
    return f"step {match[1]}, eval: {_ITS_STEP.sub('', match[2])}"


def _of_batch(match: re.Match[str]) -> str:
    """The epoch, and the batch of a training."""
    part, epoch, batch = match.groups()
    return f"Epoch {epoch}, {f'Batch {batch}, ' if part == 'TRAIN' else 'CV: '}"


def _of_faces(match: re.Match[str]) -> str:
    """The step, and measures by the names of the faces."""
    faces, step, measure, spread = match.groups()
    return f"Global Step {step}, {faces}/{measure}{f', {faces}/' if spread else ''}"


def _summed_loss(match: re.Match[str]) -> str:
    """A loss and its parts by names of their own."""
    parts = (f"{match[1]} loss_part_{n}: {part}" for n, part in enumerate(match[3].split(" + "), 1))
    return ", ".join([f"{match[1]} loss: {match[2]}", *parts])


def _of_lengths(match: re.Match[str]) -> str:
    """Each of the numbers of a measure with its place behind the name."""
    return ", ".join(
        f"{match[1]}/{place}: {number.strip()}" for place, number in enumerate(match[2].split(","))
    )


def _epoch_of_pass(match: re.Match[str]) -> str:
    """The epoch, before what is of a test in it."""
    return f"Epoch {match[2]}{f', {match[1]}' if match[1] else ''}"


def _rate_of_group(match: re.Match[str]) -> str:
    """The learning rate that is set, of the first group or of another."""
    group = match["group"] or "0"
    return "learning_rate: " if group == "0" else f"learning_rate_{group}: "


# What is told in ways of their own: a sign of each, which is found far sooner.
_TOLD_OTHERWISE: tuple[tuple[str, re.Pattern[str], Written], ...] = (
    (" INFO ", _LOGGED_BY, r"\1"),
    ("', time cost: ", _COST, r"timing/\1: "),
    ("Score at iteration ", _DESCENDED, r"Iteration \1, score_loss: "),
    ("Score of ", _MATCH, r"\1: \5, wins: \2, losses: \3, draws: \4, games: \6"),
    (") = (", _SEVERAL, _paired),
    ("=> ", _LISTED, _listed),
    ("copypaste: Task: ", _COPIED, _pasted),
    ("/median reward", _GLUED, r"\1 \2, "),
    (" steps", _BEHIND_PART, r"\1 step \2, "),
    (", learning ", _LEARNING, r"\1: "),
    (" after", _UPDATED, r"\1_before: \2, \1_after: "),
    ("‖", _NORM, "grad_norm"),
    ("||", _NORM, "grad_norm"),
    ("Rs", _CURRENCY, ""),
    ("USD", _CURRENCY, ""),
    ("ed ", _FINISHED_IN, r"\1, time: "),
    ("s)", _TOOK, r"\1\2time: "),
    ("s ", _LAST_OF, r"\1 \2"),
    (". gen", _NTH_GENERATION, r"\1\3 \2"),
    (" [", _ALONE, r"\1"),
    ("[Learner] ", _LEARNER, _learned),
    (", FPS ", _SPEED, r", \1: "),
    (" MFU", _UTILISED, r"| time \1 ms | MFU \2%"),
    ("Mean genetic", _DISTANCE, r"\1: \2, \1_std: "),
    ("Population of ", _POPULATION, r"Population: \1, \3: \2"),
    ("】", _IN_LENSES, r"\1 | "),
    ("Got ", _GOT, r"accuracy: \1"),
    (" tensor(", _BEFORE_TENSOR, r"\1: "),
    ("al:", _LABELLED, r"\1 "),
    ("rain:", _LABELLED, r"\1 "),
    ("est:", _LABELLED, r"\1 "),
    (" + ", _SUM, _in_parts),
    (" and ", _BOTH, r"\1 of \3: \4, \2 of \3: "),
    ("ing learning rate ", _RATE_SET, _rate_of_group),
    ("class [", _OF_CLASS, r"class_\1/\2: "),
    (" @ ", _EVALUATED_AT, r"\1[\2 @ \3]"),
    ("E", _EPOCH, r"\1Epoch \2"),
    ("fit progress: (", _OF_ROUND, r"round \1, loss: \2, \3, elapsed: \4s"),
    ("initial parameters (", _BEFORE_ROUNDS, "round 0, loss: "),
    ("Pro", _COME_TO, r"\1Step \2, "),
    ("│ ", _DRAWN, r"\1: \2"),
    ("Pass", _PASSES, _epoch_of_pass),
    ("pass", _PASSES, _epoch_of_pass),
    (" (epoch ", _OF_ALL_BATCHES, r"\1step \2, epoch \3"),
    ("Saving dict for", _OF_ESTIMATOR, _estimated),
    ("s/s", _RATE_BEFORE, r", \2/s: \1, "),
    ("Batch ", _OF_WENET, _of_batch),
    ("][", _OF_FACES, _of_faces),
    ("==[", _IS_SUM, _summed_loss),
    ("=[0.", _OF_LENGTHS, _of_lengths),
    ("(k=", _OF_TOP, r"@\1"),
    ("anxxx", _NO_NUMBER, "nan"),
    ("B", _OF_MEMORY, r"\1"),
    ("#011", re.compile("#011"), "\t"),  # as a system's log writes a tab
    ("+", _OF_FOLDS, _spread),
)

# Of signs that come in any prose: what else the line of a match has beside them.
_SURER = {
    sign: re.compile(surer)
    for sign, surer in {
        " steps": r" steps(?<=\d steps)",
        " after": r" after:? [-+]?\d",
        "ed ": r"ed [a-zA-Z]{1,20} \d",
        "s)": r"s\)(?<=[\dm ]s\))",
        "s ": r"s \d{1,12} ?(?:[-~\u2013\u2014]|to) ?\d",
        " [": r" \[(?<=[^\W\d] \[) ?[-+]?\d{1,20}\.",
        "al:": r"al:[^\W\d]",
        "rain:": r"rain:[^\W\d]",
        "est:": r"est:[^\W\d]",
        " + ": r" \+ (?<=[\d.] \+ )[-+\d]",
        "B": r"[KMGTi]B ?/ ?\d",
        "+": r"\+(?<=[\d. ]\+) ?\d",
        " and ": r" and (?<=[-+\d.e] and )[-+.\d]",
        " @ ": r" @ (?:step )?\d",
        "E": r"E\d\d",
        "Pro": r"Pro[a-z]{4,6}:? \d+/",
        "Pass": r"Pass(?:_[iI][dD])?(?:: ?|=| )\d",
        "pass": r"pass(?:_[iI][dD])?(?:: ?|=| )\d",
        "s/s": r"s/s(?:ec)? [^\W\d]",
    }.items()
}

_NEEDED = tuple(frozenset(sign.encode()) for sign, _, _ in _TOLD_OTHERWISE)
"""The bytes of each sign: which a text has is found sooner than a sign that it does not have."""


def _bytes_in(text: str) -> frozenset[int]:
    counts = np.bincount(np.frombuffer(text.encode(errors="replace"), np.uint8))
    return frozenset(np.flatnonzero(counts).tolist())


def plain(text: str) -> str:
    """The lines, in which "1min 10s" is 70s, "-$7.50" a number, and "1_000_000" has no marks."""
    if _COUNTS_NOTHING in text:
        text = _REDRAWN.sub(_line_ends, _EMPTY.sub(_line_ends, text))
    if not text.isascii():
        text = text.replace("\u2212", "-")
        text = _composed(text) if _COMBINING.search(text) else text
    if "+" in text or "\u00b1" in text:
        text = substituted(text, _SPREAD, _SPREAD_APART, _MAY_SPREAD)
    has = _bytes_in(text)
    for (sign, pattern, written), needed in zip(_TOLD_OTHERWISE, _NEEDED, strict=True):
        if has >= needed and sign in text:
            surer = _SURER.get(sign)
            told = (
                substituted(text, pattern, written, surer) if surer else pattern.sub(written, text)
            )
            has = has if told == text else _bytes_in(told)
            text = told
    if any(mark in text for mark in _CURRENCIES):
        text = _MONEY_APART.sub("", _MONEY.sub(r"\2\1", text))
    return _timed(_with_names_behind(_ungrouped(text)))


def _timed(text: str) -> str:
    """The text with "7th" and "1 000" as numbers, and times in parts or on a clock as seconds."""
    kinds = text.encode(errors="replace").translate(_KINDS)
    if any(one in kinds for one in _MAY_BE_NTH):
        text = substituted(text, _NTH, r"\2 \1", *_ORDINALS)
    if _MAY_BE_APART in kinds:
        text = substituted(text, _APART, _together, _GROUP)
    if any(one in kinds for one in _NUMBERED):
        text = substituted(text, _IN_PARTS, _in_seconds, _MAY_BE_IN_PARTS)
    if _MAY_BE_CLOCK in kinds and any(word in text for word in _TIMES):
        text = substituted(text, _ON_CLOCK, _clocked, _DIGITS_OF_CLOCK)
    return text


def _with_names_behind(text: str) -> str:
    """The text with what several numbers are of before them."""
    text = substituted(text, _NAMED_BEHIND, r"\1(\3): \2", _MAY_BE_NAMED_BEHIND)
    return substituted(text, _NAMED_EACH, _each, _MAY_BE_EACH)


def _each(match: re.Match[str]) -> str:
    """Each of several numbers with what it is of behind the name, where these differ.

    So do counts that go up, at which parts were measured.
    """
    found = _OF_EACH.findall(match["values"])
    counts = [int(of) for _, of in found if of.isdigit()]
    told = [number for number, of in found if not of.isdigit() or "." in number]
    if len({of for _, of in found}) < len(found) or len(told) < len(found):
        return match[0]
    if counts and (len(counts) < len(found) or counts != sorted(counts)):
        return match[0]
    mark = "@" if counts else "/"
    return ", ".join(f"{match['name']}{mark}{of}: {number}" for number, of in found)


def _composed(text: str) -> str:
    """The text with whole letters for those with marks of their own; a bar over one is a mean."""
    whole = unicodedata.normalize("NFC", text)
    return _COMBINING.sub(lambda mark: "_mean" if mark[0] in _BARS else "", whole)


def _ungrouped(text: str) -> str:
    """The text without marks between thousands, be it blanks that keep a number together."""
    if _MAY_BE_GROUPED.search(text):
        text = _GROUPED.sub(lambda match: re.sub("[_']", "", match[0]), text)
    if any(blank in text for blank in _BLANKS):
        text = _KEPT_TOGETHER.sub("", text)
    return text


def _line_ends(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _together(match: re.Match[str]) -> str:
    """What is counted without the blanks in it."""
    before = match.string[max(match.start() - _LOOK_BACK, 0) : match.start()]
    return match[0].replace(" ", "") if _IS_COUNT.search(before) else match[0]


def _in_seconds(match: re.Match[str]) -> str:
    """The time that a match is in seconds; no number where it is what is left of the training."""
    if _IS_LEFT.search(match.string[max(match.start() - _LOOK_BACK, 0) : match.start()]):
        return "-"
    seconds = of_parts(match[0].lower().replace(" and", ""))
    return match[0] if math.isnan(seconds) else f"{seconds:.12g}s"


@lru_cache(maxsize=1024)
def _named_time(name: str) -> tuple[bool, bool]:
    """Whether what stands before a clock says that it is a duration, and that it is a time."""
    return bool(_TOOK_SO_LONG.search(name)), bool(_IS_TIME.search(name))


def _clocked(match: re.Match[str]) -> str:
    """The time that a clock shows in seconds; as it is where it may be one of day."""
    mark, days, parts = match.groups()
    begin = match.start()
    before = match.string[max(begin - _LOOK_BACK, 0) : begin].translate(_ENDS)
    took, is_time = _named_time(before.rpartition("\n")[2])
    if not took and not (is_time and _BY_PYTHON.fullmatch(parts)):
        return match[0]
    seconds = 0.0
    for part in parts.split(":"):
        seconds = 60 * seconds + float(part)
    return f"{mark}{86400 * int(days or 0) + seconds:.12g}s"
