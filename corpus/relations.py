"""A document's relations to others: what it replaces, repeals or amends, what it rests on and carries out."""

from __future__ import annotations

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
    for relation in sorted([*bases(text), *effects(text, header)], key=lambda relation: (relation.start, relation.end)):
        if own is not None and number_key(relation.number) == own and relation.year in (None, header.year):
            continue
        again = next((at for at, other in enumerate(kept) if _say_the_same(text, other, relation)), None)
        if again is None:
            kept.append(relation)
        elif _fullness(relation) > _fullness(kept[again]):
            kept[again] = relation
    return [
        dataclasses.replace(relation, words=text[relation.start : relation.end])
        for relation in sorted(kept, key=lambda relation: relation.start)
    ]


def _say_the_same(text: str, one: Relation, other: Relation) -> bool:
    if (
        (one.kind, one.part) != (other.kind, other.part)
        or None not in (one.year, other.year)
        and one.year != other.year
    ):
        return False
    if one.number is None or other.number is None:
        return comparable(text[one.start : one.end]) == comparable(text[other.start : other.end])
    return number_key(one.number) == number_key(other.number)


def _fullness(relation: Relation) -> tuple[int, bool]:
    """How much a citation states; a title in capitals spells no name."""
    stated = sum(each is not None for each in (relation.issuer, relation.date, relation.year, relation.type))
    return (stated, relation.issuer is not None and not relation.issuer.isupper())
