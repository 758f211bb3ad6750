"""What a reader should know of a plan beside what it states: that its issuer no longer exists."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.store import StoredDocument
from corpus.syllables import fold, same_tone
from qa.composing import PHRASES

#: The district level ended on 1 July 2025; cities under the central government are no districts.
_DISTRICT = re.compile(
    r"\b(?:huyện|quận|thị xã) [^\W\d_]|\b(?:huyện|quận|thị) ủy\b|\bthành phố (?P<city>.+)$", re.IGNORECASE
)
_CENTRAL = frozenset(("ha noi", "hai phong", "da nang", "ho chi minh", "can tho", "hue"))
#: A commune is of a district, and is none.
_COMMUNE = re.compile(r"(?<!thị )\b(?:xã|phường|thị trấn) ", re.IGNORECASE)


def notes(documents: Sequence[StoredDocument], language: str) -> tuple[str, ...]:
    """The notes on the documents of an answer, each once."""
    issuers = dict.fromkeys(d.header.issuer for d in documents if d.header.issuer and _ended(d.header.issuer))
    return tuple(PHRASES[language]["district_ended"].format(issuer=issuer) for issuer in issuers)


def _ended(issuer: str) -> bool:
    issuer = same_tone(issuer)
    match = _DISTRICT.search(issuer)
    return match is not None and not _COMMUNE.search(issuer) and fold(match["city"] or "") not in _CENTRAL
