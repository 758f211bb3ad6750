"""The pages of the bodies in a real browser, with JavaScript and without."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from corpus.collation import collated
from tests.web.looking import faults, width
from web.frame import STRINGS

VI = STRINGS["vi"]
BODY = "Phòng Giáo dục và Đào tạo"


@pytest.fixture(params=[True, False], ids=["javascript", "no javascript"])
def page(request: pytest.FixtureRequest, browser: Browser, server: str) -> Iterator[Page]:
    context = browser.new_context(base_url=server, java_script_enabled=request.param)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    yield page
    context.close()
    assert said == []


@pytest.fixture(scope="module")
def shared_name(server: str) -> str:
    """A name that several issuers use."""
    names = [row["name"] for row in httpx.get(f"{server}/api/bodies").json()["bodies"]]
    return str(next(name for name in names if names.count(name) > 1))


def test_a_body_is_found_and_its_page_holds_its_tasks_by_part(page: Page, server: str) -> None:
    page.goto("/bodies")
    page.get_by_label(VI["bodies_name"]).fill("phong giao duc va dao tao")
    with page.expect_navigation():
        page.get_by_role("button", name=VI["sift"]).click()
    row = page.locator(".bodies tbody tr", has=page.get_by_role("link", name=BODY, exact=True)).first
    counts = [int(text.replace("–", "0")) for text in row.locator("td").all_inner_texts()]
    with page.expect_navigation():
        row.get_by_role("link").click()
    expect(page.locator("h1")).to_have_text(BODY)
    shown = [table.locator("tbody tr").count() for table in page.locator("table.tasks").all()]
    assert shown == [count for count in counts if count]
    ids = [row.get_attribute("id") for row in page.locator("table.tasks tbody tr").all()]
    assert len(ids) == len(set(ids))


def test_one_name_of_several_issuers_is_shown_apart(page: Page, server: str, shared_name: str) -> None:
    page.goto(f"/bodies/{quote(shared_name, safe='')}")
    issuers = page.locator(".same a")
    assert issuers.count() > 1
    assert page.locator(".body > h2").all_inner_texts() == issuers.all_inner_texts()
    whole = page.locator("table.tasks tbody tr").count()
    with page.expect_navigation():
        issuers.first.click()
    expect(page.locator(".same")).to_have_count(0)
    assert 0 < page.locator("table.tasks tbody tr").count() < whole
    page.get_by_role("link", name=VI["same_name_all"]).click()
    expect(page.locator(".same")).to_have_count(1)


def test_names_stand_in_the_order_of_the_vietnamese_alphabet(server: str) -> None:
    rows = httpx.get(f"{server}/api/bodies").json()["bodies"]
    for issuer in {row["issuer"] for row in rows}:
        names = [row["name"] for row in rows if row["issuer"] == issuer]
        assert names == sorted(names, key=collated)


@pytest.mark.parametrize("sort", ["name", "leading", "coordinating", "other"])
def test_the_pages_hold_every_body_once(server: str, sort: str) -> None:
    links: list[str] = []
    address: str | None = f"/bodies?sort={sort}"
    while address:
        text = httpx.get(server + address).text
        links += re.findall(r'<th scope="row" lang="vi"><a href="([^"]+)"', text)
        following = re.search(r'<a rel="next" href="([^"]+)"', text)
        address = html.unescape(following[1]) if following else None
    assert len(links) == len(set(links)) == len(httpx.get(f"{server}/api/bodies").json()["bodies"])


def test_files_hold_what_the_page_shows(server: str, shared_name: str) -> None:
    for query in ("", f"?issuer={quote(httpx.get(f'{server}/api/bodies').json()['bodies'][0]['issuer'])}"):
        response = httpx.get(f"{server}/bodies/{quote(shared_name, safe='')}{query}")
        if response.status_code == 404:
            continue
        shown = re.findall(r'<tr id="t-(\w+)"', response.text)
        files = {match: html.unescape(match) for match in re.findall(r'href="(/api/bodies/tasks[^"]+)"', response.text)}
        assert len(files) == 3
        for address in files.values():
            content = httpx.get(server + address).content
            assert content
            if ".csv" in address:
                rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
                assert sorted(row["Mã nhiệm vụ"] for row in rows) == sorted(shown)


def test_a_body_that_no_task_names_is_not_found(server: str) -> None:
    assert httpx.get(f"{server}/bodies/không có").status_code == 404
    assert VI["back"] in httpx.get(f"{server}/bodies/không có").text
    assert httpx.get(f"{server}/api/bodies/tasks.csv", params={"name": "không có"}).status_code == 404
    assert httpx.get(f"{server}/api/bodies/tasks.csv", params={"name": BODY, "issuer": "-"}).status_code == 404


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("wide", [360, 1440])
def test_the_pages_fit_the_screen_and_bar_nobody(
    browser: Browser, server: str, shared_name: str, wide: int, scheme: str
) -> None:
    page = browser.new_page(
        base_url=server, viewport={"width": wide, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    for address in ("/bodies", f"/bodies/{quote(shared_name, safe='')}", "/bodies?q=không có"):
        page.goto(address)
        assert width(page) <= wide, address
        assert faults(page) == [], address
    page.close()
