"""A line of a free text log -> the same with a mark between each name and its number, and as long.

Programs lead to a number in many ways: `loss=0.5` has a mark, `loss is 0.5`, `Loss(0.5)`,
`loss -> 0.5` and `loss,0.5` get one.
"""

from __future__ import annotations

import re

from rlreport.catalogue import OUTCOMES, describe
from rlreport.read._counting import NUMBER, may_count

LIKELY = re.compile(r"[:=]\s*['\"$€£]?[-+]?(?:\d|\.\d|nan|inf|(?-i:True|False))", re.IGNORECASE)
"""A name and its number with a mark between."""
# What a line of named numbers is about, without a counter or a mark between name and number.
METRIC = (
    r"(?<![a-z])(?:train|valid?|test)?(?:reward|return|score|loss|acc|prec|accuracy|success|win|length|entropy|error"
    r"|fps|sps|kl|elo|epsilon|perplexity|throughput|fitness|exploitability|nash[_ ]?conv|regret"
    r"|f1|auc|bleu|iou|r?mse|mae)s?"
)
# A number of NumPy or PyTorch, or an array of one: "np.float64(0.5)", "=[12.]".
_WRAPPED = re.compile(
    r"\b(?:np|numpy|torch|jnp)?\.?"
    r"(?:(?:float\d*|int\d*|tensor)\(\[*+([-+\w.]++)\]*+(?:, *[a-z_]++=[^()]*+)?\)"
    r"|array\(\[*+([-+\w.]++)\]*+(?:, *dtype=[\w.]++)?\))|\[\(\d++, '([-+\w.]++)'\)\]"
    r"|\bArray\(([-+\d.e]++|nan)(?:, *\w+=\w+)*\)"  # of JAX
    r"|\bSome\(([-+\d.e]++)\)"  # of Rust
    r"|(?:(?<=[:=])|(?<=[:=] )|(?<=[:=]  ))"
    r"\[++ *+([-+]?\d[-+\w.]*+|[-+]?\.\d[-+\w.]*+|nan|inf) *+\]++"
    r"|(?<=\w[:=])\(([-+]?\d++\.\d++),?\)"  # a tuple of one
)
_MAY_BE_WRAPPED = re.compile(
    r"\((?<=[tryeTRYE\d:=]\()|\[(?:\(|(?<=[:=]\[)|(?<=[:=] \[)|(?<=[:=]  \[))"
)
# '[1] "Episode 7 reward 0.5"', as R prints a text.
_PRINTED = re.compile(r'\s*(?:\[\d\] )?"(?P<text>[^"]*)"\s*')
# "Episode,1,Reward,2.5": names and numbers take turns between commas, or tabs, behind a word.
_TURNS = re.compile(
    r"\s*(?:[^\W\d]\w*(?: \d+)?[,\t]\s*)?"
    rf"(?:[^\W\d][^,\t:=]{{0,60}}[,\t]\s*{NUMBER}(?:[,\t]\s*|\s*$)){{2,}}",
    re.IGNORECASE,
)
_TURN = re.compile(rf"([^\W\d][^,\t:=]*)[,\t](\s*{NUMBER})(?=[,\t]|\s*$)", re.IGNORECASE)
_TUPLE = re.compile(rf"\('([^\W\d][^',:=]*)',(\s*{NUMBER})(?= *\))", re.IGNORECASE)
_GENOTYPE = "Genotype("  # which lists operations and numbers of nodes, as DARTS and its kin do
# "('Episode: ', 7, '| reward:', 0.5)", as Python 2 prints several things.
_PRINTED_APART = re.compile(rf"\s*\((?:'[^']*', *{NUMBER}(?:, *|(?=\))))+\)\s*", re.IGNORECASE)
_APART = re.compile(
    rf"'(?P<lead>(?:\\[tn]|[^\w'])*)(?P<name>[^']*?)(?:\\[tn]|[\s:=#])*', *(?={NUMBER})",
    re.IGNORECASE,
)
# "Train Iter(100)\tLoss(0.5)": so DI-engine writes names and numbers.
_BRACKETED = re.compile(
    rf"(?<![\w(])([^\W\d][\w ]{{0,40}})\(({NUMBER})\)(?=[\s,;]|\Z)", re.IGNORECASE
)
# "  reward   |  0.5", as RLCard prints a table.
_CELLS = re.compile(rf"\s*[^\W\d][\w /%().-]{{0,40}}\| *{NUMBER}\s*", re.IGNORECASE)
# "[EVAL] deals 67% | smart 40% (100s)": shares by any name, as an evaluation tells them.
_SHARES = re.compile(
    r".*\[(?:eval|evaluation|val|valid|validation|test)\]"
    r"(?P<shares>(?:[ |,;]+[^\W\d][\w ]{0,40} \d+(?:\.\d+)?%)+)\s*(?:\([^()]*\)\s*)?",
    re.IGNORECASE,
)
_SHARE = re.compile(r"(?<=\w) (?=\d+(?:\.\d+)?%)")
# "Arena: new 8 - old 4": how often each side has won, by its name.
_SIDE = (
    r"(?:new|old|prev(?:ious)?|best|current|candidate|challenger|champion|black|white|red|blue"
    r"|draws?|ties?)"
)
_SIDES = re.compile(
    rf"(?:[^\W\d][\w ]{{0,30}}: *)?{_SIDE} \d+(?: ?[-|,/] ?{_SIDE} \d+)+", re.IGNORECASE
)
_OF_SIDE = re.compile(r"(?<=[a-z]) (?=\d)", re.IGNORECASE)
# "100 | train 2.5 | val 2.6": values by any name between bars, behind a number that counts.
_COLUMNS = re.compile(
    rf"\s*\d+ *\|(?: *[^\W\d][\w/.-]*(?: [^\W\d][\w/.-]*){{0,3}} {NUMBER}%? *(?:\||$)){{2,}}",
    re.IGNORECASE,
)
# "tick 7   kimg 32.5   time 60s   augment 0.25", as StyleGAN tells them: blanks set them apart.
_WIDE_APART = re.compile(
    rf"\s*(?:[^\W\d][\w-]*-\d+ {{2,}}|(?=(?:\S+ +\S+ {{2,}}){{2}}))"
    rf"(?:[^\W\d][\w/.-]* +{NUMBER}[a-z%]{{0,3}}(?: {{2,}}|\s*\Z)){{2,}}",
    re.IGNORECASE,
)
# "12:00:00 | Return/Average      32.5": a metric of a group, alone.
_OF_PATH = re.compile(
    rf"(?:[^|]*\|)?\s*[^\W\d][\w.-]*(?:/[\w.-]+)+(?: \(\w+\))? {{2,}}{NUMBER}\s*", re.IGNORECASE
)
_OF_WIDE = re.compile(rf"(?<=[\w.)]) (?= *{NUMBER}[a-z%]{{0,3}}(?: {{2}}|\s*\Z))", re.IGNORECASE)
_OF_COLUMN = re.compile(rf"(?<=[\w.]) (?={NUMBER}%? *(?:\||$))", re.IGNORECASE)
# "loss 0.5" in "Epoch 7 loss 0.5 acc: 0.25": between others that have a mark, or behind them.
_BLANK = re.compile(
    rf"(?<![\w.:=/-])(?P<name>[^\W\d][\w/@.-]*)(?P<gap> +)(?={NUMBER}%?(?:\s+[^\W\d]|\s*\Z))"
    r"(?!\d+ (?:games|episodes|eps|steps|runs|trials|rounds|frames|epochs)\b)",
    re.IGNORECASE,
)
# "Total reward in episode 7 is 0.5": a sentence about one.
_SAID = re.compile(rf"{METRIC}|\b(?:mean|average|avg)\b", re.IGNORECASE)
_MAY_SAY = re.compile(r" (?:is|are|was|were) +[-+.\dni]", re.IGNORECASE)
_SAYS = re.compile(rf" (?:is|are|was|were) +{NUMBER}%?(?:\.?\s*\Z|[.,;] )", re.IGNORECASE)
_IS = re.compile(rf"(?<=[\w)]) (?:is|are|was|were)(?= +{NUMBER}(?![\w/]))", re.IGNORECASE)
# "reward -> 0.5" and "reward ...... 0.5": what leads from a name to its number.
_LEADING = re.compile(
    rf"(?:(?<=[^\W\d)])|(?<=\w[\"']))(?: *(?:[-=]+>|[→⇒➜])| \.{{3,}}|\.{{5,}})(?= *{NUMBER})",
    re.IGNORECASE,
)
# "loss - 0.5": a dash leads to it, too.
_DASHED = re.compile(
    rf"(?P<name>{METRIC}|(?<![^\W_])(?:avg|average|mean))(?P<mark> - )"
    r"(?=[-+]?(?:\d*\.\d|nan\b|\d+%?\s*(?:[,;|)]|\Z)))",
    re.IGNORECASE,
)
# "best score is updated 0.5 -> 2.5": what a value was before.
_BEFORE = re.compile(
    r"(?:(?<=\w)(?P<said>(?: (?:is|was))? (?:updated|improved|changed)(?: from)?:?) +|(?<=[:= ]))"
    r"[-+]?\d+\.\d+(?:e[-+]?\d+)? *(?:[-=]+>|→) *(?=[-+]?\d+\.\d)",
    re.IGNORECASE,
)
# "loss None reward 0.5": a name without a number.
_WITHOUT = re.compile(
    r"[^\W\d][\w/.-]{0,80} +(?:(?:None|N/A|n/a)(?=[\s,;|)]|$)|--+(?=\s*(?:[,;|)]|$)))"
)
# So Optuna tells the value of a trial, and that of the best one behind it.
_OPTUNA = re.compile(r"finished with (?=value:)|Best is trial \d+ with (?=value:)")
# "step 7 loss 0.5 device=cuda" and "... phase: train" at the end, where no number has a mark.
_SAID_OF_IT = re.compile(
    r"(?<= )[^\W\d][\w.-]*(?:=(?:[^\W\d][\w./-]*)(?= |$)|: (?:[^\W\d][\w./-]*)$)"
)
# "Cost 8.25 * 1,234 @ 56 after 789": what a mean is of, as Marian tells it.
_MEAN_OF = re.compile(r"(?<=\d) \* [\d,]+(?: @ [\d,]+)?(?: after [\d,]+)?(?= :)")
# "Batch [80-100]": the batches that values are of, the last of which counts.
_RANGE = re.compile(r"(?<=\bBatch \[)\d+-(?=\d+\])")
# "step 7 • loss 0.5 // reward 2.5": what stands between values as commas do, and a plus does.
_BETWEEN = re.compile(
    r"(?:(?<=\s)|^)(?:[·•∙⋅│┃»\u203a▶►▸~&\\]|\|\||//|::)(?=\s|$)|(?<=[\d%] )\+(?= [^\W\d])"
)
# "🏆 reward 2.5 📉 loss 0.5 ✅": pictures between values, or at their ends.
_PICTURES = re.compile(
    r"(?:(?<=\s)|^)[\u231a-\u231b\u23e9-\u23fa\u2600-\u2793\u2b50\u2b55\U0001f300-\U0001faff]"
    r"[\ufe0f\u200d\u2600-\u2793\U0001f300-\U0001faff]*(?=\s|$)"
)
_STAND_BETWEEN = ("||", "//", "::", "+ ", "~", "&", "\\")
_NOTHING = ("None", "N/A", "n/a", "--")
# "[#####-----] 50%" and "█████░░░░░ 50%": how far a program has come, drawn by itself.
_DRAWN = re.compile(
    r"(?:\[(?=[^\[\]\w]*[#=>█■●▓*]{2})[#=>█▉▊▋▌▍▎▏■□●○░▒▓*.\- ]{5,}\]"
    r"|[█▓■][█▉▊▋▌▍▎▏▓■□░▒]{4,}|[░□]{5,})"
    r"(?: *\d{1,3}(?:\.\d+)? ?%)?"
)
_SHOWN = re.compile(r"\s*\d+/\d+ ")
_RULED = re.compile(r"(?<=\w)\s+[=*#~-]{3,}\s*$")  # "=== update 7 | loss 0.5 ==="
_RULES = ("=", "*", "#", "~", "-")
# "|grad| = 0.5": the size of what bars stand around.
_SIZE = re.compile(
    rf"(?P<bars>\|\|?)(?P<name>[^\W\d]\w{{0,30}})(?P=bars)(?= *[:=] *{NUMBER})", re.IGNORECASE
)
# "losses/q1_loss 132.25 102000": a metric, its value, and the step behind it, but not the last
# columns of a wider table, as scikit-learn's report has "accuracy" far before "0.75  200".
_PLACED = re.compile(
    rf"(?P<name>\s*(?:[^\W\d][\w.-]*/[\w/.-]+|(?:\w+_)?{METRIC}))(?P<mark>\s)\s{{0,20}}"
    r"(?P<value>\[?[-+]?\d+\.\d+(?:e[-+]?\d+)?\]?)(?P<gap>\s+)(?P<step>\d{1,15})(?P<rest>\s*)",
    re.IGNORECASE,
)
# "completion='It was 7, so loss=3'": what a model wrote.
_WRITTEN = re.compile(
    r"\b(?:completion|response|output|prompt|answer|sample|generat(?:ed|ion)|text|question)s?"
    r"['\"]? {0,2}[=:] {0,2}(?P<quote>['\"])(?P<text>(?:(?!(?P=quote)(?:[\s,}\])]|\Z)).)+)"
)
# "mAP@[.5:.95] 0.25": a range in a name.
_WITHIN = re.compile(r"(?<=[^\W\d]@)\[([\d.]{1,6}):([\d.]{1,6})\]")
# "util[min/max]=0.5/0.75": the names of several numbers.
_SEVERAL = re.compile(r"(?<=\w)\[([^\W\d]\w{0,15}(?:/[^\W\d]\w{0,15}){1,4})\](?= ?[:=])")
# "solved 3/20 (15%) turns=7": a share without a mark before a name that has one.
_SHARE_FIRST = re.compile(r"(?<=[^\W\d] )(\d+/\d+(?: \(\d+(?:\.\d+)?%\))?) (?=[^\W\d][\w/.-]*[:=])")
# "metric=reward value=0.5": the name is a value itself.
_NAMED_VALUE = re.compile(
    r"\b(?:metric|name|tag|key)=(?P<quote>['\"]?)(?P<name>[^\W\d][\w./-]*)(?P=quote),?\s+value(?==)"
)


