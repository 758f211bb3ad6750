"""Signs of life: a loader that reads page after page for minutes gives them, and its time limit begins anew."""

from __future__ import annotations

from collections.abc import Callable

_listener: Callable[[], None] | None = None


def beat() -> None:
    """A page more is done."""
    if _listener is not None:
        _listener()


def listen(listener: Callable[[], None]) -> None:
    """Call ``listener`` at every beat from now on."""
    global _listener
    _listener = listener
