"""The task register over HTTP: as JSON, in pages, as files, filtered."""

from __future__ import annotations

import csv
import io

import httpx
import icalendar
import openpyxl
import pytest

from tests.asking import NOTICE, error_of, upload


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
