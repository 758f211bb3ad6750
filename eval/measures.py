"""Every measure, once: what it is, where its definition comes from, and its value for each outcome.

All but the calibration error are means over the outcomes that they count, so that one bootstrap and one paired test
serve them all.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Literal

import ir_measures
import numpy as np
from ir_measures import RR, Qrel, R, ScoredDoc, Success, nDCG
from numpy.typing import NDArray

from eval.outcomes import Outcome
from eval.runs import Bin, Point
from eval.systems import DEPTH

_BINS = 10
#: Over how many points a coverage-accuracy curve is drawn at most.
_POINTS = 50
_IR = "ir-measures (MacAvaney et al. 2022)"
_OWN = "the acceptance script of this project"


@dataclasses.dataclass(frozen=True)
class Measure:
    """A measure: ``better`` says which way is better, "" where neither is."""

    name: str
    definition: str
    source: str
    better: Literal["higher", "lower", ""] = "higher"


#: The name of the one measure that is no mean.
ECE = "ECE"


def measures(k: int) -> dict[str, Measure]:
    """The measures by name, in the order of tables; ``k`` is how many passages hit@k and recall@k look at."""
    found = [
        Measure("hit@1", "answerable questions whose evidence is in the first passage found", f"Success@1 of {_IR}"),
        Measure(
            f"hit@{k}", f"answerable questions whose evidence is in the first {k} passages", f"Success@{k} of {_IR}"
        ),
        Measure(f"recall@{k}", f"share of a question's evidence in the first {k} passages", f"R@{k} of {_IR}"),
        Measure(
            f"MRR@{DEPTH}",
            f"1 / place of the first passage with evidence, 0 after place {DEPTH}",
            f"RR@{DEPTH} of {_IR}; Voorhees 1999",
        ),
        Measure(
            f"nDCG@{DEPTH}",
            f"discounted gain of the first {DEPTH} passages, a share of the best possible; each piece of evidence counts once",
            f"nDCG@{DEPTH} of {_IR}; Järvelin and Kekäläinen 2002",
        ),
        Measure("cited@1", "answerable questions whose first citation holds evidence, refused ones included", _OWN),
        Measure("cited", "answerable questions of which any citation holds evidence, refused ones included", _OWN),
        Measure(
            "answer",
            "answerable questions whose answer holds a wording of every expected group (case, accents and spacing apart), in"
            " at most 600 characters, 1,500 for lists",
            _OWN,
        ),
        Measure("exact", "answers that are an expected one and nothing else", "SQuAD 1.1 (Rajpurkar et al. 2016)"),
        Measure(
            "F1",
            "words that an answer shares with the expected one, harmonic mean of both shares; a refusal has 0",
            "SQuAD 1.1 (Rajpurkar et al. 2016), Vietnamese as in MLQA (Lewis et al. 2020)",
        ),
        Measure(
            "citation precision",
            "share of an answer's citations that hold evidence; answers with citations to answerable questions",
            "ALCE (Gao et al. 2023), with the set's evidence in place of an entailment model",
        ),
        Measure(
            "citation recall",
            "share of a question's evidence that the answer's citations hold; answers to answerable questions",
            "ALCE (Gao et al. 2023), with the set's evidence in place of an entailment model",
        ),
        Measure("grounded", "replies of which every quote is verbatim text of the document it names", _OWN),
        Measure("silent", "answerable questions that were refused", _OWN, "lower"),
        Measure("refused", "unanswerable questions that were refused: the recall of refusals", _OWN),
        Measure(
            "refusal precision",
            "refusals whose question is unanswerable",
            "SQuAD 2.0 (Rajpurkar et al. 2018) has the question; precision as usual",
        ),
        Measure("coverage", "questions that were not refused", "El-Yaniv and Wiener 2010", ""),
        Measure(
            "accuracy",
            "answers given that are right; one to an unanswerable question is wrong",
            "1 − selective risk of El-Yaniv and Wiener 2010",
        ),
        Measure(
            ECE,
            f"expected calibration error: how far confidence and accuracy are apart over the answers given, {_BINS} bins of"
            " equal width; its interval leans upwards, since chance can only add to it",
            "Guo et al. 2017",
            "lower",
        ),
    ]
    return {measure.name: measure for measure in found}


def values(outcomes: Sequence[Outcome], k: int) -> dict[str, NDArray[np.float64]]:
    """What each outcome adds to each measure but ``ECE``; NaN where the measure does not count it."""
    computed = _ranking(outcomes, k)
    computed |= {name: _column(of, outcomes) for name, of in _PER_OUTCOME.items()}
    return {name: computed[name] for name in measures(k) if name != ECE}


def right(outcome: Outcome) -> bool | None:
    """Whether an answer that was given is right; ``None`` for a refusal, and where the set expects no words."""
    if outcome.reply.abstained:
        return None
    return outcome.judged.answered if outcome.question.answerable else False


def calibration_sums(outcomes: Sequence[Outcome]) -> NDArray[np.float64]:
    """Row by row what each outcome adds: in the column of its bin confidence minus correctness, in the last one 1."""
    sums = np.zeros((len(outcomes), _BINS + 1))
    for row, outcome in enumerate(outcomes):
        correct = right(outcome)
        if correct is not None:
            sums[row, _bin(outcome.reply.confidence)] = outcome.reply.confidence - correct
            sums[row, _BINS] = 1
    return sums


def calibration_error(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """The expected calibration error of added-up ``calibration_sums``, over the last axis; NaN without an answer."""
    with np.errstate(invalid="ignore"):
        error: NDArray[np.float64] = np.abs(sums[..., :_BINS]).sum(axis=-1) / sums[..., _BINS]
    return error


def calibration(outcomes: Sequence[Outcome]) -> tuple[Bin, ...]:
    """The bins that hold an answer, by rising confidence."""
    members: dict[int, list[tuple[float, bool]]] = {}
    for outcome in outcomes:
        correct = right(outcome)
        if correct is not None:
            members.setdefault(_bin(outcome.reply.confidence), []).append((outcome.reply.confidence, correct))
    return tuple(
        Bin(
            low=number / _BINS,
            high=(number + 1) / _BINS,
            n=len(members[number]),
            confidence=float(np.mean([confidence for confidence, _ in members[number]])),
            accuracy=float(np.mean([correct for _, correct in members[number]])),
        )
        for number in sorted(members)
    )


def coverage_curve(outcomes: Sequence[Outcome]) -> tuple[Point, ...]:
    """Coverage and accuracy by falling threshold, down to all the answers that were given.

    Answers of one confidence are given together. Source: El-Yaniv and Wiener 2010; Geifman and El-Yaniv 2017.
    """
    answers = sorted(
        ((outcome.reply.confidence, correct) for outcome in outcomes if (correct := right(outcome)) is not None),
        reverse=True,
    )
    asked = sum(not (outcome.question.answerable and outcome.judged.answered is None) for outcome in outcomes)
    ends = [n for n in range(1, len(answers) + 1) if n == len(answers) or answers[n][0] < answers[n - 1][0]]
    if len(ends) > _POINTS:
        ends = [ends[round(place)] for place in np.linspace(0, len(ends) - 1, _POINTS)]
    correct_until = np.cumsum([correct for _, correct in answers])
    return tuple(
        Point(threshold=answers[n - 1][0], coverage=n / asked, accuracy=float(correct_until[n - 1]) / n, n=n)
        for n in ends
    )


# -- of one outcome ----------------------------------------------------------------------------------------------------


def _given(outcome: Outcome) -> bool:
    """An answer to a question that has one."""
    return outcome.question.answerable and not outcome.reply.abstained


def _mean(held: Sequence[bool]) -> float | None:
    return sum(held) / len(held) if held else None


_PER_OUTCOME: dict[str, Callable[[Outcome], float | None]] = {
    "cited@1": lambda o: any(o.judged.cited[:1]) if o.question.answerable else None,
    "cited": lambda o: any(o.judged.cited) if o.question.answerable else None,
    "answer": lambda o: o.judged.answered,
    "exact": lambda o: o.judged.exact,
    "F1": lambda o: o.judged.f1,
    "citation precision": lambda o: _mean(o.judged.cited) if _given(o) else None,
    "citation recall": lambda o: _mean(o.judged.proved) if _given(o) else None,
    "grounded": lambda o: all(cited.grounded for cited in o.reply.citations),
    "silent": lambda o: o.reply.abstained if o.question.answerable else None,
    "refused": lambda o: None if o.question.answerable else o.reply.abstained,
    "refusal precision": lambda o: not o.question.answerable if o.reply.abstained else None,
    "coverage": lambda o: not o.reply.abstained,
    "accuracy": right,
}


def _column(of: Callable[[Outcome], float | None], outcomes: Sequence[Outcome]) -> NDArray[np.float64]:
    # None becomes NaN.
    return np.array([of(outcome) for outcome in outcomes], dtype=np.float64)


def _bin(confidence: float) -> int:
    return min(max(int(np.ceil(confidence * _BINS)) - 1, 0), _BINS - 1)


def _ranking(outcomes: Sequence[Outcome], k: int) -> dict[str, NDArray[np.float64]]:
    """The measures of the library. A passage is relevant where it is the first that holds some evidence."""
    of_library = {
        "hit@1": Success @ 1,
        f"hit@{k}": Success @ k,
        f"recall@{k}": R @ k,
        f"MRR@{DEPTH}": RR @ DEPTH,
        f"nDCG@{DEPTH}": nDCG @ DEPTH,
    }
    wanted, given = [], []
    for row, outcome in enumerate(outcomes):
        for number, rank in enumerate(outcome.judged.ranks):
            # What was not found counts against the best possible, so it is a document that no run returns.
            wanted.append((str(row), f"missing {number}" if rank is None else str(rank)))
        given += [ScoredDoc(str(row), str(rank), -rank) for rank in range(1, len(outcome.judged.found) + 1)]
    qrels = [Qrel(row, document, 1) for row, document in dict.fromkeys(wanted)]
    names = {measure: name for name, measure in of_library.items()}
    columns = {
        name: np.array([0.0 if outcome.question.answerable else np.nan for outcome in outcomes]) for name in of_library
    }
    for metric in ir_measures.iter_calc(list(names), qrels, given) if qrels and given else ():
        columns[names[metric.measure]][int(metric.query_id)] = metric.value
    return columns
