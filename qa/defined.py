"""Abbreviations that documents define themselves: "Ủy ban nhân dân (UBND)", "(sau đây viết tắt là GPMB)"."""

from __future__ import annotations

import collections
import re
from collections.abc import Iterable, Iterator

from corpus.grammar import lines_of
from corpus.syllables import fold
from qa.tables import DATA

_CUES = "|".join(re.escape(cue).replace(r"\ ", r"\s+") for cue in lines_of(DATA / "defining_words.txt"))
_UNLETTERED = frozenset(lines_of(DATA / "unlettered_words.txt"))
#: What may be an abbreviation in brackets, alone or after a cue.
_SHORT = re.compile(
    rf"\(\s*(?:[^()]{{0,20}}?(?:{_CUES})\s*:?\s*)?[\"“”']?"
    r"(?P<short>[^\W\d_](?:[^\W\d_]|[&-](?=[^\W\d_])){1,13})[\"“”']?\s*\)"
)
_WORD = re.compile(r"[^\W_]+")
#: The longest text, in characters, that an abbreviation stands for.
_REACH = 110


def letters(short: str) -> str:
    """An abbreviation as it is looked up: in small letters without accents, but ĐN is never DN."""
    return "đ".join(map(fold, short.lower().split("đ")))


def definitions(texts: Iterable[str]) -> dict[str, str]:
    """The abbreviations that ``texts`` define, by their ``letters``, each with what it most often stands for."""
    return usual(pair for text in texts for pair in defined_in(text))


def usual(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Of pairs from ``defined_in``, for each abbreviation the meaning met most often."""
    counted = collections.Counter(pairs)
    return {short: meaning for (short, meaning), _ in reversed(counted.most_common())}


def defined_in(text: str) -> Iterator[tuple[str, str]]:
    """Each abbreviation, as its ``letters``, that stands in brackets after the words it begins, and those words as written."""
    for match in _SHORT.finditer(text):
        if not (match["short"][0].isupper() and match["short"][-1].isupper()):
            continue
        before = text[max(0, match.start() - _REACH) : match.start()]
        if meaning := _meaning(before, match["short"]):
            yield letters(match["short"]), meaning


def _meaning(before: str, short: str) -> str | None:
    """The end of ``before`` whose initials are the letters of ``short``; ``None`` where they are not."""
    missing = [letter for letter in letters(short) if letter.isalpha()]
    words = list(_WORD.finditer(before))
    for word in reversed(words):
        if letters(word.group())[:1] == missing[-1]:
            missing.pop()
            if not missing:
                return re.sub(r"\s+", " ", before[word.start() :]).rstrip(" \"“”',")
        elif word.group().lower() not in _UNLETTERED:
            return None
    return None
