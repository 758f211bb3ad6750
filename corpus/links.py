"""How the stored documents hang together: who replaces, amends and carries out whom, and which are one document again.

Targets are found when this is made, not when a document is stored: a plan that comes later, is corrected or removed changes
what the others point to.
"""

from __future__ import annotations

import collections
import dataclasses
import re
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

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
        mentions: Callable[[int, str], bool],
    ) -> None:
        self._groups: dict[int, tuple[Reading, ...]] = {
            reading.document.row: group for group in groups(readings) for reading in group
        }
        self._readings = {reading.document.row: reading for reading in readings}
        self._stating: dict[int, list[Link]] = {}
        self._stated: dict[int, list[Link]] = collections.defaultdict(list)
        shelf: dict[tuple[str | None, int | None], list[StoredDocument]] = collections.defaultdict(list)
        for reading in readings:
            shelf[(number_key(reading.document.header.number), reading.document.header.year)].append(reading.document)
        for reading in readings:
            source = reading.document
            links = [
                Link(relation, source, self._target(source, relation, shelf, mentions))
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
        return frozenset(
            reading.document.row for group in gathered.values() for reading in group if reading is not best(group)
        )

    # -- inside --------------------------------------------------------------------------------------------------------------

    def _answering(self, row: int) -> StoredDocument:
        group = self._groups.get(row)
        return best(group).document if group else self._readings[row].document

    def _target(
        self,
        source: StoredDocument,
        relation: Relation,
        shelf: Mapping[tuple[str | None, int | None], Sequence[StoredDocument]],
        mentions: Callable[[int, str], bool],
    ) -> StoredDocument | None:
        if relation.number is None or relation.year is None:
            return None
        ours = {reading.document.row for reading in self._groups.get(source.row, ())} | {source.row}
        found = {
            self._answering(candidate.row).row: self._answering(candidate.row)
            for candidate in shelf.get((number_key(relation.number), relation.year), ())
            if candidate.row not in ours and _is_issuer(relation, source, candidate, mentions)
        }
        # Two documents that fit equally well: neither is known to be meant.
        return next(iter(found.values())) if len(found) == 1 else None


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

    def mentions(document: int, place: str) -> bool:
        text = db.execute("SELECT text FROM documents WHERE row = ?", [document]).fetchone()["text"]
        return f" {place} " in comparable(text)

    return Links(readings, stated, mentions)


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


def _is_issuer(
    relation: Relation, source: StoredDocument, candidate: StoredDocument, mentions: Callable[[int, str], bool]
) -> bool:
    """Whether the cited body is the one that issued a document with the cited number and year."""
    theirs, ours, cited = (
        issuer_key(name) for name in (candidate.header.issuer, source.header.issuer, relation.issuer)
    )
    if cited is None:
        # "Kế hoạch số 12/KH-UBND ngày 03/02/2025" without a body is the speaker's own, or of one who alone has such numbers.
        return bool(_NATIONAL.fullmatch(organ(relation.number))) or theirs is not None and theirs == ours
    if theirs is None:
        return False
    if theirs == cited or cited.startswith(f"{theirs} "):
        return True
    if not theirs.startswith(f"{cited} "):
        return False
    # "UBND tỉnh" is that of the province that the speaker is of, or speaks of.
    place = theirs.removeprefix(f"{cited} ")
    level = cited.rsplit(" ", 1)[-1]
    return f" {place} " in f" {ours or ''} " or mentions(source.row, f"{level} {place}")


def _age(document: StoredDocument) -> tuple[int, str, str]:
    date = document.header.date
    return (document.header.year or 0, date.isoformat() if date else "", document.id)


def _is_older(one: StoredDocument, other: StoredDocument) -> bool:
    if one.header.date and other.header.date:
        return one.header.date < other.header.date
    return (one.header.year or 9999) < (other.header.year or 0)
