"""The time that a question for the register names: from a first to a last day."""

from __future__ import annotations

import calendar
import dataclasses
import datetime
import json
import re
from collections.abc import Sequence

from corpus.bodies import Span
from corpus.due import due
from corpus.times import times
from qa.tables import DATA
from qa.understanding import Understanding

_WORDS = json.loads((DATA / "listing.json").read_text("utf-8"))["english_times"]
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_ORDINALS = {name: number for number, name in enumerate(_WORDS["ordinals"], start=1)}
_ORDINAL = "|".join(_ORDINALS)
_BEFORE, _AFTER = "|".join(_WORDS["before"]), "|".join(_WORDS["after"])
_YEAR = r"(?:of\s+)?(?P<year>(?:19|20)\d\d)"
_DATES = (
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}",
    rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}",
    rf"(?P<day>\d{{1,2}})/(?P<number>\d{{1,2}})/{_YEAR}",
    rf"(?:q(?P<quarter>[1-4])|(?:the\s+)?(?P<ordinal>{_ORDINAL})\s+quarter)\s*[/,]?\s*{_YEAR}",
    rf"(?:the\s+)?(?P<half>first|second)\s+half\s+{_YEAR}",
    rf"{_MONTH},?\s+{_YEAR}",
    _YEAR,
)
_ENGLISH = [
    re.compile(
        rf"\b(?:(?P<before>{_BEFORE})|(?P<after>{_AFTER}))?\b\s*(?P<end>(?:the\s+)?end\s+of\s+)?(?<![\w/]){date}(?![\w/-])",
        re.IGNORECASE,
    )
    for date in _DATES
]
_BARE_YEAR = re.compile(r"(?:trong\s+)?(?:năm\s+)?(\d{4})", re.IGNORECASE)
_BOUND = re.compile(r"^(?:hoàn|xong|trước|chậm|muộn|đến|cho đến|hết|cuối)", re.IGNORECASE)
_QUARTER_UNACCENTED = re.compile(r"\bquy(?=\s+(?:[IV]+|[1-4])\b)", re.IGNORECASE)


@dataclasses.dataclass(frozen=True)
class Window:
    """``first`` and ``last`` are included, ``None`` where the question leaves them open.

    ``ends`` is set where tasks have to end in it ("trước 30/6/2025"); ``year`` where it is a year and nothing else;
    ``said`` is how it is said in Vietnamese; ``spans`` are its words in the text, none for an English question.
    """

    first: datetime.date | None
    last: datetime.date | None
    ends: bool
    year: int | None
    said: str
    spans: tuple[Span, ...] = ()


def window(understanding: Understanding, text: str, year: int | None) -> Window | None:
    """The window that a question names; ``text`` is its Vietnamese without numbers of documents.

    ``year`` holds for a time without one.
    """
    if understanding.language == "en":
        return _english(understanding.question)
    spans = _times(text)
    if not spans:
        return None
    said = text[spans[0].start : spans[-1].end]
    before = text[: spans[0].start].split()
    after = len(spans) == 1 and before[-1:] == ["sau"]
    bare = _BARE_YEAR.fullmatch(said.strip())
    time = _QUARTER_UNACCENTED.sub("quý", f"từ {said}" if after else said)
    return _window(time, year, bool(_BOUND.match(said)), int(bare[1]) if bare else None, said, spans)


def _times(text: str) -> tuple[Span, ...]:
    return tuple(times(_QUARTER_UNACCENTED.sub("quý", text)))


def _window(
    time: str, year: int | None, ends: bool, bare: int | None, said: str, spans: Sequence[Span] = ()
) -> Window | None:
    read = due(time, year)
    if read is None or read.repeats or (read.first is None and read.last is None):
        return None
    return Window(read.first, read.last, ends, bare, said, tuple(spans))


def _english(question: str) -> Window | None:
    match = next((found for pattern in _ENGLISH if (found := pattern.search(question))), None)
    if match is None:
        return None
    said = match.groupdict()
    year = match["year"]
    month = said.get("number") or _MONTHS.get((said.get("month") or "").lower())
    quarter = said.get("quarter") or _ORDINALS.get((said.get("ordinal") or "").lower())
    bare = None
    if said.get("day"):
        time = f"ngày {said['day']}/{month}/{year}"
    elif quarter:
        time = f"quý {quarter}/{year}"
    elif said.get("half"):
        time = f"6 tháng {'đầu' if said['half'].lower() == 'first' else 'cuối'} năm {year}"
    elif month:
        time = f"tháng {month}/{year}"
    else:
        time, bare = f"năm {year}", int(year) if not (match["before"] or match["after"] or match["end"]) else None
    word = "trước " if match["before"] else "từ " if match["after"] else "hết " if match["end"] else ""
    return _window(word + time, None, bool(match["before"] or match["end"]), bare, time)
