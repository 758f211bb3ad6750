"""Files that could not be read, with the reason and the remedy, until they are mended or gone."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import sqlite3
from collections.abc import Callable, Sequence

from corpus.errors import (
    EncryptedFile,
    FileTooLarge,
    KehoachError,
    NeedsOCR,
    NotFound,
    UnreadableFile,
    UnsupportedFile,
)

Writing = Callable[..., contextlib.AbstractContextManager[sqlite3.Connection]]
#: What may be wrong with a file, by the name that is kept of it; anything else is kept as the first.
_KINDS: dict[str, type[UnreadableFile]] = {
    kind.__name__: kind for kind in (UnreadableFile, UnsupportedFile, FileTooLarge, EncryptedFile, NeedsOCR)
}


def bounds(folder: str) -> tuple[str, str]:
    """All keys of files inside a folder lie between these two: "0" follows "/"."""
    inside = folder.rstrip("/")
    return f"{inside}/", f"{inside}0"


@dataclasses.dataclass(frozen=True)
class Failure:
    """A file, or a folder that cannot be listed, at ``key``; ``source`` is its name.

    ``message`` says what is wrong and ``remedy`` what to do; ``kind`` is the name of the error's class. ``content_hash`` is
    that of the content which ``reader`` could not read, ``None`` where it was not even opened; ``stamp`` is that of
    ``corpus.folder``. ``documents`` are the ids of what an earlier content of the file left in the store, which stays.
    ``at`` is ISO 8601 in UTC.
    """

    id: int
    key: str
    source: str
    message: str
    remedy: str
    content_hash: str | None
    reader: str
    stamp: str | None
    at: str
    kind: str
    documents: tuple[str, ...]

    @property
    def error(self) -> KehoachError:
        return _KINDS[self.kind](self.message, self.remedy)


class Failures:
    """The failures of a store."""

    def __init__(self, connection: Callable[[], sqlite3.Connection], writing: Writing) -> None:
        self._connection = connection
        self._writing = writing

    def listed(self, limit: int | None = None, offset: int = 0) -> list[Failure]:
        """The failures by file name, then by key."""
        return self._failures("ORDER BY source, key LIMIT ? OFFSET ?", [-1 if limit is None else limit, offset])

    def count(self) -> int:
        return int(self._connection().execute("SELECT count(*) FROM failures").fetchone()[0])

    def under(self, folder: str) -> list[Failure]:
        """The failures inside the folder with that key."""
        return self._failures("WHERE key > ? AND key < ?", bounds(folder))

    def at(self, key: str) -> Failure | None:
        """The failure of the file at ``key``."""
        return next(iter(self._failures("WHERE key = ?", [key])), None)

    def keep(
        self, key: str, source: str, error: KehoachError, reader: str, content_hash: str | None, stamp: str | None
    ) -> bool:
        """Keep why a file cannot be read, in place of an earlier reason; returns whether it is another. No generation."""
        was, kind = self.at(key), type(error).__name__
        kind = kind if kind in _KINDS else UnreadableFile.__name__
        same = was is not None and (was.message, was.content_hash) == (error.message, content_hash)
        if (
            was is not None
            and same
            and (was.reader, was.stamp, was.remedy, was.kind)
            == (
                reader,
                stamp,
                error.remedy,
                kind,
            )
        ):
            return False
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        with self._writing(content=False) as db:
            db.execute(
                "INSERT INTO failures (key, source, message, remedy, content_hash, reader, stamp, at, kind)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET message = excluded.message,"
                " remedy = excluded.remedy, content_hash = excluded.content_hash, reader = excluded.reader,"
                " stamp = excluded.stamp, at = excluded.at, kind = excluded.kind",
                [
                    key,
                    source,
                    error.message,
                    error.remedy,
                    content_hash,
                    reader,
                    stamp,
                    was.at if was and same else now,
                    kind,
                ],
            )
        return not same

    def clear(self, keys: Sequence[str]) -> None:
        """Forget the failures of files that are mended or gone, where there are any. No generation."""
        if any(self.at(key) for key in keys):
            with self._writing(content=False) as db:
                db.executemany("DELETE FROM failures WHERE key = ?", [(key,) for key in keys])

    def remove(self, id: int) -> None:
        """Forget one failure; the file is listed again when it fails again. Raises ``NotFound``. No generation."""
        with self._writing(content=False) as db:
            if db.execute("DELETE FROM failures WHERE id = ?", [id]).rowcount == 0:
                raise NotFound(f"There is no failure {id}.", "See `kehoach docs list --failed` for the failed files.")

    def _failures(self, rest: str, values: Sequence[object]) -> list[Failure]:
        rows = self._connection().execute(f"SELECT * FROM failures {rest}", values).fetchall()
        return [Failure(**dict(row), documents=self._documents(row["key"])) for row in rows]

    def _documents(self, key: str) -> tuple[str, ...]:
        rows = self._connection().execute(
            "SELECT d.id FROM documents d JOIN files f ON f.id = d.file WHERE f.key = ? ORDER BY d.position", [key]
        )
        return tuple(row["id"] for row in rows)
