"""When a deadline falls: the days on which one that comes again does, and whether any lies in a time asked for."""

from __future__ import annotations

import calendar
import datetime
import itertools
from collections.abc import Iterator

from corpus.documents import Due

#: How many months lie between two times of what comes again.
STEP_MONTHS = {"yearly": 12, "half-yearly": 6, "quarterly": 3, "monthly": 1}


def recurs(due: Due) -> bool:
    """Whether the days on which a deadline comes again are known; "hằng năm" alone names none."""
    step = STEP_MONTHS.get(due.repeats or "")
    return step is not None and (due.month is not None or (due.day is not None and step == 1))


def occurrences(due: Due, start: datetime.date) -> Iterator[tuple[datetime.date, datetime.date]]:
    """First and last day of each time from ``start`` on; a month without a day is the whole month.

    A day that a month lacks is the month's last. None lies outside ``[due.first, due.last]``; there is none where
    ``recurs(due)`` is false.
    """
    if not recurs(due):
        return
    start = max(start, due.first or start)
    end = due.last or datetime.date.max
    step = STEP_MONTHS[due.repeats or ""]
    phase = (due.month or 1) - 1
    month = start.year * 12 + start.month - 1
    for at in itertools.count(month + (phase - month) % step, step):
        year = at // 12
        if year > datetime.MAXYEAR:
            return
        days = calendar.monthrange(year, at % 12 + 1)[1]
        first = datetime.date(year, at % 12 + 1, min(due.day or 1, days))
        last = datetime.date(year, at % 12 + 1, min(due.day or days, days))
        if first > end:
            return
        if last >= start:
            yield first, last


def falls_within(due: Due, start: datetime.date, end: datetime.date) -> bool:
    """Whether a deadline, any time of it, has a day in ``[start, end]``. A deadline alone is its day."""
    if recurs(due):
        return any(first <= end for first, _ in itertools.islice(occurrences(due, start), 1))
    first, last = due.first or due.last, due.last or due.first
    return first is not None and last is not None and last >= start and first <= end
