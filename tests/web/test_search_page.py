"""The pages in a real browser, with JavaScript and without, and what they make of hostile text."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.web.looking import Words
from web.frame import STATIC, STRINGS

LEAD = "Phòng Tài nguyên và Môi trường"
WORDINGS = {
    "vi": "Ai chủ trì hồ sơ giao đất cho trường học ở xã Bảo Lâm?",
    "no accents": "ai chu tri ho so giao dat cho truong hoc o xa bao lam",
    "en": "who leads the land allocation dossier for the Bảo Lâm school?",
}
HOSTILE = """ỦY BAN NHÂN DÂN XÃ <b>"Mẫu" & 'Sơn'</b>
Số: 66/KH-UBND
Mẫu Sơn, ngày 05 tháng 02 năm 2031
KẾ HOẠCH
Trồng cây <script>alert("tiêu đề")</script> & hoa "đào" năm 2031
I. TỔ CHỨC <img src=x onerror=alert(1)> THỰC HIỆN
1. Hội Người cao tuổi </mark></p><script>alert('mục')</script>
Chủ trì trồng hai trăm cây đào chuông {{ 7+7 }} trước ngày 18/4/2031 <a href="javascript:alert(2)">ở đây</a>.
"""


class Watched:
    """A context whose console messages, page errors and requests to other hosts are kept."""

    def __init__(self, context: BrowserContext, server: str) -> None:
        self.said: list[str] = []
        self.abroad: list[str] = []
        context.on("console", lambda message: self.said.append(message.text))
        context.on("weberror", lambda error: self.said.append(str(error.error)))
        context.on("request", lambda request: self._requested(request.url, server))
        self.page = context.new_page()

    def _requested(self, url: str, server: str) -> None:
        if not url.startswith((f"{server}/", "data:")):
            self.abroad.append(url)


@pytest.fixture(params=[True, False], ids=["javascript", "no javascript"])
def watched(request: pytest.FixtureRequest, browser: Browser, server: str) -> Iterator[Watched]:
    context = browser.new_context(base_url=server, java_script_enabled=request.param)
    watched = Watched(context, server)
    yield watched
    context.close()
    assert watched.said == []
    assert watched.abroad == []


@pytest.mark.parametrize("wording", WORDINGS)
def test_a_question_is_answered_and_its_citation_leads_to_the_marked_words(watched: Watched, wording: str) -> None:
    page = watched.page
    page.goto("/")
    page.locator("input[name=q]").fill(WORDINGS[wording])
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "en" if wording == "en" else "vi")
    expect(page.locator("main")).to_contain_text(LEAD)
    card = page.locator("article.card").first
    expect(card).to_contain_text(LEAD)
    quote = card.locator("blockquote").inner_text().rstrip(" …")
    card.locator(".go a").click()
    page.wait_for_url("**/documents/**#mark")
    mark = page.locator("#mark")
    expect(mark).to_be_in_viewport()
    marked = " ".join(page.locator("mark").all_inner_texts())
    assert " ".join(quote.split()) in " ".join(marked.split())
    expect(page.locator("nav.outline")).to_contain_text(LEAD)


@pytest.mark.parametrize(("wording", "note"), [("vi", "bỏ cấp huyện"), ("en", "1 July 2025")])
def test_an_answer_of_an_issuer_that_is_gone_says_so(watched: Watched, wording: str, note: str) -> None:
    watched.page.goto("/?q=" + WORDINGS[wording])
    expect(watched.page.locator(".answer .note")).to_contain_text(note)
    watched.page.goto("/?q=gia vang hom nay bao nhieu")
    expect(watched.page.locator(".abstained")).to_have_count(1)
    expect(watched.page.locator(".note")).to_have_count(0)


def test_a_marker_leads_to_its_citation(watched: Watched) -> None:
    watched.page.goto("/?q=" + WORDINGS["vi"])
    watched.page.locator(".answer a.marker").first.click()
    expect(watched.page.locator("#c1")).to_be_in_viewport()


def test_a_citation_can_be_copied_into_ones_own_text(browser: Browser, server: str) -> None:
    context = browser.new_context(base_url=server, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto("/?q=" + WORDINGS["vi"])
    card = page.locator("article.card").first
    expect(card.locator(".cite q").first).to_contain_text("UBND huyện Cao Lộc")
    told = card.locator(".cite q").first.inner_text()
    for lost in (False, True):
        if lost:  # as on an office's server without https
            page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
        button = card.get_by_role("button", name=STRINGS["vi"]["copy_this"], exact=True).first.element_handle()
        words = Words(button)
        button.click()
        assert words.until(2) == [STRINGS["vi"]["copy_done"], STRINGS["vi"]["copy_this"]]
    page.goto("/")
    page.locator("input[name=q]").press("Control+V")
    expect(page.locator("input[name=q]")).to_have_value(told)
    context.close()


def test_without_javascript_a_reference_is_text_and_no_button(browser: Browser, server: str) -> None:
    context = browser.new_context(base_url=server, java_script_enabled=False)
    page = context.new_page()
    page.goto("/?q=" + WORDINGS["vi"])
    expect(page.locator(".cite q").first).to_be_visible()
    expect(page.locator(".cite button")).to_have_count(0)
    context.close()


def test_filters_and_language_stay_with_the_next_question(watched: Watched) -> None:
    page = watched.page
    page.goto("/?lang=en")
    expect(page.locator("button")).to_have_text(STRINGS["en"]["ask"])
    page.locator("summary").click()
    page.locator("select[name=issuer]").select_option("Ủy ban nhân dân huyện Mường La")
    page.locator("input[name=q]").fill("ai chủ trì tuyển dụng giáo viên")
    with page.expect_navigation():
        page.locator("button").click()
    expect(page.locator("select[name=issuer]")).to_have_value("Ủy ban nhân dân huyện Mường La")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    told = page.locator("article.card .about").all_inner_texts()
    assert told and all("Mường La" in text for text in told)


def test_the_list_of_documents_leads_to_a_document_and_its_own_questions(watched: Watched) -> None:
    page = watched.page
    page.goto("/documents")
    expect(page.locator("li.card")).to_have_count(8)
    page.locator("li.card h2").get_by_role("link", name="Chuyển đổi số huyện Cao Lộc").click()
    expect(page.locator(".letterhead dl")).to_contain_text("31/KH-UBND")
    # The table goes on over the page's end.
    expect(page.locator("table").filter(has_text="Mẫu Sơn").first).to_be_visible()
    page.get_by_role("link", name=STRINGS["vi"]["ask_here"]).click()
    page.locator("input[name=q]").fill("số hóa sổ hộ tịch ai chủ trì")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    told = page.locator("article.card .about").all_inner_texts()
    assert told and all("31/KH-UBND" in text for text in told)


def test_markup_in_a_plan_stays_text(watched: Watched, server: str) -> None:
    name = "<script>alert('tên')</script> & \"kế hoạch\".txt".replace("/", "∕")
    with httpx.Client(base_url=server, timeout=60) as client:
        uploaded = client.post("/api/documents", files={"file": (name, HOSTILE.encode())})
        document = uploaded.json()["documents"][0]
        page = watched.page
        try:
            for address in (
                "/documents",
                f"/documents/{document['id']}?start=0&end=99999",
                "/?q=ai trồng cây đào chuông",
            ):
                page.goto(address)
                expect(page.locator("main")).to_contain_text("<script>alert(")
                picture = "main img:not([src^='/api/documents/'])"
                for element in ("main script", picture, "main b", "main a[href^=javascript]", "[onerror]"):
                    expect(page.locator(element)).to_have_count(0)
            page.goto(f"/documents/{document['id']}")
            expect(page.locator("main")).to_contain_text("{{ 7+7 }}")
            question = '"><script>alert(3)</script> ai trồng cây'
            page.goto("/")
            page.locator("input[name=q]").fill(question)
            page.keyboard.press("Enter")
            expect(page.locator("input[name=q]")).to_have_value(question)
        finally:
            client.delete(f"/api/documents/{document['id']}")


def test_the_api_page_works_without_the_internet(browser: Browser, server: str) -> None:
    context = browser.new_context(base_url=server)
    watched = Watched(context, server)
    watched.page.goto("/docs")
    expect(watched.page.locator('[data-path="/api/ask"]')).to_be_visible()
    watched.page.locator("#operations-default-ask_api_ask_post .opblock-summary-control").click()
    expect(watched.page.get_by_role("button", name="Try it out")).to_be_visible()
    context.close()
    assert watched.said == []
    assert watched.abroad == []


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_is_wider_than_the_screen(
    browser: Browser, server: str, width: int, scheme: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    shots = tmp_path_factory.mktemp(f"screens-{width}-{scheme}")
    context = browser.new_context(
        base_url=server, viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    address = f"/?q={WORDINGS['vi']}"
    page.goto(address)
    cited = page.locator("article.card a").first.get_attribute("href")
    assert cited is not None
    addresses = {
        "home": "/",
        "answer": address,
        "english": "/?q=who leads the digitisation of civil status registers 1990 - 2015?",
        "abstained": "/?q=giá vàng hôm nay",
        "problem": "/?q=",
        "document": cited,
        "documents": "/documents",
        "missing": "/documents/nothing",
    }
    for name, address in addresses.items():
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        page.screenshot(path=shots / f"{name}.png", full_page=name not in ("document",))
    context.close()


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("", "problem_empty"),
        ("  ", "problem_empty"),
        ("x" * 5000, "problem_long"),
        ("这个计划由谁负责", "problem_script"),
    ],
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_question_that_cannot_be_asked_is_met_kindly(server: str, question: str, key: str, lang: str) -> None:
    response = httpx.get(server, params={"q": question, "lang": lang})
    assert response.status_code == 422
    said = STRINGS[lang][key].format(length=len(question), limit=1000)
    assert said in html.unescape(response.text)


@pytest.mark.parametrize(
    ("path", "status"),
    [("/documents/nothing", 404), ("/documents/a/b", 404), ("/?q=ai&year=x", 422), ("/documents/x?start=abc", 422)],
)
def test_a_wrong_address_is_a_page_with_a_way_back(server: str, path: str, status: int) -> None:
    response = httpx.get(server + path)
    assert response.status_code == status
    assert STRINGS["vi"]["back"] in response.text


def test_a_marked_range_outside_the_text_does_no_harm(server: str) -> None:
    document = httpx.get(f"{server}/api/documents").json()["documents"][0]["id"]
    for start, end in ((-5, 10), (10, -5), (10**9, 10**10), (5, 5), (0, 10**9)):
        assert httpx.get(f"{server}/documents/{document}?start={start}&end={end}").status_code == 200


def test_every_document_is_shown_whole(server: str) -> None:
    for document in httpx.get(f"{server}/api/documents").json()["documents"]:
        text = httpx.get(f"{server}/api/documents/{document['id']}/text").json()["text"]
        for query in ("", "?start=100&end=2000"):
            page = httpx.get(f"{server}/documents/{document['id']}{query}").text
            article = page[page.index('<article class="text"') : page.index("</article>")]
            # What the page adds to the words of the document: pages, tasks, columns named again, and what is said to those who
            # cannot see.
            added = r'<p class="(?:page|task)".*?</p>|<tr class="again">.*?</tr>|<span class="unseen">.*?</span>'
            whole = re.sub(r'<(t[dh]) colspan="(\d+)">(.*?)</\1>', _repeated, re.sub(added, "", article))
            shown = html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"</t[dhr]>", " ", whole)))
            assert "".join(shown.split()) == "".join(text.replace(" | ", " ").split())


def _repeated(cell: re.Match[str]) -> str:
    """A merged cell as the text has it, once for each of its columns."""
    return f"<td>{cell[3]}</td>" * int(cell[2])


def test_both_languages_say_the_same_things() -> None:
    assert set(STRINGS) == {"vi", "en"}
    assert list(STRINGS["vi"]) == list(STRINGS["en"])
    fields = re.compile(r"{\w+}")
    for key, text in STRINGS["vi"].items():
        assert text.strip()
        assert not hasattr(dict, key), f"in a template, t.{key} is a method"
        assert sorted(fields.findall(text)) == sorted(fields.findall(STRINGS["en"][key]))


def test_every_string_is_used_and_every_used_one_exists() -> None:
    sources = [*STATIC.parent.glob("templates/*.html"), *STATIC.parent.glob("*.py")]
    used = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    assert set(re.findall(r"\bt\.(\w+)", used)) <= set(STRINGS["vi"])
    # Keys that are put together: t["reason_" ~ reason] in a template, strings[f"fault_{name}"] in Python.
    made = tuple(re.findall(r't\["(\w+_)" ~|f"(?=\w+_\{)(\w+_)', used))
    begun = tuple(part for parts in made for part in parts if part)
    unused = {key for key in STRINGS["vi"] if not re.search(rf"\b{key}\b", used)}
    assert {
        key for key in unused if not key.startswith((*begun, "axis_", "long_", "mark_", "most_", "part_", "must_"))
    } == set()


def test_no_string_stands_in_two_files() -> None:
    for language in STRINGS:
        files = [path for path in (STATIC.parent / "strings").glob("*.json") if path.stem.endswith(language)]
        keys = [key for path in files for key in json.loads(path.read_text(encoding="utf-8"))]
        assert len(keys) == len(set(keys))


def test_the_pages_name_no_other_host() -> None:
    for path in STATIC.parent.rglob("*"):
        if path.suffix in {".html", ".css", ".js", ".svg", ".json"}:
            text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
            assert not re.search(r"https?://|url\((?!#)|@import", text), path
            if path.suffix == ".json":
                json.loads(text)
