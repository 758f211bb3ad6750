"""The HTTP contract, over a real server with the sample plans."""

from __future__ import annotations

import concurrent.futures
import contextlib
import csv
import datetime
import io
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import icalendar
import openpyxl
import pytest

from corpus.settings import Settings
from corpus.store import Store
from qa.assistant import Assistant
from tests.conftest import serving

HOTICH = "Việc số hóa sổ hộ tịch giai đoạn 1990 - 2015 giao cho cơ quan nào chủ trì?"
HOTICH_LEAD = "Phòng Tư pháp"
NOTICE = """ỦY BAN NHÂN DÂN XÃ TAM GIA
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 77/KH-UBND
Tam Gia, ngày 05 tháng 02 năm 2031
KẾ HOẠCH
Nạo vét mương Khuổi Sao năm 2031
I. TỔ CHỨC THỰC HIỆN
1. Ban Phát triển thôn Pò Có
Chủ trì, phối hợp với Hội Cựu chiến binh xã nạo vét mương Khuổi Sao trước ngày 18/4/2031.
2. Công chức Địa chính xã
Cắm mốc hành lang mương trong tháng 3 năm 2031.
"""
DITCH = "ai chủ trì nạo vét mương Khuổi Sao"


@pytest.fixture
def client(server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server, timeout=60) as client:
        yield client


def samples_of(client: httpx.Client) -> set[str]:
    return {document["id"] for document in client.get("/api/documents").json()["documents"]}


def error_of(response: httpx.Response) -> dict[str, str]:
    """The error of a response, its shape checked."""
    body = response.json()
    assert set(body) == {"error"}
    assert {"message", "remedy"} <= set(body["error"]) <= {"message", "remedy", "field"}
    assert all(isinstance(value, str) and value for value in body["error"].values())
    return dict(body["error"])


def upload(client: httpx.Client, name: str, content: bytes) -> httpx.Response:
    return client.post("/api/documents", files={"file": (name, content)})


def check_passage(item: dict[str, Any]) -> None:
    assert isinstance(item["document_id"], str)
    assert {"title", "number", "type", "issuer", "date", "source"} <= set(item["document"])
    assert isinstance(item["document"]["source"], str)
    if item["document"]["date"] is not None:
        datetime.date.fromisoformat(item["document"]["date"])
    assert all(isinstance(heading, str) for heading in item["section"])
    assert item["page"] is None or isinstance(item["page"], int)
    assert isinstance(item["start"], int)
    assert isinstance(item["end"], int)
    assert isinstance(item["text"], str)
    assert isinstance(item["score"], float)


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


def test_a_document_is_told_with_header_outline_and_pages(client: httpx.Client) -> None:
    documents = client.get("/api/documents").json()["documents"]
    assert len(documents) == 8
    plan = next(document for document in documents if document["source"] == "ke-hoach-chuyen-doi-so-cao-loc-2025.pdf")
    assert (plan["number"], plan["type"], plan["date"], plan["year"]) == ("31/KH-UBND", "Kế hoạch", "2025-01-24", 2025)
    assert plan["passages"] > 10
    assert datetime.datetime.fromisoformat(plan["ingested_at"]).tzinfo is not None
    details = client.get(f"/api/documents/{plan['id']}").json()
    assert plan.items() <= details.items()
    text = client.get(f"/api/documents/{plan['id']}/text").json()["text"]
    assert details["header"]["signer"] == "Lý Minh Quân"
    first = details["sections"][0]
    assert text[first["start"] :].startswith(first["heading"])
    assert [page["number"] for page in details["pages"]] == list(range(1, len(details["pages"]) + 1))


def test_the_file_comes_back_byte_by_byte_as_a_download(client: httpx.Client, samples: Path) -> None:
    for document in client.get("/api/documents").json()["documents"]:
        response = client.get(f"/api/documents/{document['id']}/file")
        assert response.content == (samples / document["source"]).read_bytes()
        assert response.headers["content-disposition"].startswith("attachment;")
        assert response.headers["x-content-type-options"] == "nosniff"
        assert unquote(response.headers["content-disposition"].split("''")[1]) == document["source"]


