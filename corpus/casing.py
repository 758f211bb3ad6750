"""Capitals undone: a title set in capitals, written as the document itself writes those words."""

from __future__ import annotations

import collections
import re
from collections.abc import Iterable, Sequence

from corpus.grammar import CITED_NUMBER, is_upper
from corpus.syllable_grammar import is_syllable

_WORD = re.compile(r"[\w/.&-]*\w")
_NUMERAL = re.compile(rf"(?:{CITED_NUMBER.pattern}|[IVX]{{2,}})$")


def as_written(title: str, body: Iterable[str]) -> str:
    """``title`` in ordinary letters when it is set in capitals, else unchanged.

    Each word takes the spelling that the body gives it next to the same neighbour ("Lạng Sơn", "1237/QĐ-TTg"), else the
    body's usual one, else small letters.
    """
    if not is_upper(title):
        return title
    seen = _Spellings(body)
    words = list(_WORD.finditer(title))
    lowered = [word.group().casefold() for word in words]
    out, at = [], 0
    for position, word in enumerate(words):
        out.append(title[at : word.start()])
        written = seen.spelling(lowered, position)
        # What the body never writes is no small word where it is a number: "05-NQ/TW", "XIII".
        out.append(word.group() if written == lowered[position] and _NUMERAL.match(word.group()) else written)
        at = word.end()
    text = "".join(out) + title[at:]
    return text[:1].upper() + text[1:]


class _Spellings:
    """How often the body spells a word in which letters, alone and beside a neighbour."""

    def __init__(self, body: Iterable[str]) -> None:
        self._alone: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
        self._pairs: dict[tuple[str, str, bool], collections.Counter[str]] = collections.defaultdict(
            collections.Counter
        )
        for text in body:
            if is_upper(text):
                continue
            # Capitals inside a sentence are an abbreviation's, or stress what is a word like others.
            words = [
                word.lower() if word.isupper() and not word.isascii() and is_syllable(word) else word
                for word in _WORD.findall(text)
            ]
            for position, word in enumerate(words):
                lower = word.casefold()
                if position:
                    # The first word of a paragraph is large in any case.
                    self._alone[lower][word] += 1
                    self._pairs[words[position - 1].casefold(), lower, True][word] += 1
                if position + 1 < len(words) and position:
                    self._pairs[lower, words[position + 1].casefold(), False][word] += 1

    def spelling(self, lowered: Sequence[str], position: int) -> str:
        word = lowered[position]
        votes: collections.Counter[str] = collections.Counter()
        if position:
            votes += self._pairs.get((lowered[position - 1], word, True), collections.Counter())
        if position + 1 < len(lowered):
            votes += self._pairs.get((word, lowered[position + 1], False), collections.Counter())
        if not votes:
            votes = self._alone.get(word, collections.Counter())
        return votes.most_common(1)[0][0] if votes else word
