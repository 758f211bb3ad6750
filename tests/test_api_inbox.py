"""What is kept for the office, over HTTP: questions without an answer, and what people say of answers."""

from __future__ import annotations

import httpx
import pytest

from corpus.settings import Settings
from corpus.store import Store
from tests.asking import HOTICH, error_of
from tests.conftest import serving


def test_an_unanswered_question_is_listed_closed_and_forgotten(client: httpx.Client, sample_settings: Settings) -> None:
    store = Store(sample_settings.store_path)
    store.keep_unanswered(
        "Ai trồng hoa đào ở Pò Có?", "vi", "ai trồng hoa đào ở Pò Có", "Không văn bản nào nêu.", ["x"]
    )
    [kept] = [
        each
        for each in client.get("/api/unanswered").json()["unanswered"]
        if each["question"] == "Ai trồng hoa đào ở Pò Có?"
    ]
    assert set(kept) == {
        "id", "question", "language", "understood_as", "missing", "nearest", "asked", "first_at", "last_at", "state",
    }  # fmt: skip
    assert (kept["asked"], kept["missing"], kept["nearest"]) == (1, "Không văn bản nào nêu.", ["x"])
    path = f"/api/unanswered/{kept['id']}"
    for method, address in (("POST", f"{path}/close"), ("DELETE", path)):
        refused = client.request(method, address, headers={"sec-fetch-site": "cross-site"})
        assert refused.status_code == 403
    assert client.post(f"{path}/close").json() == {**kept, "state": "closed"}
    listed = {
        state: client.get("/api/unanswered", params={"state": state}).json() for state in ("open", "closed", "all")
    }
    assert listed["all"]["total"] == listed["open"]["total"] + listed["closed"]["total"]
    assert kept["id"] in {each["id"] for each in listed["closed"]["unanswered"]}
    assert kept["id"] not in {each["id"] for each in listed["open"]["unanswered"]}
    assert client.post(f"{path}/reopen").json() == kept
    assert client.delete(path).json() == {"removed": kept["id"]}
    for response in (client.delete(path), client.post(f"{path}/close"), client.post(f"{path}/reopen")):
        assert response.status_code == 404
        error_of(response)


def test_a_question_that_was_not_answered_is_kept_and_one_that_was_is_not(client: httpx.Client) -> None:
    question = "giá vé tàu lên sao Hỏa năm 2031"
    answer = client.post("/api/ask", json={"question": question}).json()
    assert answer["abstained"] is True
    client.post("/api/ask", json={"question": HOTICH})
    rows = {row["question"]: row for row in client.get("/api/unanswered").json()["unanswered"]}
    try:
        kept = rows[question]
        assert (kept["missing"], kept["understood_as"]) == (answer["answer"], answer["understood_as"])
        assert kept["nearest"] == list(dict.fromkeys(item["document_id"] for item in answer["citations"]))
        assert HOTICH not in rows
    finally:
        client.delete(f"/api/unanswered/{rows[question]['id']}")


def test_no_question_is_kept_where_that_is_switched_off(
    sample_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEHOACH_KEEP_UNANSWERED", "false")
    settings = Settings(data=sample_settings.data)
    assert settings.keep_unanswered is False
    with serving(settings) as base, httpx.Client(base_url=base, timeout=60) as client:
        before = client.get("/api/unanswered", params={"state": "all"}).json()
        assert client.post("/api/ask", json={"question": "giá vé tàu lên sao Kim năm 2031"}).json()["abstained"] is True
        assert client.get("/api/unanswered", params={"state": "all"}).json() == before


def test_feedback_is_given_listed_closed_and_forgotten(client: httpx.Client) -> None:
    given = {"question": "Ai chủ trì?", "answer": "UBND xã.", "rating": "down", "comment": "<b>sai</b>"}
    response = client.post("/api/feedback", json=given)
    kept = response.json()
    assert response.status_code == 201 and given.items() <= kept.items() and kept["state"] == "open"
    path = f"/api/feedback/{kept['id']}"
    assert kept in client.get("/api/feedback", params={"rating": "down"}).json()["feedback"]
    assert kept not in client.get("/api/feedback", params={"rating": "up"}).json()["feedback"]
    assert client.post(f"{path}/close").json() == {**kept, "state": "closed"}
    assert kept["id"] not in {each["id"] for each in client.get("/api/feedback").json()["feedback"]}
    assert client.post(f"{path}/reopen").json() == kept
    assert client.delete(path).json() == {"removed": kept["id"]}
    for gone in (client.delete(path), client.post(f"{path}/close"), client.post(f"{path}/reopen")):
        assert gone.status_code == 404
        error_of(gone)


@pytest.mark.parametrize(
    "wrong", [{"rating": "meh"}, {"question": ""}, {"comment": "x" * 2001}, {"thumb": "up"}, {"question": None}]
)
def test_feedback_that_cannot_be_is_refused(client: httpx.Client, wrong: dict[str, str]) -> None:
    response = client.post("/api/feedback", json={"question": "Ai?", "rating": "up", **wrong})
    assert (response.status_code, error_of(response)["field"]) == (422, next(iter(wrong)))
