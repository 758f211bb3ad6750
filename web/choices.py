"""What the fields of a filter offer to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.collation import collated
from corpus.stored import StoredDocument

#: A list of more documents than this is no help to choose from.
_CHOICE = 200


def filter_choices(documents: Sequence[StoredDocument]) -> dict[str, object]:
    """What the fields of a filter offer: documents, issuers, kinds and years, sorted as people look them up."""
    headers = [document.header for document in documents]
    return {
        "choice": sorted(documents, key=lambda d: collated(d.title)) if len(documents) <= _CHOICE else [],
        "titles": {document.id: document.title for document in documents},
        "issuers": sorted({header.issuer for header in headers if header.issuer}, key=collated),
        "types": sorted({header.type for header in headers if header.type}, key=collated),
        "years": sorted({header.year for header in headers if header.year}, reverse=True),
    }
