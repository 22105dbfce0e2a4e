"""What a run was set to, in a file beside its logs: `config.yaml`, `hparams.yaml`, `params.json`.

Hydra, Lightning, RLlib, RL Baselines3 Zoo, rsl_rl and W&B write such files. They hold no metric:
the runs that they lie beside take their settings over. YAML or TOML of rows or columns of metrics
is read as the same in JSON would be, and of several documents each is a row.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import replace
from typing import Any

from rlreport.catalogue import OUTCOMES, describe
from rlreport.errors import FormatError
from rlreport.read import Format, _settings, _yaml, format_of, json_values
from rlreport.read._text import decode
from rlreport.sources import LogFile
from rlreport.values import Loose

_YAML = re.compile(  # TorchRL writes settings as text, too
    r".+\.(?:ya?ml|toml)|(?:.+/)?texts/hparams\d*\.txt", re.IGNORECASE
)
_TOML = ".toml"
_JSON = re.compile(rb"\s*(?:\{\s*\"|\[\s*[\[{\d-])")
_FEW = 2  # values that may be a range, or a pair of settings
_LARGEST = 8 << 20  # bytes; settings are a thousandth of it
_OVERRIDE = re.compile(r"[+~]{0,2}(?P<name>[\w./@-]+)=(?P<value>.*)", re.DOTALL)


def _sniff(name: str, head: bytes) -> int:
    json_in_it = _JSON.match(head) and not name.lower().endswith(_TOML)
    return 2 if _YAML.fullmatch(name) and not json_in_it else 0


def _read(file: LogFile) -> Loose:
    text = decode(file.head(_LARGEST))
    value, documents = _parsed(text, file.name)
    logged = _logged(documents or value, file)
    if logged:
        return logged
    found = _settings.flat(_without_wandb(value) if isinstance(value, dict) else _overrides(value))
    if not found:
        raise FormatError(
            "holds no setting.", "Name the log of the run; settings are read beside it."
        )
    return Loose(format=FORMAT.name, tables=(), config=found)


def _parsed(text: str, name: str) -> tuple[Any, Any]:
    """The value of a text, and the documents that it holds where these are several.

    Raises:
        FormatError: it is no TOML, though its ending says so.
    """
    if not name.lower().endswith(_TOML):
        return _yaml.parse(text), _yaml.documents(text)
    try:
        return tomllib.loads(text), None
    except ValueError as error:
        raise FormatError("is damaged TOML.", "Copy it again from where it was written.") from error


def _logged(value: Any, file: LogFile) -> Loose | None:
    """The metrics that YAML holds, where some tell how a run did."""
    content = json.dumps(value, default=str).encode()
    known = format_of(f"{file.name}.json", content[: 1 << 16])
    if known is None or known.name == FORMAT.name:
        return None
    try:
        loose = known.read(LogFile(name=file.name, content=content))
    except FormatError:
        return None
    results = json_values.is_of_results(file.name)
    names = [
        name
        for table in loose.tables
        if table.rows > _FEW or (table.kind == "summary" and results)
        for name in table.columns
    ]
    told = any(describe(name).role in (*OUTCOMES, "loss") for name in names)
    return replace(loose, end=0, pending=0, state=None) if told else None


def _overrides(value: Any) -> dict[str, Any]:
    """Hydra's list of what was given on the command line, `- agent.lr=0.1`."""
    lines = value if isinstance(value, list) else []
    given = [_OVERRIDE.fullmatch(line) for line in lines if isinstance(line, str)]
    return {
        one["name"].replace(".", "/"): _yaml.parse(one["value"])
        for one in given
        if one and one["value"]
    }


def _without_wandb(value: dict[str, Any]) -> dict[str, Any]:
    """W&B writes each setting as `name: {desc: ..., value: ...}`, and one of its own."""
    return {
        name: part["value"] if isinstance(part, dict) and "value" in part else part
        for name, part in value.items()
        if name not in ("_wandb", "wandb_version")
    }


FORMAT = Format(
    name="settings",
    label="settings in YAML or TOML",
    sniff=_sniff,
    read=_read,
    sample=("config.yaml", b"agent:\n  lr: 0.001\n  layers: [64, 64]\nseed: 3\n"),
)
