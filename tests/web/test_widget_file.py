"""The chat widget as it is served: one script, and a page for a frame."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import httpx
from playwright.sync_api import expect

from corpus.settings import Settings
from tests.web.hosting import (
    EN,
    LAND,
    LEAD,
    Portal,
    Visit,
    ask,
)
from web.frame import STATIC
from web.widget import widget_script


def test_a_page_without_scripts_shows_it_in_a_frame(visit: Visit, portal: Portal, base: str) -> None:
    frame = f'<iframe src="{base}/embed?lang=vi" title="Hỏi đáp" width="400" height="640"></iframe>'
    visit.page.goto(portal.page(frame, policy=f"default-src 'none'; frame-src {base}"))
    chat = visit.page.frame_locator("iframe").locator("kehoach-chat")
    expect(chat.locator(".launcher")).to_have_count(0)
    box = chat.locator(".panel").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (400, 640)
    expect(ask(chat, LAND).locator(".answer")).to_contain_text(LEAD)
    visit.clean()


def test_a_page_that_is_not_allowed_cannot_frame_it(visit: Visit, portal: Portal, base: str) -> None:
    frame = f'<iframe src="{base}/embed"></iframe>'
    stranger = portal.page(frame).replace("localhost", "127.0.0.1")
    visit.page.goto(stranger)
    expect(visit.page.frame_locator("iframe").locator("kehoach-chat")).to_have_count(0)
    assert any("frame-ancestors" in said for said in visit.said)


def test_the_frame_says_what_to_do_where_it_may_run_no_script(base: str) -> None:
    told = re.search(r"<noscript>(.*?)</noscript>", httpx.get(f"{base}/embed?lang=en").text)
    assert told is not None
    assert EN["no_script"] in told[1]
    assert EN["search_page"] in told[1]
    assert httpx.get(f"{base}/embed?lang=fr").status_code == 422


def test_the_script_is_small_and_whole_and_names_no_other_host(base: str) -> None:
    packed = httpx.get(f"{base}/widget.js")
    script = packed.text
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < 25_000
    assert len(gzip.compress(script.encode())) < 25_000
    assert httpx.get(f"{base}/widget.js", headers={"accept-encoding": "identity"}).text == script
    for part in (STATIC / "widget").glob("*.js"):
        assert part.read_text(encoding="utf-8") in script, part.name
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", script)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|cookie", script)
    again = httpx.get(f"{base}/widget.js", headers={"if-none-match": packed.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_operators_words_cannot_end_the_script(sample_settings: Settings, tmp_path: Path) -> None:
    words = "\"); alert(1); </script> \u2028 ' ` ${x} const STYLE = null;"
    script = widget_script(sample_settings.model_copy(update={"contact": words, "suggest": words}))
    held = re.search(r"const SERVER = (.*);$", script, re.MULTILINE)
    assert held is not None
    assert json.loads(held[1])["contact"] == words
    assert re.search(r'const STYLE = "', script)
