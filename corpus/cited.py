"""Documents as a text cites them: "Kế hoạch số 12/KH-UBND ngày 03/02/2025 của UBND tỉnh"."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import re
from collections.abc import Iterator

from corpus.grammar import CITED_NUMBER, DATA, document_types, lines_of

#: Numbers of joint documents go on after a second slash: "88/2016/TTLT/BTC-BTNMT".
_NUMBER = rf"(?:\d{{1,4}}/\d{{4}}/\s?QH\d+|{CITED_NUMBER.pattern})(?:/[A-ZĐ][A-ZĐ0-9]*(?:-[A-ZĐ0-9]+)*)?"
_DAY = (
    r"(?P<day>\d{1,2})\s*(?:[/.-]|\s(?i:tháng)\s)\s*(?P<month>\d{1,2})\s*(?:[/.-]|\s(?i:năm)\s)\s*(?P<year>\d{4})(?!\d)"
)
_WHEN = re.compile(rf"\s*,?\s*(?i:ngày)\s+{_DAY}")
_WHOSE = re.compile(r"\s*,?\s*(?i:của)\s+(?=[^\W\d_])")
_YEAR_IN_NUMBER = re.compile(r"/\s?((?:19|20)\d\d)\b")
#: The longest name of a body, in characters.
_LONGEST_ISSUER = 110
#: A short form that stands in brackets within a name.
_BRACKETS = re.compile(r"\s*\(\w{2,8}\)(?=\s+\w)")


@dataclasses.dataclass(frozen=True)
class Cited:
    """A cited document as it is written; ``[start, end)`` is the citation in its text, from its type to its issuer.

    ``number_end`` is where its number ends. ``year`` is that of the date, else that inside the number ("26/2019/QĐ-UBND").
    """

    type: str | None
    number: str
    issuer: str | None
    date: datetime.date | None
    year: int | None
    start: int
    end: int
    number_end: int


def cited(text: str, start: int = 0, end: int | None = None) -> Iterator[Cited]:
    """The documents that ``text[start:end]`` cites by their numbers, in the order of the text."""
    stop = len(text) if end is None else end
    for match in _citation().finditer(text, start, stop):
        yield _complete(text, stop, match)


def cited_at(text: str, start: int, end: int | None = None) -> Cited | None:
    """The document whose citation begins at ``start`` with its type; ``None`` where none does."""
    stop = len(text) if end is None else end
    match = _citation().match(text, start, stop)
    return _complete(text, stop, match) if match and match["type"] else None


@functools.cache
def citation_types() -> re.Pattern[str]:
    """A kind of document as citations name it, in whatever case, the longest first."""
    names = {*document_types(), *lines_of(DATA / "cited_types.txt")}
    return re.compile(rf"(?i:{'|'.join(sorted(map(re.escape, names), key=len, reverse=True))})")


@functools.cache
def _citation() -> re.Pattern[str]:
    return re.compile(rf"(?:(?<!\w)(?P<type>{citation_types().pattern})\s+)?(?:(?i:số)\s*:?\s*)?(?P<number>{_NUMBER})")


def _complete(text: str, stop: int, match: re.Match[str]) -> Cited:
    """The citation with the date and the body behind its number, in either order."""
    at = match.end()
    date: datetime.date | None = None
    year: int | None = None
    issuer: str | None = None
    for _ in range(2):
        when = _WHEN.match(text, at, stop)
        if when and year is None:
            year, at = int(when["year"]), when.end()
            try:
                date = datetime.date(year, int(when["month"]), int(when["day"]))
            except ValueError:
                date = None  # a misread day: the year still tells the document from its namesakes
        whose = _WHOSE.match(text, at, stop)
        if whose and issuer is None:
            name_end = _issuer_end(text, whose.end(), stop)
            issuer = re.sub(r"\s+", " ", _BRACKETS.sub("", text[whose.end() : name_end])).strip() or None
            at = name_end if issuer else at
    inside = _YEAR_IN_NUMBER.search(match["number"])
    kind = match["type"]
    return Cited(
        type=re.sub(r"\s+", " ", kind).capitalize() if kind else None,
        number=re.sub(r"\s", "", match["number"]),
        issuer=issuer,
        date=date,
        year=year if year is not None else int(inside[1]) if inside else None,
        start=match.start(),
        end=at,
        number_end=match.end(),
    )


def _issuer_end(text: str, start: int, stop: int) -> int:
    """Where the name of a body ends that begins at ``start``."""
    limit = min(stop, start + _LONGEST_ISSUER)
    # "Ủy ban nhân dân (UBND) tỉnh": the short form in brackets ends no name.
    window = _BRACKETS.sub(lambda short: "_" * len(short[0]), text[start:limit])
    found = _issuer_stop().search(window)
    if found:
        return start + found.start()
    return limit if limit == stop else max(text.rfind(" ", start, limit), start)


@functools.cache
def _issuer_stop() -> re.Pattern[str]:
    ends = "|".join(re.escape(end) for end in lines_of(DATA / "cited_issuer_ends.txt"))
    return re.compile(
        rf"\s+(?i:{ends})(?!\w)|\s+(?i:và|cùng)\s+(?i:các\s+)?{citation_types().pattern}\s|\s*[;:\n“”\"]|\s*[.,](?:\s|$|/)"
        r"|\s*[()]|\s+[-–]\s+(?=\d)|\s*\.?\s*$|\s+\|"
    )
