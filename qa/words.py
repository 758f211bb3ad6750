"""The words of a question or a sentence that carry its content, folded for comparison."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from corpus.grammar import lines_of
from corpus.stored import StoredPassage
from corpus.syllables import fold, same_tone, syllables

#: How much another translation of a term counts, against the one in the question.
_OTHER = 0.8
_STOP_PHRASES = sorted(
    (
        tuple(syllables(same_tone(line).lower()))
        for line in lines_of(Path(__file__).parent / "data" / "stop_phrases.txt")
    ),
    key=len,
    reverse=True,
)


def folded_words(text: str) -> tuple[str, ...]:
    """Every syllable of a text, folded, in order."""
    return tuple(syllables(fold(same_tone(text))))


def content_text(text: str) -> str:
    """The syllables of a question, which has its accents, without those that only ask."""
    typed = syllables(same_tone(text))
    # With accents, or "giáo dục" would lose the "giao" of "giao cho", and Mường La its "La".
    words = [word.lower() for word in typed]
    kept: list[str] = []
    at = 0
    while at < len(words):
        stop = next((phrase for phrase in _STOP_PHRASES if tuple(words[at : at + len(phrase)]) == phrase), None)
        if stop is None:
            kept.append(typed[at])
            at += 1
        else:
            at += len(stop)
    return " ".join(kept)


class Rarity:
    """How rare folded syllables and pairs are in the corpus: inverse document frequency over passages."""

    def __init__(self, frequency: Callable[[str], int], passages: int) -> None:
        self._frequency = frequency
        self._passages = passages
        self._known: dict[str, float] = {}

    def of(self, term: str) -> float:
        """The weight of a term, from about 0 for one in every passage to log(2n) for one in none."""
        weight = self._known.get(term)
        if weight is None:
            weight = max(0.0, math.log((self._passages + 1) / (self._frequency(term) + 0.5)))
            self._known[term] = weight
        return weight

    @property
    def highest(self) -> float:
        """The weight of a term that stands nowhere."""
        return math.log(2 * self._passages + 2)

    def unheard(self, term: str) -> bool:
        """Whether a term stands nowhere in the corpus."""
        return self._frequency(term) == 0


@functools.lru_cache(maxsize=32768)
def terms_of(text: str) -> frozenset[str]:
    """The folded syllables of a text and its pairs of neighbours: Vietnamese words are mostly two syllables long."""
    words = folded_words(text)
    return frozenset(words).union(map("_".join, itertools.pairwise(words)))


class DocumentWords:
    """How common terms are inside one document: what every passage of it says tells none of them apart."""

    def __init__(self, passages: Iterable[StoredPassage]) -> None:
        self._frequency: Counter[str] = Counter()
        self._passages = 0
        for stored in passages:
            self._frequency.update(terms_of(stored.text) | terms_of(" ".join(stored.passage.section)))
            self._passages += 1

    @functools.cached_property
    def terms(self) -> frozenset[str]:
        """What the document says anywhere."""
        return frozenset(self._frequency)

    def has(self, term: str) -> bool:
        """Whether the document says a term anywhere."""
        return term in self._frequency

    def rarity(self, term: str) -> float:
        """From 0 for a term in every passage, or in none, to 1 for one in a single passage of many."""
        frequency = self._frequency.get(term, 0)
        if not frequency:
            return 0.0
        weight = math.log((self._passages + 1) / (frequency + 0.5)) / math.log(2 * self._passages + 2)
        return max(0.0, weight)


@dataclasses.dataclass(frozen=True)
class Choice:
    """A term of a question in another language: folded words of the translation in the question, and of the others."""

    taken: tuple[str, ...]
    others: tuple[tuple[str, ...], ...]


class Asked:
    """The terms of a question, each with its rarity; a translation may be borne out by any other of its ``choices``."""

    def __init__(self, words: Sequence[str], rarity: Rarity, choices: Sequence[Choice] | None = None) -> None:
        terms = _terms(words)
        if choices is not None:
            # What the translation sets side by side, and no plan does, was not said by who asked.
            terms = {term for term in terms if "_" not in term or not rarity.unheard(term)}
        self._weights = {term: rarity.of(term) for term in terms}
        self._total = sum(self._weights.values()) or 1.0
        self._choices = [
            ({t: self._weights[t] for t in _terms(choice.taken) if t in self._weights}, others)
            for choice in choices or ()
            if (others := [w for other in choice.others if (w := {t: rarity.of(t) for t in _terms(other)})])
        ]

    def covered(self, *found: frozenset[str]) -> float:
        """Which share of the question, in [0, 1], stands in any of these sets of terms."""
        said = {term for terms in found for term in self._weights if term in terms}
        total = sum(self._weights[term] for term in said)
        for taken, others in self._choices:
            weight, had = sum(taken.values()), sum(w for t, w in taken.items() if t in said)
            if had < weight:
                best = max(_share(other, lambda term: any(term in terms for terms in found)) for other in others)
                total += max(0.0, _OTHER * best * weight - had)
        return total / self._total

    def strange(self, document: DocumentWords, about: frozenset[str]) -> float:
        """Which share of the question, in [0, 1], neither the document nor what it is ``about`` says anywhere."""
        return 1.0 - self.covered(about, document.terms)

    def inside(self, document: DocumentWords) -> dict[str, float]:
        """The terms that the document has, by how well they tell its passages apart; shares of the whole question."""
        weights = {term: weight * document.rarity(term) / self._total for term, weight in self._weights.items()}
        for taken, others in self._choices:
            had = _share(taken, document.has)
            best, other = max(((_share(other, document.has), other) for other in others), key=lambda pair: pair[0])
            if taken and _OTHER * best > had:
                scale = _OTHER * sum(taken.values()) / (sum(other.values()) or 1.0)
                for term, weight in other.items():
                    told = scale * weight * document.rarity(term) / self._total
                    weights[term] = max(weights.get(term, 0.0), told)
        return {term: weight for term, weight in weights.items() if weight > 0}


def _terms(words: Sequence[str]) -> set[str]:
    return {*words, *map("_".join, itertools.pairwise(words))}


def _share(weights: dict[str, float], has: Callable[[str], bool]) -> float:
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if has(term)) / total if total else 0.0
