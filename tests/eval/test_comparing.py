"""Two runs held against each other."""

from __future__ import annotations

import pytest

from corpus.errors import KehoachError
from eval.comparing import compare
from tests.eval.making import outcome, question, reply
from tests.eval.making_runs import many, run_of


def test_a_run_does_not_differ_from_itself() -> None:
    run = run_of(many(20, misread=3))
    found = compare(run, run)
    assert found.shared == 24 and found.differing == ()
    assert all(row.test.difference == 0 and row.test.p == 1 and not row.won and not row.lost for row in found.rows)


def test_the_questions_that_changed_are_named() -> None:
    before, after = run_of(many(20, misread=2)), run_of(many(20, misread=10))
    [row] = [row for row in compare(before, after).rows if row.measure.name == "answer"]
    assert row.lost == tuple(f"fact{number}:vi" for number in range(2, 10)) and row.won == ()
    assert row.test.difference == pytest.approx(-8 / 20) and row.gain < 0 and row.sure


def test_fewer_wrong_refusals_are_a_gain() -> None:
    refused = [outcome(each.question, reply("Không có.", abstained=True)) for each in many(20)]
    [row] = [row for row in compare(run_of(refused), run_of(many(20))).rows if row.measure.name == "silent"]
    assert row.test.difference == -1 and row.gain == 1
    assert len(row.won) == 20 and row.lost == ()


def test_only_questions_that_are_the_same_are_compared() -> None:
    before, after = many(20), many(20)
    after[0] = outcome(question("fact0:vi", text="Câu đã viết lại?"), reply())
    found = compare(run_of(before), run_of([*after, *many(30)[25:30]], model="other"))
    assert (found.shared, found.only_before, found.only_after) == (23, 1, 6)
    assert found.differing == ("dataset", "model")


def test_runs_without_a_common_question_are_refused() -> None:
    with pytest.raises(KehoachError, match=r"No question of set\.jsonl") as raised:
        compare(run_of(many(5)), run_of([outcome(question("other:vi"), reply())]))
    assert "same question set" in raised.value.remedy
