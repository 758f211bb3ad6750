"""The page of a document in a browser."""

from __future__ import annotations

from pathlib import Path

import httpx
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from corpus.documents import Line, Loaded, Table, Vectors
from corpus.reader import read
from corpus.settings import Settings
from corpus.store import Store, TaskFilters
from tests.conftest import serving
from tests.web.conftest import Office, amiss
from web.frame import STRINGS

PDF = "ke-hoach-chuyen-doi-so-cao-loc-2025.pdf"
VI = STRINGS["vi"]


@pytest.fixture(scope="module")
def plan(office: Office) -> str:
    return next(document.id for document in office.store.documents() if document.source == PDF)


def test_a_task_shows_who_leads_it_and_by_when_and_leads_to_its_words(visitor: Page, office: Office, plan: str) -> None:
    task = next(
        each for each in office.store.tasks(TaskFilters(document=plan, body="Bưu điện huyện")) if not each.task.row
    )
    visitor.goto(f"/documents/{plan}#t-{task.id}")
    note = visitor.locator(f"#t-{task.id}")
    expect(note).to_be_in_viewport()
    for words in (VI["task_mark_lead"], task.task.lead or "", "Bưu điện huyện", task.task.deadline or ""):
        expect(note).to_contain_text(words)
    note.locator("a").click()
    expect(visitor.locator("mark")).to_have_text([task.evidence])
    expect(visitor.locator("#mark")).to_be_in_viewport()


def test_the_marked_quote_has_a_reference_to_copy(visitor: Page, office: Office, plan: str) -> None:
    task = office.store.tasks(TaskFilters(document=plan, body="Bưu điện huyện"))[0].task
    visitor.goto(f"/documents/{plan}?start={task.start}&end={task.end}&lang=en")
    expect(visitor.locator(".letterhead .cite q").first).to_contain_text("No. 31/KH-UBND")
    visitor.goto(f"/documents/{plan}?start={task.start}&end={task.end}")
    told = visitor.locator(".letterhead .cite q").first
    expect(told).to_contain_text("Kế hoạch số 31/KH-UBND ngày 24/01/2025 của UBND huyện Cao Lộc")
    visitor.goto(f"/documents/{plan}")
    expect(visitor.locator(".cite")).to_have_count(0)


def test_marks_of_tasks_and_passages_are_shown_and_hidden_without_a_script(visitor: Page, plan: str) -> None:
    visitor.goto(f"/documents/{plan}")
    expect(visitor.locator(".task").first).to_be_visible()
    visitor.locator("#show-tasks").uncheck()
    expect(visitor.locator(".task").first).to_be_hidden()
    expect(visitor.locator(".link").first).to_be_hidden()
    visitor.locator("#show-passages").check()
    link = visitor.locator(".link").nth(3)
    expect(link).to_be_visible()
    link.click()
    expect(visitor.locator("#mark")).to_be_in_viewport()


def test_the_letterhead_names_recipients_and_legal_bases(visitor: Page, plan: str) -> None:
    visitor.goto(f"/documents/{plan}")
    more = visitor.locator("details.more")
    expect(more).to_have_count(2)
    more.nth(1).locator("summary").click()
    expect(more.nth(1)).to_contain_text("UBND tỉnh (b/c)")
    expect(visitor.locator("th").first).to_have_text("STT")


def test_the_outline_is_folded_on_a_phone_and_open_beside_the_text(browser: Browser, office: Office, plan: str) -> None:
    page = browser.new_page(base_url=office.base, viewport={"width": 360, "height": 740})
    page.goto(f"/documents/{plan}")
    expect(page.locator(".outline ol")).to_be_hidden()
    page.locator(".outline label").click()
    expect(page.locator(".outline ol")).to_be_visible()
    page.set_viewport_size({"width": 1440, "height": 900})
    page.reload()
    expect(page.locator(".outline ol")).to_be_visible()
    page.get_by_role("link", name="IV. KINH PHÍ").click()
    expect(page.get_by_role("heading", name="IV. KINH PHÍ")).to_be_in_viewport()
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_is_amiss_on_any_screen(browser: Browser, office: Office, plan: str, width: int, scheme: str) -> None:
    page = browser.new_page(
        base_url=office.base,
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page.goto(f"/documents/{plan}?start=5017&end=5232#mark")
    page.locator("#show-passages").check()
    assert amiss(page, width) == []
    page.close()


def test_a_table_over_two_pages_names_its_columns_on_both(browser: Browser, tmp_path: Path) -> None:
    rows = [
        ("TT", "Nhiệm vụ", "Cơ quan chủ trì"),
        *((str(n), f"Rà soát nội dung {n}", "Phòng Nội vụ") for n in range(1, 7)),
    ]
    table = Table(tuple(rows), pages=(1, 1, 1, 2, 2, 2, 2))
    document = read(Loaded((Line("KẾ HOẠCH", 1, whole=True), table), 2), "bang.pdf")[0]
    vectors = np.zeros((len(document.passages), 384), np.float32)
    vectors[:, 0] = 1
    settings = Settings(data=tmp_path)
    store = Store(settings.store_path)
    (name,) = store.replace("/bang.pdf", "bang.pdf", b"%PDF-", "1", "test", [(document, Vectors(vectors))])
    store.close()
    with serving(settings) as base:
        page = browser.new_page()
        page.goto(f"{base}/documents/{name}")
        for number, count in ((1, 2), (2, 4)):
            sheet = page.locator(f"#page{number}")
            assert sheet.get_by_role("columnheader").all_inner_texts() == list(rows[0])
            expect(sheet.get_by_role("row")).to_have_count(1 + count)
        page.close()


def test_a_document_that_is_not_there_is_a_page_that_says_so(office: Office) -> None:
    answer = httpx.get(f"{office.base}/documents/nothing")
    assert answer.status_code == 404 and VI["error_404"] in answer.text
