"""An answer as server-sent events, in the order in which a reader can use its parts."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Literal, Protocol

from fastapi.sse import ServerSentEvent
from pydantic import BaseModel, SerializeAsAny

from corpus.errors import KehoachError
from qa.understanding import Understanding
from web.errors import ErrorDetails, ErrorResponse

#: A line with its end, or a sentence of a long one: what a reader takes in at once.
_PIECE = re.compile(r"[^\n]*?(?:[.!?”](?:\s*\[\d+\])*[^\S\n]+|\n+|$)")


class Understood(BaseModel):
    """The first event: how the question is read, while it is being answered."""

    language: Literal["vi", "en"]
    understood_as: str

    @classmethod
    def of(cls, understanding: Understanding) -> Understood:
        return cls(language="en" if understanding.language == "en" else "vi", understood_as=understanding.text)


class Cited(BaseModel):
    """The second event: the quotes, before the answer whose markers point at them."""

    citations: Sequence[SerializeAsAny[BaseModel]]


class AnswerPiece(BaseModel):
    """The next words of the answer; all of them joined are ``answer`` of the last event."""

    text: str


class Whole(Protocol):
    """What the last event holds: the response of ``/api/ask``."""

    @property
    def answer(self) -> str: ...

    @property
    def citations(self) -> Sequence[BaseModel]: ...

    def model_dump_json(self) -> str: ...


async def answer_events(understood: Understood, ask: Callable[[], Whole]) -> AsyncIterator[ServerSentEvent]:
    """``understood``, ``citations``, ``answer`` in pieces and ``done``, or ``error`` in the place of what is missing.

    ``ask`` runs in a thread. Whoever stops listening is answered no further.
    """
    yield ServerSentEvent(event="understood", data=understood)
    try:
        # Where the reader goes, the wait ends here at once; the thread's answer is then thrown away.
        whole = await asyncio.to_thread(ask)
    except KehoachError as error:
        details = ErrorDetails(message=error.message, remedy=error.remedy)
        yield ServerSentEvent(event="error", data=ErrorResponse(error=details))
        return
    yield ServerSentEvent(event="citations", data=Cited(citations=whole.citations))
    for piece in pieces(whole.answer):
        yield ServerSentEvent(event="answer", data=AnswerPiece(text=piece))
    yield ServerSentEvent(event="done", raw_data=whole.model_dump_json())


def pieces(text: str) -> list[str]:
    """The text cut after lines and sentences; joined, they are the text."""
    return [piece for piece in _PIECE.findall(text) if piece]
