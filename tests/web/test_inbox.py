"""The inbox in a browser, with JavaScript and without: what was not answered and what was judged wrong."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from eval.office import OfficeSet
from eval.questions import load
from tests.web.conftest import Office, amiss
from web.frame import STRINGS

VI = STRINGS["vi"]
HOSTILE = "<img src=x onerror=alert(1)> ai trả </form> tiền?"


@pytest.fixture
def asked(office: Office) -> str:
    """A question that was asked twice in vain."""
    for _ in range(2):
        office.store.keep_unanswered(
            "Giá vàng hôm nay?", "vi", "giá vàng hôm nay", "Văn bản không nói về giá vàng.", []
        )
    return "Giá vàng hôm nay?"


def test_an_unanswered_question_becomes_an_evaluation_question_by_one_click(
    visitor: Page, office: Office, asked: str
) -> None:
    office.settings.questions_path.unlink(missing_ok=True)
    visitor.goto("/inbox")
    entry = visitor.locator("li.entry", has_text=asked)
    expect(entry).to_contain_text("Văn bản không nói về giá vàng.")
    entry.get_by_role("button", name=VI["inbox_question"]).click()
    expect(visitor.get_by_role("status")).to_contain_text(VI["inbox_done_question"])
    expect(entry.locator(".kept")).to_have_text(VI["inbox_kept"])
    (question,) = load(office.settings.questions_path)
    assert (question.question, question.type, question.confirmed) == (asked, "none", False)
    visitor.get_by_role("link", name=VI["inbox_to_set"]).click()
    visitor.get_by_role("button", name=VI["office_confirm_none"]).click()
    expect(visitor.get_by_role("status")).to_have_text(VI["settled_confirm"])
    (question,) = load(office.settings.questions_path)
    assert question.confirmed and not question.answerable


def test_an_entry_is_closed_found_again_and_deleted_after_a_second_thought(
    visitor: Page, office: Office, asked: str
) -> None:
    visitor.goto("/inbox?lang=en")
    entry = visitor.locator("li.entry", has_text=asked)
    entry.get_by_role("button", name=STRINGS["en"]["inbox_close"]).click()
    expect(entry).to_have_count(0)
    expect(visitor.locator("html")).to_have_attribute("lang", "en")
    visitor.get_by_role("link", name=STRINGS["en"]["inbox_closed"]).click()
    expect(entry).to_have_count(1)
    expect(entry.get_by_role("button", name=STRINGS["en"]["inbox_delete_yes"])).to_be_hidden()
    entry.locator("summary").click()
    entry.get_by_role("button", name=STRINGS["en"]["inbox_delete_yes"]).click()
    expect(entry).to_have_count(0)
    assert asked not in [each.question for each in office.store.unanswered()]


def test_a_closed_entry_of_either_kind_is_opened_again(visitor: Page, office: Office, asked: str) -> None:
    judged = office.store.keep_feedback("Ai chủ trì?", "Phòng A", "down", "Sai")
    office.store.close_feedback(judged.id)
    (id,) = [each.id for each in office.store.unanswered() if each.question == asked]
    office.store.close_unanswered(id)
    for kind, entry in (("unanswered", id), ("feedback", judged.id)):
        visitor.goto(f"/inbox?kind={kind}&state=closed")
        card = visitor.locator(f"#e{entry}")
        expect(card.get_by_role("button", name=VI["inbox_close"])).to_have_count(0)
        card.get_by_role("button", name=VI["inbox_reopen"]).click()
        expect(visitor.get_by_role("status")).to_contain_text(VI["inbox_done_reopen"])
        expect(card).to_have_count(0)
        visitor.get_by_role("link", name=VI["inbox_open"]).click()
        expect(card.get_by_role("button", name=VI["inbox_close"])).to_be_visible()
    office.store.remove_feedback(judged.id)


def test_an_answer_that_was_judged_wrong_shows_comment_and_answer_as_text(visitor: Page, office: Office) -> None:
    office.settings.questions_path.unlink(missing_ok=True)
    kept = office.store.keep_feedback(HOSTILE, "Chủ trì: <b>Phòng A</b>", "down", "Sai <script>alert(2)</script> rồi")
    office.store.keep_feedback("Câu được khen?", "Đúng", "up", "")
    visitor.goto("/inbox")
    visitor.get_by_role("link", name=VI["inbox_feedback"]).click()
    entry = visitor.locator(f"#e{kept.id}")
    expect(entry.locator("h2")).to_have_text(HOSTILE)
    expect(entry.locator(".comment")).to_contain_text("Sai <script>alert(2)</script> rồi")
    entry.locator("summary").first.click()
    expect(entry.locator("blockquote")).to_have_text("Chủ trì: <b>Phòng A</b>")
    expect(visitor.locator("main")).not_to_contain_text("Câu được khen?")
    entry.get_by_role("button", name=VI["inbox_question"]).click()
    assert f"feedback-{kept.id}" in [each.id for each in OfficeSet(office.settings.questions_path).questions()]
    office.store.remove_feedback(kept.id)


def test_a_question_that_does_have_an_answer_is_given_it_and_the_evidence_is_checked(
    visitor: Page, office: Office
) -> None:
    office.settings.questions_path.unlink(missing_ok=True)
    office.store.keep_unanswered("Sổ hộ tịch do ai làm?", "vi", "sổ hộ tịch", "", [])
    visitor.goto("/inbox")
    entry = visitor.locator("li.entry", has_text="Sổ hộ tịch do ai làm?")
    entry.get_by_role("button", name=VI["inbox_question"]).click()
    expect(visitor.get_by_role("status")).to_be_visible()
    visitor.goto("/evaluation")
    waiting = visitor.locator("li.waiting")
    waiting.locator("summary").click()
    waiting.get_by_label(VI["office_type"]).select_option("lead")
    waiting.get_by_label(VI["office_source"]).select_option("ke-hoach-chuyen-doi-so-cao-loc-2025.pdf")
    waiting.get_by_label(VI["office_evidence"]).fill("Số hóa sổ hộ tịch giai đoạn 1990 - 2015")
    waiting.get_by_label(VI["office_answers"]).fill("Phòng Nội chính")
    waiting.get_by_role("button", name=VI["office_keep"]).click()
    expect(waiting.get_by_role("alert")).to_have_text(VI["fault_unproved"])
    expect(waiting.get_by_label(VI["office_evidence"])).to_have_value("Số hóa sổ hộ tịch giai đoạn 1990 - 2015")
    waiting.get_by_label(VI["office_answers"]).fill("Phòng Tư pháp")
    waiting.get_by_role("button", name=VI["office_keep"]).click()
    expect(visitor.get_by_role("status")).to_have_text(VI["settled_answer"])
    (question,) = load(office.settings.questions_path)
    assert question.confirmed and question.type == "lead" and question.answers == (("Phòng Tư pháp",),)


def test_an_entry_that_is_gone_and_a_wrong_address_are_said(office: Office) -> None:
    with httpx.Client(base_url=office.base, follow_redirects=True) as client:
        for action in ("close", "delete", "question"):
            answer = client.post("/inbox/unanswered/999999", data={"action": action})
            assert answer.status_code == 200 and VI["inbox_done_gone"] in answer.text
        assert client.post("/inbox/unanswered/1", data={"action": "praise"}).status_code == 422
        assert client.get("/inbox?state=best").status_code == 422
        assert client.get("/inbox?page=500").status_code == 200


def test_a_page_of_another_site_changes_nothing(office: Office, asked: str) -> None:
    entry = next(each for each in office.store.unanswered("open") if each.question == asked)
    answer = httpx.post(
        f"{office.base}/inbox/unanswered/{entry.id}",
        data={"action": "delete"},
        headers={"sec-fetch-site": "cross-site"},
    )
    assert answer.status_code == 403
    assert entry.id in [each.id for each in office.store.unanswered("open")]


def test_a_long_inbox_has_pages(visitor: Page, office: Office) -> None:
    for each in office.store.unanswered():
        office.store.remove_unanswered(each.id)
    for number in range(60):
        office.store.keep_unanswered(f"Câu hỏi dài thứ {number}?", "vi", "", "", [])
    visitor.goto("/inbox")
    expect(visitor.locator("li.entry")).to_have_count(50)
    visitor.get_by_role("link", name=VI["turn_on"]).click()
    expect(visitor.locator("li.entry")).to_have_count(10)
    for each in office.store.unanswered():
        office.store.remove_unanswered(each.id)
    visitor.goto("/inbox")
    expect(visitor.locator(".notice")).to_contain_text(VI["inbox_none_unanswered"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_is_amiss_on_any_screen(browser: Browser, office: Office, asked: str, width: int, scheme: str) -> None:
    office.store.keep_feedback("một-từ-rất-dài-" * 20, "Trả lời", "down", "Nhận xét " * 40)
    page = browser.new_page(
        base_url=office.base,
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    for path in ("/inbox", "/inbox?kind=feedback", "/inbox?state=closed", "/evaluation"):
        page.goto(path)
        for summary in page.locator("main summary").all():
            summary.click()
        assert amiss(page, width) == [], path
    page.close()
