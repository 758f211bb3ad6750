"""The persons that a question names, by title and surname or by a surname in capitals."""

from __future__ import annotations

import functools
import re

from corpus.grammar import lines_of
from corpus.syllables import fold, same_tone, syllables
from qa.tables import DATA
from qa.understanding import Understanding

_UPPER = "A-ZĐÁÀẢÃẠĂẮẰẲẴẶÂẤẦẨẪẬÉÈẺẼẸÊẾỀỂỄỆÍÌỈĨỊÓÒỎÕỌÔỐỒỔỖỘƠỚỜỞỠỢÚÙỦŨỤƯỨỪỬỮỰÝỲỶỸỴ"
#: "Phó Chủ tịch Lê Văn Hùng", also "pct le van hung"; three syllables tell one.
_PERSON = r"(?<!\w)(?:{titles}) (?P<name>(?:{surnames})(?: [^\W\d]+){{1,2}})(?!\w)"


def named_persons(understanding: Understanding) -> tuple[str, ...]:
    """The folded names of persons: by title and surname, a name in the capitals of an accented question by its surname."""
    # The Vietnamese of an English question is a translation, in which "phân công" would be a person of the surname Phan.
    text = understanding.question if understanding.language == "en" else understanding.text
    titled, bare = _named_person()
    names = [match["name"] for match in titled.finditer(" ".join(syllables(same_tone(text).lower())))]
    if understanding.form != "noacc":
        names += [match.group() for match in bare.finditer(same_tone(text))]
    if understanding.form == "noacc":
        # Restored accents of names are guesses, those of "phân công" are not: a surname is read without them
        # where the word restored is a surname too, or no other word.
        plain = " ".join(syllables(fold(understanding.question)))
        names += [match["name"] for match in _folded_person().finditer(plain) if _may_be_name(match["name"], text)]
    return tuple(dict.fromkeys(" ".join(syllables(fold(name))) for name in names))


def _may_be_name(name: str, restored: str) -> bool:
    first = name.split()[0]
    words = [word for word in syllables(same_tone(restored).lower()) if fold(word) == first]
    return not words or any(word in _surnames() for word in words)


@functools.cache
def _surnames() -> frozenset[str]:
    return frozenset(same_tone(name).lower() for name in lines_of(DATA / "surnames.txt"))


@functools.cache
def _named_person() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Persons with a title, in small letters, and those without one, in capitals; both with accents."""
    titles = "|".join(
        sorted((same_tone(title).lower() for title in lines_of(DATA / "titles.txt")), key=len, reverse=True)
    )
    surnames = sorted(_surnames(), key=len, reverse=True)
    titled = _PERSON.format(titles=titles, surnames="|".join(surnames))
    bare = rf"(?<!\w)(?:{'|'.join(name.capitalize() for name in surnames)})(?: [{_UPPER}]\w+){{2,3}}(?!\w)"
    return re.compile(titled), re.compile(bare)


@functools.cache
def _folded_person() -> re.Pattern[str]:
    titles = "|".join(sorted((fold(title) for title in lines_of(DATA / "titles.txt")), key=len, reverse=True))
    return re.compile(_PERSON.format(titles=titles, surnames="|".join(map(fold, _surnames()))))
