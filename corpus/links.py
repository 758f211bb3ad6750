"""How the stored documents hang together: who replaces, amends and carries out whom, and which are one document again.

Targets are found when this is made, not when a document is stored: a plan that comes later, is corrected or removed changes
what the others point to.
"""

from __future__ import annotations

import collections
import dataclasses
import functools
import itertools
import re
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

import numpy as np

from corpus.comparable import comparable
from corpus.documents import Header
from corpus.fingerprint import FINGERPRINT_VERSION, Fingerprint, fingerprint
from corpus.related import KINDS, Kind, Relation, number_key, organ
from corpus.relations import RELATIONS_VERSION, relations
from corpus.stored import DOCUMENT_ROWS, StoredDocument, document_of
from corpus.versions import Reading, Version, best, groups, issuer_key, version

#: What the stored relations and fingerprints were made with.
VERSION = f"{RELATIONS_VERSION}.{FINGERPRINT_VERSION}"
#: Bodies whose numbers no other body uses, by the last letters.
_NATIONAL = re.compile(r"ttg|cp|tw|vpcp|qh\d+|ubtvqh\d*")
#: A place with the places that it lies in has so many words at most.
LONGEST_NAME = 12

#: By number and year, then by issuer: the documents that answer for those which state these, by their rows.
_Shelf = dict[tuple[str | None, int | None], dict[str | None, dict[int, StoredDocument]]]


@dataclasses.dataclass(frozen=True)
class Link:
    """A relation with its two ends: ``source`` states it, ``target`` is ``None`` where the store does not hold it."""

    relation: Relation
    source: StoredDocument
    target: StoredDocument | None

    @property
    def ends_target(self) -> bool:
        """Whether the target as a whole is no longer in force."""
        return self.relation.kind in ("replaces", "repeals") and self.relation.part is None


class Links:
    """The links of one generation; documents are named by their rows in the store."""

    def __init__(
        self,
        readings: Sequence[Reading],
        stated: Mapping[int, Sequence[Relation]],
        named: Callable[[int, str], frozenset[str]],
    ) -> None:
        """``named`` gives what a document's text says right behind a word, in runs of up to ``LONGEST_NAME`` words."""
        found = groups(readings)
        self._groups = {reading.document.row: group for group in found for reading in group}
        self._best = {id(group): best(group) for group in found}
        self._readings = {reading.document.row: reading for reading in readings}
        self._stating: dict[int, list[Link]] = {}
        self._stated: dict[int, list[Link]] = collections.defaultdict(list)
        shelf: _Shelf = collections.defaultdict(lambda: collections.defaultdict(dict))
        for reading in readings:
            header, answering = reading.document.header, self._answering(reading.document.row)
            shelf[number_key(header.number), header.year][issuer_key(header.issuer)][answering.row] = answering
        for reading in readings:
            source = reading.document
            links = [
                Link(relation, source, self._target(source, relation, shelf, named))
                for relation in stated.get(source.row, ())
            ]
            self._stating[source.row] = links
            for link in links:
                if link.target is not None:
                    self._stated[self._answering(link.target.row).row].append(link)

    # -- what a document states, and what others state of it -----------------------------------------------------------------

    def stating(self, row: int) -> list[Link]:
        """What a document states of others, by kind and then in the order of its text."""
        return sorted(
            self._stating.get(row, []), key=lambda link: (KINDS.index(link.relation.kind), link.relation.start)
        )

    def stated(self, row: int) -> list[Link]:
        """What others state of a document, each of them once, by kind and then by date."""
        if row not in self._readings:
            return []
        own = self._answering(row).row
        once: dict[tuple[int, Kind, str | None], Link] = {}
        for link in self._stated.get(own, []):
            source = self._answering(link.source.row)
            # The reading that answers shows it, where it says so itself.
            if source.row == link.source.row:
                once[(source.row, link.relation.kind, link.relation.part)] = link
            elif source.row != own:
                once.setdefault((source.row, link.relation.kind, link.relation.part), link)
        return sorted(once.values(), key=lambda link: (KINDS.index(link.relation.kind), *_age(link.source)))

    def changes(self, row: int) -> list[Link]:
        """What replaces, repeals or amends a document, in force over it: no older than the document itself."""
        return [
            link
            for link in self.stated(row)
            if link.relation.kind in ("replaces", "repeals", "amends")
            and not _is_older(link.source, self._readings[row].document)
        ]

    def newer(self, row: int) -> Link | None:
        """What ended a document as a whole; where that was itself replaced, the last of the line."""
        found: Link | None = None
        seen: set[int] = set()
        while row in self._readings:
            # Readings mistaken for each other could replace each other for ever.
            seen.add(self._answering(row).row)
            ending = [
                link
                for link in self.changes(row)
                if link.ends_target and self._answering(link.source.row).row not in seen
            ]
            if not ending:
                break
            found = max(ending, key=lambda link: _age(link.source))
            row = found.source.row
        return found

    # -- one document in several readings ------------------------------------------------------------------------------------

    def versions(self, row: int) -> list[Version]:
        """The other readings of a document, the newest first."""
        group = self._groups.get(row, ())
        others = sorted(
            (each for each in group if each.document.row != row), key=lambda each: each.newness, reverse=True
        )
        return [version(each, self._readings[row]) for each in others]

    def answering(self, row: int) -> StoredDocument | None:
        """The reading of a document that answers for it: itself, where there is no other; ``None`` where it is gone."""
        return self._answering(row) if row in self._readings else None

    @property
    def grouped(self) -> Collection[int]:
        """The documents that are held more than once."""
        return self._groups.keys()

    def left_out(self, rows: Iterable[int]) -> frozenset[int]:
        """Those of ``rows`` that another of ``rows`` answers for."""
        gathered: dict[int, list[Reading]] = collections.defaultdict(list)
        for row in rows:
            if row in self._groups:
                gathered[id(self._groups[row])].append(self._readings[row])
        rows_of = (
            {reading.document.row for reading in group} - {best(group).document.row} for group in gathered.values()
        )
        return frozenset(itertools.chain.from_iterable(rows_of))

    # -- inside --------------------------------------------------------------------------------------------------------------

    def _answering(self, row: int) -> StoredDocument:
        group = self._groups.get(row)
        return self._best[id(group)].document if group else self._readings[row].document

    def _target(
        self, source: StoredDocument, relation: Relation, shelf: _Shelf, named: Callable[[int, str], frozenset[str]]
    ) -> StoredDocument | None:
        if relation.number is None or relation.year is None:
            return None
        held = shelf.get((number_key(relation.number), relation.year))
        own = self._answering(source.row).row
        target: StoredDocument | None = None
        for found in itertools.chain.from_iterable(_of_issuer(relation, source, held, named) if held else ()):
            if found.row == own or target is not None and found.row == target.row:
                continue
            if target is not None:
                return None  # two documents that fit equally well: neither is known to be meant
            target = found
        return target


