"""The figures of a run, made from its outcomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import get_args

import numpy as np

from eval.measures import ECE, calibration, calibration_error, calibration_sums, coverage_curve, values
from eval.outcomes import Outcome, Why
from eval.runs import Figure, Group, Summary
from eval.statistics import Array, bootstrap, interval, intervals_of_means, quantile, sums_by_fact

_PERCENTILES = {"median": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99}


def summarise(outcomes: Sequence[Outcome], k: int) -> Summary:
    """The summary of a run's outcomes; the same outcomes give the same figures, digit by digit."""
    why = Counter(outcome.judged.why for outcome in outcomes)
    return Summary(
        k=k,
        groups=_figures(outcomes, k),
        calibration=calibration(outcomes),
        coverage=coverage_curve(outcomes),
        latency_s=latency([outcome.reply.seconds for outcome in outcomes]),
        why={reason: why[reason] for reason in get_args(Why) if why[reason]},
    )


def groups(outcomes: Sequence[Outcome]) -> dict[str, list[int]]:
    """Which outcomes, by their place, belong to the whole, and to each wording, type and kind."""
    found = {"ALL": list(range(len(outcomes)))}
    parts: dict[str, Callable[[Outcome], str | None]] = {
        "form": lambda outcome: outcome.question.form,
        "type": lambda outcome: outcome.question.type,
        "kind": lambda outcome: outcome.question.kind,
    }
    for part, of in parts.items():
        told = [of(outcome) for outcome in outcomes]
        for value in sorted({value for value in told if value is not None}):
            found[f"{part}={value}"] = [row for row, each in enumerate(told) if each == value]
    return found


def latency(seconds: Sequence[float]) -> dict[str, Figure]:
    """Percentiles of the time that answers took."""
    found = {}
    for name, share in _PERCENTILES.items() if seconds else ():
        value, low, high = quantile(seconds, share)
        found[name] = Figure(value=value, low=low, high=high, n=len(seconds))
    return found


def _figures(outcomes: Sequence[Outcome], k: int) -> tuple[Group, ...]:
    columns = values(outcomes, k)
    means = np.column_stack(list(columns.values()))
    calibrations = calibration_sums(outcomes)
    facts = [outcome.question.fact for outcome in outcomes]
    found = []
    for name, rows in groups(outcomes).items():
        own = [facts[row] for row in rows]
        intervals = intervals_of_means(means[rows], own)
        figures = {
            measure: _figure(value, low, high, n)
            for measure, value, low, high, n in zip(columns, *intervals, strict=True)
        }
        figures[ECE] = _calibration_error(sums_by_fact(calibrations[rows], own))
        able = sum(outcomes[row].question.answerable for row in rows)
        found.append(Group(name=name, n=able, n_none=len(rows) - able, figures=figures))
    return tuple(found)


def _calibration_error(sums: Array) -> Figure:
    value = calibration_error(sums.sum(axis=0))
    low, high = interval(bootstrap(sums, lambda drawn: calibration_error(drawn)[:, None]))
    # Chance can only add to this error, so that drawing anew seldom makes it smaller than it is.
    return _figure(value, min(low[0], value), high[0], int(sums[:, -1].sum()))


def _figure(value: object, low: object, high: object, n: object) -> Figure:
    numbers = [None if np.isnan(number) else float(number) for number in np.array([value, low, high], dtype=np.float64)]
    return Figure(value=numbers[0], low=numbers[1], high=numbers[2], n=int(np.asarray(n)))
