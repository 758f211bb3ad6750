"""The benchmark of the pages on two questions: that it measures what it says. How fast anything is, it does not test."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from corpus.settings import Settings
from eval.bench_pages import Host, bench_pages, bench_widget, chosen, page_addresses, tell_turns, weighed
from tests.conftest import copied, serving

_QUESTION = "Ai chủ trì hồ sơ giao đất cho trường học ở xã Bảo Lâm?"


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with Host().running() as host:
        yield host


@pytest.fixture(scope="module")
def base(sample_settings: Settings, host: Host, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data = copied(sample_settings, tmp_path_factory.mktemp("bench") / "data")
    with serving(Settings(data=data, origins=host.origin, rate_per_minute=1000)) as base:
        host.show(base)
        yield base


def test_a_question_is_timed_in_the_widget_and_through_the_api(
    browser: Browser, host: Host, base: str, capsys: pytest.CaptureFixture[str]
) -> None:
    turns = bench_widget(browser, host.origin, base, chosen(2), repeats=1)
    assert len(turns) == 2
    for turn in turns:
        assert 0 < turn.written <= turn.shown
        assert 0 < turn.told < turn.fetched
    tell_turns(turns)
    rows = capsys.readouterr().out.splitlines()
    assert all(row.count("|") == 6 for row in rows)
    assert sum("| 2 |" in row for row in rows) == 7


def test_pages_are_weighed_with_all_that_they_ask_for(
    browser: Browser, host: Host, base: str, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = page_addresses(browser, base, host.origin, _QUESTION)
    assert len(set(pages.values())) == 11
    page = weighed(browser, pages["`/documents`"])
    # With an empty cache: the page, its styles and its script.
    assert page.requests >= 3
    assert page.content > 10_000
    assert page.loaded > 0
    # The host's page, the script of the widget, which comes packed, and the icon that a browser asks for.
    widget = weighed(browser, pages["a page of another site with the widget, closed"])
    assert widget.requests in (2, 3)
    assert widget.wire < widget.content / 2
    bench_pages(browser, {"a body": pages["a body"]}, repeats=1)
    (row,) = capsys.readouterr().out.splitlines()
    assert row.startswith("| a body | ")
    assert row.count("|") == 7


def test_a_page_that_the_server_refuses_is_not_weighed(browser: Browser, base: str) -> None:
    with pytest.raises(SystemExit, match="no-such"):
        weighed(browser, f"{base}/documents/no-such")


@pytest.mark.parametrize(("missing", "told"), [("playwright", "requirements-dev.lock"), ("chromium", "chromium")])
def test_what_is_missing_for_a_browser_is_told(tmp_path: Path, missing: str, told: str) -> None:
    (tmp_path / "bin").mkdir()
    script = "from eval.chromium import chromium\nwith chromium(): pass"
    if missing == "playwright":
        script = f"import sys; sys.modules['playwright.sync_api'] = None\n{script}"
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env={"PATH": str(tmp_path / "bin")}, check=False
    )
    assert ran.returncode == 1
    assert told in ran.stderr
    assert "Traceback" not in ran.stderr
