"""Deadlines as dates: "quý II năm 2024" is 2024-04-01 to 2024-06-30.

What offices mean is kept, not what a court would: the day named after "trước" is the last day. A school year runs from
1 September to 31 May.
"""

from __future__ import annotations

import calendar
import dataclasses
import datetime
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Sequence

from corpus.documents import Due
from corpus.grammar import DATA

_WORDS = json.loads((DATA / "due_words.json").read_text("utf-8"))
_NUMBERS: dict[str, int] = _WORDS["numbers"]

#: A deadline is a phrase or a cell; the time to read more would grow with the square of its length.
_LONGEST = 1000


def due(text: str, year: int | None) -> Due | None:
    """The time that ``text``, a deadline as written in a plan, names; ``None`` where no date or rhythm can be told.

    ``year`` (the plan's) holds for times without one. "trước", "chậm nhất", "đến", "hết" and "cuối" leave only
    ``last``, the named day itself or the last of the named month; "từ" alone leaves only ``first``. Of several times
    the earliest first and the latest last stand. A time that comes again without a year of its own has no dates.
    Impossible dates (31/6) count as not named. Of a long text only the beginning is read. Never raises.
    """
    text = re.sub(r"\s+", " ", text[:_LONGEST].lower())
    repeats = _rhythm(text)
    times = _with_years(text, list(_times(text)), year)
    month = day = None
    if repeats:
        again = [time for time in times if not time.own_year]
        days = {(time.month, time.day) for time in again if time.day}
        if repeats == "yearly" and not _is_range(text, times):
            repeats = {2: "half-yearly", 4: "quarterly"}.get(len(days), repeats)
        if len(days) == 1:
            month, day = days.pop()
        elif repeats == "yearly":
            month = next((time.month for time in again if time.is_month), None)
        times = [time for time in times if time.own_year or not (time.day or repeats == "yearly")]
    first, last = _together(_periods(text, times))
    if first is None and last is None and repeats is None:
        return None
    if month is not None and not 1 <= month <= 12 or day is not None and not 1 <= day <= 31:
        month = day = None
    return Due(first, last, repeats, month, day)


@dataclasses.dataclass(frozen=True)
class _Time:
    """A time at ``[start, end)``: from ``day``, ``month``, ``year`` to ``last_day``, ``last_month``, ``last_year``.

    ``school`` is a school year; ``open`` goes on without end.
    """

    start: int
    end: int
    year: int | None = None
    last_year: int | None = None
    month: int | None = None
    last_month: int | None = None
    day: int | None = None
    last_day: int | None = None
    school: bool = False
    open: bool = False
    own_year: bool = False

    @property
    def is_month(self) -> bool:
        """Whether it is one month, no day and no quarter."""
        return self.month is not None and self.day is None and self.last_month in (None, self.month)

    def bounds(self) -> tuple[datetime.date, datetime.date] | None:
        """First and last day, ``None`` for what the calendar does not have."""
        if self.year is None or (self.day is not None and self.month is None):
            return None
        last_year = self.last_year or self.year
        month, last_month = self.month or 1, self.last_month or self.month or 12
        if self.school:
            month, last_month = 9, 5
        if not (1 <= month <= 12 and 1 <= last_month <= 12):
            return None
        if last_month < month and self.last_year is None:
            last_year += 1  # "tháng 9 - 5": into the next year
        try:
            end_of_month = calendar.monthrange(last_year, last_month)[1]
            first = datetime.date(self.year, month, self.day or 1)
            last = datetime.date(last_year, last_month, self.last_day or self.day or end_of_month)
        except ValueError:
            return None
        return (first, last) if first <= last else None


