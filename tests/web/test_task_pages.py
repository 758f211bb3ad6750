"""The page of the register, in a real browser with JavaScript and without: filters, orders, the picture, the files."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.looking import faults, width
from web.frame import STRINGS

VI = STRINGS["vi"]
BODY = "Phòng Giáo dục và Đào tạo"
PAGES = {
    "all": "/tasks",
    "few": f"/tasks?body={BODY}&role=chủ trì&sort=deadline",
    "none": "/tasks?text=không-có-từ-này",
    "no day": "/tasks?from=1/2/2025&until=31/2/2025",
}


@pytest.fixture(params=[True, False], ids=["javascript", "no javascript"])
def page(request: pytest.FixtureRequest, browser: Browser, server: str) -> Iterator[Page]:
    context = browser.new_context(base_url=server, java_script_enabled=request.param)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    yield page
    context.close()
    # A browser says on the console that an address was refused; the page says it as well.
    assert [line for line in said if "422" not in line] == []


def register(server: str, **query: str | int) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = httpx.get(f"{server}/api/tasks", params=query).json()
    return found


def test_filters_narrow_the_table_to_what_the_api_has(page: Page, server: str) -> None:
    page.goto("/tasks")
    page.get_by_label(VI["filter_body"], exact=True).fill(BODY)
    page.get_by_label(VI["filter_role"]).select_option("chủ trì")
    page.get_by_role("button", name=VI["sift"]).click()
    wanted = register(server, body=BODY, role="chủ trì")
    count = len(wanted["tasks"])
    assert 0 < count < 50
    expect(page.locator(".told")).to_contain_text(f"{count} nhiệm vụ, {VI['showing_all']}")
    expect(page.locator(".tasks tbody tr")).to_have_count(count)
    shown = {row.get_attribute("id") for row in page.locator(".tasks tbody tr").all()}
    assert shown == {f"t-{task['id']}" for task in wanted["tasks"]}
    expect(page.get_by_label(VI["filter_body"], exact=True)).to_have_value(BODY)


def test_days_are_typed_and_shown_as_in_viet_nam(page: Page, server: str) -> None:
    page.goto("/tasks")
    page.get_by_label(VI["filter_from"]).fill("1/3/2025")
    page.get_by_label(VI["filter_until"]).fill("30.6.2025")
    page.get_by_role("button", name=VI["sift"]).click()
    expect(page.get_by_label(VI["filter_from"])).to_have_value("01/03/2025")
    expect(page.get_by_label(VI["filter_until"])).to_have_value("30/06/2025")
    wanted = register(server, **{"from": "2025-03-01", "until": "2025-06-30"})["tasks"]
    assert 0 < len(wanted) < 50
    expect(page.locator(".tasks tbody tr")).to_have_count(len(wanted))


def test_a_day_that_there_is_not_keeps_the_form_and_is_told_beside_its_field(page: Page) -> None:
    page.goto(f"/tasks?body={BODY}")
    page.get_by_label(VI["filter_from"]).fill("1/3/2025")
    page.get_by_label(VI["filter_until"]).fill("31/2/2025")
    with page.expect_navigation() as navigation:
        page.get_by_role("button", name=VI["sift"]).click()
    assert navigation.value.status == 422
    wrong = page.get_by_label(VI["filter_until"])
    expect(wrong).to_have_value("31/2/2025")
    expect(wrong).to_have_accessible_description(VI["no_day"].format(day="31/2/2025"))
    expect(wrong).to_be_focused()
    expect(page.get_by_label(VI["filter_from"])).to_have_value("01/03/2025")
    expect(page.get_by_label(VI["filter_body"], exact=True)).to_have_value(BODY)
    expect(page.get_by_role("alert")).to_contain_text(VI["problem_day"])
    wrong.fill("28/2/2026")
    page.get_by_role("button", name=VI["sift"]).click()
    expect(page.locator(".tasks tbody tr").first).to_be_visible()


def test_a_row_leads_to_its_words_in_the_document(page: Page) -> None:
    page.goto(f"/tasks?body={BODY}")
    page.locator(".tasks .what a").first.click()
    page.wait_for_url("**/documents/**#mark")
    expect(page.locator("#mark")).to_be_in_viewport()


def test_headings_sort_and_sort_back(page: Page, server: str) -> None:
    page.goto(f"/tasks?body={BODY}")
    with page.expect_navigation():
        page.get_by_role("link", name=VI["column_deadline"]).first.click()
    expect(page.locator("th[aria-sort]")).to_have_attribute("aria-sort", "ascending")
    due = {f"t-{task['id']}": task["due"] for task in register(server, body=BODY)["tasks"]}

    def last(id: str | None) -> str | None:
        found = due[id or ""]
        return (found["last"] or found["first"]) if isinstance(found, dict) else None

    up = [last(row.get_attribute("id")) for row in page.locator(".tasks tbody tr").all()]
    dated = [day for day in up if day]
    assert len(dated) > 1 and up[: len(dated)] == sorted(dated)
    with page.expect_navigation():
        page.locator("th[aria-sort] a").click()
    expect(page.locator("th[aria-sort]")).to_have_attribute("aria-sort", "descending")
    down = [last(row.get_attribute("id")) for row in page.locator(".tasks tbody tr").all()]
    assert down[: len(dated)] == sorted(dated, reverse=True)
    assert urlsplit(page.url).query.count("body=") == 1


def test_a_mark_of_the_picture_leads_to_its_row(page: Page) -> None:
    page.goto(PAGES["few"])
    mark = page.locator(".axis a").last
    target = (mark.get_attribute("href") or "").partition("#")[2]
    mark.click()
    expect(page.locator(f"#{target}")).to_be_in_viewport()


def test_the_table_under_the_picture_says_the_same(page: Page) -> None:
    page.goto(PAGES["few"])
    page.locator(".timeline summary").click()
    counts = [int(text) for text in page.locator(".units td:nth-child(2)").all_inner_texts()]
    marks = page.locator(".axis .mark").count()
    assert sum(counts) == marks > 1
    page.locator(".units a").first.click()
    expect(page.locator("tr:target")).to_be_in_viewport()


def test_files_keep_the_filters(page: Page, server: str) -> None:
    page.goto(PAGES["few"] + "&lang=en")
    links = {link.inner_text(): link.get_attribute("href") or "" for link in page.locator(".exports a").all()}
    rows = list(csv.DictReader(io.StringIO(httpx.get(server + links["CSV"]).content.decode("utf-8-sig"))))
    assert len(rows) == len(register(server, body=BODY, role="chủ trì")["tasks"])
    assert "Deadline" in rows[0]
    for name, link in links.items():
        assert parse_qs(urlsplit(link).query)["body"] == [BODY], name
        assert httpx.get(server + link).status_code == 200, name


def test_markup_in_a_task_stays_text_in_the_table_and_the_picture(server: str) -> None:
    plan = """ỦY BAN NHÂN DÂN XÃ MẪU SƠN
