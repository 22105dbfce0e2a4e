"""The scripts that draw charts in a browser, as one text, kept on disk between runs.

Bundling them takes two seconds, and gives the same text for the same version of the package that
holds them. The kept copy lies in the user's own cache folder and is made anew where it is damaged.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile

from rlreport.errors import MissingExtraError

_VEGA_LITE = "6.4"
_SNIPPET = "window.vegaEmbed = vegaEmbed;"
_LAST = "window.vegaEmbed="
"""What stands near the end of a whole bundle."""


@cache
def bundle() -> str:
    """The scripts as JavaScript that defines `vegaEmbed`.

    Raises:
        MissingExtraError: vl-convert, which holds the scripts, is not installed.
    """
    try:
        import vl_convert
    except ImportError as error:
        raise MissingExtraError(
            "The package vl-convert-python, which holds the scripts of the charts, is missing.",
            "Install it with: pip install vl-convert-python",
        ) from error
    kept = _folder() / f"charts-{version('vl-convert-python')}-{_VEGA_LITE}.js"
    with suppress(OSError, UnicodeDecodeError):
        text = kept.read_text(encoding="utf-8")
        if _LAST in text[-100:]:
            return text
    text = vl_convert.javascript_bundle(_SNIPPET, vl_version=_VEGA_LITE)
    with suppress(OSError):
        _keep(text, kept)
    return text


def _folder() -> Path:
    """The user's cache folder, as the XDG base directory specification has it."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "rlreport"


def _keep(text: str, target: Path) -> None:
    """Write the whole file or none, for others may read it at this moment."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(
        "w", encoding="utf-8", dir=target.parent, suffix=".js", delete=False
    ) as file:
        file.write(text)
    Path(file.name).replace(target)
