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
class Found:
    """How well a passage says what the question's tokens say, by late interaction.

    ``mean`` in [-1, 1] is the mean of each token's best cosine; ``apart`` the same in units of the spread over the
    candidates, about -2 to 2; ``least`` the mean of the lowest quarter of the best cosines: what the passage does not say.
    All are 0 where the model has no token vectors.
    """

    mean: float = 0.0
    apart: float = 0.0
    least: float = 0.0


@dataclasses.dataclass(frozen=True)
class Hit:
    """A passage found: ``score`` in [0, 1] is the fused one, ``cosine`` in [-1, 1], ``lexical`` a share of the best BM25."""

    passage: StoredPassage
    document: StoredDocument
    score: float
    cosine: float
    lexical: float
    found: Found = Found()
