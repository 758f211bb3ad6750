"""Question sets: what is asked, and what a right answer says and proves."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from corpus.errors import UnreadableFile


class Proof(BaseModel):
    """Where a right answer stands: ``doc`` begins the name of the file that holds ``evidence``, verbatim.

    Without ``evidence`` any passage of the document is right.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    doc: str
    evidence: str | None = None


class Question(BaseModel):
    """One question. ``answers`` is a list of groups: a right answer holds at least one wording of every group.

    ``id`` is unique; the part before ``:`` groups the wordings of one fact. ``doc`` is the beginning of the name of
    the file that holds ``evidence``, verbatim; both are ``None`` where the corpus has no answer. ``also`` are further
    proofs that a complete answer needs. ``kind`` says why there is no answer, or what document it is.
    One that is not ``confirmed`` was proposed by ``kehoach eval draft`` and no person has looked it over yet.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    form: str
    type: str
    question: str
    doc: str | None = None
    evidence: str | None = None
    answers: tuple[tuple[str, ...], ...] = ()
    kind: str | None = None
    also: tuple[Proof, ...] = ()
    confirmed: bool = True

    @field_validator("id", "form", "type", "question", "doc", "evidence")
    @classmethod
    def _says_something(cls, text: str | None) -> str | None:
        if text is not None and not text.strip():
            raise ValueError("it is empty")
        return text

    @field_validator("answers")
    @classmethod
    def _groups_say_something(cls, groups: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        # An empty wording is part of every answer, and an empty group of none.
        if any(not group or not all(wording.strip() for wording in group) for group in groups):
            raise ValueError("a group or a wording of it is empty")
        return groups

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Question:
        if self.doc is None:
            told = [name for name in ("evidence", "answers", "also") if getattr(self, name)]
            if told:
                raise ValueError(f"without “doc” the question has no answer, yet it has “{told[0]}”")
        return self

    @property
    def answerable(self) -> bool:
        return self.doc is not None

    @property
    def fact(self) -> str:
        """What its wordings have in common."""
        return self.id.partition(":")[0]

    @property
    def proofs(self) -> tuple[Proof, ...]:
        """All that is to be found; nothing for a question without an answer."""
        return () if self.doc is None else (Proof(doc=self.doc, evidence=self.evidence), *self.also)


def load(path: Path) -> tuple[Question, ...]:
    """The questions of a file, one JSON object a line. Raises ``UnreadableFile`` with file, line and field."""
    questions: dict[str, Question] = {}
    lines: dict[str, int] = {}
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{path.name} is not UTF-8 text: byte {error.start}.", "Save it as UTF-8.") from error
    # Not splitlines(): JSON strings may hold U+2028 and its like as they are.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        question = _question(line, f"{path.name}, line {number}")
        if question.id in questions:
            raise UnreadableFile(
                f"{path.name}, line {number}: field “id”: {question.id!r} stands in line {lines[question.id]} already.",
                "Give every question an id of its own.",
            )
        questions[question.id], lines[question.id] = question, number
    if not questions:
        raise UnreadableFile(f"{path.name} holds no question.", "Write one JSON object a line; see docs/evaluation.md.")
    return tuple(questions.values())


def refuse_drafts(questions: Sequence[Question], name: str) -> None:
    """Raise ``UnreadableFile`` where the set ``name`` has questions that nobody has confirmed."""
    drafts = [question.id for question in questions if not question.confirmed]
    if drafts:
        raise UnreadableFile(
            f"{name}: nobody has confirmed {len(drafts)} of {len(questions)} questions, the first of them {drafts[0]!r}.",
            "Look them over and take “confirmed” out of each that is right, or ask them as they are with --drafts.",
        )


def dump(questions: Sequence[Question]) -> str:
    """The text of a file that ``load`` reads."""
    return "".join(_line(question) + "\n" for question in questions)


def digest(questions: Sequence[Question]) -> str:
    """SHA-256, as hex, over what is asked and expected; not over order or the spelling of the file."""
    lines = "\n".join(_line(question) for question in sorted(questions, key=lambda question: question.id))
    return hashlib.sha256(lines.encode()).hexdigest()


def _line(question: Question) -> str:
    fields = question.model_dump(mode="json")
    for name in ("kind", "also"):
        if not fields[name]:
            del fields[name]
    if question.confirmed:
        del fields["confirmed"]
    return json.dumps(fields, ensure_ascii=False)


def _question(line: str, where: str) -> Question:
    try:
        fields = json.loads(line)
    except json.JSONDecodeError as error:
        raise UnreadableFile(
            f"{where}: not JSON at character {error.pos + 1}: {error.msg}.", "Write one whole JSON object a line."
        ) from error
    if not isinstance(fields, dict):
        raise UnreadableFile(f"{where}: not a JSON object.", 'Write one a line: {"id": …, "question": …}.')
    _refuse_slips(fields, where)
    try:
        return Question.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        field = f"field “{name}”: " if name else ""
        said = first["msg"].removeprefix("Value error, ")
        raise UnreadableFile(
            f"{where}: {field}{said[:1].lower()}{said[1:]}.", "Correct the line; docs/evaluation.md tells the format."
        ) from error


def _refuse_slips(fields: dict[str, Any], where: str) -> None:
    # Other fields may stand beside ours, but a mistyped “answers” would turn a question into one without any.
    missing = [name for name in Question.model_fields if name not in fields]
    for name in fields.keys() - Question.model_fields.keys():
        meant = difflib.get_close_matches(name, missing, n=1, cutoff=0.8)
        if meant:
            raise UnreadableFile(f"{where}: field “{name}” is unknown.", f"Write “{meant[0]}” if that is meant.")
