"""Every measure against a value worked out by hand, and the ranking ones against textbook formulas."""

from __future__ import annotations

import math

import ir_measures
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures import ECE, calibration, calibration_error, calibration_sums, coverage_curve, measures, values
from eval.outcomes import Outcome
from eval.runs import Point
from tests.eval.making import mixed, outcome, place, question, reply, unanswerable

#: Of ``mixed()`` with k = 2: the value, and how many outcomes count.
BY_HAND = {
    "hit@1": (1 / 4, 4),
    "hit@2": (2 / 4, 4),
    "recall@2": ((1 + 0 + 0 + 1 / 2) / 4, 4),
    "MRR@10": ((1 + 1 / 3 + 0 + 1 / 2) / 4, 4),
    "nDCG@10": ((1 + 1 / math.log2(4) + 0 + 1 / math.log2(3) / (1 + 1 / math.log2(3))) / 4, 4),
    "cited@1": (2 / 4, 4),
    "cited": (3 / 4, 4),
    "answer": (2 / 4, 4),
    "exact": (1 / 4, 4),
    "F1": ((1 + 0 + 0 + 2 * 3 / (4 + 3)) / 4, 4),
    "citation precision": ((1 + 1 / 2 + 1) / 3, 3),
    "citation recall": ((1 + 1 + 1 / 2) / 3, 3),
    "grounded": (5 / 6, 6),
    "silent": (1 / 4, 4),
    "refused": (1 / 2, 2),
    "refusal precision": (1 / 2, 2),
    "coverage": (4 / 6, 6),
    "accuracy": (2 / 4, 4),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_a_measure_is_what_it_is_by_hand(name: str) -> None:
    column = values(mixed(), 2)[name]
    value, n = BY_HAND[name]
    assert np.nanmean(column) == pytest.approx(value)
    assert np.count_nonzero(~np.isnan(column)) == n


def test_every_measure_has_a_value_by_hand_and_tells_what_it_is() -> None:
    assert [*BY_HAND, ECE] == list(measures(2)) == [*values(mixed(), 2), ECE]
    for measure in measures(5).values():
        assert measure.definition and measure.source


def test_the_calibration_error_is_what_it_is_by_hand() -> None:
    # Bins (.5, .6]: two answers of .6, both wrong; (.6, .7]: one of .7, right; (.8, .9]: one of .9, right.
    error = calibration_error(calibration_sums(mixed()).sum(axis=0))
    assert float(error) == pytest.approx((2 * 0.6 + 0.3 + 0.1) / 4)
    bins = calibration(mixed())
    assert [(b.low, b.high, b.n, b.accuracy) for b in bins] == [(0.5, 0.6, 2, 0), (0.6, 0.7, 1, 1), (0.8, 0.9, 1, 1)]
    assert [b.confidence for b in bins] == pytest.approx([0.6, 0.7, 0.9])


@pytest.mark.parametrize(("confidence", "low"), [(0.0, 0.0), (0.1, 0.0), (0.11, 0.1), (1.0, 0.9)])
def test_confidences_at_the_border_are_in_the_bin_below(confidence: float, low: float) -> None:
    assert [b.low for b in calibration([outcome(question(), reply(confidence=confidence))])] == [low]


def test_the_coverage_curve_is_what_it_is_by_hand() -> None:
    assert coverage_curve(mixed()) == (
        Point(threshold=0.9, coverage=1 / 6, accuracy=1, n=1),
        Point(threshold=0.7, coverage=2 / 6, accuracy=1, n=2),
        Point(threshold=0.6, coverage=4 / 6, accuracy=2 / 4, n=4),
    )


def test_a_long_coverage_curve_is_thinned_and_keeps_its_ends() -> None:
    curve = coverage_curve([outcome(question(), reply(confidence=n / 999)) for n in range(1000)])
    assert len(curve) == 50
    assert (curve[0].n, curve[-1].n, curve[-1].coverage) == (1, 1000, 1)


def test_where_nothing_counts_there_is_no_value() -> None:
    refused = [outcome(unanswerable(), reply(abstained=True))]
    told = {name for name, column in values(refused, 5).items() if not np.isnan(column).all()}
    assert told == {"grounded", "refused", "refusal precision", "coverage"}
    assert np.isnan(calibration_error(calibration_sums(refused).sum(axis=0)))
    assert not calibration(refused) and not coverage_curve(refused)
    assert values([], 5)["hit@1"].shape == (0,)


def ranked(held: list[bool]) -> Outcome:
    """An outcome whose found passages hold the evidence as told."""
    return outcome(question(), reply(found=tuple(place() if each else place("Việc khác.") for each in held)))


@given(st.lists(st.lists(st.booleans(), max_size=12), min_size=1, max_size=5), st.integers(1, 12))
def test_ranking_measures_are_those_of_the_textbook(lists: list[list[bool]], k: int) -> None:
    found = values([ranked(held) for held in lists], k)
    for row, held in enumerate(lists):
        # The same evidence a second time is nothing new.
        rank = held.index(True) + 1 if any(held) else math.inf
        assert found["hit@1"][row] == (rank == 1)
        assert found[f"hit@{k}"][row] == found[f"recall@{k}"][row] == (rank <= k)
        assert found["MRR@10"][row] == pytest.approx(1 / rank if rank <= 10 else 0)
        assert found["nDCG@10"][row] == pytest.approx(1 / math.log2(1 + rank) if rank <= 10 else 0)


def test_ranking_measures_are_those_of_the_library_asked_by_name() -> None:
    lists = [[False, True, False], [True], [], [False] * 10 + [True], [False] * 4 + [True]]
    qrels = [ir_measures.Qrel(str(row), f"{row}-first", 1) for row in range(len(lists))]
    run = []
    for row, held in enumerate(lists):
        first = held.index(True) if any(held) else None
        names = [f"{row}-first" if rank == first else f"{row}-{rank}" for rank in range(len(held))]
        run += [ir_measures.ScoredDoc(str(row), name, 100.0 - rank) for rank, name in enumerate(names)]
    named = {"hit@1": "Success@1", "hit@5": "Success@5", "recall@5": "R@5", "MRR@10": "RR@10", "nDCG@10": "nDCG@10"}
    library = ir_measures.calc_aggregate([ir_measures.parse_measure(name) for name in named.values()], qrels, run)
    ours = values([ranked(held) for held in lists], 5)
    for name, measure in named.items():
        assert ours[name].mean() == pytest.approx(library[ir_measures.parse_measure(measure)]), name
