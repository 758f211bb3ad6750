"""Two servers in one: the office's, with every route, and everyone's, with the routes named here over public documents.

Whatever route is added is the office's until it is named here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fastapi import APIRouter, FastAPI
from fastapi.responses import RedirectResponse
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from web.callers import Caller, caller_of
from web.errors import ErrorDetails, error_response
from web.frame import SIGN_IN, Language

#: What everyone may use, by method and path; names of parameters apart.
PUBLIC_ROUTES = frozenset(
    (
        ("GET", "/"),
        ("GET", "/documents"),
        ("GET", "/documents/{}"),
        ("GET", "/docs"),
        ("GET", "/embed"),
        ("GET", "/widget.js"),
        ("GET", "/openapi.json"),
        ("GET", "/api/documents"),
        ("GET", "/api/documents/{}"),
        ("GET", "/api/documents/{}/text"),
        ("GET", "/api/documents/{}/file"),
        ("GET", "/api/documents/{}/page.png"),
        ("GET", "/api/documents/{}/pages"),
        ("GET", "/api/documents/{}/pages/{}.png"),
        ("GET", "/api/tasks"),
        ("GET", "/api/tasks.csv"),
        ("GET", "/api/tasks.xlsx"),
        ("GET", "/api/tasks.ics"),
        ("POST", "/api/ask"),
        ("POST", "/api/ask/stream"),
        ("POST", "/api/search"),
        ("POST", "/api/feedback"),
        ("GET", "/healthz"),
        ("GET", "/readyz"),
    )
)


def routes_of(routes: Sequence[BaseRoute]) -> Iterator[tuple[str, str]]:
    """Method and path of every route of an application; a folder of files is "GET" and its path."""
    for route in routes:
        if inner := getattr(route, "original_router", None):
            yield from routes_of(inner.routes)
        elif isinstance(route, Mount):
            yield "GET", route.path
        else:
            for method in sorted(getattr(route, "methods", None) or ()):
                yield method, getattr(route, "path", "")


def generic(path: str) -> str:
    """A route's path without the names of its parameters, as it stands in ``PUBLIC_ROUTES``."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def keep_public(app: FastAPI) -> FastAPI:
    """Take every route from ``app`` that is not for everyone; folders of files stay."""
    _keep_public(app.router.routes)
    return app


def staff_router() -> APIRouter:
    """The address that signs in: only staff come through to it, and are led to the pages."""
    routes = APIRouter(include_in_schema=False)

    @routes.get(SIGN_IN)
    def sign_in(lang: Language = "") -> RedirectResponse:
        return RedirectResponse(f"/?lang={lang}" if lang else "/", 303)

    return routes


class Audiences:
    """Middleware: passes the public on to ``everyone``, and turns it away from what only the office's server has."""

    def __init__(self, app: ASGIApp, everyone: FastAPI) -> None:
        self.app = app
        self.everyone = everyone

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        caller = caller_of(scope) if scope["type"] == "http" else Caller(staff=True)
        if caller.staff:
            await self.app(scope, receive, send)
            return
        office: Sequence[BaseRoute] = scope["app"].routes
        public = _is_offered(self.everyone.routes, scope)
        if caller.refused or (not public and _is_offered(office, scope)):
            # Pages of errors show the way to what the public has.
            await _refusal({**scope, "app": self.everyone}, caller)(scope, receive, send)
            return
        await self.everyone(scope, receive, send)


def _refusal(scope: Scope, caller: Caller) -> Response:
    if caller.refused:
        status, message = 401, "The password or the key is wrong."
        remedy = "Check KEHOACH_STAFF_PASSWORD or KEHOACH_KEYS with the administrator."
    elif caller.elsewhere:
        status, message = 403, "This is for the office, and was asked for by a page of another site."
        remedy = "Open it on this server's own address."
    elif caller.challenge:
        status, message = 401, "This is for the office."
        remedy = "Send the staff password (HTTP Basic) or an API key (Authorization: Bearer)."
    else:
        status, message = 403, "This is for the office, and no password is set that a proxy could pass on."
        remedy = "Set KEHOACH_STAFF_PASSWORD, or open the server's own address instead of the proxy's."
    response = error_response(Request(scope), status, ErrorDetails(message=message, remedy=remedy))
    if status == 401 and caller.challenge:
        response.headers["www-authenticate"] = caller.challenge
    return response


def _keep_public(routes: list[BaseRoute]) -> None:
    for route in list(routes):
        if inner := getattr(route, "original_router", None):
            _keep_public(inner.routes)
        elif not isinstance(route, Mount) and not _is_public(route):
            routes.remove(route)


def _is_public(route: BaseRoute) -> bool:
    path = generic(getattr(route, "path", ""))
    methods = set(getattr(route, "methods", None) or ()) - {"HEAD"}
    return bool(methods) and all((method, path) in PUBLIC_ROUTES for method in methods)


def _is_offered(routes: Sequence[BaseRoute], scope: Scope) -> bool:
    return any(route.matches(dict(scope))[0] == Match.FULL for route in routes)