def test_an_upload_is_found_replaced_and_gone_after_its_deletion(client: httpx.Client) -> None:
    before = samples_of(client)
    stored = upload(client, "mương Khuổi Sao.txt", NOTICE.encode())
    assert stored.status_code == 201
    (document,) = stored.json()["documents"]
    assert (stored.json()["status"], document["source"]) == ("stored", "mương Khuổi Sao.txt")
    found = client.post("/api/search", json={"query": DITCH}).json()["results"][0]
    assert found["document_id"] == document["id"]
    asked = client.post("/api/ask", json={"question": DITCH}).json()
    assert document["id"] == asked["citations"][0]["document_id"]

    again = upload(client, "mương Khuổi Sao.txt", NOTICE.encode())
    assert (again.status_code, again.json()["status"]) == (200, "unchanged")
    assert [each["id"] for each in again.json()["documents"]] == [document["id"]]
    newer = upload(client, "mương Khuổi Sao.txt", NOTICE.replace("18/4/2031", "25/4/2031").encode())
    assert [each["id"] for each in newer.json()["documents"]] == [document["id"]]
    assert "25/4/2031" in client.get(f"/api/documents/{document['id']}/text").json()["text"]

    assert client.delete(f"/api/documents/{document['id']}").json() == {"removed": [document["id"]]}
    assert samples_of(client) == before
    assert client.get(f"/api/documents/{document['id']}").status_code == 404
    left = client.post("/api/search", json={"query": DITCH}).json()["results"]
    assert document["id"] not in {item["document_id"] for item in left}


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("empty.txt", b"", 422),
        ("picture.pdf", b"\x89PNG\r\n\x1a\n" + bytes(200), 422),
        ("blank.txt", b" \n\n ", 422),
        ("program.exe", b"MZ" + bytes(100), 415),
        ("no suffix", b"text", 415),
        ("..", b"text", 422),
        ("x" * 300 + ".txt", b"text", 422),
    ],
)
def test_a_bad_upload_is_refused_and_loses_nothing(
    client: httpx.Client, name: str, content: bytes, status: int
) -> None:
    before = samples_of(client)
    response = upload(client, name, content)
    assert response.status_code == status
    error_of(response)
    assert samples_of(client) == before


def test_a_bad_new_version_leaves_the_old_one_in_place(client: httpx.Client) -> None:
    document = upload(client, "khuoi-sao.txt", NOTICE.encode()).json()["documents"][0]
    error_of(upload(client, "khuoi-sao.txt", b""))
    assert "Khuổi Sao" in client.get(f"/api/documents/{document['id']}/text").json()["text"]
    client.delete(f"/api/documents/{document['id']}")


def test_an_upload_may_be_for_the_office_alone_and_be_published(client: httpx.Client) -> None:
    files = {"file": ("noi-bo.txt", NOTICE.encode())}
    [document] = client.post("/api/documents", files=files, data={"internal": "true"}).json()["documents"]
    path = f"/api/documents/{document['id']}"
    try:
        assert document["internal"] is True
        assert client.post("/api/documents", files=files).json()["documents"][0]["internal"] is True
        [published] = client.patch(path, json={"internal": False}).json()["documents"]
        assert published["internal"] is False and client.get(path).json()["internal"] is False
        for wrong in ({}, {"internal": "perhaps"}, {"internal": True, "title": "x"}):
            assert error_of(client.patch(path, json=wrong))
        assert client.patch("/api/documents/nothing", json={"internal": True}).status_code == 404
    finally:
        client.delete(path)


def test_an_uploaded_name_never_leaves_the_store(client: httpx.Client) -> None:
    for name in ("../../etc/khuoi.txt", "C:\\Users\\khuoi.txt"):
        document = upload(client, name, NOTICE.encode()).json()["documents"][0]
        assert document["source"] == "khuoi.txt"
        client.delete(f"/api/documents/{document['id']}")


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


def test_an_upload_over_the_limit_is_refused(sample_settings: Settings, tmp_path: Path) -> None:
    settings = sample_settings.model_copy(update={"data": tmp_path, "max_file_mb": 1})
    with serving(settings) as base, httpx.Client(base_url=base, timeout=60) as client:
        for content in (b"a" * (3 * 2**20), b"a" * (2**20 + 1000)):
            response = upload(client, "long.txt", content)
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


# -- the task register


def test_a_task_has_every_field_of_the_contract_and_its_evidence_is_in_the_text(client: httpx.Client) -> None:
    found = client.get("/api/tasks", params={"limit": 1000}).json()
    assert found["total"] == len(found["tasks"]) > 20
    for task in found["tasks"]:
        assert set(task) == {
            "id", "document_id", "document", "section", "page", "start", "end", "roles", "lead", "coordinating", "others",
            "action", "object", "deadline", "due", "product", "place", "row", "evidence",
        }  # fmt: skip
        text = client.get(f"/api/documents/{task['document_id']}/text").json()["text"]
        assert task["evidence"] == text[task["start"] : task["end"]]
        assert set(task["document"]) == {"title", "number", "type", "issuer", "date", "source"}
        assert task["due"] is None or set(task["due"]) == {"first", "last", "repeats", "month", "day"}
        assert all(set(other) == {"part", "body"} for other in task["others"])
    assert len({task["id"] for task in found["tasks"]}) == found["total"]


