"""What the retriever is asked, and what it finds."""

from __future__ import annotations

import dataclasses

from corpus.store import Filters, StoredDocument, StoredPassage


@dataclasses.dataclass(frozen=True)
class Query:
    """A question made ready: ``meaning`` is embedded, ``words`` are looked up.

    ``dense_weight`` in [0, 1] is the share of the embedding's score in the fusion. ``folded`` looks words up without
    accents only, for a question whose accents are missing or guessed.
    """

    meaning: str
    words: str
    dense_weight: float = 0.5
    folded: bool = False
    filters: Filters = Filters()


@dataclasses.dataclass(frozen=True)
class Hit:
    """A passage found: ``score`` in [0, 1] is the fused one, ``cosine`` in [-1, 1], ``lexical`` a share of the best BM25."""

    passage: StoredPassage
    document: StoredDocument
    score: float
    cosine: float
    lexical: float
