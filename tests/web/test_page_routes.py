"""Page images over HTTP: addresses, headers, errors, and whose pages may show them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from starlette.testclient import TestClient

from api import create_app
from corpus.loaders.office import converter
from corpus.settings import Settings

PLAN = "ke-hoach-chuyen-doi-so-cao-loc-2025.pdf"
PORTAL = "https://www.example.gov.vn"
CROSS = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"}
ASKED = "Việc số hóa sổ hộ tịch giai đoạn 1990 - 2015 giao cho cơ quan nào chủ trì?"


def document(client: Any, suffix: str) -> str:
    listed = client.get("/api/documents").json()["documents"]
    return next(str(each["id"]) for each in listed if each["source"].endswith(suffix))


def picture(response: httpx.Response) -> Image.Image:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "image/png"
    return Image.open(io.BytesIO(response.content))


def test_every_citation_has_the_address_of_its_page(client: httpx.Client) -> None:
    citation = client.post("/api/ask", json={"question": ASKED}).json()["citations"][0]
    assert citation["document"]["source"] == PLAN
    answer = client.get(citation["page_image"])
    assert picture(answer).size == (1241, 1754)
    # The table begins on page 4, and its row stands on page 4 or the next.
    number = int(answer.headers["x-page"])
    assert number >= citation["page"]
    assert answer.headers["content-location"].startswith(
        f"/api/documents/{citation['document_id']}/pages/{number}.png?"
    )
    assert client.get(answer.headers["content-location"]).content == answer.content
    for result in client.post("/api/search", json={"query": ASKED, "top_k": 20}).json()["results"]:
        pictured = result["document"]["source"].endswith(".pdf") or (
            result["document"]["source"].endswith(".docx") and converter() is not None
        )
        assert (result["page_image"] is not None) == pictured


def test_a_browser_keeps_a_page_and_asks_whether_it_is_still_the_one(client: httpx.Client) -> None:
    address = f"/api/documents/{document(client, PLAN)}/pages/2.png"
    first = client.get(address)
    assert first.headers["cache-control"] == "private, no-cache"
    again = client.get(address, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200
    assert client.get(address, params={"start": 0, "end": 50}).headers["etag"] == first.headers["etag"]
    other = client.get(address.replace("2.png", "1.png"), params={"start": 0, "end": 50})
    assert other.headers["etag"] != client.get(address.replace("2.png", "1.png")).headers["etag"]


def test_the_places_of_a_quote_are_told_page_by_page(client: httpx.Client) -> None:
    name = document(client, PLAN)
    text = client.get(f"/api/documents/{name}/text").json()["text"]
    start = text.index("Chủ trì, phối hợp")
    pages = client.get(f"/api/documents/{name}/pages", params={"start": start, "end": start + 150}).json()["pages"]
    assert pages
    for page in pages:
        assert page["boxes"]
        assert all(0 <= edge <= 1 for box in page["boxes"] for edge in box)
        assert all(left < right and top < bottom for left, top, right, bottom in page["boxes"])
        picture(client.get(page["image"]))


@pytest.mark.parametrize(
    ("path", "params", "status"),
    [
        ("pages/0.png", {}, 404),
        ("pages/99.png", {}, 404),
        ("pages/-1.png", {}, 404),
        ("pages/x.png", {}, 422),
        ("pages/1.png", {"start": 5}, 422),
        ("pages/1.png", {"start": 5, "end": 5}, 422),
        ("pages/1.png", {"start": 5, "end": 10**9}, 422),
        ("page.png", {}, 422),
        ("page.png", {"start": -1, "end": 5}, 422),
        ("pages", {"start": 5, "end": 1}, 422),
        ("page.png", {"start": "9" * 40, "end": 5}, 422),
    ],
)
def test_what_is_no_page_is_a_clear_error(client: httpx.Client, path: str, params: dict[str, Any], status: int) -> None:
    answer = client.get(f"/api/documents/{document(client, PLAN)}/{path}", params=params)
    assert answer.status_code == status
    assert {"message", "remedy"} <= set(answer.json()["error"])


def test_a_text_file_and_an_unknown_document_have_no_pages(client: httpx.Client) -> None:
    for name in (document(client, ".txt"), "nothing"):
        for path in ("pages/1.png", "page.png", "pages"):
            answer = client.get(f"/api/documents/{name}/{path}", params={"start": 0, "end": 5})
            assert answer.status_code == 404, answer.text


def test_a_removed_document_leaves_no_picture_behind(sample_settings: Settings, data: Path) -> None:
    client = TestClient(create_app(sample_settings.model_copy(update={"data": data})))
    name = document(client, PLAN)
    assert client.get(f"/api/documents/{name}/pages/1.png").status_code == 200
    assert list((data / "pages").glob("*.png"))
    assert client.delete(f"/api/documents/{name}").status_code == 200
    assert client.get(f"/api/documents/{name}/pages/1.png").status_code == 404
    assert list((data / "pages").iterdir()) == []


def test_pages_of_allowed_origins_may_show_the_images_so_often(sample_settings: Settings) -> None:
    settings = sample_settings.model_copy(update={"origins": PORTAL, "rate_per_minute": 1})
    client = TestClient(create_app(settings))
    name = document(client, PLAN)
    address = f"/api/documents/{name}/page.png"
    for origin, allowed in ((PORTAL, PORTAL), ("https://stranger.example", None)):
        answer = client.get(address, params={"start": 0, "end": 20}, headers={"origin": origin, **CROSS})
        assert answer.headers.get("access-control-allow-origin") == allowed
    assert "x-page" in answer.headers
    asked = {"origin": PORTAL, "access-control-request-method": "GET", **CROSS}
    assert client.options(address, headers=asked).headers["access-control-allow-origin"] == PORTAL
    asked["access-control-request-method"] = "DELETE"
    assert client.options(address, headers=asked).status_code == 400
    # What else there is of a document stays the office's.
    for path in (f"/api/documents/{name}/text", f"/api/documents/{name}/file", f"/api/documents/{name}/pages"):
        answer = client.get(path, params={"start": 0, "end": 20}, headers={"origin": PORTAL, **CROSS})
        assert "access-control-allow-origin" not in answer.headers
    # A picture costs a quarter of a question; three were asked for.
    client.get(address, params={"start": 0, "end": 20}, headers={"origin": PORTAL, **CROSS})
    refused = client.get(address, params={"start": 0, "end": 20}, headers={"origin": PORTAL, **CROSS})
    assert refused.status_code == 429 and int(refused.headers["retry-after"]) > 0


def test_the_public_is_shown_no_page_of_an_internal_document(sample_settings: Settings, data: Path) -> None:
    client = TestClient(create_app(sample_settings.model_copy(update={"data": data})))
    name = document(client, PLAN)
    addresses = [
        f"/api/documents/{name}/{path}" for path in ("pages/1.png", "page.png?start=0&end=9", "pages?start=0&end=9")
    ]
    public = {"x-forwarded-for": "203.0.113.7"}
    assert [client.get(address, headers=public).status_code for address in addresses] == [200, 200, 200]
    assert client.patch(f"/api/documents/{name}", json={"internal": True}).status_code == 200
    assert [client.get(address, headers=public).status_code for address in addresses] == [404, 404, 404]
    assert [client.get(address).status_code for address in addresses] == [200, 200, 200]


def test_the_pages_of_the_office_show_the_image_with_words_for_it(client: httpx.Client) -> None:
    shown = client.get("/", params={"q": ASKED, "lang": "vi"}).text
    assert 'loading="lazy"' in shown and "/page.png?start=" in shown
    name = document(client, PLAN)
    page = client.get(f"/documents/{name}", params={"start": 10, "end": 60, "lang": "vi"}).text
    assert f"/api/documents/{name}/page.png?start=10&amp;end=60" in page
    assert "/page.png" not in client.get(f"/documents/{name}").text
    assert "/page.png" not in client.get(f"/documents/{document(client, '.txt')}", params={"start": 1, "end": 6}).text
