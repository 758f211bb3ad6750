"""Intervals and paired tests against hand-worked values, and their promises against chance."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats

from eval.statistics import binomial, bootstrap, interval, intervals_of_means, paired, quantile, sums_by_fact

NAN = float("nan")


def column(*values: float) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.array(values, dtype=np.float64)[:, None]


def test_means_are_over_what_counts() -> None:
    found = intervals_of_means(np.array([[0, NAN], [1, NAN], [1, 0.5], [NAN, 1]], dtype=np.float64), list("abcd"))
    assert found.value == pytest.approx([2 / 3, 0.75])
    assert list(found.n) == [3, 2]
    assert (found.low <= found.value).all() and (found.value <= found.high).all()


def test_where_nothing_counts_there_is_no_interval() -> None:
    found = intervals_of_means(column(NAN, NAN), list("ab"))
    assert np.isnan([found.value, found.low, found.high]).all()
    assert list(found.n) == [0]


def test_wordings_of_one_fact_are_no_further_evidence() -> None:
    chance = np.random.default_rng(1)
    values = chance.integers(0, 2, 40).astype(np.float64)
    facts = [str(number) for number in range(40)]
    once = intervals_of_means(values[:, None], facts)
    thrice = intervals_of_means(np.repeat(values, 3)[:, None], [fact for fact in facts for _ in range(3)])
    assert thrice.low == pytest.approx(once.low) and thrice.high == pytest.approx(once.high)
    as_if_independent = intervals_of_means(np.repeat(values, 3)[:, None], [str(number) for number in range(120)])
    assert as_if_independent.high - as_if_independent.low < 0.7 * (thrice.high - thrice.low)


def test_the_bootstrap_of_a_mean_is_as_wide_as_theory_says() -> None:
    values = np.array([0.0] * 100 + [1.0] * 100)
    found = intervals_of_means(values[:, None], [str(number) for number in range(200)])
    assert float(found.high[0] - found.low[0]) == pytest.approx(2 * 1.96 * 0.5 / 200**0.5, rel=0.1)


def test_intervals_hold_the_truth_as_often_as_they_promise() -> None:
    chance = np.random.default_rng(0)
    facts = [str(number) for number in range(80)]
    samples = (chance.random((80, 300)) < 0.8).astype(np.float64)
    found = intervals_of_means(samples, facts)
    assert 0.91 <= float(((found.low <= 0.8) & (found.high >= 0.8)).mean()) <= 0.98


def test_where_all_are_right_the_interval_is_the_exact_one() -> None:
    found = intervals_of_means(column(*[1] * 10), list("abcdefghij"))
    assert [float(found.low[0]), float(found.high[0])] == pytest.approx([0.025 ** (1 / 10), 1.0])
    of_one_fact = intervals_of_means(column(*[1] * 10), ["a"] * 10)
    assert float(of_one_fact.low[0]) == pytest.approx(0.025)


def test_one_fact_says_next_to_nothing() -> None:
    found = intervals_of_means(column(1, 1, 0), ["a"] * 3)
    assert float(found.low[0]) < 0.1 and float(found.high[0]) > 0.99


@pytest.mark.parametrize(("successes", "trials"), [(0, 5), (3, 7), (5, 5)])
def test_the_exact_interval_is_that_of_the_library(successes: int, trials: int) -> None:
    expected = scipy.stats.binomtest(successes, trials).proportion_ci(0.95, method="exact")
    assert binomial(successes / trials, trials) == pytest.approx((expected.low, expected.high))


def test_the_same_seed_draws_the_same() -> None:
    rows = sums_by_fact(np.random.default_rng(3).random((50, 2)), [str(n) for n in range(50)])
    one, other, third = (bootstrap(rows, lambda sums: sums, 100, seed) for seed in (0, 0, 1))
    assert (one == other).all() and (one != third).any()
    assert one.shape == (100, 2)


def test_drawing_in_chunks_fills_every_round() -> None:
    rows = np.ones((30_000, 1))
    drawn = bootstrap(rows, lambda sums: sums, 300)
    assert drawn.shape == (300, 1)
    assert (drawn == 30_000).all()


def test_rounds_in_which_nothing_counted_are_left_out() -> None:
    low, high = interval(np.array([[NAN, NAN], [1, NAN], [1, NAN]], dtype=np.float64))
    assert (low[0], high[0]) == (1, 1)
    assert np.isnan([low[1], high[1]]).all()


def test_the_median_has_the_interval_of_order_statistics() -> None:
    value, low, high = quantile([float(number) for number in range(1, 11)], 0.5)
    # Conover's table: for n = 10 the 2nd and the 9th value hold the median with 97.9 %.
    assert (value, low, high) == (5.5, 2, 9)
    assert quantile([1.0, 2.0, 3.0], 0.99)[2] is None


def test_a_paired_test_by_hand() -> None:
    first, second = np.array([0.0] * 4 + [1.0] * 6), np.ones(10)
    found = paired(first, second, [str(number) for number in range(10)])
    assert found is not None
    assert (found.n, found.better, found.worse, found.same) == (10, 4, 0, 6)
    assert (found.first, found.second, found.difference) == pytest.approx((0.6, 1.0, 0.4))
    # Of the 16 ways to exchange four values two are as far apart.
    assert found.p == pytest.approx(2 / 16, abs=0.015)
    assert found.p_mcnemar == pytest.approx(2 / 16)
    assert found.low > 0


def test_mcnemar_is_the_exact_binomial_test_of_the_changed_questions() -> None:
    first, second = np.array([0.0] * 9 + [1.0] * 21), np.array([1.0] * 9 + [0.0] + [1.0] * 20)
    found = paired(first, second, [str(number) for number in range(30)])
    assert found is not None
    assert found.p_mcnemar == pytest.approx(2 * (1 + 10) / 2**10)
    assert found.p == pytest.approx(2 * (1 + 10) / 2**10, abs=0.006)


def test_changes_of_one_fact_are_one_change() -> None:
    first, second = np.zeros(6), np.ones(6)
    apart = paired(first, second, list("abcdef"))
    together = paired(first, second, list("aaaaaa"))
    assert apart is not None and together is not None
    assert apart.p == pytest.approx(2 / 64, abs=0.01)
    assert together.p == 1


def test_runs_that_are_alike_do_not_differ() -> None:
    values = np.array([0.0, 1.0, 0.25])
    found = paired(values, values, list("abc"))
    assert found is not None
    assert (found.difference, found.low, found.high, found.p, found.p_mcnemar) == (0, 0, 0, 1, None)


def test_only_what_counts_in_both_runs_is_compared() -> None:
    found = paired(np.array([NAN, 1.0, 0.0]), np.array([1.0, NAN, 1.0]), list("abc"))
    assert found is not None
    assert (found.n, found.better) == (1, 1)
    assert paired(np.array([NAN]), np.array([1.0]), ["a"]) is None
