"""Who may see and do what: staff, programs with a key, and the public."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api import create_app
from corpus.settings import Settings
from index.library import Library
from qa.assistant import Assistant
from tests.running import Run, one_line_error
from web.audiences import PUBLIC_ROUTES, generic, routes_of
from web.frame import STRINGS

PASSWORD = "mật khẩu: 9 chữ"
KEY = "k3y-of-the-archive-0001"
OUTSIDE = ("203.0.113.7", 50_000)
FORWARDED = {"x-forwarded-for": "203.0.113.7"}
PORTAL = "https://www.example.gov.vn"
FROM_PORTAL = {"origin": PORTAL, "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"}
BEARER = {"authorization": f"Bearer {KEY}"}
PLAN = """ỦY BAN NHÂN DÂN XÃ {place}
Số: {number}/KH-UBND
{place}, ngày 5 tháng 2 năm {year}
KẾ HOẠCH
{topic} xã {place} năm {year}
I. TỔ CHỨC THỰC HIỆN
1. {lead}
Chủ trì {topic} trước ngày 30/6/{year}.
"""
#: Words of the internal plan that no public text holds.
SECRETS = ("quân khí", "Mẫu Sơn", "Ban Chỉ huy", "2099", "noi-bo")
ASKED = "ai chủ trì di dời kho quân khí của xã Mẫu Sơn năm 2099?"


def basic(password: str = PASSWORD, name: str = "cán bộ") -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


@pytest.fixture(scope="module")
def folder(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a public plan and an internal one."""
    folder = tmp_path_factory.mktemp("access")
    library = Library(Settings(data=folder / "data"), assistant.library.embedder)
    (folder / "cong-khai.txt").write_text(
        PLAN.format(place="Tam Gia", number=11, year=2031, topic="nạo vét mương Khuổi Sao", lead="Ban Thủy lợi"),
        encoding="utf-8",
    )
    (folder / "noi-bo.txt").write_text(
        PLAN.format(place="Mẫu Sơn", number=99, year=2099, topic="di dời kho quân khí", lead="Ban Chỉ huy Quân sự"),
        encoding="utf-8",
    )
    library.ingest([folder / "cong-khai.txt"])
    library.ingest([folder / "noi-bo.txt"], internal=True)
    return folder / "data"


def server(folder: Path, **more: Any) -> FastAPI:
    settings = {"data": folder, "origins": PORTAL, "keep_unanswered": False, "rate_per_minute": 100_000, **more}
    return create_app(Settings(**settings))


@pytest.fixture(scope="module")
def protected(folder: Path) -> FastAPI:
    return server(folder, staff_password=PASSWORD, keys=f"archive:{KEY}")


@pytest.fixture(scope="module")
def unprotected(folder: Path) -> FastAPI:
    return server(folder)


def internal_id(app: FastAPI) -> str:
    documents = TestClient(app).get("/api/documents", headers=basic()).json()["documents"]
    return next(str(document["id"]) for document in documents if document["internal"])


@pytest.mark.parametrize("headers", [{}, FORWARDED, FROM_PORTAL], ids=["anyone", "through a proxy", "from a portal"])
def test_nothing_that_the_public_gets_tells_of_an_internal_document(
    protected: FastAPI, headers: dict[str, str]
) -> None:
    client, id = TestClient(protected, client=OUTSIDE), internal_id(protected)
    assert ASKED.count("quân khí")  # what is searched for below does stand in the office's answers
    told = client.post("/api/ask", json={"question": ASKED}, headers=basic()).text
    assert "Ban Chỉ huy Quân sự" in told and id in told
    seen = []
    for method, path in sorted(PUBLIC_ROUTES):
        path = path.replace("/documents/{}", f"/documents/{id}").replace("{}", "1")
        body = {"query": ASKED} if path == "/api/search" else {"question": ASKED}
        if path == "/api/feedback":
            body["rating"] = "up"
        for address in (path, f"{path}?q={ASKED}", f"{path}?lang=en") if method == "GET" else (path,):
            response = client.request(method, address, headers=headers, json=body if method == "POST" else None)
            assert response.status_code in (200, 201, 403, 404, 422, 503), (address, response.text)
            seen.append((address, response.text.replace(id, "") if "/documents/" in path else response.text))
    # The question itself comes back, and words of it in what was understood.
    for address, text in seen:
        for secret in (id, "Chỉ huy", "noi-bo"):
            assert secret not in text, (address, secret)
        if "q=" not in address and not address.startswith(("/api/ask", "/api/search", "/api/feedback")):
            for secret in SECRETS:
                assert secret not in text, (address, secret)
    assert client.get(f"/documents/{id}", headers=headers).text == client.get(
        "/documents/0123456789ab", headers=headers
    ).text.replace("0123456789ab", id)


def test_staff_see_everything_with_the_password_and_programs_with_a_key(protected: FastAPI) -> None:
    client = TestClient(protected, client=OUTSIDE)
    assert len(client.get("/api/documents").json()["documents"]) == 1
    for headers in (basic(), basic(name=""), BEARER, {"authorization": f"bearer  {KEY}"}, basic() | FORWARDED):
        assert len(client.get("/api/documents", headers=headers).json()["documents"]) == 2
        assert client.get("/metrics", headers=headers).status_code == 200


