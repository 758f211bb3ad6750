"""The HTTP contract: what the routes of questions and documents take and give; `kehoach --json` prints the same."""

from __future__ import annotations

import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from corpus.documents import Header, Page, Section
from corpus.doubts import Doubt
from corpus.store import Filters, StoredDocument
from index.query import Hit
from qa.answer import Answer, Citation
from web.citing import reference
from web.linked import Linked
from web.page_images import page_image
from web.shapes import CitedDocument, DocumentName, NamedDocument, TaskRow, Text, document_fields


class Asked(BaseModel):
    """What both requests have in common. An unknown field is refused: a mistyped filter would be no filter."""

    model_config = ConfigDict(extra="forbid")

    class Filter(BaseModel):
        model_config = ConfigDict(extra="forbid")
        document: Text | None = Field(None, description="A document's id.")
        issuer: Text | None = Field(None, description="Part of the issuing body's name, case and accents apart.")
        year: int | None = Field(None, ge=1900, le=2200)
        type: Text | None = Field(None, description="Kế hoạch, Quyết định, … case and accents apart.")

    top_k: int = Field(5, ge=1, le=50)
    filters: Filter | None = None

    def store_filters(self) -> Filters:
        return Filters(**self.filters.model_dump()) if self.filters else Filters()


class AskRequest(Asked):
    """A question; with a ``conversation_id`` it may lean on the one asked before under the same id."""

    question: Text
    conversation_id: Text | None = Field(None, min_length=1, max_length=100)


class SearchRequest(Asked):
    """A search."""

    query: Text


class DocumentRow(DocumentName):
    """What the list shows of a document."""

    id: str
    year: int | None
    passages: int
    ingested_at: datetime.datetime
    internal: bool = Field(description="For the office alone.")

    @classmethod
    def of(cls, document: StoredDocument) -> DocumentRow:
        own = {name: getattr(document, name) for name in ("id", "passages", "ingested_at", "internal")}
        return cls(**document_fields(document), **own, year=document.header.year)


class PassageItem(BaseModel):
    """A passage: ``text`` is ``[start, end)`` of its document's text, in code points.

    ``page_image`` is the address of its page as a picture with ``[start, end)`` boxed, where there can be one.
    """

    document_id: str
    document: DocumentName
    section: list[str]
    page: int | None
    page_image: str | None
    start: int
    end: int
    text: str
    score: float

    @classmethod
    def of(cls, hit: Hit) -> PassageItem:
        passage = hit.passage.passage
        return cls(**_passage_fields(hit, passage.start, passage.end))


class CitationItem(PassageItem):
    """A passage and the words of it that prove the answer: ``quote`` is ``[start, end)`` of the document's text.

    ``reference`` and ``footnote`` name the place as officials do, to be pasted, in the language of the answer.
    """

    document: CitedDocument
    marker: int
    quote: str
    reference: str
    footnote: str
    passage_start: int
    passage_end: int

    @classmethod
    def cited(cls, citation: Citation, language: str) -> CitationItem:
        passage = citation.hit.passage.passage
        named = reference(citation.hit.document, passage, citation.hit.passage.text, language)
        quoted = {"marker": citation.marker, "quote": citation.quote}
        fields = _passage_fields(citation.hit, citation.start, citation.end) | {
            "document": CitedDocument.with_newer(citation.hit.document, citation.newer)
        }
        return cls(
            **fields,
            **quoted,
            passage_start=passage.start,
            passage_end=passage.end,
            reference=named.plain,
            footnote=named.footnote,
        )


class AskResponse(BaseModel):
    """An answer; when ``abstained`` it says what is missing, and the citations are the nearest passages.

    ``tasks`` are the rows of the register that it rests on; ``notes`` tell what became of the plan or its issuer.
    """

    question: str
    language: Literal["vi", "en"]
    understood_as: str
    answer: str
    abstained: bool
    confidence: float = Field(ge=0, le=1)
    citations: list[CitationItem]
    tasks: list[TaskRow]
    notes: list[str]
    noted: list[NamedDocument | None] = Field(
        description="For each note, in their order, the document that it leads to."
    )
    generation: int
    timing_ms: dict[str, float]

    @classmethod
    def of(cls, answer: Answer) -> AskResponse:
        same = ("question", "language", "understood_as", "abstained", "confidence", "generation", "timing_ms")
        documents = {citation.hit.document.row: citation.hit.document for citation in answer.citations}
        return cls(
            **{name: getattr(answer, name) for name in same},
            answer=answer.text,
            citations=[CitationItem.cited(citation, answer.language) for citation in answer.citations],
            tasks=[TaskRow.of(task, documents[task.document]) for task in answer.tasks],
            notes=[note.text for note in answer.notes],
            noted=[NamedDocument.of_note(note) for note in answer.notes],
        )


class SearchResponse(BaseModel):
    """Passages found, best first; scores order one search's results and mean nothing between searches."""

    query: str
    language: Literal["vi", "en"]
    understood_as: str
    results: list[PassageItem]
    generation: int
    timing_ms: dict[str, float]


class DocumentList(BaseModel):
    """Every document, by file name."""

    documents: list[DocumentRow]


class DocumentDetails(DocumentRow, Linked):
    """A document without its text; offsets of sections, pages and doubts are those of ``/text``.

    ``sure`` of a page that was read from a picture is 0..1; ``doubts`` are its values to be compared with the original.
    """

    header: Header
    sections: list[Section]
    pages: list[Page]
    doubts: list[Doubt]


class DocumentText(BaseModel):
    """A document's text as stored; every offset counts its code points."""

    text: str


class DocumentChange(BaseModel):
    """What may be changed of a document: who sees it, with the others of its file."""

    model_config = ConfigDict(extra="forbid")
    internal: bool


class Uploaded(BaseModel):
    """``unchanged``: the same file, byte by byte, was stored already."""

    status: Literal["stored", "unchanged"]
    documents: list[DocumentRow]


class Removed(BaseModel):
    """All documents of the file go together."""

    removed: list[str]


def _passage_fields(hit: Hit, start: int, end: int) -> dict[str, Any]:
    return {
        "document_id": hit.document.id,
        "document": DocumentName.of(hit.document),
        "section": hit.passage.passage.section,
        "page": hit.passage.passage.page,
        "page_image": page_image(hit.document, start, end),
        "start": start,
        "end": end,
        "text": hit.passage.text,
        "score": hit.score,
    }
