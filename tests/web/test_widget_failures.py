"""What the chat widget says when the server is gone, silent, or refuses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.web.hosting import (
    LAND,
    LEAD,
    SUGGESTED,
    VI,
    Portal,
    Relay,
    ask,
    line,
    opened,
)


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
    page.goto(portal.page(line(relay.base)))
    chat = opened(page)
    relay.silent = True
    chat.locator("#question").fill(LAND)
    chat.locator("#question").press("Enter")
    chat.get_by_role("button", name=VI["stop"]).click()
    expect(chat.locator("article")).to_contain_text(VI["stopped"])
    expect(chat.get_by_role("button", name=VI["send"])).to_be_visible()
    relay.silent = False
    page.goto(portal.page(line(relay.base, timeout="1")))
    chat = opened(page)
    relay.silent = True
    chat.locator("#question").fill(LAND)
    chat.locator("#question").press("Enter")
    expect(chat.locator("article")).to_contain_text(VI["timeout"].format(seconds=1))
    relay.silent = False
    chat.get_by_role("button", name=VI["retry"]).click()
    expect(chat.get_by_role("button", name=VI["stop"])).to_have_count(0)
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
