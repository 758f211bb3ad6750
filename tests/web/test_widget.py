"""The chat widget in a real browser, on pages of another site: what people ask, what hosts do to it, what fails."""

from __future__ import annotations

import contextlib
import gzip
import html
import importlib.resources
import json
import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from corpus.settings import Settings
from tests.conftest import serving
from web.frame import STATIC
from web.widget import WIDGET_STRINGS, widget_script

LEAD = "Phòng Tài nguyên và Môi trường"
LAND = "Ai chủ trì hồ sơ giao đất cho trường học ở xã Bảo Lâm?"
WORDINGS = {
    "vi": LAND,
    "no accents": "ai chu tri ho so giao dat cho truong hoc o xa bao lam",
    "en": "who leads the land allocation dossier for the Bảo Lâm school?",
}
GOLD = "giá vàng hôm nay bao nhiêu"
SUGGESTED = "Ai chủ trì số hóa sổ hộ tịch?"
CONTACT = "Văn phòng UBND huyện, 0205 000 000"
VI, EN = WIDGET_STRINGS["vi"], WIDGET_STRINGS["en"]
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


class Portal:
    """A site of another origin, whose pages may forbid all that it does not need."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str, str]] = {}
        portal = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body, policy = portal.pages.get(self.path, ("", ""))
                self.send_response(200 if body else 204)  # a browser asks for an icon as well
                self.send_header("content-type", "text/html; charset=utf-8")
                if policy:
                    self.send_header("content-security-policy", policy)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        # Another site than 127.0.0.1 to a browser, not only another port of it.
        self.origin = f"http://localhost:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, name="portal").start()

    def page(self, body: str, head: str = "", lang: str = "vi", policy: str = "") -> str:
        """Put up a page; returns its address."""
        path = f"/{len(self.pages)}"
        start = f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Cổng thông tin</title>'
        viewport = '<meta name="viewport" content="width=device-width">'
        self.pages[path] = (
            f"{start}{viewport}{head}</head><body><main><h1>Cổng</h1>{body}</main></body></html>",
            policy,
        )
        return self.origin + path


class Relay:
    """Stands before the server, and can go away, come back, or take requests and never answer."""

    def __init__(self, target: str) -> None:
        split = urlsplit(target)
        self.target = (split.hostname or "", split.port or 0)
        self.silent = False
        self.live: list[socket.socket] = []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        self._accepting()

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        for each in self.live:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self.live.clear()

    def start(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", self.port))
        self._accepting()

    def _accepting(self) -> None:
        threading.Thread(target=self._accept, args=[self.listening], daemon=True).start()

    def _accept(self, listening: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listening.accept()
                far = socket.create_connection(self.target)
                self.live += [near, far]
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=self._pump, args=pair, daemon=True).start()

    def _pump(self, near: socket.socket, far: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := near.recv(65_536):
                if not self.silent:
                    far.sendall(data)
            far.shutdown(socket.SHUT_WR)


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    portal = Portal()
    yield portal
    portal.server.shutdown()
    portal.server.server_close()


@pytest.fixture(scope="module")
def base(sample_settings: Settings, portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose widget the portal may show, over plans of its own."""
    data = tmp_path_factory.mktemp("widget") / "data"
    shutil.copytree(sample_settings.data, data)
    settings = sample_settings.model_copy(
        update={
            "data": data,
            "origins": portal.origin,
            "suggest": f"{SUGGESTED}|{GOLD}",
            "contact": CONTACT,
            "rate_per_minute": 1000,
        }
    )
    with serving(settings) as base:
        yield base


class Visit:
    """A browser on a page of the portal; what it says, and which other hosts it asks, is kept."""

    def __init__(self, context: BrowserContext, allowed: tuple[str, ...]) -> None:
        self.context = context
        self.said: list[str] = []
        self.abroad: list[str] = []
        context.set_default_timeout(20_000)
        context.on("console", lambda message: self.said.append(message.text))
        context.on("weberror", lambda error: self.said.append(str(error.error)))
        context.on("request", lambda request: self._requested(request.url, allowed))
        self.page = context.new_page()

    def _requested(self, url: str, allowed: tuple[str, ...]) -> None:
        if not url.startswith(tuple(f"{origin}/" for origin in allowed)):
            self.abroad.append(url)

    def clean(self) -> None:
        assert self.said == []
        assert self.abroad == []
        assert self.context.cookies() == []


