"""The language of a question: Vietnamese, with accents or without, or English; other scripts are refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

from corpus.errors import BadQuestion
from corpus.grammar import lines_of
from corpus.syllables import fold, syllables

_ENGLISH = frozenset(lines_of(Path(__file__).parent / "data" / "english_words.txt"))


def language(question: str, known_syllable: Callable[[str], bool]) -> str:
    """``"vi"`` or ``"en"``; ``known_syllable`` tells whether the corpus has a syllable, its accents apart.

    Names keep their accents in English questions, so that accents alone prove nothing: what decides is which language has
    more words of its own. Raises ``BadQuestion`` for a text in another script.
    """
    letters = [c for c in question if c.isalpha()]
    foreign = [c for c in letters if "LATIN" not in unicodedata.name(c, "")]
    if len(foreign) > len(letters) / 2 or not letters:
        raise BadQuestion(
            "The question holds no words of the Latin alphabet.",
            "Ask in Vietnamese, with or without accents, or in English.",
        )
    english = vietnamese = 0
    for word in syllables(question):
        lower = word.lower()
        accented = fold(lower) != lower
        if accented:
            vietnamese += 0 if word[:1].isupper() else 2
        elif lower in _ENGLISH:
            english += 1 if known_syllable(lower) else 2
        elif known_syllable(lower):
            vietnamese += 1
        elif re.fullmatch(r"[a-z]{3,}", lower):
            english += 1
    return "en" if english > vietnamese else "vi"


def has_accents(text: str) -> bool:
    """Whether a Vietnamese text was typed with its accents, at least one on every five syllables."""
    return accented_share(text) >= 0.2


def accented_share(text: str) -> float:
    """The share 0..1 of a text's words that carry an accent: three of four in Vietnamese as it is written."""
    words = [word for word in syllables(text) if word.isalpha()]
    return sum(fold(word) != word.lower() for word in words) / len(words) if words else 1.0
