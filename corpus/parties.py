"""The bodies that have parts in tasks: under each issuer, who leads what, who coordinates, who is otherwise named."""

from __future__ import annotations

import collections
import dataclasses
import functools
import json
import sqlite3
from collections.abc import Collection, Iterator

from corpus.bodies import separate
from corpus.collation import collated
from corpus.comparable import comparable

_PARTS = _LEADING, _COORDINATING, _OTHER = range(3)


@dataclasses.dataclass(frozen=True)
class Party:
    """A body in the documents of one issuer, with the ids of its tasks; each task stands under its weightiest part.

    ``name`` is as most often written, and ``key`` is the same for all its spellings. Two districts have a division of the same
    name each: a body is told by ``issuer`` as well, which is ``None`` for documents that state none.
    """

    name: str
    key: str
    issuer: str | None
    leading: tuple[str, ...]
    coordinating: tuple[str, ...]
    other: tuple[str, ...]

    @property
    def tasks(self) -> tuple[str, ...]:
        return self.leading + self.coordinating + self.other


def party_key(name: str) -> str:
    """What all spellings of a body's name have in common."""
    return comparable(name).strip()


def parties(db: sqlite3.Connection, left_out: Collection[int]) -> list[Party]:
    """Every body of the register, by issuer and name in the order of the Vietnamese alphabet; no issuer comes last.

    Documents in the rows ``left_out``, which others answer for, have no part in it.
    """
    spellings: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    parts: dict[tuple[str, str], dict[str, int]] = collections.defaultdict(dict)
    issuers: dict[str, str | None] = {}
    rows = db.execute(
        "SELECT t.id, t.lead, t.coordinating, t.others, d.issuer FROM tasks t JOIN documents d ON d.row = t.document"
        " WHERE t.document NOT IN (SELECT value FROM json_each(?)) ORDER BY t.document, t.position",
        [json.dumps(list(left_out))],
    )
    for row in rows:
        issuer = party_key(row["issuer"] or "")
        issuers.setdefault(issuer, row["issuer"])
        for part, listed in _named(row):
            for key, name in _separate(listed):
                spellings[key][name] += 1
                tasks = parts[issuer, key]
                tasks[row["id"]] = min(part, tasks.get(row["id"], part))
    names = {key: _titled(counted.most_common(1)[0][0]) for key, counted in spellings.items()}
    found = [
        Party(
            names[key],
            key,
            issuers[issuer],
            *(tuple(id for id, has in tasks.items() if has == part) for part in _PARTS),
        )
        for (issuer, key), tasks in parts.items()
    ]
    return sorted(found, key=lambda party: (party.issuer is None, collated(party.issuer or ""), collated(party.name)))


def _named(row: sqlite3.Row) -> Iterator[tuple[int, str]]:
    """The parts of a task, and the bodies that have each, one or several in a text."""
    if row["lead"]:
        yield _LEADING, row["lead"]
    yield from ((_COORDINATING, names) for names in json.loads(row["coordinating"]))
    yield from ((_OTHER, names) for _, names in json.loads(row["others"]))


@functools.lru_cache(maxsize=1 << 14)
def _separate(names: str) -> tuple[tuple[str, str], ...]:
    """The key and the name of each body of a list."""
    return tuple((key, name) for name in separate(names) if (key := party_key(name)))


def _titled(name: str) -> str:
    return name[:1].upper() + name[1:]
