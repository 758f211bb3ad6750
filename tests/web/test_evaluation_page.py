"""The page of evaluation: the last run with its figures, and its report, which runs nothing."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.running import Run
from tests.web.conftest import Office, amiss
from web.frame import STRINGS

VI = STRINGS["vi"]
CAMERA = {"doc": "ke-hoach-chuyen-doi-so", "evidence": "Lắp camera an ninh tại các nút giao"}
QUESTIONS = (
    {
        "id": "a:vi",
        "type": "lead",
        "question": "Ai chủ trì lắp camera an ninh?",
        "answers": [["Công an huyện"]],
        **CAMERA,
    },
    {"id": "b:vi", "type": "none", "question": "Giá <script>alert(1)</script> vàng hôm nay?"},
    {
        "id": "c:vi",
        "type": "lead",
        "question": "Ai lắp <b>camera</b> an ninh?",
        "answers": [["Sở Tài chính"]],
        **CAMERA,
    },
)


def test_without_a_run_it_says_how_to_make_one(visitor: Page, office: Office) -> None:
    visitor.goto("/evaluation")
    expect(visitor.locator("main")).to_contain_text(VI["evaluation_none"])
    expect(visitor.locator("pre").first).to_contain_text("kehoach eval run")
    assert httpx.get(f"{office.base}/evaluation/report").status_code == 404


def test_the_last_run_is_shown_with_its_figures_and_its_report(
    visitor: Page, office: Office, run: Run, tmp_path: Path
) -> None:
    questions = tmp_path / "câu hỏi.jsonl"
    lines = [json.dumps({"form": "vi"} | question) for question in QUESTIONS]
    questions.write_text("\n".join(lines), encoding="utf-8")
    assert run("eval", "run", questions, "--data", office.settings.data).code == 0
    visitor.goto("/evaluation")
    expect(visitor.locator("h2#last")).to_contain_text("câu hỏi.jsonl")
    expect(visitor.locator(".figures li")).not_to_have_count(0)
    visitor.get_by_role("link", name=VI["evaluation_report"]).click()
    expect(visitor.locator("h1")).to_contain_text("câu hỏi.jsonl")
    expect(visitor.locator("main")).to_contain_text("Ai lắp <b>camera</b> an ninh?")
    expect(visitor.locator("script")).to_have_count(0)
    link = visitor.locator("a[href^='/documents/']").first
    address = link.get_attribute("href") or ""
    assert httpx.get(office.base + address.partition("#")[0]).status_code == 200


def test_the_report_may_run_and_fetch_nothing(office: Office) -> None:
    answer = httpx.get(f"{office.base}/evaluation/report?lang=en")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "sandbox" in policy and "allow-scripts" not in policy
    assert 'lang="en"' in answer.text and "<script" not in answer.text
    for name in ("../../etc", "/", "nothing"):
        assert httpx.get(f"{office.base}/evaluation/report", params={"run": name}).status_code == 404


def test_a_broken_question_set_is_named_and_the_page_stands(office: Office) -> None:
    office.settings.questions_path.write_text("{broken\n", encoding="utf-8")
    try:
        answer = httpx.get(f"{office.base}/evaluation")
        assert answer.status_code == 200
        assert VI["evaluation_problem"] in answer.text and "questions.jsonl, line 1" in answer.text
        office.store.keep_unanswered("Câu hỏi còn đó?", "vi", "", "", [])
        assert "Câu hỏi còn đó?" in httpx.get(f"{office.base}/inbox").text
    finally:
        office.settings.questions_path.unlink()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_is_amiss_on_any_screen(browser: Browser, office: Office, width: int, scheme: str) -> None:
    page = browser.new_page(
        base_url=office.base,
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page.goto("/evaluation")
    assert amiss(page, width) == []
    page.close()
