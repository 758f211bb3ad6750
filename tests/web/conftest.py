"""What the tests of pages share: a server whose documents they may change, and a browser with and without scripts."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from corpus.settings import Settings
from corpus.store import Store
from tests.conftest import copied, serving
from tests.web.hosting import CONTACT, GOLD, SUGGESTED, Portal, Visit
from tests.web.looking import faults, width


@dataclasses.dataclass(frozen=True)
class Office:
    """A server over a copy of the samples that the tests of one module change."""

    base: str
    settings: Settings
    store: Store


@pytest.fixture(scope="module")
def office(sample_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    settings = Settings(data=copied(sample_settings, tmp_path_factory.mktemp("office") / "data"))
    with serving(settings) as base:
        yield Office(base, settings, Store(settings.store_path))


@pytest.fixture(params=[True, False], ids=["javascript", "no javascript"])
def visitor(request: pytest.FixtureRequest, browser: Browser, office: Office) -> Iterator[Page]:
    """A page of the office, with JavaScript and without; nothing may be said on the console or fetched elsewhere."""
    context = browser.new_context(base_url=office.base, java_script_enabled=request.param)
    said: list[str] = []
    context.on("weberror", lambda error: said.append(str(error.error)))
    context.on("console", lambda message: said.append(message.text))
    context.on("request", lambda asked: None if asked.url.startswith(office.base) else said.append(asked.url))
    yield context.new_page()
    context.close()
    # A browser says on the console that a form or a file was refused; the page says it as well.
    assert [line for line in said if "422" not in line] == []


@pytest.fixture(scope="session")
def portal() -> Iterator[Portal]:
    portal = Portal()
    yield portal
    portal.server.shutdown()
    portal.server.server_close()


@pytest.fixture(scope="session")
def base(sample_settings: Settings, portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose widget the portal may show, over plans of its own."""
    settings = sample_settings.model_copy(
        update={
            "data": copied(sample_settings, tmp_path_factory.mktemp("widget") / "data"),
            "origins": portal.origin,
            "suggest": f"{SUGGESTED}|{GOLD}",
            "contact": CONTACT,
            "rate_per_minute": 1000,
        }
    )
    with serving(settings) as base:
        yield base


@pytest.fixture
def visit(browser: Browser, portal: Portal, base: str) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    yield Visit(context, (portal.origin, base))
    context.close()


def amiss(page: Page, screen: int) -> list[object]:
    """What is wrong with a page for people with assistive technology or a screen of this width."""
    return [*faults(page), *([f"{width(page)} px wide"] if width(page) > screen else [])]
