"""Documents over HTTP: told, downloaded, uploaded, replaced, removed."""

from __future__ import annotations

import datetime
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest

from corpus.settings import Settings
from tests.asking import DITCH, NOTICE, error_of, samples_of, upload
from tests.conftest import serving


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


def test_an_upload_over_the_limit_is_refused(sample_settings: Settings, tmp_path: Path) -> None:
    settings = sample_settings.model_copy(update={"data": tmp_path, "max_file_mb": 1})
    with serving(settings) as base, httpx.Client(base_url=base, timeout=60) as client:
        for content in (b"a" * (3 * 2**20), b"a" * (2**20 + 1000)):
            response = upload(client, "long.txt", content)
            assert response.status_code == 413
            error_of(response)
