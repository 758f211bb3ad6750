"""The document that a question names by its number, place, year or words of its title."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Sequence

from corpus.stored import StoredDocument
from corpus.syllables import fold
from qa.words import folded_words

#: So many words of a title in their order name a document, where the question does not say that it means one.
_PHRASE = 3
#: Fewer words of a title name nothing.
_LEAST = 2

#: A title explains this many words for one that it does not.
_PER_SLIP = 4


@dataclasses.dataclass(frozen=True)
class Named:
    """``document`` is the one that is named, ``None`` where none is; ``left`` counts the words it does not explain."""

    document: StoredDocument | None
    left: int


def name_document(
    documents: Sequence[StoredDocument],
    *,
    numbers: Sequence[str],
    places: Sequence[str],
    years: Sequence[int],
    runs: Sequence[Sequence[str]],
    spoken_of: bool,
) -> Named | None:
    """The first of the documents, best first, that fits best; ``None`` where numbers or places are named that none has.

    ``runs`` are words of the question that nothing else explains; ``spoken_of`` says that it means a document.
    """
    total = sum(map(len, runs))
    fitting = [document for document in documents if _fits(document, numbers, places)]
    if not fitting and (numbers or places):
        return None
    of_year = [document for document in fitting if any(str(year) in _about(document) for year in years)]
    if years and numbers and not of_year:
        return None
    best, best_value, best_left = None, (0, 0), total
    for document in of_year if years and spoken_of and of_year else fitting:
        explained = _explained(document, runs, spoken_of)
        value = (int(any(has_number(document, number) for number in numbers)), explained)
        if best is None or value > best_value:
            best, best_value, best_left = document, value, total - explained
    only = bool(places) and spoken_of and len(fitting) == 1
    by_title = best_value[1] >= _LEAST and best_left * _PER_SLIP <= best_value[1]
    if best is not None and (numbers or by_title or only):
        return Named(best, best_left)
    return Named(None, total)


def has_number(document: StoredDocument, asked: str) -> bool:
    """Whether a document has the number ``asked`` for, folded: whole or its digits."""
    number = fold(document.header.number or "")
    return number == asked or asked.isdigit() and bool(re.match(rf"0*{int(asked)}\D", number))


def _fits(document: StoredDocument, numbers: Sequence[str], places: Sequence[str]) -> bool:
    about = " ".join(_about(document))
    if not all(f" {place} " in f" {about} " for place in places):
        return False
    return all(
        has_number(document, number) or f" {' '.join(folded_words(number))} " in f" {about} " for number in numbers
    )


def _explained(document: StoredDocument, runs: Sequence[Sequence[str]], spoken_of: bool) -> int:
    """How many words are of the title: any where a document is spoken of, else whole phrases alone."""
    about = _about(document)
    if spoken_of:
        return sum(word in about for run in runs for word in run)
    text = f" {' '.join(about)} "
    return sum(len(run) for run in runs if len(run) >= _PHRASE and f" {' '.join(run)} " in text)


@functools.lru_cache(maxsize=65536)
def _about(document: StoredDocument) -> tuple[str, ...]:
    header = document.header
    parts = (document.title, header.issuer, header.number, header.place, header.year)
    return folded_words(" ; ".join(str(part) for part in parts if part))
