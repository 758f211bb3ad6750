"""Values of a scanned text that the grammar of documents does not allow, to be looked at in the original.

Nothing is repaired here: which digit a scan blurred, only the paper can tell.
"""

from __future__ import annotations

import collections
import dataclasses
import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from corpus.documents import Page, ScannedPage

Reason = Literal["no_such_date", "number_form", "letter_among_digits", "lone_look_alike", "unsure_digits"]

_DATE = re.compile(r"(?<![\d/.])(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{4})(?![\d/])")
_DATE_WORDS = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})(?:\s+năm\s+(\d{4}))?", re.IGNORECASE)
_DAY_MONTH = re.compile(r"ngày\s+(\d{1,2})/(\d{1,2})(?![\d/])", re.IGNORECASE)
_MONTH = re.compile(r"(?<!\w)tháng\s+(\d{1,2})(?!\d|\s+(?:lần|trở))", re.IGNORECASE)
#: The number of an issued text, misread or not: digits or what looks like them, and what stands behind the slash.
_NUMBER = re.compile(
    r"(?<![\w/])(?P<digits>[\dOoIl|SB]{1,5})\s?/\s?(?:(?P<year>(?=\w*\d)[\dOoIl]{4})\s?/\s?)?"
    r"(?P<tail>[^\W\d_][\w&]*(?:\s?-\s?[\w&]+)+)"
)
_MIXED = re.compile(r"(?<![\w/.-])(?=[\dOoIlSB|]*\d)(?=[\dOoIlSB|]*[OoIlSB|])[\dOoIlSB|]+[\dOoIl|](?![\w/-])")
_LONE = re.compile(r"(?m)(?<!\S)[l¡](?=[\s.])|^[HL](?=\.\s)|(?<!\S)[O°](?=\s\d)|(?<=\d\s)O(?!\S)")
_NUMERAL = re.compile(r"(?<![\w.])(?=[IVXHLl1]*[HLl1])(?=[IVXHLl1]*[IVXH])[IVXHLl1]{2,6}(?=\.(?:\d|\s|$))")
#: "UBND", "NĐ", "QH15"; a digit before a letter, or a nought behind one, was a letter.
_PART = re.compile(r"[A-ZĐ][A-Za-zđĐ&]*(?:[1-9]\d{0,3})?")
_DIGITS = re.compile(r"\d")
_EARLIEST, _LATEST = 1850, 2100
_UNSURE = 0.6


@dataclasses.dataclass(frozen=True)
class Doubt:
    """``text[start:end]`` of a document, and why it is to be doubted."""

    start: int
    end: int
    text: str
    reason: Reason


def doubts(text: str, pages: Sequence[Page], scans: Sequence[ScannedPage]) -> list[Doubt]:
    """What is doubtful on the pages that were read from pictures, in the order of the text."""
    scanned = [(page.start, page.end) for page in pages if page.sure is not None]
    found = [*suspicious(text), *_unsure(text, scans)]
    kept: list[Doubt] = []
    for doubt in sorted(found, key=lambda doubt: (doubt.start, -doubt.end)):
        inside = any(start <= doubt.start < end for start, end in scanned)
        if inside and (not kept or doubt.start >= kept[-1].end):
            kept.append(doubt)
    return kept


def suspicious(text: str) -> Iterator[Doubt]:
    """Dates, numbers and lone signs that no document has."""
    for found in _DATE.finditer(text):
        if not _is_date(int(found[1]), int(found[3]), int(found[4])):
            yield _doubt(found, "no_such_date")
    for found in _DATE_WORDS.finditer(text):
        if not _is_date(int(found[1]), int(found[2]), int(found[3] or 2000)):
            yield _doubt(found, "no_such_date")
    for found in _DAY_MONTH.finditer(text):
        if not _is_date(int(found[1]), int(found[2]), 2000):
            yield _doubt(found, "no_such_date")
    for found in _MONTH.finditer(text):
        if not 1 <= int(found[1]) <= 12:
            yield _doubt(found, "no_such_date")
    for found in _NUMBER.finditer(text):
        if not _is_number(found):
            yield _doubt(found, "number_form")
    for found in _MIXED.finditer(text):
        yield _doubt(found, "letter_among_digits")
    for pattern in (_LONE, _NUMERAL):
        for found in pattern.finditer(text):
            yield _doubt(found, "lone_look_alike")


def _is_date(day: int, month: int, year: int) -> bool:
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return _EARLIEST <= year <= _LATEST


def _is_number(found: re.Match[str]) -> bool:
    """Whether digits, a year and abbreviations in capitals stand as in "81/2025/QĐ-UBND"."""
    year = found["year"]
    if not found["digits"].isdigit() or (year and not (year.isdigit() and _EARLIEST <= int(year) <= _LATEST)):
        return False
    parts = [part.strip() for part in found["tail"].split("-")]
    if not parts[0].isupper() and not any(part.isupper() for part in parts):
        return True  # "3/lớp-học", words and no number of a document
    return all(map(_PART.fullmatch, parts))


def _unsure(text: str, scans: Iterable[ScannedPage]) -> Iterator[Doubt]:
    """Words with digits that the reading was unsure of, where they are found in the text again."""
    sure: dict[str, list[float]] = collections.defaultdict(list)
    for page in scans:
        for word in page.words:
            if _DIGITS.search(word.text):
                sure[word.text].append(word.sure)
    for digits, values in sure.items():
        if min(values) >= _UNSURE:
            continue
        places = list(re.finditer(rf"(?<!\S){re.escape(digits)}(?!\S)", text))
        # A merged cell stands once on the page and in every row of the text: then all places are in doubt.
        each = values if len(values) == len(places) else [min(values)] * len(places)
        for found, value in zip(places, each, strict=True):
            if value < _UNSURE:
                yield _doubt(found, "unsure_digits")


def _doubt(found: re.Match[str], reason: Reason) -> Doubt:
    return Doubt(found.start(), found.end(), found[0], reason)
