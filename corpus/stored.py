"""What the store holds, as it comes out: documents, passages and tasks with their ids; and how a document goes in."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator

import numpy as np

from corpus.comparable import comparable, comparable_list
from corpus.documents import Document, Due, Header, Passage, Task, Vectors
from corpus.scans import packed

#: The rows that ``document_of`` reads, before any condition.
DOCUMENT_ROWS = (
    "SELECT d.*, f.source, f.start AS file_start, f.ingested_at, f.internal,"
    " (SELECT count(*) FROM passages p WHERE p.document = d.row) AS passages FROM documents d JOIN files f ON f.id = d.file"
)


@dataclasses.dataclass(frozen=True)
class StoredDocument:
    """What lists show of a document; ``id`` is stable while its file is replaced.

    ``internal``: for the office alone, with every document of the same file. ``file_start`` are that file's first bytes.
    """

    id: str
    row: int
    source: str
    title: str
    header: Header
    passages: int
    ingested_at: str
    internal: bool = False
    file_start: bytes = b""


@dataclasses.dataclass(frozen=True)
class StoredPassage:
    """A passage with the number that the indexes know it by, and the row of its document."""

    id: int
    document: int
    passage: Passage
    text: str


@dataclasses.dataclass(frozen=True)
class StoredTask:
    """A task with the row of its document and its ``evidence``, ``[start, end)`` of the document's text.

    ``id`` is made of the task's own words (who, what, not when): it stays when the file is read again or its deadline moves.
    """

    id: str
    document: int
    task: Task
    evidence: str


def insert_document(
    db: sqlite3.Connection, file: int, name: str, position: int, document: Document, vectors: Vectors
) -> int:
    """Write a document under the id ``name`` with all that it is made of; ``vectors`` are its passages'. Returns its row."""
    header = document.header
    row = db.execute(
        "INSERT INTO documents (id, file, position, title, number, type, issuer, place, date, year, subject, legal_bases, signer,"
        " signer_title, recipients, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            name,
            file,
            position,
            document.title,
            header.number,
            header.type,
            header.issuer,
            header.place,
            _iso(header.date),
            header.year,
            header.subject,
            _json(header.legal_bases),
            header.signer,
            header.signer_title,
            _json(header.recipients),
            document.text,
        ],
    ).lastrowid
    assert row is not None
    db.executemany(
        "INSERT INTO sections VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(row, at, s.heading, s.level, s.parent, s.start, s.end) for at, s in enumerate(document.sections)],
    )
    db.executemany("INSERT INTO pages VALUES (?, ?, ?, ?)", [(row, p.number, p.start, p.end) for p in document.pages])
    db.executemany(
        "INSERT INTO scans VALUES (?, ?, ?, ?)",
        [(row, page.number, page.sure, packed(page.words)) for page in document.scans],
    )
    passages = [
        db.execute(
            'INSERT INTO passages (document, start, "end", section, kind, page, vector) VALUES (?, ?, ?, ?, ?, ?, ?)',
            (row, p.start, p.end, _json(p.section), p.kind, p.page, vector.astype(np.float32).tobytes()),
        ).lastrowid
        for p, vector in zip(document.passages, vectors.passages, strict=True)
    ]
    db.executemany(
        "INSERT INTO token_vectors VALUES (?, ?, ?)",
        [
            (passage, tokens.shape[1], tokens.tobytes())
            for passage, tokens in zip(passages, vectors.tokens, strict=False)
            if tokens.size
        ],
    )
    db.executemany(
        "INSERT INTO tasks VALUES (" + ", ".join("?" * 27) + ")",
        [
            (id, row, at, *_task_fields(task), *_search_fields(task, document.text))
            for at, (id, task) in enumerate(_named(name, document.tasks))
        ],
    )
    return row


def document_of(row: sqlite3.Row) -> StoredDocument:
    """A document from a row of ``documents`` with what stands beside it: of its file, and the count of its passages."""
    header = Header(
        number=row["number"],
        type=row["type"],
        issuer=row["issuer"],
        place=row["place"],
        date=_date(row["date"]),
        year=row["year"],
        subject=row["subject"],
        legal_bases=tuple(json.loads(row["legal_bases"])),
        signer=row["signer"],
        signer_title=row["signer_title"],
        recipients=tuple(json.loads(row["recipients"])),
    )
    return StoredDocument(
        row["id"],
        row["row"],
        row["source"],
        row["title"],
        header,
        row["passages"],
        row["ingested_at"],
        bool(row["internal"]),
        row["file_start"],
    )


def passage_of(row: sqlite3.Row, text: str) -> StoredPassage:
    """A passage from a row of ``passages`` and its document's text."""
    passage = Passage(row["start"], row["end"], tuple(json.loads(row["section"])), row["kind"], row["page"])
    return StoredPassage(row["id"], row["document"], passage, text[passage.start : passage.end])


def task_of(row: sqlite3.Row, text: str) -> StoredTask:
    """A task from a row of ``tasks`` and its document's text."""
    due = due_of(row)
    task = Task(
        start=row["start"],
        end=row["end"],
        section=tuple(json.loads(row["section"])),
        page=row["page"],
        roles=tuple(json.loads(row["roles"])),
        lead=row["lead"],
        coordinating=tuple(json.loads(row["coordinating"])),
        others=tuple((part, body) for part, body in json.loads(row["others"])),
        action=row["action"],
        object=row["object"],
        deadline=row["deadline"],
        # A deadline of which no date is known ("sớm nhất có thể") has none.
        due=due if due != Due() else None,
        product=row["product"],
        place=row["place"],
        row=bool(row["is_row"]),
    )
    return StoredTask(row["id"], row["document"], task, text[task.start : task.end])


def due_of(row: sqlite3.Row) -> Due:
    """The deadline, as dates, of a row of ``tasks``."""
    return Due(_date(row["due_first"]), _date(row["due_last"]), row["repeats"], row["due_month"], row["due_day"])


def _task_fields(task: Task) -> Iterator[object]:
    due = task.due or Due()
    yield from (task.start, task.end, _json(task.section), task.page, _json(task.roles), task.lead)
    yield from (_json(task.coordinating), _json(task.others), task.action, task.object, task.deadline)
    yield from (_iso(due.first), _iso(due.last), due.repeats, due.month, due.day)
    yield from (task.product, task.place, task.row)


def _search_fields(task: Task, text: str) -> Iterator[str]:
    yield comparable(task.lead or "")
    yield comparable_list(task.coordinating)
    yield comparable_list(body for _, body in task.others)
    yield comparable(task.place or "")
    yield comparable_list([text[task.start : task.end], *task.section])


def _named(document: str, tasks: Iterable[Task]) -> Iterator[tuple[str, Task]]:
    """Tasks with their ids; of several with the same words the second and later ones are numbered."""
    seen: collections.Counter[str] = collections.Counter()
    for task in tasks:
        words = _json([document, task.roles, task.lead, task.coordinating, task.others, task.action, task.object])
        key = f"{words}{seen[words] or ''}"
        seen[words] += 1
        yield hashlib.blake2b(key.encode(), digest_size=8).hexdigest(), task


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _iso(date: datetime.date | None) -> str | None:
    return date.isoformat() if date else None


def _date(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
