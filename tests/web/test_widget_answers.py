"""The chat widget on a page of another site: what people ask, what comes of it, and what they say of it."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import expect

from tests.web.hosting import (
    CONTACT,
    GOLD,
    LAND,
    LEAD,
    SUGGESTED,
    VI,
    Portal,
    Visit,
    ask,
    line,
    opened,
    strict,
)

WORDINGS = {
    "vi": LAND,
    "no accents": "ai chu tri ho so giao dat cho truong hoc o xa bao lam",
    "en": "who leads the land allocation dossier for the Bảo Lâm school?",
}


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
    document.wait_for_load_state()
    expect(document.locator("#mark")).to_be_in_viewport()
    marked = " ".join(document.locator("mark").all_inner_texts())
    assert " ".join(quote.split()) in " ".join(marked.split())
    visit.clean()


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
