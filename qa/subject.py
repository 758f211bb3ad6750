"""What a document is about, where the question names it by its number and asks no more: its title says so."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator, Sequence

from corpus.grammar import document_types
from corpus.store import Store, StoredDocument
from corpus.stored import StoredPassage
from corpus.syllables import fold, spans, syllables
from index.query import Hit
from qa.answer import Citation, document_name
from qa.composing import PHRASES
from qa.listing import Listing
from qa.named_document import has_number
from qa.ranking import identity
from qa.tables import DATA
from qa.understanding import Understanding

_WORDS = json.loads((DATA / "subject_questions.json").read_text(encoding="utf-8"))
#: More documents of one number are not told one by one.
_MOST = 5
#: A title stands among so many first syllables of a document.
_FIRST = 1500
#: A number names its document beyond doubt where it is the only one of it.
_SURE = 0.95


def told_subject(understanding: Understanding, documents: Sequence[StoredDocument], store: Store) -> Listing | None:
    """The titles of the documents that the question names; ``None`` where it asks for anything else, or none is named."""
    named = _named(understanding, documents)
    if not 0 < len(named) <= _MOST or not _asks_for_subject(understanding, named):
        return None
    lines, citations = [], []
    for marker, document in enumerate(named, start=1):
        found = _cited(document, store, marker)
        if found is None:
            return None
        citations.append(found)
        subject = document.header.subject
        label = PHRASES[understanding.language]["subject"] if len(named) == 1 else document_name(document)
        lines.append(f"{label}: {subject} [{marker}]")
    if len(named) == 1:
        lines.append(f"({document_name(named[0])})")
    return Listing("\n".join(lines), tuple(citations), (), len(named), _SURE / len(named))


def _named(understanding: Understanding, documents: Sequence[StoredDocument]) -> list[StoredDocument]:
    mentions = understanding.mentions
    found = [d for d in documents if mentions.numbers and all(has_number(d, number) for number in mentions.numbers)]
    for place in mentions.places:
        found = [d for d in found if f" {place} " in f" {_plain(identity(d))} "]
    found = [d for d in found if not mentions.years or d.header.year in (None, *mentions.years)]
    # A decision may have the number of a plan; what English calls a dispatch is a letter or a telegram.
    asked = f" {_plain(understanding.text)} "
    of_kind = [d for d in found if d.header.type and f" {_plain(d.header.type)} " in asked]
    names_kind = any(f" {_plain(kind)} " in asked for kind in document_types())
    return of_kind if of_kind or names_kind and understanding.language != "en" else found


def _asks_for_subject(understanding: Understanding, named: Sequence[StoredDocument]) -> bool:
    """Whether the question has such words, and no others but those that name the document."""
    spoken = "en" if understanding.language == "en" else "vi"
    asked = _plain(understanding.question if spoken == "en" else understanding.text)
    if not any(f" {_plain(phrase)} " in f" {asked} " for phrase in _WORDS[spoken]):
        return False
    allowed = _around(spoken).union(*(_plain(_name(document)).split() for document in named))
    return all(word in allowed or any(letter.isdigit() for letter in word) for word in asked.split())


def _name(document: StoredDocument) -> str:
    """The words that people name a document by; not those of its title, which is what is asked for."""
    header = document.header
    return " ".join(part for part in (header.type, header.number, header.issuer, header.place) if part)


@functools.cache
def _around(spoken: str) -> frozenset[str]:
    phrases = [*_WORDS[spoken], _WORDS["around"][spoken], *document_types()]
    return frozenset(word for phrase in phrases for word in _plain(phrase).split())


def _cited(document: StoredDocument, store: Store, marker: int) -> Citation | None:
    """The title in the document's own words, or as much of it as one passage holds."""
    text = store.text(document.id)
    place = _span(text, document.header.subject or "")
    if place is None:
        return None
    held = sorted(_held(place, store.passages(document.row)), key=lambda part: part[1] - part[0])
    if not held:
        return None
    start, end, passage = held[-1]
    return Citation(marker, Hit(passage, document, 1.0, 0.0, 0.0), start, end, text[start:end])


def _held(place: tuple[int, int], passages: Iterable[StoredPassage]) -> Iterator[tuple[int, int, StoredPassage]]:
    for stored in passages:
        start, end = max(place[0], stored.passage.start), min(place[1], stored.passage.end)
        if start < end:
            yield start, end, stored


def _span(text: str, title: str) -> tuple[int, int] | None:
    """Where the words of ``title`` stand in ``text``, whatever their letters."""
    wanted = [fold(word) for word in syllables(title)]
    places = spans(text)[:_FIRST]
    words = [fold(text[start:end]) for start, end in places]
    for at in range(len(words) - len(wanted) + 1):
        if wanted and words[at : at + len(wanted)] == wanted:
            return places[at][0], places[at + len(wanted) - 1][1]
    return None


def _plain(text: str) -> str:
    return " ".join(syllables(fold(text)))
