"""How often one address may ask through the widget."""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from web.guards import error_answer
from web.origins import PUBLIC, Origins

#: Addresses that are remembered at once; past it those that have been still the longest are forgotten.
_ADDRESSES = 10_000
_MINUTE_S = 60.0


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

    def take(self, key: str) -> float:
        """Take a token; returns 0, or the seconds until there is one."""
        with self._lock:
            now = self._clock()
            left, at = self._left.pop(key, (self._size, now))
            left = min(self._size, left + (now - at) * self._per_s)
            wait = 0.0 if left >= 1 else (1 - left) / self._per_s
            self._left[key] = (left - 1 if wait == 0 else left, now)
            while len(self._left) > self._keys:
                del self._left[next(iter(self._left))]
            return wait


class Rates:
    """Middleware: at most ``per_minute`` requests of an address to the public paths, once other sites may ask.

    Programs on the server's own machine are not counted, nor is anything while no origin is allowed.
    """

    def __init__(self, app: ASGIApp, per_minute: int, origins: Origins) -> None:
        self.app = app
        self.buckets = Buckets(per_minute)
        self.per_minute = per_minute
        self.open = bool(origins.allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wait = self.buckets.take(_network(scope)) if self._counts(scope) else 0.0
        if wait == 0:
            await self.app(scope, receive, send)
            return
        seconds = math.ceil(wait)
        answer = error_answer(
            429, f"More than {self.per_minute} requests a minute came from one address.", f"Wait {seconds} s."
        )
        answer.headers["retry-after"] = str(seconds)
        await answer(scope, receive, send)

    def _counts(self, scope: Scope) -> bool:
        if not self.open or scope["type"] != "http" or scope["method"] != "POST" or scope["path"] not in PUBLIC:
            return False
        return "origin" in Headers(scope=scope) or not _is_own(scope)


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
