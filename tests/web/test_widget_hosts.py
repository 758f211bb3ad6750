"""What pages, screens, browsers and plans do to the chat widget: styles, colours, sizes, storage, markup."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.web.hosting import (
    EN,
    GOLD,
    LAND,
    SUGGESTED,
    Portal,
    Visit,
    ask,
    line,
    opened,
)

HOSTILE_PLAN = """ỦY BAN NHÂN DÂN XÃ <b>"Mẫu" & 'Sơn'</b>
Số: 66/KH-UBND
Mẫu Sơn, ngày 05 tháng 02 năm 2031
KẾ HOẠCH
Trồng cây <script>alert("tiêu đề")</script> & hoa "đào" năm 2031
I. TỔ CHỨC <img src=x onerror=alert(1)> THỰC HIỆN
1. Hội Người cao tuổi </mark></p><script>alert('mục')</script>
Chủ trì trồng hai trăm cây đào chuông {{ 7+7 }} trước ngày 18/4/2031 <a href="javascript:alert(2)">ở đây</a>.
"""
HOSTILE_STYLE = """
* { all: unset !important; color: red !important; font: 40px/3 cursive !important; direction: rtl !important;
    letter-spacing: 9px !important; text-transform: uppercase !important; visibility: hidden !important; }
kehoach-chat, button, textarea, dialog, p { display: none !important; opacity: 0 !important;
    transform: scale(.1) !important; pointer-events: none !important; border: 9px solid red !important; width: 7px !important; }
