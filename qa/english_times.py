"""Times of plans in English, beside the Vietnamese words: "quý II năm 2024 (Q2 2024)"."""

from __future__ import annotations

import calendar
import re

_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_BOUND = re.compile(
    r"^(?:(?P<before>trước|chậm nhất|muộn nhất)|(?P<until>đến|cho đến)|(?P<since>từ|kể từ))\b", re.IGNORECASE
)
_DAY = re.compile(r"(\d{1,2})\s*(?:/|\s*tháng\s*)\s*(\d{1,2})(?:\s*(?:/|năm)\s*(\d{4}))?", re.IGNORECASE)
_QUARTER = re.compile(r"qu[ýí]\s+([IV]+|[1-4])\b(?:\D*(\d{4}))?", re.IGNORECASE)
_MONTH = re.compile(r"tháng\s+(\d{1,2})(?:\s*(?:/|năm)\s*(\d{4}))?", re.IGNORECASE)
_YEARLY = re.compile(r"(?:hằng|hàng)\s+năm", re.IGNORECASE)
_EVERY = re.compile(r"(\d{1,2})\s+tháng\s*/\s*(?:1\s+)?lần", re.IGNORECASE)


def in_english(time: str) -> str | None:
    """A time as plans write it, in English; ``None`` where it needs none (a bare year) or has no usual form."""
    said = _said(time)
    if said is None:
        return None
    bound = _BOUND.match(time.strip())
    word = {"before": "before ", "until": "until ", "since": "from "}.get(bound.lastgroup or "", "") if bound else ""
    return word + said + (" every year" if _YEARLY.search(time) else "")


def _said(time: str) -> str | None:
    if every := _EVERY.search(time):
        return f"every {every[1]} months"
    if (day := _DAY.search(time)) and 1 <= int(day[2]) <= 12:
        return f"{int(day[1])} {calendar.month_name[int(day[2])]}" + (f" {day[3]}" if day[3] else "")
    if quarter := _QUARTER.search(time):
        number = _QUARTERS.get(quarter[1].lower()) or quarter[1]
        return f"Q{number}" + (f" {quarter[2]}" if quarter[2] else "")
    if (month := _MONTH.search(time)) and 1 <= int(month[1]) <= 12:
        return calendar.month_name[int(month[1])] + (f" {month[2]}" if month[2] else "")
    return None
