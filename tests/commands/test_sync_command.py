"""`kehoach sync`: what is printed, the exit codes, and a folder that is watched."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from corpus.store import Store
from tests.running import MARKDOWN_SAMPLE, TEXT_SAMPLE, Run, environment, one_line_error


def test_a_sync_tells_what_changed_and_a_failed_file_makes_its_exit_code(
    run: Run, samples: Path, tmp_path: Path
) -> None:
    data, plans = tmp_path / "data", tmp_path / "plans"
    plans.mkdir()
    shutil.copy(samples / TEXT_SAMPLE, plans / "a.txt")
    ran = run("sync", plans, "--data", data)
    assert ran.code == 0 and re.fullmatch(r"1 stored; \d+ new passages\n", ran.out), ran
    (plans / "a.txt").rename(plans / "b.txt")
    (plans / "bad.pdf").write_bytes(b"%PDF-")
    ran = run("sync", plans, "--data", data, "--json")
    assert ran.code == 3 and re.fullmatch(r"kehoach: [^\n]*bad.pdf[^\n]+\n", ran.err)
    told = ran.json
    assert {name: told[name] for name in ("stored", "moved", "removed", "unchanged", "failed", "passages")} == {
        "stored": 0,
        "moved": 1,
        "removed": 0,
        "unchanged": 0,
        "failed": 1,
        "passages": 0,
    }
    moved, failed = told["files"]
    assert (moved["status"], moved["was"]) == ("moved", str(plans.resolve() / "a.txt"))
    assert failed["error"]["remedy"]
    ran = run("sync", plans, "--data", data)
    assert (ran.code, ran.err) == (3, "")
    assert ran.out == "1 unchanged, 1 failed (see `kehoach docs list --failed`); 0 new passages\n"
    assert run("docs", "list", "--failed", "--data", data).out.startswith("1 failed file\n")


def test_a_folder_that_is_empty_of_a_sudden_is_one_error_with_its_cure(run: Run, samples: Path, tmp_path: Path) -> None:
    data, plans = tmp_path / "data", tmp_path / "plans"
    plans.mkdir()
    shutil.copy(samples / TEXT_SAMPLE, plans / "a.txt")
    assert run("sync", plans, "--data", data).code == 0
    (plans / "a.txt").unlink()
    assert "--remove-all" in one_line_error(run("sync", plans, "--data", data), 3)
    assert run("sync", plans, "--data", data, "--remove-all").out == "1 removed; 0 new passages\n"
    assert "nowhere" in one_line_error(run("sync", tmp_path / "nowhere", "--data", data), 3)
    assert "--watch" in one_line_error(run("sync", plans, "--data", data, "--watch", "--json"), 2)


def test_a_watched_folder_is_followed_until_an_interrupt(samples: Path, tmp_path: Path) -> None:
    data, plans = tmp_path / "data", tmp_path / "plans"
    plans.mkdir()
    shutil.copy(samples / TEXT_SAMPLE, plans / "a.txt")
    command = [sys.executable, "-m", "cli", "sync", str(plans), "--data", str(data), "--watch"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, env=environment(), text=True, **pipes) as process:  # type: ignore[call-overload]
        try:
            lines = process.stdout
            folder = plans.resolve()
            assert lines.readline() == f"stored   {folder}/a.txt\n"
            assert lines.readline().endswith("watching (Ctrl-C ends)\n")
            shutil.copy(samples / MARKDOWN_SAMPLE, plans / "b.md")
            assert lines.readline() == f"stored   {folder}/b.md\n"
            (plans / "b.md").rename(plans / "c.md")
            assert lines.readline() == f"moved    {folder}/b.md -> {folder}/c.md\n"
            (plans / "c.md").unlink()
            assert lines.readline() == f"removed  {folder}/c.md\n"
            plans.rename(tmp_path / "away")
            assert "--remove-all" in process.stderr.readline()
            (tmp_path / "away").rename(plans)
            shutil.copy(samples / MARKDOWN_SAMPLE, plans / "d.md")
            assert lines.readline() == f"stored   {folder}/d.md\n"
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 0
            assert process.stderr.read() == ""
        finally:
            process.kill()
    assert sorted(document.source for document in Store(data / "kehoach.sqlite3").documents()) == ["a.txt", "d.md"]
