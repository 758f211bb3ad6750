"""An answer as server-sent events, in the order in which a reader can use its parts."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Literal, Protocol

from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from pydantic import BaseModel, SerializeAsAny
from starlette.responses import StreamingResponse

from corpus.errors import KehoachError
from web.errors import ErrorDetails, ErrorResponse

#: A line with its end, or a sentence of a long one: what a reader takes in at once.
_PIECE = re.compile(r"[^\n]*?(?:[.!?”](?:\s*\[\d+\])*[^\S\n]+|\n+|$)")
#: Of a stream; nginx is told not to hold it back.
STREAMED = {"cache-control": "no-cache", "x-accel-buffering": "no"}
#: An answer that comes this soon is not announced: a reader would not see it, and sending it delays the answer by 2 ms.
_SOON_S = 0.15
#: After so long without an event a proxy may take the connection for dead, and the widget the server.
_STILL_S = 15.0


class EventStream(StreamingResponse):
    """Events on their way. FastAPI's own class encodes them one by one, and sends each by itself."""

    media_type = "text/event-stream"


class Understood(BaseModel):
    """The first event: how the question is read, while it is being answered."""

    language: Literal["vi", "en"]
    understood_as: str


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


#: Takes a question's language and how it is read.
Heard = Callable[[str, str], None]


async def answer_events(
    ask: Callable[[Heard], Whole], soon_s: float = _SOON_S, still_s: float = _STILL_S
) -> AsyncIterator[bytes]:
    """``understood``, then ``citations``, ``answer`` in pieces and ``done``, or ``error`` in place of what is missing.

    An answer that is there within ``soon_s`` comes in one piece with the first event. ``ask`` runs in a thread, and tells once it
    has understood a question that can be asked; what it raises before there is a stream is raised here. Whoever stops listening
    is answered no further.
    """
    loop = asyncio.get_running_loop()
    understood: asyncio.Future[Understood] = loop.create_future()

    def heard(language: str, understood_as: str) -> None:
        found = Understood(language="en" if language == "en" else "vi", understood_as=understood_as)
        loop.call_soon_threadsafe(understood.set_result, found)

    answering = asyncio.ensure_future(asyncio.to_thread(_answered, ask, heard))
    await asyncio.wait((answering,), timeout=soon_s)
    await asyncio.wait((understood, answering), return_when=asyncio.FIRST_COMPLETED)
    if answering.done():
        await answering
    return _events(await understood, answering, still_s)


def pieces(text: str) -> list[str]:
    """The text cut after lines and sentences; joined, they are the text."""
    return [piece for piece in _PIECE.findall(text) if piece]


async def _events(understood: Understood, answering: asyncio.Future[bytes], still_s: float) -> AsyncIterator[bytes]:
    first = _event("understood", understood)
    try:
        if not answering.done():
            yield first
            first = b""
            while not (await asyncio.wait((answering,), timeout=still_s))[0]:
                yield KEEPALIVE_COMMENT
        yield first + await answering
    except KehoachError as error:
        details = ErrorDetails(message=error.message, remedy=error.remedy)
        yield first + _event("error", ErrorResponse(error=details))
    finally:
        # Where the reader went, the thread's answer is thrown away.
        answering.cancel()


def _answered(ask: Callable[[Heard], Whole], heard: Heard) -> bytes:
    """All events after the first, in one piece: a browser then draws the answer once and not event by event."""
    whole = ask(heard)
    answer = (_event("answer", AnswerPiece(text=piece)) for piece in pieces(whole.answer))
    return b"".join((_event("citations", Cited(citations=whole.citations)), *answer, _event("done", whole)))


class _Data(Protocol):
    def model_dump_json(self) -> str: ...


def _event(name: str, data: _Data) -> bytes:
    return format_sse_event(event=name, data_str=data.model_dump_json())
