"""The deadlines of tasks on an axis of months, quarters or years, as numbers that a template draws."""

from __future__ import annotations

import dataclasses
import datetime
import itertools
from collections.abc import Sequence

from corpus.documents import Due
from corpus.recurrence import occurrences, recurs
from corpus.register import TimedTask

#: The longest axes that show months, and quarters, in years.
_MONTHS, _QUARTERS = 2, 6
#: More tasks than this in one unit are drawn as a bar, not as marks one upon another.
_STACK = 10
#: How many labels fit below the axis on a phone, and which of the units, by their months, may have the only ones.
_LABELS = 8
_STEPS = {1: (1, 3, 6), 3: (1, 2, 4), 12: (1, 2, 5, 10, 25)}


@dataclasses.dataclass(frozen=True)
class Mark:
    """A task's time. ``kind``: "due" is a deadline, "start" a time without an end, "again" one of those that come again."""

    task: TimedTask
    kind: str


@dataclasses.dataclass(frozen=True)
class Unit:
    """A month, quarter or year from ``first`` to ``last``; ``number`` is that of the month or quarter in its year.

    ``left`` is where it begins on the axis, in percent. ``major``: its label stays on a narrow screen.
    """

    first: datetime.date
    last: datetime.date
    number: int
    left: float
    major: bool
    marks: tuple[Mark, ...]

    @property
    def count(self) -> int:
        return len(self.marks)

    def of(self, kind: str) -> int:
        """How many marks are of one kind."""
        return sum(mark.kind == kind for mark in self.marks)


@dataclasses.dataclass(frozen=True)
class Timeline:
    """An axis of whole years: ``unit`` is "month", "quarter" or "year", each ``width`` percent wide.

    ``highest`` is how many marks the fullest unit has.

    ``today`` is where this day lies, in percent, where it lies on the axis. ``undated`` are tasks that come again on days
    that the plan does not name.
    """

    unit: str
    units: tuple[Unit, ...]
    width: float
    highest: int
    today: float | None
    undated: tuple[TimedTask, ...]

    @property
    def stacked(self) -> bool:
        """Whether every task has a mark of its own, else a unit has one bar."""
        return self.highest <= _STACK

    @property
    def tasks(self) -> int:
        """How many tasks have a mark."""
        return len({mark.task.id for unit in self.units for mark in unit.marks})

    @property
    def full(self) -> list[Unit]:
        """The units in which anything is due."""
        return [unit for unit in self.units if unit.marks]

    @property
    def kinds(self) -> set[str]:
        """The kinds of marks that there are."""
        return {mark.kind for unit in self.units for mark in unit.marks}

    @property
    def fullest(self) -> Unit:
        return max(self.units, key=lambda unit: unit.count)


def timeline(tasks: Sequence[TimedTask], today: datetime.date) -> Timeline | None:
    """The axis from the first deadline to the last, ``None`` where no task has a day.

    A deadline stands where its time ends. What comes again stands, from the day of its document on, at each of its times
    between the deadlines of the others; where there are no others, at those of its own period or of this year.
    """
    single = {task.id: day for task in tasks if (day := _day(task.due)) and not recurs(task.due)}
    again = [task for task in tasks if recurs(task.due)]
    undated = tuple(task for task in tasks if task.id not in single and not recurs(task.due))
    days = [*single.values(), *(day for task in again for day in (task.due.first, task.due.last) if day)]
    if again and not days:
        days = [today]
    if not days:
        return None
    years = range(min(days).year, max(days).year + 1)
    months = 1 if len(years) <= _MONTHS else 3 if len(years) <= _QUARTERS else 12
    starts = [datetime.date(year, month, 1) for year in years for month in range(1, 13, months)]
    ends = [day - datetime.timedelta(days=1) for day in (*starts[1:], datetime.date(years[-1] + 1, 1, 1))]
    marks: list[list[Mark]] = [[] for _ in starts]
    for task in tasks:
        if day := single.get(task.id):
            marks[_at(day, starts[0], months)].append(Mark(task, "due" if task.due.last else "start"))
    for task in again:
        times = itertools.takewhile(lambda time: time[0] <= ends[-1], occurrences(task.due, _since(task, starts[0])))
        for place in dict.fromkeys(_at(last, starts[0], months) for _, last in times):
            if place < len(starts):
                marks[place].append(Mark(task, "again"))
    highest = max(map(len, marks))
    if not highest:
        return None
    step = next(step for step in _STEPS[months] if len(starts) <= step * _LABELS or step == _STEPS[months][-1])
    width = 100 / len(starts)
    units = tuple(
        Unit(
            first,
            last,
            (first.month - 1) // months + 1,
            place * width,
            _number(first, months) % step == 0,
            tuple(marks[place]),
        )
        for place, (first, last) in enumerate(zip(starts, ends, strict=True))
    )
    names = {1: "month", 3: "quarter", 12: "year"}
    return Timeline(names[months], units, width, highest, _share(today, starts[0], ends[-1]), undated)


def _day(due: Due) -> datetime.date | None:
    return due.last or due.first


def _since(task: TimedTask, start: datetime.date) -> datetime.date:
    return max(task.stated, start) if task.stated else start


def _number(first: datetime.date, months: int) -> int:
    """The number of a unit, so that every n-th begins a quarter or a year, or is a round year."""
    return first.year if months == 12 else (first.month - 1) // months


def _at(day: datetime.date, start: datetime.date, months: int) -> int:
    return ((day.year - start.year) * 12 + day.month - start.month) // months


def _share(day: datetime.date, first: datetime.date, last: datetime.date) -> float | None:
    if not first <= day <= last:
        return None
    return 100 * (day - first).days / ((last - first).days + 1)
