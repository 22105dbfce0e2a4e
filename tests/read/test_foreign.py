from __future__ import annotations

import pytest

from rlreport.errors import FormatError
from rlreport.read.text_log import FORMAT
from rlreport.sources import LogFile
from rlreport.values import Loose

LINES = (
    "64 bytes from 10.0.0.{0} (10.0.0.1): icmp_seq={0} ttl=117 time=1{0}.5 ms",
    "Reply from 10.0.0.1: bytes=32 time=1{0}ms TTL=117",
    "frame=  10{0} fps= 3{0} q=28.0 size=   25{0}kB time=00:00:0{0}.12 bitrate= 90{0}.2kbits/s",
    '10.0.0.1 - - [10/Oct/2023:13:00:0{0} +0000] "GET /a?step={0}&loss=0.{0} HTTP/1.1" 200 1{0}',
    'INFO:httpx:HTTP Request: POST http://host:800{0}/v1 "HTTP/1.1 200 OK"',
    "at=info method=GET path=/ connect={0}ms service=1{0}ms status=200 bytes=10{0}",
    "Get:{0} http://archive.example.org focal/main amd64 lib{0} amd64 2.{0}-1 [90{0} kB]",
    "(Reading database ... {0}5%",
    "     ━━━━━━━━━━━━━━━━━━ {0}0.1/619.9 MB {0}.3 MB/s eta 0:00:0{0}",
    "Receiving objects:  {0}2% ({0}20/1000), {0}.10 MiB | 2.{0} MiB/s",
    "     1,23{0},567 100%   8{0}.12MB/s    0:00:01 (xfr#{0}, to-chk={0}/42)",
    "model.safetensors:  {0}2%|██  | 1.{0}G/10.0G [00:0{0}<00:50, 8{0}.1MB/s]",
    "e1b4a9{0} reward: 0.{0}",
    "[codecarbon INFO @ 14:22:5{0}] Energy consumed for RAM : 0.00{0} kWh. RAM Power : 5.7 W",
)


def read(text: str) -> Loose:
    return FORMAT.read(LogFile(name="train.log", content=text.encode()))


@pytest.mark.parametrize("line", LINES)
def test_lines_of_other_programs_hold_no_metrics(line: str) -> None:
    with pytest.raises(FormatError, match="nothing to plot"):
        read("".join(f"{line.format(n)}\n" for n in range(1, 10)))


@pytest.mark.parametrize("line", LINES)
def test_lines_of_other_programs_in_a_log_are_passed_over(line: str) -> None:
    text = "".join(f"step {n} loss 0.{n}\n{line.format(n)}\n" for n in range(1, 10))
    (table,) = read(text).tables
    assert set(table.columns) == {"step", "loss"}
    assert table.columns["loss"].tolist() == [n / 10 for n in range(1, 10)]


def test_messages_of_commits_are_no_rows() -> None:
    commit = "commit {:040x}\nAuthor: A <a@b.c>\nDate:   Mon Jan 1\n\n    Epoch {}: loss 0.{}\n\n"
    commits = "".join(commit.format(n, 50 + n, n) for n in (1, 2, 3))
    with pytest.raises(FormatError, match="nothing to plot"):
        read(commits)
    (table,) = read(commits + "Epoch 1: loss 8.5\nEpoch 2: loss 7.5\n").tables
    assert table.columns["loss"].tolist() == [8.5, 7.5]
