"""Files as the store knows them: where each is from, what it held, and how it looked on disk when it was read."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Callable, Iterator, Sequence

from corpus import visibility
from corpus.failures import Writing, bounds


@dataclasses.dataclass(frozen=True)
class StoredFile:
    """A stored file without its content. ``stamp`` is that of ``corpus.folder``, ``None`` where none can be trusted."""

    key: str
    source: str
    content_hash: str
    recipe: str
    stamp: str | None
    internal: bool

    def is_current(self, content_hash: str, recipe: str) -> bool:
        """Whether it is stored with this very content, read in this very way."""
        return (self.content_hash, self.recipe) == (content_hash, recipe)


class Files:
    """The files of a store."""

    def __init__(self, connection: Callable[[], sqlite3.Connection], writing: Writing) -> None:
        self._connection = connection
        self._writing = writing

    def under(self, folder: str) -> Iterator[StoredFile]:
        """The files inside the folder with that key."""
        return self._files("WHERE key > ? AND key < ?", bounds(folder))

    def at(self, key: str) -> StoredFile | None:
        return next(self._files("WHERE key = ?", [key]), None)

    def documents(self, key: str) -> list[str]:
        """The ids of the documents of the file at ``key``."""
        rows = self._connection().execute(
            "SELECT d.id FROM documents d JOIN files f ON f.id = d.file WHERE f.key = ? ORDER BY d.position", [key]
        )
        return [row["id"] for row in rows]

    def holding(self, content_hash: str) -> list[StoredFile]:
        """The files with this very content."""
        return list(self._files("WHERE content_hash = ? ORDER BY key", [content_hash]))

    def stamp(self, key: str, stamp: str | None) -> None:
        """Keep how an unchanged file looks now. No generation."""
        with self._writing(content=False) as db:
            db.execute("UPDATE files SET stamp = ? WHERE key = ?", [stamp, key])

    def move(self, key: str, to: str, source: str) -> bool:
        """A file was moved or renamed: its documents, passages and vectors stay, as do their ids.

        ``source`` is its name now, which is also the title of a document that names none. Its failure moves along.
        ``False``, and nothing changed, where another process has stored a file at ``to`` already, or moved it.
        """
        with self._writing(public=False) as db:
            if db.execute("SELECT 1 FROM files WHERE key = ?", [to]).fetchone():
                return False
            db.execute("DELETE FROM failures WHERE key = ?", [to])
            db.execute("UPDATE failures SET key = ?, source = ?, stamp = NULL WHERE key = ?", [to, source, key])
            row = db.execute("SELECT id, source FROM files WHERE key = ?", [key]).fetchone()
            if row is None:
                return False
            internal = visibility.is_internal(db, key)
            visibility.tell(db, internal, internal)
            db.execute("UPDATE files SET key = ?, source = ?, stamp = NULL WHERE id = ?", [to, source, row["id"]])
            db.execute(
                "UPDATE documents SET title = ? WHERE file = ? AND title = ?", [source, row["id"], row["source"]]
            )
        return True

    def remove(self, keys: Sequence[str]) -> None:
        """Remove files with all that was read from them, and their failures: all or none."""
        with self._writing(public=False) as db:
            for internal in {visibility.is_internal(db, key) for key in keys}:
                visibility.tell(db, internal, None)
            for table in ("files", "failures"):
                db.executemany(f"DELETE FROM {table} WHERE key = ?", [(key,) for key in keys])

    def _files(self, rest: str, values: Sequence[object]) -> Iterator[StoredFile]:
        rows = self._connection().execute(
            f"SELECT key, source, content_hash, recipe, stamp, internal FROM files {rest}", values
        )
        return (StoredFile(**{**dict(row), "internal": bool(row["internal"])}) for row in rows)
