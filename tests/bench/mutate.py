"""Logs mutated at random: whatever happens, `read` gives logs or an error of rlreport.

    python -m tests.bench.mutate --seconds 600 --report 0.05 path/of/logs ...

Every format's sample and every file below the given paths is damaged by flipped bits, cuts,
insertions, swaps and repetitions. Any other exception, more than ten seconds of CPU, or more memory
than a multiple of the file is printed with the seed that brings it back: `--only SEED`.
"""

from __future__ import annotations

import argparse
import random
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rlreport.errors import RlreportError
from rlreport.pipeline import build, read
from rlreport.read import formats
from rlreport.sources import LogFile, gather
from rlreport.values import Settings

LONGEST = 10  # seconds of CPU
BASE, MULTIPLE = 200 << 20, 50  # bytes that any file may take, and bytes for each of its own
SMALLER_THAN = 4 << 20  # bytes of the files that are mutated
HEAD, HEADS = 24 << 10, 0.9  # of longer files mostly the beginning, so that there are many a second
NOISE = (
    *(b"nan", b"-inf", b"1e999", b"-1e-999", b"9" * 400, b"\0", b"\0" * 300, b"\r\n", b"\r", b"\n"),
    *(b'"', b"'", b"{", b"}", b"[", b"]", b"[" * 2000, b",", b";", b"\t", b":", b"|", b"%", b"\\"),
    *(b"\\ud800", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1b[31m", b"step", b"1,000", b"a b " * 500),
)


class TimeOut(BaseException):
    """The file took longer than `LONGEST`; no `Exception`, so that no handler swallows it."""


def mutated(content: bytes, chance: random.Random) -> bytes:
    """`content` with up to six damages."""
    for _ in range(chance.randint(1, 6)):
        first, last = sorted(chance.choices(range(len(content) + 1), k=2))
        if chance.random() < 0.7:  # damage is mostly small
            last = min(last, first + chance.randint(0, 64))
        content = _damaged(content, first, last, chance)
    return content


def _damaged(content: bytes, first: int, last: int, chance: random.Random) -> bytes:
    before, part, after = content[:first], content[first:last], content[last:]
    kind = chance.randrange(8)
    if kind == 0:
        return before
    if kind == 1:
        return before + after
    if kind == 2:
        return before + part * chance.randint(2, 5) + after
    if kind == 3:
        return after + part + before
    if kind == 4:
        return (
            before
            + bytes(byte ^ 1 << chance.randrange(8) for byte in part[:64])
            + part[64:]
            + after
        )
    if kind == 5:
        return before + chance.randbytes(min(len(part), 64)) + part[64:] + after
    if kind == 6:
        lines = content.split(b"\n")
        chance.shuffle(lines) if chance.random() < 0.3 else lines.reverse()
        return b"\n".join(lines)
    return before + chance.choice(NOISE) + part + after


def attempt(file: LogFile, *, report: bool) -> str:
    """How it went: "read", "refused", or what is wrong with it."""
    begun, memory = time.process_time(), _peak()
    signal.signal(signal.SIGPROF, _time_out)
    signal.setitimer(signal.ITIMER_PROF, LONGEST)
    try:
        logs = read(file)
        if report and logs:
            build(logs, Settings())
        outcome = "read" if logs else "refused"
    except RlreportError:
        outcome = "refused"
    except TimeOut:
        return f"took more than {LONGEST} s\n{traceback.format_exc()}"
    except Exception:  # noqa: BLE001 - whatever it is, it is what is sought
        return traceback.format_exc()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    grown = _peak() - memory
    if grown > BASE + MULTIPLE * file.size:
        return f"took {grown >> 20} MiB of memory and {time.process_time() - begun:.1f} s"
    return outcome


def _time_out(*_: object) -> None:
    raise TimeOut


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def originals(paths: Sequence[str]) -> list[LogFile]:
    """The samples of all formats, and the files below the paths."""
    samples = [LogFile(name=entry.sample[0], content=entry.sample[1]) for entry in formats()]
    files = [file for file in gather(paths)[0] if file.size < SMALLER_THAN]
    return samples + [LogFile(name=file.name, content=file.bytes()) for file in files]


def mutations(files: Sequence[LogFile], seed: int) -> Iterator[tuple[str, LogFile]]:
    """Mutated files without end, each with the seed that brings it back."""
    chooser = random.Random(seed)
    while True:
        name = f"{chooser.randrange(len(files))}-{chooser.getrandbits(40)}"
        yield name, again(files, name)


def again(files: Sequence[LogFile], seed: str) -> LogFile:
    """The mutated file of that seed."""
    file, chance = files[int(seed.partition("-")[0])], random.Random(seed)
    content = file.bytes()
    if chance.random() < HEADS:
        content = content[:HEAD]
    return LogFile(name=file.name, content=mutated(content, chance))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("paths", nargs="*", help="logs to mutate besides the formats' samples")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--report", type=float, default=0, help="share of the files whose report is built, too"
    )
    parser.add_argument("--only", default="", help="one seed that was printed")
    parser.add_argument("--save", type=Path, help="folder for the files that failed")
    options = parser.parse_args()
    files = originals(options.paths)
    outcomes: Counter[str] = Counter()
    begun = time.monotonic()
    one = [(options.only, again(files, options.only))] if options.only else None
    for seed, file in one or mutations(files, options.seed):
        told = random.Random(seed).random() < options.report
        outcome = attempt(file, report=told)
        if outcome not in {"read", "refused"}:
            print(f"--only {seed}  {file.name}\n{outcome}", flush=True)
            if options.save:
                (options.save / f"{seed}-{Path(file.name).name}").write_bytes(file.bytes())
            outcome = "wrong"
        outcomes[outcome] += 1
        outcomes["reported"] += told and outcome == "read"
        if time.monotonic() - begun > options.seconds:
            break
    print(dict(outcomes))
    return outcomes["wrong"] > 0


if __name__ == "__main__":
    sys.exit(main())
