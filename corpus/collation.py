"""The order of Vietnamese words: ă after a, đ after d, and the tones level, grave, hook, tilde, acute, dot below."""

from __future__ import annotations

import functools
import re
import unicodedata

from corpus.grammar import DATA, lines_of
from corpus.syllables import same_tone

#: Combining grave, hook above, tilde, acute and dot below: the order of the Unicode collation for Vietnamese (CLDR).
_TONES = "\u0300\u0309\u0303\u0301\u0323"
_LONGEST_NUMBER = 12
_NUMBER = re.compile(rf"\d{{1,{_LONGEST_NUMBER}}}", re.ASCII)
_APART = re.compile(r"[\W_]+")


@functools.lru_cache(maxsize=1 << 14)
def collated(text: str) -> str:
    """A key: texts sort as their keys do. Letters decide first, then tones, then capitals; numbers go by their value.

    What is neither letter nor number only separates words, and a shorter word stands before a longer one.
    """
    words = _APART.sub(" ", _NUMBER.sub(_padded, same_tone(text).lower())).strip()
    letters, tones = zip(*map(_parted, words), strict=True) if words else ((), ())
    return "\x00".join(("".join(letters), "".join(tones), text.swapcase()))


def _padded(number: re.Match[str]) -> str:
    return number.group().rjust(_LONGEST_NUMBER, "0")


@functools.cache
def _parted(sign: str) -> tuple[str, str]:
    """What stands for a letter without its tone, and for the tone."""
    marks = unicodedata.normalize("NFD", sign)
    tone = next((mark for mark in marks if mark in _TONES), "")
    letter = unicodedata.normalize("NFC", marks.replace(tone, ""))
    return _places().get(letter, letter), str(_TONES.index(tone) + 1 if tone else 0)


@functools.cache
def _places() -> dict[str, str]:
    """Each letter with a sign of its place: behind all digits, before the letters of other alphabets."""
    [letters] = (line.split() for line in lines_of(DATA / "alphabet.txt"))
    return {letter: chr(ord("A") + place) for place, letter in enumerate(letters)}
