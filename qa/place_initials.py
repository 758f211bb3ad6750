"""Places that a question names by their initials: "UBND LS", "H. CL", "Sở Y tế SL"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus.grammar import lines_of
from corpus.syllable_grammar import is_syllable
from corpus.syllables import fold, syllables
from qa.abbreviations import Abbreviations
from qa.accents import AccentModel
from qa.defined import letters
from qa.places import Places
from qa.tables import DATA, rows

_LEVELS = rows(DATA / "place_levels.tsv", 3, blank=True)
_WRITTEN = {short: level for level, _, short in _LEVELS if short}


def _ends(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(f" {' '.join(syllables(fold(name)))} " for name in names)


_LOWER_LEVELS = _ends(level for level, of, _ in _LEVELS if of != "province")
_HEADS = _ends((*(level for level, _, _ in _LEVELS), *lines_of(DATA / "place_heads.txt")))
_SHORT_LEVEL = re.compile(rf"(?<![\w./-])(?P<short>{'|'.join(_WRITTEN)})(?:\.\s?|\s)(?=(?P<behind>[^\W\d_].*))")
_INITIALS = re.compile(r"(?<![\w./&-])[^\W\d_]{2,5}(?![\w/&-]|\.\w)")
_NEAR_NUMBER = re.compile(r"\d\s*$")
_NUMBER = re.compile(r"\s*(?:số\s*|so\s*)?\d")
_LONGEST_NAME = 4


def written_out(
    question: str, places: Places, abbreviations: Abbreviations, corpus: AccentModel, plain: bool = False
) -> str:
    """``question`` with the initials of places written out, where they can be those of one place alone.

    What the table or the documents know as an abbreviation, and syllables, are read so only behind a level or a body
    ("huyện CL", "UBND CL"), the former only for a place of the documents: "UBND tỉnh HD" may also give guidance.
    ``plain`` says that the question was typed without accents.
    """
    if question.isupper():
        return question

    def level(match: re.Match[str]) -> str:
        return f"{_WRITTEN[match['short']]} " if _begins_with_place(match["behind"], places, plain) else match[0]

    text = _SHORT_LEVEL.sub(level, question)
    done, at = "", 0
    for match in _INITIALS.finditer(text):
        typed, initials = match.group(), letters(match.group()).upper()
        if not typed.isupper() or not (name := places.with_initials(initials, plain)):
            continue
        before = done + text[at : match.start()]
        head = _head(before, abbreviations)
        if head.endswith(_LOWER_LEVELS) and places.is_province(name):
            continue
        listed = abbreviations.lists(typed) or corpus.meaning(typed, plain) is not None
        if listed and not places.with_initials(initials, plain, known=True):
            continue
        numbered = _NEAR_NUMBER.search(before) or _NUMBER.match(text, match.end())
        if (listed or numbered or is_syllable(typed)) and not head.endswith(_HEADS):
            continue
        done, at = before + name, match.end()
    return done + text[at:]


def _begins_with_place(text: str, places: Places, plain: bool) -> bool:
    initials = _INITIALS.match(text)
    if initials and initials.group().isupper():
        return places.with_initials(letters(initials.group()).upper(), plain) is not None
    words = text.split()[:_LONGEST_NAME]
    return text[0].isupper() and any(places.is_place(" ".join(words[:end])) for end in range(1, len(words) + 1))


def _head(before: str, abbreviations: Abbreviations) -> str:
    """The text before initials, written out and folded, with a space at both ends; "" where a mark parts them."""
    if not re.search(r"\w\s+$", before):
        return ""
    return f" {' '.join(syllables(fold(abbreviations.expand(before))))} "
