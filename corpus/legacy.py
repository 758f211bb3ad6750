"""Text of the years before Unicode, TCVN3 (.VnTime), VNI and VIQR, found and put right line by line.

Such text is made of valid characters that mean others, so nothing but its words tells: a line is believed to be in the
encoding that makes possible syllables of its words. A line that could be either, as "Sè 12" (TCVN3 for "Số", and a
syllable as it stands), goes with the lines around it.

The tables are those of the standard TCVN 5712:1993 (VN3), of the VNI fonts and of RFC 1456 (VIQR).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from corpus.grammar import DATA
from corpus.syllable_grammar import LONGEST_SYLLABLE, is_syllable

Reading = Callable[[str], str]

_TABLES = json.loads((DATA / "legacy_encodings.json").read_text("utf-8"))
_TCVN3 = str.maketrans(_TABLES["tcvn3"]["from"], _TABLES["tcvn3"]["to"])
#: Syllables that plans seldom have, and that are left of frequent ones: "tham mu", "con ngời".
_HORNLESS = frozenset(_TABLES["tcvn3"]["hornless"])
#: Names whose first letter lost its capital, wherever they stand.
_NAMES = re.compile(rf"\b(?:{'|'.join(_TABLES['tcvn3']['names'])})\b")
_HORN = "\u00ad"  # the soft hyphen, which stands for "ư"
_WITH_CAPITALS = "đăâêôơư"
_RAW_WORD = re.compile(r"[^\s!-@\[-`{-~“”–]+")
_VNI_LETTERS: Mapping[str, str] = _TABLES["vni"]["letters"]
_VNI_MARKS: Mapping[str, str] = {
    spelt: accents for mark, accents in _TABLES["vni"]["marks"].items() for spelt in (mark, mark.upper())
}
_VNI = re.compile(f"([aeouyöôAEOUYÖÔ])([{''.join(_VNI_MARKS)}])|[{''.join(_VNI_LETTERS)}]")
_VIQR_MARKS: Mapping[str, str] = {**_TABLES["viqr"]["shapes"], **_TABLES["viqr"]["tones"]}
# A full stop after a vowel is the heavy tone, but "I." is a number and the last of a line ends its sentence; a bracket
# is the breve inside a word only: "na(m", but "mục a (b)".
_VIQR = re.compile(
    r"\\(.)|(\b[IVX]+\.(?=\s)|D(?=DD))|(D[Dd]|dd)|([AEIOUYaeiouy])(\^|\+|\((?=[`'~?.]?[A-Za-z]))?([`'~?]|\.(?!\s*$))?"
)
_VIQR_TONES = frozenset("`'~?")
_VIQR_SHAPED = {"^": "aeo", "(": "a", "+": "ou"}

_GAP = re.compile(r"[\s/|,;:–—…]+")
_EDGE = "!\"#$%&'()*+,-./0123456789:;<=>?@[\\]^_`{|}~“”"
_LETTERS = re.compile(r"[^\W\d_]+")
_LEGACY = re.compile(r"[^\x00-\x7f]|[AEIOUYaeiouy][\^(+`'~?.]|dd|DD|Dd")
_SHAPES = re.compile(r"[AEOUaeou][\^(+]|dd|DD|Dd")
_START = re.compile(r"(?:^[\W\d_]+|[.!?]\s+)[^\W\d_]")
#: What a line must gain in syllables, and in how many of its changed words, to be evidence for its encoding.
_EVIDENT_GAIN, _EVIDENT_SHARE = 3, 0.6


def to_unicode(lines: Sequence[str], further: Sequence[Reading] = ()) -> list[str]:
    """The lines, those in a legacy encoding put into Unicode and the others as they were.

    ``further`` are other ways to read a line, where its bytes allow them.
    """
    gains = [_gains(line, (*_READINGS, *further)) for line in lines]
    evident = [_evident(line, gain) for line, gain in zip(lines, gains, strict=True)]
    if all(reading in (None, _unchanged) for reading in evident):
        return list(lines)
    around = _nearest(evident)
    readings = [known or _likely(gain, near) for gain, known, near in zip(gains, evident, around, strict=True)]
    return [reading(line) for line, reading in zip(lines, readings, strict=True)]


def tcvn3(line: str) -> str:
    """TCVN3 to Unicode. Its capitals with tones are small letters in a font of capitals, so case follows the others."""
    if _HORN not in line and any(ord(letter) in _TCVN3 for letter in line):
        line = _RAW_WORD.sub(_with_horn, line)
    text = _LETTERS.sub(_put_in_twice, line.translate(_TCVN3))
    letters = list(text)
    words = list(_LETTERS.finditer(text))
    cases = [_case(line[word.start() : word.end()]) for word in words]
    # An abbreviation is in capitals wherever it stands: "Sè: 12/KH-UBND".
    around = _beside([case if is_syllable(word[0]) else None for case, word in zip(cases, words, strict=True)])
    for case, beside, word in zip(cases, around, words, strict=True):
        if (case or beside) == "upper":
            letters[word.start() : word.end()] = text[word.start() : word.end()].upper()
    for start in _START.finditer(text):
        first = start.end() - 1
        if text[first] != line[first] and text[first] not in _WITH_CAPITALS:
            letters[first] = letters[first].upper()
    for name in _NAMES.finditer(text):
        if text[name.start()] != line[name.start()]:
            letters[name.start()] = letters[name.start()].upper()
    return "".join(letters)


def _put_in_twice(found: re.Match[str]) -> str:
    """A word that was in TCVN3 when it was put into TCVN3, as converters run over mixed files do: "tr£n" for "trấn"."""
    word = found[0]
    odd = not is_syllable(word) or (_case(word) == "lower" and any(letter.isupper() for letter in word[1:]))
    again = word.translate(_TCVN3) if odd else word
    return again if is_syllable(again) and again[1:].islower() else word


def _with_horn(found: re.Match[str]) -> str:
    """A word with the "ư" that was lost with its soft hyphen, as PDF writers lose it: "nh" for "như"."""
    word = found[0]
    if len(word) > LONGEST_SYLLABLE:
        return word
    is_item = len(word) == 1 and found.string[found.end() : found.end() + 1] in (")", ".", "/")
    text = word.translate(_TCVN3)
    if is_item or (word.isascii() and not word.islower()) or (is_syllable(text) and text not in _HORNLESS):
        return word
    tried = (word[:place] + _HORN + word[place:] for place in range(len(word) + 1))
    possible = [each for each in tried if is_syllable(each.translate(_TCVN3))]
    return possible[0] if len(possible) == 1 else word


def vni(line: str) -> str:
    """VNI to Unicode: a vowel and the letter after it that stands for its marks."""

    def letter(found: re.Match[str]) -> str:
        if found[1]:
            return unicodedata.normalize("NFC", _VNI_LETTERS.get(found[1], found[1]) + _VNI_MARKS[found[2]])
        return _VNI_LETTERS[found[0]]

    return _VNI.sub(letter, line)


def viqr(line: str) -> str:
    """VIQR to Unicode: a vowel and the signs after it, "Vie^.t Nam"."""

    def letter(found: re.Match[str]) -> str:
        literal, number, dd, vowel, shape, tone = found.groups()
        if literal or number:
            return str(literal or number)
        if dd:
            return "Đ" if dd[0] == "D" else "đ"
        if shape and vowel.lower() not in _VIQR_SHAPED[shape]:
            return found[0]
        if tone == "." and _is_toned(line, found.start()):
            return unicodedata.normalize("NFC", vowel + _VIQR_MARKS.get(shape, "")) + tone
        return unicodedata.normalize("NFC", vowel + _VIQR_MARKS.get(shape, "") + _VIQR_MARKS.get(tone, ""))

    return _VIQR.sub(letter, line)


def _is_toned(line: str, end: int) -> bool:
    """Whether the word of VIQR whose letters go up to ``end`` has a tone before them."""
    while end and line[end - 1].isascii() and line[end - 1].isalpha():
        end -= 1
    return line[end - 1 : end] in _VIQR_TONES


_READINGS: tuple[Reading, ...] = (tcvn3, vni, viqr)


def _unchanged(line: str) -> str:
    return line


def _gains(line: str, readings: Sequence[Reading]) -> dict[Reading, tuple[int, int]]:
    """By how many possible syllables each reading betters a line, and how many words it changes; {} where none could."""
    if _is_unicode(line) or not _LEGACY.search(line):
        return {}
    before = _words(line)
    gains = {}
    for reading in readings:
        after = _words(reading(line))
        changed = [(old, new) for old, new in zip(before, after, strict=False) if old != new]
        gains[reading] = sum(is_syllable(new) - is_syllable(old) for old, new in changed), len(changed)
    return gains


def _evident(line: str, gains: Mapping[Reading, tuple[int, int]]) -> Reading | None:
    """The reading that a line's words show by themselves; ``None`` where they show none."""
    if not gains:
        return _unchanged if _is_unicode(line) else None
    best = max(gains, key=lambda reading: gains[reading][0])
    gain, changed = gains[best]
    if gain < _EVIDENT_GAIN or gain < _EVIDENT_SHARE * changed:
        return None
    # Question marks and full stops alone are those of English, too.
    return best if best is not viqr or _SHAPES.search(line) else None


