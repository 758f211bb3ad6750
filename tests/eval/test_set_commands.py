"""`kehoach eval draft` and `kehoach eval check` on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import cli
from corpus.settings import Settings

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], sample_settings: Settings) -> Run:
    """Runs a command of the group over the samples: exit code, stdout, stderr."""

    def run(*arguments: object) -> tuple[int, str, str]:
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main(["eval", *map(str, arguments), "--data", str(sample_settings.data)])
        printed = capfd.readouterr()
        code = ended.value.code
        return code if isinstance(code, int) else 0, printed.out, printed.err

    return run


def test_drafts_are_written_told_and_stand(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "drafts.jsonl"
    code, out, _ = run("draft", "-o", path, "--from", "header", "--per-document", 2)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert code == 0 and out.startswith(f"{len(lines)} candidates of ") and "“confirmed”" in out
    assert all(json.loads(line)["confirmed"] is False for line in lines)
    code, out, _ = run("check", path)
    assert (code, out) == (0, f"{path}: {len(lines)} questions, {len(lines)} not confirmed, none to correct\n")


def test_a_file_that_is_there_is_never_written_over(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text("mine", encoding="utf-8")
    code, _, err = run("draft", "-o", path)
    assert code == 2 and "is there already" in err and path.read_text(encoding="utf-8") == "mine"


def test_a_source_that_does_not_exist_is_named_with_those_that_do(run: Run, tmp_path: Path) -> None:
    code, _, err = run("draft", "-o", tmp_path / "a.jsonl", "--from", "thumbs")
    assert code == 2 and "'thumbs'" in err and "register, header, unanswered" in err


def test_nothing_left_to_propose_is_told(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "all.jsonl"
    assert run("draft", "-o", path, "--from", "header", "--per-document", 1000)[0] == 0
    code, _, err = run("draft", "-o", tmp_path / "b.jsonl", "--from", "header", "--beside", path)
    assert code == 1 and "Nothing is left to propose" in err


def test_what_no_longer_stands_is_listed_and_ends_with_one(run: Run, samples: Path, tmp_path: Path) -> None:
    assert run("check", samples / "questions.jsonl")[0] == 0
    path = tmp_path / "set.jsonl"
    fields = {"form": "vi", "type": "target", "question": "a?", "answers": [["45 điểm"]]}
    fields |= {"id": "a:vi", "doc": "ke-hoach-chuyen-doi-so", "evidence": "Lắp 45 camera ở xã"}
    path.write_text(json.dumps(fields), encoding="utf-8")
    code, out, _ = run("check", path)
    assert code == 1 and out.startswith("gone     a:vi: ") and out.endswith(f"{path}: 1 questions, 1 to correct\n")
    code, out, _ = run("check", path, samples / "questions.jsonl", "--json")
    told = json.loads(out)["sets"]
    assert code == 1 and [len(each["findings"]) for each in told] == [1, 0]


def test_two_questions_with_one_id_are_refused_with_both_lines(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    line = json.dumps({"id": "a:vi", "form": "vi", "type": "none", "question": "a?"})
    path.write_text(f"{line}\n{line}\n", encoding="utf-8")
    code, _, err = run("check", path)
    assert code == 3 and "line 2" in err and "line 1" in err
