"""The task register as it is stored: the tasks that match, in the order of documents and of their text."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Callable

from corpus.filters import TaskFilters, tasks_where
from corpus.stored import StoredDocument, StoredTask, task_of


@dataclasses.dataclass(frozen=True)
class Register:
    """A stretch of the register, all of one moment: ``total`` counts every task that matches.

    ``documents`` are those of the tasks, by their rows.
    """

    total: int
    tasks: tuple[StoredTask, ...]
    documents: dict[int, StoredDocument]

    def document(self, task: StoredTask) -> StoredDocument:
        return self.documents[task.document]


def matching(
    db: sqlite3.Connection, text_of: Callable[[int], str], filters: TaskFilters, limit: int | None, offset: int
) -> list[StoredTask]:
    """The tasks from ``offset`` on, at most ``limit``: by file name, then by their place in the document."""
    where, values = tasks_where(filters)
    # Numbers are sorted, not whole rows: three times as fast on a large register.
    rows = db.execute(
        "SELECT t.* FROM (SELECT t.rowid AS number, f.source, d.position AS part, t.document, t.position FROM tasks t"
        f" JOIN documents d ON d.row = t.document JOIN files f ON f.id = d.file {where}"
        " ORDER BY f.source, d.position, t.document, t.position LIMIT ? OFFSET ?) AS found"
        " JOIN tasks t ON t.rowid = found.number ORDER BY found.source, found.part, found.document, found.position",
        [*values, -1 if limit is None else limit, offset],
    )
    return [task_of(row, text_of(row["document"])) for row in rows]


def count(db: sqlite3.Connection, filters: TaskFilters) -> int:
    """How many tasks match."""
    where, values = tasks_where(filters)
    return int(db.execute(f"SELECT count(*) FROM tasks t {where}", values).fetchone()[0])
