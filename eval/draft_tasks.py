"""Candidates from the task register: who leads, with whom, by when, and all that one body leads in a document."""

from __future__ import annotations

import collections
import hashlib
import re
from collections.abc import Iterator, Sequence

from corpus.comparable import comparable
from corpus.store import Store, StoredDocument, StoredTask
from corpus.times import times
from eval.candidates import Candidate, Fact, document_words, proof, spellings, told, within, worded
from eval.text import contains, fold

#: The least and most syllables of a task that can be asked for: fewer fit many tasks, more is no question.
_SHORTEST, _LONGEST = 6, 28
#: From how many syllables on a task is known by its own words, without its document's name.
_TELLING = 9
#: How many tasks "all that a body leads" may be, so that a person can check them and an answer can hold them.
_LIST = range(2, 7)
_LEAD = "chủ trì"
#: What a body does with its own hands; other roles ("báo cáo", "chỉ đạo") are no answer to who has a task.
_DOES = "thực hiện"
_BINDING = re.compile(
    r"^\D*?(?=(?:ngày\s+)?\d|qu[ýí]\s|tháng\s|năm\s|h[ằà]ng\s|định\s+kỳ)", re.IGNORECASE
)  # "hoàn thành trước": said or not, the time is the same


def from_tasks(store: Store) -> Iterator[tuple[StoredDocument, Candidate]]:
    """Candidates of every document, in the order of the text, each with its document."""
    register = store.register()
    asked_for = {task.id: what for task in register.tasks if (what := _what(task))}
    often = collections.Counter(comparable(what) for what in asked_for.values())
    of_document: dict[int, list[StoredTask]] = collections.defaultdict(list)
    for task in register.tasks:
        of_document[task.document].append(task)
    for row, tasks in of_document.items():
        document = register.documents[row]
        for task in tasks:
            if what := asked_for.get(task.id):
                unique = often[comparable(what)] == 1
                for fact in _facts(document, task, what, unique):
                    yield from ((document, candidate) for candidate in worded(fact))
        for fact in _lists(document, tasks, asked_for):
            yield from ((document, candidate) for candidate in worded(fact))


def _facts(document: StoredDocument, stored: StoredTask, what: str, unique: bool) -> Iterator[Fact]:
    """What one task lets be asked."""
    task = stored.task
    named = within(document_words(document))
    telling = unique and len(what.split()) >= _TELLING
    if not telling and not named:
        return
    words = {"what": what, "within": "", "within_short": ""} | ({} if telling else named)

    def fact(wording: str, answers: Sequence[Sequence[str]], **more: str) -> Fact:
        return Fact(
            id=f"{wording}-{stored.id}",
            wording=wording,
            words=words | more,
            proofs=(proof(document, stored.evidence),),
            answers=tuple(map(tuple, answers)),
            kind=_kind(stored),
            note=f"task register, {', '.join(task.roles)}: {task.lead or ', '.join(task.coordinating)}",
        )

    if task.lead and _LEAD in task.roles:
        yield fact("lead", [spellings(task.lead)])
        if task.coordinating and task.lead not in task.coordinating:
            yield fact("coordinate", [spellings(body) for body in task.coordinating], lead=task.lead)
    elif task.lead and task.roles == (_DOES,):
        yield fact("doer", [spellings(task.lead)])
    if task.deadline and (spoken := _spoken(stored)):
        yield fact("deadline", [spoken])


def _lists(document: StoredDocument, tasks: Sequence[StoredTask], asked_for: dict[str, str]) -> Iterator[Fact]:
    """The tasks that one body leads, where every one of them can be told and they are few enough to check."""
    words = document_words(document)
    led: dict[str, list[StoredTask]] = collections.defaultdict(list)
    for task in tasks:
        if task.task.lead and _LEAD in task.task.roles:
            led[task.task.lead].append(task)
    for lead, theirs in led.items():
        if len(theirs) not in _LIST or not all(task.id in asked_for for task in theirs):
            continue
        yield Fact(
            id=f"list-{hashlib.blake2b(f'{document.id} {lead}'.encode(), digest_size=6).hexdigest()}",
            wording="list",
            words=words | {"lead": lead},
            proofs=tuple(proof(document, task.evidence) for task in theirs),
            answers=tuple((asked_for[task.id],) for task in theirs),
            kind=_kind(theirs[0]),
            note=f"task register: the {len(theirs)} tasks that {lead} leads in this document; are these all?",
        )


def _what(stored: StoredTask) -> str | None:
    """The task in its own words, small first letter, without its deadline; ``None`` where these would not tell it.

    The register's action and object must stand in the evidence as they are: else the question would be our words.
    """
    task = stored.task
    what = " ".join(f"{task.action} {task.object}".split())
    if not contains(stored.evidence, what):
        return None
    if task.deadline and (at := what.find(task.deadline)) >= 0:
        what = what[:at]
    elif any(span.start == 0 for span in times(what)):
        return None
    what = told(what) or ""
    if ";" in what or not _SHORTEST <= len(what.split()) <= _LONGEST:
        return None
    return what[:1].lower() + what[1:]


def _spoken(stored: StoredTask) -> tuple[str, ...]:
    """A deadline as written, the time in it alone, and a day with and without leading zeros; empty without a time."""
    task = stored.task
    assert task.deadline
    if task.due is None:
        return ()
    written = " ".join(task.deadline.split())
    bare = _BINDING.sub("", written, count=1)
    found = [written, bare]
    if task.due.last and task.due.first is None and re.search(r"\d/\d{1,2}/\d{4}", written):
        day = task.due.last
        found += [f"{day.day}/{day.month}/{day.year}", f"{day:%d/%m/%Y}"]
    return tuple(dict.fromkeys(each for each in found if each))


def _kind(stored: StoredTask) -> str:
    """Where the fact stands: in a table row, under a heading that names the body, or in prose that says all of it."""
    if stored.task.row:
        return "row"
    lead = stored.task.lead
    return "prose" if lead and fold(lead) in fold(stored.evidence) else "heading"