def in_pairs(text: str) -> str:
    """A line with a mark between a name and its number where another way tells it, and as long."""
    text = _in_words(text)
    text = _WRAPPED.sub(_unwrapped, text) if _MAY_BE_WRAPPED.search(text) else text
    if ("," in text or "\t" in text) and _TURNS.fullmatch(text):
        text = _TURN.sub(_as_pair, text)
    if "'" in text or '"' in text:
        text = _WRITTEN.sub(_unwritten, text)
    if "value=" in text:
        text = _NAMED_VALUE.sub(lambda match: match["name"].rjust(len(match[0])), text)
    if "|" in text:
        text = _SIZE.sub(lambda size: size["name"].center(len(size[0])), text)
    if ">" in text or ".." in text or not text.isascii():
        text = _LEADING.sub(_colon, _BEFORE.sub(_passed, text))
    if "('" in text and _GENOTYPE not in text:
        text = _TUPLE.sub(_as_item, _told_apart(text))
    if text.count("(") > 1 and len(_BRACKETED.findall(text)) > 1:
        text = _BRACKETED.sub(r"\1:\2 ", text)
    if _MAY_SAY.search(text) and _SAID.search(text) and (may_count(text) or _SAYS.search(text)):
        text = _IS.sub(_colon, text)
    text = _in_a_list(text)
    if LIKELY.search(text):
        return _BLANK.sub(_marked, text)
    return _SAID_OF_IT.sub(_blanks, text) if "=" in text or ": " in text else text


