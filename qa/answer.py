"""What an answer is: statements with markers, and the citations that prove them."""

from __future__ import annotations

import dataclasses

from corpus.stored import StoredDocument, StoredTask
from index.query import Hit


@dataclasses.dataclass(frozen=True)
class Citation:
    """A verbatim quote: ``quote`` is ``[start, end)`` of the document's text and lies in the passage of ``hit``.

    ``newer`` is what replaced or repealed the document as a whole.
    """

    marker: int
    hit: Hit
    start: int
    end: int
    quote: str
    newer: StoredDocument | None = None


@dataclasses.dataclass(frozen=True)
class Note:
    """What a reader should know beside an answer; ``name`` are its words for the ``document`` that it leads to, where it does."""

    text: str
    document: StoredDocument | None = None
    name: str = ""


@dataclasses.dataclass(frozen=True)
class Answer:
    """An answer in the language of the question.

    ``confidence`` in [0, 1] is how sure the reader is that this answer is right; with ``abstained`` the text says
    what is missing, and the citations are the nearest passages. ``tasks`` are the rows of the register that the answer rests
    on; ``notes`` say what a reader should know of the plan itself, not of what it states.
    """

    question: str
    language: str
    understood_as: str
    text: str
    abstained: bool
    confidence: float
    citations: tuple[Citation, ...]
    tasks: tuple[StoredTask, ...]
    notes: tuple[Note, ...]
    generation: int
    timing_ms: dict[str, float]


def document_name(document: StoredDocument) -> str:
    """How people refer to a document: type, number and issuer, or its title where it has no number."""
    header = document.header
    name = f"{header.type or 'Văn bản'} số {header.number}" if header.number else document.title
    issuer = f", {header.issuer}" if header.issuer else ""
    year = f" ({header.year})" if header.year and not header.number else ""
    date = f" ngày {header.date:%d/%m/%Y}" if header.date and header.number else ""
    return f"{name}{date}{issuer}{year}"
