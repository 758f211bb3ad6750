"""What every request and every response passes: size limits, and the headers that keep a browser careful."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
}
MAX_JSON = 2**20


class Guards:
    """Middleware: refuses bodies over the limit before they are in memory, and what other sites' pages send.

    ``max_upload`` bounds a multipart body, ``MAX_JSON`` any other, both in bytes; ``origins`` says whose pages may ask.
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
        limit = self.max_upload if headers.get("content-type", "").startswith("multipart/") else MAX_JSON
        received = 0

        async def counted() -> Message:
            # A chunked body states no length, so that it has to be counted as it comes.
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise HTTPException(413, _too_large(limit))
            return message

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    sent.setdefault(name, value)
            await send(message)

        refusal = self._refusal(scope, headers, limit)
        await (refusal(scope, receive, guarded) if refusal else self.app(scope, counted, guarded))

    def _refusal(self, scope: Scope, headers: Headers, limit: int) -> JSONResponse | None:
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > limit:
            return error_answer(413, _too_large(limit), "Send less at once.")
        # A page of another site could otherwise post to this machine from the browser of someone who works at it.
        writes = scope["method"] not in ("GET", "HEAD", "OPTIONS")
        elsewhere = headers.get("sec-fetch-site") in ("cross-site", "same-site")
        if writes and elsewhere and not self.origins.admit(scope["method"], scope["path"], headers.get("origin")):
            return error_answer(
                403,
                "The request was sent by a page of another site.",
                "Send it from a page of this server, or from a program; KEHOACH_ORIGINS lists the sites that may ask.",
            )
        return None


def error_answer(status: int, message: str, remedy: str) -> JSONResponse:
    """An error in the shape of every other, for middleware, which no handler of errors stands around."""
    return JSONResponse({"error": {"message": message, "remedy": remedy}}, status)


def _too_large(limit: int) -> str:
    return f"The request's body is too large; at most {limit / 2**20:.0f} MiB are read."
