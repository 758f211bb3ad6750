"""`kehoach eval bench`, and typing slips, baselines and ablations in `kehoach eval run`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import cli
from corpus.settings import Settings
from eval import runs

_CONTEXTS = ("Sinh viên nộp đơn xin nghỉ học tại phòng đào tạo.", "Thư viện mở cửa từ 7 giờ đến 21 giờ mỗi ngày.")
_ASKED = ("Sinh viên nộp đơn xin nghỉ học ở đâu?", "Thư viện mở cửa lúc mấy giờ?")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.csv"
    rows = [f"{context},{question},7 giờ" for context, question in zip(_CONTEXTS, _ASKED, strict=True)]
    path.write_text("\n".join(["context,question,extractive answer", *rows]) + "\n", encoding="utf-8")
    return path


def kehoach(capfd: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Run a command line here; its exit code, and what it printed."""
    capfd.readouterr()
    with pytest.raises(SystemExit) as ended:
        cli.main([str(argument) for argument in arguments])
    printed = capfd.readouterr()
    code = ended.value.code
    return (code if isinstance(code, int) else 0, printed.out, printed.err)


def test_a_bench_prints_a_row_for_each_system_and_leaves_runs_that_reports_read(
    capfd: pytest.CaptureFixture[str], small: Path, tmp_path: Path
) -> None:
    work = tmp_path / "work"
    code, out, _ = kehoach(capfd, "eval", "bench", "virhe4qa", small, "--work", work)
    assert code == 0
    first, header, _, *rows = out.splitlines()
    assert first == "virhe4qa: 2 questions, 2 documents, 2 passages"
    assert header == "| system | hit@1 | hit@10 | MRR@10 | nDCG@10 | median ms |"
    assert [row.split()[1] for row in rows] == ["kehoach", "lexical", "dense", "tutorial"]
    assert all("100.0" in row for row in rows)
    folders = sorted((work / "runs").iterdir())
    assert len(folders) == 4
    assert runs.load(folders[0]).about.corpus.documents == 2


def test_a_bench_is_asked_with_slips_without_a_stage_and_for_answers(
    capfd: pytest.CaptureFixture[str], small: Path
) -> None:
    options = ("--typed", "no-accents", "--system", "no-accents", "--answers", "--questions", 1, "--json")
    code, out, _ = kehoach(capfd, "eval", "bench", "virhe4qa", small, *options)
    assert code == 0
    (run,) = json.loads(out)["runs"]
    assert run["about"]["dataset"]["name"] == "virhe4qa no-accents sample"
    assert run["about"]["system"] == "no-accents"
    assert run["summary"]["groups"][0]["figures"]["F1"]["n"] == 1


def test_a_bench_refuses_what_does_not_fit(capfd: pytest.CaptureFixture[str], small: Path, tmp_path: Path) -> None:
    code, _, err = kehoach(capfd, "eval", "bench", "virhe4qa", small, "--system", "magic")
    assert code == 2 and "'magic'" in err and "lexical" in err
    code, _, err = kehoach(capfd, "eval", "bench", "trec", small)
    assert code == 2 and "xquad-r" in err


def test_a_folder_of_another_set_is_left_alone(capfd: pytest.CaptureFixture[str], small: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    assert kehoach(capfd, "eval", "bench", "virhe4qa", small, "--work", work, "--system", "lexical")[0] == 0
    code, _, err = kehoach(capfd, "eval", "bench", "virhe4qa", small, "--work", work, "--questions", 1, "--passages", 1)
    assert code == 2 and "another set" in err


def test_a_run_asks_baselines_and_ablations_the_mistyped_questions(
    capfd: pytest.CaptureFixture[str], samples: Path, sample_settings: Settings, tmp_path: Path
) -> None:
    lines = (samples / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    some = tmp_path / "some.jsonl"
    some.write_text("\n".join(line for line in lines if '"form": "vi"' in line or '"form":"vi"' in line) + "\n")
    some.write_text("\n".join(some.read_text(encoding="utf-8").splitlines()[:3]) + "\n", encoding="utf-8")
    arguments = ("--data", sample_settings.data, "-o", tmp_path / "run", "--typed", "telex")
    code, _, _ = kehoach(capfd, "eval", "run", some, *arguments, "--system", "lexical", "--system", "no-premises")
    assert code == 0
    for name in ("lexical", "no-premises"):
        run = runs.load(tmp_path / "run" / name)
        assert run.about.system == name
        assert {outcome.question.form for outcome in run.outcomes} == {"vi, telex"}
        assert run.about.dataset.name == "some.jsonl telex"
