"""The messages of an offline experiment of Comet: `{"payload": {...}, "type": "metric_msg"}`.

They lie in the archive of the experiment as `messages.json`, one in each line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rlreport.errors import FormatError
from rlreport.read import Format
from rlreport.read._records import as_number
from rlreport.read._series import NO_STEP, Scalar, damaged, messages, of_machine, tables
from rlreport.sources import LogFile
from rlreport.values import Loose, Setting

_MARKS = (b'{"payload"', b'"message_id"')  # the second far behind, where packages are listed first
_OWN = frozenset({"curr_step", "curr_epoch"})  # what Comet logs as parameters again and again
_SYSTEM = ("sys.", "process duration")  # how names begin of what Comet itself measures


def _sniff(_name: str, head: bytes) -> int:
    begin, known = _MARKS
    return 3 if head.lstrip().startswith(begin) and known in head else 0


def _read(file: LogFile) -> Loose:
    told = [*messages(file)]
    payloads = [one["payload"] for one in told if _has_payload(one)]
    scalars = [*_scalars(payloads)]
    found = [scalar for scalar in scalars if not scalar.key.startswith(_SYSTEM)]
    if not found:
        raise FormatError(
            "is an offline experiment of Comet without a metric.", "Name another experiment."
        )
    machine = {scalar.key for scalar in scalars} - {scalar.key for scalar in found}
    config = dict(_settings(payloads))
    names = (one.get("value") for one in payloads if one.get("key") == "Name")
    return Loose(
        format=FORMAT.name,
        tables=tables(found, run=str(next(names, ""))),
        config=config,
        issues=(
            *damaged(file.name, sum(one is None for one in told)),
            *of_machine(file.name, len(machine)),
        ),
    )


def _has_payload(message: object) -> bool:
    return isinstance(message, dict) and isinstance(message.get("payload"), dict)


def _scalars(payloads: list[dict[str, Any]]) -> Iterator[Scalar]:
    for payload in payloads:
        metric = payload.get("metric")
        value = as_number(metric.get("metricValue")) if isinstance(metric, Mapping) else None
        if isinstance(metric, Mapping) and value is not None:
            time = as_number(payload.get("local_timestamp")) or 0.0
            name = str(metric.get("metricName"))
            step, epoch = (_count(metric.get(count)) for count in ("step", "epoch"))
            yield Scalar(name, step, value, time / 1000, epoch)


def _count(told: object) -> float:
    number = as_number(told)
    return NO_STEP if number is None else number


def _settings(payloads: list[dict[str, Any]]) -> Iterator[tuple[str, Setting]]:
    for payload in payloads:
        param = payload.get("param")
        value = param.get("paramValue") if isinstance(param, Mapping) else None
        if (
            isinstance(param, Mapping)
            and isinstance(value, (str, int, float))
            and param.get("paramName") not in _OWN
        ):
            yield str(param.get("paramName")), value


_SAMPLE = (
    b'{"payload":{"key":"Name","message_id":2,"value":"ppo"},"type":"log_other"}\n'
    b'{"payload":{"local_timestamp":1795895712081,"message_id":7,"metric":{"epoch":0,'
    b'"metricName":"reward","metricValue":0.5,"step":10}},"type":"metric_msg"}\n'
)

FORMAT = Format(
    name="comet_messages",
    label="offline experiment of Comet",
    sniff=_sniff,
    read=_read,
    sample=("messages.json", _SAMPLE),
)
