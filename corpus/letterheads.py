"""Letterhead lines that hold two things, taken apart: agency and motto side by side, the kind of document and its subject."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator

from corpus.documents import Line, Table
from corpus.grammar import ITEM_START, MOTTO, PLACE_DATE, TYPE_TITLE, document_types, is_number_line
from corpus.plain import plain

#: "KẾ HOẠCH TRIỂN KHAI …": the kind of document in capitals, and its subject on the same line.
_TYPE_AND_SUBJECT = re.compile(
    "^(?P<type>"
    + "|".join(sorted({name.upper() for name in document_types()}, key=len, reverse=True))
    + r")\s*:?\s+(?P<subject>[^\W\d_].*)$"
)
#: What sets two parts of a row apart in a text: the border of a cell, or a wide gap.
_GAP = re.compile(r"[ \u00a0]{3,}|\t+|\s*\|\s*")
#: No row of a letterhead has more letters.
_LONGEST = 300
#: So many lines after the number or the date at most stands the kind of document.
_WITHIN = 12


def taken_apart(content: Iterable[Line | Table]) -> Iterator[Line | Table]:
    """The content with such lines of letterheads in parts, in the order in which they stand."""
    left = 0
    for item in content:
        if isinstance(item, Table):
            left = 0
            yield item
            continue
        for cell in _cells(item.text):
            part = plain(cell)
            left = _WITHIN if is_number_line(part) or PLACE_DATE.match(part) else max(0, left - bool(part))
            if TYPE_TITLE.match(part) or ITEM_START.match(part):
                left = 0
            both = _TYPE_AND_SUBJECT.match(part) if left else None
            if both:
                left = 0
                yield dataclasses.replace(item, text=both["type"])
                cell = both["subject"]
            yield item if cell == item.text else dataclasses.replace(item, text=cell)


def _cells(text: str) -> list[str]:
    """The parts of a line that sets two parts of a letterhead side by side, "Số: 1/KH-UBND | Huế, ngày 2 tháng 3 năm 2024 |"."""
    for gap in _GAP.finditer(text) if len(text) < _LONGEST else ():
        right = plain(text[gap.end() :].strip(" |"))
        if PLACE_DATE.match(right) or MOTTO.match(right):
            left = plain(text[: gap.start()].strip(" |"))
            return [left, right] if left else [right]
    return [text]