def _likely(gains: Mapping[Reading, tuple[int, int]], near: Reading) -> Reading:
    """The reading of a line in a file that has legacy lines: what gains most, and of equals that of the lines around."""
    if not gains:
        return _unchanged
    best = max(gains, key=lambda reading: (gains[reading][0], reading is near))
    gain, changed = gains[best]
    return best if changed and (gain > 0 or (gain == 0 and best is near)) else _unchanged


def _is_unicode(line: str) -> bool:
    """Whether a letter stands there that no encoding of eight bits shows as such."""
    return any(letter > "\u00ff" and letter.isalpha() for letter in line)


def _nearest(evident: Sequence[Reading | None]) -> list[Reading]:
    """For each line the reading of the evident line before it, or else of the first."""
    near = next(reading for reading in evident if reading)
    around = []
    for reading in evident:
        near = reading or near
        around.append(near)
    return around


def _words(line: str) -> list[str]:
    return [word.strip(_EDGE) for word in _GAP.split(line)]


def _case(word: str) -> str | None:
    """How the unaccented letters of a word are set; ``None`` where they leave it open, as in "Hµ"."""
    plain = [letter for letter in word if letter.isascii()]
    if any(letter.islower() for letter in plain):
        return "lower"
    return "upper" if len(plain) >= 2 else None


def _beside(cases: Sequence[str | None]) -> list[str]:
    """For each word the case of the nearest words whose case is plain; capitals only where they agree."""
    before, after = _last_of(cases), _last_of(cases[::-1])[::-1]
    return ["upper" if {*pair} - {None} == {"upper"} else "lower" for pair in zip(before, after, strict=True)]


def _last_of(cases: Sequence[str | None]) -> list[str | None]:
    """For each place the last case before it that is plain."""
    found: list[str | None] = []
    last = None
    for case in cases:
        found.append(last)
        last = case or last
    return found
