"""Whose pages may ask, what of the server they reach, and how often."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from starlette.testclient import TestClient

from api import create_app
from corpus.settings import Settings
from web.origins import PUBLIC, Origins
from web.rates import Buckets

PORTAL = "https://www.example.gov.vn"
STRANGER = "https://stranger.example"
#: What a browser says of a request that a page of another site makes.
CROSS = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"}
ELSEWHERE = ("203.0.113.7", 50_000)


@pytest.fixture(scope="module")
def settings(sample_settings: Settings) -> Settings:
    return sample_settings.model_copy(update={"origins": f"{PORTAL},http://localhost:8080"})


@pytest.fixture(scope="module")
def client(settings: Settings) -> TestClient:
    return TestClient(create_app(settings))


def preflight(client: TestClient, path: str, origin: str, method: str = "POST") -> str | None:
    """What a browser is told before it sends JSON: the origin that may, or nothing."""
    response = client.options(
        path,
        headers={
            "origin": origin,
            "access-control-request-method": method,
            "access-control-request-headers": "content-type",
            **CROSS,
        },
    )
    return response.headers.get("access-control-allow-origin") if response.status_code == 200 else None


def test_no_page_of_another_site_may_ask_unless_it_is_named(sample_settings: Settings) -> None:
    assert Settings(data=sample_settings.data).allowed_origins == ()
    client = TestClient(create_app(sample_settings))
    for path in PUBLIC:
        assert preflight(client, path, PORTAL) is None
        assert client.post(path, json={}, headers={"origin": PORTAL, **CROSS}).status_code == 403
    assert client.get("/widget.js").headers["cross-origin-resource-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in client.get("/embed").headers["content-security-policy"]


@pytest.mark.parametrize("path", sorted(PUBLIC))
def test_a_page_of_an_allowed_origin_may_ask_and_read_the_answer(client: TestClient, path: str) -> None:
    assert preflight(client, path, PORTAL) == PORTAL
    response = client.post(path, json={"nothing": 1}, headers={"origin": PORTAL, **CROSS})
    assert response.status_code == 422
    assert response.headers["access-control-allow-origin"] == PORTAL
    assert "origin" in response.headers["vary"].lower()
    assert "access-control-allow-credentials" not in response.headers


@pytest.mark.parametrize("path", sorted(PUBLIC))
@pytest.mark.parametrize("origin", [STRANGER, "null", f"{PORTAL}.stranger.example", "http://www.example.gov.vn", ""])
def test_a_page_of_another_origin_may_not(client: TestClient, path: str, origin: str) -> None:
    assert preflight(client, path, origin) is None
    response = client.post(path, json={}, headers={"origin": origin, **CROSS})
    assert response.status_code == 403
    assert set(response.json()["error"]) == {"message", "remedy"}
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/api/documents/x"),
        ("POST", "/api/documents"),
        ("POST", "/api/unanswered/1/close"),
        ("DELETE", "/api/feedback/1"),
        ("POST", "/api/feedback/1/close"),
        ("POST", "/api/feedback/1/reopen"),
    ],
)
def test_what_changes_the_store_is_refused_to_allowed_origins_too(client: TestClient, method: str, path: str) -> None:
    assert preflight(client, path, PORTAL, method) is None
    assert client.request(method, path, headers={"origin": PORTAL, **CROSS}).status_code == 403


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/feedback", 403),
        ("/api/unanswered", 403),
        ("/metrics", 403),
        ("/api/documents", 200),
        ("/api/tasks", 200),
        ("/openapi.json", 200),
        ("/", 200),
    ],
)
def test_what_the_office_reads_is_not_shown_to_pages_of_other_sites(client: TestClient, path: str, status: int) -> None:
    response = client.get(path, headers={"origin": PORTAL, **CROSS})
    assert response.status_code == status
    assert "access-control-allow-origin" not in response.headers
    assert response.headers["cross-origin-resource-policy"] == "same-origin"


def test_a_request_without_an_origin_is_no_page_of_another_site(client: TestClient) -> None:
    assert client.post("/api/ask", json={}).status_code == 422
    assert client.post("/api/ask", json={}, headers={"sec-fetch-site": "same-origin"}).status_code == 422


def test_the_script_and_the_frame_are_for_the_allowed_origins(client: TestClient) -> None:
    script = client.get("/widget.js", headers={"origin": PORTAL})
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"
    assert script.headers["access-control-allow-origin"] == PORTAL
    policy = client.get("/embed").headers["content-security-policy"]
    assert policy.endswith(f"frame-ancestors {PORTAL} http://localhost:8080")
    assert policy.startswith("default-src 'self';")


@pytest.mark.parametrize(
    ("written", "origins"),
    [
        ("", ()),
        (" , ", ()),
        (PORTAL, (PORTAL,)),
        (f" {PORTAL}/ ,HTTPS://WWW.example.gov.vn:443", (PORTAL,)),
        ("http://localhost:8080,http://[::1]:80", ("http://localhost:8080", "http://[::1]")),
    ],
)
def test_origins_are_read_as_browsers_write_them(
    monkeypatch: pytest.MonkeyPatch, written: str, origins: tuple[str, ...]
) -> None:
    monkeypatch.setenv("KEHOACH_ORIGINS", written)
    assert Settings().allowed_origins == origins


@pytest.mark.parametrize(
    "written", ["*", "www.example.gov.vn", f"{PORTAL}/tin-tuc", "https://*.gov.vn", "null", "https://a b", "file://x"]
)
def test_what_is_no_origin_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("KEHOACH_ORIGINS", written)
    with pytest.raises(ValidationError, match="origins"):
        Settings()


def test_an_origin_is_admitted_to_ask_and_to_nothing_else() -> None:
    origins = Origins((PORTAL,))
    assert origins.admit("POST", "/api/ask", PORTAL)
    assert not origins.admit("GET", "/api/feedback", PORTAL)
    assert not origins.admit("POST", "/api/documents", PORTAL)
    assert not origins.admit("POST", "/api/ask", None)
    assert not Origins().admit("POST", "/api/ask", None)


# -- how often


def test_an_address_that_asks_too_often_is_told_when_to_come_back(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"rate_per_minute": 3}))
    client = TestClient(app, client=ELSEWHERE)
    page = {"origin": PORTAL, **CROSS}
    assert [client.post("/api/ask", json={}, headers=page).status_code for _ in range(3)] == [422] * 3
    refused = client.post("/api/ask/stream", json={}, headers=page)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 20
    assert set(refused.json()["error"]) == {"message", "remedy"}
    # The page must be able to read why.
    assert refused.headers["access-control-allow-origin"] == PORTAL
    assert refused.headers["access-control-expose-headers"].lower() == "retry-after"
    assert preflight(client, "/api/ask", PORTAL) == PORTAL
    assert client.get("/widget.js").status_code == 200
    # Neither does leaving the origin out help, nor does it harm another address.
    assert client.post("/api/ask", json={}).status_code == 429
    other = TestClient(app, client=("203.0.113.8", 50_000))
    assert other.post("/api/ask", json={}, headers=page).status_code == 422


def test_programs_on_the_servers_own_machine_are_not_counted(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"rate_per_minute": 1}))
    own = TestClient(app, client=("127.0.0.1", 50_000))
    assert [own.post("/api/ask", json={}).status_code for _ in range(4)] == [422] * 4
    # A page that is shown on it is.
    asked = [own.post("/api/ask", json={}, headers={"origin": PORTAL, **CROSS}).status_code for _ in range(2)]
    assert asked == [422, 429]


def test_nothing_is_counted_while_no_origin_is_allowed(sample_settings: Settings) -> None:
    app = create_app(sample_settings.model_copy(update={"rate_per_minute": 1}))
    client = TestClient(app, client=ELSEWHERE)
    assert [client.post("/api/ask", json={}).status_code for _ in range(4)] == [422] * 4


def test_addresses_of_one_household_are_counted_as_one(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"rate_per_minute": 1}))
    asked = [
        TestClient(app, client=(address, 50_000)).post("/api/ask", json={}).status_code
        for address in (
            "2001:db8:1:2::1",
            "2001:db8:1:2:ffff::9",
            "2001:db8:1:3::1",
            "::ffff:203.0.113.1",
            "203.0.113.2",
        )
    ]
    assert asked == [422, 429, 422, 422, 422]


@given(st.integers(1, 120), st.lists(st.floats(0, 20), min_size=1, max_size=80))
def test_a_bucket_gives_no_more_than_its_size_and_its_refill_and_keeps_its_word(
    per_minute: int, waits: list[float]
) -> None:
    now = 0.0
    buckets = Buckets(per_minute, clock=lambda: now)
    given_out, promised = 0, 0.0
    for wait in waits:
        now += wait
        told = buckets.take("a")
        assert told >= 0
        if told == 0:
            given_out += 1
        if promised and now >= promised:
            assert told == 0
        promised = 0.0 if told == 0 else now + told + 1e-6
    assert given_out <= per_minute + now * per_minute / 60 + 1e-6


def test_only_so_many_addresses_are_remembered() -> None:
    buckets = Buckets(1, clock=lambda: 0.0, keys=2)
    assert [buckets.take(key) > 0 for key in ("a", "b", "b", "c", "b", "a")] == [False, False, True, False, True, False]
