"""The counters in a line of a free text log: `Epoch 3/90`, `[eval @ 10,000]`, `step:2K`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

Span = tuple[int, int]

STEP = "step"
"""What a progress bar counts."""

GENERATIONS = (
    *("generation", "gen", "generación", "generacion", "geração", "geracao", "generazione"),
    *("génération", "generasi", "generacja"),
    *("поколение", "世代"),
)
"""Words for what a population goes through, each of several members."""

COUNTERS = (
    *("global step", "global steps", "total timesteps", "num timesteps", "timestep", "timesteps"),
    *("env steps", "env step", "total num frames", "t env", "num updates", "frame idx", "frame"),
    *("learner steps", "kimg", "tick"),
    *("total steps", "step", "steps", "étape", "etape", "schritt", "шаг", "步数", "步數"),
    *("训练步数", "总步数", "ステップ", "스텝", "krok", "paso", "passo", "bước"),
    *("крок", "βήμα", "خطوة", "الخطوة"),
    *("iteration", "iterations", "iters", "iter", "it", "iteración", "iteracion", "iteração"),
    *("iteracao", "iterazione", "itération", "итерация", "迭代", "迭代次数"),
    *(
        "up",
        "update",
        "updates",
        "rollout",
        "cycle",
        "batch",
        "batch i",
        "round",
        *("rodada", "ronda", "runde", "раунд", "ラウンド", "라운드"),
        *GENERATIONS,
    ),
    *(
        "trial",
        "game",
        "episode",
        "ep",
        "episodio",
        "episódio",
        "épisode",
        "эпизод",
        "回合",
        "回合数",
        "局数",
        "partida",
        "轮次",
        "训练轮次",
        "训练轮数",
        "训练回合",
    ),
    *("エピソード", "에피소드", "epizod", "epizoda", "epizód", "bölüm", "tập"),
    *("епізод", "επεισόδιο", "حلقة", "الحلقة"),
    *("epoch", "epch", "época", "epoca", "époque", "epoche", "эпоха", "エポック", "에포크"),
    *("епоха", "εποχή", "حقبة", "الحقبة", "epoha", "epocha", "epoka", "epok"),
)
"""Words that count, finest first: of several on one line, the first that never falls is the x."""

OF_STEPS = frozenset(
    {"step", "steps", "timestep", "timesteps", "frame", "步数", "步數", "ステップ", "스텝"}
)
"""Words for what an episode consists of."""

OF_EPISODES = frozenset({"episode", "ep", "game", "回合", "エピソード", "에피소드"})
"""Words for it."""

STAGES = ("stage", "phase", "level", "task")
"""Words for parts of a training, which count where another counter stands behind or nothing."""

_BY_LENGTH = sorted({*COUNTERS} - {"up"}, key=len, reverse=True)  # "up" where Marian has it alone
WORDS = "|".join(word.replace(" ", "[ _-]") for word in _BY_LENGTH)
NUMBER = (
    r"[-+]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?"
    r"|(?:nan|inf(?:inity)?)(?!(?!(?:ms|s|m|h)\b)[^\W_]))"  # "level=info" is no number
)
_COUNT = r"\d{1,3}(?:,\d{3})+|\d+"
_INTEGER = r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?"
_COUNTER = re.compile(
    rf"(?:(?<![\w/.-])|(?<=--))(?P<word>{WORDS}|(?<=: )up(?=\. \d+ :))"
    r"(?P<aside>\((?:val|test)\))?(?:\(train\)|['\"])?"
    r"(?:(?<=\b[eu]p)\.(?=\s|\d))?"
    rf"\s*(?:(?::{{1,3}}|[=#]|\*(?= \d+ \*)|-(?= \d+\b(?!\.)))\s*['\"]?)?"
    r"(?:[\[(]\s*)?(?:#|ke-)?"
    rf"(?P<n>{_INTEGER})(?-i:(?P<unit>[kKM]))?(?:st|nd|rd|th)?"
    rf"(?:\s*(?:/|(?: out)? of )\s*(?P<total>{_INTEGER}))?(?![\w%]|\.\d|[:-]\d)[\])]?"
    r"(?:[:,]?\s*(?:[\[(]\s*)?(?P<inner>\d+)\s*/\s*(?P<size>\d+)(?:\s*\(\s*\d+%\))?"
    r"[\])]?(?![\w.%]))?",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"(?<![\w.])(?P<epoch>\d+)epoch\b", re.IGNORECASE)  # "7epoch", as ESPnet
# A word before a number, and what may stand between.
_WORD_BEFORE = re.compile(
    r"(?<![^\W\d_])([^\W\d_]++)(?: ke|\((?:train|val|test))?+"
    r"[ \t\r\v\f\n\u00a0\u3000'\"\[(#:=*.)-]*+(?=\d)",
    re.IGNORECASE,
)
_WORD_BEHIND = re.compile(r"\d\.?\s+(?:\([^()]*\)\s+)?([^\W\d_]++)")
_ENDING = frozenset({*(word.split()[-1] for word in COUNTERS), "up"})
_BEGINNING = frozenset(
    {*(word.split()[0] for word in COUNTERS), *(f"{word}s" for word in COUNTERS)}
)
# "第3轮": the third round, in Chinese.
_ORDINAL = re.compile(r"第\s*(?P<episode>\d+)\s*(?:/\s*(?P<total>\d+)\s*)?[轮回局集次]合?")
# "200/ 2000 batches": what is counted stands behind its number.
_OF_BATCHES = re.compile(
    r"(?<![\w./])(?P<n>\d+)\s*/\s*(?P<total>\d+) (?P<word>batch|step)(?:e?s)\b"
)
# "| 0161656 updates |": the same between bars.
_AMONG_BARS = re.compile(r"(?<=\|) *(?P<n>\d+) (?P<word>updates|iterations|iters)(?= *(?:\||\Z))")
# "7번째 에피소드", "7 試行目", "7エピソード目": the seventh episode, in Korean and Japanese.
_NTH = re.compile(r"(?<!\d)(?P<episode>\d+)(?:번째 ?에피소드| ?試行目| ?エピソード目)")
_AT = re.compile(
    rf"\[(?:[^\W\d]\w{{0,20}} )?@\s*(?P<step>{_INTEGER})\]"
    rf"|(?<=\w )@\s*(?P<at>{_INTEGER}) (?P<word>{WORDS})s?\b(?=\s*(?:[:|,]|\Z))",
    re.IGNORECASE,
)
_AT_END = re.compile(r"(?<=[\d\s])@(?P<step>\d{1,15})\s*\Z")  # "loss:0.5@100"
# timm and Swin: the epoch, and the step in it.
_PASS = re.compile(
    r"\bTrain: \[?(?P<epoch>\d+)(?:/\d+\])? ?\[ *(?P<step>\d+)/ *(?P<total>\d+)[^\[\]]*\]"
)
# Catalyst: the epoch, behind what data its values are of.
_LOADER = re.compile(
    r"\s*(?P<label>(?:train|valid|test|infer)\w{0,20}) \((?P<epoch>\d+)/(?P<total>\d+)\)(?= \w+: )"
)
# PyTracking: the part of the data, the epoch, and the batch in it, which counts in training.
_OF_DATA = re.compile(
    r"\s*\[(?P<label>(?P<trains>train)|val|test): (?P<epoch>\d+), "
    r"(?(trains)(?P<batch>\d+) / (?P<size>\d+)|\d+ / \d+)\](?= \w)"
)
# "@e3/10, b500, s23476": so Neural Monkey tells epoch, batch and instances.
_ABBREVIATED = re.compile(
    r"@e(?P<epoch>\d+)/(?P<total>\d+), b(?P<batch>\d+), s(?P<instances>\d+)\b"
)
# "1000 steps: reward 0.5" and "After 1,000 episodes the score is 7": what is counted stands behind.
_DONE = re.compile(
    rf"(?<!\s)\s*(?P<after>after\s+)?(?<!\d)(?P<n>{_INTEGER})\s+(?:\([^()]*\)\s+)?(?P<word>{WORDS})s?\b"
    r"(?! - episode_reward)(?: (?:done|completed?|finished))?"
    r"(?(after)(?=[\s:,])|(?=\s*(?:[:,|]|-+>?\s|=+>)))",
    re.IGNORECASE,
)
# "[ 1000 eps] reward 0.5": the same in brackets.
_BOXED = re.compile(rf"\s*\[\s*(?P<n>{_INTEGER}) (?P<word>{WORDS})s?\]:?(?=\s)", re.IGNORECASE)
# "Interval 2 (10000 steps performed)", as Keras-RL begins one.
_INTERVAL = re.compile(r"\s*(?P<word>Interval) (?P<n>\d+) \(\d+ steps performed\)")
# "[3, 2000]" and "(3, 2000)" at the beginning: an epoch, and a batch in it.
_LED_BY_TWO = re.compile(r"\s*[\[(](?P<epoch>\d+),\s*(?P<batch>\d+)[\])]:?(?=\s)")
# "[3/25][200/1583]" at the beginning, as the example of DCGAN has it.
_LED_BY_TWO_OF = re.compile(
    r"\s*\[(?P<epoch>\d+)/\d+\](?: ?|-{1,2}|,)\[(?P<batch>\d+)/(?P<size>\d+)\](?=:?\s)"
)
# "2|31|Loss: 0.5": so torchtune tells the epoch and the step of all epochs.
_BARRED = re.compile(r"\s*(?P<epoch>\d+)\|(?P<step>\d+)\|(?=\w+: )")
_INNER = frozenset({"iter", "iteration"})  # in "Iter(val) [9/9]"
_SHARE_DONE = r"\(\s{0,20}\d+(?:\.\d+)?%\)"
# "[10]", "[10]:", "10:", "#10", "@10" or "10 / 90" at the beginning counts where nothing else does,
# as boosters, Dreamer and Julia's POMDPs have it.
_LED = re.compile(
    rf"\s*(?:\[ *(?P<boxed>\d+)\]:?|\[(?P<thousands>\d+(?:\.\d+)?)[kK]\]"
    rf"|\[\s*(?P<whole>{_COUNT})\s*/\s*(?:{_COUNT})\s*(?:{_SHARE_DONE}\s*)?\]|(?P<plain>{_COUNT}):"
    r"|(?<=[#@])(?P<hash>\d+)(?=:?\s+[^\W\d]):?|E(?P<letter>\d+):?"
    r"|(?P<shown>\d+)/\d+(?= \[[=>. ]+\])"
    rf"|(?P<of>{_COUNT}) */ *(?:{_COUNT})(?: *{_SHARE_DONE})?(?= +(?:[|,-] *)?[^\W\d])"
    r"|\((?P<round>\d+)(?: */ *\d+)?\)"
    r"|(?P<dotted>\d+)(?:[.)](?= +[^\W\d])|(?= +\| +[^\W\d])|(?=\t[^\W\d]))"
    r"|(?P<bare>\d{1,12})(?:,|(?= +[^\W\d])))(?=\s)"
)
# "200/2000: episode: 7" at the beginning, as Keras-RL: a step, and the episode that it is in.
_LED_BY_STEP = re.compile(r"\s*(?P<step>\d+)/(?P<total>\d+):\s+(?=\W*$)")
# "Mean reward after 5000 steps: 0.5".
_AFTER = re.compile(
    rf"(?<=[\w)]) (?:after|at) (?P<n>{_INTEGER}) (?P<word>{WORDS})s?(?: is)?(?=\s*[:=])",
    re.IGNORECASE,
)
OF_RUN = r"(?:run|seed|trial)[ _]?#?\d+ *[,:|-]"
"""Before a counter: of which run a line is."""
# Before a counter that opens its line: brackets, the number of a task, seconds since the start,
# what was best so far before a bar, and that it begins.
_OPENS = re.compile(
    r"[\s\[(<{'\"]*+(?:\d+(?::\s++|\s{2,}+)|\d+(?:\.\d+)?(?:\s{1,4}\| | ?s(?:ec)?[:,]?\s)\s*+)?"
    r"[\s\[(<{'\"]*+"
    rf"(?:(?:(?:start|begin)(?:n?ing)?|current) |(?:train|test|eval|valid)[a-z]* *[|:>] *"
    rf"|{OF_RUN} *)?",
    re.IGNORECASE,
)
# "Stage 2, Episode 7", or "--- Stage 2 ---" alone: in each of these another counter begins anew.
_STAGE = re.compile(
    rf"\W*(?P<word>{'|'.join(STAGES)})\s*[:=#]?\s*#?(?P<n>\d+)(?:\s*/\s*\d+)?"
    rf"(?=\W{{1,4}}(?:{WORDS})\b|\W*$)",
    re.IGNORECASE,
)
# Before a counting word: what is counted is not the progress of the training.
_ELSE = re.compile(
    r"\b(?:(?:learner|actor|evaluator|episode|fps|(?<![:=])(?<![:=] )nan|skipped"
    r"|warmup|max|this|best|avg|average|mean|median)[ _]"
    r"|best [a-z]{1,12} \(|per[ _](?:[a-z]+[ _])?|(?:solved|converged) (?:at|in|on|after) "
    r"|(?:last|past) \d+ )$",
    re.IGNORECASE,
)
_CELL = re.compile(r"\t *\d{1,9} $")  # "\t 45 steps \t": its number stands before
# The episodes of an evaluation, which begin anew with each, count for themselves.
_TRIED = re.compile(r"\b(?:eval(?:uation)?|test(?:ing)?|val(?:id(?:ation)?)?) $", re.IGNORECASE)
_TRIES = {"game", "episode", "ep", "trial", "round", "batch"}
_WHOLE = {"batch"}  # what is never counted in parts: "Batch 0.45" is a time
_FOR = re.compile(r" (?:for|of)(?: (?:the|one|an|each|every|this))? $")
_SECONDS = re.compile(r" ?(?:s|secs?|seconds?|ms)\b(?! ?[:=])")
_OTHERWISE = ("step", "epoch", "batch", "episode", "instances")
# "| checkpoint 3 | epoch 3 | 120 updates | lr 0.25": names and numbers alone, between bars.
_AMONG = re.compile(
    rf"\s*(?:[^\W\d][\w/ -]*(?: |\([\w ]{{1,20}}\) {{1,20}}){NUMBER}(?:%|/\d+)?(?: {_SHARE_DONE})?"
    r"|\d+ [^\W\d]\w*|eta\b[^|]{1,20})\s*",
    re.IGNORECASE,
)
_FEWEST = 3  # of them
_LONGEST_BEFORE = 20  # characters of such a word
# "Reward at step 7: 0.5": the counter stands between the name and its value.
_WITHIN = re.compile(
    r"(?:(?<=[\w)]) +(?:at|in|for|after|on|of) +(?:the +)?|(?<=[^\W\d]), +)$", re.IGNORECASE
)
# "Reward 0.5 for game 7": it stands behind the value, and ends the line.
_ENDS = re.compile(r"(?<=[\d%]) +(?:at|in|for|after|on|of) +(?:the +)?$", re.IGNORECASE)
_LONGEST_WITHIN = 16
_OF_LAST = re.compile(r" (?:for|over|in) (?:the )?(?:last|past) \d+ \w+", re.IGNORECASE)
_VALUE = re.compile(rf"\s*[:=]\s*{NUMBER}", re.IGNORECASE)
MAGNITUDES = {"k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9, "G": 1e9, "T": 1e12}


@dataclass(kw_only=True)
class Counts:
    """The counters of a line.

    Attributes:
        text: the line with blanks, or a comma and blanks, in their place.
        counters: word as written -> where its number stands, and what that is to be multiplied by.
        totals: word -> where the number behind its slash stands.
        labels: where a counter says which data its values are of, as `Epoch(val)` does, or
            `evaluation episode`.
        strong: whether a counter opens the line.
    """

    text: str
    counters: dict[str, tuple[Span, float]] = field(default_factory=dict)
    totals: dict[str, Span] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    strong: bool = False


def folded(word: str) -> str:
    """A counting word in the one spelling of `COUNTERS`: "Global-step" is "global step"."""
    return word.lower().replace("_", " ").replace("-", " ")


def step_of_bar(words: Sequence[str]) -> str:
    """The name of what a progress bar counts, behind other counters of its line."""
    return STEP if not words or STEP in map(folded, words) else f"{words[-1]} {STEP}"


def may_count(text: str) -> bool:
    """Whether a counter stands in a line."""
    return bool(
        (_before_number(text) and _COUNTER.search(text))
        or ("@" in text and (_AT.search(text) or _ABBREVIATED.search(text)))
        or (_behind_number(text) and (_AFTER.search(text) or _DONE.search(text)))
        or ("epoch" in text.lower() and _BEFORE.search(text))
        or ("Train: " in text and _PASS.search(text))
        or _STAGE.match(text)
        or _LOADER.match(text)
        or _OF_DATA.match(text)
        or (not text.isascii() and (_ORDINAL.search(text) or _NTH.search(text)))
        or _BOXED.match(text)
        or _INTERVAL.match(text)
    )


def _before_number(text: str) -> bool:
    """Whether a word that ends a counting one stands before a number: found far sooner."""
    return any(word.lower() in _ENDING for word in _WORD_BEFORE.findall(text))


def _behind_number(text: str) -> bool:
    """Whether a word that begins a counting one stands behind a number."""
    return any(word.lower() in _BEGINNING for word in _WORD_BEHIND.findall(text))


def counts(text: str) -> Counts:
    """The counters of a line."""
    found = Counts(text=text)
    rest, last = [], 0
    after = _AFTER.search(text)
    for match in _COUNTER.finditer(text):
        if after and after.start() < match.start() < after.end():
            continue  # "after 5000 steps: 7.5"
        before = text[max(match.start() - _LONGEST_BEFORE, 0) : match.start()]
        if (
            _ELSE.search(before)
            or _CELL.search(before)
            or (match["word"].lower() in _WHOLE and "." in match["n"])
            or _is_measured(match, before)
        ):
            continue
        if _is_behind_remark(match, found):
            found, rest, last = Counts(text=text), [" " * match.start()], match.start()
        tried = _TRIED.search(before) if match["word"].lower() in _TRIES else None
        begin = match.start() - len(tried[0]) if tried else match.start()
        if not found.counters:
            led_by = _LED_BY_STEP.fullmatch(text, 0, begin)
            if led_by:
                found.counters[STEP] = led_by.span(STEP), 1.0
                found.totals[STEP] = led_by.span("total")
            opens = bool(rest or led_by) or _OPENS.fullmatch(text, 0, begin)
            found.strong = bool(opens)
        if tried:
            found.labels[match.end()] = tried[0].strip()
        _count(match, f"{tried[0] if tried else ''}{match['word']}", found)
        begin, end, mark = _bounds(text, begin, match.end())
        rest += [text[last:begin], mark, " " * (end - begin - len(mark))]
        last = end
    found.text = "".join([*rest, text[last:]])
    _count_stage(text, found)
    _count_ordinal(text, found)
    _count_boxed(text, found)
    _count_behind(found)
    if not found.counters:
        _count_otherwise(text, found)
    found.strong |= bool(found.counters) and "|" in text and _is_among_bars(text)
    return found


def _is_measured(match: re.Match[str], before: str) -> bool:
    """Whether a number is what something was for each: "loss of one epoch: 0.5", "Epoch: 7 s"."""
    if not _FOR.search(before):
        return False
    return "." in match["n"] or bool(_SECONDS.match(match.string, match.end()))


def _is_among_bars(text: str) -> bool:
    """Whether a line consists of names with their numbers between bars."""
    parts = [part for part in text.split("|") if part.strip()]
    return len(parts) >= _FEWEST and all(map(_AMONG.fullmatch, parts))


def _is_behind_remark(match: re.Match[str], found: Counts) -> bool:
    """Whether a row follows a remark without a line end, "saved at step 2", and a tab."""
    is_behind_tab = match.start() > 0 and match.string[match.start() - 1] == "\t"
    again = folded(match["word"]) in map(folded, found.counters)
    return is_behind_tab and again and not found.strong


def _count_stage(text: str, found: Counts) -> None:
    """The part of the training that opens a line, before another counter or alone."""
    match = _STAGE.match(text)
    if match:
        found.counters[match["word"]] = match.span("n"), 1.0
        found.strong = True
        begin, end = match.span("word")[0], match.span("n")[1]
        found.text = f"{found.text[:begin]},{' ' * (end - begin - 1)}{found.text[end:]}"


def _count_ordinal(text: str, found: Counts) -> None:
    """The round that opens a line in Chinese, before another counter."""
    match = _ORDINAL.search(text) if found.counters and "第" in text else None
    if match and not re.search(r"\w", text[: match.start()]):
        found.counters = {"episode": (match.span("episode"), 1.0), **found.counters}
        found.strong = True
        begin, end = match.span()
        found.text = f"{found.text[:begin]},{' ' * (end - begin - 1)}{found.text[end:]}"


def _count_boxed(text: str, found: Counts) -> None:
    """The count in brackets that opens a line, before any other counter."""
    match = _BOXED.match(text)
    if match and match["word"] not in found.counters:
        found.counters = {match["word"]: (match.span("n"), 1.0), **found.counters}
        found.strong = True
        found.text = " " * match.end() + found.text[match.end() :]


def _count_behind(found: Counts) -> None:
    """Where the counting word stands behind its number, beside another counter."""
    match = _OF_BATCHES.search(found.text) if found.counters else None
    match = match or (_AMONG_BARS.search(found.text) if found.counters else None)
    if match and match["word"] not in found.counters:
        found.counters[match["word"]] = match.span("n"), 1.0
        if match.re is _OF_BATCHES:
            found.totals[match["word"]] = match.span("total")
        begin, end = match.span()
        found.text = f"{found.text[:begin]}{' ' * (end - begin)}{found.text[end:]}"


def _count_otherwise(text: str, found: Counts) -> None:
    """Where no counting word stands before its number: `[eval @ 7]`, `7epoch`, `Train: 7 [3/9]`."""
    match = _AT.search(text) or _BEFORE.search(text) or _PASS.search(text) or _DONE.match(text)
    match = match or _INTERVAL.match(text) or _LED_BY_TWO.match(text) or _LED_BY_TWO_OF.match(text)
    match = match or _BARRED.match(text) or _OF_DATA.match(text) or _AT_END.search(text)
    match = (
        match
        or _ORDINAL.search(text)
        or _NTH.search(text)
        or _LOADER.match(text)
        or _AFTER.search(text)
        or _ABBREVIATED.search(text)
    )
    if not match:
        return
    named = match.groupdict()
    found.counters |= {word: (match.span(word), 1.0) for word in _OTHERWISE if named.get(word)}
    if named.get("word"):
        found.counters[named["word"]] = match.span("at" if named.get("at") else "n"), 1.0
    if named.get("total"):
        found.totals[next(iter(found.counters))] = match.span("total")
    if named.get("size"):
        found.totals["batch"] = match.span("size")
    if named.get("label"):
        found.labels[match.end()] = named["label"]
    found.strong = not text[: match.start()].strip() or bool(named.get("at")) or match.re is _AT_END
    found.text = f"{text[: match.start()]}{' ' * len(match[0])}{text[match.end() :]}"


def _bounds(text: str, begin: int, end: int) -> tuple[int, int, str]:
    """Where to blank a counter, and the mark to put there: none within a name."""
    ends = _ENDS.search(text, max(begin - _LONGEST_WITHIN, 0), begin)
    if ends and not text[end:].strip(" .!"):
        return ends.start(), end, ","
    within = _WITHIN.search(text, max(begin - _LONGEST_WITHIN, 0), begin)
    behind = _OF_LAST.match(text, end) if within else None
    last = behind.end() if behind else end
    if within and _VALUE.match(text, last):
        return within.start(), last, ""
    return begin, end, ","


def _count(match: re.Match[str], word: str, found: Counts) -> None:
    if match["aside"] and folded(word) in _INNER:  # the batches of one evaluation
        found.strong = False
    elif folded(word) not in map(folded, found.counters):  # "Trial 7 ... Best is trial 3"
        scale = MAGNITUDES.get(match["unit"] or "", 1.0)
        found.counters[word] = match.span("n"), scale
        if match["total"]:
            found.totals[word] = match.span("total")
    if match["aside"]:
        found.labels[match.start()] = match["aside"].strip("()")
    elif match["inner"] and word.lower() == "epoch":
        found.counters["step"] = match.span("inner"), 1.0
        found.totals["step"] = match.span("size")


def led(text: str, start: int) -> re.Match[str] | None:
    """The number that opens a line in which nothing else counts."""
    return _LED.match(text, start)
