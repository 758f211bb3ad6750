"""The store: one SQLite file that is the truth about files, documents, passages and their vectors.

Everything else under the data folder is derived from it. ``generation`` grows by one with every change, and derived files
carry the generation they were made from. Any number of processes may read; writers wait for each other.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import functools
import hashlib
import itertools
import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus import feedback, register, unanswered, visibility
from corpus.database import connect, migrate
from corpus.documents import Document, Page, ScannedPage, Section, Vectors
from corpus.doubts import Doubt, doubts
from corpus.errors import NotFound, StoreError
from corpus.failures import Failure, Failures
from corpus.feedback import Feedback, Rating
from corpus.files import Files, StoredFile
from corpus.filters import Filters, TaskFilters, add_functions, documents_where
from corpus.links import Links, insert_links, insert_missing, load
from corpus.parties import Party, parties
from corpus.register import Order, Register, TimedTask
from corpus.scans import unpacked
from corpus.stored import (
    DOCUMENT_ROWS,
    StoredDocument,
    StoredPassage,
    StoredTask,
    document_of,
    insert_document,
    passage_of,
)
from corpus.unanswered import Unanswered

__all__ = [
    "Failure",
    "Feedback",
    "Filters",
    "Register",
    "Store",
    "StoredDocument",
    "StoredFile",
    "StoredPassage",
    "StoredTask",
    "TaskFilters",
    "Unanswered",
    "content_hash",
]


#: Of a file, enough to tell what it is.
_START_BYTES = 64


class Store:
    """The SQLite file ``path``; created, and brought to the newest schema, on opening.

    With ``public`` it is what everyone may see: nothing in it tells that there are internal documents, nor can it change any.

    Raises ``StoreError`` for a file that is no store, is damaged, or was made by a newer version.
    """

    def __init__(self, path: Path, *, public: bool = False) -> None:
        self.path = path
        self.public = public
        path.parent.mkdir(parents=True, exist_ok=True)
        self._local = threading.local()
        # A row's text never changes and its number is never used again, so that it can be kept.
        self._text_of = functools.lru_cache(maxsize=1024)(self._read_text)
        self.files = Files(lambda: self._connection, self._writing)
        self.failures = Failures(lambda: self._connection, self._writing)
        self._links: tuple[int, Links] | None = None
        self._linking = threading.Lock()
        try:
            with contextlib.closing(connect(path)) as whole:
                migrate(whole, path)
                insert_missing(whole)
        except sqlite3.DatabaseError as error:
            raise StoreError(
                f"The store {path} cannot be opened: {error}.",
                "Restore it from a backup, or move it away and ingest the documents again.",
            ) from error

    # -- reading ---------------------------------------------------------------------------------------------------------

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

    # -- writing ---------------------------------------------------------------------------------------------------------

    def replace(
        self,
        key: str,
        source: str,
        content: bytes,
        recipe: str,
        model: str,
        documents: Sequence[tuple[Document, Vectors]],
        *,
        internal: bool = False,
        stamp: str | None = None,
    ) -> list[str]:
        """Store a file's documents, each with its passages' vectors, in place of what was stored of it; returns their ids.

        The file's ids stay, and its failure is forgotten; one that was ``internal`` stays so. ``stamp`` is that of
        ``corpus.folder``. One transaction: readers see all of the old or all of the new. Raises ``StoreError`` when the
        vectors come from another model than the stored ones.
        """
        if (
            self.model not in (None, model)
            and self._connection.execute("SELECT 1 FROM files WHERE key <> ?", [key]).fetchone()
        ):
            raise StoreError(
                f"The store holds vectors of the model {self.model!r}, and {model!r} is set.",
                "Set the former model again, or ingest into a new data folder.",
            )
        with self._writing(public=False) as db:
            was = visibility.is_internal(db, key)
            internal = internal or bool(was)
            visibility.tell(db, was, internal)
            name = _name(db, key)
            ids = [name if position == 0 else f"{name}-{position + 1}" for position in range(len(documents))]
            now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
            (file,) = db.execute(
                "INSERT INTO files (key, source, content_hash, recipe, ingested_at, internal, name, stamp, start)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (key) DO UPDATE SET source = excluded.source, content_hash = excluded.content_hash,"
                " recipe = excluded.recipe, internal = excluded.internal, name = excluded.name, stamp = excluded.stamp,"
                " start = excluded.start,"
                # A file that is only read anew is no newer than before: of two versions of a plan the later one answers.
                " ingested_at = iif(files.content_hash = excluded.content_hash, files.ingested_at, excluded.ingested_at)"
                " RETURNING id",
                [key, source, content_hash(content), recipe, now, internal, name, stamp, content[:_START_BYTES]],
            ).fetchone()
            db.execute("DELETE FROM documents WHERE file = ?", [file])
            db.execute("DELETE FROM failures WHERE key = ?", [key])
            db.execute("INSERT OR REPLACE INTO contents VALUES (?, ?)", [file, content])
            for position, (document, vectors) in enumerate(documents):
                row = insert_document(db, file, ids[position], position, document, vectors)
                insert_links(db, row, document.text, document.header)
            db.execute("INSERT OR REPLACE INTO meta VALUES ('model', ?)", [model])
        return ids

    def remove(self, document_id: str) -> list[str]:
        """Remove the file that a document was read from; returns the ids of all documents that went with it."""
        self.document(document_id)
        with self._writing(public=False) as db:
            file, internal, ids = _file_of(db, document_id)
            visibility.tell(db, internal, None)
            db.execute("DELETE FROM files WHERE id = ?", [file])
        return ids

    def set_internal(self, document_id: str, internal: bool) -> list[str]:
        """Make the file that a document was read from internal, or public; returns the ids of all its documents.

        What is so already makes no generation. Raises ``NotFound``.
        """
        if self.document(document_id).internal != internal:
            with self._writing(public=False) as db:
                file, was, _ = _file_of(db, document_id)
                db.execute("UPDATE files SET internal = ? WHERE id = ?", [internal, file])
                visibility.tell(db, was, internal)
        return _file_of(self._connection, document_id)[2]

    def keep_unanswered(
        self, question: str, language: str, understood_as: str, missing: str, nearest: Sequence[str] = ()
    ) -> None:
        """Keep a question that was not answered, for the office; one asked before, in whatever accents, is counted.

        ``missing`` is the reason in words, ``nearest`` are ids of documents. The newest 10,000 are kept. No generation.
        """
        with self._writing(content=False) as db:
            unanswered.keep(db, question, language, understood_as, missing, nearest)

    def close_unanswered(self, id: int) -> Unanswered:
        """Mark a question as dealt with; asked in vain again, it is open again. Raises ``NotFound``."""
        with self._writing(content=False) as db:
            return unanswered.close(db, id)

    def remove_unanswered(self, id: int) -> None:
        """Forget a question. Raises ``NotFound``."""
        with self._writing(content=False) as db:
            unanswered.remove(db, id)

    def keep_feedback(self, question: str, answer: str, rating: Rating, comment: str = "") -> Feedback:
        """Keep what a person says of an answer. The newest 10,000 are kept. No generation."""
        with self._writing(content=False) as db:
            return feedback.keep(db, question, answer, rating, comment)

    def close_feedback(self, id: int) -> Feedback:
        """Mark a rating as dealt with. Raises ``NotFound``."""
        with self._writing(content=False) as db:
            return feedback.close(db, id)

    def remove_feedback(self, id: int) -> None:
        """Forget a rating. Raises ``NotFound``."""
        with self._writing(content=False) as db:
            feedback.remove(db, id)

    def close(self) -> None:
        """Close this thread's connection."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    # -- inside ----------------------------------------------------------------------------------------------------------

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

    @contextlib.contextmanager
    def _writing(self, *, content: bool = True, public: bool = True) -> Iterator[sqlite3.Connection]:
        """A transaction, all or none; a change of content makes a generation, and one for everyone unless told not to."""
        db = self._connection
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
            if content:
                db.execute("UPDATE meta SET value = value + 1 WHERE name = 'generation'")
                if public:
                    visibility.tell(db, None, False)
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")

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


def _file_of(db: sqlite3.Connection, document_id: str) -> tuple[int, bool, list[str]]:
    """The file that a document was read from, whether it is internal, and the ids of all documents of it."""
    rows = db.execute(
        "SELECT d.file, f.internal, d.id FROM documents d JOIN files f ON f.id = d.file"
        " WHERE d.file = (SELECT file FROM documents WHERE id = ?) ORDER BY d.position",
        [document_id],
    ).fetchall()
    return rows[0]["file"], bool(rows[0]["internal"]), [row["id"] for row in rows]


def content_hash(content: bytes) -> str:
    """What tells one content of a file from another: BLAKE2b of 16 bytes, in hexadecimal digits."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _name(db: sqlite3.Connection, key: str) -> str:
    """The id of the first document of the file at ``key``: the same every time, and that of no file that moved away."""
    row = db.execute("SELECT name FROM files WHERE key = ?", [key]).fetchone()
    if row is not None and row["name"] is not None:
        return str(row["name"])
    for number in itertools.count():
        name = hashlib.blake2b(f"{key}{number or ''}".encode(), digest_size=6).hexdigest()
        if not db.execute("SELECT 1 FROM files WHERE name = ?", [name]).fetchone():
            return name
    raise AssertionError("unreachable")
