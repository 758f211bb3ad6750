"""How often one address, and one key, may ask."""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from corpus.settings import Settings
from web.callers import caller_of
from web.guards import error_answer
from web.origins import IMAGES, PUBLIC

#: Addresses that are remembered at once; past it those that have been still the longest are forgotten.
_ADDRESSES = 10_000
_MINUTE_S = 60.0
#: What a request takes from an address's allowance, in questions: a page or a file of the public, a picture of a page of a
#: document, which has to be drawn, and a wrong password.
_PAGE, _PICTURE, _WRONG = 0.1, 0.25, 6.0
#: What costs nothing to serve, or must be served.
_FREE = ("/static/", "/widget.js", "/healthz", "/readyz")


class Buckets:
    """A token bucket for each key: ``per_minute`` at once, refilled evenly. Any number of threads may take."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic, keys: int = _ADDRESSES) -> None:
        self._size = float(per_minute)
        self._per_s = per_minute / _MINUTE_S
        self._clock = clock
        self._keys = keys
        self._lock = threading.Lock()
        #: Tokens left and when, the last taken from at the end.
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, key: str, cost: float = 1.0) -> float:
        """Take a token, or ``cost`` of one or several; returns 0, or the seconds until they are there."""
        cost = min(cost, self._size)
        with self._lock:
            now = self._clock()
            left, at = self._left.pop(key, (self._size, now))
            left = min(self._size, left + (now - at) * self._per_s)
            wait = 0.0 if left >= cost else (cost - left) / self._per_s
            self._left[key] = (left - cost if wait == 0 else left, now)
            while len(self._left) > self._keys:
                del self._left[next(iter(self._left))]
            return wait


class Rates:
    """Middleware: so many requests a minute of an address, and of an API key.

    An address is counted once other sites may ask or a password is set: what it asks for, at the cost of a question or less,
    and wrong passwords. Not counted are staff who gave the password, and programs on the server's own machine.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.addresses = Buckets(settings.rate_per_minute)
        self.keys = Buckets(settings.key_rate_per_minute)
        self.per_minute = settings.rate_per_minute
        self.per_minute_of_key = settings.key_rate_per_minute
        self.open = settings.counts_addresses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wait, told = self._wait(scope) if scope["type"] == "http" else (0.0, "")
        if wait == 0:
            await self.app(scope, receive, send)
            return
        seconds = math.ceil(wait)
        answer = error_answer(scope, 429, told, f"Wait {seconds} s.")
        answer.headers["retry-after"] = str(seconds)
        await answer(scope, receive, send)

    def _wait(self, scope: Scope) -> tuple[float, str]:
        """The seconds to wait, 0 for none, and why."""
        caller = caller_of(scope)
        if caller.key is not None:
            told = f"More than {self.per_minute_of_key} requests a minute came with the key {caller.key!r}."
            return self.keys.take(caller.key), told
        cost = _WRONG if caller.refused else self._cost(scope)
        told = f"More than {self.per_minute} requests a minute came from one address."
        return (self.addresses.take(_network(scope), cost) if cost else 0.0), told

    def _cost(self, scope: Scope) -> float:
        caller, path = caller_of(scope), scope["path"]
        of_program_here = _is_own(scope) and "origin" not in Headers(scope=scope)
        if not self.open or caller.proved or of_program_here or path.startswith(_FREE) or scope["method"] == "OPTIONS":
            return 0.0
        asks = path in PUBLIC if scope["method"] == "POST" else path == "/" and b"q=" in scope["query_string"]
        if asks or caller.staff:
            return 1.0 if asks else 0.0
        return _PICTURE if IMAGES.fullmatch(path) else _PAGE


def _is_own(scope: Scope) -> bool:
    address = _address(scope)
    return address is None or address.is_loopback


def _address(scope: Scope) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The client's address; ``None`` over a Unix socket, which only this machine reaches."""
    try:
        address = ipaddress.ip_address(scope["client"][0]) if scope.get("client") else None
    except ValueError:
        return None
    # A server that listens on IPv6 sees IPv4 addresses so; all of them lie in one network of 64 bits.
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _network(scope: Scope) -> str:
    """What is counted as one: an IPv4 address, or an IPv6 network of 64 bits, which is one household's."""
    address = _address(scope)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
