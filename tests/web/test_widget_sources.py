"""The sources of an answer in the chat widget: document, quote, reference and page."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from corpus.settings import Settings
from index.library import Library
from qa.assistant import Assistant
from tests.conftest import serving
from tests.succession import plans_in
from tests.web.hosting import (
    SUGGESTED,
    VI,
    Portal,
    Visit,
    ask,
    line,
    opened,
    strict,
)
from tests.web.looking import Words


def test_a_citation_tells_number_date_and_page_as_in_vietnam(visit: Visit, portal: Portal, base: str) -> None:
    visit.page.goto(portal.page(line(base)))
    answer = ask(opened(visit.page), SUGGESTED)
    source = answer.locator(".sources > li").first
    expect(source.locator("summary")).to_contain_text("Kế hoạch số 31/KH-UBND ngày 24/01/2025")
    source.locator("summary").click()
    expect(source).to_contain_text("Ủy ban nhân dân huyện Cao Lộc · trang 4")
    # A row of a table keeps the names of its columns.
    expect(source.locator("blockquote p").nth(2)).to_have_text("Cơ quan chủ trì Phòng Tư pháp")
    expect(answer.locator(".typed").filter(has_text="Chủ trì")).to_contain_text("Phòng Tư pháp")
    visit.clean()


def test_an_opened_citation_has_a_reference_to_copy(visit: Visit, portal: Portal, base: str) -> None:
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visit.page
    page.goto(portal.page(line(base)))
    answer = ask(opened(page), SUGGESTED)
    source = answer.locator(".sources > li").first
    expect(source.locator(".reference")).to_be_hidden()
    source.locator("summary").click()
    told = source.locator(".reference q").inner_text()
    assert "Kế hoạch số 31/KH-UBND ngày 24/01/2025 của UBND huyện Cao Lộc" in told
    for lost in (False, True):
        if lost:  # as on an office's server without https
            page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
        button = source.get_by_role("button", name="Chép", exact=True).element_handle()
        words = Words(button)
        button.click()
        assert words.until(2) == ["Đã chép", "Chép"]
        page.locator("#question").fill("")
        page.locator("#question").press("Control+V")
        expect(page.locator("#question")).to_have_value(told)


def test_an_opened_citation_shows_its_page_with_the_quote_boxed(visit: Visit, portal: Portal, base: str) -> None:
    page = visit.page
    page.goto(portal.page(line(base), policy=strict(base)))
    asked: list[str] = []
    visit.context.on("request", lambda request: asked.append(request.url))
    answer = ask(opened(page), SUGGESTED)
    assert not any(".png" in url for url in asked)
    source = answer.locator(".sources > li").first
    source.locator("summary").press("Enter")
    canvas = source.locator("canvas")
    expect(canvas).to_have_accessible_name(re.compile("Ảnh trang [45] của .*; phần được trích dẫn nằm trong khung"))
    expect(source.locator(".sheet")).to_have_attribute("aria-label", re.compile("Trang [45] của tệp"))
    assert sum("/page.png?" in url for url in asked) == 1
    # The frame, dark and in colour, is on the picture, and in what is seen of it.
    seen = canvas.evaluate(
        """canvas => {
          const { width, height } = canvas, { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
          const rows = [];
          for (let at = 0; at < data.length; at += 4)
            if (data[at] > 120 && data[at + 1] < 80 && data[at + 2] < 60) rows.push(Math.floor(at / 4 / width));
          const sheet = canvas.parentNode, scale = canvas.clientHeight / height;
          const top = sheet.scrollTop, bottom = top + sheet.clientHeight;
          return [width, rows.length, rows.filter(row => row * scale >= top && row * scale <= bottom).length];
        }"""
    )
    assert seen[0] > 1000 and seen[1] > 200 and seen[2] == seen[1]
    small = canvas.bounding_box()
    source.get_by_role("button", name=VI["zoom"]).press("Enter")
    expect(source.get_by_role("button", name=VI["zoom"])).to_have_attribute("aria-pressed", "true")
    large = canvas.bounding_box()
    assert small and large and large["width"] > 2 * small["width"]
    source.locator(".sheet").focus()
    before = source.locator(".sheet").evaluate("sheet => sheet.scrollLeft")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "before => document.querySelector('kehoach-chat').shadowRoot.querySelector('.sheet').scrollLeft > before",
        arg=before,
    )
    # Opened again it is there, and not asked for again.
    source.locator("summary").press("Enter")
    source.locator("summary").press("Enter")
    expect(canvas).to_be_visible()
    assert sum("/page.png?" in url for url in asked) == 1
    visit.clean()


def test_a_page_that_cannot_be_had_is_told_and_a_text_file_has_none(visit: Visit, portal: Portal, base: str) -> None:
    page = visit.page
    page.goto(portal.page(line(base)))
    page.route("**/page.png?*", lambda route: route.fulfill(status=422, json={}))
    chat = opened(page)
    answer = ask(chat, SUGGESTED)
    answer.locator("summary").first.click()
    expect(answer.locator(".page").first).to_have_text(VI["page_failed"])
    expect(answer.locator("blockquote").first).to_be_visible()
    page.unroute("**/page.png?*")
    answer.locator("summary").first.click()
    answer.locator("summary").first.click()
    expect(answer.locator("canvas").first).to_be_visible()
    text = ask(chat, "Ai chủ trì rà soát, mua sắm sách giáo khoa trong Kế hoạch thực hiện Nghị quyết 32?")
    sources = text.locator(".sources > li").filter(has_text="sách giáo khoa")
    sources.first.locator("summary").click()
    expect(sources.first.locator("blockquote")).to_be_visible()
    expect(sources.first.locator(".page")).to_have_count(0)


@pytest.fixture(scope="module")
def followed(assistant: Assistant, portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over a plan, the one that replaces it, and what carries that out."""
    folder = tmp_path_factory.mktemp("followed")
    settings = Settings(data=folder / "data", origins=portal.origin)
    Library(settings, assistant.library.embedder).ingest([plans_in(folder / "plans")])
    with serving(settings) as base:
        yield base


def test_the_note_on_a_replaced_plan_leads_to_the_newer_one(visit: Visit, portal: Portal, followed: str) -> None:
    page = visit.page
    page.goto(portal.page(line(followed), policy=strict(followed)))
    chat = opened(page)
    answer = ask(chat, "Ai chủ trì nạo vét kênh Khuổi Luông?")
    note = answer.locator("p", has_text="đã được thay thế bởi")
    expect(note.get_by_role("link")).to_have_count(1)
    expect(note.get_by_role("link")).to_have_accessible_name(re.compile(r"^Kế hoạch số 45/KH-UBND ngày 05/01/2026"))
    with visit.context.expect_page() as opening:
        note.get_by_role("link").click()
    expect(opening.value.locator("h1")).to_contain_text("Kiên cố hóa")
    # It is the same after a reload, and stays text where the answer was kept before notes had links.
    page.reload()
    opened(page)
    expect(note.get_by_role("link")).to_have_count(1)
    page.evaluate(
        """() => {
          const [key] = Object.keys(sessionStorage), kept = JSON.parse(sessionStorage.getItem(key));
          delete kept.turns[0].response.noted;
          sessionStorage.setItem(key, JSON.stringify(kept));
        }"""
    )
    page.reload()
    opened(page)
    expect(note).to_contain_text("45/KH-UBND ngày 05/01/2026, Ủy ban nhân dân tỉnh Sơn Hà; câu trả lời")
    expect(note.get_by_role("link")).to_have_count(0)
