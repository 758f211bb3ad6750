"""The gate: open for what is as good, closed for what fell by more than chance."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.errors import KehoachError, UnreadableFile
from eval import gate
from eval.outcomes import Outcome
from tests.eval.making import mixed, outcome
from tests.eval.making_runs import many, run_of


def test_a_baseline_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    baseline = gate.baseline_of(run_of(mixed()))
    gate.save(tmp_path / "baseline.json", baseline)
    assert gate.load(tmp_path / "baseline.json") == baseline
    assert baseline.marks["a:vi"] == "11111-" and baseline.marks["f:en"] == "----00"
    lines = (tmp_path / "baseline.json").read_text(encoding="utf-8").splitlines()
    assert '  "a:vi": "11111-",' in lines, "one question a line"


def test_the_run_that_a_baseline_was_made_of_passes() -> None:
    run = run_of(many(50, misread=10))
    verdict = gate.check(run, gate.baseline_of(run), "baseline.json")
    assert verdict.opens and verdict.same_documents
    assert [row.measure.name for row in verdict.rows] == list(gate.main_measures(5))


@pytest.mark.parametrize(("lost", "opens"), [(3, True), (4, True), (5, False), (20, False)])
def test_a_fall_counts_from_where_chance_is_unlikely(lost: int, opens: bool) -> None:
    # Lost questions with none won: chance does that with probability 2 to the power of minus their number.
    verdict = gate.check(run_of(many(100, misread=lost)), gate.baseline_of(run_of(many(100))), "baseline.json")
    assert verdict.opens == opens
    assert [row.measure.name for row in verdict.fell] == ([] if opens else ["answer"])
    [answer] = [row for row in verdict.rows if row.measure.name == "answer"]
    assert gate.chance(answer) == pytest.approx(0.5**lost, abs=0.01)
    assert len(answer.lost) == lost


def test_getting_better_passes() -> None:
    verdict = gate.check(run_of(many(50)), gate.baseline_of(run_of(many(50, misread=20, unrefused=9))), "b.json")
    assert verdict.opens
    assert {row.measure.name for row in verdict.rows if row.won} == {"answer", "refused"}


def test_answering_what_has_no_answer_closes_it() -> None:
    verdict = gate.check(run_of(many(100, unrefused=8)), gate.baseline_of(run_of(many(100))), "b.json")
    assert [row.measure.name for row in verdict.fell] == ["refused"]


def test_wordings_of_one_fact_count_as_one() -> None:
    def of_one_fact(outcomes: list[Outcome]) -> list[Outcome]:
        names = {f"fact{number}:vi": f"fact0:{number}" for number in range(10)}
        return [
            outcome(each.question.model_copy(update={"id": names.get(each.question.id, each.question.id)}), each.reply)
            for each in outcomes
        ]

    before, after = of_one_fact(many(100)), of_one_fact(many(100, misread=10))
    verdict = gate.check(run_of(after), gate.baseline_of(run_of(before)), "b.json")
    assert verdict.opens, "ten wordings were lost, but of one fact: that may be chance"


def test_another_question_set_is_refused_and_says_how_it_differs() -> None:
    baseline = gate.baseline_of(run_of(many(50)))
    with pytest.raises(KehoachError, match="another question set") as raised:
        gate.check(run_of(many(60)), baseline, "b.json")
    assert "12 are new, 0 are gone" in raised.value.message and "--update" in raised.value.remedy


def test_another_k_is_refused() -> None:
    with pytest.raises(KehoachError, match="--k 5"):
        gate.check(run_of(many(10), k=3), gate.baseline_of(run_of(many(10))), "b.json")


def test_other_documents_are_said() -> None:
    run = run_of(many(10))
    baseline = gate.baseline_of(run).model_copy(update={"corpus": "2" * 64})
    assert not gate.check(run, baseline, "b.json").same_documents


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("format", 2, "format"),
        ("measures", ["speed"], "speed"),
        ("marks", {"a:vi": "111"}, "a:vi"),
        ("marks", {"a:vi": "11?11-"}, "a:vi"),
    ],
)
def test_a_damaged_baseline_is_one_clear_error(tmp_path: Path, name: str, value: object, said: str) -> None:
    path = tmp_path / "baseline.json"
    gate.save(path, gate.baseline_of(run_of(mixed())))
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {name: value}), encoding="utf-8")
    with pytest.raises(UnreadableFile, match=said) as raised:
        gate.load(path)
    assert "baseline.json" in raised.value.message and "--update" in raised.value.remedy
