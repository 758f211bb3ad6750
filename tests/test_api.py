"""The HTTP contract of questions and searches, its errors and limits, over a real server with the sample plans."""

from __future__ import annotations

import concurrent.futures
import contextlib
import json
import socket
from pathlib import Path
from typing import Any

import httpx
import pytest

from corpus.settings import Settings
from qa.assistant import Assistant
from tests.asking import DITCH, HOTICH, HOTICH_LEAD, NOTICE, check_passage, error_of, upload
from tests.conftest import serving


def test_an_answer_has_every_field_of_the_contract(client: httpx.Client) -> None:
    answer = client.post("/api/ask", json={"question": HOTICH, "conversation_id": "a"}).json()
    assert answer["question"] == HOTICH
    assert answer["language"] == "vi"
    assert isinstance(answer["understood_as"], str)
    assert HOTICH_LEAD in answer["answer"]
    assert answer["abstained"] is False
    assert 0 <= answer["confidence"] <= 1
    assert isinstance(answer["generation"], int)
    assert answer["timing_ms"]["total"] > 0
    assert answer["citations"]
    for marker, citation in enumerate(answer["citations"], start=1):
        check_passage(citation)
        text = client.get(f"/api/documents/{citation['document_id']}/text").json()["text"]
        assert citation["marker"] == marker
        assert citation["quote"] == text[citation["start"] : citation["end"]]
        assert citation["text"] == text[citation["passage_start"] : citation["passage_end"]]
        assert (citation["document"]["number"] or citation["document"]["type"]) in citation["reference"]
        assert citation["footnote"].endswith(".")
    assert answer["tasks"][0]["lead"] == HOTICH_LEAD
    register = {task["id"]: task for task in client.get("/api/tasks", params={"limit": 1000}).json()["tasks"]}
    for task in answer["tasks"]:
        assert task == register[task["id"]]
        assert task["document_id"] in {citation["document_id"] for citation in answer["citations"]}
    assert len(answer["notes"]) == 1 and "huyện Cao Lộc" in answer["notes"][0]


def test_a_follow_up_is_completed_from_the_question_before_it(client: httpx.Client) -> None:
    def ask(question: str, conversation: str | None) -> dict[str, Any]:
        response = client.post("/api/ask", json={"question": question, "conversation_id": conversation})
        return dict(response.raise_for_status().json())

    assert HOTICH_LEAD in ask(HOTICH, "ho-tich")["answer"]
    followed = ask("thời hạn khi nào?", "ho-tich")
    assert followed["question"] == "thời hạn khi nào?"
    assert "số hóa sổ hộ tịch" in followed["understood_as"]
    assert followed["abstained"] is False and "Quý III/2025" in followed["answer"]
    for apart in ("another", None):
        assert "hộ tịch" not in ask("thời hạn khi nào?", apart)["understood_as"]


@pytest.mark.parametrize("id", ["", "x" * 101, 7])
def test_a_conversation_id_that_cannot_be_one_is_refused(client: httpx.Client, id: object) -> None:
    response = client.post("/api/ask", json={"question": HOTICH, "conversation_id": id})
    assert response.status_code == 422
    assert "conversation_id" in error_of(response)["field"]


def test_an_answer_comes_in_the_language_of_the_question(client: httpx.Client) -> None:
    question = "who leads the digitisation of civil status registers 1990 - 2015?"
    answer = client.post("/api/ask", json={"question": question}).json()
    assert answer["language"] == "en"
    assert HOTICH_LEAD in json.dumps(answer["citations"], ensure_ascii=False)


def test_an_abstention_still_quotes_the_nearest_passages(client: httpx.Client) -> None:
    answer = client.post("/api/ask", json={"question": "giá vàng hôm nay"}).json()
    assert answer["abstained"] is True
    for citation in answer["citations"]:
        text = client.get(f"/api/documents/{citation['document_id']}/text").json()["text"]
        assert citation["quote"] == text[citation["start"] : citation["end"]]


