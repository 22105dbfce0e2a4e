"""`rlreport app`: the page on folders of logs, served to this machine."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from rlreport.errors import SourceError

FOLDERS = "RLREPORT_LOGS"
"""Environment variable with the folders whose logs the page offers, as PATH writes them."""

DEFAULT_FOLDER = "data"


def folders() -> tuple[Path, ...]:
    """The folders that the server was started on: those of the environment, or `data/`."""
    named = os.environ.get(FOLDERS, DEFAULT_FOLDER).split(os.pathsep)
    return tuple(Path(name).resolve() for name in named if name and Path(name).exists())


def serve(paths: Sequence[str], *, port: int | None = None) -> None:
    """Serve the page on the logs below `paths` until the user stops it.

    Raises:
        SourceError: a path does not exist.
    """
    for path in paths:
        if not Path(path).exists():
            raise SourceError(f"{path} does not exist.", "Name a folder or a file of logs.")
    if paths:
        os.environ[FOLDERS] = os.pathsep.join(str(Path(path).resolve()) for path in paths)
    from streamlit.web import cli

    script = Path(__file__).with_name("app.py")
    options = [] if port is None else ["--server.port", str(port)]
    cli.main(["run", str(script), *options], prog_name="rlreport", standalone_mode=False)