Số: 67/KH-UBND
Mẫu Sơn, ngày 05 tháng 02 năm 2031
KẾ HOẠCH
Trồng cây năm 2031
II. TỔ CHỨC THỰC HIỆN
1. Phòng Nội vụ
Chủ trì rà soát <script>alert(1)</script> & "danh sách" <img src=x onerror=alert(2)> {{ 7+7 }} trước ngày 18/4/2031.
"""
    with httpx.Client(base_url=server, timeout=60) as client:
        uploaded = client.post("/api/documents", files={"file": ("hostile.txt", plan.encode())}).json()["documents"][0]
        try:
            for address in (f"/tasks?document={uploaded['id']}", "/bodies/Phòng Nội vụ"):
                text = client.get(address).text
                assert "<script>alert" not in text and "<img src=x" not in text
                # Once in the row and once in the title of its mark.
                assert text.count("&lt;script&gt;alert(1)&lt;/script&gt;") == text.count("{{ 7+7 }}") == 2
        finally:
            client.delete(f"/api/documents/{uploaded['id']}")


@pytest.mark.parametrize("sort", ["text", "document", "lead", "deadline"])
@pytest.mark.parametrize("way", ["asc", "desc"])
def test_the_pages_hold_every_task_once(server: str, sort: str, way: str) -> None:
    seen: list[str] = []
    address: str | None = f"/tasks?sort={sort}&way={way}"
    while address:
        text = httpx.get(server + address).text
        seen += re.findall(r'<tr id="t-(\w+)"', text)
        following = re.search(r'<a rel="next" href="([^"]+)"', text)
        address = html.unescape(following[1]) if following else None
    assert len(seen) == len(set(seen)) > 50
    assert set(seen) == {task["id"] for task in register(server, limit=1000)["tasks"]}


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("from=2025-06-01&until=2025-01-01", "problem_dates"),
        ("from=ngày+mai", "problem_day"),
        ("until=<b>31/2</b>", "problem_day"),
        ("body=!!!", "problem_filter"),
        ("role=vua", "problem_filter"),
    ],
)
def test_a_filter_that_cannot_be_met_is_told_and_the_form_stays(server: str, query: str, key: str) -> None:
    response = httpx.get(f"{server}/tasks?{query}")
    assert response.status_code == 422
    assert VI[key] in html.unescape(response.text)
    assert 'name="body"' in response.text


@pytest.mark.parametrize("query", ["sort=size", "page=0", "bodi=x"])
def test_a_wrong_address_is_a_page_with_a_way_back(server: str, query: str) -> None:
    response = httpx.get(f"{server}/tasks?{query}")
    assert response.status_code == 422
    assert VI["back"] in response.text


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("wide", [360, 768, 1440])
def test_the_page_fits_the_screen_and_bars_nobody(browser: Browser, server: str, wide: int, scheme: str) -> None:
    page = browser.new_page(
        base_url=server, viewport={"width": wide, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    for name, address in PAGES.items():
        page.goto(address)
        assert width(page) <= wide, name
        assert faults(page) == [], name
    page.close()
