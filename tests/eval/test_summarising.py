"""Summaries of outcomes."""

from __future__ import annotations

import pytest

from eval.measures import measures
from eval.runs import Figure
from eval.summarising import groups, latency, summarise
from tests.eval.making import mixed


def test_groups_are_the_whole_and_each_wording_type_and_kind() -> None:
    found = groups(mixed())
    assert list(found) == ["ALL", "form=en", "form=vi", "type=deadline", "type=lead", "type=none", "kind=outside"]
    assert found["ALL"] == [0, 1, 2, 3, 4, 5]
    assert found["form=en"] == [3, 5]


def test_every_group_has_every_measure_with_its_interval_and_its_n() -> None:
    summary = summarise(mixed(), 2)
    whole = summary.group("ALL")
    assert (whole.n, whole.n_none) == (4, 2)
    for group in summary.groups:
        assert list(group.figures) == list(measures(2))
        for figure in group.figures.values():
            assert (figure.value is None) == (figure.low is None) == (figure.n == 0)
            if figure.value is not None and figure.low is not None and figure.high is not None:
                assert 0 <= figure.low <= figure.value <= figure.high <= 1
    assert whole.figures["cited"].value == 3 / 4
    assert whole.figures["ECE"].value == pytest.approx(0.4)
    assert summary.group("type=none").figures["hit@1"] == Figure(value=None, low=None, high=None, n=0)


def test_the_same_outcomes_have_the_same_summary() -> None:
    assert summarise(mixed(), 5) == summarise(mixed(), 5)


def test_misses_are_counted_by_reason() -> None:
    # a and d are answered; b reads another date, c never sees its evidence, f is answered without an answer.
    assert summarise(mixed(), 5).why == {"not retrieved": 1, "misread": 1, "wrongly answered": 1}


def test_latency_is_of_all_answers() -> None:
    found = latency([number / 100 for number in range(1, 102)])
    assert [figure.value for figure in found.values()] == pytest.approx([0.51, 0.91, 0.96, 1.0])
    assert list(found) == ["median", "p90", "p95", "p99"]
    assert found["median"].low is not None and found["median"].low < 0.51
    assert latency([]) == {}


def test_a_summary_of_nothing_has_no_values() -> None:
    summary = summarise([], 5)
    assert {figure.value for figure in summary.group("ALL").figures.values()} == {None}
