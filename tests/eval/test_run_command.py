"""`kehoach eval run`: what it prints and leaves behind, and that it judges as the acceptance script does."""

from __future__ import annotations

import importlib.util
import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import cli
from corpus.settings import Settings
from corpus.store import Store
from eval import runs
from eval.commands import app

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def some(samples: Path, tmp_path: Path) -> Path:
    """Every eighth question of the samples' set."""
    lines = (samples / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "some.jsonl"
    path.write_text("\n".join(lines[::8]) + "\n", encoding="utf-8")
    return path


def kehoach(capfd: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Run a command line here; its exit code, and what it printed."""
    capfd.readouterr()
    with pytest.raises(SystemExit) as ended:
        cli.main([str(argument) for argument in arguments])
    printed = capfd.readouterr()
    code = ended.value.code
    return (code if isinstance(code, int) else 0, printed.out, printed.err)


def test_a_run_prints_its_table_and_leaves_its_folder(
    capfd: pytest.CaptureFixture[str], some: Path, sample_settings: Settings, tmp_path: Path
) -> None:
    unanswered = len(Store(sample_settings.store_path).unanswered(None))
    code, out, _ = kehoach(capfd, "eval", "run", some, "--data", sample_settings.data, "-o", tmp_path / "run")
    assert code == 0
    run = runs.load(tmp_path / "run")
    lines = out.splitlines()
    assert lines[0].strip() == "some.jsonl: kehoach"
    assert lines[1].split()[:4] == ["n", "none", "hit@1", "hit@5"]
    whole = run.summary.group("ALL")
    assert lines[2].split()[:3] == ["ALL", str(whole.n), str(whole.n_none)]
    assert re.search(r"\d?\.\d\d–\d?\.\d\d", lines[3])
    assert [line.split()[0] for line in lines if line.startswith("form=")] == [
        "form=en",
        "form=noacc",
        "form=short",
        "form=vi",
    ]
    assert any(line.startswith("ask: median ") for line in lines)
    assert f"missed: {sum(run.summary.why.values())}" in out
    assert f"run: {tmp_path / 'run'}" in out
    # The set's questions are nobody's.
    assert len(Store(sample_settings.store_path).unanswered(None)) == unanswered


def test_a_run_has_a_folder_of_its_own_unless_told(
    capfd: pytest.CaptureFixture[str], some: Path, sample_settings: Settings
) -> None:
    command = ("eval", "run", some, "--data", sample_settings.data, "--json")
    first = json.loads(kehoach(capfd, *command)[1])["runs"][0]
    folder = Path(first["folder"])
    assert folder.parent == sample_settings.data / "eval"
    assert re.fullmatch(r"some-kehoach-[0-9a-f]{8}", folder.name)
    again = json.loads(kehoach(capfd, *command)[1])["runs"][0]
    assert again["about"] == first["about"] and again["summary"] == first["summary"]
    other = json.loads(kehoach(capfd, *command, "--top-k", 3)[1])["runs"][0]
    assert other["folder"] != first["folder"]


def test_several_sets_and_systems_have_a_folder_each(
    capfd: pytest.CaptureFixture[str], some: Path, sample_settings: Settings, tmp_path: Path
) -> None:
    few = tmp_path / "few.jsonl"
    few.write_text("\n".join(some.read_text(encoding="utf-8").splitlines()[:3]), encoding="utf-8")
    command = ("eval", "run", some, few, "--data", sample_settings.data, "--system", "kehoach", "--system", "lexical")
    code, out, _ = kehoach(capfd, *command, "-o", tmp_path / "run")
    assert code == 0
    for name in ("some/kehoach", "some/lexical", "few/kehoach", "few/lexical"):
        assert runs.load(tmp_path / "run" / name).about.system == name.partition("/")[2]
    assert re.search(r"some\.jsonl: ALL\s*\n *system +n .*\nkehoach .*\n.*\nlexical ", out)


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (("--system", "kehoch"), 2, "There is no system 'kehoch'. Name one of: kehoach, lexical"),
        (("--system", "kehoach", "--system", "kehoach"), 2, "'kehoach' is named twice"),
        (("--against", "http://127.0.0.1:9", "--system", "lexical"), 2, "A server is one system"),
        (("--against", "http://127.0.0.1:9"), 1, "does not answer as a kehoach server"),
        (("--data", "nowhere"), 4, "There is no store in nowhere"),
    ],
)
def test_a_command_that_cannot_be_run_is_one_line(
    capfd: pytest.CaptureFixture[str], some: Path, options: tuple[str, ...], code: int, told: str
) -> None:
    ended, out, err = kehoach(capfd, "eval", "run", some, *options)
    assert (ended, out) == (code, "")
    assert told in err and err.count("\n") == 1


def test_a_set_that_cannot_be_read_is_one_line_before_any_model_is_loaded(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "bad.jsonl").write_text('{"id": "a"}\n', encoding="utf-8")
    code, _, err = kehoach(capfd, "eval", "run", tmp_path / "bad.jsonl")
    assert code == 3
    assert err.startswith("kehoach: bad.jsonl, line 1: field “form”: field required.")
    assert kehoach(capfd, "eval", "run", tmp_path / "none.jsonl")[0] == 1


def test_a_server_is_asked_alike(
    capfd: pytest.CaptureFixture[str], some: Path, sample_settings: Settings, server: str, tmp_path: Path
) -> None:
    kehoach(capfd, "eval", "run", some, "--data", sample_settings.data, "-o", tmp_path / "here")
    assert kehoach(capfd, "eval", "run", some, "--against", server, "-o", tmp_path / "there", "--workers", 2)[0] == 0
    here, there = runs.load(tmp_path / "here"), runs.load(tmp_path / "there")
    assert here.summary.groups == there.summary.groups
    assert here.about.corpus == there.about.corpus
    assert there.about.system == "server" and there.about.model is None


def test_the_acceptance_script_gives_the_same_table(
    capfd: pytest.CaptureFixture[str], shared: Path, some: Path, sample_settings: Settings, server: str, tmp_path: Path
) -> None:
    spec = importlib.util.spec_from_file_location("score", shared / "acceptance" / "score.py")
    assert spec is not None and spec.loader is not None
    score: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    asked = [json.loads(line) for line in some.read_text(encoding="utf-8").splitlines()]
    table = score.table([score.score_one(server, question, 5, {}) for question in asked], 5)
    kehoach(capfd, "eval", "run", some, "--data", sample_settings.data, "-o", tmp_path / "run")
    summary = runs.load(tmp_path / "run").summary
    for line in table:
        group = summary.group(line.pop("group"))
        assert (line.pop("n"), line.pop("n_none")) == (group.n, group.n_none)
        for name, value in line.items():
            own = group.figures[name].value
            assert own == pytest.approx(value) if own is not None else value != value, (group.name, name)


def test_a_killed_run_goes_on(some: Path, sample_settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    # Every question three times, so that there is time to kill it in between.
    lines = [json.loads(line) for line in some.read_text(encoding="utf-8").splitlines()]
    many = [{**line, "id": f"{line['id']}:{turn}"} for turn in range(3) for line in lines]
    some.write_text("\n".join(map(json.dumps, many)), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "cli",
        "eval",
        "run",
        str(some),
        "--data",
        str(sample_settings.data),
        "-o",
        str(folder),
    ]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        give_up = time.monotonic() + 120
        while process.poll() is None and len(runs.load_outcomes(folder)) < 5:
            assert time.monotonic() < give_up
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    before = runs.load_outcomes(folder)
    assert 5 <= len(before) < len(many)
    assert not (folder / runs.SUMMARY).exists()
    assert subprocess.run(command, cwd=ROOT, capture_output=True).returncode == 0
    after = runs.load(folder)
    assert [outcome.question.id for outcome in after.outcomes] == [str(line["id"]) for line in many]
    assert runs.load_outcomes(folder)[: len(before)] == before


def test_every_command_of_the_group_has_an_example_and_tells_the_exit_codes(capfd: pytest.CaptureFixture[str]) -> None:
    names = [command.name or command.callback.__name__ for command in app.registered_commands if command.callback]
    assert {"run", "report", "compare", "gate", "draft", "check"} <= set(names)
    for name in names:
        code, out, _ = kehoach(capfd, "eval", name, "--help")
        assert code == 0
        assert re.search(rf"Example:\n +kehoach eval {name} ", out), name
        assert "Exit codes: 0 done" in out
