"""Markup that the server puts at the end of Streamlit's own page, on its way to a browser."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

_BODY = b"</body>"


def inserting(markup: bytes, send: Send) -> Send:
    """What sends the messages of one answer, where that is a web page with `markup` in it."""
    start: Message | None = None

    async def sent(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start" and _is_page(message):
            start = message
        elif start and message["type"] == "http.response.body":  # Streamlit sends it as one part
            body = message.get("body", b"").replace(_BODY, markup + _BODY, 1)
            headers = MutableHeaders(raw=start["headers"])
            added = len(body) - len(message.get("body", b""))
            headers["content-length"] = str(int(headers["content-length"]) + added)
            for of_the_bare_page in ("etag", "last-modified"):
                del headers[of_the_bare_page]
            await send(start)
            await send({**message, "body": body})
            start = None
        else:
            await send(message)

    return sent


def _is_page(start: Message) -> bool:
    headers = MutableHeaders(raw=start["headers"])
    is_html = headers.get("content-type", "").startswith("text/html")
    return start["status"] == 200 and is_html and "content-length" in headers
