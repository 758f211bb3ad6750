"""Text as evaluation compares it: ``squeeze`` and ``fold`` to find evidence and answers, ``tokens`` to count words."""

from __future__ import annotations

import functools
import re
import unicodedata
from pathlib import Path

from corpus.grammar import lines_of
from corpus.syllables import same_tone, syllables

_DATA = Path(__file__).parent / "data"
_MARKUP = re.compile(r"[*#|_]+")
_DASHES = re.compile(r"[\u2010-\u2015]")
_SPACES = re.compile(r"\s+")
_PUNCTUATION = re.compile(r"\s*([-–/,.;:()%\"'“”])\s*")
_MARKERS = re.compile(r"\[\d+\]")


def squeeze(text: str) -> str:
    """NFC without markup marks, dashes of any kind alike, runs of white space as one space."""
    text = _MARKUP.sub(" ", unicodedata.normalize("NFC", text))
    return _SPACES.sub(" ", _DASHES.sub("-", text)).strip()


# The same passages come back for many questions.
@functools.lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """``squeeze``, in lower case, without accents, and without white space around punctuation.

    The same, code point by code point, as in the acceptance script, so that both judge alike.
    """
    text = squeeze(text).lower().replace("đ", "d")
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return _PUNCTUATION.sub(r"\1", text)


def contains(text: str, part: str) -> bool:
    """Whether ``part`` stands in ``text``, both folded."""
    return fold(part) in fold(text)


def tokens(text: str) -> list[str]:
    """The words that exact match and F1 compare: syllables in lower case, with accents, in one tone style.

    As SQuAD 1.1 does it (Rajpurkar et al. 2016) with the words left out that MLQA leaves out of Vietnamese (Lewis et al.
    2020). Unlike theirs, punctuation separates words instead of vanishing, "hoà" is "hòa", and markers of citations
    ("[1]") are no words.
    """
    found = syllables(same_tone(_MARKERS.sub(" ", text)).lower())
    return [word for word in found if word not in _dropped()]


@functools.cache
def _dropped() -> frozenset[str]:
    return frozenset(lines_of(_DATA / "mlqa_dropped_words.txt"))
