"""Whom the chat widget reaches: readers of two languages, at the keyboard, and those who hear the page."""

from __future__ import annotations

import importlib.resources
import re
import shutil
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.web.hosting import (
    EN,
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
)
from web.frame import STATIC
from web.widget import WIDGET_STRINGS


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
    files = [*(STATIC / "widget").glob("*.js"), STATIC.parent / "templates" / "embed.html"]
    used = "".join(file.read_text(encoding="utf-8") for file in files)
    for key, text in VI.items():
        assert text.strip()
        assert EN[key].strip()
        assert sorted(fields.findall(text)) == sorted(fields.findall(EN[key]))
        assert re.search(rf"\b{key}\b|`{key.split('_')[0]}_\$", used), key
    assert set(re.findall(r"\btexts\.(\w+)", used)) <= set(VI)
    # No letter of Vietnamese stands in the code.
    assert not re.search(r"[ăâđêôơưạ-ỹ]", used.lower())


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
