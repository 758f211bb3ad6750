"""`kehoach unanswered`: listed, and closed."""

from __future__ import annotations

import re
from pathlib import Path

from corpus.store import Store
from tests.running import Run, one_line_error


def test_unanswered_questions_are_listed_and_closed(run: Run, tmp_path: Path) -> None:
    store = Store(tmp_path / "kehoach.sqlite3")
    assert run("unanswered", "--data", tmp_path).out == "0 unanswered questions\n"
    for question in ("Ai trồng hoa đào?", "ai trồng hoa đào", "Ai tưới cây?"):
        store.keep_unanswered(question, "vi", question, "Không văn bản nào nêu việc này.")
    listed = run("unanswered", "--data", tmp_path).out.splitlines()
    assert listed[0] == "2 unanswered questions"
    assert re.fullmatch(r"\d+  Ai tưới cây\?  \(\d{4}-\d\d-\d\d, asked 1×\)", listed[1])
    assert listed[2] == "    Không văn bản nào nêu việc này."
    assert "asked 2×" in listed[3]
    assert run("unanswered", "--close", 1, "--data", tmp_path).out == "closed 1: ai trồng hoa đào\n"
    assert run("unanswered", "--data", tmp_path).out.startswith("1 unanswered question\n")
    assert "asked 2×, closed" in run("unanswered", "--all", "--data", tmp_path).out
    shown = run("unanswered", "--all", "--data", tmp_path, "--json").json
    assert (shown["total"], [each["state"] for each in shown["unanswered"]]) == (2, ["open", "closed"])
    assert "question 9" in one_line_error(run("unanswered", "--close", 9, "--data", tmp_path), 4)