@pytest.fixture
def visit(browser: Browser, portal: Portal, base: str) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    yield Visit(context, (portal.origin, base))
    context.close()


def line(base: str, **data: str) -> str:
    """The one line on the host's page."""
    attributes = "".join(f' data-{name}="{html.escape(value)}"' for name, value in data.items())
    return f'<script src="{base}/widget.js"{attributes}></script>'


def strict(base: str) -> str:
    return f"default-src 'none'; script-src {base}; connect-src {base}; require-trusted-types-for 'script'"


def opened(page: Page) -> Locator:
    chat = page.locator("kehoach-chat")
    chat.locator(".launcher").click()
    return chat


def ask(chat: Locator, question: str) -> Locator:
    """Ask, and wait until the last answer is whole."""
    before = chat.locator("article").count()
    chat.locator("#question").fill(question)
    chat.locator("#question").press("Enter")
    answer = chat.locator("article").nth(before)
    expect(answer.locator(".rating, .office")).to_have_count(1)
    return answer


# -- asking


@pytest.mark.parametrize("wording", WORDINGS)
def test_a_question_is_answered_on_a_page_that_forbids_all_else(
    visit: Visit, portal: Portal, base: str, wording: str
) -> None:
    page = visit.page
    page.goto(portal.page(line(base), policy=strict(base)))
    answer = ask(opened(page), WORDINGS[wording])
    expect(answer.locator(".answer")).to_contain_text(LEAD)
    expect(answer).to_have_attribute("lang", "en" if wording == "en" else "vi")
    source = answer.locator(".sources > li").first
    expect(source.locator("blockquote")).to_be_hidden()
    answer.locator(".answer button.chip").first.click()
    quote = source.locator("blockquote").inner_text()
    expect(source.locator("summary")).to_be_focused()
    expect(source.locator("blockquote")).to_be_visible()
    expect(source.locator(".trail li")).to_have_text(["III. TỔ CHỨC THỰC HIỆN", f"4. {LEAD}"])
    with visit.context.expect_page() as opening:
        source.get_by_role("link").click()
    document = opening.value
    expect(document.locator("#mark")).to_be_in_viewport()
    marked = " ".join(document.locator("mark").all_inner_texts())
    assert " ".join(quote.split()) in " ".join(marked.split())
    visit.clean()


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
        source.get_by_role("button", name="Chép", exact=True).click()
        expect(source.locator(".reference button")).to_have_text("Đã chép")
        expect(source.locator(".reference button")).to_have_text("Chép")
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


def test_what_the_plans_do_not_answer_is_kept_and_the_office_is_named(visit: Visit, portal: Portal, base: str) -> None:
    question = f"{GOLD} ở Cửa hàng {portal.origin[-5:]}"
    visit.page.goto(portal.page(line(base)))
    answer = ask(opened(visit.page), question)
    expect(answer.locator(".abstained")).to_have_count(1)
    expect(answer.locator(".office")).to_contain_text(VI["kept"])
    expect(answer.locator(".office")).to_contain_text(CONTACT)
    expect(answer).to_contain_text(VI["nearest"])
    kept = httpx.get(f"{base}/api/unanswered").json()["unanswered"]
    assert question in {row["question"] for row in kept}
    visit.page.goto(portal.page(line(base, contact="Bộ phận Một cửa")))
    expect(ask(opened(visit.page), question).locator(".office")).to_contain_text("Bộ phận Một cửa")
    visit.clean()


def test_a_follow_up_leans_on_the_question_before_and_a_reload_forgets_nothing(
    visit: Visit, portal: Portal, base: str
) -> None:
    page = visit.page
    page.goto(portal.page(line(base)))
    chat = opened(page)
    ask(chat, "ai chủ trì giao đất trường Bảo Lâm?")
    page.reload()
    answer = ask(opened(page), "còn trường Thụy Hùng?")
    expect(answer).to_contain_text("ai chủ trì giao đất trường Thụy Hùng?")
    expect(chat.locator("article")).to_have_count(2)
    chat.get_by_role("button", name=VI["again"]).click()
    expect(chat.locator("article")).to_have_count(0)
    page.reload()
    opened(page)
    expect(chat.locator("article")).to_have_count(0)
    visit.clean()


