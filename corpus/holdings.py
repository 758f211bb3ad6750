"""What a store holds: documents, passages and their vectors, tasks, and what people asked in vain or said of answers.

Reading only; ``corpus.store`` is how things get in. Any number of threads may read, each through a connection of its own.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus import feedback, register, unanswered, visibility
from corpus.database import connect
from corpus.documents import Page, ScannedPage, Section
from corpus.doubts import Doubt, doubts
from corpus.errors import NotFound
from corpus.feedback import Feedback, Rating
from corpus.filters import Filters, TaskFilters, add_functions, documents_where
from corpus.links import Links, load
from corpus.parties import Party, parties
from corpus.register import Order, Register, TimedTask
from corpus.scans import unpacked
from corpus.stored import DOCUMENT_ROWS, StoredDocument, StoredPassage, StoredTask, document_of, passage_of
from corpus.unanswered import Unanswered


class Holdings:
    """What the SQLite file ``path`` holds; with ``public``, what of it everyone may see."""

    def __init__(self, path: Path, *, public: bool = False) -> None:
        self.path = path
        self.public = public
        self._local = threading.local()
        # A row's text never changes and its number is never used again, so that it can be kept.
        self._text_of = functools.lru_cache(maxsize=1024)(self._read_text)
        self._links: tuple[int, Links] | None = None
        self._linking = threading.Lock()

    @property
    def generation(self) -> int:
        return int(self._meta("generation") or 0)

    @property
    def model(self) -> str | None:
        """The name of the model that the stored vectors were made with."""
        return self._meta("model")

    @property
    def withheld(self) -> int:
        """Grows whenever a document that everyone could see becomes internal."""
        return int(self._meta("withheld") or 0)

    def documents(self, filters: Filters = Filters()) -> list[StoredDocument]:
        return self._documents(*documents_where(filters))

    def document(self, document_id: str) -> StoredDocument:
        """One document; raises ``NotFound``."""
        found = self.documents(Filters(document=document_id))
        if not found:
            raise NotFound(
                f"There is no document {document_id!r} in the store.", "See `kehoach docs list` for the ids."
            )
        return found[0]

    def of_same_file(self, document_id: str) -> list[StoredDocument]:
        """All documents of the file that a document was read from, itself included; raises ``NotFound``."""
        found = self._documents("WHERE d.file = (SELECT file FROM documents WHERE id = ?)", [document_id])
        return found or [self.document(document_id)]

    def text(self, document_id: str) -> str:
        row = self._connection.execute("SELECT text FROM documents WHERE id = ?", [document_id]).fetchone()
        if row is None:
            self.document(document_id)
        return str(row["text"])

    def file(self, document_id: str) -> tuple[str, bytes]:
        """Name and bytes of the file that a document was read from."""
        row = self._connection.execute(
            "SELECT f.source, c.content FROM documents d JOIN files f ON f.id = d.file JOIN contents c ON c.file = f.id"
            " WHERE d.id = ?",
            [document_id],
        ).fetchone()
        if row is None:
            self.document(document_id)
        return row["source"], row["content"]

    def content_hash(self, document_id: str) -> str:
        """What tells the content of a document's file from any other's."""
        row = self._connection.execute(
            "SELECT f.content_hash FROM documents d JOIN files f ON f.id = d.file WHERE d.id = ?", [document_id]
        ).fetchone()
        if row is None:
            self.document(document_id)
        return str(row["content_hash"])

    def content_hashes(self) -> set[str]:
        """The hashes of all files."""
        return {row["content_hash"] for row in self._connection.execute("SELECT content_hash FROM files")}

    def content(self, content_hash: str) -> bytes:
        """The bytes of the file with that hash; raises ``NotFound`` where it was removed or replaced meanwhile."""
        row = self._connection.execute(
            "SELECT c.content FROM files f JOIN contents c ON c.file = f.id WHERE f.content_hash = ?", [content_hash]
        ).fetchone()
        if row is None:
            raise NotFound("The file was removed or replaced meanwhile.", "Ask again.")
        return bytes(row["content"])

    def sections(self, document_id: str) -> list[Section]:
        rows = self._connection.execute(
            "SELECT s.* FROM sections s JOIN documents d ON d.row = s.document WHERE d.id = ? ORDER BY s.position",
            [document_id],
        )
        return [Section(r["heading"], r["level"], r["parent"], r["start"], r["end"]) for r in rows]

    def pages(self, document_id: str) -> list[Page]:
        rows = self._connection.execute(
            "SELECT p.*, s.sure FROM pages p JOIN documents d ON d.row = p.document"
            " LEFT JOIN scans s ON s.document = p.document AND s.number = p.number WHERE d.id = ? ORDER BY p.start",
            [document_id],
        )
        return [Page(r["number"], r["start"], r["end"], r["sure"]) for r in rows]

    def scans(self, document_id: str) -> list[ScannedPage]:
        """The pages of a document that were read from pictures, with their words."""
        rows = self._connection.execute(
            "SELECT s.* FROM scans s JOIN documents d ON d.row = s.document WHERE d.id = ? ORDER BY s.number",
            [document_id],
        )
        return [ScannedPage(r["number"], r["sure"], unpacked(r["words"])) for r in rows]

    def doubts(self, document_id: str) -> list[Doubt]:
        """What is to be doubted of a document that was read from pictures; of any other, nothing."""
        scans = self.scans(document_id)
        return doubts(self.text(document_id), self.pages(document_id), scans) if scans else []

    def links(self) -> Links:
        """How the documents hang together at this moment: relations between them, and documents held more than once."""
        generation = self.generation
        with self._linking:
            links = self._links
            if links is None or links[0] != generation:
                links = self._links = (generation, load(self._connection))
            return links[1]

    def left_out(self, filters: Filters = Filters()) -> frozenset[int]:
        """The rows of the documents that another one of those that match answers for; none where one is asked for by id."""
        grouped = self.links().grouped
        if not grouped or filters.document is not None:
            return frozenset()
        where, values = documents_where(filters)
        rows = self._connection.execute(
            f"SELECT row FROM (SELECT d.row FROM documents d {where}) WHERE row IN (SELECT value FROM json_each(?))",
            [*values, json.dumps(list(grouped))],
        )
        return self.links().left_out(row["row"] for row in rows)

    def passages(self, document: int | None = None) -> Iterator[StoredPassage]:
        """Every passage, or those of the document in that row, in the order of ids, with its text."""
        where, values = ("", []) if document is None else ("WHERE document = ?", [document])
        for row in self._connection.execute(f"SELECT * FROM passages {where} ORDER BY id", values):
            yield self._stored_passage(row)

    def fetch(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        """Passages by their ids; an id that was replaced or removed is left out."""
        marks = ", ".join("?" * len(ids))
        rows = self._connection.execute(f"SELECT * FROM passages WHERE id IN ({marks})", list(ids)).fetchall()
        return {row["id"]: self._stored_passage(row) for row in rows}

    def vectors(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Ids ``(n,)`` and unit vectors ``(n, dimension)`` of every passage, in the order of ids."""
        rows = self._connection.execute("SELECT id, vector FROM passages ORDER BY id").fetchall()
        ids = np.array([row["id"] for row in rows], dtype=np.int64)
        vectors = np.frombuffer(b"".join(row["vector"] for row in rows), dtype=np.float32)
        return ids, vectors.reshape(len(rows), -1 if rows else 0)

    def token_vectors(self, ids: Sequence[int]) -> dict[int, NDArray[np.int8]]:
        """The token vectors ``(tokens, d)`` of passages by their ids; one without is left out."""
        marks = ", ".join("?" * len(ids))
        rows = self._connection.execute(f"SELECT * FROM token_vectors WHERE passage IN ({marks})", list(ids))
        return {
            row["passage"]: np.frombuffer(row["vectors"], dtype=np.int8).reshape(-1, row["dimension"]) for row in rows
        }

    def passage_ids(self, filters: Filters) -> NDArray[np.int64]:
        """The ids of the passages of the documents that match, ascending; of a document held twice, those of one."""
        where, values = documents_where(filters)
        rows = self._connection.execute(
            f"SELECT p.id FROM passages p JOIN (SELECT d.row FROM documents d {where}) d ON d.row = p.document"
            " WHERE d.row NOT IN (SELECT value FROM json_each(?)) ORDER BY p.id",
            [*values, json.dumps(list(self.left_out(filters)))],
        )
        return np.array([row["id"] for row in rows], dtype=np.int64)

    def tasks(
        self,
        filters: TaskFilters = TaskFilters(),
        limit: int | None = None,
        offset: int = 0,
        order: Order = "text",
        descending: bool = False,
    ) -> list[StoredTask]:
        """The tasks that match, in the order of ``corpus.register``. Raises ``BadQuestion``."""
        return register.matching(self._connection, self._text_of, self._once(filters), limit, offset, order, descending)

    def timed_tasks(self, filters: TaskFilters = TaskFilters()) -> list[TimedTask]:
        """The tasks that match and have a time, the earliest deadline first. Raises ``BadQuestion``."""
        return register.timed(self._connection, self._once(filters))

    def count_tasks(self, filters: TaskFilters = TaskFilters()) -> int:
        """How many tasks match. Raises ``BadQuestion``."""
        return register.count(self._connection, self._once(filters))

    def register(
        self,
        filters: TaskFilters = TaskFilters(),
        limit: int | None = None,
        offset: int = 0,
        order: Order = "text",
        descending: bool = False,
    ) -> Register:
        """The tasks that match with their documents, while others write. Raises ``BadQuestion``."""
        with self.snapshot():
            tasks = tuple(self.tasks(filters, limit, offset, order, descending))
            rows = json.dumps(sorted({task.document for task in tasks}))
            documents = self._documents("WHERE d.row IN (SELECT value FROM json_each(?))", [rows])
            return Register(self.count_tasks(filters), tasks, {found.row: found for found in documents})

    def parties(self) -> list[Party]:
        """The bodies that have parts in tasks, by issuer and name."""
        return parties(self._connection, self.left_out())

    def unanswered(self, state: str | None = None, limit: int | None = None, offset: int = 0) -> list[Unanswered]:
        """The questions that were not answered, the last asked first; ``state`` is "open", "closed" or ``None``: all."""
        return unanswered.listed(self._connection, state, limit, offset)

    def count_unanswered(self, state: str | None = None) -> int:
        """How many questions of a state, or in all, were not answered."""
        return unanswered.count(self._connection, state)

    def feedback(
        self, rating: Rating | None = None, state: str | None = None, limit: int | None = None, offset: int = 0
    ) -> list[Feedback]:
        """What people said of answers, the newest first; ``None`` means all ratings, or all states."""
        return feedback.listed(self._connection, rating, state, limit, offset)

    def count_feedback(self, rating: Rating | None = None, state: str | None = None) -> int:
        """How many ratings there are of a kind and a state."""
        return feedback.count(self._connection, rating, state)

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Several queries of this thread that see one state of the store, while others write."""
        db = self._connection
        db.execute("BEGIN")
        try:
            yield
        finally:
            db.execute("COMMIT")

    def close(self) -> None:
        """Close this thread's connection."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    @property
    def _connection(self) -> sqlite3.Connection:
        """This thread's connection; SQLite objects stay in their thread."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = connect(self.path)
            add_functions(connection)
            if self.public:
                visibility.conceal(connection)
        return connection

    def _once(self, filters: TaskFilters) -> TaskFilters:
        """The filters without the documents that another one answers for; a task asked for by its id is shown anyway."""
        if filters.ids is not None:
            return filters
        return dataclasses.replace(filters, left_out=self.left_out(filters.documents))

    def _documents(self, where: str, values: Sequence[object]) -> list[StoredDocument]:
        rows = self._connection.execute(f"{DOCUMENT_ROWS} {where} ORDER BY f.source, d.position", values)
        return [document_of(row) for row in rows]

    def _stored_passage(self, row: sqlite3.Row) -> StoredPassage:
        return passage_of(row, self._text_of(row["document"]))

    def _read_text(self, row: int) -> str:
        found = self._connection.execute("SELECT text FROM documents WHERE row = ?", [row]).fetchone()
        return "" if found is None else str(found["text"])

    def _meta(self, name: str) -> str | None:
        row = self._connection.execute("SELECT value FROM meta WHERE name = ?", [name]).fetchone()
        return None if row is None else str(row["value"])