def test_a_widgets_request_is_the_publics_even_with_the_password(protected: FastAPI) -> None:
    client = TestClient(protected)
    for headers, path in (
        (basic() | FROM_PORTAL, "/api/ask"),
        (basic() | {"origin": PORTAL}, "/api/ask"),
        (basic() | {"origin": "http://testserver", "sec-fetch-site": "same-origin"}, "/api/ask?audience=public"),
    ):
        answer = client.post(path, json={"question": ASKED}, headers=headers)
        assert answer.status_code == 200 and "Chỉ huy" not in answer.text
    own = basic() | {"origin": "http://testserver"}
    assert "Chỉ huy" in client.post("/api/ask", json={"question": ASKED}, headers=own).text


@pytest.mark.parametrize("credentials", ["Basic", "Basic ???", "Basic " + base64.b64encode(b"a:falsch").decode(),
                                         "Basic " + base64.b64encode(b"\xff\xfe").decode(), "Bearer", "Bearer falsch",
                                         f"Bearer {PASSWORD}".encode().decode("latin-1")])  # fmt: skip
@pytest.mark.parametrize("path", ["/", "/api/documents", "/metrics", "/staff"])
def test_wrong_credentials_are_refused_everywhere(protected: FastAPI, credentials: str, path: str) -> None:
    response = TestClient(protected).get(path, headers=[(b"authorization", credentials.encode("latin-1"))])
    assert response.status_code == 401
    assert response.headers["www-authenticate"].split()[0] == credentials.split()[0]
    assert "Traceback" not in response.text


def test_every_route_is_the_offices_unless_it_is_named(protected: FastAPI) -> None:
    client = TestClient(protected, client=OUTSIDE)
    walked = 0
    for method, template in routes_of(protected.routes):
        if method == "HEAD" or template.startswith("/static"):
            continue
        path = "/".join("1" if part.startswith("{") else part for part in template.split("/"))
        status = client.request(method, path, follow_redirects=False).status_code
        if (method, generic(template)) in PUBLIC_ROUTES:
            assert status not in (401, 403), (method, path)
        else:
            assert status == 401, (method, path)
            # With the password it is let through, to whatever becomes of a request without a body.
            answer = client.request(method, path, headers=basic(), follow_redirects=False)
            assert answer.status_code not in (401, 403), (method, path)
        walked += 1
    assert walked > 25
    for changing in (("POST", "/api/documents"), ("DELETE", "/api/documents/1"), ("PATCH", "/api/documents/1")):
        response = client.request(*changing)
        assert response.status_code == 401 and set(response.json()["error"]) == {"message", "remedy"}
    assert client.get("/no-such-page").status_code == 404


def test_a_mistyped_address_is_a_page_in_a_browser_and_an_error_in_words_for_a_program(protected: FastAPI) -> None:
    client = TestClient(protected)
    for path, page in (("/no-such-page?lang=en", True), ("/documents/1/2?lang=en", True), ("/api/no-such", False)):
        browsed, asked = (client.get(path, headers={"accept": accept}) for accept in ("text/html,*/*;q=0.8", "*/*"))
        assert browsed.status_code == asked.status_code == 404, path
        assert browsed.headers["content-type"].startswith("text/html" if page else "application/json"), path
        assert (STRINGS["en"]["error_404"] in browsed.text) == page
    assert set(client.get("/no-such-page").json()["error"]) == {"message", "remedy"}


def test_without_a_password_whoever_reaches_the_server_is_staff_and_a_proxys_visitors_are_not(
    unprotected: FastAPI,
) -> None:
    client = TestClient(unprotected)
    assert len(client.get("/api/documents").json()["documents"]) == 2
    assert client.get("/metrics").status_code == 200
    # A proxy may ask for a password of its own, and pass it on.
    assert client.get("/metrics", headers=basic("der andere")).status_code == 200
    for name in ("x-forwarded-for", "forwarded", "via", "x-real-ip"):
        assert len(client.get("/api/documents", headers={name: "x"}).json()["documents"]) == 1
        refused = client.get("/metrics", headers={name: "x"})
        assert refused.status_code == 403 and "KEHOACH_STAFF_PASSWORD" in refused.json()["error"]["remedy"]
        assert "www-authenticate" not in refused.headers
    assert len(client.get("/api/documents", headers=FROM_PORTAL).json()["documents"]) == 1


def test_a_page_that_is_not_for_the_public_says_so_in_both_languages_and_offers_a_way_back(
    protected: FastAPI,
) -> None:
    client = TestClient(protected)
    for address, words in (("/staff", "dành cho cán bộ"), ("/staff?lang=en", "for staff")):
        page = client.get(address)
        assert page.status_code == 401 and words in page.text and page.headers["content-type"].startswith("text/html")
    assert '<a href="/staff' in client.get("/").text
    assert '<a href="/staff' not in client.get("/", headers=basic()).text
    signed_in = client.get("/staff?lang=en", headers=basic(), follow_redirects=False)
    assert signed_in.status_code == 303 and signed_in.headers["location"] == "/?lang=en"


