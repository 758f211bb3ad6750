"""Accents restored: a question typed without them, read with the words of the corpus.

A bigram model over the syllables of the indexed passages, and of the terms of the field, with the smoothing of Kneser and
Ney (1995), for "sẻ" is frequent but stands after "chia" alone, and the best path by Viterbi; .98 of the syllables of unseen
documents are right. The counts of the passages tell which words stand together and how names are spelt. The model is
derived data, made from the store and kept beside the indexes.
"""

from __future__ import annotations

import collections
import gzip
import itertools
import json
import math
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.grammar import lines_of
from corpus.syllables import fold, same_tone, spans
from qa.defined import defined_in, letters, usual
from qa.tables import DATA

_FILE = "accents.json.gz"
#: To be raised when what is counted changes: a file of another version is made again.
_VERSION = 2
#: How often a phrase of questions counts, which plans themselves hardly use ("cơ quan nào").
_PHRASE_WEIGHT = 8
_START = ""
#: What is taken off every pair that was seen, for those that were not.
_DISCOUNT = 0.75
_MOST_FORMS = 12
_MOST_NAMES = 50_000
_LONGEST_NAME = 5
_RUN = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)+")


class AccentModel:
    """Counts of syllables and of pairs, and for every syllable without accents those that it may stand for.

    ``terms`` are those of the field: what restoring knows besides the corpus, for a question may be about what no plan says.
    """

    def __init__(
        self,
        singles: dict[str, int],
        pairs: dict[tuple[str, str], int],
        names: dict[str, str],
        defined: dict[str, str],
        terms: Iterable[str] = (),
    ) -> None:
        self._singles = singles
        self._pairs = pairs
        self._names = names
        self._known = frozenset(map(fold, singles))
        #: What the documents say that their abbreviations mean; see ``qa.defined.definitions``.
        self.defined = defined
        self._plainly_defined = {fold(short): meaning for short, meaning in reversed(defined.items())}
        self._total = sum(singles.values()) + 1
        self._read, self._read_pairs = collections.Counter(singles), collections.Counter(pairs)
        for words in map(_words, terms):
            self._read.update(words)
            self._read_pairs.update(itertools.pairwise(words))
        after: collections.Counter[str] = collections.Counter()
        self._before: collections.Counter[str] = collections.Counter()
        for left, right in self._read_pairs:
            after[left] += 1
            self._before[right] += 1
        self._left = {
            left: (count := max(self._read.get(left, 0), following), _DISCOUNT * following / count)
            for left, following in after.items()
        }
        self._forms: dict[str, list[str]] = collections.defaultdict(list)
        for syllable in sorted(self._read, key=lambda s: -self._read[s]):
            self._forms[fold(syllable)].append(syllable)

    @classmethod
    def build(cls, texts: Iterable[str], phrases: Iterable[str], terms: Iterable[str] = ()) -> AccentModel:
        """Count the syllables of ``texts``, and of ``phrases`` and of the language of questions with more weight."""
        singles: collections.Counter[str] = collections.Counter()
        pairs: collections.Counter[tuple[str, str]] = collections.Counter()
        names: collections.Counter[str] = collections.Counter()
        defined: list[tuple[str, str]] = []
        for text in texts:
            words = _words(text)
            singles.update(words)
            pairs.update(itertools.pairwise([_START, *words]))
            names.update(_names(text))
            defined.extend(defined_in(text))
        for phrase in (*phrases, *lines_of(DATA / "spoken.txt")):
            words = _words(phrase)
            for word in words:
                singles[word] += _PHRASE_WEIGHT
            for pair in itertools.pairwise([_START, *words]):
                pairs[pair] += _PHRASE_WEIGHT
        pairs = collections.Counter({pair: n for pair, n in pairs.items() if n > 1 or pair[0] != _START})
        spelt = {fold(name): name for name, _ in reversed(names.most_common(_MOST_NAMES)) if not name.isascii()}
        return cls(dict(singles), dict(pairs), spelt, usual(defined), terms)

    def knows(self, syllable: str) -> bool:
        """Whether a syllable, its accents apart, occurs in the corpus."""
        return fold(syllable) in self._known

    def name(self, text: str) -> str | None:
        """A name of two to five syllables as the corpus spells it ("Dak Lak": "Đắk Lắk"), or ``None``."""
        return self._names.get(fold(text))

    def meaning(self, short: str, plain: bool = False) -> str | None:
        """What the documents define ``short`` as; in a ``plain`` question, typed without accents, its D may be Đ."""
        return self.defined.get(letters(short)) or (self._plainly_defined.get(fold(short)) if plain else None)

    def attested(self, text: str) -> bool:
        """Whether all that stands side by side in ``text`` also does in the corpus, in any case."""
        words = _words(text)
        return (
            bool(words)
            and all(pair in self._pairs for pair in itertools.pairwise(words))
            and all(word in self._singles for word in words)
        )

    def together(self, left: str, right: str) -> float:
        """How much likelier the end of ``left`` and the beginning of ``right`` stand side by side than by chance.

        The logarithm of that ratio, from 0 where they never do, or no more often than by chance.
        """
        ends, begins = _words(left)[-1:], _words(right)[:1]
        if not ends or not begins:
            return 0.0
        seen = self._pairs.get((ends[0], begins[0]), 0)
        chance = self._singles.get(ends[0], 0) * self._singles.get(begins[0], 0) / self._total
        return max(0.0, math.log(seen / chance)) if seen > 1 else 0.0

    def restore(self, text: str) -> str:
        """``text`` with the likeliest accents on every syllable that has none; capitals, numbers and signs stay."""
        places = spans(text)
        words = [text[start:end] for start, end in places]
        best: dict[str, tuple[float, tuple[str, ...]]] = {_START: (0.0, ())}
        for forms in self._candidates(words):
            best = {
                form: max(
                    (score + self._log(before, form), (*chosen, form)) for before, (score, chosen) in best.items()
                )
                for form in forms
            }
        out, at = [], 0
        for (start, end), word, form in zip(places, words, max(best.values())[1], strict=True):
            out += [text[at:start], _cased(form, word)]
            at = end
        return "".join(out) + text[at:]

    def save(self, folder: Path, generation: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        pairs = [[left, right, n] for (left, right), n in self._pairs.items()]
        data = json.dumps(
            {
                "version": _VERSION,
                "generation": generation,
                "singles": self._singles,
                "pairs": pairs,
                "names": self._names,
                "definitions": self.defined,
            },
            ensure_ascii=False,
        )
        new = folder / (_FILE + ".new")
        new.write_bytes(gzip.compress(data.encode(), compresslevel=1))
        new.replace(folder / _FILE)

    @classmethod
    def load(cls, folder: Path, generation: int, terms: Iterable[str] = ()) -> AccentModel | None:
        """The saved model of that generation, or ``None``."""
        try:
            data = json.loads(gzip.decompress((folder / _FILE).read_bytes()))
        except (OSError, EOFError, ValueError):
            return None
        if data["generation"] != generation or data.get("version") != _VERSION:
            return None
        pairs = {(left, right): n for left, right, n in data["pairs"]}
        return cls(data["singles"], pairs, data["names"], data["definitions"], terms)

    def _candidates(self, words: list[str]) -> list[list[str]]:
        """For each word the syllables that it may be: itself where it has accents, for then the writer knew."""
        lower = [word.lower() for word in words]
        folded = [fold(word) for word in words]
        found = [
            [word] if plain != word else self._forms.get(word, [word])[:_MOST_FORMS]
            for word, plain in zip(lower, folded, strict=True)
        ]
        # Names of three syllables and more are no other words by chance: "thanh trà" in "pham thi thanh tra".
        for start in range(len(words) - 2):
            for end in range(min(start + _LONGEST_NAME, len(words)), start + 2, -1):
                if (name := self._names.get(" ".join(folded[start:end]))) and lower[start:end] == folded[start:end]:
                    found[start:end] = [[syllable] for syllable in _words(name)]
                    break
        return found

    def _log(self, before: str, form: str) -> float:
        # A syllable that no text holds still has to score; how many it follows and how often it stands weigh the same.
        alone = (self._before.get(form, 0) + 0.1) / (len(self._read_pairs) + 1) + self._read.get(form, 0) / self._total
        alone /= 2
        count, left_over = self._left.get(before, (0, 1.0))
        if not count:
            return math.log(alone)
        return math.log(max(self._read_pairs.get((before, form), 0) - _DISCOUNT, 0) / count + left_over * alone)


def _words(text: str) -> list[str]:
    text = same_tone(text)
    return [text[start:end].lower() for start, end in spans(text)]


def _names(text: str) -> Iterator[str]:
    """Two to five capitalised syllables in a row with nothing but a space between them."""
    for run in _RUN.findall(same_tone(text)):
        for capital, group in itertools.groupby(run.split(" "), str.istitle):
            words = list(group)
            if capital and 2 <= len(words) <= _LONGEST_NAME:
                yield " ".join(words)


def _cased(form: str, typed: str) -> str:
    if typed.isupper() and len(typed) > 1:
        return form.upper()
    return form.capitalize() if typed[:1].isupper() else form
