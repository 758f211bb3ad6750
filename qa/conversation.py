"""Conversations: the turn before, by which a follow-up is completed, and the memory that holds it."""

from __future__ import annotations

import collections
import threading
import time
from collections.abc import Callable

from corpus.errors import BadQuestion
from qa.completing import Turn, complete, prepare

__all__ = ["Conversations", "Turn", "complete", "prepare"]

_LONGEST_ID = 100


class Conversations:
    """The last turn of each conversation by its id, for any number of threads.

    In memory only: a restart forgets them, and several worker processes do not share them.
    """

    def __init__(self, most: int = 1000, keep_s: float = 3600, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._keep_s = keep_s
        self._clock = clock
        self._turns: collections.OrderedDict[str, tuple[float, Turn]] = collections.OrderedDict()
        self._lock = threading.Lock()

    def get(self, id: str) -> Turn | None:
        """The last turn of a conversation; ``None`` for a new, expired or displaced one. Raises ``BadQuestion``."""
        _check(id)
        with self._lock:
            self._expire()
            found = self._turns.get(id)
            return found[1] if found else None

    def put(self, id: str, turn: Turn) -> None:
        """Keep a turn, in place of the last one; raises ``BadQuestion``."""
        _check(id)
        with self._lock:
            self._turns[id] = (self._clock(), turn)
            self._turns.move_to_end(id)
            self._expire()
            while len(self._turns) > self._most:
                self._turns.popitem(last=False)

    def __len__(self) -> int:
        return len(self._turns)

    def _expire(self) -> None:
        # The oldest stand first, for every put moves its conversation to the end.
        oldest = self._clock() - self._keep_s
        while self._turns and next(iter(self._turns.values()))[0] <= oldest:
            self._turns.popitem(last=False)


def _check(id: str) -> None:
    if not id or len(id) > _LONGEST_ID:
        raise BadQuestion(
            f"conversation_id has {len(id)} characters; it may have from 1 to {_LONGEST_ID}.",
            "Send a short one that is the same throughout the conversation, a UUID for example.",
        )
