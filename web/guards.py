"""What every request and every response passes: size limits, and the headers that keep a browser careful."""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.callers import caller_of, is_from_elsewhere
from web.errors import ErrorDetails, error_response, unforeseen_error
from web.origins import Origins

#: Nothing is loaded from elsewhere and no script stands in a page. ``data:`` is for the icons in Swagger UI's styles.
CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
SECURITY_HEADERS = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
MAX_JSON = 2**20
#: How long a body may stay away, in seconds.
_BODY_S = 30.0


class Guards:
    """Middleware: refuses bodies over the limit before they are in memory, and what other sites' pages send.

    ``max_upload`` bounds a multipart body of the office, ``MAX_JSON`` any other, both in bytes; ``origins`` says whose pages may
    ask. What nobody foresaw is answered here, too: outside, an answer would go without these headers.
    """

    def __init__(self, app: ASGIApp, max_upload: int, origins: Origins) -> None:
        self.app = app
        self.max_upload = max_upload
        self.origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        uploads = caller_of(scope).staff and headers.get("content-type", "").startswith("multipart/")
        limit = self.max_upload if uploads else MAX_JSON
        received = 0
        asked = started = False

        async def counted() -> Message:
            # A chunked body states no length, so that it has to be counted as it comes.
            nonlocal received, asked
            # After the body this only tells that the caller went, which may take as long as the answer.
            try:
                message = await (receive() if asked else asyncio.wait_for(receive(), _BODY_S))
            except TimeoutError:
                raise HTTPException(408, f"Nothing came of the request's body for {_BODY_S:.0f} s.") from None
            received += len(message.get("body", b""))
            asked = not message.get("more_body", False)
            if received > limit:
                raise HTTPException(413, _too_large(limit))
            return message

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                sent = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    sent.setdefault(name, value)
                if "etag" not in sent:
                    # What is internal must not stay in a proxy or on a shared machine.
                    sent.setdefault("cache-control", "no-store")
            await send(message)

        refusal = self._refusal(scope, headers, limit)
        if refusal is not None:
            await refusal(scope, receive, guarded)
            return
        try:
            await self.app(scope, counted, guarded)
        except Exception:
            if not started:
                await unforeseen_error(Request(scope))(scope, receive, guarded)
            raise

    def _refusal(self, scope: Scope, headers: Headers, limit: int) -> Response | None:
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > limit:
            return error_answer(scope, 413, _too_large(limit), "Send less at once.")
        # A page of another site could otherwise post to this machine from the browser of someone who works at it.
        writes = scope["method"] not in ("GET", "HEAD", "OPTIONS")
        elsewhere = headers.get("sec-fetch-site") in ("cross-site", "same-site") or is_from_elsewhere(headers)
        if writes and elsewhere and not self.origins.admit(scope["method"], scope["path"], headers.get("origin")):
            return error_answer(
                scope,
                403,
                "The request was sent by a page of another site.",
                "Send it from a page of this server, or from a program; KEHOACH_ORIGINS lists the sites that may ask.",
            )
        return None


def error_answer(scope: Scope, status: int, message: str, remedy: str) -> Response:
    """An error in the shape of every other, for middleware, which no handler of errors stands around."""
    return error_response(Request(scope), status, ErrorDetails(message=message, remedy=remedy))


def _too_large(limit: int) -> str:
    return f"The request's body is too large; at most {limit / 2**20:.0f} MiB are read."
