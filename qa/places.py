"""Where documents were issued, and which of these places a question names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.store import StoredDocument
from corpus.syllables import fold, syllables

_LEVELS = re.compile(r"^.*?\b(?:tinh|thanh pho|huyen|quan|thi xa|xa|phuong|thi tran|dac khu) (?P<name>.+)$")


class Places:
    """The places of documents by their row, folded: "cao loc".

    A document without a letterhead of its own, such as the plan behind a covering letter, has the places of its file.
    """

    def __init__(self, documents: Sequence[StoredDocument]) -> None:
        self._of = {document.row: _stated(document) for document in documents}
        by_file: dict[str, tuple[str, ...]] = {}
        for document in documents:
            by_file.setdefault(_file(document), self._of[document.row])
        for document in documents:
            self._of[document.row] = self._of[document.row] or by_file[_file(document)]
        self._all = {place for places in self._of.values() for place in places}

    def of(self, document: StoredDocument) -> tuple[str, ...]:
        return self._of.get(document.row, ())

    def named_in(self, text: str) -> tuple[str, ...]:
        """The places that a text names; a longer name speaks for a shorter one inside it."""
        words = f" {' '.join(syllables(fold(text)))} "
        named = [place for place in self._all if f" {place} " in words]
        return tuple(sorted(place for place in named if not any(place != other and place in other for other in named)))


def _file(document: StoredDocument) -> str:
    return document.id.split("-")[0]


def _stated(document: StoredDocument) -> tuple[str, ...]:
    found = []
    for name in (document.header.issuer, document.header.place):
        folded = " ".join(syllables(fold(name or "")))
        match = _LEVELS.match(folded)
        if match:
            found.append(match["name"])
        elif name and name == document.header.place:
            found.append(folded)
    return tuple(dict.fromkeys(found))