def test_search_results_are_passages_best_first(client: httpx.Client) -> None:
    found = client.post("/api/search", json={"query": HOTICH, "top_k": 7}).json()
    scores = [item["score"] for item in found["results"]]
    assert len(scores) == 7
    assert scores == sorted(scores, reverse=True)
    for item in found["results"]:
        check_passage(item)
        text = client.get(f"/api/documents/{item['document_id']}/text").json()["text"]
        assert item["text"] == text[item["start"] : item["end"]]


def test_filters_leave_out_all_other_documents(client: httpx.Client) -> None:
    documents = client.get("/api/documents").json()["documents"]
    one = next(document for document in documents if document["source"].endswith(".md"))
    for filters in (
        {"document": one["id"]},
        {"issuer": "mường la"},
        {"issuer": "MUONG LA", "year": 2022, "type": "ke hoach"},
    ):
        found = client.post("/api/search", json={"query": "giáo viên", "filters": filters}).json()["results"]
        assert found
        assert {item["document_id"] for item in found} == {one["id"]}
    assert client.post("/api/search", json={"query": "giáo viên", "filters": {"year": 1999}}).json()["results"] == []
    nothing = client.post("/api/ask", json={"question": "ai tuyển giáo viên", "filters": {"year": 1999}}).json()
    assert (nothing["abstained"], nothing["citations"]) == (True, [])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"question": ""}, "question"),
        ({"question": " \n "}, "question"),
        ({"question": "x" * 10_000}, "question"),
        ({"question": "这个计划由谁负责"}, "question"),
        ({"question": "?!"}, "question"),
        ({"question": 7}, "question"),
        ({}, "question"),
        ({"question": "ai", "top_k": 0}, "top_k"),
        ({"question": "ai", "top_k": 51}, "top_k"),
        ({"question": "ai", "filters": {"isuer": "x"}}, "filters.isuer"),
        ({"question": "ai", "filters": {"year": 10**30}}, "filters.year"),
    ],
)
def test_a_question_that_cannot_be_asked_names_the_field(
    client: httpx.Client, body: dict[str, object], field: str
) -> None:
    response = client.post("/api/ask", json=body)
    assert response.status_code == 422
    assert error_of(response)["field"] == field


def test_half_a_surrogate_pair_is_a_clear_error(client: httpx.Client) -> None:
    response = client.post(
        "/api/ask", content=b'{"question": "ai \\ud800"}', headers={"content-type": "application/json"}
    )
    assert response.status_code == 422
    error_of(response)


def test_a_body_that_is_no_json_is_a_clear_error(client: httpx.Client) -> None:
    response = client.post("/api/search", content=b"{", headers={"content-type": "application/json"})
    assert (response.status_code, error_of(response)["field"]) == (422, "body")


def test_what_is_not_there_is_404_in_the_same_shape(client: httpx.Client) -> None:
    for method, path in (
        ("GET", "/api/documents/nothing"),
        ("GET", "/api/documents/nothing/text"),
        ("GET", "/api/documents/nothing/file"),
        ("DELETE", "/api/documents/nothing"),
        ("GET", "/api/nothing"),
    ):
        response = client.request(method, path)
        assert response.status_code == 404
        error_of(response)
    assert client.get("/api/ask").status_code == 405


def test_a_body_over_the_limit_is_refused_whether_or_not_it_states_its_length(client: httpx.Client) -> None:
    big = json.dumps({"question": "x" * 2**20}).encode()
    headers = {"content-type": "application/json"}
    for content in (big, (big[at : at + 65536] for at in range(0, len(big), 65536))):
        response = client.post("/api/ask", content=content, headers=headers)
        assert response.status_code == 413
        error_of(response)


def test_a_form_that_a_page_of_another_site_sends_is_refused(client: httpx.Client) -> None:
    response = client.post(
        "/api/documents", files={"file": ("a.txt", NOTICE.encode())}, headers={"sec-fetch-site": "cross-site"}
    )
    assert response.status_code == 403
    error_of(response)