def _in_a_list(text: str) -> str:
    """A line that is a list of any names and their numbers with marks between them, and as long."""
    if "|" in text and _CELLS.fullmatch(text):
        return text.replace("|", ":")
    placed = _PLACED.fullmatch(text) if text[-1:].isdigit() or text[-1:].isspace() else None
    if placed:
        begin, end = placed.span("value")
        value = placed["value"].replace("[", " ").replace("]", " ")
        told = f"{placed['name']}:".ljust(begin) + value
        return f"{told}{placed['gap'][1:]}@{placed['step']}{placed['rest']}"
    if "|" in text and "." in text and _COLUMNS.fullmatch(text):
        return _OF_COLUMN.sub(":", text)
    if _SIDES.fullmatch(text.strip()):
        return _OF_SIDE.sub(":", text)
    shares = _SHARES.fullmatch(text) if "%" in text else None
    if shares:
        begin, end = shares.span("shares")
        return f"{text[:begin]}{_SHARE.sub(':', shares['shares'])}{text[end:]}"
    return _set_apart(text) if "  " in text else text


def _set_apart(text: str) -> str:
    """A line of names and numbers that wide blanks alone set apart with marks, and as long."""
    is_list = _WIDE_APART.fullmatch(text) or _OF_PATH.fullmatch(text)
    return _OF_WIDE.sub(":", text) if is_list else text