def _any(words: Iterable[str]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


_NEXT_YEAR, _THIS_YEAR = _any(_WORDS["next_year"]), _any(_WORDS["this_year"])
_YEAR = r"(?:19|20)\d\d(?!\d)"
_LIST = r"{0}(?:\s?(?:,|và|&|\+|-|–|đến)\s?{0})*"
_OF_YEAR = rf"(?:\s?[/.\-–]\s?(?:năm )?(?P<year>{_YEAR})|,? năm (?P<named>{_YEAR})|,? (?P<next>{_NEXT_YEAR}))"
_DAY_NUMBER = r"\d{1,2}(?!\d)"
_QUARTER_NUMBER = r"(?:qu[ýí] )?(?:iv|i{1,3}|[1-4])(?!\w)"
_MONTH_NUMBER = r"\d{1,2}(?!\d|\s?/\s?\d{1,2}(?!\d)|\s+lần)"
_PATTERNS = {
    "school": rf"năm học (?P<year>{_YEAR})\s?[-–/]\s?(?P<last>{_YEAR})",
    "half": rf"(?P<count>\d{{1,2}}|{_any(_NUMBERS)}) tháng (?P<part>đầu|cuối) năm(?! học)(?:\s(?P<year>{_YEAR}))?",
    "quarter": rf"(?:qu[ýí] ?|\bq)(?P<numbers>{_LIST.format(_QUARTER_NUMBER)}){_OF_YEAR}?",
    "date": (
        r"(?<!\d)(?:ngày )?(?P<days>\d{1,2})"
        r"(?:\s?[/.\-]\s?(?P<month>\d{1,2})\s?[/.\-]\s?(?P<year>(?:19|20)\d\d)|/(?P<month2>\d{1,2})/(?P<year2>\d\d))(?!\d)"
    ),
    "day": (
        rf"(?<![\d/])(?<!tuần )(?:ngày )?(?P<days>{_LIST.format(_DAY_NUMBER)})"
        rf"(?:\s?/\s?| tháng )(?P<month>\d{{1,2}})(?![\d%]){_OF_YEAR}?"
    ),
    "month_year": rf"(?<![\d/])(?P<numbers>{_LIST.format(_MONTH_NUMBER)})\s?[/\-.]\s?(?P<year>{_YEAR})",
    "month": rf"(?:tháng |\bt)(?P<numbers>{_LIST.format(_MONTH_NUMBER)}){_OF_YEAR}?",
    "month_day": r"ngày (?P<days>\d{1,2})(?![\d/])",
    "years": rf"(?:năm )?(?<![\d/])(?P<year>{_YEAR})\s?[-–]\s?(?P<last>{_YEAR})",
    "year": rf"(?:năm )?(?<![\d/])(?P<year>{_YEAR})(?!\s?/)",
    "this_year": rf"{_THIS_YEAR}(?! học|\w)(?! \d)",
}
_TIMES = [(kind, re.compile(pattern)) for kind, pattern in _PATTERNS.items()]
_ONWARD = re.compile(rf",? {_any(_WORDS['onward'])}")


def _times(text: str) -> Iterator[_Time]:
    at = 0
    while at < len(text):
        found = [(match, kind) for kind, pattern in _TIMES if (match := pattern.search(text, at))]
        if not found:
            return
        # The patterns stand in the order in which they are tried at the same place.
        match, kind = min(found, key=lambda pair: pair[0].start())
        onward = _ONWARD.match(text, match.end())
        end = onward.end() if onward else match.end()
        yield dataclasses.replace(_read(kind, match), end=end, open=bool(onward))
        at = end


def _read(kind: str, match: re.Match[str]) -> _Time:
    groups = match.groupdict()
    written = groups.get("year") or groups.get("named") or groups.get("year2")
    year = int(written) if written else None
    if year is not None and year < 100:
        year += 2000
    time = _Time(match.start(), match.end(), year, own_year=year is not None)
    if groups.get("last"):
        time = dataclasses.replace(time, last_year=int(groups["last"]), school=kind == "school")
    if kind == "half":
        count = min(_count(groups["count"]), 12)
        months = (1, max(count, 1)) if groups["part"] == "đầu" else (13 - max(count, 1), 12)
        return dataclasses.replace(time, month=months[0], last_month=months[1])
    if kind == "quarter":
        quarters = [_ROMAN.get(n) or int(n) for n in re.findall(r"iv|i{1,3}|[1-4]", groups["numbers"])]
        return dataclasses.replace(time, month=3 * quarters[0] - 2, last_month=3 * quarters[-1])
    if kind in ("month", "month_year"):
        numbers = [int(n) for n in re.findall(r"\d+", groups["numbers"])]
        return dataclasses.replace(time, month=numbers[0], last_month=numbers[-1])
    if kind in ("date", "day", "month_day"):
        days = [int(n) for n in re.findall(r"\d+", groups["days"])]
        named = groups.get("month") or groups.get("month2")
        month = int(named) if named else None
        return dataclasses.replace(time, month=month, day=days[0], last_day=days[-1])
    return time


_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_JOINT = re.compile(rf"(?:\s|{_any([*_WORDS['and'], *_WORDS['until'], *_WORDS['between']])})*")
_UNTIL = re.compile(rf"\s?,?\s?{_any(_WORDS['until'])}(?:\s|{_any(_WORDS['between'])})*")


def _with_years(text: str, times: list[_Time], year: int | None) -> list[_Time]:
    """The times with the month and year that a neighbour states for them, else with the plan's year."""
    default = year if year is not None and 1900 <= year < 2100 else None
    for place in reversed(range(len(times) - 1)):
        time, after = times[place], times[place + 1]
        if not _JOINT.fullmatch(text, time.end, after.start):
            continue
        if time.day and time.month is None and after.day:
            time = dataclasses.replace(time, month=after.month)
        if time.year is None and after.year is not None:
            year_before = after.year - 1
            is_range = bool(_UNTIL.fullmatch(text, time.end, after.start))
            wraps = is_range and (time.month or 0) > (after.last_month or after.month or 12)
            time = dataclasses.replace(time, year=year_before if wraps else after.year, own_year=after.own_year)
        times[place] = time
    known = None
    for place, time in enumerate(times):
        if time.year is None:
            near = known if known is not None else default
            own = known is not None
            following = any(word in text[time.start : time.end] for word in _WORDS["next_year"])
            if near is not None:
                times[place] = dataclasses.replace(time, year=near + following, own_year=own)
        else:
            known = time.year
    return times


def _is_range(text: str, times: Sequence[_Time]) -> bool:
    return any(_UNTIL.fullmatch(text, one.end, other.start) for one, other in itertools.pairwise(times))


_BY = re.compile(
    rf"(?<!\w){_any(_WORDS['by'])}(?:\s|{_any(_WORDS['between'])}|\d{{1,2}} ?(?:giờ|h|g)(?: ?\d\d)?(?: phút)?)*$"
)
_FROM = re.compile(rf"(?<!\w){_any(_WORDS['from'])}(?:\s|{_any(_WORDS['between'])})*$")
_OUTLOOK = re.compile(rf"(?<!\w){_any(_WORDS['outlook'])}(?:\s|{_any(_WORDS['between'])}|{_any(_WORDS['by'])})*$")

_Period = tuple[datetime.date | None, datetime.date | None]


def _periods(text: str, times: Sequence[_Time]) -> Iterator[_Period]:
    """What the times say with the words before them: by a day, from a day, from one to another."""
    at = place = 0
    while place < len(times):
        time = times[place]
        before = text[at : time.start]
        at, place = time.end, place + 1
        bounds = time.bounds()
        if place < len(times) and _UNTIL.fullmatch(text, at, times[place].start) and not _BY.search(before):
            until = times[place]
            at, place = until.end, place + 1
            end = until.bounds()
            if bounds and end and end[1] < bounds[0] and not until.own_year and until.year is not None:
                end = dataclasses.replace(until, year=until.year + 1).bounds()
            if bounds and end and bounds[0] <= end[1]:
                yield bounds[0], end[1]
            continue
        if bounds is None or _OUTLOOK.search(before):
            continue
        first, last = bounds
        words = text[time.start : time.end]
        if time.open:
            yield first, None
        elif _FROM.search(before):
            yield (last if "sau" in before.split() or "kết thúc" in before else first), None
        elif _BY.search(before) or words.startswith(("cuối", "hết")):
            yield None, last
        else:
            yield first, last


def _together(periods: Iterable[_Period]) -> _Period:
    """One period of several: a time inside a wider one ("quý IV/2025, trước 15/12") narrows it."""
    kept: list[_Period] = []
    for first, last in periods:
        wider = next((p for p in kept if _holds(p, (first, last))), None)
        if wider is not None:
            kept[kept.index(wider)] = (first or wider[0], last)
        elif not any(_holds((first, last), p) for p in kept):
            kept.append((first, last))
    if not kept:
        return None, None
    firsts, lasts = [p[0] for p in kept], [p[1] for p in kept]
    first = min((day for day in firsts if day), default=None) if None not in firsts else None
    last = max((day for day in lasts if day), default=None) if None not in lasts else None
    return first, last


def _holds(outer: _Period, inner: _Period) -> bool:
    if outer[0] is None or outer[1] is None or inner[1] is None:
        return False
    return outer[0] <= (inner[0] or inner[1]) and inner[1] <= outer[1]


_COUNTED = r"(?:(?P<count>\d{1,2}|" + _any(_NUMBERS) + r") )?(?P<unit>ngày|tuần|tháng|quý|năm)(?!\w)"
_UNIT = rf"{_COUNTED}(?! ?\d)"
_UNIT_PLAIN = re.sub(r"\?P<\w+>", "?:", _UNIT)
_TIMES_PER = re.compile(
    rf"(?P<times>\d{{1,2}}|{_any(_NUMBERS)}) lần ?(?:/|trong|mỗi|một|hằng|hàng) ?{_UNIT}"
    rf"|{_COUNTED.replace('?P<count>', '?P<count2>').replace('?P<unit>', '?P<unit2>')}"
    rf"(?: ?/ ?| )(?P<times2>(?:\d{{1,2}}|{_any(_NUMBERS)}) )?lần"
)
_EVERY = re.compile(
    rf"(?<!\w){_any(_WORDS['every'])}(?: {_any(_WORDS['every'])})? (?P<units>{_UNIT_PLAIN}"
    rf"(?:(?: ?[,;/&] ?| và | hoặc )(?:{_any(_WORDS['every'])} )?{_UNIT_PLAIN})*)"
)
_OF_QUARTER = re.compile(r"tháng cuối (?:của )?(?:mỗi |từng |hằng |hàng )?quý|tháng cuối quý")
_DAYS = {"ngày": 1, "tuần": 7, "tháng": 30, "quý": 90, "năm": 360}
_NAMES = {1: "daily", 7: "weekly", 30: "monthly", 90: "quarterly", 180: "half-yearly", 360: "yearly"}


def _rhythm(text: str) -> str | None:
    """The name of the shortest rhythm that the text states."""
    lengths: list[float] = []
    for match in _TIMES_PER.finditer(text):
        unit = match["unit"] or match["unit2"]
        length = _DAYS[unit] * _count(match["count"] or match["count2"])
        lengths.append(length / max(_count(match["times"] or (match["times2"] or "").strip()), 1))
    for match in _EVERY.finditer(text):
        units = re.finditer(_UNIT, match["units"])
        lengths += [_DAYS[unit["unit"]] * _count(unit["count"]) for unit in units]
    if _OF_QUARTER.search(text):
        lengths.append(90)
    return next((_NAMES[int(length)] for length in sorted(lengths) if length in _NAMES), None)


def _count(written: str | None) -> int:
    return _NUMBERS.get(written) or int(written) if written else 1
