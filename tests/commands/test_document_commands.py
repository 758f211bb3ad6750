"""`kehoach docs`: what is listed, shown and removed."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from corpus.settings import Settings
from corpus.store import Store
from tests.running import Run, environment, one_line_error


def test_documents_as_json_are_those_of_the_http_api(run: Run, sample_settings: Settings, server: str) -> None:
    documents = run("docs", "list", "--data", sample_settings.data, "--json").json
    assert documents == httpx.get(f"{server}/api/documents").json()
    first = documents["documents"][0]["id"]
    details = run("docs", "show", first, "--data", sample_settings.data, "--json").json
    assert details == httpx.get(f"{server}/api/documents/{first}").json()
    text = run("docs", "show", first, "--text", "--data", sample_settings.data, "--json").json
    assert text == httpx.get(f"{server}/api/documents/{first}/text").json()


def test_listing_documents_loads_no_model_library(sample_settings: Settings) -> None:
    script = (
        "import sys, cli\n"
        "try: cli.main(sys.argv[1:])\n"
        "except SystemExit as ended: assert not ended.code\n"
        "loaded = {'torch', 'transformers', 'sentence_transformers', 'faiss'} & set(sys.modules)\n"
        "assert not loaded, loaded\n"
    )
    command = [sys.executable, "-c", script, "docs", "list", "--data", str(sample_settings.data)]
    ran = subprocess.run(command, capture_output=True, text=True, env=environment())
    assert ran.returncode == 0, ran.stderr
    assert len(ran.stdout.splitlines()) == 8


def test_a_document_is_removed_only_after_a_yes(run: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    letter, plan = (d.id for d in Store(data / "kehoach.sqlite3").documents() if d.source.startswith("cong-van"))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"n\n")))
    assert run("docs", "remove", letter, "--data", data).code == 1
    assert run("docs", "show", letter, "--data", data).code == 0
    assert run("docs", "remove", letter, "--data", data, "--yes", "--json").json == {"removed": [letter, plan]}
    assert letter in one_line_error(run("docs", "show", letter, "--data", data), 4)
    assert letter in one_line_error(run("docs", "remove", letter, "--data", data, "--yes"), 4)


def test_documents_are_withheld_and_published_with_all_of_their_file(run: Run, data: Path) -> None:
    letter, plan = (d.id for d in Store(data / "kehoach.sqlite3").documents() if d.source.startswith("cong-van"))
    everyone = Store(data / "kehoach.sqlite3", public=True)
    seen = len(everyone.documents())
    ran = run("docs", "withhold", letter, "--data", data, "--json")
    assert ran.json == {"internal": True, "documents": [letter, plan]}
    assert len(everyone.documents()) == seen - 2
    listed = run("docs", "list", "--data", data).out.splitlines()
    assert {line.split()[0] for line in listed if "internal" in line} == {letter, plan}
    # The second id is none: nothing is changed.
    assert "nothing" in one_line_error(run("docs", "publish", letter, "nothing", "--data", data), 4)
    assert len(everyone.documents()) == seen - 2
    assert letter in run("docs", "publish", plan, "--data", data).out
    assert len(everyone.documents()) == seen