def _in_words(text: str) -> str:
    """A line without what a program puts around its words and between them, and as long."""
    printed = _PRINTED.fullmatch(text) if text[-1:] == '"' else None
    if printed:
        text = printed["text"].rjust(printed.end("text")).ljust(len(text))
    if " * " in text:
        text = _MEAN_OF.sub(_blanks, text)
    if "Batch [" in text:
        text = _RANGE.sub(_blanks, text)
    if "@[" in text:
        text = _WITHIN.sub(r"_\1-\2_", text)
    if "/" in text and ("=" in text or ": " in text):
        text = _SHARE_FIRST.sub(r"\1|", _SEVERAL.sub(r"(\1)", text))
    if " - " in text:
        text = _DASHED.sub(r"\g<name>:  ", text)
    text = _without_ornament(text)
    if "with value:" in text:
        text = _OPTUNA.sub(
            lambda match: ("best " * (match[0][0] == "B")).rjust(len(match[0])), text
        )
    return text


def _without_ornament(text: str) -> str:
    """A line without bars, pictures and rules, and commas in the place of what parts its values."""
    if not text.isascii() or any(mark in text for mark in _STAND_BETWEEN):
        text = _BETWEEN.sub(_comma, text)
    if any(mark in text for mark in _NOTHING):
        text = _WITHOUT.sub(_comma, text)
    if text.rstrip().endswith(_RULES):
        text = _RULED.sub(_blanks, text)
    if "%|" not in text and ("[" in text or not text.isascii()):
        text = _DRAWN.sub(_undrawn, text)
    if not text.isascii():
        text = _PICTURES.sub(_comma, text)
    return text


