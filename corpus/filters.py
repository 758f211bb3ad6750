"""Which documents and which tasks are asked for, and the SQL conditions that say the same."""

from __future__ import annotations

import dataclasses
import datetime
import json
import re
import sqlite3

from corpus.collation import collated
from corpus.comparable import comparable
from corpus.documents import Due
from corpus.errors import BadQuestion
from corpus.recurrence import falls_within
from corpus.roles import role_named
from corpus.syllables import fold

_VIETNAMESE_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_COORDINATE = "phối hợp"


@dataclasses.dataclass(frozen=True)
class Filters:
    """Which documents to look in; every field that is set must match, and text fields match without regard to case."""

    document: str | None = None
    issuer: str | None = None
    year: int | None = None
    type: str | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) is not None for field in dataclasses.fields(self))


@dataclasses.dataclass(frozen=True)
class TaskFilters:
    """Which tasks to list; every field that is set must match, and names match without case, accents and short forms.

    ``body`` is a body's name or whole words of it, wherever the task names it; with ``role`` only where it has that role.
    ``role`` is as ``corpus.roles.role_named`` takes it. ``place`` is the task's, or that of its document. A task is inside
    ``[due_from, due_until]`` when any day of its deadline is, or any time of one that comes again; one without a date is
    in no such range. ``text`` are words that stand, all of them, in the evidence or the headings above it. ``ids`` are the
    tasks' own; ``left_out`` are the rows of documents that others answer for, which the store knows.
    """

    body: str | None = None
    role: str | None = None
    place: str | None = None
    due_from: datetime.date | None = None
    due_until: datetime.date | None = None
    document: str | None = None
    year: int | None = None
    issuer: str | None = None
    type: str | None = None
    text: str | None = None
    ids: tuple[str, ...] | None = None
    left_out: frozenset[int] = frozenset()

    @property
    def documents(self) -> Filters:
        """Which documents the tasks are of."""
        return Filters(self.document or None, self.issuer or None, self.year, self.type or None)


def day_named(text: str) -> datetime.date:
    """The day of "2024-06-30" or "30/6/2024". Raises ``BadQuestion``."""
    try:
        if found := _VIETNAMESE_DAY.fullmatch(text.strip()):
            return datetime.date(int(found[3]), int(found[2]), int(found[1]))
        return datetime.date.fromisoformat(text.strip())
    except ValueError:
        raise BadQuestion(f"{text!r} is no date.", "Write it as 2024-06-30 or 30/6/2024.") from None


def documents_where(filters: Filters) -> tuple[str, list[object]]:
    """An SQL condition over ``documents d``; ``folded`` is ``corpus.syllables.fold``, because SQLite folds ASCII alone."""
    conditions: list[str] = []
    values: list[object] = []
    for match, text in (("instr(folded(d.issuer), ?) > 0", filters.issuer), ("folded(d.type) = ?", filters.type)):
        if text is not None:
            conditions.append(match)
            values.append(fold(text))
    for column, value in (("id", filters.document), ("year", filters.year)):
        if value is not None:
            conditions.append(f"d.{column} = ?")
            values.append(value)
    return _where(conditions), values


def tasks_where(filters: TaskFilters) -> tuple[str, list[object]]:
    """An SQL condition over ``tasks t``, for a connection with ``add_functions``. Raises ``BadQuestion``."""
    conditions: list[str] = []
    values: list[object] = []
    if filters.documents:
        where, about = documents_where(filters.documents)
        conditions.append(f"t.document IN (SELECT d.row FROM documents d {where})")
        values += about
    if filters.left_out:
        conditions.append("t.document NOT IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(sorted(filters.left_out)))
    if filters.body or filters.role:
        condition, names = _part_in_task(filters.body, filters.role)
        conditions.append(condition)
        values += names
    if filters.place:
        conditions.append(
            "(instr(t.place_words, ?) > 0 OR t.document IN (SELECT d.row FROM documents d"
            " WHERE instr(comparable(d.place), ?) > 0 OR instr(comparable(d.issuer), ?) > 0))"
        )
        values += [_needle("place", filters.place)] * 3
    for word in (filters.text or "").split():
        if needle := comparable(word):
            conditions.append("instr(t.words, ?) > 0")
            values.append(needle)
    if filters.ids is not None:
        conditions.append("t.id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(filters.ids))
    if filters.due_from or filters.due_until:
        start, end = filters.due_from or datetime.date.min, filters.due_until or datetime.date.max
        if start > end:
            raise BadQuestion(f"The dates from {start} until {end} hold no day.", "Give the earlier date first.")
        conditions.append(
            "CASE WHEN t.repeats IS NULL OR coalesce(t.due_month, t.due_day) IS NULL"
            " THEN coalesce(t.due_last, t.due_first) >= ? AND coalesce(t.due_first, t.due_last) <= ?"
            " ELSE falls_within(t.due_first, t.due_last, t.repeats, t.due_month, t.due_day, ?, ?) END"
        )
        values += [start.isoformat(), end.isoformat()] * 2
    return _where(conditions), values


def add_functions(connection: sqlite3.Connection) -> None:
    """Give a connection the functions that the conditions over tasks call."""

    def falls(
        first: str | None, last: str | None, repeats: str, month: int | None, day: int | None, start: str, end: str
    ) -> bool:
        read = datetime.date.fromisoformat
        due = Due(read(first) if first else None, read(last) if last else None, repeats, month, day)
        return falls_within(due, read(start), read(end))

    connection.create_function("collated", 1, collated, deterministic=True)
    connection.create_function("comparable", 1, lambda text: comparable(text or ""), deterministic=True)
    connection.create_function("falls_within", 7, falls, deterministic=True)


def _part_in_task(body: str | None, role: str | None) -> tuple[str, list[object]]:
    """The condition that a body has a part in a task, or a role in it; without a name, that any body has the role."""
    needle = _needle("body", body) if body else None
    role = role_named(role) if role else None
    lead, coordinating, other = (f"instr(t.{column}_names, ?) > 0" for column in ("lead", "coordinating", "other"))
    has_role = f"instr(t.roles, '\"{role}\"') > 0"
    if role is None:
        return f"({lead} OR {coordinating} OR {other})", [needle] * 3
    if needle is None:
        return (f"({has_role} OR t.coordinating <> '[]')" if role == _COORDINATE else has_role), []
    if role == _COORDINATE:
        # A body may have "chủ trì" and "phối hợp" at once.
        return f"({coordinating} OR {has_role} AND {lead})", [needle] * 2
    # A body that has a part only in another's task stands in ``coordinating``, and the roles are its own then.
    return f"({has_role} AND ({lead} OR t.lead IS NULL AND {coordinating}))", [needle] * 2


def _needle(field: str, text: str) -> str:
    needle = comparable(text)
    if not needle:
        raise BadQuestion(f"The {field} {text!r} names nothing.", "Give a name, or words of one, or leave it out.")
    return needle


def _where(conditions: list[str]) -> str:
    return "WHERE " + " AND ".join(conditions) if conditions else ""
