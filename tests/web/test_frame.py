"""The frame of the pages: the navigation, the languages, and what keeps a page usable by keyboard and on paper."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.web.looking import faults
from web.frame import STRINGS, is_page


def test_the_navigation_shows_the_pages_that_exist_and_where_one_is(browser: Browser, server: str) -> None:
    context = browser.new_context(base_url=server, java_script_enabled=False)
    page = context.new_page()
    page.goto("/documents")
    links = page.locator("nav.pages a")
    expect(page.locator("nav.pages [aria-current=page]")).to_have_text(STRINGS["vi"]["nav_documents"])
    for path in [link.get_attribute("href") or "" for link in links.all()]:
        assert httpx.get(server + path).status_code == 200, path
    context.close()


def test_a_chosen_language_stays_from_page_to_page(browser: Browser, server: str) -> None:
    context = browser.new_context(base_url=server, java_script_enabled=False)
    page = context.new_page()
    page.goto("/documents")
    page.get_by_role("link", name="English").click()
    page.get_by_role("link", name=STRINGS["en"]["nav_ask"], exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("button")).to_have_text(STRINGS["en"]["ask"])
    context.close()


def test_the_first_key_leads_past_the_navigation(browser: Browser, server: str) -> None:
    context = browser.new_context(base_url=server)
    page = context.new_page()
    page.goto("/documents")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.wait_for_url("**#*")
    page.keyboard.press("Tab")
    expect(page.locator("main").locator("*:focus")).to_have_count(1)
    context.close()


def test_paper_has_no_navigation(browser: Browser, server: str) -> None:
    page = browser.new_page(base_url=server)
    page.goto("/documents")
    page.emulate_media(media="print")
    expect(page.locator("nav.pages")).to_be_hidden()
    expect(page.locator(".language")).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["/", "/?q=ai chủ trì giao đất cho trường học ở xã Bảo Lâm", "/?q=giá vàng", "/documents"]
)
def test_assistive_technology_finds_nothing_amiss(browser: Browser, server: str, path: str, scheme: str) -> None:
    page = browser.new_page(base_url=server, color_scheme="dark" if scheme == "dark" else "light")
    page.goto(path)
    assert faults(page) == []
    page.close()


def test_an_error_on_a_page_is_a_page(server: str) -> None:
    assert is_page("/") and is_page("/documents/x") and not is_page("/api/tasks") and not is_page("/metrics")
    assert STRINGS["vi"]["back"] in httpx.get(f"{server}/documents/nothing").text
    assert httpx.get(f"{server}/api/documents/nothing").json()["error"]["message"]