def _unwritten(match: re.Match[str]) -> str:
    """What a model wrote, with a comma and blanks in its place."""
    begin = match.start("text") - match.start()
    return f"{match[0][:begin]},{' ' * (len(match['text']) - 1)}"


def _undrawn(bar: re.Match[str]) -> str:
    """A comma in the place of a bar, but for one behind the number that it shows."""
    shows = _SHOWN.fullmatch(bar.string, 0, bar.start())
    return bar[0] if shows else _comma(bar)


def _comma(match: re.Match[str]) -> str:
    return ",".ljust(len(match[0]))


def _blanks(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _passed(before: re.Match[str]) -> str:
    """Blanks in the place of a value that was, and of the words that say so."""
    return _colon(before) if before["said"] else _blanks(before)


def _colon(match: re.Match[str]) -> str:
    return f":{' ' * (len(match[0]) - 1)}"


def _marked(pair: re.Match[str]) -> str:
    """A known metric and its number among those with marks, with one between, and as long."""
    is_metric = describe(pair["name"]).role in OUTCOMES or "loss" in pair["name"].lower()
    return f"{pair['name']}:{pair['gap'][1:]}" if is_metric else pair[0]


def _as_pair(turn: re.Match[str]) -> str:
    """`Reward,2.5` with the mark between a name and its number."""
    return f"{turn[1]}:{turn[2]}"


def _as_item(item: re.Match[str]) -> str:
    """`('loss', 2.5` as it would stand in a dict, and as long."""
    return f" '{item[1]}':{item[2]}"


def _told_apart(text: str) -> str:
    """A tuple of names and numbers as they would stand in a line of text, and as long."""
    if not _PRINTED_APART.fullmatch(text):
        return text
    begin, end = text.index("("), text.rindex(")")
    inner = _APART.sub(
        lambda pair: f"{pair['name']}:".rjust(1 + pair.end("name") - pair.start()).ljust(
            len(pair[0])
        ),
        text[begin + 1 : end],
    )
    return f"{text[:begin]} {inner} {text[end + 1 :]}"


def _unwrapped(match: re.Match[str]) -> str:
    """`np.float64(0.5)` with blanks in the place of all but the number."""
    begin, end = match.span(match.lastindex or 0)
    return " " * (begin - match.start()) + match.string[begin:end] + " " * (match.end() - end)
