"""Which pages of other sites may ask: the allow-list, and the CORS headers that tell a browser so."""

from __future__ import annotations

import dataclasses
import re

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

#: What the widget sends, from whichever page it is on. Reading what others asked or said is not among it.
PUBLIC = frozenset(("/api/ask", "/api/ask/stream", "/api/search", "/api/feedback"))
#: Pictures of the pages that answers cite.
IMAGES = re.compile(r"/api/documents/[^/]+/(?:page|pages/\d+)\.png")
#: The widget itself, which a page may load with ``crossorigin`` and ``integrity``.
SCRIPT = "/widget.js"
#: The longest that Chromium keeps the permission; each request's origin is looked at all the same.
_PREFLIGHT_S = 7200


@dataclasses.dataclass(frozen=True)
class Origins:
    """The origins whose pages may hold the widget, spelled as browsers send them; none by default."""

    allowed: tuple[str, ...] = ()

    def admit(self, method: str, path: str, origin: str | None) -> bool:
        """Whether a page of ``origin`` may send this request."""
        return method == "POST" and path in PUBLIC and origin in self.allowed

    @property
    def frame_ancestors(self) -> str:
        """The value of the directive of that name in a Content-Security-Policy: who may frame the embed page."""
        return " ".join(self.allowed) or "'none'"


class CrossOrigin:
    """Middleware: CORS for the allowed origins on the public paths; elsewhere browsers keep answers to themselves."""

    def __init__(self, app: ASGIApp, origins: Origins) -> None:
        self.app = app
        self.asked = self._shared(origins, "POST", "retry-after")
        self.shown = self._shared(origins, "GET", "retry-after", "x-page", "x-box")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._way(scope)(scope, receive, send)

    def _way(self, scope: Scope) -> ASGIApp:
        if scope["type"] != "http":
            return self.app
        path, method = scope["path"], scope["method"]
        # By method too: GET /api/feedback lists what people said, and is the office's.
        if method in ("POST", "OPTIONS") and path in PUBLIC:
            return self.asked
        if (method == "GET" and path == SCRIPT) or (method in ("GET", "OPTIONS") and IMAGES.fullmatch(path)):
            return self.shown
        return self.app

    def _shared(self, origins: Origins, method: str, *told: str) -> CORSMiddleware:
        return CORSMiddleware(
            self.app,
            allow_origins=origins.allowed,
            allow_methods=(method,),
            allow_headers=("content-type",),
            expose_headers=told,
            # The office's server often stands in its own network, the portal outside.
            allow_private_network=True,
            max_age=_PREFLIGHT_S,
        )
