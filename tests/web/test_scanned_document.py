"""What is shown of a document that was read from pictures."""

from __future__ import annotations

import httpx
import numpy as np
import pytest

from corpus.documents import Line, Loaded, ScannedPage, ScannedWord, Vectors
from corpus.reader import read
from corpus.settings import Settings
from corpus.store import Store
from tests.conftest import serving

LINES = (
    Line("KẾ HOẠCH", 1, whole=True),
    Line("Phòng chống rét cho đàn vật nuôi", 1, whole=True),
    Line("Các xã báo cáo trước ngày 31/02/2025 theo Kế hoạch số 12/KH-U8ND.", 1, whole=True),
)


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, str]:
    settings = Settings(data=tmp_path_factory.mktemp("scanned"))
    page = ScannedPage(1, 0.87, (ScannedWord("KẾ", (0.4, 0.1, 0.45, 0.12), 0.9),))
    document = read(Loaded(LINES, 1, (page,)), "scan.pdf")[0]
    vectors = np.zeros((len(document.passages), 384), np.float32)
    vectors[:, 0] = 1
    (name,) = Store(settings.store_path).replace(
        "/scan.pdf", "scan.pdf", b"%PDF-", "1", "test", [(document, Vectors(vectors))]
    )
    return settings, name


def test_the_api_says_how_sure_a_page_is_and_what_to_compare(scanned: tuple[Settings, str]) -> None:
    settings, name = scanned
    with serving(settings) as base:
        details = httpx.get(f"{base}/api/documents/{name}").json()
        text = httpx.get(f"{base}/api/documents/{name}/text").json()["text"]
        shown = httpx.get(f"{base}/documents/{name}", params={"lang": "vi"}).text
    assert [page["sure"] for page in details["pages"]] == [0.87]
    assert [(doubt["text"], doubt["reason"]) for doubt in details["doubts"]] == [
        ("31/02/2025", "no_such_date"),
        ("12/KH-U8ND", "number_form"),
    ]
    assert all(text[doubt["start"] : doubt["end"]] == doubt["text"] for doubt in details["doubts"])
    assert "độ chắc chắn 87 %" in shown and "không có ngày này" in shown and "12/KH-U8ND" in shown


def test_a_document_of_text_has_nothing_to_compare(server: str) -> None:
    listed = httpx.get(f"{server}/api/documents").json()["documents"]
    plan = next(each for each in listed if each["source"].endswith(".pdf"))
    details = httpx.get(f"{server}/api/documents/{plan['id']}").json()
    assert details["doubts"] == [] and {page["sure"] for page in details["pages"]} == {None}
    assert "bản quét;" not in httpx.get(f"{server}/documents/{plan['id']}", params={"lang": "vi"}).text
