"""The name of the issuing agency, from the capitals of a letterhead to the way people write it.

"ỦY BAN NHÂN DÂN / HUYỆN CAO LỘC" becomes "Ủy ban nhân dân huyện Cao Lộc".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.casing import as_written
from corpus.syllable_grammar import is_syllable

_LEVEL = "tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu"
_PLACE = re.compile(rf"^(?P<level>{_LEVEL}) (?P<name>.+)$", re.IGNORECASE)
_COMMITTEE = re.compile(r"^(?:UBND|[UỦ][YỶ] BAN NHÂN DÂN)\b", re.IGNORECASE)


def agency_name(lines: Sequence[str], body: Sequence[str], place: str | None, tail: str | None) -> str | None:
    """The issuer's name.

    ``lines`` are the capitals of the letterhead, the agency above first; ``body`` is the document, whose own spelling of the
    name is taken where it has one; ``place`` is that of the date line. Without a letterhead, a number that ends in "-UBND"
    and a text that names the committee of that place ("UBND huyện Cao Lộc") state the issuer; else it is ``None``.
    """
    if lines:
        return _spelled(_own_agency(lines), body)
    if place and tail and re.search(r"-UBND\b|/UBND-", tail):
        text = "\n".join(body)
        found = re.search(
            rf"(?:UBND|[UỦ][yỷ] ban nhân dân)(?: \(UBND\))? (?P<level>{_LEVEL}) {re.escape(_bare(place))}\b", text
        )
        if found:
            return f"Ủy ban nhân dân {found['level']} {_bare(place)}"
    return None


def _bare(place: str) -> str:
    match = _PLACE.match(place)
    return match["name"] if match else place


def _own_agency(lines: Sequence[str]) -> str:
    """The agency itself without the one above it: the last committee, or a department with its province."""
    joined = _unspaced(" ".join(lines)).strip(" -")
    party = re.search(r"(?<=\S )(?:TỈNH|THÀNH|HUYỆN|THỊ|QUẬN|ĐẢNG) [UỦ][YỶ]\b[^\d]*$", joined)
    if party:
        return party.group()
    committees = list(re.finditer(r"(?:UBND|[UỦ][YỶ] BAN NHÂN DÂN)\b", joined))
    department = re.search(r"(?<=\S )(?:SỞ|PHÒNG|BAN QUẢN LÝ|CHI CỤC|TRUNG TÂM) [^\d]+$", joined)
    if committees and department:
        above = re.sub(_COMMITTEE, "", joined[committees[-1].start() : department.start()]).strip()
        return f"{department.group()} {above}".strip()
    return joined[committees[-1].start() :] if len(committees) > 1 else joined


def _unspaced(capitals: str) -> str:
    """Capitals whose letters were spaced out, put together again: "B Ộ", "D Â N"."""
    words = capitals.split()
    joined: list[str] = []
    for word in words:
        before = joined[-1] if joined else ""
        letters = len(before) == 1, len(word) == 1
        if before and (all(letters) or any(letters) and word.isalpha() and is_syllable(before + word)):
            joined[-1] += word
        else:
            joined.append(word)
    return " ".join(joined)


def _spelled(name: str, body: Sequence[str]) -> str:
    """The name in ordinary letters: a place after its level is a name; the rest is spelled as the text spells it."""
    name = _COMMITTEE.sub("ỦY BAN NHÂN DÂN", name)
    party = re.match(r"(?P<body>[^ ]+ [UỦ][YỶ]) (?P<name>.+)$", name)
    if party:
        return f"{party['body'].capitalize()} {party['name'].title()}"
    committee = re.match(rf"ỦY BAN NHÂN DÂN (?P<level>{_LEVEL}) (?P<name>.+)$", name, re.IGNORECASE)
    if committee:
        level = committee["level"].lower()
        return f"Ủy ban nhân dân {'Thành phố' if level == 'thành phố' else level} {committee['name'].title()}"
    place = re.search(rf" (?P<level>{_LEVEL}) (?P<name>.+)$", name, re.IGNORECASE)
    own = name[: place.start()] if place else name
    # A name that the text never spells still has a large letter after its first word: "Sở Xây dựng".
    usual = own.split()
    usual = [
        word.capitalize() if position < 2 or usual[position - 1] in ("VÀ", "-") else word.lower()
        for position, word in enumerate(usual)
    ]
    spelled = as_written(own, [*body, "- " + " ".join(usual)])
    return spelled + (f" {place['level'].lower()} {place['name'].title()}" if place else "")
