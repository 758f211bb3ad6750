"""The tasks as the lines of a table that people read: names, words for roles, and a link to the words that prove each."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

from corpus.documents import Task
from corpus.register import Register
from corpus.roles import ENGLISH
from corpus.stored import StoredDocument, StoredTask
from web.citing import place
from web.links import in_path
from web.writing import day_text, due_text

_SPACE = re.compile(r"\s+")
#: The longest text of a task and of a heading in a table, in characters.
_TITLE, _HEADING, _NAMES = 320, 90, 160
#: How many bodies are named of one part.
_FEW = 5


@dataclasses.dataclass(frozen=True)
class TaskLine:
    """A task in words. ``parts`` are what further bodies do, and their names; ``link`` leads to its place in the document.

    ``lead`` names those that have only a part in the task of another where nobody else is named. ``about`` says of the
    document when it was issued and by whom.
    """

    id: str
    title: str
    product: str
    lead: str
    roles: str
    parts: tuple[tuple[str, str], ...]
    deadline: str
    due: str
    link: str
    document: str
    about: str
    place: str
    page: int | None


def task_lines(register: Register, texts: dict[str, str], language: str, carry: str) -> list[TaskLine]:
    """The tasks of a register as lines; ``carry`` is what the page's links carry of the language."""
    return [_line(task, register.document(task), texts, language, carry) for task in register.tasks]


def task_title(action: str, object: str, roles: Sequence[str]) -> str:
    """What is to be done, as one would write it on a list: "Xây dựng mô hình chợ 4.0"."""
    # A role is no work: in "chủ trì" stands the task of a table that names none.
    parts = [action] if action and action.lower() not in roles else []
    text = _SPACE.sub(" ", " ".join([*parts, object])).strip(" ;,.") or action
    return cut(text[:1].upper() + text[1:], _TITLE)


def cut(text: str, limit: int) -> str:
    """The text, or whole words of its beginning with an ellipsis where it is longer than ``limit``."""
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0].rstrip(" ,;.:") + " …"


def _line(stored: StoredTask, document: StoredDocument, texts: dict[str, str], language: str, carry: str) -> TaskLine:
    task, header = stored.task, document.header
    roles = task.roles if language == "vi" else [ENGLISH.get(role, role) for role in task.roles]
    when = day_text(header.date, language) if header.date else str(header.year or "")
    return TaskLine(
        id=stored.id,
        title=task_title(task.action, task.object, task.roles),
        product=task.product or "",
        lead=cut(task.lead, _NAMES) if task.lead else _few(task.coordinating, texts),
        roles=", ".join(roles),
        parts=tuple(_parts(task, texts)),
        deadline=task.deadline or "",
        due=due_text(task.due, texts, language) if task.due else "",
        link=f"/documents/{in_path(document.id)}?start={task.start}&end={task.end}{carry}#mark",
        document=header.number or cut(document.title, _HEADING),
        about=" · ".join(part for part in (when, header.issuer) if part),
        place=place(task.section, stored.evidence if task.row else "", language),
        page=task.page,
    )


def _parts(task: Task, texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    if task.lead and task.coordinating:
        yield texts["with"], _few(task.coordinating, texts)
    bodies: dict[str, list[str]] = {}
    for part, body in task.others:
        bodies.setdefault(part, []).append(body)
    for part, names in bodies.items():
        yield f"{part[:1].upper()}{part[1:]}:", _few(names, texts)


def _few(names: Sequence[str], texts: dict[str, str]) -> str:
    """Names in one line; of many the first, and how many more there are."""
    more = len(names) - _FEW
    told = [*names[:_FEW], texts["and_more"].format(count=more)] if more > 1 else names
    return "; ".join(told)