html { font-size: 5px !important; } body { transform: rotate(3deg) !important; }
"""
#: What the look of a part is, to be the same on every page.
LOOK = """part => { const s = getComputedStyle(part), b = part.getBoundingClientRect();
  return [s.display, s.color, s.backgroundColor, s.fontSize, s.fontFamily, s.lineHeight, s.direction, s.visibility,
    s.opacity, s.letterSpacing, s.textTransform, ...[b.x, b.y, b.width, b.height].map(Math.round)]; }"""


@pytest.mark.parametrize("width", [360, 1440])
def test_hostile_styles_of_the_page_change_nothing(browser: Browser, portal: Portal, base: str, width: int) -> None:
    looks = []
    for style in ("", HOSTILE_STYLE):
        context = browser.new_context(viewport={"width": width, "height": 740})
        page = context.new_page()
        page.goto(portal.page(line(base), head=f"<style>{style}</style>"))
        chat = page.locator("kehoach-chat")
        launcher = chat.locator(".launcher").evaluate(LOOK)
        chat.locator(".launcher").click()
        parts = (".panel", "h2", ".talk", ".hello", ".suggested button >> nth=0", "#question", ".send", ".legal")
        looks.append([launcher, *(chat.locator(part).evaluate(LOOK) for part in parts)])
        context.close()
    assert looks[0] == looks[1]


def test_the_pages_own_colours_are_taken_from_variables(visit: Visit, portal: Portal, base: str) -> None:
    style = "<style>:root { --kehoach-accent: rgb(120, 0, 0) } kehoach-chat { --kehoach-bottom: 77px }</style>"
    visit.page.goto(portal.page(line(base), head=style))
    launcher = visit.page.locator("kehoach-chat .launcher")
    expect(launcher).to_have_css("background-color", "rgb(120, 0, 0)")
    expect(launcher).to_have_css("bottom", "77px")


@pytest.mark.parametrize(
    ("scheme", "theme", "dark"),
    [("light", "", False), ("dark", "", True), ("dark", "light", False), ("light", "dark", True)],
)
def test_it_is_dark_where_the_reader_or_the_page_wants_it(
    browser: Browser, portal: Portal, base: str, scheme: Any, theme: str, dark: bool
) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(portal.page(line(base, theme=theme)))
    panel = opened(page).locator(".panel")
    expect(panel).to_have_css("background-color", "rgb(23, 29, 28)" if dark else "rgb(255, 255, 255)")
    context.close()


@pytest.mark.parametrize("width", [320, 360, 480, 481, 1440])
def test_it_fills_a_phone_and_stands_beside_the_page_on_a_desk(
    browser: Browser, portal: Portal, base: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 700})
    page = context.new_page()
    page.goto(portal.page(line(base)))
    chat = opened(page)
    ask(chat, LAND).locator("button.chip").first.click()
    box = chat.locator(".panel").bounding_box()
    assert box is not None
    if width <= 480:
        assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, width, 700)
    else:
        assert box["width"] < 440
        assert box["x"] + box["width"] <= width
    assert chat.locator(".talk").evaluate("e => e.scrollWidth <= e.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("scrollY") == 0
    # Turned over, or the window made wider: still open, and everything still there.
    page.set_viewport_size({"width": 700 if width <= 480 else 400, "height": 600})
    expect(chat.locator(".panel")).to_be_visible()
    expect(chat.locator("article")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(chat.locator(".panel")).to_be_hidden()
    expect(chat.locator(".launcher")).to_be_focused()
    context.close()


def test_two_widgets_on_a_page_have_each_their_own_conversation(visit: Visit, portal: Portal, base: str) -> None:
    page = visit.page
    page.goto(
        portal.page(
            line(base) + '<div id="here"></div>' + line(base, inside="#here", lang="en") + line(base, position="left")
        )
    )
    right, left = page.locator("html > kehoach-chat").nth(0), page.locator("html > kehoach-chat").nth(1)
    inside = page.locator("#here kehoach-chat")
    expect(inside.locator("h2")).to_have_text(EN["title"])
    ask(inside, LAND)
    right.locator(".launcher").click()
    left.locator(".launcher").click()
    boxes = [each.locator(".panel").bounding_box() for each in (right, left)]
    assert boxes[0] and boxes[1] and boxes[1]["x"] + boxes[1]["width"] <= boxes[0]["x"]
    ask(left, SUGGESTED)
    ask(left, GOLD)
    expect(right.locator("article")).to_have_count(0)
    page.reload()
    expect(inside.locator("article")).to_have_count(1)
    expect(left.locator("article")).to_have_count(2)
    expect(right.locator("article")).to_have_count(0)
    visit.clean()


def test_it_works_where_the_browser_blocks_storage(visit: Visit, portal: Portal, base: str) -> None:
    blocked = "{ get() { throw new DOMException('blocked', 'SecurityError'); } }"
    for name in ("sessionStorage", "localStorage"):
        visit.context.add_init_script(f"Object.defineProperty(window, '{name}', {blocked})")
    visit.page.goto(portal.page(line(base)))
    chat = opened(visit.page)
    ask(chat, "ai chủ trì giao đất trường Bảo Lâm?")
    expect(ask(chat, "còn trường Thụy Hùng?")).to_contain_text("ai chủ trì giao đất trường Thụy Hùng?")
    visit.clean()


def test_what_is_kept_in_storage_by_others_does_no_harm(visit: Visit, portal: Portal, base: str) -> None:
    address = portal.page(line(base))
    visit.page.goto(address)
    for kept in ("{", "null", '{"id": 3}', '{"id": "x", "turns": 5}'):
        visit.page.evaluate("kept => sessionStorage.setItem(Object.keys(sessionStorage)[0], kept)", kept)
        visit.page.reload()
        expect(opened(visit.page).locator(".greeting")).to_be_visible()
    visit.clean()


def found_by_the_public(client: httpx.Client, query: str, document: str) -> None:
    """Wait until the public's indexes, which are made again behind the questions, have a document."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        results = client.post("/api/search?audience=public", json={"query": query}).json()["results"]
        if any(result["document_id"] == document for result in results):
            return
        time.sleep(0.1)
    raise AssertionError(f"{document} is not found by the public")


def test_markup_in_plans_and_questions_stays_text(visit: Visit, portal: Portal, base: str) -> None:
    with httpx.Client(base_url=base, timeout=60) as client:
        name = "<script>alert('tên')</script> & \"kế hoạch\".txt".replace("/", "∕")
        uploaded = client.post("/api/documents", files={"file": (name, HOSTILE_PLAN.encode())})
        document = uploaded.json()["documents"][0]["id"]
        try:
            found_by_the_public(client, "trồng cây đào chuông", document)
            hostile = '<img src=x onerror="alert(3)">'
            data = {"title": hostile, "suggest": hostile, "contact": hostile, "button": hostile}
            visit.page.goto(portal.page(line(base, **data)))
            chat = opened(visit.page)
            expect(chat.locator("h2")).to_have_text(hostile)
            answer = ask(chat, "ai trồng cây đào chuông")
            for source in answer.locator("summary").all():
                source.click()
            expect(answer).to_contain_text("</mark></p><script>alert('mục')</script>")
            answer = ask(chat, f'"><script>alert(4)</script>{hostile} giá vàng')
            expect(answer.locator(".question")).to_contain_text("<script>alert(4)</script>")
            for element in ("script", "img", "b >> text=Mẫu", "a[href^=javascript]", "[onerror]"):
                expect(chat.locator(element)).to_have_count(0)
        finally:
            client.delete(f"/api/documents/{document}")
    visit.clean()
