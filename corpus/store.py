"""The store: one SQLite file that is the truth about files, documents, passages and their vectors.

Everything else under the data folder is derived from it. ``generation`` grows by one with every change, and derived files
carry the generation they were made from. Any number of processes may read; writers wait for each other.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import itertools
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus import feedback, unanswered, visibility
from corpus.database import connect, migrate
from corpus.documents import Document, Vectors
from corpus.errors import StoreError
from corpus.failures import Failure, Failures
from corpus.feedback import Feedback, Rating
from corpus.files import Files, StoredFile
from corpus.filters import Filters, TaskFilters
from corpus.holdings import Holdings
from corpus.links import insert_links, insert_missing
from corpus.register import Register
from corpus.stored import StoredDocument, StoredPassage, StoredTask, insert_document
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


class Store(Holdings):
    """The SQLite file ``path``; created, and brought to the newest schema, on opening.

    With ``public`` it is what everyone may see: nothing in it tells that there are internal documents, nor can it change any.

    Raises ``StoreError`` for a file that is no store, is damaged, or was made by a newer version.
    """

    def __init__(self, path: Path, *, public: bool = False) -> None:
        super().__init__(path, public=public)
        path.parent.mkdir(parents=True, exist_ok=True)
        self.files = Files(lambda: self._connection, self._writing)
        self.failures = Failures(lambda: self._connection, self._writing)
        try:
            with contextlib.closing(connect(path)) as whole:
                migrate(whole, path)
                insert_missing(whole)
        except sqlite3.DatabaseError as error:
            raise StoreError(
                f"The store {path} cannot be opened: {error}.",
                "Restore it from a backup, or move it away and ingest the documents again.",
            ) from error

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
            return unanswered.set_state(db, id, "closed")

    def reopen_unanswered(self, id: int) -> Unanswered:
        """Mark a question as still to be dealt with. Raises ``NotFound``."""
        with self._writing(content=False) as db:
            return unanswered.set_state(db, id, "open")

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
            return feedback.set_state(db, id, "closed")

    def reopen_feedback(self, id: int) -> Feedback:
        """Mark a rating as still to be dealt with. Raises ``NotFound``."""
        with self._writing(content=False) as db:
            return feedback.set_state(db, id, "open")

    def remove_feedback(self, id: int) -> None:
        """Forget a rating. Raises ``NotFound``."""
        with self._writing(content=False) as db:
            feedback.remove(db, id)

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