def test_an_uploaded_plan_brings_its_tasks_and_takes_them_along(client: httpx.Client) -> None:
    document = upload(client, "khuoi-sao.txt", NOTICE.encode()).json()["documents"][0]["id"]
    try:
        found = client.get("/api/tasks", params={"document": document}).json()
        ditch = next(task for task in found["tasks"] if "nạo vét" in task["evidence"])
        assert ditch["lead"] == "Ban Phát triển thôn Pò Có" and "Hội Cựu chiến binh" in ditch["coordinating"][0]
        assert ditch["due"]["last"] == "2031-04-18"
        for filters in (
            {"body": "ban phat trien thon", "role": "lead"},
            {"from": "2031-04-01", "until": "30/4/2031", "place": "tam gia"},
            {"text": "mương nạo vét", "issuer": "Tam Gia", "year": "2031", "until": ""},
        ):
            tasks = client.get("/api/tasks", params=filters).json()
            assert ditch in tasks["tasks"], filters
            assert {task["document_id"] for task in tasks["tasks"]} == {document}
        assert client.get("/api/tasks", params={"document": document, "from": "2031-04-19"}).json()["total"] == 0
    finally:
        client.delete(f"/api/documents/{document}")
    assert client.get("/api/tasks", params={"document": document}).json() == {"total": 0, "tasks": []}


def test_the_register_is_read_in_pages(client: httpx.Client) -> None:
    whole = client.get("/api/tasks", params={"limit": 1000}).json()
    pages = [client.get("/api/tasks", params={"limit": 7, "offset": at}).json() for at in range(0, whole["total"], 7)]
    assert [task for page in pages for task in page["tasks"]] == whole["tasks"]
    assert {page["total"] for page in pages} == {whole["total"]}


def test_the_files_of_the_register_are_complete_and_are_downloads(client: httpx.Client) -> None:
    whole = client.get("/api/tasks", params={"limit": 1000}).json()
    table = client.get("/api/tasks.csv")
    assert (table.headers["content-type"], table.content[:3]) == ("text/csv; charset=utf-8", b"\xef\xbb\xbf")
    assert table.headers["content-disposition"] == 'attachment; filename="tasks.csv"'
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"), newline="")))
    assert [row["Mã nhiệm vụ"] for row in rows] == [task["id"] for task in whole["tasks"]]
    english = client.get("/api/tasks.csv", params={"lang": "en", "role": "lead"}).content.decode("utf-8-sig")
    assert english.startswith("Number,Document,") and english.count("\r\n") < len(rows)
    sheet = openpyxl.load_workbook(io.BytesIO(client.get("/api/tasks.xlsx").content)).active
    assert sheet.max_row == len(rows) + 1
    calendar = client.get("/api/tasks.ics")
    assert calendar.headers["content-type"] == "text/calendar; charset=utf-8"
    ids = {str(event["uid"]) for event in icalendar.Calendar.from_ical(calendar.content).walk("VEVENT")}
    assert ids and ids <= {f"{task['id']}@kehoach" for task in whole["tasks"]}


@pytest.mark.parametrize("path", ["/api/tasks", "/api/tasks.csv", "/api/tasks.xlsx", "/api/tasks.ics"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("bodi", "Phòng Nội vụ"),
        ("role", "boss"),
        ("from", "31/2/2024"),
        ("until", "tomorrow"),
        ("year", "1"),
        ("body", "?!"),
    ],
)
def test_a_filter_that_cannot_be_used_is_refused(client: httpx.Client, path: str, name: str, value: str) -> None:
    response = client.get(path, params={name: value})
    assert response.status_code == 422
    assert value in error_of(response)["message"] or name in error_of(response)["message"]


@pytest.mark.parametrize("params", [{"limit": "0"}, {"limit": "1001"}, {"offset": "-1"}, {"offset": str(10**30)}])
def test_a_page_that_cannot_be_is_refused(client: httpx.Client, params: dict[str, str]) -> None:
    for path in ("/api/tasks", "/api/unanswered"):
        response = client.get(path, params=params)
        assert (response.status_code, error_of(response)["field"]) == (422, next(iter(params)))


# -- questions that were not answered


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


def _metrics(client: httpx.Client) -> dict[str, float]:
    lines = [line for line in client.get("/metrics").text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


# -- feedback


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
