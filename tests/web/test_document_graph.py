"""The picture of what a document hangs together with: on its page, in the API and on the command line."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, expect

from corpus.documents import Header
from corpus.settings import Settings
from corpus.stored import StoredDocument
from index.library import Library
from qa.assistant import Assistant
from tests.conftest import serving
from tests.running import Run
from tests.succession import plans_in
from tests.web.looking import faults
from web.frame import STRINGS
from web.graph import WIDTH, Group, Node, draw

OWN = StoredDocument("0a1b2c3d4e5f", 1, "a.docx", "Kế hoạch trồng rừng", Header(), 3, "2026-01-01T00:00:00+00:00")


@pytest.fixture(scope="module")
def settings(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("graph")
    settings = Settings(data=folder / "data")
    plans = plans_in(folder / "plans")
    alone = "\n".join(["KẾ HOẠCH", "Tết trồng cây xã Nậm Dền", "I. MỤC TIÊU", "Mỗi hộ trồng 5 cây mỡ ven đường."])
    (plans / "rieng.txt").write_text(alone, encoding="utf-8")
    Library(settings, assistant.library.embedder).ingest([plans])
    return settings


@pytest.fixture(scope="module")
def site(settings: Settings) -> Iterator[str]:
    with serving(settings) as base:
        yield base


def ids(base: str) -> dict[str, str]:
    return {each["source"]: each["id"] for each in httpx.get(f"{base}/api/documents").json()["documents"]}


def test_the_picture_leads_to_the_documents_around_and_says_the_same_as_its_list(browser: Browser, site: str) -> None:
    held = ids(site)
    context = browser.new_context(base_url=site, java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(f"/documents/{held['moi.txt']}")
    picture = page.locator(".graph svg")
    links = [link.get_attribute("href") for link in picture.locator("a").all()]
    assert links == [f"/documents/{held[name]}" for name in ("cu.txt", "xa.txt", "moi.html")]
    expect(picture.locator(".absent")).to_have_count(1)
    expect(picture.locator(".absent")).to_contain_text("7-NQ/TU")
    page.locator(".graph summary").click()
    listed = page.locator(".graph li")
    expect(listed).to_have_count(4)
    assert [link.get_attribute("href") for link in page.locator(".graph li a:not(.where)").all()] == links
    page.locator(".graph .where").first.click()
    expect(page.locator("#mark")).to_contain_text("7-NQ/TU")
    context.close()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_picture_is_readable_on_a_telephone_and_has_no_fault(
    browser: Browser, site: str, language: str, scheme: str
) -> None:
    context = browser.new_context(
        base_url=site, viewport={"width": 360, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    page.goto(f"/documents/{ids(site)['cu.txt']}?lang={language}")
    expect(page.locator(".graph svg .label").nth(1)).to_have_text(STRINGS[language]["graph_replaces_by"])
    box = page.locator(".graph svg").bounding_box()
    assert box is not None and box["width"] <= 360 and box["width"] / WIDTH * 13 >= 11.5, "letters of at least 11.5 px"
    for text in page.locator(".graph svg text").all():
        inside = text.bounding_box()
        assert inside is not None and inside["x"] + inside["width"] <= box["x"] + box["width"]
    assert faults(page) == []
    context.close()


def test_a_document_that_hangs_together_with_none_has_no_picture(site: str) -> None:
    held = ids(site)
    assert 'class="graph"' in httpx.get(f"{site}/documents/{held['xa.txt']}").text
    assert 'class="graph"' not in httpx.get(f"{site}/documents/{held['rieng.txt']}").text


def test_the_api_tells_relations_of_both_sides_and_versions(site: str) -> None:
    held = ids(site)
    old, new = (httpx.get(f"{site}/api/documents/{held[name]}").json() for name in ("cu.txt", "moi.txt"))
    [replaced] = [each for each in old["relations"] if each["stated_by"] == "other"]
    assert (replaced["kind"], replaced["part"], replaced["document"]["number"]) == ("replaces", None, "45/KH-UBND")
    [replaces] = [each for each in new["relations"] if each["kind"] == "replaces"]
    assert replaces["document"]["id"] == held["cu.txt"] and replaces["date"] == "2025-02-03"
    text = httpx.get(f"{site}/api/documents/{held['moi.txt']}/text").json()["text"]
    assert text[replaces["start"] : replaces["end"]] == replaces["text"]
    [version] = new["versions"]
    assert (version["id"], version["same_text"], version["scanned"]) == (held["moi.html"], True, False)
    assert version["answers"] != httpx.get(f"{site}/api/documents/{held['moi.html']}").json()["versions"][0]["answers"]


def test_an_answer_names_what_replaced_its_document(site: str) -> None:
    answer = httpx.post(f"{site}/api/ask", json={"question": "Ai chủ trì nạo vét kênh Khuổi Luông?"}, timeout=60).json()
    document = answer["citations"][0]["document"]
    assert document["replaced_by"]["number"] == "45/KH-UBND" and document["replaced_by"]["id"] in ids(site).values()
    [note], [noted] = answer["notes"], answer["noted"]
    assert noted["id"] == document["replaced_by"]["id"] and noted["name"] in note
    other = httpx.post(f"{site}/api/ask", json={"question": "Ai chủ trì đổ bê tông mương Nà Lầu?"}, timeout=60).json()
    assert other["citations"][0]["document"]["replaced_by"] is None


def test_the_search_page_links_the_newer_plan(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/?q=Ai chủ trì nạo vét kênh Khuổi Luông?")
    expect(page.locator(".answer .note")).to_contain_text("đã được thay thế bởi")
    for link in (".answer .note a", ".card .newer a"):
        page.locator(link).first.click()
        expect(page.locator("h1")).to_contain_text("Kiên cố hóa")
        page.go_back()
    context.close()


def test_the_command_line_shows_relations_and_versions(run: Run, settings: Settings, site: str) -> None:
    held = ids(site)
    shown = run("docs", "show", held["cu.txt"], "--data", settings.data).out
    assert "replaced by:" in shown and "45/KH-UBND" in shown
    shown = run("docs", "show", held["moi.txt"], "--data", settings.data).out
    assert f"replaces:     Kế hoạch số 12/KH-UBND ngày 03/02/2025 của UBND tỉnh Sơn Hà ({held['cu.txt']})" in shown
    assert "carried out by:" in shown and f"same text:    moi.html ({held['moi.html']})" in shown
    assert run("docs", "show", held["cu.txt"], "--data", settings.data, "--json").json["relations"]


def test_many_documents_of_one_kind_are_counted_and_the_list_has_them_all() -> None:
    nodes = tuple(Node(f"Luật số {number}/2024/QH15 về một việc dài dòng phải ngắt ra làm đôi") for number in range(20))
    for count in (1, 5, 6, 7, 20):
        graph = draw([Group("graph_based_on", nodes[:count], True)], OWN)
        [row] = graph.rows
        assert len(row.boxes) + row.more == count and row.more != 1
        assert row.boxes[-1].y + row.boxes[-1].height < graph.own.y
        assert graph.own.y + graph.own.height < graph.height
        assert all(a.y + a.height < b.y for a, b in zip(row.boxes, row.boxes[1:], strict=False))


def test_a_name_in_capitals_is_cut_into_shorter_lines_and_no_word_is_lost() -> None:
    name = "NGHỊ QUYẾT SỐ 66-NQ/TW NGÀY 30/4/2025 CỦA BỘ CHÍNH TRỊ VỀ XÂY DỰNG PHÁP LUẬT"
    boxes = []
    for each in (name, name.lower()):
        [row] = draw([Group("graph_implements", (Node(each),), True)], OWN).rows
        boxes.append(row.boxes[0])
    capital, small = boxes
    assert " ".join(capital.lines) == name and " ".join(small.lines) == name.lower()
    assert max(map(len, capital.lines)) < 40 < max(map(len, small.lines)) <= 44
