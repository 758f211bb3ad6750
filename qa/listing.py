"""Rows of the task register as an answer: how many there are, then one numbered line a task with its citation."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from corpus.bodies import separate
from corpus.comparable import comparable
from corpus.filters import TaskFilters
from corpus.roles import ENGLISH
from corpus.store import Store, StoredDocument, StoredPassage, StoredTask
from corpus.syllables import fold
from index.query import Hit
from qa.answer import Citation, document_name
from qa.english_times import in_english
from qa.question_parts import WORDS
from qa.register_question import RegisterQuestion
from qa.register_rows import leads, once, rows

_SAID = WORDS["said"]
#: The longest answer in characters, and how many of them an object, a list of names and a time may take.
_LONGEST = 1480
_OBJECTS = (150, 120, 95, 75, 60)
_NAMES = 48
_TIME = 40
_TITLE = 36
#: The object of a task that is stated in labels stands so near before it.
_NEAR = 3000
#: Nine in ten rows are right where they were counted by hand; of names that are a part of longer ones, fewer.
_SURE = 0.92
_LESS_SURE = 0.75
_RANKS = frozenset(fold(word) for word in WORDS["levels"])
#: Verbs that only say who has the task.
_SILENT = tuple(comparable(role) for role in WORDS["silent"])


@dataclasses.dataclass(frozen=True)
class Listing:
    """An answer from the register: ``total`` rows or bodies match, ``tasks`` are those that the text shows.

    ``sure`` in [0, 1] is how sure it is that these rows are the ones asked for.
    """

    text: str
    citations: tuple[Citation, ...]
    tasks: tuple[StoredTask, ...]
    total: int
    sure: float


@dataclasses.dataclass(frozen=True)
class _Line:
    """A line without its number and marker; ``proof`` is the task that it is cited from."""

    text: Callable[[int], str]
    proof: StoredTask


def answer_rows(question: RegisterQuestion, store: Store) -> Listing | None:
    """The rows that a question wants, complete or with the way to see all; ``None`` where no row matches."""
    asked, tasks, documents = question.filters, *rows(question, question.filters, store)
    if not tasks and question.instead:
        asked, tasks, documents = question.instead, *rows(question, question.instead, store)
    if not tasks:
        return None
    lines = (
        _bodies(question, tasks)
        if question.bodies
        else [_task_line(question, asked, task, documents) for task in tasks]
    )
    sure = _sure(question, asked, tasks)
    return _listing(question, asked, lines, documents, store, sure) if lines else None


def _sure(question: RegisterQuestion, asked: Sequence[TaskFilters], tasks: Sequence[StoredTask]) -> float:
    """How sure rows are: less where words of a longer name matched, or the same office of another rank stood in."""
    if not question.body:
        return _SURE
    names = [comparable(filters.body).strip() for filters in asked if filters.body]

    def is_named(stored: StoredTask) -> bool:
        bodies = [
            *separate(stored.task.lead or ""),
            *stored.task.coordinating,
            *(body for _, body in stored.task.others),
        ]
        return any(_is_whole(comparable(body).strip(), name) for body in bodies for name in names)

    whole = sum(map(is_named, tasks)) / len(tasks)
    return (_SURE * whole + _LESS_SURE * (1 - whole)) * (_LESS_SURE if asked == question.instead else 1.0)


def _is_whole(body: str, name: str) -> bool:
    """Whether a body is the one named, with or without its rank and place behind: "Phòng Nội vụ huyện Cao Lộc"."""
    rest = body.removeprefix(name).split()
    return body.startswith(name) and (not rest or rest[0] in _RANKS)


def _task_line(
    question: RegisterQuestion, asked: Sequence[TaskFilters], stored: StoredTask, documents: dict[int, StoredDocument]
) -> _Line:
    said, task = _SAID[question.language], stored.task
    details = []
    has_it = bool(question.body) and leads(stored, asked)
    if question.body and not has_it and not question.role:
        details.append(said["with"])
    if task.lead and not has_it:
        details.append(said["lead"].format(names=_short(task.lead, _NAMES)))
    if task.deadline:
        time = _short(task.deadline, _TIME)
        english = in_english(task.deadline) if question.language == "en" else None
        details.append(said["due"].format(time=f"{time} ({english})" if english else time))
    if len(documents) > 1 and question.document is None:
        details.append(_document_mark(documents[stored.document]))
    what = _what(stored)
    told = f" ({'; '.join(details)})" if details else ""
    return _Line(lambda width: f"{_short(what, width)}{told}", stored)


def _what(stored: StoredTask) -> str:
    """What has to be done, with its verb unless that only says the role."""
    task = stored.task
    what = task.object or stored.evidence
    action = comparable(task.action)
    # In labels ("Đơn vị chủ trì thực hiện: …") and tables the verb is that of the label.
    apart = task.object not in stored.evidence and any(comparable(role) in action for role in ENGLISH)
    silent = apart or action.startswith(_SILENT)
    if task.object and not silent and not what.lower().startswith(task.action.lower()):
        what = f"{task.action} {what}"
    what = re.sub(r"\s+", " ", what).strip(" -–+•;,.:")
    return what[:1].upper() + what[1:]


def _bodies(question: RegisterQuestion, tasks: Sequence[StoredTask]) -> list[_Line]:
    """The different bodies of the tasks, in the order of the text, with how many each has."""
    found: dict[str, list[StoredTask]] = {}
    shown: dict[str, str] = {}
    for stored in tasks:
        task = stored.task
        for name in task.coordinating if question.bodies == "coordinate" else separate(task.lead or ""):
            if key := comparable(name):
                shown.setdefault(key, name)
                found.setdefault(key, []).append(stored)

    def line(key: str) -> _Line:
        count = len(once(found[key]))
        many = f"{count} {_noun(question, 'rows', count)}"
        return _Line(lambda width: f"{_short(shown[key], width)}: {many}", found[key][0])

    return [line(key) for key in found]


def _noun(question: RegisterQuestion, name: str, count: int) -> str:
    one, many = _SAID[question.language]["nouns"][name]
    return str(one if count == 1 else many)


def _listing(
    question: RegisterQuestion,
    asked: Sequence[TaskFilters],
    lines: Sequence[_Line],
    documents: dict[int, StoredDocument],
    store: Store,
    sure: float,
) -> Listing | None:
    said = _SAID[question.language]
    scope = _scope(question, asked[0], documents)
    counted = said["counted"] if question.counted else ""

    def first(shown: int) -> str:
        pattern = said["all" if shown == len(lines) else "part"]
        noun = _noun(question, question.bodies or "rows", len(lines))
        return str(counted + pattern.format(count=len(lines), noun=noun, shown=shown, scope=scope))

    def body(width: int, shown: int) -> list[str]:
        return [f"{at}. {line.text(width)} [{at}]" for at, line in enumerate(lines[:shown], start=1)]

    text = ""
    for width in _OBJECTS:
        text = "\n".join([first(len(lines)), *body(width, len(lines))])
        if len(text) <= _LONGEST:
            break
    shown = len(lines)
    if len(text) > _LONGEST:
        more = said["more_wide" if question.ends else "more"].format(command=_command(asked))
        while len(text) > _LONGEST and shown > 1:
            shown -= 1
            text = "\n".join([first(shown), *body(_OBJECTS[-1], shown), more])
    passages: dict[int, list[StoredPassage]] = {}
    cited = []
    for marker, line in enumerate(lines[:shown], start=1):
        row = line.proof.document
        if row not in passages:
            passages[row] = list(store.passages(row))
        cited.append(cite(line.proof, marker, documents[row], passages[row], store.text(documents[row].id)))
    citations = tuple(each for each in cited if each is not None)
    # A line without its proof would be a claim without one.
    if len(citations) < len(cited):
        return None
    return Listing(text, citations, tuple(line.proof for line in lines[:shown]), len(lines), sure)


def cite(
    stored: StoredTask, marker: int, document: StoredDocument, passages: Sequence[StoredPassage], text: str
) -> Citation | None:
    """The citation of a task: its evidence, with its object where that stands before it in the same passage.

    Of evidence that goes over several passages, the part in that which holds most of it. ``None`` without a passage.
    """
    start, end = stored.task.start, stored.task.end

    def held(passage: StoredPassage) -> int:
        return min(end, passage.passage.end) - max(start, passage.passage.start)

    best = max(passages, key=held, default=None)
    if best is None or held(best) <= 0:
        return None
    start, end = max(start, best.passage.start), min(end, best.passage.end)
    before = max(best.passage.start, start - _NEAR)
    if stored.task.object and stored.task.object not in text[start:end]:
        at = text.rfind(stored.task.object, before, start)
        start = at if at >= 0 else start
    return Citation(marker, Hit(best, document, 1.0, 0.0, 0.0), start, end, text[start:end])


def _scope(question: RegisterQuestion, filters: TaskFilters, documents: dict[int, StoredDocument]) -> str:
    """What the rows have in common, for a reader to see how the question was taken."""
    said = _SAID[question.language]
    parts = []
    if filters.body:
        parts.append(question.body if filters in question.filters and question.body else filters.body)
    if question.role and not question.bodies:
        parts.append(said["role"][question.role])
    first, last = (f"{day:%d/%m/%Y}" if day else None for day in (filters.due_from, filters.due_until))
    if first or last:
        name = "between" if first and last else "until" if last else "since"
        parts.append(said[name].format(first=first, last=last))
    if question.document:
        parts.append(_short(document_name(question.document), 3 * _TITLE))
    if filters.place:
        parts.append(_spelled(filters.place, documents.values()))
    if filters.year:
        parts.append(said["year"].format(year=filters.year))
    return f" ({'; '.join(part for part in parts if part)})" if parts else ""


def _spelled(place: str, documents: Iterable[StoredDocument]) -> str:
    """A folded place as the letterheads write it."""
    for name in (name for document in documents for name in (document.header.issuer, document.header.place) if name):
        words = name.split()
        size = len(place.split())
        for at in range(len(words) - size + 1):
            if fold(" ".join(words[at : at + size])) == place:
                return " ".join(words[at : at + size])
    return place.title()


def _document_mark(document: StoredDocument) -> str:
    """The shortest name that tells a document from others."""
    return document.header.number or _short(document.title, _TITLE)


def _command(asked: Sequence[TaskFilters]) -> str:
    """What to type to see all."""
    return "; ".join(" ".join(["kehoach tasks", *_options(filters)]) for filters in asked)


def _options(filters: TaskFilters) -> Iterator[str]:
    options = {
        "body": filters.body,
        "role": ENGLISH[filters.role] if filters.role else None,
        "place": filters.place,
        "from": filters.due_from,
        "until": filters.due_until,
        "document": filters.document,
        "year": filters.year,
        "issuer": filters.issuer,
    }
    for name, value in options.items():
        if value is not None:
            yield f'--{name} "{value}"' if " " in str(value) else f"--{name} {value}"


def _short(text: str, width: int) -> str:
    text = re.sub(r"\s+", " ", text).strip(" ;,")
    if len(text) <= width:
        return text
    return text[: width - 1].rsplit(" ", 1)[0].rstrip(" ,;:(") + " …"
