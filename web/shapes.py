"""The JSON shapes of documents, tasks and unanswered questions, as the HTTP API and `kehoach --json` show them."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict

from corpus.failures import Failure
from corpus.register import Register
from corpus.stored import StoredDocument, StoredTask
from corpus.unanswered import Unanswered
from qa.answer import Note


def _encodable(text: str) -> str:
    """JSON may escape half a surrogate pair, which no index, file or database takes."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError("the text is not valid Unicode") from error
    return text


#: Text of a request.
Text = Annotated[str, AfterValidator(_encodable)]


class OtherDocument(BaseModel):
    """A stored document, by what it takes to name it and to link to it."""

    id: str
    title: str
    number: str | None

    @classmethod
    def of(cls, document: StoredDocument) -> OtherDocument:
        return cls(id=document.id, title=document.title, number=document.header.number)


class NamedDocument(OtherDocument):
    """A document that a text leads to: ``name`` is what the text calls it, word by word."""

    name: str

    @classmethod
    def of_note(cls, note: Note) -> NamedDocument | None:
        if note.document is None:
            return None
        return cls(**OtherDocument.of(note.document).model_dump(), name=note.name)


class DocumentName(BaseModel):
    """What a citation or a task says of its document."""

    title: str
    number: str | None
    type: str | None
    issuer: str | None
    date: datetime.date | None
    source: str

    @classmethod
    def of(cls, document: StoredDocument) -> DocumentName:
        return cls(**document_fields(document))


class CitedDocument(DocumentName):
    """What a citation of an answer says of its document: also what replaced or repealed it as a whole."""

    replaced_by: OtherDocument | None = None

    @classmethod
    def with_newer(cls, document: StoredDocument, newer: StoredDocument | None) -> CitedDocument:
        """A document with what replaced it, where something did."""
        return cls(**document_fields(document), replaced_by=OtherDocument.of(newer) if newer else None)


class DueItem(BaseModel):
    """A deadline as dates; what comes again has ``repeats``, and the day of the year where it is known."""

    model_config = ConfigDict(from_attributes=True)
    first: datetime.date | None
    last: datetime.date | None
    repeats: str | None
    month: int | None
    day: int | None


class OtherPart(BaseModel):
    """A further part in a task ("gửi", "trình", "thẩm định") and the body that has it."""

    part: str
    body: str


class TaskRow(BaseModel):
    """A row of the task register: ``evidence`` is ``[start, end)`` of its document's text; ``row`` is a table's."""

    id: str
    document_id: str
    document: DocumentName
    section: list[str]
    page: int | None
    start: int
    end: int
    roles: list[str]
    lead: str | None
    coordinating: list[str]
    others: list[OtherPart]
    action: str
    object: str
    deadline: str | None
    due: DueItem | None
    product: str | None
    place: str | None
    row: bool
    evidence: str

    @classmethod
    def of(cls, stored: StoredTask, document: StoredDocument) -> TaskRow:
        task = stored.task
        same = ("page", "start", "end", "lead", "action", "object", "deadline", "product", "place", "row")
        lists = ("section", "roles", "coordinating")
        return cls(
            id=stored.id,
            document_id=document.id,
            document=DocumentName.of(document),
            others=[OtherPart(part=part, body=body) for part, body in task.others],
            due=DueItem.model_validate(task.due) if task.due else None,
            evidence=stored.evidence,
            **{name: getattr(task, name) for name in same},
            **{name: list(getattr(task, name)) for name in lists},
        )


class TaskList(BaseModel):
    """A stretch of the register; ``total`` counts every task that matches."""

    total: int
    tasks: list[TaskRow]

    @classmethod
    def of(cls, register: Register) -> TaskList:
        rows = [TaskRow.of(task, register.document(task)) for task in register.tasks]
        return cls(total=register.total, tasks=rows)


class FailureRow(BaseModel):
    """A file that cannot be read, or a folder that cannot be listed, at ``path`` of the machine that ingests.

    ``source`` is its name, ``reason`` says what is wrong and ``remedy`` what to do, each a sentence. ``documents`` are the
    ids of what an earlier content of the file left in the store, which answers questions still; mostly there are none.
    """

    id: int
    path: str
    source: str
    reason: str
    remedy: str
    at: datetime.datetime
    documents: list[str]

    @classmethod
    def of(cls, failure: Failure) -> FailureRow:
        same = {name: getattr(failure, name) for name in ("id", "source", "remedy", "at", "documents")}
        return cls(**same, path=failure.key, reason=failure.message)


class FailureList(BaseModel):
    """Failures by file name; ``total`` counts those beyond the limit too."""

    total: int
    failures: list[FailureRow]


class UnansweredRow(BaseModel):
    """A question that the documents did not answer; ``nearest`` are ids of documents."""

    model_config = ConfigDict(from_attributes=True)
    id: int
    question: str
    language: str
    understood_as: str
    missing: str
    nearest: list[str]
    asked: int
    first_at: datetime.datetime
    last_at: datetime.datetime
    state: Literal["open", "closed"]

    @classmethod
    def of(cls, unanswered: Unanswered) -> UnansweredRow:
        return cls.model_validate(unanswered)


class UnansweredList(BaseModel):
    """Questions, the last asked first; ``total`` counts every one of the state asked for."""

    total: int
    unanswered: list[UnansweredRow]


class Forgotten(BaseModel):
    """What is kept no longer, by its id."""

    removed: int


def document_fields(document: StoredDocument) -> dict[str, Any]:
    """The fields of ``DocumentName``."""
    header = document.header
    named = {"number": header.number, "type": header.type, "issuer": header.issuer, "date": header.date}
    return {"title": document.title, "source": document.source, **named}
