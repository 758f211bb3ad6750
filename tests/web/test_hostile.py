"""Text of documents, file names and questions stays text wherever it is shown: a plan full of markup, fed everywhere."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import parse_qs, quote, urljoin, urlsplit

import httpx
import icalendar
import openpyxl
import pytest
from playwright.sync_api import Browser, Dialog

from api import create_app
from corpus.settings import Settings
from index.library import Library
from qa.assistant import Assistant
from tests.conftest import serving
from web.audiences import generic, routes_of

#: An element that no page has, and what would run where it became one.
TAG = '<x-canary onclick="alert(1)" style="color:red">'
MARKUP = f"{TAG}</mark></p></td></textarea></title></script><script>alert(2)</script><img src=x onerror=alert(3)>"
ODD = "\u202egnp\u2066\x1b[31m\x08\x85"
FORMULA = '=HYPERLINK("http://x.example";"y")+cmd|\' /C calc\'!A0'
ICS = "\u2028BEGIN:VALARM\u2029ATTACH:file:///etc/passwd"
QUESTION = f"ai chủ trì trồng cây đào chuông \"'>{MARKUP} {{{{ 7*7 }}}} %0d%0aX-Evil: 1 {ODD}"
NAME = f"{FORMULA[:12]}'\"><x-canary onclick=alert(4)>\r\nX-Evil: 1\u202efdp.{{}}"
PLAN = f"""ỦY BAN NHÂN DÂN XÃ {TAG} "Mẫu" & 'Sơn'
Số: 66/KH-UBND{TAG}
Mẫu Sơn, ngày 05 tháng 02 năm 2031
KẾ HOẠCH
Trồng cây {MARKUP} & hoa "đào" {{{{ 7*7 }}}} năm 2031 {ODD}
I. TỔ CHỨC {MARKUP} THỰC HIỆN
1. Hội Người cao tuổi xã
Chủ trì, phối hợp với Hội Nông dân trồng hai trăm cây đào chuông {MARKUP}{ICS} trước ngày 18/4/2031.
2. {FORMULA}
Phòng Nội vụ chủ trì {FORMULA} {ODD} báo cáo kết quả trồng cây trước ngày 20/5/2031.
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Hoàng {TAG} An
"""
ROWS = "".join(
    f"<tr><td>{number}</td><td>{what}</td><td>{who}</td><td>{when}</td></tr>"
    for number, (what, who, when) in enumerate(
        (
            (FORMULA, "Phòng Y tế", "30/6/2031"),
            ("+Rà soát đường làng", "=Hội Phụ nữ", "-1"),
            ("@SUM(1;2) quét dọn", "Phòng {{7*7}} Tư pháp", "tháng 7/2031"),
            (MARKUP.replace("<", "&lt;"), f"Phòng {TAG.replace('<', '&lt;')} Văn hóa", "15/8/2031"),
            ("\tHọp dân", "Đoàn Thanh niên", f"10/9/2031{ICS}"),
        ),
        start=1,
    )
)
TABLE = f"""<html><head><meta charset="utf-8"></head><body><p>ỦY BAN NHÂN DÂN XÃ MẪU SƠN</p><p>Số: 67/KH-UBND</p><p>KẾ HOẠCH</p>
<p>Vệ sinh &lt;x-canary onclick=alert(5)&gt; môi trường năm 2031</p><p>I. MỤC ĐÍCH</p>
<p>Giữ cho đường làng, ngõ xóm của xã luôn sạch sẽ, nâng cao ý thức của nhân dân về bảo vệ môi
trường, giao nhiệm vụ rõ ràng cho từng cơ quan, đơn vị trong suốt cả năm.</p>
<p>II. PHÂN CÔNG NHIỆM VỤ CÁC CƠ QUAN</p>
<table><tr><th>TT</th><th>Nội dung công việc</th><th>Cơ quan chủ trì</th><th>Thời hạn hoàn thành</th></tr>{ROWS}</table>
</body></html>"""
_COMPUTED = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")


class Elements(HTMLParser):
    """What a browser makes of a page: what could run in it, and where it leads."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.links: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._inside = tag
        source = given.get("src") or ""
        if tag in ("x-canary", "style", "base", "object", "embed", "iframe") or (tag == "script" and not source):
            self.wrong.append(self.get_starttag_text() or tag)
        for name, value in given.items():
            where = (value or "").strip().lower()
            if name.startswith("on") or name in ("style", "srcdoc") or where.startswith(("javascript:", "data:")):
                self.wrong.append(self.get_starttag_text() or tag)
            if name in ("src", "href", "action") and where.startswith(("http:", "https:", "//")):
                self.wrong.append(self.get_starttag_text() or tag)
        if link := given.get("href"):
            self.links.append(link)

    def handle_data(self, data: str) -> None:
        if self._inside == "script" and data.strip():
            self.wrong.append(data)


