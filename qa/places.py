"""Where documents were issued, and which of these places a question names."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from corpus.grammar import lines_of
from corpus.store import StoredDocument
from corpus.syllables import fold, syllables
from qa.defined import letters

_LEVELS = re.compile(
    r"(?<!và )\b(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu)\s+(?P<name>[^\W\d_].*)$", re.IGNORECASE
)

#: "Mẫu Sơn là gì" does not name Sơn La, with or without accents.
_COPULA = re.compile(r"(?<!\w)(?:là(?!\w)|la(?= gi(?!\w)))", re.IGNORECASE)
#: Where the bodies of the whole country date their documents.
_CAPITAL = ("Hà Nội", "Thành phố Hà Nội", "thành phố Hà Nội")


class Places:
    """The places of documents by their row, folded: "cao loc".

    A document without a letterhead of its own, such as the plan behind a covering letter, has the places of its file.
    """

    def __init__(self, documents: Sequence[StoredDocument]) -> None:
        written = {document.row: _stated(document) for document in documents}
        self._of = {row: tuple(dict.fromkeys(map(_plain, names))) for row, names in written.items()}
        by_file: dict[str, tuple[str, ...]] = {}
        for document in documents:
            by_file.setdefault(_file(document), self._of[document.row])
        for document in documents:
            self._of[document.row] = self._of[document.row] or by_file[_file(document)]
        self._all = {place for places in self._of.values() for place in places} | _provinces().keys()
        #: Names by initials, first those of the documents, then those of the provinces; each once, as first written.
        theirs = {_plain(name): name for names in reversed(written.values()) for name in names}
        self._by_initials = (_by_initials(theirs.values()), _by_initials(_provinces().values()))

    def of(self, document: StoredDocument) -> tuple[str, ...]:
        return self._of.get(document.row, ())

    def named_in(self, text: str) -> tuple[str, ...]:
        """The places that a text names, of documents or provinces; a longer name speaks for a shorter one inside it."""
        # "Ở Duyên Hải, phòng nào" does not name Hải Phòng.
        words = "|".join(f" {_plain(part)} " for part in re.split(r"[,;:.?!()]", _COPULA.sub(";", text)))
        named = [place for place in self._all if f" {place} " in words]
        longest = [
            place for place in named if not any(place != other and f" {place} " in f" {other} " for other in named)
        ]
        return tuple(sorted(place for place in longest if _stands_alone(place, longest, words)))

    def with_initials(self, initials: str, plain: bool = False, known: bool = False) -> str | None:
        """The one place of the documents, else the one province, that ``initials`` begin: "LS", "ĐL"; "Lạng Sơn".

        ``None`` where several have them. In a ``plain`` question, typed without accents, D may be Đ; ``known`` leaves the
        provinces out.
        """
        for names in self._by_initials[: 1 if known else 2]:
            found = names.get(initials, ())
            if plain:
                found = tuple(name for each in names if fold(each) == fold(initials) for name in names[each])
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def is_place(self, name: str) -> bool:
        """Whether a document is of a place of that name, or a province has it."""
        return _plain(name) in self._all

    @staticmethod
    def is_province(name: str) -> bool:
        return _plain(name) in _provinces()


def _by_initials(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name in names:
        initials = "".join(letters(syllable)[0] for syllable in syllables(name)).upper()
        found[initials] = (*found.get(initials, ()), name)
    return found


def _stands_alone(place: str, named: Sequence[str], words: str) -> bool:
    """Whether a place is not made of the end of another and a word behind it: "Bắc Ninh bình ổn giá"."""
    first, _, _ = place.partition(" ")
    for other in named:
        if other != place and other.endswith(f" {first}"):
            words = words.replace(f" {other} ", f" {other.rpartition(' ')[0]} ; ")
    return f" {place} " in words


@functools.cache
def _provinces() -> dict[str, str]:
    """The names of provinces, by themselves folded: a question may name one that no document is of."""
    return {_plain(name): name for name in lines_of(Path(__file__).parent / "data" / "provinces.txt")}


def _file(document: StoredDocument) -> str:
    return document.id.split("-")[0]


def _stated(document: StoredDocument) -> tuple[str, ...]:
    """The places in a document's header, as written there."""
    found = []
    issuer, place = document.header.issuer, document.header.place
    # A ministry's plan is dated in the capital, and is for the whole country.
    central = issuer is not None and not _LEVELS.search(issuer) and place in _CAPITAL
    for name in (issuer, None if central else place):
        match = _LEVELS.search(name or "")
        # "Bộ Lao động - Thương binh và Xã hội" is of no place.
        if match and match["name"][:1].isupper():
            found.append(match["name"])
        elif name and name == document.header.place:
            found.append(name)
    return tuple(found)


def names_of_places() -> tuple[str, ...]:
    """Provinces, and districts whose names are of several syllables, as people write them."""
    data = Path(__file__).parent / "data"
    return (*lines_of(data / "provinces.txt"), *lines_of(data / "districts.txt"))


def _plain(name: str) -> str:
    return " ".join(syllables(fold(name)))
