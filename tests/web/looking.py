"""What a browser and the axe rules of accessibility say of a page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def faults(page: Page) -> list[tuple[str, str]]:
    """What bars people from the page that is open: the rule, and the first element that breaks it."""
    found = Axe().run(page).response["violations"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in ("serious", "critical")]


def width(page: Page) -> int:
    """How wide the page is, whatever the window's width."""
    return int(page.evaluate("document.documentElement.scrollWidth"))