@dataclasses.dataclass(frozen=True)
class Place:
    """A server over the hostile plans, and every address of it that was found."""

    base: str
    settings: Settings
    seen: dict[str, httpx.Response]

    def of_kind(self, media_type: str) -> dict[str, httpx.Response]:
        """What is shown as that; a file that is downloaded may be of any kind."""
        found = {a: r for a, r in self.seen.items() if r.headers.get("content-type", "").startswith(media_type)}
        return {a: r for a, r in found.items() if "content-disposition" not in r.headers}


@pytest.fixture(scope="module")
def place(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("hostile")
    settings = Settings(data=folder / "data")
    (folder / f"{NAME}.txt").write_text(PLAN, encoding="utf-8")
    (folder / f"b{NAME}.html").write_text(TABLE, encoding="utf-8")
    (folder / f"c{NAME}.pdf").write_bytes(b"%PDF-1.4 damaged")
    reports = Library(settings, assistant.library.embedder).ingest([folder])
    assert sorted(report.status for report in reports) == ["failed", "stored", "stored"]
    with serving(settings) as base, httpx.Client(base_url=base, timeout=60) as client:
        for question in (QUESTION, f"giá vàng {TAG} hôm nay"):
            assert client.post("/api/ask", json={"question": question}).status_code == 200
        rated = {"question": QUESTION, "answer": MARKUP, "rating": "down", "comment": MARKUP + FORMULA}
        assert client.post("/api/feedback", json=rated).status_code == 201
        yield Place(base, settings, walk(client, settings))


def walk(client: httpx.Client, settings: Settings) -> dict[str, httpx.Response]:
    """Every address that a route or a link leads to, in both languages, and each with a hostile query."""
    documents = [document["id"] for document in client.get("/api/documents").json()["documents"]]
    waiting: list[str] = []
    for method, path in routes_of(create_app(settings).routes):
        if method != "GET" or path.startswith("/static"):
            continue
        for value in (*documents, "1", quote(TAG, safe="")) if "{" in path else ("",):
            filled = generic(path).replace("{}", value, 1).replace("{}", "1")
            hostile = "&".join(f"{name}={quote(QUESTION)}" for name in ("q", "text", "body", "place", "document"))
            waiting += [filled, f"{filled}?lang=en", f"{filled}?{hostile}&lang=en", f"{filled}?lang={quote(TAG)}"]
            waiting += [f"{filled}?{name}={quote(QUESTION)}" for name in ("q", "text", "body", "issuer", "sort")]
    seen: dict[str, httpx.Response] = {}
    kinds: dict[tuple[object, ...], int] = {}
    while waiting:
        address = waiting.pop(0)
        split = urlsplit(address)
        # Of links that differ in their values alone, some are enough.
        kind = (*split.path.split("/")[:2], *sorted(parse_qs(split.query)))
        kinds[kind] = kinds.get(kind, 0) + 1
        if address in seen or (kinds[kind] > 12 and "%3C" not in address):
            continue
        seen[address] = response = client.get(address)
        if response.headers.get("content-type", "").startswith("text/html"):
            elements = Elements()
            elements.feed(response.text)
            here = (urljoin(address, link).split("#")[0] for link in elements.links)
            waiting += [link for link in here if link.startswith("/") and not link.startswith("/static")]
    return seen


def test_no_page_makes_an_element_of_what_a_plan_a_name_or_a_question_says(place: Place) -> None:
    pages = place.of_kind("text/html")
    held = 0
    for address, page in pages.items():
        elements = Elements()
        elements.feed(page.text)
        assert elements.wrong == [], address
        assert "49" not in re.findall(r"\{\{ 7\*7 \}\}|\b49\b", page.text), address
        held += "&lt;x-canary" in page.text
    # It was shown, as text.
    assert held > 20, held
    assert {200, 404, 422} <= {page.status_code for page in pages.values()}


def test_every_answer_says_what_it_is_and_forbids_what_it_does_not_need(place: Place) -> None:
    assert len(place.seen) > 100
    for address, response in place.seen.items():
        headers = response.headers
        assert response.status_code < 500, address
        assert headers["x-content-type-options"] == "nosniff", address
        assert "x-evil" not in headers, address
        policy = headers["content-security-policy"]
        assert "unsafe" not in policy and "default-src 'self'" in policy, address
        assert "frame-ancestors 'none'" in policy, address
        kind = headers.get("content-type", "")
        if urlsplit(address).path.endswith("/file") and response.status_code == 200:
            assert headers["content-disposition"].startswith("attachment;"), address
        elif "canary" in response.text and not kind.startswith("text/html"):
            assert kind.split(";")[0] in (
                "application/json",
                "image/svg+xml",
                "text/csv",
                "text/calendar",
                "text/plain",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ), (address, kind)


def test_drawings_hold_nothing_that_runs(place: Place) -> None:
    for address, response in place.of_kind("image/svg+xml").items():
        for element in ElementTree.fromstring(response.content).iter():
            assert element.tag.rpartition("}")[2] not in ("script", "foreignObject", "x-canary"), address
            assert not any(name.rpartition("}")[2].startswith("on") for name in element.attrib), address


def test_no_cell_of_a_table_is_computed(place: Place) -> None:
    with httpx.Client(base_url=place.base, timeout=60) as client:
        for language in ("vi", "en"):
            rows = list(
                csv.reader(io.StringIO(client.get(f"/api/tasks.csv?lang={language}").content.decode("utf-8-sig")))
            )
            assert len(rows) > 4 and len({len(row) for row in rows}) == 1
            assert any("HYPERLINK" in cell for row in rows for cell in row)
            assert [cell for row in rows for cell in row if _COMPUTED.match(cell)] == []
            book = openpyxl.load_workbook(io.BytesIO(client.get(f"/api/tasks.xlsx?lang={language}").content))
            cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
            assert any(isinstance(cell.value, str) and cell.value.startswith("=") for cell in cells)
            assert [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink] == []


def test_a_calendar_holds_its_events_and_nothing_of_a_plans_making(place: Place) -> None:
    content = httpx.get(f"{place.base}/api/tasks.ics", timeout=60).content
    calendar = icalendar.Calendar.from_ical(content)
    assert {component.name for component in calendar.walk()} == {"VCALENDAR", "VEVENT"}
    assert len(calendar.events) >= 2
    for line in content.decode().split("\r\n"):
        assert line == "" or line.startswith(" ") or re.match(r"[A-Z-]+[;:]", line), line
        assert not line.startswith(("ATTACH", "BEGIN:VALARM", "X-EVIL")) and "\n" not in line and "\r" not in line


def test_nothing_runs_in_a_browser(browser: Browser, place: Place) -> None:
    context = browser.new_context(base_url=place.base)
    happened: list[str] = []
    page = context.new_page()

    def shown(dialog: Dialog) -> None:
        happened.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", shown)
    page.on("pageerror", lambda error: happened.append(str(error)))
    page.on("console", lambda said: happened.append(said.text) if "Content Security Policy" in said.text else None)
    # One of each kind of page, and the questions.
    chosen: dict[tuple[object, ...], str] = {}
    for address in place.of_kind("text/html"):
        split = urlsplit(address)
        chosen.setdefault((split.path.split("/")[1], split.path.count("/"), "q" in parse_qs(split.query)), address)
    for address in chosen.values():
        page.goto(address)
        assert page.locator("x-canary").count() == 0, address
        assert happened == [], address
    page.goto("/embed?lang=vi")
    page.locator("textarea").first.fill(QUESTION)
    page.keyboard.press("Enter")
    page.locator("article .answer").wait_for()
    page.wait_for_timeout(200)
    assert page.locator("x-canary").count() == 0
    assert (
        page.evaluate(
            "document.querySelector('kehoach-chat').shadowRoot.querySelectorAll('x-canary, script, img').length"
        )
        == 0
    )
    assert happened == []
    context.close()


def test_a_file_is_given_back_under_its_name_and_no_header_is_made_of_it(place: Place) -> None:
    with httpx.Client(base_url=place.base) as client:
        for document in client.get("/api/documents").json()["documents"]:
            response = client.get(f"/api/documents/{document['id']}/file")
            assert "x-evil" not in response.headers
            assert re.fullmatch(r"attachment; filename\*=UTF-8''[\w%.~-]+", response.headers["content-disposition"])
            assert NAME.split("\r")[0] in document["source"]