def load(db: sqlite3.Connection) -> Links:
    """The links of all stored documents."""
    scanned = {row["document"] for row in db.execute("SELECT DISTINCT document FROM scans")}
    prints = {
        row["document"]: Fingerprint(np.frombuffer(row["minima"], np.uint32), row["figures"])
        for row in db.execute("SELECT * FROM fingerprints")
    }
    readings = [
        Reading(document_of(row), row["file"], row["row"] in scanned, prints[row["row"]])
        for row in db.execute(DOCUMENT_ROWS)
    ]
    stated: dict[int, list[Relation]] = collections.defaultdict(list)
    for row in db.execute("SELECT * FROM relations ORDER BY document, position"):
        names = [field.name for field in dataclasses.fields(Relation)]
        stated[row["document"]].append(Relation(*(row[name] for name in names)))

    # A document may name thousands of others, one after the other.
    @functools.lru_cache(maxsize=1)
    def said(document: int) -> list[str]:
        return comparable(db.execute("SELECT text FROM documents WHERE row = ?", [document]).fetchone()["text"]).split()

    @functools.lru_cache(maxsize=16)
    def named(document: int, word: str) -> frozenset[str]:
        words = said(document)
        return frozenset(run for at, each in enumerate(words) if each == word for run in _runs(words, at + 1))

    return Links(readings, stated, named)


def insert_links(db: sqlite3.Connection, document: int, text: str, header: Header) -> None:
    """Write what a stored document says of others, and its fingerprint, in place of what was there."""
    db.execute("DELETE FROM relations WHERE document = ?", [document])
    db.executemany(
        "INSERT INTO relations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(document, at, *dataclasses.astuple(relation)) for at, relation in enumerate(relations(text, header))],
    )
    found = fingerprint(text)
    db.execute(
        "INSERT OR REPLACE INTO fingerprints VALUES (?, ?, ?, ?)",
        [document, VERSION, found.minima.tobytes(), found.figures],
    )


def insert_missing(db: sqlite3.Connection) -> None:
    """Write the links of the documents that were stored by a version that made none, or made them differently."""
    lacking = "FROM documents d LEFT JOIN fingerprints p ON p.document = d.row WHERE p.version IS NOT ?"
    if db.execute(f"SELECT 1 {lacking} LIMIT 1", [VERSION]).fetchone() is None:
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        for row in db.execute(f"SELECT d.row {lacking}", [VERSION]).fetchall():
            stored = db.execute(f"{DOCUMENT_ROWS} WHERE d.row = ?", [row["row"]]).fetchone()
            insert_links(db, stored["row"], stored["text"], document_of(stored).header)
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _of_issuer(
    relation: Relation,
    source: StoredDocument,
    held: Mapping[str | None, Mapping[int, StoredDocument]],
    named: Callable[[int, str], frozenset[str]],
) -> Iterator[Collection[StoredDocument]]:
    """Of the documents with the cited number and year, by their issuers, those that the cited body issued."""
    ours, cited = issuer_key(source.header.issuer), issuer_key(relation.issuer)
    if cited is None:
        # "Kế hoạch số 12/KH-UBND ngày 03/02/2025" without a body is the speaker's own, or of one who alone has such numbers.
        theirs = held if _NATIONAL.fullmatch(organ(relation.number)) else {ours} - {None}
        yield from (held[issuer].values() for issuer in theirs if issuer in held)
        return
    words = cited.split()
    keys = {" ".join(words[:end]) for end in range(1, len(words) + 1)}
    if any(issuer is not None and issuer.startswith(f"{cited} ") for issuer in held):
        # "UBND tỉnh" is that of the province that the speaker is of, or speaks of.
        own = (ours or "").split()
        places = named(source.row, words[-1]).union(*(_runs(own, at) for at in range(len(own))))
        keys |= {f"{cited} {place}" for place in places}
    yield from (held[issuer].values() for issuer in keys if issuer in held)


def _runs(words: Sequence[str], at: int) -> list[str]:
    """The runs of words that begin at ``at``, as long as the name of a place may be."""
    return [" ".join(words[at:end]) for end in range(at + 1, min(at + LONGEST_NAME, len(words)) + 1)]


def _age(document: StoredDocument) -> tuple[int, str, str]:
    date = document.header.date
    return (document.header.year or 0, date.isoformat() if date else "", document.id)


def _is_older(one: StoredDocument, other: StoredDocument) -> bool:
    if one.header.date and other.header.date:
        return one.header.date < other.header.date
    return (one.header.year or 9999) < (other.header.year or 0)
