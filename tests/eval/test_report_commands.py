"""`kehoach eval report`, `compare` and `gate` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import cli
from tests.eval.making_runs import many, run_of, saved


def run_cli(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of `kehoach eval`."""
    with pytest.raises(SystemExit) as ended:
        cli.main(["eval", *map(str, arguments)])
    said = capsys.readouterr()
    code = ended.value.code
    return (code if isinstance(code, int) else 0), said.out, said.err


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return saved(tmp_path / "good", run_of(many(100, misread=3)))


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    return saved(tmp_path / "bad", run_of(many(100, misread=15)))


def test_a_report_is_written_into_its_run(good: Path, bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run_cli(capsys, "report", bad, "--since", good, "--lang", "vi")
    assert (code, out) == (0, f"report: {bad / 'report.html'}\n")
    page = (bad / "report.html").read_text(encoding="utf-8")
    assert 'lang="vi"' in page and "Nay sai, trước đúng (12)" in page


def test_a_report_can_be_written_elsewhere_and_link_to_a_server(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "elsewhere.html"
    assert run_cli(capsys, "report", good, "-o", target, "--url", "http://127.0.0.1:8000")[0] == 0
    assert "http://127.0.0.1:8000/documents/" in target.read_text(encoding="utf-8")
    assert not (good / "report.html").exists()


def test_runs_of_several_systems_are_one_report_of_kehoach(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved(tmp_path / "all" / "dense", run_of(many(50, misread=20), system="dense"))
    saved(tmp_path / "all" / "kehoach", run_of(many(50)))
    assert run_cli(capsys, "report", tmp_path / "all")[0] == 0
    page = (tmp_path / "all" / "report.html").read_text(encoding="utf-8")
    assert "System: kehoach" in page and "vectors only" in page


def test_runs_of_different_sets_are_no_one_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved(tmp_path / "all" / "a", run_of(many(5)))
    saved(tmp_path / "all" / "b", run_of(many(10)))
    code, _, err = run_cli(capsys, "report", tmp_path / "all")
    assert code == 3 and "different question sets" in err


def test_a_folder_without_a_run_is_one_clear_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run_cli(capsys, "report", tmp_path)
    assert code == 3 and "There is no run in" in err and "kehoach eval run" in err


def test_compare_names_what_changed(good: Path, bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run_cli(capsys, "compare", good, bad)
    [answer] = [line.split() for line in out.splitlines() if line.startswith("answer ")]
    assert code == 0 and answer[:5] == ["answer", "100", "0.970", "0.850", "-12.0"]
    assert "answer, lost (12):" in out and "  fact14:vi: Ai chủ trì việc 14? [misread]" in out
    told = json.loads(run_cli(capsys, "compare", good, bad, "--json")[1])
    [row] = [row for row in told["measures"] if row["measure"] == "answer"]
    assert (row["worse"], row["better"], len(row["lost"]), told["shared"]) == (12, 0, 12, 120)


def test_the_gate_opens_for_the_run_that_its_baseline_was_made_of(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    baseline = tmp_path / "baseline.json"
    assert run_cli(capsys, "gate", good, "--baseline", baseline, "--update")[:2] == (
        0,
        f"baseline: {baseline} (120 questions)\n",
    )
    code, out, _ = run_cli(capsys, "gate", good, "--baseline", baseline)
    assert code == 0 and "gate: open" in out


def test_the_gate_closes_and_says_what_fell_by_how_much_and_where(
    good: Path, bad: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    baseline = tmp_path / "baseline.json"
    run_cli(capsys, "gate", good, "--baseline", baseline, "--update")
    code, out, _ = run_cli(capsys, "gate", bad, "--baseline", baseline)
    assert code == 1
    assert "answer fell by 12.0 points, from 0.970 to 0.850 (n 100, 95 % interval -19.0 to -6.0" in out
    assert "answer, lost (12):" in out and "fact3:vi: Ai chủ trì việc 3? [misread]" in out
    assert "gate: closed. Below the baseline: answer." in out
    told = json.loads(run_cli(capsys, "gate", bad, "--baseline", baseline, "--json")[1])
    assert (told["opens"], told["fell"]) == (False, ["answer"])


def test_a_gate_without_its_baseline_is_one_clear_error(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run_cli(capsys, "gate", good, "--baseline", tmp_path / "none.json")
    assert code != 0 and "none.json" in err and "--update" in err
