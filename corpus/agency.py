"""The name of the issuing agency, from the capitals of a letterhead to the way people write it.

"ỦY BAN NHÂN DÂN / HUYỆN CAO LỘC" becomes "Ủy ban nhân dân huyện Cao Lộc".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.casing import as_written
from corpus.grammar import CAPITAL, DATA, lines_of
from corpus.syllable_grammar import is_syllable

_LEVEL = "tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu"
_PLACE = re.compile(rf"^(?P<level>{_LEVEL}) (?P<name>.+)$", re.IGNORECASE)
_COMMITTEE_OF = r"(?:UBND|[UỦ][yỷ] ban nhân dân)(?: \(UBND\))?"
_COMMITTEE_ALONE = re.compile(r"^(?:UBND|[UỦ][YỶ] BAN NHÂN DÂN)$")
_SCHOOL_KINDS = {line.upper(): line for line in lines_of(DATA / "school_kinds.txt")}
_TWO_WORD_HEADS = frozenset(lines_of(DATA / "two_word_heads.txt"))
_SCHOOL = re.compile(
    rf"(?:^|(?<=\S ))TRƯỜNG (?P<kind>{'|'.join(sorted(_SCHOOL_KINDS, key=len, reverse=True))})"
    r"(?P<name> .+)$"
)
_PARTY = "(?:TỈNH|THÀNH|HUYỆN|THỊ|QUẬN|ĐẢNG) [UỦ][YỶ]"
#: "HUYỆN ỦY VĂN QUAN / BAN TUYÊN GIÁO".
_PARTY_OFFICE = re.compile(rf"^(?P<party>{_PARTY} .+?) (?P<office>BAN .+|[UỦ][YỶ] BAN KIỂM TRA|VĂN PHÒNG)$")
_POLICE = re.compile(r"(?<=\S )CÔNG AN (?:THÀNH PHỐ|HUYỆN|QUẬN|THỊ XÃ|XÃ|PHƯỜNG) .+$")
_COMMITTEE = re.compile(r"^(?:UBND|[UỦ][YỶ] BAN NHÂN DÂN)\b", re.IGNORECASE)


def agency_name(lines: Sequence[str], body: Sequence[str], place: str | None, tail: str | None) -> str | None:
    """The issuer's name.

    ``lines`` are the capitals of the letterhead, the agency above first; ``body`` is the document, whose own spelling of the
    name is taken where it has one; ``place`` is that of the date line. Without a letterhead, a number that ends in "-UBND"
    and a text that names the committee of that place ("UBND huyện Cao Lộc") state the issuer; else it is ``None``.
    """
    own = _own_agency(lines) if lines else None
    if own and not _COMMITTEE_ALONE.match(own):
        return _spelled(own, body)
    if place and tail and re.search(r"-UBND\b|/UBND-", tail):
        text, name = "\n".join(body), re.escape(_bare(place))
        found = re.search(rf"{_COMMITTEE_OF} (?P<level>{_LEVEL}) {name}\b", text)
        # A letterhead that only says "ỦY BAN NHÂN DÂN" leaves the level to the text: "Ủy ban nhân dân tỉnh ban hành".
        found = found or (
            re.search(rf"{_COMMITTEE_OF} (?P<level>{_LEVEL}) (?=[^\W\d_])(?![{CAPITAL}])", text) if own else None
        )
        if found:
            return f"Ủy ban nhân dân {found['level']} {_bare(place)}"
    return _spelled(own, body) if own else None


def _bare(place: str) -> str:
    match = _PLACE.match(place)
    return match["name"] if match else place


def _own_agency(lines: Sequence[str]) -> str:
    """The agency itself without the one above it: the last committee, or a department with its province."""
    joined = _unspaced(" ".join(lines)).strip(" -")
    if office := _PARTY_OFFICE.search(joined):
        return f"{office['office']} {office['party']}"
    party = re.search(rf"(?<=\S ){_PARTY}\b[^\d]*$", joined)
    if party:
        return party.group()
    if below := _SCHOOL.search(joined) or _POLICE.search(joined):
        return below.group()
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
    if school := _SCHOOL.match(name):
        kind = _SCHOOL_KINDS[school["kind"]]
        return as_written(name, [*body, f"- Trường {kind[:1].upper()}{kind[1:]}{school['name'].title()}"])
    office = re.match(rf"(?P<office>.+) (?P<body>{_PARTY}) (?P<name>.+)$", name)
    if office:
        own = as_written(office["office"], [*body, _usual(office["office"])])
        return f"{own} {office['body'].capitalize()} {office['name'].title()}"
    party = re.match(r"(?P<body>[^ ]+ [UỦ][YỶ]) (?P<name>.+)$", name)
    if party:
        return f"{party['body'].capitalize()} {party['name'].title()}"
    committee = re.match(rf"ỦY BAN NHÂN DÂN (?P<level>{_LEVEL}) (?P<name>.+)$", name, re.IGNORECASE)
    if committee:
        level = committee["level"].lower()
        return f"Ủy ban nhân dân {'Thành phố' if level == 'thành phố' else level} {committee['name'].title()}"
    place = re.search(rf" (?P<level>{_LEVEL}) (?P<name>.+)$", name, re.IGNORECASE)
    own = name[: place.start()] if place else name
    spelled = as_written(own, [*body, _usual(own)])
    return spelled + (f" {place['level'].lower()} {place['name'].title()}" if place else "")


def _usual(name: str) -> str:
    """An item with a name that the text may never spell: it has a large letter after its first word, "Sở Xây dựng"."""
    words = name.split()
    large = 1 if " ".join(words[:2]).lower() in _TWO_WORD_HEADS else 2
    return "- " + " ".join(
        word.capitalize() if position < large or words[position - 1] in ("VÀ", "-") else word.lower()
        for position, word in enumerate(words)
    )
