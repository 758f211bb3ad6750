"""What a browser and the axe rules of accessibility say of a page, and what is on it for a moment only."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ElementHandle, Page


def faults(page: Page) -> list[tuple[str, str]]:
    """What bars people from the page that is open: the rule, and the first element that breaks it."""
    found = Axe().run(page).response["violations"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in ("serious", "critical")]


def width(page: Page) -> int:
    """How wide the page is, whatever the window's width."""
    return int(page.evaluate("document.documentElement.scrollWidth"))


class Words:
    """What an element says from now on, one text after another: looking now and then may come too late for one."""

    def __init__(self, element: ElementHandle) -> None:
        self._said = element.evaluate_handle(
            """element => {
              const said = [];
              new MutationObserver(() => said.push(element.textContent)).observe(element, { childList: true });
              return said;
            }"""
        )

    def until(self, count: int) -> list[str]:
        """Wait for so many texts, a minute at most; returns all there were."""
        return list(
            self._said.evaluate(
                """async (said, count) => {
                  const began = performance.now();
                  while (said.length < count && performance.now() - began < 60000)
                    await new Promise(done => setTimeout(done, 50));
                  return said;
                }""",
                count,
            )
        )
