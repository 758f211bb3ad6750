"""What a reader should know of a plan beside what it states: that its issuer, or the plan itself, is no more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.links import Links
from corpus.store import StoredDocument
from corpus.syllables import fold, same_tone
from qa.answer import Note, document_name
from qa.composing import PHRASES

#: The district level ended on 1 July 2025; cities under the central government are no districts.
_DISTRICT = re.compile(
    r"\b(?:huyện|quận|thị xã) [^\W\d_]|\b(?:huyện|quận|thị) ủy\b|\bthành phố (?P<city>.+)$", re.IGNORECASE
)
_CENTRAL = frozenset(("ha noi", "hai phong", "da nang", "ho chi minh", "can tho", "hue"))
_PARTLY = {"replaces": "partly_replaced", "repeals": "partly_repealed", "amends": "amended"}
#: A commune is of a district, and is none.
_COMMUNE = re.compile(r"(?<!thị )\b(?:xã|phường|thị trấn) ", re.IGNORECASE)


def notes(documents: Sequence[StoredDocument], language: str) -> tuple[Note, ...]:
    """The notes on the documents of an answer, each once."""
    issuers = dict.fromkeys(d.header.issuer for d in documents if d.header.issuer and _ended(d.header.issuer))
    return tuple(Note(PHRASES[language]["district_ended"].format(issuer=issuer)) for issuer in issuers)


def succession(documents: Sequence[StoredDocument], links: Links, language: str) -> tuple[Note, ...]:
    """What has since replaced, repealed or amended the documents of an answer, each once."""
    return tuple(
        dict.fromkeys(note for document in dict.fromkeys(documents) for note in _succession(document, links, language))
    )


def _succession(document: StoredDocument, links: Links, language: str) -> Iterator[Note]:
    words, name = PHRASES[language], document_name(document)
    answering = links.answering(document.row)
    if answering is not None and answering.row != document.row:
        text = words["held_again"].format(old=name, source=answering.source)
        yield Note(text, answering, answering.source)
    newer = links.newer(document.row)
    if newer is not None:
        phrase = "replaced" if newer.relation.kind == "replaces" else "repealed"
        new = document_name(newer.source)
        yield Note(words[phrase].format(old=name, new=new), newer.source, new)
        return
    for link in links.changes(document.row):
        new = document_name(link.source)
        text = words[_PARTLY[link.relation.kind]].format(old=name, new=new, part=link.relation.part or "")
        yield Note(text, link.source, new)


def _ended(issuer: str) -> bool:
    issuer = same_tone(issuer)
    match = _DISTRICT.search(issuer)
    return match is not None and not _COMMUNE.search(issuer) and fold(match["city"] or "") not in _CENTRAL
