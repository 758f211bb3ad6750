"""`kehoach unanswered`: listed, closed, opened again and forgotten."""

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
    assert run("unanswered", "--reopen", 1, "--data", tmp_path).out == "opened again 1: ai trồng hoa đào\n"
    assert run("unanswered", "--data", tmp_path).out.startswith("2 unanswered questions\n")
    assert run("unanswered", "--close", 1, "--data", tmp_path, "--json").json["state"] == "closed"
    assert run("unanswered", "--reopen", 1, "--data", tmp_path, "--json").json["state"] == "open"
    assert run("unanswered", "--remove", 1, "--data", tmp_path).out == "removed 1\n"
    assert run("unanswered", "--all", "--data", tmp_path).out.startswith("1 unanswered question\n")
    for action in ("--close", "--reopen", "--remove"):
        assert "question 9" in one_line_error(run("unanswered", action, 9, "--data", tmp_path), 4)
    both = run("unanswered", "--close", 2, "--remove", 2, "--data", tmp_path)
    assert (both.code, both.out) == (2, "") and "one of" in both.err
