"""Roman numerals of headings that a scan blurred ("HI." for "III."), mended where their sequence leaves one possibility."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.grammar import is_upper

#: What a reader of letters takes for what.
_LOOK_ALIKE = {"H": "II", "L": "I", "l": "I", "1": "I", "|": "I", "Ị": "I", "i": "I", "ị": "I", "Y": "V"}
_HEADING = re.compile(
    r"^[-–.'‘’\"]?(?P<numeral>[IVXHLlY|1Ịịi]{1,7})(?P<mark>\s?[.,\-–]\s*|\s+)(?P<title>\S.*)$", re.DOTALL
)
_FEWEST_LETTERS = 4
_LARGEST = 39
_TENS = ("", "X", "XX", "XXX")
_ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_NUMERALS = {_TENS[number // 10] + _ONES[number % 10]: number for number in range(1, _LARGEST + 1)}
_WRITTEN = {number: numeral for numeral, number in _NUMERALS.items()}


def value_of(numeral: str) -> int | None:
    """The number 1..39 that a Roman numeral writes; ``None`` for what is none."""
    return _NUMERALS.get(numeral)


def mended(lines: Sequence[str]) -> list[str]:
    """The lines; of a heading in capitals whose numeral is out of sequence, or none, the one that is due is set.

    That is done where the headings on both sides agree on it, or those on one side for what is no numeral as it stands,
    and where no more than a stroke had to be lost or found.
    """
    once = _mended_once(lines)
    # What is right now bears out its neighbours.
    return [_spaced(text) for text in _mended_once(once)]


def _mended_once(lines: Sequence[str]) -> list[str]:
    headings = [(at, found) for at, line in enumerate(lines) if (found := _heading(line)) is not None]
    plain = [_plain(found["numeral"]) for _, found in headings]
    starts = [None if value is None else value - place for place, value in enumerate(map(value_of, plain))]
    texts = list(lines)
    for place, (at, found) in enumerate(headings):
        start = _agreed(starts, place, is_numeral=value_of(found["numeral"]) is not None)
        if start is None:
            start = _follows(starts, place, found["numeral"])
        due = None if start is None else _WRITTEN.get(start + place)
        if due is not None and _could_be(plain[place], due) and (found["numeral"] != due or "." not in found["mark"]):
            texts[at] = f"{due}. {found['title']}"
            starts[place] = start
    return texts


def _agreed(starts: Sequence[int | None], place: int, is_numeral: bool) -> int | None:
    """Where the headings around the one at ``place`` say that the counting started."""
    before = [start for start in reversed(starts[:place]) if start is not None][:2]
    after = [start for start in starts[place + 1 :] if start is not None][:2]
    if before and after and before[0] == after[0]:
        return before[0]
    if is_numeral:
        return None
    for side, other in ((after, before), (before, after)):
        if len(set(side)) == 1 and (len(side) == 2 or not other):
            return side[0]
    return None


def _follows(starts: Sequence[int | None], place: int, numeral: str) -> int | None:
    """Where the counting started, for what is the next numeral but for its shape ("H."), or the last one said again."""
    before = starts[place - 1] if place else None
    if value_of(numeral) is None:
        return before if before is not None and before == starts[place] else None
    again = before is not None and starts[place] == before - 1 and place == len(starts) - 1
    return before if again and place > 1 and starts[place - 2] == before else None


def _heading(line: str) -> re.Match[str] | None:
    found = _HEADING.match(line)
    if found is None or found["numeral"].isdigit() or not is_upper(found["title"]):
        return None
    return found if sum(letter.isalpha() for letter in found["title"]) >= _FEWEST_LETTERS else None


def _plain(numeral: str) -> str:
    return "".join(_LOOK_ALIKE.get(letter, letter) for letter in numeral)


def _could_be(plain: str, due: str) -> bool:
    """Whether ``plain`` may have been misread from ``due``: a stroke more or less is a blur."""
    return plain == due or (plain.replace("I", "") == due.replace("I", "") and abs(len(plain) - len(due)) <= 1)


def _spaced(line: str) -> str:
    """ "I.MỤC ĐÍCH" as "I. MỤC ĐÍCH"."""
    found = _heading(line)
    if found is None or value_of(found["numeral"]) is None or found["mark"] != ".":
        return line
    return f"{found['numeral']}. {found['title']}"
