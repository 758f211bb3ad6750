"""Who sends a request: the office, a program with a key, or anyone."""

from __future__ import annotations

import base64
import binascii
import dataclasses
import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from corpus.settings import Settings
from qa.question_log import Asker

#: What proxies add to what they pass on.
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
_SCOPE = "kehoach.caller"


@dataclasses.dataclass(frozen=True)
class Caller:
    """Who sends a request; by default anyone, who sees what is public.

    ``proved`` by the password or, with the name of that, by a ``key``; ``refused``: with one that is wrong. ``elsewhere``: a
    page of another site asks, or the widget. ``challenge`` is what would tell more, as ``WWW-Authenticate`` says it.
    """

    staff: bool = False
    proved: bool = False
    key: str | None = None
    refused: bool = False
    elsewhere: bool = False
    challenge: str | None = None

    @property
    def may_sign_in(self) -> bool:
        """Whether a browser that is asked for a password would be more than anyone."""
        return not self.staff and (self.challenge or "").startswith("Basic")


def caller_of(scope: Scope) -> Caller:
    """The caller of a request that came through ``Callers``."""
    caller: Caller = scope.get(_SCOPE, Caller())
    return caller


def asker_of(request: Request, conversation: str | None = None) -> Asker:
    """Who asks a question, for its log."""
    caller = caller_of(request.scope)
    return Asker(caller.staff, request.client.host if request.client else None, caller.key, conversation)


class Callers:
    """Middleware: finds out who asks, and refuses nobody yet.

    Without a password whoever reaches the server directly is staff, and what a proxy passes on is anyone's.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        password = settings.staff_password
        self.password = _digest(password.get_secret_value()) if password else None
        self.keys = {name: _digest(key) for name, key in settings.api_keys.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope[_SCOPE] = self._caller(Headers(scope=scope), scope)
        await self.app(scope, receive, send)

    def _caller(self, headers: Headers, scope: Scope) -> Caller:
        # A page of another site is the public's whoever looks at it: its script could pass on what it reads.
        if is_from_elsewhere(headers) or b"audience=public" in scope["query_string"].split(b"&"):
            return Caller(elsewhere=True)
        kind, _, credentials = headers.get("authorization", "").partition(" ")
        kind = kind.lower()
        if kind == "bearer" and (self.keys or self.password):
            name = self._key(credentials.strip())
            return Caller(staff=True, proved=True, key=name) if name else Caller(refused=True, challenge="Bearer")
        challenge = 'Basic realm="kehoach", charset="UTF-8"' if self.password else "Bearer" if self.keys else None
        # Without a password here, one that comes along is a proxy's own.
        if kind == "basic" and self.password:
            right = hmac.compare_digest(_digest(_basic_password(credentials)), self.password)
            return Caller(staff=True, proved=True) if right else Caller(refused=True, challenge=challenge)
        return Caller(staff=self.password is None and not _is_forwarded(headers), challenge=challenge)

    def _key(self, given: str) -> str | None:
        digest = _digest(given)
        # All are compared, so that the time tells nothing.
        found = [name for name, key in self.keys.items() if hmac.compare_digest(digest, key)]
        return found[0] if found else None


def is_from_elsewhere(headers: Mapping[str, str]) -> bool:
    """Whether a page of another site sends this, as far as its browser says so."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site == "same-origin":
        return False
    if origin is None:
        return False
    # Browsers name the site only where the connection is encrypted or local; in an office's network they may not.
    return site in ("cross-site", "same-site") or urlsplit(origin).netloc != headers.get("host")


def _is_forwarded(headers: Mapping[str, str]) -> bool:
    return any(name in headers for name in _FORWARDED)


def _basic_password(credentials: str) -> str:
    """The password of "Basic" credentials (RFC 7617); any name goes with it."""
    try:
        return base64.b64decode(credentials, validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""


def _digest(secret: str) -> bytes:
    """Of one length, so that comparing takes the same time for all."""
    return hashlib.sha256(secret.encode(errors="replace")).digest()
