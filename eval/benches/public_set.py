"""A public set as it is asked here: its passages, and questions that say which of them are right."""

from __future__ import annotations

import dataclasses
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.errors import UnreadableFile
from eval.questions import Proof, Question


@dataclasses.dataclass(frozen=True)
class BenchPassage:
    """A passage of a public set; ``source`` is the name of the file that it would be, ``title`` what it is part of."""

    source: str
    text: str
    title: str | None = None


@dataclasses.dataclass(frozen=True)
class PublicSet:
    """The passages, and the questions with the ``source`` of a right passage as ``doc``."""

    name: str
    passages: tuple[BenchPassage, ...]
    questions: tuple[Question, ...]

    def sample(self, questions: int | None, passages: int | None, seed: int = 0) -> PublicSet:
        """A set with at most so many questions, and besides the passages that answer them at most so many in all."""
        chance = random.Random(seed)
        asked = self.questions
        if questions is not None and questions < len(asked):
            drawn = sorted(chance.sample(range(len(asked)), questions))
            asked = tuple(asked[place] for place in drawn)
        kept = self.passages
        if passages is not None and passages < len(kept):
            needed = {proof.doc for question in asked for proof in question.proofs}
            others = [passage.source for passage in kept if passage.source not in needed]
            drawn_others = set(chance.sample(others, max(0, min(len(others), passages - len(needed)))))
            kept = tuple(passage for passage in kept if passage.source in needed | drawn_others)
        return dataclasses.replace(self, passages=kept, questions=asked)


def source_of(number: int) -> str:
    """The name of the file that the passage of that number would be; none begins another."""
    return f"{number:05d}.txt"


def asked(
    id: str,
    question: str,
    right: list[str],
    answers: tuple[str, ...] = (),
    language: str = "vi",
    type: str = "what",
) -> Question:
    """A question whose answer stands in the passages ``right``; ``answers`` are wordings of one and the same answer."""
    first, *others = right
    return Question(
        id=id,
        form=language,
        type=type,
        question=" ".join(question.split()),
        doc=first,
        answers=(answers,) if answers else (),
        also=tuple(Proof(doc=other) for other in others),
    )


def json_of(path: Path) -> Any:
    """The JSON in a file. Raises ``UnreadableFile``."""
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise UnreadableFile(f"{path.name} is not JSON: {error}.", "Fetch the file anew from its publisher.") from error


def json_lines_of(path: Path) -> Iterator[Any]:
    """The JSON in each line of a file. Raises ``UnreadableFile``."""
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), start=1):
        if line.strip():
            try:
                yield json.loads(line)
            except ValueError as error:
                raise UnreadableFile(
                    f"{path.name}, line {number}: not JSON: {error}.", "Fetch the file anew from its publisher."
                ) from error


def not_of(path: Path, what: str, lacking: object) -> UnreadableFile:
    """The error for a file that is something else; ``lacking`` is what it lacks."""
    return UnreadableFile(f"{path.name} is no file of {what}: {lacking}.", "Name the file as its publisher gives it.")
