"""`kehoach tasks`: the register as a table, as JSON and as files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from corpus.settings import Settings
from tests.running import Run, environment, one_line_error


def test_tasks_as_json_are_those_of_the_http_api(run: Run, sample_settings: Settings, server: str) -> None:
    options = ("--body", "phong giao duc", "--role", "lead")
    here = run("tasks", *options, "--data", sample_settings.data, "--format", "json").json
    params = {"body": "phong giao duc", "role": "lead", "limit": "1000"}
    assert here == httpx.get(f"{server}/api/tasks", params=params).json()
    assert here["total"] > 0
    assert run("tasks", *options, "--data", sample_settings.data, "--json").json == here


def test_tasks_are_a_table_with_their_count_on_top(run: Run, sample_settings: Settings) -> None:
    whole = run("tasks", "--data", sample_settings.data, "--limit", 1000)
    total = run("tasks", "--data", sample_settings.data, "--json").json["total"]
    assert whole.out.startswith(f"{total} tasks, showing all\n")
    assert max(map(len, whole.out.splitlines())) <= 140
    short = run("tasks", "--data", sample_settings.data, "--limit", 2).out
    assert short.startswith(f"{total} tasks, showing the first 2 (--limit shows more)\n")
    assert run("tasks", "--data", sample_settings.data, "--body", "Ban Không Đâu").out == "no tasks\n"


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ics", "json", "table"])
def test_tasks_are_written_into_a_file_of_each_kind(
    run: Run, sample_settings: Settings, server: str, tmp_path: Path, kind: str
) -> None:
    by_suffix, named = tmp_path / f"tasks.{kind}", tmp_path / "tasks.out"
    for output, options in ((by_suffix, []), (named, ["--format", kind])):
        ran = run("tasks", "--data", sample_settings.data, "--role", "lead", "--output", output, *options)
        assert ran.code == 0 and output.name in ran.out
    assert by_suffix.read_bytes()[:100] == named.read_bytes()[:100]
    if kind in ("csv", "ics"):
        there = httpx.get(f"{server}/api/tasks.{kind}", params={"role": "lead"}).content
        assert named.read_bytes() == there


def test_a_table_of_tasks_can_be_piped_into_a_spreadsheet(run: Run, sample_settings: Settings) -> None:
    ran = run("tasks", "--data", sample_settings.data, "--format", "csv", "--lang", "en")
    assert ran.out.startswith("\ufeffNumber,Document,Issuer,")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--role", "boss"], "'boss' is no role"),
        (["--from", "31/2/2024"], "'31/2/2024' is no date"),
        (["--until", "soon"], "'soon' is no date"),
        (["--from", "2024-02-01", "--until", "2024-01-01"], "hold no day"),
        (["--body", "?!"], "names nothing"),
        (["--format", "xlsx"], "--output tasks.xlsx"),
    ],
)
def test_a_filter_of_tasks_that_cannot_be_used_is_one_line(
    run: Run, sample_settings: Settings, options: list[str], told: str
) -> None:
    assert told in one_line_error(run("tasks", *options, "--data", sample_settings.data), 2)


def test_listing_tasks_loads_no_model_library(sample_settings: Settings, tmp_path: Path) -> None:
    script = (
        "import sys, cli\n"
        "try: cli.main(sys.argv[1:])\n"
        "except SystemExit as ended: assert not ended.code\n"
        "loaded = {'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)\n"
        "assert not loaded, loaded\n"
    )
    command = [sys.executable, "-c", script, "tasks", "--data", str(sample_settings.data)]
    for options in ([], ["--output", str(tmp_path / "tasks.xlsx")]):
        ran = subprocess.run([*command, *options], capture_output=True, text=True, env=environment())
        assert ran.returncode == 0, ran.stderr
