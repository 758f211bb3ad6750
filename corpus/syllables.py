"""Vietnamese words as this project compares them: syllables, tone styles made one, accents folded away."""

from __future__ import annotations

import re
import unicodedata

# Combining marks belong to the word, or text in NFD falls into single letters.
_SYLLABLE = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_MARKS = re.compile(r"[\u0300-\u036f]")
# Open syllables in oa, oe and uy with the tone on the second vowel; in "quý" the u belongs to the consonant.
_LATE_TONE = re.compile(r"(?:(o)([àáảãạèéẻẽẹ])|(?<!q)(u)([ỳýỷỹỵ]))(?![^\W\d_]|[\u0300-\u036f])", re.IGNORECASE)


def fold(text: str) -> str:
    """Lower case without accents, đ as d: "Uỷ ban" and "UY BAN" are one. The length may differ from the input's."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFD", text).lower())
    return unicodedata.normalize("NFC", _MARKS.sub("", plain).replace("đ", "d"))


def same_tone(text: str) -> str:
    """NFC text with the tone on the first vowel of open oa, oe and uy: hoà becomes hòa, thuỷ becomes thủy."""
    return _LATE_TONE.sub(_early, unicodedata.normalize("NFC", text))


def syllables(text: str) -> list[str]:
    """Runs of letters and digits in reading order, as written; punctuation and underscores separate."""
    return _SYLLABLE.findall(text)


def spans(text: str) -> list[tuple[int, int]]:
    """Half-open ``[start, end)`` of each of ``syllables(text)``."""
    return [match.span() for match in _SYLLABLE.finditer(text)]


def _early(match: re.Match[str]) -> str:
    first = match[1] or match[3]
    second = unicodedata.normalize("NFD", match[2] or match[4])
    return unicodedata.normalize("NFC", first + second[1]) + second[0]
