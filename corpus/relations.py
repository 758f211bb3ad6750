"""A document's relations to others: what it replaces, repeals or amends, what it rests on and carries out."""

from __future__ import annotations

import collections
import dataclasses

from corpus.bases import bases
from corpus.comparable import comparable
from corpus.documents import Header
from corpus.effects import effects
from corpus.related import Relation, number_key

#: Grows when relations are read differently, so that they are read again.
RELATIONS_VERSION = 1


def relations(text: str, header: Header) -> list[Relation]:
    """The relations that a document states, in the order of its text, each target of a kind once."""
    own = number_key(header.number)
    kept: list[Relation] = []
    alike: dict[tuple[str, str | None, str | None], list[int]] = collections.defaultdict(list)
    for relation in sorted([*bases(text), *effects(text, header)], key=lambda relation: (relation.start, relation.end)):
        number = number_key(relation.number)
        if own is not None and number == own and relation.year in (None, header.year):
            continue
        # Two that say the same have the number in common; where one has none, the words.
        places = alike[relation.kind, relation.part, number or comparable(text[relation.start : relation.end])]
        again = next((at for at in places if _share_the_year(kept[at], relation)), None)
        if again is None:
            places.append(len(kept))
            kept.append(relation)
        elif _fullness(relation) > _fullness(kept[again]):
            kept[again] = relation
    return [
        dataclasses.replace(relation, words=text[relation.start : relation.end])
        for relation in sorted(kept, key=lambda relation: relation.start)
    ]


def _share_the_year(one: Relation, other: Relation) -> bool:
    return one.year == other.year or None in (one.year, other.year)


def _fullness(relation: Relation) -> tuple[int, bool]:
    """How much a citation states; a title in capitals spells no name."""
    stated = sum(each is not None for each in (relation.issuer, relation.date, relation.year, relation.type))
    return (stated, relation.issuer is not None and not relation.issuer.isupper())
