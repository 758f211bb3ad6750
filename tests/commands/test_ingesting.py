"""`kehoach ingest`: what is stored, what fails, and what a kill leaves."""

from __future__ import annotations

import io
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest

from corpus.store import Store
from tests.running import MARKDOWN_SAMPLE, TEXT_SAMPLE, Run, environment, one_line_error


def test_a_second_ingest_changes_nothing_and_is_quick(run: Run, data: Path, samples: Path) -> None:
    before = Store(data / "kehoach.sqlite3").generation
    started = time.process_time()
    ran = run("ingest", samples, "--data", data, "--json")
    assert time.process_time() - started < 2
    assert ran.code == 0
    assert {file["status"] for file in ran.json["files"]} == {"unchanged"}
    assert (ran.json["unchanged"], ran.json["stored"], ran.json["generation"]) == (7, 0, before)


def test_a_changed_file_replaces_its_former_content(run: Run, samples: Path, tmp_path: Path) -> None:
    data, plan = tmp_path / "data", tmp_path / MARKDOWN_SAMPLE
    text = (samples / MARKDOWN_SAMPLE).read_text(encoding="utf-8")
    plan.write_text(text, encoding="utf-8")
    first = run("ingest", plan, "--data", data, "--json").json["files"][0]
    plan.write_text(text.replace("Mường La", "Mường Thanh"), encoding="utf-8")
    second = run("ingest", plan, "--data", data, "--json").json["files"][0]
    assert (second["status"], second["documents"]) == ("stored", first["documents"])
    assert len(run("docs", "list", "--data", data).out.splitlines()) == 1
    shown = run("docs", "show", second["documents"][0], "--text", "--data", data).out
    assert "Mường Thanh" in shown and "Mường La" not in shown


def encrypted_pdf(samples: Path) -> bytes:
    writer = pypdf.PdfWriter(clone_from=samples / "ke-hoach-chuyen-doi-so-cao-loc-2025.pdf")
    writer.encrypt("secret", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


BAD: dict[str, Callable[[Path], bytes]] = {
    "locked.pdf": encrypted_pdf,
    "empty.docx": lambda samples: b"",
    "no-zip.docx": lambda samples: b"Word would not open this either",
    "cut.pdf": lambda samples: (samples / "ke-hoach-chuyen-doi-so-cao-loc-2025.pdf").read_bytes()[:2000],
    "noise.txt": lambda samples: bytes(range(128, 256)) * 40,
    "large.txt": lambda samples: b"\xc4\x90\n" * 700_000,
    "table.xlsx": lambda samples: b"PK",
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named_in_one_line_and_the_others_are_stored(
    run: Run, data: Path, samples: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEHOACH_MAX_FILE_MB", "1")
    bad = tmp_path / name
    bad.write_bytes(BAD[name](samples))
    ran = run("ingest", bad, samples / TEXT_SAMPLE, "--data", data, "--json")
    assert ran.code == 3
    assert re.fullmatch(rf"kehoach: [^\n]*{name}[^\n]+\n", ran.err), ran.err
    assert [file["status"] for file in ran.json["files"]] == ["failed", "unchanged"]
    error = ran.json["files"][0]["error"]
    assert name in error["message"] and error["remedy"]


def test_a_path_that_is_missing_fails_and_a_folder_without_plans_is_refused(run: Run, tmp_path: Path) -> None:
    ran = run("ingest", tmp_path / "nowhere", "--data", tmp_path / "data")
    assert ran.code == 3
    assert "nowhere does not exist" in ran.err
    (tmp_path / "pictures").mkdir()
    assert "pictures" in one_line_error(run("ingest", tmp_path / "pictures", "--data", tmp_path / "data"), 3)


def test_an_ingest_that_was_killed_leaves_a_store_that_answers_and_is_completed(
    run: Run, samples: Path, tmp_path: Path
) -> None:
    data, plans = tmp_path / "data", tmp_path / "plans"
    for copy in range(10):
        (plans / str(copy)).mkdir(parents=True)
        shutil.copy(samples / TEXT_SAMPLE, plans / str(copy))
        shutil.copy(samples / MARKDOWN_SAMPLE, plans / str(copy))
    command = [sys.executable, "-m", "cli", "ingest", str(plans), "--data", str(data)]
    with subprocess.Popen(command, env=environment(), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None and not (data / "kehoach.sqlite3").exists():
            time.sleep(0.02)
        store = Store(data / "kehoach.sqlite3")
        while process.poll() is None and store.generation == 0:
            time.sleep(0.005)
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert run("ask", "Nghị quyết 32/NQ-CP do ai ban hành?", "--data", data).code == 0
    ran = run("ingest", plans, "--data", data, "--json")
    assert ran.code == 0
    assert ran.json["unchanged"] >= 1 and ran.json["stored"] >= 1
    assert ran.json["unchanged"] + ran.json["stored"] == 20
    assert run("doctor", "--data", data).code == 0


def test_internal_files_are_for_the_office_alone(run: Run, samples: Path, tmp_path: Path) -> None:
    assert run("ingest", samples / TEXT_SAMPLE, "--internal", "--data", tmp_path).code == 0
    assert [document.internal for document in Store(tmp_path / "kehoach.sqlite3").documents()] == [True]
    assert Store(tmp_path / "kehoach.sqlite3", public=True).documents() == []
