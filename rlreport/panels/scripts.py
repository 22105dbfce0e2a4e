"""The scripts that draw charts, which the server hands out beside Streamlit's own page."""

from __future__ import annotations

import gzip
from functools import cache

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from rlreport.panels.inserted import inserting

NAME = "charts.js"
_KEPT = "public, max-age=3600"
_TAG = f'<script async src="{NAME}"></script>'.encode()
"""Has a browser run the scripts while it still loads the page that will ask for them."""


class Scripts:
    """Answers for the scripts, below whatever path the page has (ASGI middleware)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The scripts where they are asked for, all else as the application answers it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"].endswith(f"/{NAME}"):
            answer = await run_in_threadpool(_answer, Headers(scope=scope))
            await answer(scope, receive, send)
        else:
            await self._app(scope, receive, inserting(_TAG, send))


def _answer(asked: Headers) -> Response:
    from rlreport.chart import bundle  # with pandas, for which the page itself does not wait

    headers = {"cache-control": _KEPT, "vary": "accept-encoding"}
    if "gzip" not in asked.get("accept-encoding", ""):
        return Response(bundle(), media_type="text/javascript", headers=headers)
    headers["content-encoding"] = "gzip"
    return Response(_packed(bundle()), media_type="text/javascript", headers=headers)


@cache
def _packed(text: str) -> bytes:
    return gzip.compress(text.encode(), mtime=0)
