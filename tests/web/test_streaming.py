"""Answers as server-sent events: their order, their words, errors before and after the beginning, readers who go."""

from __future__ import annotations

import asyncio
import json
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from corpus.errors import BadQuestion, ModelError
from corpus.settings import Settings
from tests.conftest import serving
from web.streaming import Heard, answer_events, pieces

HOTICH = "viec so hoa so ho tich giao cho co quan nao chu tri"
UNDERSTOOD = 'event: understood\ndata: {"language":"vi","understood_as":"ai"}\n\n'


class Whole(BaseModel):
    answer: str
    citations: list[BaseModel] = []


def events_of(client: httpx.Client, body: dict[str, Any]) -> list[tuple[str, Any]]:
    response = client.post("/api/ask/stream", json=body)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    events = []
    for block in response.text.split("\n\n")[:-1]:
        name, data = block.split("\n")
        events.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return events


@pytest.mark.parametrize(
    "question", [HOTICH, "who leads the digitisation of civil status registers?", "giá vàng hôm nay bao nhiêu"]
)
def test_an_answer_comes_in_events_that_add_up_to_the_answer_of_the_plain_route(
    client: httpx.Client, question: str
) -> None:
    body = {"question": question, "top_k": 3, "filters": {"year": 2025}}
    events = events_of(client, body)
    names = [name for name, _ in events]
    pieces = names.count("answer")
    assert names == ["understood", "citations", *["answer"] * pieces, "done"]
    plain = client.post("/api/ask", json=body).json()
    done = events[-1][1]
    assert done | {"timing_ms": None} == plain | {"timing_ms": None}
    assert events[0][1] == {"language": plain["language"], "understood_as": plain["understood_as"]}
    assert events[1][1] == {"citations": plain["citations"]}
    assert "".join(data["text"] for name, data in events if name == "answer") == plain["answer"]


@pytest.mark.parametrize(
    "body",
    [
        {"question": "  "},
        {"question": "这个计划由谁负责"},
        {"question": "x" * 5000},
        {"question": "ai?", "filter": {}},
        {"question": "ai?", "top_k": 0},
    ],
)
def test_what_cannot_be_asked_is_the_error_of_the_plain_route(client: httpx.Client, body: dict[str, Any]) -> None:
    streamed, plain = (client.post(path, json=body) for path in ("/api/ask/stream", "/api/ask"))
    assert streamed.status_code == plain.status_code == 422
    assert streamed.headers["content-type"] == "application/json"
    assert streamed.json() == plain.json()


def test_an_empty_store_says_so_before_a_stream_begins(sample_settings: Settings, tmp_path: Path) -> None:
    with serving(sample_settings.model_copy(update={"data": tmp_path})) as base:
        response = httpx.post(f"{base}/api/ask/stream", json={"question": "ai chủ trì?"}, timeout=60)
    assert response.status_code == 503
    assert set(response.json()["error"]) == {"message", "remedy"}


@pytest.mark.parametrize(
    ("asked", "then", "completed"),
    [
        (
            "ai chủ trì giao đất trường Bảo Lâm?",
            "còn trường Thụy Hùng?",
            "ai chủ trì giao đất trường Thụy Hùng?",
        ),
        (
            "who leads the land allocation for the Bảo Lâm school?",
            "and the Thụy Hùng school?",
            "who leads the land allocation for the Thụy Hùng school?",
        ),
    ],
)
def test_the_first_event_of_a_follow_up_has_it_completed_as_the_last(
    client: httpx.Client, asked: str, then: str, completed: str
) -> None:
    turn = {"conversation_id": f"test-streaming {asked}"}
    events_of(client, {"question": asked, **turn})
    (_, first), *_, (_, done) = events_of(client, {"question": then, **turn})
    assert first["understood_as"] == done["understood_as"] == completed


def test_a_reader_who_goes_leaves_the_server_as_it_was(client: httpx.Client) -> None:
    for _ in range(3):
        with client.stream("POST", "/api/ask/stream", json={"question": HOTICH}) as response:
            assert next(response.iter_lines()) == "event: understood"
    assert events_of(client, {"question": HOTICH})[-1][0] == "done"