def test_suggested_questions_are_the_pages_or_else_the_servers(visit: Visit, portal: Portal, base: str) -> None:
    visit.page.goto(portal.page(line(base)))
    chat = opened(visit.page)
    expect(chat.locator(".suggested button")).to_have_text([SUGGESTED, GOLD])
    chat.get_by_role("button", name=SUGGESTED).click()
    expect(chat.locator(".answer")).to_contain_text("Phòng Tư pháp")
    visit.page.goto(portal.page(line(base, suggest=" A & B? | C? |")))
    expect(opened(visit.page).locator(".suggested button")).to_have_text(["A & B?", "C?"])
    visit.clean()


def test_a_thumb_goes_to_the_office_with_its_comment_or_without(visit: Visit, portal: Portal, base: str) -> None:
    visit.page.goto(portal.page(line(base)))
    chat = opened(visit.page)
    answer = ask(chat, LAND)
    answer.get_by_role("button", name=VI["down"]).click()
    answer.locator(".rating textarea").fill("Thiếu <b>thời hạn</b>")
    answer.get_by_role("button", name=VI["comment_send"]).click()
    expect(answer.locator(".rating")).to_have_text(VI["thanks"])
    answer = ask(chat, SUGGESTED)
    answer.get_by_role("button", name=VI["up"], exact=True).click()
    with visit.page.expect_response("**/api/feedback?*"):
        visit.page.keyboard.press("Escape")
    kept = httpx.get(f"{base}/api/feedback").json()["feedback"]
    told = {(row["question"], row["rating"], row["comment"]) for row in kept}
    assert {(LAND, "down", "Thiếu <b>thời hạn</b>"), (SUGGESTED, "up", "")} <= told
    assert all(row["answer"] for row in kept)
    visit.clean()


# -- languages


@pytest.mark.parametrize(("lang", "data"), [("en-GB", {}), ("vi", {"lang": "en"})])
def test_the_language_is_the_pages_or_the_one_that_it_sets(
    visit: Visit, portal: Portal, base: str, lang: str, data: dict[str, str]
) -> None:
    visit.page.goto(portal.page(line(base, **data), lang=lang))
    chat = visit.page.locator("kehoach-chat")
    chat.get_by_role("button", name=EN["open"]).click()
    expect(chat).to_contain_text(EN["greeting"])
    answer = ask(chat, SUGGESTED)
    expect(answer).to_contain_text(EN["sources"])
    # Names and dates stay as in Vietnam.
    expect(answer.locator("summary")).to_contain_text("24/01/2025")
    visit.clean()


def test_both_languages_say_the_same_things_and_nothing_else_is_said() -> None:
    assert set(WIDGET_STRINGS) == {"vi", "en"}
    assert list(VI) == list(EN)
    fields = re.compile(r"{\w+}")
    used = "".join(
        (STATIC.parent / name).read_text(encoding="utf-8") for name in ("static/widget.js", "templates/embed.html")
    )
    for key, text in VI.items():
        assert text.strip()
        assert EN[key].strip()
        assert sorted(fields.findall(text)) == sorted(fields.findall(EN[key]))
        assert re.search(rf"\b{key}\b|`{key.split('_')[0]}_\$", used), key
    assert set(re.findall(r"\btexts\.(\w+)", used)) <= set(VI)
    # No letter of Vietnamese stands in the code.
    assert not re.search(r"[ăâđêôơưạ-ỹ]", used.lower())


# -- what hosts do


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


# -- the keyboard, and those who hear the page


