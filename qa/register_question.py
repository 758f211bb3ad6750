"""Questions for the task register: "list all", "how many", "what has X to do"; which rows they want.

Reading answers what a sentence states; only the register is complete. A question is taken for the register when its
words are used up by a body, its role, a document, a time and the words that ask for tasks; any further content is for
reading.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from corpus.filters import TaskFilters
from corpus.grammar import CITED_NUMBER
from corpus.stored import StoredDocument
from corpus.syllables import fold
from qa.glossary import Glossary
from qa.named_document import Named, name_document
from qa.question_parts import ROLES, WORDS, QuestionParts, other_rank
from qa.question_window import Window, window
from qa.understanding import Understanding
from qa.words import folded_words

#: Words of the question that no part of it explains; one is a slip of restoring accents or of the glossary.
_SLIP = 1


@dataclasses.dataclass(frozen=True)
class RegisterQuestion:
    """Which rows are asked for: those that match any of ``filters``; ``instead`` are tried where none does.

    ``body`` is named as in the question; ``document`` is the one singled out. ``counted``: how many; ``bodies``: which
    different bodies have the rows ("lead", "coordinate", "given"), not the rows; ``ends``: the deadline has to end in
    the dates of the filters, not only touch them.
    """

    language: str
    filters: tuple[TaskFilters, ...]
    instead: tuple[TaskFilters, ...] = ()
    body: str | None = None
    role: str | None = None
    document: StoredDocument | None = None
    counted: bool = False
    bodies: str | None = None
    ends: bool = False


def wanted_rows(
    understanding: Understanding,
    glossary: Glossary,
    documents: Sequence[StoredDocument],
    likely: Sequence[StoredDocument],
) -> RegisterQuestion | None:
    """The rows that a question wants; ``None`` where it is none for the register.

    ``likely`` are the documents that were found for it, best first.
    """
    filters = understanding.query.filters
    if filters.type is not None:
        return None
    text = _without_numbers(understanding.text)
    time = window(understanding, text, likely[0].header.year if likely else None)
    for span in reversed(time.spans if time else ()):
        text = f"{text[: span.start]} {text[span.end :]}"
    question = QuestionParts(understanding, glossary, text, time)
    asked = question.asked()
    if asked is None or len(question.owners) > 1:
        return None
    named = name_document(
        [each for each in dict.fromkeys([*likely, *documents]) if filters.document in (None, each.id)],
        numbers=question.numbers,
        places=understanding.mentions.places,
        years=question.years,
        runs=question.unexplained(),
        spoken_of=bool(question.numbers) or question.has("document"),
    )
    if named is None or named.left > _SLIP:
        return None
    body = question.owners[0] if question.owners else None
    return _question(understanding, question, asked, named, body, time)


def _question(
    understanding: Understanding,
    question: QuestionParts,
    asked: str,
    named: Named,
    body: str | None,
    time: Window | None,
) -> RegisterQuestion | None:
    document, own = named.document, understanding.query.filters
    due = question.due
    if time and time.year and not due or time and document and _is_of(document, time):
        time = None
    if body is None and time is None and (document is None or not question.strong):
        return None
    if asked == "bodies" and (document is None or body or named.left):
        return None
    roles = [role for role in ROLES if question.has(role)]
    role = ROLES[roles[0]] if len(roles) == 1 else None
    year = own.year or (question.years[0] if question.years and document is None and time is None else None)
    place = understanding.mentions.places[0] if understanding.mentions.places and document is None else None

    def filters(name: str | None) -> TaskFilters:
        return TaskFilters(
            body=name,
            role=role,
            place=place,
            due_from=time.first if time else None,
            due_until=time.last if time else None,
            document=document.id if document else own.document,
            year=year,
            issuer=own.issuer,
        )

    return RegisterQuestion(
        language=understanding.language,
        filters=tuple(filters(name) for name in (_spellings(body) if body else (None,))),
        instead=tuple(filters(name) for name in other_rank(body)) if body and understanding.language == "en" else (),
        body=body,
        role=role,
        document=document,
        counted=asked == "count",
        bodies=(roles[0] if len(roles) == 1 else "given") if asked == "bodies" else None,
        ends=bool(time and (time.ends or due)),
    )


def _spellings(body: str) -> tuple[str, ...]:
    """A committee of any commune is "UBND xã", "UBND cấp xã" and "UBND các xã"; any other body is itself."""
    plain = " ".join(folded_words(body))
    for committee in WORDS["committees"]:
        for level in WORDS["levels"]:
            spelled = [f"{committee} {level}", *(f"{committee} {many} {level}" for many in WORDS["many"])]
            if plain in [" ".join(folded_words(each)) for each in spelled]:
                return tuple(spelled)
    return (body,)


def _is_of(document: StoredDocument, time: Window) -> bool:
    """Whether a time only says which document is meant: its year, or words of its title."""
    if time.year is not None and time.year == document.header.year:
        return True
    return bool(time.said) and fold(time.said) in fold(document.title)


def _without_numbers(text: str) -> str:
    """The text without the numbers of documents, whose letters name bodies ("141/KH-UBND")."""
    upper = text.upper()
    if len(upper) != len(text):
        upper = text
    parts, at = [], 0
    for match in CITED_NUMBER.finditer(upper):
        parts.append(text[at : match.start()])
        at = match.end()
    return " ".join([*parts, text[at:]])