def test_an_empty_store_is_ready_and_says_that_it_is_empty(sample_settings: Settings, tmp_path: Path) -> None:
    settings = sample_settings.model_copy(update={"data": tmp_path})
    with serving(settings) as base, httpx.Client(base_url=base, timeout=60) as client:
        assert client.get("/readyz").status_code == 200
        assert client.get("/api/documents").json() == {"documents": []}
        response = client.post("/api/ask", json={"question": DITCH})
        assert response.status_code == 503
        error_of(response)
        page = client.get("/", params={"q": DITCH})
        assert (page.status_code, "Kho chưa có văn bản" in page.text) == (503, True)
        document = upload(client, "a.txt", NOTICE.encode()).json()["documents"][0]
        assert client.post("/api/ask", json={"question": DITCH}).status_code == 200
        client.delete(f"/api/documents/{document['id']}")
        assert client.post("/api/ask", json={"question": DITCH}).status_code == 503


def test_questions_asked_at_once_get_the_answers_that_they_get_alone(
    client: httpx.Client, assistant: Assistant, samples: Path
) -> None:
    lines = (samples / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines][:16]
    alone = [assistant.ask(question) for question in questions]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda q: client.post("/api/ask", json={"question": q}).json(), questions * 2))
    for expected, answer in zip(alone * 2, together, strict=True):
        assert answer["answer"] == expected.text
        assert [item["quote"] for item in answer["citations"]] == [citation.quote for citation in expected.citations]


def test_health_and_metrics_are_plain(client: httpx.Client) -> None:
    assert client.get("/healthz").status_code == 200
    before = _metrics(client)
    client.post("/api/ask", json={"question": HOTICH})
    client.post("/api/ask", json={"question": "giá vàng hôm nay"})
    after = _metrics(client)
    assert after["kehoach_questions_total"] == before["kehoach_questions_total"] + 2
    assert after["kehoach_abstentions_total"] == before["kehoach_abstentions_total"] + 1
    assert after["kehoach_documents"] == 8
    assert after['kehoach_answer_seconds_total{step="total"}'] > 0


def test_every_response_keeps_a_browser_careful(client: httpx.Client) -> None:
    for path in ("/", "/documents", "/docs", "/static/style.css", "/api/documents", "/nothing"):
        headers = client.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


def test_the_description_of_the_api_names_its_error(client: httpx.Client) -> None:
    description = client.get("/openapi.json").json()
    assert set(description["paths"]["/api/ask"]["post"]["responses"]) == {"200", "4XX", "5XX"}
    assert not {"/", "/docs", "/documents"} & set(description["paths"])


def test_nothing_outside_this_machine_is_ever_connected_to(
    monkeypatch: pytest.MonkeyPatch, sample_settings: Settings, tmp_path: Path
) -> None:
    reached: list[object] = []
    connect = socket.socket.connect

    def watched(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1"):
            reached.append(address)
            raise OSError(f"no connection to {address} in this test")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", watched)
    monkeypatch.setattr(socket.socket, "connect_ex", watched)
    with contextlib.suppress(OSError), socket.socket() as probe:
        probe.connect(("192.0.2.1", 80))
    assert reached.pop() == ("192.0.2.1", 80)
    settings = sample_settings.model_copy(update={"data": tmp_path})
    with serving(settings) as base, httpx.Client(base_url=base, timeout=60) as client:
        document = upload(client, "a.txt", NOTICE.encode()).json()["documents"][0]
        client.post("/api/ask", json={"question": DITCH}).raise_for_status()
        client.post("/api/search", json={"query": DITCH}).raise_for_status()
        for path in (
            "/",
            "/docs",
            "/documents",
            f"/documents/{document['id']}",
            f"/?q={DITCH}",
            "/metrics",
            "/openapi.json",
            "/api/tasks",
            "/api/tasks.csv",
            "/api/tasks.xlsx",
            "/api/tasks.ics",
            "/api/unanswered",
        ):
            client.get(path).raise_for_status()
    assert reached == []


def _metrics(client: httpx.Client) -> dict[str, float]:
    lines = [line for line in client.get("/metrics").text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}
