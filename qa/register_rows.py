"""The rows of the task register that a question wants, each task once, in the order in which they are told."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence

from corpus.comparable import comparable
from corpus.documents import Due
from corpus.filters import TaskFilters
from corpus.store import Store, StoredDocument, StoredTask
from qa.question_parts import WORDS
from qa.register_question import RegisterQuestion

#: More rows than these are no answer to a question.
_MOST = 5000
_BELONGS = re.compile(rf" (?:{'|'.join(comparable(word).strip() for word in WORDS['belongs'])})$")


def rows(
    question: RegisterQuestion, asked: Sequence[TaskFilters], store: Store
) -> tuple[list[StoredTask], dict[int, StoredDocument]]:
    """The tasks that match any of the filters, each once, and their documents."""
    if sum(store.count_tasks(filters) for filters in asked) > _MOST:
        return [], {}
    found: dict[object, StoredTask] = {}
    documents: dict[int, StoredDocument] = {}
    for filters in asked:
        register = store.register(filters)
        documents |= register.documents
        for stored in register.tasks:
            span = (stored.document, stored.task.start, stored.task.end)
            found.setdefault(stored.id if question.bodies else span, stored)
    tasks = [stored for stored in found.values() if not question.body or _has_part(stored, asked)]
    if question.ends:
        tasks = [stored for stored in tasks if _ends_in(stored.task.due, asked[0])]
    order = {row: at for at, row in enumerate(documents)}
    tasks.sort(key=lambda stored: (order[stored.document], stored.task.start))
    tasks = tasks if question.bodies else once(tasks)
    first = asked[0]
    if first.due_from or first.due_until:
        # Of an open time the tasks next to its end come first.
        latest_first = first.due_from is None
        unknown = datetime.date.min if latest_first else datetime.date.max
        tasks.sort(key=lambda stored: _last_day(stored.task.due) or unknown, reverse=latest_first)
    if question.body and not question.role:
        tasks.sort(key=lambda stored: not leads(stored, asked))
    named = {stored.document for stored in tasks}
    return tasks, {row: document for row, document in documents.items() if row in named}


def once(tasks: Iterable[StoredTask]) -> list[StoredTask]:
    """What a plan says of one task in two rows ("Chủ trì: …", "Phối hợp: …") as one, that of its lead."""
    by_object: dict[tuple[int, str], list[StoredTask]] = {}
    for stored in tasks:
        same = by_object.setdefault((stored.document, comparable(stored.task.object)), [])
        if stored.task.lead is None and any(_together(stored, other) for other in same):
            continue
        same[:] = [other for other in same if other.task.lead is not None or not _together(other, stored)]
        same.append(stored)
    kept = [stored for same in by_object.values() for stored in same]
    places = {id(stored): at for at, stored in enumerate(tasks)}
    return sorted(kept, key=lambda stored: places[id(stored)])


def _together(one: StoredTask, other: StoredTask) -> bool:
    """Whether a row that only names who takes part belongs to another row of the same object."""
    return bool(one.task.object) and set(one.task.coordinating) <= {*other.task.coordinating, other.task.lead}


def _has_part(stored: StoredTask, asked: Sequence[TaskFilters]) -> bool:
    """Whether the body itself is named, and not an office of it ("Văn phòng UBND tỉnh") alone."""
    task = stored.task
    names = [task.lead or "", *task.coordinating, *(body for _, body in task.others)]
    return any(_is_named(name, filters) for name in names for filters in asked)


def leads(stored: StoredTask, asked: Sequence[TaskFilters]) -> bool:
    """Whether the body that the filters name has the task, and not only a part in it."""
    return any(_is_named(stored.task.lead or "", filters) for filters in asked)


def _is_named(name: str, filters: TaskFilters) -> bool:
    needle, text = comparable(filters.body or ""), comparable(name)
    return any(not _BELONGS.search(text[: match.start()]) for match in re.finditer(re.escape(needle), text))


def _ends_in(due: Due | None, filters: TaskFilters) -> bool:
    """Whether a deadline ends in the dates of the filters; what comes again on a day of the year is in them already."""
    if due is None:
        return False
    if due.last is None:
        return due.repeats is not None and due.month is not None
    return (filters.due_from or datetime.date.min) <= due.last <= (filters.due_until or datetime.date.max)


def _last_day(due: Due | None) -> datetime.date | None:
    return (due.last or due.first) if due else None
