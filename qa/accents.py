"""Accents restored: a question typed without them, read with the words of the corpus.

A bigram model over the syllables of the indexed passages and a beam, as measured on these plans: .93 to .98 of the
syllables of unseen documents are right. The model is derived data, made from the store and kept beside the indexes.
"""

from __future__ import annotations

import collections
import gzip
import itertools
import json
import math
from collections.abc import Iterable
from pathlib import Path

from corpus.syllables import fold, same_tone, spans

_FILE = "accents.json.gz"
_BEAM = 8
#: How often a phrase of questions counts, which plans themselves hardly use ("cơ quan nào").
_PHRASE_WEIGHT = 20
_START = ""


class AccentModel:
    """Counts of syllables and of pairs, and for every syllable without accents those that it may stand for."""

    def __init__(self, singles: dict[str, int], pairs: dict[tuple[str, str], int]) -> None:
        self._singles = singles
        self._pairs = pairs
        self._total = sum(singles.values()) + 1
        self._forms: dict[str, list[str]] = collections.defaultdict(list)
        for syllable in sorted(singles, key=lambda s: -singles[s]):
            self._forms[fold(syllable)].append(syllable)

    @classmethod
    def build(cls, texts: Iterable[str], phrases: Iterable[str]) -> AccentModel:
        """Count the syllables of ``texts``, and of ``phrases`` with more weight."""
        singles: collections.Counter[str] = collections.Counter()
        pairs: collections.Counter[tuple[str, str]] = collections.Counter()
        for text in texts:
            words = _words(text)
            singles.update(words)
            pairs.update(itertools.pairwise([_START, *words]))
        for phrase in phrases:
            words = _words(phrase)
            for word in words:
                singles[word] += _PHRASE_WEIGHT
            for pair in itertools.pairwise(words):
                pairs[pair] += _PHRASE_WEIGHT
        return cls(dict(singles), {pair: n for pair, n in pairs.items() if n > 1 or pair[0] != _START})

    def knows(self, syllable: str) -> bool:
        """Whether a syllable, its accents apart, occurs in the corpus."""
        return fold(syllable) in self._forms

    def restore(self, text: str) -> str:
        """``text`` with the likeliest accents on every syllable that has none; capitals, numbers and signs stay."""
        places = spans(text)
        words = [text[start:end] for start, end in places]
        beam: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
        for word in words:
            grown = []
            for score, chosen in beam:
                before = chosen[-1] if chosen else _START
                for form in self._candidates(word):
                    grown.append((score + self._log(before, form), (*chosen, form)))
            beam = sorted(grown, reverse=True)[:_BEAM]
        out, at = [], 0
        for (start, end), word, form in zip(places, words, beam[0][1], strict=True):
            out += [text[at:start], _cased(form, word)]
            at = end
        return "".join(out) + text[at:]

    def save(self, folder: Path, generation: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        pairs = [[left, right, n] for (left, right), n in self._pairs.items()]
        data = json.dumps({"generation": generation, "singles": self._singles, "pairs": pairs}, ensure_ascii=False)
        new = folder / (_FILE + ".new")
        new.write_bytes(gzip.compress(data.encode(), compresslevel=1))
        new.replace(folder / _FILE)

    @classmethod
    def load(cls, folder: Path, generation: int) -> AccentModel | None:
        """The saved model of that generation, or ``None``."""
        try:
            data = json.loads(gzip.decompress((folder / _FILE).read_bytes()))
        except (OSError, EOFError, ValueError):
            return None
        if data["generation"] != generation:
            return None
        return cls(data["singles"], {(left, right): n for left, right, n in data["pairs"]})

    def _candidates(self, word: str) -> list[str]:
        lower = word.lower()
        if fold(lower) != lower:
            return [lower]  # it has accents: the writer knew
        return self._forms.get(lower, [lower])[:12]

    def _log(self, before: str, form: str) -> float:
        single = (self._singles.get(form, 0) + 0.1) / self._total
        seen = self._singles.get(before, 0)
        pair = self._pairs.get((before, form), 0)
        return math.log(0.9 * pair / seen + 0.1 * single) if seen else math.log(0.1 * single)


def _words(text: str) -> list[str]:
    text = same_tone(text)
    return [text[start:end].lower() for start, end in spans(text)]


def _cased(form: str, typed: str) -> str:
    if typed.isupper() and len(typed) > 1:
        return form.upper()
    return form.capitalize() if typed[:1].isupper() else form
