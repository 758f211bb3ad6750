"""The words by which a follow-up is known, and the question of each kind in both languages."""

from __future__ import annotations

import collections
import functools
from collections.abc import Sequence

from corpus.syllables import fold, same_tone, syllables
from qa.tables import DATA, rows, split

#: Before a phrase: only with its accents.
_SPELLED = "!"


class FollowUpWords:
    """The phrases of a language by role, as written or without accents; the places of words count from 0."""

    def __init__(self, language: str, folded: bool) -> None:
        self._phrases: dict[str, set[tuple[str, ...]]] = collections.defaultdict(set)
        for row_language, role, phrases in _rows():
            if row_language != language:
                continue
            for phrase in split(phrases):
                if not (folded and phrase.startswith(_SPELLED)):
                    words = same_tone(phrase.lstrip(_SPELLED)).lower()
                    self._phrases[role].add(tuple(syllables(fold(words) if folded else words)))
        self._longest = {role: max(map(len, phrases)) for role, phrases in self._phrases.items()}

    def starting(self, words: Sequence[str], at: int, role: str) -> int:
        """The end of the longest phrase of a role that starts at ``at``, or ``at``."""
        for end in range(min(len(words), at + self._longest.get(role, 0)), at, -1):
            if tuple(words[at:end]) in self._phrases[role]:
                return end
        return at

    def ending(self, words: Sequence[str], end: int, role: str) -> int:
        """The start of the longest phrase of a role that ends at ``end``, or ``end``."""
        for start in range(max(0, end - self._longest.get(role, 0)), end):
            if tuple(words[start:end]) in self._phrases[role]:
                return start
        return end

    def any(self, words: Sequence[str], role: str) -> bool:
        """Whether a phrase of a role stands anywhere."""
        return any(self.starting(words, at, role) > at for at in range(len(words)))

    def has(self, word: str, role: str) -> bool:
        return (word,) in self._phrases[role]


@functools.cache
def follow_up_words(language: str, folded: bool) -> FollowUpWords:
    """The table of a language, read once."""
    return FollowUpWords(language, folded)


def ask_phrase(kind: str, language: str) -> str:
    """How a kind is asked for, as words that stand before or after the matter."""
    vietnamese, english = _asks()[kind]
    return vietnamese if language == "vi" else english


def word(role: str, language: str) -> str:
    """The word of a role that has one: the preposition of a place, say."""
    return next(phrase for row_language, row_role, phrase in _rows() if (row_language, row_role) == (language, role))


@functools.cache
def _rows() -> tuple[tuple[str, ...], ...]:
    return tuple(rows(DATA / "follow_ups.tsv", 3))


@functools.cache
def _asks() -> dict[str, tuple[str, str]]:
    return {kind: (vietnamese, english) for kind, vietnamese, english in rows(DATA / "follow_up_asks.tsv", 3)}
