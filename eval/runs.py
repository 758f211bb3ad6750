"""A run on disk: a folder with what was asked of what (``about.json``), every outcome, and the figures."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from corpus.errors import UnreadableFile
from eval.outcomes import Outcome
from eval.questions import Question

Model = TypeVar("Model", bound=BaseModel)

ABOUT, RESULTS, SUMMARY = "about.json", "results.jsonl", "summary.json"


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Dataset(_Shape):
    """A question set: its file's name, the digest of its questions, and how many there are."""

    name: str
    sha256: str
    n: int


class Corpus(_Shape):
    """What was asked about; ``sha256`` is over the sorted ids of the documents, which are made of their content."""

    documents: int
    passages: int
    generation: int
    sha256: str


class About(_Shape):
    """All that a run's figures depend on. Two runs are of the same thing when ``identity`` is the same."""

    dataset: Dataset
    corpus: Corpus
    model: str | None  # None where a server does not tell
    settings: dict[str, str]
    versions: dict[str, str]
    system: str
    description: dict[str, str]
    k: int  # how many passages an answer may cite, and the k of hit@k and recall@k
    command: str
    started: datetime.datetime
    finished: datetime.datetime | None = None

    @property
    def identity(self) -> dict[str, str]:
        """What must agree for outcomes to be of one run, by name; not when it ran and under what command."""
        fields = self.model_dump(mode="json", exclude={"command", "started", "finished"})
        return {name: json.dumps(value, ensure_ascii=False, sort_keys=True) for name, value in fields.items()}

    @property
    def digest(self) -> str:
        """Eight hex digits of the identity."""
        return hashlib.sha256(json.dumps(self.identity, sort_keys=True).encode()).hexdigest()[:8]


class Figure(_Shape):
    """A measured value with its 95 % interval, over ``n`` questions; nothing where none counts."""

    value: float | None
    low: float | None
    high: float | None
    n: int


class Group(_Shape):
    """The questions that have something in common ("ALL", "form=vi", …): ``n`` with an answer, ``n_none`` without."""

    name: str
    n: int
    n_none: int
    figures: dict[str, Figure]  # by the names of ``measures.MEASURES``, in their order


class Bin(_Shape):
    """Answers whose confidence is in ``(low, high]``; the first bin holds 0 too."""

    low: float
    high: float
    n: int
    confidence: float  # mean
    accuracy: float  # share that is right


class Point(_Shape):
    """What comes of giving only answers whose confidence is ``threshold`` or more."""

    threshold: float
    coverage: float  # share of all questions that is answered
    accuracy: float  # share of these that is right
    n: int  # answers


class Summary(_Shape):
    """The figures of a run. Groups come in the order ALL, form=…, type=…, kind=…; seconds are of answers alone."""

    k: int
    groups: tuple[Group, ...]
    calibration: tuple[Bin, ...]
    coverage: tuple[Point, ...]  # by falling threshold
    latency_s: dict[str, Figure]  # "median", "p90", "p95", "p99"
    why: dict[str, int]  # how many were missed, by reason

    def group(self, name: str) -> Group:
        return next(group for group in self.groups if group.name == name)


class Finished(_Shape):
    """A finished run without its outcomes; ``name`` is its folder below that of all runs."""

    name: str
    about: About
    summary: Summary


class Run(_Shape):
    """A finished run."""

    about: About
    outcomes: tuple[Outcome, ...]  # in the order of the set
    summary: Summary


def load(folder: Path) -> Run:
    """A finished run. Raises ``UnreadableFile`` where the folder holds none, or only part of one."""
    about = load_about(folder)
    if about is None:
        raise UnreadableFile(f"There is no run in {folder}.", "Make one with `kehoach eval run`, or name its folder.")
    outcomes = load_outcomes(folder)
    if about.finished is None or not (folder / SUMMARY).is_file():
        raise UnreadableFile(
            f"The run in {folder} is not finished: {len(outcomes)} of {about.dataset.n} questions were asked.",
            "Give its `kehoach eval run` command again; it goes on where it stopped.",
        )
    return Run(about=about, outcomes=outcomes, summary=_read(folder / SUMMARY, Summary))


def finished(folder: Path) -> tuple[Finished, ...]:
    """The finished runs below a folder at any depth, the last first."""
    found = [
        Finished(
            name=path.parent.relative_to(folder).as_posix(),
            about=_read(path.with_name(ABOUT), About),
            summary=_read(path, Summary),
        )
        for path in folder.rglob(SUMMARY)
    ]
    return tuple(sorted(found, key=lambda run: run.about.finished or run.about.started, reverse=True))


def load_about(folder: Path) -> About | None:
    """What a run in the folder is of, finished or not; ``None`` where there is none."""
    path = folder / ABOUT
    return _read(path, About) if path.is_file() else None


def load_outcomes(folder: Path) -> tuple[Outcome, ...]:
    """The outcomes that are in the folder, as written. A last line that was cut off by the end of the process is none."""
    path = folder / RESULTS
    if not path.is_file():
        return ()
    found = []
    *lines, _cut_off = path.read_bytes().split(b"\n")
    for number, line in enumerate(lines, start=1):
        try:
            found.append(Outcome.model_validate_json(line))
        except ValidationError as error:
            raise UnreadableFile(f"{path}, line {number}: {_said(error)}.", "Make the run anew: --anew.") from error
    return tuple(found)


@contextlib.contextmanager
def appending(folder: Path) -> Iterator[Callable[[Outcome], None]]:
    """What adds an outcome to ``results.jsonl``; each is in the file before the next is asked for."""
    path = folder / RESULTS
    path.touch()
    with path.open("r+b") as results:
        # A line that was cut off would otherwise spoil the one written behind it.
        results.truncate(path.read_bytes().rfind(b"\n") + 1)
        results.seek(0, os.SEEK_END)

        def append(outcome: Outcome) -> None:
            results.write(outcome.model_dump_json().encode() + b"\n")
            results.flush()

        yield append


def save(folder: Path, part: About | Summary) -> None:
    """Write ``about.json`` or ``summary.json``, whole or not at all."""
    path = folder / (ABOUT if isinstance(part, About) else SUMMARY)
    beside = path.with_name(path.name + ".part")
    beside.write_text(json.dumps(part.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    beside.replace(path)


def in_order(outcomes: Sequence[Outcome], questions: Sequence[Question]) -> tuple[Outcome, ...]:
    """Outcomes in the order of their questions, whatever order they were given in."""
    place = {question.id: number for number, question in enumerate(questions)}
    return tuple(sorted(outcomes, key=lambda outcome: place[outcome.question.id]))


def differing(one: About, other: About) -> Mapping[str, tuple[str, str]]:
    """The names under which two runs are of different things, with both values as JSON."""
    mine, theirs = one.identity, other.identity
    return {name: (mine[name], theirs[name]) for name in mine if mine[name] != theirs[name]}


def _read(path: Path, model: type[Model]) -> Model:
    try:
        return model.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise UnreadableFile(f"{path}: {_said(error)}.", "Make the run anew: --anew.") from error


def _said(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(str(part) for part in first['loc']) or 'JSON'}: {first['msg']}"
