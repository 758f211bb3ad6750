"""Numbers, days and deadlines as people in Viet Nam, or readers of English, write them."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

from corpus.documents import Due

_REPEATS: dict[str, str] = json.loads((Path(__file__).parent / "columns.json").read_text("utf-8"))["repeats"]


def number_text(number: int, language: str) -> str:
    """1.786 in Vietnamese, 1,786 in English."""
    text = f"{number:,}"
    return text.replace(",", ".") if language == "vi" else text


def tasks_text(count: int, texts: dict[str, str], language: str) -> str:
    """How many tasks there are."""
    return texts["tasks_one"] if count == 1 else texts["tasks_count"].format(count=number_text(count, language))


def day_text(day: datetime.date, language: str) -> str:
    """05/02/2024 in Vietnamese, 5 February 2024 in English, where 05/02 would be read as May."""
    return f"{day:%d/%m/%Y}" if language == "vi" else f"{day.day} {day:%B %Y}"


def due_text(due: Due, texts: dict[str, str], language: str) -> str:
    """A deadline as days, "01/04/2024 – 30/06/2024", with its rhythm where it comes again."""
    parts = []
    if due.repeats:
        parts.append(_REPEATS[due.repeats] if language == "vi" else due.repeats)
    if due.first and due.last and due.first != due.last:
        parts.append(f"{day_text(due.first, language)} – {day_text(due.last, language)}")
    elif due.last:
        parts.append(texts["due_last"].format(day=day_text(due.last, language)))
    elif due.first:
        parts.append(texts["due_first"].format(day=day_text(due.first, language)))
    elif due.month and due.day:
        parts.append(f"{due.day:02}/{due.month:02}" if language == "vi" else _day_of_year(due.day, due.month))
    elif due.month:
        parts.append(texts["due_month"].format(month=due.month) if language == "vi" else _month(due.month))
    elif due.day:
        parts.append(texts["due_day"].format(day=due.day))
    return ", ".join(parts)


def _day_of_year(day: int, month: int) -> str:
    return f"{day} {_month(month)}"


def _month(month: int) -> str:
    return f"{datetime.date(2000, month, 1):%B}"
