"""The system's Chromium, for what is measured or tested in a browser."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

#: How Chromium is started: without a screen, and without calls home.
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A browser that is closed at the end; exits saying what to install where something is missing."""
    try:
        # A tool of the tests, which an installed server does without.
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise SystemExit(
            "Playwright is missing: `make bench-pages` installs it, or `pip install -r requirements-dev.lock`."
        ) from error
    found = shutil.which("chromium")
    if found is None:
        raise SystemExit("Chromium is missing: install the system's package `chromium`.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
