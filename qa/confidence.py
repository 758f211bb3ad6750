"""How sure the reader is that the corpus answers a question, and what is missing when it does not."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Sequence
from pathlib import Path

from corpus.store import StoredDocument
from corpus.syllables import fold, same_tone, syllables
from qa.reading import Finding
from qa.understanding import Understanding
from qa.words import Rarity

PHRASES = json.loads((Path(__file__).parent / "data" / "phrases.json").read_text(encoding="utf-8"))

#: An answer under this confidence is not given.
THRESHOLD = 0.32
#: A logistic sum over ``Signals``, fitted on half of the facts of a question set over 68 documents.
BIAS = -3.05
WEIGHTS = {"covered": 5.1, "found": 0.9, "untyped": -1.7}


@dataclasses.dataclass(frozen=True)
class Signals:
    """What speaks for and against an answer.

    ``covered`` in [0, 1] is the share of the question's words in the evidence, its headings and its title, by rarity;
    ``found`` in [0, 1] the retriever's score; ``untyped`` is 1 when the kind of thing asked for (a time, a body, a figure)
    is not in the evidence.
    """

    covered: float
    found: float
    untyped: float


def signals(understanding: Understanding, finding: Finding) -> Signals:
    """The signals of a finding."""
    candidate = finding.candidate
    typed = finding.typed or understanding.asks == "what"
    return Signals(candidate.covered_with_path, candidate.hit.score, 0.0 if typed else 1.0)


def confidence(found: Signals) -> float:
    """The probability in [0, 1] that the answer is right."""
    total = BIAS + sum(weight * getattr(found, name) for name, weight in WEIGHTS.items())
    return 1 / (1 + math.exp(-total))


def unheard(understanding: Understanding, rarity: Rarity) -> tuple[str, ...]:
    """Content words of the question that stand nowhere in the corpus; a pair of known syllables counts as known."""
    typed = {fold(word): word for word in syllables(same_tone(understanding.text))}
    missing = [typed.get(word, word) for word in understanding.words if rarity.unheard(word) and not word.isdigit()]
    return tuple(dict.fromkeys([*missing, *(word for word in understanding.unknown if rarity.unheard(word))]))


def what_is_missing(
    understanding: Understanding, finding: Finding | None, documents: Sequence[StoredDocument], rarity: Rarity
) -> str:
    """Why there is no answer, in the language of the question."""
    words = PHRASES[understanding.language]
    lines = [words["abstain"]]
    missing = unheard(understanding, rarity)
    held_years = {document.header.year for document in documents}
    absent_years = [str(year) for year in understanding.mentions.years if year not in held_years]
    if missing:
        lines.append(words["unheard"].format(words=", ".join(missing)))
    elif absent_years:
        lines.append(words["no_place_year"].format(years=", ".join(absent_years)))
    elif finding is not None and not finding.typed and understanding.asks in words["asked"]:
        lines.append(words["not_stated"].format(asked=words["asked"][understanding.asks]))
    return " ".join(lines)
