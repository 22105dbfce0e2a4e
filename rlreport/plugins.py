"""Discovery: every module of a plug-in folder exports one constant, and exists by being there."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Any


@cache
def discover(package: str, constant: str) -> tuple[Any, ...]:
    """The `constant` of every public module in `package`, in the order of the modules' names.

    Modules whose name begins with an underscore are helpers and are passed over.

    Args:
        package: dotted name of the folder, such as `"rlreport.read"`.
        constant: the name each module must define, such as `"FORMAT"`.

    Raises:
        ValueError: a module of the folder does not define the constant.
    """
    folder = importlib.import_module(package)
    found = []
    for info in pkgutil.iter_modules(folder.__path__):
        if info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{package}.{info.name}")
        if not hasattr(module, constant):
            raise ValueError(f"{package}.{info.name} defines no {constant}")
        found.append(getattr(module, constant))
    return tuple(found)