def test_pages_of_other_sites_change_nothing_where_browsers_name_no_site(unprotected: FastAPI) -> None:
    """Over plain HTTP in an office's network a browser sends the origin alone."""
    client = TestClient(unprotected)
    for origin in ("http://stranger.example", "null", "http://testserver.stranger.example"):
        assert client.delete("/api/documents/1", headers={"origin": origin}).status_code == 403
    assert client.delete("/api/documents/1", headers={"origin": "http://testserver"}).status_code == 404


def test_a_key_and_guesses_are_counted(folder: Path) -> None:
    app = server(
        folder,
        staff_password=PASSWORD,
        keys=f"archive:{KEY},other:{KEY}2",
        rate_per_minute=12,
        key_rate_per_minute=3,
    )
    client = TestClient(app, client=("127.0.0.1", 1))
    asked = [client.get("/api/documents", headers=BEARER) for _ in range(4)]
    assert [response.status_code for response in asked] == [200, 200, 200, 429]
    assert "archive" in asked[-1].json()["error"]["message"] and KEY not in asked[-1].text
    assert int(asked[-1].headers["retry-after"]) >= 1
    assert client.get("/api/documents", headers={"authorization": f"Bearer {KEY}2"}).status_code == 200
    guesses = [client.get("/api/documents", headers=basic(f"falsch {n}")).status_code for n in range(3)]
    assert guesses == [401, 401, 429]
    # The right password is not kept out by what others tried from behind the same address.
    assert client.get("/api/documents", headers=basic()).status_code == 200
    outside = TestClient(app, client=OUTSIDE)
    # Ten pages cost as much as a question; some come back while they are asked for.
    pages = [outside.get("/documents?lang=fr").status_code for _ in range(400)]
    assert set(pages[:120]) == {422} and 429 in pages
    assert outside.get("/static/style.css").status_code == 200


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("KEHOACH_STAFF_PASSWORD", "kurz-ab"),
        ("KEHOACH_KEYS", "archive"),
        ("KEHOACH_KEYS", "archive:zu-kurz-ab"),
        ("KEHOACH_KEYS", f"archive:{KEY},archive:{KEY}2"),
        ("KEHOACH_KEYS", f"archive:{KEY},other:{KEY}"),
        ("KEHOACH_KEYS", f"a b:{KEY}"),
    ],
)
def test_a_secret_that_will_not_do_is_refused_without_being_shown(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    told = one_line_error(run("docs", "list", "--data", tmp_path), 2)
    assert variable in told and KEY not in told and "kurz" not in told
    assert value not in repr(Settings.model_construct())


def test_the_contract_holds_without_credentials_where_no_password_is_set(unprotected: FastAPI) -> None:
    answer = TestClient(unprotected).post("/api/ask", json={"question": "ai chủ trì nạo vét mương Khuổi Sao?"}).json()
    assert "Ban Thủy lợi" in json.dumps(answer, ensure_ascii=False)


def test_every_answer_of_every_route_has_the_headers_that_keep_a_browser_careful(protected: FastAPI) -> None:
    client = TestClient(protected, client=OUTSIDE)
    too_much = {"content-length": str(2**40)}
    for method, template in [*routes_of(protected.routes), ("GET", "/no-such-page"), ("PUT", "/api/ask")]:
        path = generic(template).replace("{}", "1") + ("/style.css" if template == "/static" else "")
        for headers in ({}, basic(), basic("falsch"), FROM_PORTAL, too_much):
            response = client.request(method, path, headers=headers, follow_redirects=False)
            given = response.headers
            assert given["x-content-type-options"] == "nosniff", (method, path)
            assert given["referrer-policy"] == "same-origin", (method, path)
            assert "camera=()" in given["permissions-policy"], (method, path)
            assert given["cross-origin-resource-policy"] == (
                "cross-origin" if "widget.js" in path else "same-origin"
            ) or (response.status_code >= 400), (method, path)
            assert "etag" in given or given["cache-control"] in ("no-store", "no-cache"), (method, path)
            policy = given["content-security-policy"]
            assert "unsafe" not in policy and "object-src 'none'" in policy and "base-uri 'none'" in policy
            framed = f"frame-ancestors {PORTAL}" in policy
            assert framed == (path == "/embed" and response.status_code == 200), (method, path)
            assert framed or "frame-ancestors 'none'" in policy, (method, path)


def test_an_error_that_nobody_foresaw_tells_nothing_and_has_the_headers(folder: Path) -> None:
    app = server(folder)

    @app.get("/api/broken")
    def broken() -> None:
        raise RuntimeError("a secret of the inside")

    response = TestClient(app, raise_server_exceptions=False).get("/api/broken")
    assert response.status_code == 500 and "secret" not in response.text
    assert set(response.json()["error"]) == {"message", "remedy"}
    assert response.headers["x-content-type-options"] == "nosniff"
