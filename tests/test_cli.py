"""The command line as a whole: help, and what stands in the way of a command."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

import cli
from corpus.settings import Settings
from corpus.store import Store
from tests.running import LAND, Run, one_line_error

COMMANDS = [
    "",
    "ingest",
    "sync",
    "ask",
    "search",
    "tasks",
    "unanswered",
    "docs list",
    "docs show",
    "docs remove",
    "serve",
    "doctor",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_tells_the_exit_codes(run: Run, command: str) -> None:
    ran = run(*command.split(), "--help")
    assert ran.code == 0
    assert "Exit codes: 0 done" in ran.out


@pytest.mark.parametrize("command", [command for command in COMMANDS if command not in ("", "serve")])
def test_the_example_of_every_help_runs(run: Run, command: str, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    example = run(*command.split(), "--help").out.partition("Example:\n")[2].splitlines()[0].strip()
    words = shlex.split(example)
    assert words[0] == "kehoach"
    first = Store(data / "kehoach.sqlite3").documents()[0].id
    monkeypatch.chdir(Path(__file__).resolve().parents[1])
    ran = run(*(first if word == "0a1b2c3d4e5f" else word for word in words[1:]), "--data", data)
    assert ran.code == 0, ran
    assert ran.out.strip()


def test_the_version_is_printed(run: Run) -> None:
    assert run("--version").out == f"kehoach {cli.VERSION}\n"


def test_a_folder_without_a_store_is_told_and_left_alone(run: Run, tmp_path: Path) -> None:
    missing = tmp_path / "mistyped"
    for command in (["ask", LAND], ["search", "đất"], ["docs", "list"], ["tasks"], ["unanswered"]):
        assert "mistyped" in one_line_error(run(*command, "--data", missing), 4)
    assert not missing.exists()


def test_a_damaged_store_is_an_error_with_its_remedy(run: Run, tmp_path: Path) -> None:
    (tmp_path / "kehoach.sqlite3").write_bytes(b"not a database, whatever its name says\n" * 200)
    assert "Restore it from a backup" in one_line_error(run("docs", "list", "--data", tmp_path), 5)
    assert run("doctor", "--data", tmp_path).code == 1


def test_a_setting_that_is_wrong_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEHOACH_MAX_FILE_MB", "many")
    assert "KEHOACH_MAX_FILE_MB='many'" in one_line_error(run("docs", "list"), 2)


def test_a_data_folder_that_cannot_be_made_is_one_line(run: Run, samples: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert "file" in one_line_error(run("ingest", samples, "--data", tmp_path / "file" / "data"), 1)


def test_a_model_that_is_missing_is_an_error_with_its_remedy(
    run: Run, sample_settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KEHOACH_MODEL", str(tmp_path / "no-model"))
    assert "no-model" in one_line_error(run("ask", LAND, "--data", sample_settings.data), 5)
