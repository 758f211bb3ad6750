"""How sure a figure is, and whether two runs differ by more than chance.

The wordings of one fact are right or wrong together, so facts are drawn and exchanged, never single questions; intervals
over questions would be too narrow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import scipy.stats
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: What an interval leaves out, half of it on each side.
_ALPHA = 0.05
_ROUNDS, _EXCHANGES = 2_000, 10_000
#: Numbers held at once while drawing: 32 MB.
_ROOM = 4_000_000


class Intervals(NamedTuple):
    """A value and its 95 % interval for each of several columns; ``n`` is how many rows count. NaN where none does."""

    value: Array
    low: Array
    high: Array
    n: NDArray[np.int64]


class Paired(NamedTuple):
    """Two runs over the same questions: ``difference`` is second minus first, with its 95 % interval.

    ``p`` is of the randomisation test, two-sided; ``p_mcnemar`` is exact, and ``None`` where values are not 0 or 1.
    """

    n: int
    better: int  # questions whose value rose
    worse: int
    same: int
    first: float
    second: float
    difference: float
    low: float
    high: float
    p: float
    p_mcnemar: float | None


def intervals_of_means(columns: Array, facts: Sequence[str], rounds: int = _ROUNDS, seed: int = 0) -> Intervals:
    """Means of columns ``(questions, measures)`` of values in [0, 1] over what is not NaN, with intervals.

    Percentile bootstrap over facts: Efron and Tibshirani 1993, chapter 13; Field and Welsh 2007. Where all facts have one
    value drawing knows no spread; then the interval is that of a binomial share (Clopper and Pearson 1934) with as many
    trials as there are facts.
    """
    counted = ~np.isnan(columns)
    totals = sums_by_fact(np.where(counted, columns, 0.0), facts)
    counts = sums_by_fact(counted.astype(np.float64), facts)
    width = columns.shape[1]

    def means(sums: Array) -> Array:
        with np.errstate(invalid="ignore"):
            found: Array = sums[..., :width] / sums[..., width:]
        return found

    both = np.hstack([totals, counts])
    value = means(both.sum(axis=0))
    low, high = interval(bootstrap(both, means, rounds, seed))
    of_facts = means(both)
    for column in range(width):
        told = of_facts[counts[:, column] > 0, column]
        if len(told) and np.ptp(told) < 1e-12:
            low[column], high[column] = binomial(float(value[column]), len(told))
    return Intervals(value, low, high, counted.sum(axis=0))


def binomial(share: float, trials: int) -> tuple[float, float]:
    """The exact 95 % interval of a share, by the beta distribution; the number of successes need not be whole."""
    successes = share * trials
    low = scipy.stats.beta.ppf(_ALPHA / 2, successes, trials - successes + 1) if successes > 0 else 0.0
    high = scipy.stats.beta.ppf(1 - _ALPHA / 2, successes + 1, trials - successes) if successes < trials else 1.0
    return float(low), float(high)


def bootstrap(sums: Array, statistic: Callable[[Array], Array], rounds: int = _ROUNDS, seed: int = 0) -> Array:
    """``statistic`` of the column sums of ``sums`` (facts, …) with facts drawn anew, one row a round."""
    return np.concatenate([statistic(weights @ sums) for weights in _draws(len(sums), rounds, seed)])


def interval(drawn: Array) -> tuple[Array, Array]:
    """The 95 % percentile interval of each column of drawn statistics; rounds in which it was NaN are left out."""
    low, high = (np.full(drawn.shape[1:], np.nan) for _ in range(2))
    defined = ~np.isnan(drawn).all(axis=0)
    if defined.any():
        low[defined], high[defined] = np.nanquantile(drawn[:, defined], [_ALPHA / 2, 1 - _ALPHA / 2], axis=0)
    return low, high


def sums_by_fact(rows: Array, facts: Sequence[str]) -> Array:
    """Rows of questions added up by fact: ``(facts, columns)``."""
    names = {fact: number for number, fact in enumerate(dict.fromkeys(facts))}
    sums = np.zeros((len(names), rows.shape[1]))
    np.add.at(sums, [names[fact] for fact in facts], rows)
    return sums


def quantile(seconds: Sequence[float], share: float) -> tuple[float, float | None, float | None]:
    """A quantile with its distribution-free 95 % interval (Conover 1999, 3.2); ``None`` where n is too small for one."""
    found = scipy.stats.quantile_test(seconds, p=share).confidence_interval(1 - _ALPHA)
    low, high = (None if np.isnan(end) else float(end) for end in (found.low, found.high))
    return float(np.quantile(seconds, share)), low, high


def paired(first: Array, second: Array, facts: Sequence[str], rounds: int = _EXCHANGES, seed: int = 0) -> Paired | None:
    """Whether two runs differ in a measure, over the questions that count in both; ``None`` where there is none.

    Randomisation test over facts (Fisher 1935; Smucker, Allan and Carterette 2007): the p-value is the share of exchanges of
    both runs' values, fact by fact, whose difference is at least as large; it is never under 1 / (rounds + 1). McNemar's
    test is the exact binomial one, over questions.
    """
    both = ~np.isnan(first) & ~np.isnan(second)
    if not both.any():
        return None
    before, after = first[both], second[both]
    kept = [fact for fact, counts in zip(facts, both, strict=True) if counts]
    n = len(before)
    change = after - before
    by_fact = sums_by_fact(np.column_stack([change, np.ones(n)]), kept)
    drawn = bootstrap(by_fact, lambda sums: sums[..., :1] / sums[..., 1:], _ROUNDS, seed)
    low, high = interval(drawn)
    better, worse = int((change > 0).sum()), int((change < 0).sum())
    chance = np.random.default_rng(seed)
    # Facts without a change add nothing under either sign.
    moved = by_fact[by_fact[:, 0] != 0, 0]
    reached = 0
    for size in _chunks(len(moved), rounds):
        signs = chance.integers(0, 2, size=(size, len(moved)), dtype=np.int8) * 2.0 - 1.0
        # The same numbers added in another order may differ in the last bit.
        reached += int((np.abs(signs @ moved) >= abs(moved.sum()) - 1e-9).sum())
    binary = np.isin(np.concatenate([before, after]), (0.0, 1.0)).all()
    mcnemar = float(scipy.stats.binomtest(min(better, worse), better + worse).pvalue) if better + worse else 1.0
    return Paired(
        n=n,
        better=better,
        worse=worse,
        same=n - better - worse,
        first=float(before.mean()),
        second=float(after.mean()),
        difference=float(change.mean()),
        low=float(low[0]),
        high=float(high[0]),
        p=(reached + 1) / (rounds + 1),
        p_mcnemar=mcnemar if binary else None,
    )


def _draws(facts: int, rounds: int, seed: int) -> Iterator[Array]:
    """How often each fact is drawn, in chunks ``(rounds of the chunk, facts)``."""
    chance = np.random.default_rng(seed)
    for size in _chunks(facts, rounds):
        if not facts:
            yield np.zeros((size, 0))
            continue
        drawn = chance.integers(0, facts, size=(size, facts)) + np.arange(size)[:, None] * facts
        yield np.bincount(drawn.ravel(), minlength=size * facts).reshape(size, facts).astype(np.float64)


def _chunks(width: int, rounds: int) -> Iterator[int]:
    most = max(1, _ROOM // max(width, 1))
    for start in range(0, rounds, most):
        yield min(most, rounds - start)
