"""What goes out compressed, what does not, and that an event is not held back for the next one."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import BaseModel

from web.packing import Packing
from web.streaming import EventStream, Heard, answer_events

QUESTION = "Ai chủ trì số hóa sổ hộ tịch?"


class Whole(BaseModel):
    answer: str
    citations: list[BaseModel] = []


@pytest.fixture
def plan(client: httpx.Client) -> str:
    """The id of a plan that was ingested as a PDF."""
    documents = client.get("/api/documents").json()["documents"]
    return next(str(each["id"]) for each in documents if each["source"].endswith(".pdf"))


@pytest.mark.parametrize("path", ["/", "/tasks", "/static/style.css", "/static/documents.js", "/api/tasks.csv"])
def test_a_text_is_packed_for_whoever_takes_it_so(client: httpx.Client, path: str) -> None:
    packed, plain = (client.get(path, headers={"accept-encoding": encoding}) for encoding in ("gzip", "identity"))
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text
    assert int(packed.headers["content-length"]) < len(plain.content) / 2
    for answer in (packed, plain):
        assert "accept-encoding" in answer.headers["vary"].lower()
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_an_answer_is_packed_and_stays_the_same(client: httpx.Client) -> None:
    def ask(encoding: str) -> httpx.Response:
        return client.post("/api/ask", json={"question": QUESTION}, headers={"accept-encoding": encoding})

    packed, plain = ask("gzip"), ask("identity")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.json() | {"timing_ms": None} == plain.json() | {"timing_ms": None}


def test_what_is_packed_already_or_short_goes_as_it_is(client: httpx.Client, plan: str, samples: Path) -> None:
    file = client.get(f"/api/documents/{plan}/file")
    assert file.content in [path.read_bytes() for path in samples.glob("*.pdf")]
    for answer in (
        file,
        client.get(f"/api/documents/{plan}/pages/1.png"),
        client.get("/api/tasks.xlsx"),
        client.get("/healthz"),
    ):
        assert answer.status_code == 200
        assert "content-encoding" not in answer.headers


def test_a_stream_of_events_is_not_packed(client: httpx.Client) -> None:
    response = client.post("/api/ask/stream", json={"question": QUESTION}, headers={"accept-encoding": "gzip"})
    assert response.headers["content-type"].startswith("text/event-stream")
    assert "content-encoding" not in response.headers
    assert response.text.startswith("event: understood\n")


def test_the_first_event_is_there_before_there_is_an_answer() -> None:
    asked, answered = asyncio.Event(), threading.Event()
    app = FastAPI()
    app.add_middleware(Packing)

    def ask(heard: Heard) -> Whole:
        heard("vi", "ai")
        answered.wait(60)
        return Whole(answer="Văn phòng. " * 500)

    @app.post("/")
    async def stream() -> EventStream:
        return EventStream(await answer_events(ask))

    sent: list[bytes] = []
    body = [{"type": "http.request", "body": b"", "more_body": False}]
    headers = [(b"accept-encoding", b"gzip")]
    scope = {"type": "http", "method": "POST", "path": "/", "raw_path": b"/", "query_string": b"", "headers": headers}

    async def receive() -> Any:
        return body.pop() if body else await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message.get("body", b""))
        if sent[-1]:
            asked.set()

    async def run() -> list[bytes]:
        answering = asyncio.create_task(app(scope, receive, send))
        await asyncio.wait_for(asked.wait(), 30)
        before = list(sent)
        answered.set()
        await answering
        return before

    first = b"".join(asyncio.run(run()))
    assert first == b'event: understood\ndata: {"language":"vi","understood_as":"ai"}\n\n'
    assert b"event: done" in b"".join(sent)
