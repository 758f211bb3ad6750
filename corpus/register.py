"""The task register as it is stored: the tasks that match, in the order asked for."""

from __future__ import annotations

import dataclasses
import datetime
import sqlite3
from collections.abc import Callable
from typing import Literal, get_args

from corpus.documents import Due
from corpus.filters import TaskFilters, tasks_where
from corpus.stored import StoredDocument, StoredTask, due_of, task_of

#: "text": by file name and then in the order of the text, which also decides wherever another order does not; "document":
#: by the day of the document; "lead": by the name of the body, as the Vietnamese alphabet has it; "deadline": by its last day.
Order = Literal["text", "document", "lead", "deadline"]
ORDERS: tuple[Order, ...] = get_args(Order)

#: By which values each order sorts; those that are true of what has nothing to sort by stay last either way round.
_LAST = {
    "text": "0",
    "document": "d.date IS NULL AND d.year IS NULL",
    "lead": "t.lead IS NULL",
    # What comes again without a date, then deadlines that name no time, then tasks without one.
    "deadline": "CASE WHEN coalesce(t.due_last, t.due_first) IS NOT NULL THEN 0 WHEN t.repeats IS NOT NULL THEN 1"
    " WHEN t.deadline IS NOT NULL THEN 2 ELSE 3 END",
}
_VALUE = {
    "text": "0",
    "document": "coalesce(d.date, CAST(d.year AS TEXT))",
    "lead": "collated(coalesce(t.lead, ''))",
    "deadline": "coalesce(t.due_last, t.due_first)",
}


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


@dataclasses.dataclass(frozen=True)
class TimedTask:
    """A task with a time, and its ``place``, from 0, among all that match in the order "deadline".

    ``stated`` is the day of its document, the first of its year where only that is known.
    """

    id: str
    place: int
    lead: str | None
    action: str
    object: str
    deadline: str
    due: Due
    stated: datetime.date | None


def matching(
    db: sqlite3.Connection,
    text_of: Callable[[int], str],
    filters: TaskFilters,
    limit: int | None,
    offset: int,
    order: Order = "text",
    descending: bool = False,
) -> list[StoredTask]:
    """The tasks from ``offset`` on, at most ``limit``."""
    found, values = _sorted(filters, order, descending)
    # Numbers are sorted, not whole rows: three times as fast on a large register.
    rows = db.execute(
        f"SELECT t.* FROM ({found} LIMIT ? OFFSET ?) AS found JOIN tasks t ON t.rowid = found.number"
        f" ORDER BY {_by('found', descending)}",
        [*values, -1 if limit is None else limit, offset],
    )
    return [task_of(row, text_of(row["document"])) for row in rows]


def timed(db: sqlite3.Connection, filters: TaskFilters) -> list[TimedTask]:
    """The tasks that match and have a time, the earliest deadline first."""
    found, values = _sorted(filters, "deadline", descending=False)
    # What has a time stands before what has none, so that places are counted right.
    rows = db.execute(
        "SELECT t.*, coalesce(d.date, d.year || '-01-01') AS stated FROM"
        f" ({found}) AS found JOIN tasks t ON t.rowid = found.number JOIN documents d ON d.row = t.document"
        " WHERE found.missing < 2"
        f" ORDER BY {_by('found', False)}",
        values,
    )
    return [
        TimedTask(
            id=row["id"],
            place=place,
            lead=row["lead"],
            action=row["action"],
            object=row["object"],
            deadline=row["deadline"] or "",
            due=due_of(row),
            stated=datetime.date.fromisoformat(row["stated"]) if row["stated"] else None,
        )
        for place, row in enumerate(rows)
    ]


def count(db: sqlite3.Connection, filters: TaskFilters) -> int:
    """How many tasks match."""
    where, values = tasks_where(filters)
    return int(db.execute(f"SELECT count(*) FROM tasks t {where}", values).fetchone()[0])


def _sorted(filters: TaskFilters, order: Order, descending: bool) -> tuple[str, list[object]]:
    where, values = tasks_where(filters)
    query = (
        f"SELECT t.rowid AS number, {_LAST[order]} AS missing, {_VALUE[order]} AS value, f.source, d.position AS part,"
        " t.document, t.position FROM tasks t JOIN documents d ON d.row = t.document JOIN files f ON f.id = d.file"
        f" {where} ORDER BY {_by('', descending)}"
    )
    return query, values


def _by(table: str, descending: bool) -> str:
    columns = ("missing", "value DESC" if descending else "value", "source", "part", "document", "position")
    return ", ".join(f"{table}.{column}" if table else _INSIDE.get(column, column) for column in columns)


#: Names that are columns of the joined tables too.
_INSIDE = {"source": "f.source", "document": "t.document", "position": "t.position"}
