"""Which words could be Vietnamese: onset x rime x tone. It tells read text from text in a legacy font or a broken one."""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from pathlib import Path

_GRAMMAR: dict[str, list[str]] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
_ONSETS = frozenset(_GRAMMAR["onsets"])
_OPEN = frozenset(_GRAMMAR["open_rimes"])
_STOPPED = frozenset(_GRAMMAR["stopped_rimes"])
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SHARP_OR_HEAVY = frozenset("\u0301\u0323")
#: Letters of the longest syllable, "nghiêng", and of one with every accent by itself.
LONGEST_SYLLABLE = 7
_LONGEST_SPELT = 16
_BREAK = re.compile(r"[\s/\-–—…|,;:]+")
_INNER_MARKS = frozenset(".'’@_*&")
_UNTONED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZĐĂÂÊÔƠƯ")
_BARE = re.compile(r"\w(?:.*\w)?", re.DOTALL)


def is_syllable(word: str) -> bool:
    """Whether ``word`` (one word, any case, NFC or NFD) obeys the spelling of a Vietnamese syllable."""
    # Asked first, so that none of the words kept below is long.
    return len(word) <= _LONGEST_SPELT and _is_spelt(word)


@functools.lru_cache(maxsize=50_000)
def _is_spelt(word: str) -> bool:
    letters = unicodedata.normalize("NFD", word.lower())
    tones = [letter for letter in letters if letter in _TONES]
    plain = unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in _TONES))
    if len(tones) > 1 or not 0 < len(plain) <= LONGEST_SYLLABLE:
        return False
    if plain in ("gi", "gin", "gich"):
        return True
    for cut in range(min(3, len(plain) - 1), -1, -1):
        onset, rime = plain[:cut], plain[cut:]
        if onset not in _ONSETS:
            continue
        if rime in _OPEN:
            return True
        # Every syllable that ends in a stop carries the sharp or the heavy tone.
        if rime in _STOPPED and tones and tones[0] in _SHARP_OR_HEAVY:
            return True
        # "giêng", "quyên": the glide is written once for onset and rime.
        if onset == "gi" and "i" + rime in _OPEN | _STOPPED:
            return True
        if onset == "qu" and "u" + rime in _OPEN | _STOPPED:
            return True
    return False


def syllable_share(text: str) -> float:
    """The share 0..1 of words that are possible syllables; abbreviations and words with digits do not count.

    1.0 where nothing counts. Clean text: at least .98; text in a broken or legacy font: under .7.
    """
    words = [word for word in _words(text) if not _is_abbreviation(word)]
    return sum(map(is_syllable, words)) / len(words) if words else 1.0


def garbled_share(text: str) -> float:
    """The share 0..1 of words that are neither Vietnamese nor plain ASCII words, as legacy encodings leave them.

    English, names and abbreviations are plain ASCII, so a foreign text or a table of numbers scores near 0.
    """
    words = list(_words(text))
    garbled = sum(not is_syllable(word) and not _is_plain(word) for word in words)
    return garbled / len(words) if words else 0.0


def _words(text: str) -> list[str]:
    bare = (_BARE.search(word) for word in _BREAK.split(unicodedata.normalize("NFC", text)))
    return [found[0] for found in bare if found and not _has_digit(found[0])]


def _has_digit(word: str) -> bool:
    return not word.isalpha() and any(letter.isdigit() for letter in word)


def _is_abbreviation(word: str) -> bool:
    return word.isupper() and not is_syllable(word)


def _is_plain(word: str) -> bool:
    """A word in ASCII, dots and apostrophes within it allowed ("ubnd@caoloc.gov.vn"), or an abbreviation (KĐCLGD)."""
    letters = "".join(letter for letter in word if letter not in _INNER_MARKS)
    return letters.isalpha() and (letters.isascii() or (letters.isupper() and _UNTONED.issuperset(letters)))
