"""Text made comparable: without case, accents and punctuation, the short forms of bodies written out."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from corpus.grammar import DATA, lines_of
from corpus.syllables import fold, syllables


def comparable(text: str) -> str:
    """The folded syllables with a space before, between and after them: "UBND xã" is " uy ban nhan dan xa ".

    A part of a name at the borders of words is then a substring. Text without letters and digits is empty.
    """
    plain = _plain(text)
    return f" {_short_forms().sub(_written_out, plain)} " if plain else ""


def comparable_list(texts: Iterable[str]) -> str:
    """Several texts in one, so that no part reaches from one into the next."""
    return "|".join(map(comparable, texts))


def _plain(text: str) -> str:
    return " ".join(syllables(fold(text)))


@functools.cache
def _table() -> dict[str, str]:
    pairs = (line.partition("=") for line in lines_of(DATA / "body_abbreviations.txt"))
    return {_plain(short): _plain(meaning) for short, _, meaning in pairs}


@functools.cache
def _short_forms() -> re.Pattern[str]:
    longest_first = sorted(_table(), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(longest_first)})\b")


def _written_out(match: re.Match[str]) -> str:
    return _table()[match.group()]
