"""The gate: whether a run is worse than a baseline by more than chance.

A baseline is a small file to commit: for each question and each main measure whether it held. Kept by question, since
only a paired test tells five lost questions from the noise of a hundred others.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from corpus.errors import KehoachError, UnreadableFile
from eval.comparing import SURE, Changed, changed
from eval.measures import measures, values
from eval.runs import Dataset, Run

_MARKS = {1.0: "1", 0.0: "0"}
_NOT_COUNTED = "-"


class Baseline(BaseModel):
    """What a run must not fall below. ``marks`` has for each question a sign a measure: 1 held, 0 not, - not counted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    dataset: Dataset
    corpus: str  # the digest of its documents
    system: str
    k: int
    measures: tuple[str, ...]
    marks: dict[str, str]

    def columns(self, ids: Sequence[str]) -> dict[str, NDArray[np.float64]]:
        """The marks by measure, one for each of ``ids``; NaN where a question does not count."""
        rows = [[np.nan if mark == _NOT_COUNTED else float(mark) for mark in self.marks[each]] for each in ids]
        return dict(zip(self.measures, np.array(rows).T, strict=True))


@dataclasses.dataclass(frozen=True)
class Verdict:
    """What the gate found: every main measure, and those that ``fell`` by more than chance."""

    rows: tuple[Changed, ...]
    fell: tuple[Changed, ...]
    same_documents: bool

    @property
    def opens(self) -> bool:
        """Whether nothing fell."""
        return not self.fell


def chance(row: Changed) -> float:
    """How likely chance alone makes a measure fall as far: the one-sided p of the randomisation test by fact."""
    return row.test.p / 2 if row.gain < 0 else 1 - row.test.p / 2


def baseline_of(run: Run) -> Baseline:
    """A run as a baseline."""
    names = main_measures(run.summary.k)
    columns = values(run.outcomes, run.summary.k)
    marks = {
        outcome.question.id: "".join(_MARKS.get(float(columns[name][row]), _NOT_COUNTED) for name in names)
        for row, outcome in enumerate(run.outcomes)
    }
    about = run.about
    return Baseline(
        dataset=about.dataset, corpus=about.corpus.sha256, system=about.system, k=about.k, measures=names, marks=marks
    )


def main_measures(k: int) -> tuple[str, ...]:
    """What the gate watches: measures that hold or do not hold for a question, and are better when higher."""
    return ("hit@1", f"hit@{k}", "cited", "answer", "grounded", "refused")


def check(run: Run, baseline: Baseline, name: str) -> Verdict:
    """A run held against a baseline, ``name`` being its file. Raises ``KehoachError`` where they are of different questions."""
    if run.about.dataset.sha256 != baseline.dataset.sha256:
        asked = {outcome.question.id for outcome in run.outcomes}
        gone, new = len(baseline.marks.keys() - asked), len(asked - baseline.marks.keys())
        raise KehoachError(
            f"{name} is of another question set than the run ({baseline.dataset.name}, {baseline.dataset.n} questions;"
            f" {new} are new, {gone} are gone, others were reworded).",
            "If the set was changed on purpose, make the baseline anew with --update.",
        )
    if baseline.k != run.about.k:
        raise KehoachError(
            f"{name} was made with --k {baseline.k}, the run with --k {run.about.k}.", "Give the run the same --k."
        )
    ids = [outcome.question.id for outcome in run.outcomes]
    facts = [outcome.question.fact for outcome in run.outcomes]
    known = measures(baseline.k)
    watched = {name: known[name] for name in baseline.measures}
    rows = changed(watched, baseline.columns(ids), values(run.outcomes, baseline.k), ids, facts)
    fell = tuple(row for row in rows if row.gain < 0 and chance(row) < SURE)
    return Verdict(rows, fell, run.about.corpus.sha256 == baseline.corpus)


def load(path: Path) -> Baseline:
    """A baseline's file. Raises ``UnreadableFile`` that names the field, or says that there is none."""
    if not path.is_file():
        raise UnreadableFile(f"There is no baseline {path}.", "Make one of a run that is good enough: --update.")
    try:
        baseline = Baseline.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "JSON"
        raise UnreadableFile(f"{path}: {where}: {first['msg']}.", "Make it anew with --update.") from error
    _refuse_other_marks(path, baseline)
    return baseline


def save(path: Path, baseline: Baseline) -> None:
    """Write a baseline, one question a line, so that a change of it reads well."""
    fields = baseline.model_dump(mode="json")
    marks: Mapping[str, str] = fields.pop("marks")
    lines = ",\n".join(f"  {_json(name)}: {_json(mark)}" for name, mark in marks.items())
    head = "".join(f" {_json(name)}: {_json(value)},\n" for name, value in fields.items())
    path.write_text(f'{{\n{head} "marks": {{\n{lines}\n }}\n}}\n', encoding="utf-8")


def _refuse_other_marks(path: Path, baseline: Baseline) -> None:
    unknown = [name for name in baseline.measures if name not in main_measures(baseline.k)]
    if unknown:
        raise UnreadableFile(
            f"{path}: measures: {unknown[0]!r} is none that is watched.", "Make it anew with --update."
        )
    for name, marks in baseline.marks.items():
        if len(marks) != len(baseline.measures) or set(marks) - {*_MARKS.values(), _NOT_COUNTED}:
            raise UnreadableFile(f"{path}: marks of {name!r}: {marks!r}.", "Make it anew with --update.")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
