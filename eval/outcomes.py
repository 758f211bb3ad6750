"""What a system returned to one question, and what was made of it: one line of a run's results."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from eval.questions import Question

#: Why a question was missed, in the order in which it is asked:
#: the evidence is in no passage that was found or cited; the question was refused although it is; it was found, but
#: not cited; the answer says what is expected, but is too long to read; it was cited, but the answer says something
#: else; the corpus has no answer, yet one was given.
Why = Literal["not retrieved", "wrongly refused", "ranked low", "too long", "misread", "wrongly answered"]


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(_Shape):
    """A passage as it was returned; ``[start, end)`` are offsets in the document's text."""

    document_id: str
    source: str
    title: str
    section: tuple[str, ...]
    page: int | None
    start: int
    end: int
    text: str
    score: float | None


class Cited(Place):
    """A passage with the words quoted from it: ``[start, end)`` are theirs, ``grounded`` where the document has them."""

    marker: int
    quote: str
    grounded: bool


class Reply(_Shape):
    """What a system says to one question, before anything is judged. Seconds are of the answer alone."""

    answer: str
    abstained: bool
    confidence: float
    language: str
    understood_as: str
    citations: tuple[Cited, ...]
    found: tuple[Place, ...]
    seconds: float
    timing_ms: dict[str, float]
    generation: int


class Judged(_Shape):
    """The reply held against what was expected; all but ``why`` are empty for a question without an answer.

    ``exact``, ``f1`` and ``answered`` are also ``None`` where the set expects no words, only evidence.
    """

    found: tuple[bool, ...]  # whether each found passage holds some evidence, best first
    cited: tuple[bool, ...]  # the same of each citation
    ranks: tuple[int | None, ...]  # for each proof, the place from 1 on of the first found passage that holds it
    proved: tuple[bool, ...]  # for each proof, whether a citation holds it
    exact: bool | None  # the answer is one of the expected ones, whole
    f1: float | None  # token F1 with the expected answer, 0 to 1
    answered: bool | None  # every group of expected answers is in an answer that is short, and it was not refused
    why: Why | None  # why it was missed; None where it was not


class Outcome(_Shape):
    """One line of a run's results."""

    question: Question
    reply: Reply
    judged: Judged
