"""The list of documents: which of them, and in what order."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from typing import Literal, get_args

from corpus.collation import collated
from corpus.comparable import comparable
from corpus.store import StoredDocument

Order = Literal["newest", "oldest", "title", "issuer", "added"]
ORDERS: tuple[Order, ...] = get_args(Order)


@dataclasses.dataclass(frozen=True)
class Wanted:
    """Which documents to list: all that is set must match; ``text`` are words of title, number, issuer or file name."""

    text: str = ""
    type: str = ""
    issuer: str = ""
    year: int | None = None
    order: Order = "newest"

    @property
    def narrows(self) -> bool:
        return bool(self.text or self.type or self.issuer or self.year)


@dataclasses.dataclass(frozen=True)
class Shelved:
    """A document in the list; ``together`` counts the documents of its file."""

    document: StoredDocument
    together: int


def shelve(documents: Sequence[StoredDocument], wanted: Wanted) -> list[Shelved]:
    """The documents that match, in the order that is wanted; those that lack what it goes by come last."""
    together = Counter(_file(document) for document in documents)
    found = [document for document in documents if _matches(document, wanted)]
    # By title first: of those that are equal otherwise.
    found.sort(key=lambda document: collated(document.title))
    if wanted.order in ("newest", "oldest"):
        found.sort(key=_when, reverse=wanted.order == "newest")
        found.sort(key=lambda document: not _when(document))
    elif wanted.order == "issuer":
        found.sort(key=lambda document: (not document.header.issuer, collated(document.header.issuer or "")))
    elif wanted.order == "added":
        found.sort(key=lambda document: document.ingested_at, reverse=True)
    return [Shelved(document, together[_file(document)]) for document in found]


def _matches(document: StoredDocument, wanted: Wanted) -> bool:
    header = document.header
    if (wanted.type and header.type != wanted.type) or (wanted.issuer and header.issuer != wanted.issuer):
        return False
    if wanted.year and header.year != wanted.year:
        return False
    words = comparable(" ".join((document.title, header.number or "", header.issuer or "", document.source)))
    return all(comparable(word).strip() in words for word in wanted.text.split())


def _when(document: StoredDocument) -> str:
    header = document.header
    return header.date.isoformat() if header.date else str(header.year or "")


def _file(document: StoredDocument) -> str:
    # As ``corpus.store.document_id`` makes them: the second document of a file has the first one's id and "-2".
    return document.id.partition("-")[0]
