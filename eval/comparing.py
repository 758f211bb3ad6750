"""Two runs over the same questions: by how much each measure differs, how sure that is, and which questions changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.errors import KehoachError
from eval.measures import Measure, measures, values
from eval.runs import About, Run, differing
from eval.statistics import Paired, paired

#: Below which p a change is called more than chance.
SURE = 0.05


@dataclasses.dataclass(frozen=True)
class Changed:
    """A measure in both runs: ``won`` and ``lost`` are the ids of the questions that became better and worse."""

    measure: Measure
    test: Paired
    won: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def sure(self) -> bool:
        """Whether the difference is more than chance."""
        return self.test.p < SURE

    @property
    def gain(self) -> float:
        """The difference, above zero where the second run is the better one."""
        return -self.test.difference if self.measure.better == "lower" else self.test.difference


@dataclasses.dataclass(frozen=True)
class Comparison:
    """What differs from the run ``before`` to the run ``after``, over the questions that are the same in both."""

    before: About
    after: About
    shared: int
    only_before: int
    only_after: int
    differing: tuple[str, ...]  # what else is not the same: "corpus", "model", "settings", …
    rows: tuple[Changed, ...]


def compare(before: Run, after: Run) -> Comparison:
    """Both runs, question by question. Raises ``KehoachError`` where no question is in both."""
    mine = {outcome.question.id: outcome for outcome in before.outcomes}
    pairs = [
        (mine[outcome.question.id], outcome)
        for outcome in after.outcomes
        if outcome.question.id in mine and mine[outcome.question.id].question == outcome.question
    ]
    if not pairs:
        raise KehoachError(
            f"No question of {after.about.dataset.name} was also asked in the run of {before.about.dataset.name}.",
            "Compare runs of the same question set.",
        )
    ids = [outcome.question.id for _, outcome in pairs]
    facts = [outcome.question.fact for _, outcome in pairs]
    first = values([outcome for outcome, _ in pairs], before.summary.k)
    second = values([outcome for _, outcome in pairs], after.summary.k)
    known = {name: measure for name, measure in measures(after.summary.k).items() if name in first and name in second}
    return Comparison(
        before=before.about,
        after=after.about,
        shared=len(pairs),
        only_before=len(before.outcomes) - len(pairs),
        only_after=len(after.outcomes) - len(pairs),
        differing=tuple(differing(before.about, after.about)),
        rows=changed(known, first, second, ids, facts),
    )


def changed(
    known: Mapping[str, Measure],
    first: Mapping[str, NDArray[np.float64]],
    second: Mapping[str, NDArray[np.float64]],
    ids: Sequence[str],
    facts: Sequence[str],
) -> tuple[Changed, ...]:
    """Columns of values (one for each of ``ids``, NaN where it does not count) against each other, by measure."""
    rows = []
    for name, measure in known.items():
        test = paired(first[name], second[name], facts)
        if test is not None:
            rose, fell = ((sign * (second[name] - first[name]) > 0).nonzero()[0].tolist() for sign in (1, -1))
            won, lost = (fell, rose) if measure.better == "lower" else (rose, fell)
            rows.append(Changed(measure, test, tuple(ids[at] for at in won), tuple(ids[at] for at in lost)))
    return tuple(rows)