async def pieces_of(ask: Any, **waits: float) -> list[str]:
    async def read() -> list[str]:
        return [events.decode() async for events in await answer_events(ask, **waits)]

    return await asyncio.wait_for(read(), 60)


def names_in(events: str) -> list[str]:
    return [line.removeprefix("event: ") for line in events.split("\n") if line.startswith("event: ")]


def test_an_answer_that_is_there_soon_comes_in_one_piece() -> None:
    def ask(heard: Heard) -> Whole:
        heard("vi", "ai")
        return Whole(answer="Một. Hai.")

    [whole] = asyncio.run(pieces_of(ask, soon_s=30))
    assert whole.startswith(UNDERSTOOD)
    assert names_in(whole) == ["understood", "citations", "answer", "answer", "done"]


def test_whoever_stops_listening_does_not_wait_for_the_answer() -> None:
    answered = threading.Event()

    def ask(heard: Heard) -> Whole:
        heard("vi", "ai")
        answered.wait(30)
        return Whole(answer="Muộn.")

    async def leave() -> list[str]:
        seen: list[str] = []
        heard = asyncio.Event()

        async def read() -> None:
            async for events in await answer_events(ask):
                seen.append(events.decode())
                heard.set()

        reading = asyncio.create_task(read())
        await asyncio.wait_for(heard.wait(), 30)
        reading.cancel()
        await asyncio.wait((reading,), timeout=20)
        assert reading.cancelled()
        answered.set()
        return seen

    assert asyncio.run(leave()) == [UNDERSTOOD]


def test_a_long_wait_is_not_still_and_what_follows_it_comes_in_one_piece() -> None:
    answered = threading.Event()

    def ask(heard: Heard) -> Whole:
        heard("vi", "ai")
        answered.wait(30)
        return Whole(answer="Một. Hai.")

    async def read() -> list[str]:
        seen = []
        async for events in await answer_events(ask, soon_s=0.01, still_s=0.02):
            seen.append(events.decode())
            if len(seen) == 3:
                answered.set()
        return seen

    first, *waiting, last = asyncio.run(read())
    assert first == UNDERSTOOD
    assert set(waiting) == {": ping\n\n"} and len(waiting) >= 2
    assert names_in(last) == ["citations", "answer", "answer", "done"]


def test_an_error_after_the_beginning_is_the_last_event() -> None:
    begun = threading.Event()

    def ask(heard: Heard) -> Whole:
        heard("vi", "ai")
        begun.wait(30)
        raise ModelError("The model is gone.", "Bring it back.")

    async def read() -> list[str]:
        seen = []
        async for events in await answer_events(ask, soon_s=0.01):
            seen.append(events.decode())
            begun.set()
        return seen

    first, last = asyncio.run(read())
    assert first == UNDERSTOOD
    name, data = last.rstrip("\n").split("\n")
    assert name == "event: error"
    error = json.loads(data.removeprefix("data: "))["error"]
    assert error == {"message": "The model is gone.", "remedy": "Bring it back.", "field": None}


@pytest.mark.parametrize("understood", [True, False])
def test_an_error_before_the_beginning_is_no_event(understood: bool) -> None:
    def ask(heard: Heard) -> Whole:
        if understood:
            heard("vi", "ai")
        raise BadQuestion("The question is empty.", "Ask one.")

    with pytest.raises(BadQuestion):
        asyncio.run(pieces_of(ask, soon_s=30))


@given(st.text(alphabet='ab. \n[]1;!?”“ \t"', max_size=60) | st.text(max_size=60))
def test_pieces_joined_are_the_text(text: str) -> None:
    assert "".join(pieces(text)) == text
    assert all(pieces(text))


def test_a_piece_is_a_line_or_a_sentence_with_its_marker() -> None:
    assert pieces("Chủ trì: A [1]\nCó. [1] Không? Hết") == ["Chủ trì: A [1]\n", "Có. [1] ", "Không? ", "Hết"]
