"""The axis of deadlines."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Due
from corpus.register import TimedTask
from web.timeline import Timeline, timeline

TODAY = datetime.date(2025, 7, 1)
days = st.dates(datetime.date(1990, 1, 1), datetime.date(2099, 12, 31))


def task(name: str, due: Due, stated: datetime.date | None = None) -> TimedTask:
    return TimedTask(name, 0, "Phòng Nội vụ", "rà soát", "hồ sơ", "trước ngày …", due, stated)


def drawn(*dues: Due, stated: datetime.date | None = None) -> Timeline:
    line = timeline([task(str(number), due, stated) for number, due in enumerate(dues)], TODAY)
    assert line is not None
    return line


def by(year: int, month: int, day: int) -> Due:
    return Due(last=datetime.date(year, month, day))


def test_a_deadline_stands_in_its_month_and_a_period_where_it_ends() -> None:
    line = drawn(by(2025, 3, 15), Due(datetime.date(2025, 1, 1), datetime.date(2025, 6, 30)))
    assert (line.unit, [unit.number for unit in line.units]) == ("month", list(range(1, 13)))
    assert [(unit.number, unit.count) for unit in line.full] == [(3, 1), (6, 1)]


def test_this_day_is_shown_where_it_lies_on_the_axis() -> None:
    today = drawn(by(2025, 3, 15)).today
    assert today is not None and 49 < today < 51
    assert drawn(by(2024, 3, 15)).today is None


def test_a_longer_time_has_coarser_units() -> None:
    assert drawn(by(2024, 1, 1), by(2025, 12, 31)).unit == "month"
    assert drawn(by(2024, 12, 31), by(2026, 1, 1)).unit == "quarter"
    assert drawn(by(2024, 12, 31), by(2030, 1, 1)).unit == "year"
    assert drawn(by(2013, 1, 1), by(2035, 1, 1)).unit == "year"


def test_what_only_begins_is_marked_as_such() -> None:
    [unit] = drawn(Due(first=datetime.date(2026, 1, 1))).full
    assert [mark.kind for mark in unit.marks] == ["start"]


def test_what_comes_again_stands_at_each_of_its_times_from_its_plan_on() -> None:
    line = drawn(by(2025, 1, 31), by(2025, 12, 31), Due(repeats="quarterly", month=3, day=15))
    assert [unit.number for unit in line.units if unit.of("again")] == [3, 6, 9, 12]
    line = drawn(
        by(2025, 1, 31), by(2025, 12, 31), Due(repeats="quarterly", month=3, day=15), stated=datetime.date(2025, 5, 1)
    )
    assert [unit.number for unit in line.units if unit.of("again")] == [6, 9, 12]
    assert line.tasks == 3


def test_what_comes_again_alone_is_shown_in_this_year() -> None:
    line = drawn(Due(repeats="monthly", day=25))
    assert (line.units[0].first, line.units[-1].last) == (datetime.date(2025, 1, 1), datetime.date(2025, 12, 31))
    assert [unit.of("again") for unit in line.units] == [1] * 12
    assert line.today is not None and 49 < line.today < 51


def test_what_names_no_day_is_told_and_not_drawn() -> None:
    line = drawn(by(2025, 3, 15), Due(repeats="weekly"))
    assert [each.due.repeats for each in line.undated] == ["weekly"]
    assert timeline([task("1", Due(repeats="yearly"))], TODAY) is None
    assert timeline([], TODAY) is None


def test_many_in_one_month_become_a_bar() -> None:
    assert drawn(*[by(2025, 3, 15)] * 10).stacked
    assert not drawn(*[by(2025, 3, 15)] * 11).stacked


@given(st.lists(days, min_size=1, max_size=30))
def test_every_deadline_is_drawn_once_in_the_unit_that_holds_it(deadlines: list[datetime.date]) -> None:
    line = drawn(*(Due(last=day) for day in deadlines))
    assert sum(unit.count for unit in line.units) == line.tasks == len(deadlines)
    for unit in line.units:
        assert all(unit.first <= (mark.task.due.last or TODAY) <= unit.last for mark in unit.marks)
    for unit, after in zip(line.units, line.units[1:], strict=False):
        assert unit.last + datetime.timedelta(days=1) == after.first
    ends = (min(deadlines).year, max(deadlines).year)
    assert (line.units[0].first, line.units[-1].last) == (
        datetime.date(ends[0], 1, 1),
        datetime.date(ends[1], 12, 31),
    )
    assert sum(unit.major for unit in line.units) <= 12