def test_the_keyboard_reaches_everything(visit: Visit, portal: Portal, base: str) -> None:
    page = visit.page
    page.goto(portal.page(line(base)))
    chat = page.locator("kehoach-chat")
    page.keyboard.press("Tab")
    expect(chat.locator(".launcher")).to_be_focused()
    expect(chat.locator(".launcher")).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(chat.locator("#question")).to_be_focused()
    page.keyboard.type("ai chủ trì")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("giao đất trường Bảo Lâm")
    page.keyboard.press("Enter")
    expect(chat.locator(".rating")).to_have_count(1)
    expect(chat.locator("#question")).to_be_focused()
    expect(chat.locator("#question")).to_have_value("")
    reached = []
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        focused = chat.evaluate(
            "e => { const f = e.shadowRoot.activeElement; return f && (f.className || f.localName); }"
        )
        reached.append(focused)
        if focused == "chip":
            break
    assert reached[:3] == ["thumb", "thumb", "summary"]
    assert reached[-1] == "chip"
    page.keyboard.press("Enter")
    expect(chat.locator("summary").first).to_be_focused()
    expect(chat.locator("blockquote").first).to_be_visible()
    page.keyboard.press("Tab")
    expect(chat.locator(".reference button").first).to_be_focused()
    if shutil.which("soffice"):
        # The picture of the page comes when it is drawn, and is then on the way of Tab.
        expect(chat.locator(".sheet").first).to_be_visible(timeout=120_000)
        page.keyboard.press("Tab")
        expect(chat.locator(".sheet").first).to_be_focused()
        page.keyboard.press("Tab")
        expect(chat.locator(".page button").first).to_be_focused()
    page.keyboard.press("Tab")
    expect(chat.locator(".proof a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(chat.locator(".panel")).to_be_hidden()
    expect(chat.locator(".launcher")).to_be_focused()
    visit.clean()


def test_what_happens_is_told_to_those_who_hear_the_page(visit: Visit, portal: Portal, base: str) -> None:
    visit.page.goto(portal.page(line(base)))
    chat = opened(visit.page)
    status = chat.get_by_role("status")
    said = "s => { window.heard = []; new MutationObserver(() => heard.push(s.textContent)).observe(s, {childList: true}) }"
    status.evaluate(said)
    ask(chat, LAND)
    heard = visit.page.evaluate("heard")
    assert heard[0] == VI["searching"]
    assert heard[-1].startswith(f"Chủ trì: {LEAD}\n")
    assert "[1]" not in heard[-1]
    assert heard[-1].endswith(VI["announced"].format(count=1))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing(browser: Browser, portal: Portal, base: str, scheme: Any, width: int) -> None:
    axe = (importlib.resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(portal.page(line(base)))
    page.evaluate(axe)
    # Outside the body it cannot tell which colour lies behind a text.
    page.evaluate("document.body.append(document.querySelector('kehoach-chat'))")

    def found() -> list[str]:
        result = page.evaluate("() => axe.run('kehoach-chat')")
        # It has looked inside.
        assert {"button-name", "color-contrast"} <= {rule["id"] for rule in result["passes"]}
        return [f"{rule['id']}: {node['html'][:120]}" for rule in result["violations"] for node in rule["nodes"]]

    assert found() == []
    chat = opened(page)
    assert found() == []
    answer = ask(chat, LAND)
    answer.locator("button.chip").first.click()
    answer.get_by_role("button", name=VI["down"]).click()
    assert found() == []
    ask(chat, GOLD)
    assert found() == []
    context.close()


# -- what fails


@pytest.fixture
def relay(base: str) -> Iterator[Relay]:
    relay = Relay(base)
    yield relay
    relay.stop()


def test_a_server_that_is_gone_is_told_and_asked_again_when_it_is_back(
    browser: Browser, portal: Portal, relay: Relay
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(portal.page(line(relay.base)))
    chat = opened(page)
    ask(chat, SUGGESTED)
    relay.stop()
    chat.locator("#question").fill(LAND)
    chat.locator("#question").press("Enter")
    answer = chat.locator("article").nth(1)
    expect(answer.locator(".trouble")).to_contain_text(VI["unreachable"])
    relay.start()
    answer.get_by_role("button", name=VI["retry"]).click()
    expect(answer.locator(".answer")).to_contain_text(LEAD)
    expect(answer.locator(".trouble")).to_have_count(0)
    expect(chat.locator("article")).to_have_count(2)
    context.close()


def test_a_server_that_never_answers_is_given_up_or_stopped(browser: Browser, portal: Portal, relay: Relay) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(portal.page(line(relay.base, timeout="2")))
    chat = opened(page)
    ask(chat, SUGGESTED)
    relay.silent = True
    chat.locator("#question").fill(LAND)
    chat.locator("#question").press("Enter")
    chat.get_by_role("button", name=VI["stop"]).click()
    expect(chat.locator("article").nth(1)).to_contain_text(VI["stopped"])
    chat.get_by_role("button", name=VI["retry"]).click()
    expect(chat.locator("article").nth(1)).to_contain_text(VI["timeout"].format(seconds=2))
    expect(chat.get_by_role("button", name=VI["send"])).to_be_visible()
    context.close()


def test_asking_too_often_and_what_cannot_be_asked_are_told_kindly(browser: Browser, portal: Portal, base: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(portal.page(line(base)))
    chat = opened(page)
    chat.locator("#question").fill("这个计划由谁负责")
    chat.locator("#question").press("Enter")
    expect(chat.locator(".trouble")).to_contain_text(VI["refused"])
    refusal = {"status": 429, "headers": {"retry-after": "7", "access-control-allow-origin": "*"}, "json": {}}
    refusal["headers"]["access-control-expose-headers"] = "retry-after"  # type: ignore[index]
    page.route("**/api/ask/stream?*", lambda route: route.fulfill(**refusal))
    chat.locator("#question").fill(LAND)
    chat.locator("#question").press("Enter")
    expect(chat.locator(".trouble").nth(1)).to_contain_text(VI["too_many"].format(seconds=7))
    context.close()


# -- the frame


def test_a_page_without_scripts_shows_it_in_a_frame(visit: Visit, portal: Portal, base: str) -> None:
    frame = f'<iframe src="{base}/embed?lang=vi" title="Hỏi đáp" width="400" height="640"></iframe>'
    visit.page.goto(portal.page(frame, policy=f"default-src 'none'; frame-src {base}"))
    chat = visit.page.frame_locator("iframe").locator("kehoach-chat")
    expect(chat.locator(".launcher")).to_have_count(0)
    box = chat.locator(".panel").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (400, 640)
    expect(ask(chat, LAND).locator(".answer")).to_contain_text(LEAD)
    visit.clean()


def test_a_page_that_is_not_allowed_cannot_frame_it(visit: Visit, portal: Portal, base: str) -> None:
    frame = f'<iframe src="{base}/embed"></iframe>'
    stranger = portal.page(frame).replace("localhost", "127.0.0.1")
    visit.page.goto(stranger)
    expect(visit.page.frame_locator("iframe").locator("kehoach-chat")).to_have_count(0)
    assert any("frame-ancestors" in said for said in visit.said)


def test_the_frame_says_what_to_do_where_it_may_run_no_script(base: str) -> None:
    told = re.search(r"<noscript>(.*?)</noscript>", httpx.get(f"{base}/embed?lang=en").text)
    assert told is not None
    assert EN["no_script"] in told[1]
    assert EN["search_page"] in told[1]
    assert httpx.get(f"{base}/embed?lang=fr").status_code == 422


# -- the file


def test_the_script_is_small_and_whole_and_names_no_other_host(base: str) -> None:
    packed = httpx.get(f"{base}/widget.js")
    script = packed.text
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < 25_000
    assert len(gzip.compress(script.encode())) < 25_000
    assert httpx.get(f"{base}/static/widget.js").text == script
    assert httpx.get(f"{base}/widget.js", headers={"accept-encoding": "identity"}).text == script
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", script)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|cookie", script)
    again = httpx.get(f"{base}/widget.js", headers={"if-none-match": packed.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_operators_words_cannot_end_the_script(sample_settings: Settings, tmp_path: Path) -> None:
    words = "\"); alert(1); </script> \u2028 ' ` ${x} const STYLE = null;"
    script = widget_script(sample_settings.model_copy(update={"contact": words, "suggest": words}))
    held = re.search(r"const SERVER = (.*);$", script, re.MULTILINE)
    assert held is not None
    assert json.loads(held[1])["contact"] == words
    assert re.search(r'const STYLE = "', script)
