"""The list of files that could not be read: filled by ingesting, shown by the API and the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api import create_app
from corpus.settings import Settings
from index.library import Library
from qa.assistant import Assistant
from tests.running import Run

GOOD = "KẾ HOẠCH\n\nI. MỤC ĐÍCH\n\nTiêm chủng cho trẻ em trong toàn huyện.\n"


@pytest.fixture
def library(tmp_path: Path, assistant: Assistant) -> Library:
    return Library(Settings(data=tmp_path / "data"), assistant.library.embedder)


def test_failures_are_listed_with_reason_and_remedy_until_mended(library: Library, tmp_path: Path, run: Run) -> None:
    client = TestClient(create_app(library.settings))
    assert client.get("/api/failures").json() == {"total": 0, "failures": []}
    bad, good = tmp_path / "plans" / "bad.txt", tmp_path / "plans" / "good.txt"
    bad.parent.mkdir()
    bad.write_bytes(bytes(range(128, 256)) * 40)
    good.write_text(GOOD, encoding="utf-8")
    library.ingest([bad.parent])
    told = client.get("/api/failures").json()
    assert told["total"] == 1
    [row] = told["failures"]
    assert row.keys() == {"id", "path", "source", "reason", "remedy", "at", "documents"}
    assert (row["path"], row["source"], row["documents"]) == (str(bad.resolve()), "bad.txt", [])
    assert "bad.txt" in row["reason"] and row["remedy"]
    assert run("docs", "list", "--failed", "--data", library.settings.data, "--json").json == told
    shown = run("docs", "list", "--failed", "--data", library.settings.data).out
    assert shown.startswith("1 failed file\n") and row["reason"] in shown and row["remedy"] in shown
    bad.write_text(GOOD, encoding="utf-8")
    library.ingest([bad.parent])
    assert client.get("/api/failures").json()["total"] == 0


def test_a_file_that_fails_later_tells_that_its_former_content_is_kept(
    library: Library, tmp_path: Path, run: Run
) -> None:
    plan = tmp_path / "a.txt"
    plan.write_text(GOOD, encoding="utf-8")
    [stored] = library.ingest([plan])
    plan.write_bytes(b"")
    [failed] = library.ingest([plan])
    assert (failed.status, failed.known) == ("failed", False)
    client = TestClient(create_app(library.settings))
    [row] = client.get("/api/failures").json()["failures"]
    assert row["documents"] == list(stored.documents)
    assert "its former content is kept" in run("docs", "list", "--failed", "--data", library.settings.data).out
    assert library.ingest([plan])[0].known
    plan.unlink()
    assert library.ingest([plan])[0].status == "failed"
    assert client.get("/api/failures").json()["total"] == 0


def test_a_failed_file_that_goes_away_leaves_the_list_with_its_folder_ingested(
    library: Library, tmp_path: Path
) -> None:
    plans = tmp_path / "plans"
    plans.mkdir()
    (plans / "good.txt").write_text(GOOD, encoding="utf-8")
    (plans / "bad.pdf").write_bytes(b"%PDF-")
    library.ingest([plans])
    assert library.store.failures.count() == 1
    (plans / "bad.pdf").unlink()
    library.ingest([plans])
    assert library.store.failures.count() == 0


def test_a_failure_can_be_forgotten(library: Library, tmp_path: Path) -> None:
    (tmp_path / "empty.docx").write_bytes(b"")
    library.ingest([tmp_path / "empty.docx"])
    client = TestClient(create_app(library.settings))
    [row] = client.get("/api/failures").json()["failures"]
    assert client.delete(f"/api/failures/{row['id']}").json() == {"removed": row["id"]}
    assert client.delete(f"/api/failures/{row['id']}").status_code == 404
    assert client.get("/api/failures").json()["total"] == 0


def test_an_upload_that_fails_is_told_at_once_and_not_listed(library: Library) -> None:
    assert library.ingest_upload("bad.pdf", b"%PDF-").status == "failed"
    assert library.store.failures.count() == 0
