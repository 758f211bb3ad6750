"""Deadlines as offices write them, as dates."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Due
from corpus.due import due


def dates(text: str, year: int | None = 2025) -> tuple[str, str]:
    """First and last day of a deadline, "" where there is none."""
    found = due(text, year) or Due()
    return str(found.first or ""), str(found.last or "")


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("trước ngày 15/12/2025", "2025-12-15"),
        ("Hoàn thành trước 31/12/2025", "2025-12-31"),
        ("chậm nhất đến hết ngày 30 tháng 9", "2025-09-30"),
        ("trước 17 giờ 00 ngày 20/3/2025", "2025-03-20"),
        ("hết năm 2025", "2025-12-31"),
        ("cuối năm", "2025-12-31"),
        ("đến hết quý I/2026", "2026-03-31"),
        ("đến năm 2030", "2030-12-31"),
        ("trước ngày 31 tháng 01 năm sau", "2026-01-31"),
        ("trước ngày 20/6 (báo cáo 6 tháng) và trước ngày 20/12 (báo cáo năm)", "2025-12-20"),
    ],
)
def test_a_deadline_keeps_the_named_day_as_its_last_and_has_no_first(text: str, last: str) -> None:
    assert dates(text) == ("", last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("30/6", "2025-06-30", "2025-06-30"),
        ("ngày 5 tháng 9 năm 2024", "2024-09-05", "2024-09-05"),
        ("05.9.2024", "2024-09-05", "2024-09-05"),
        ("15/12/25", "2025-12-15", "2025-12-15"),
        ("Trong tuần 2 tháng 3/2025", "2025-03-01", "2025-03-31"),
        ("ngày 10-12/6/2025", "2025-06-10", "2025-06-12"),
        ("tháng 6/2024", "2024-06-01", "2024-06-30"),
        ("6/2024", "2024-06-01", "2024-06-30"),
        ("trong tháng 2 năm 2024", "2024-02-01", "2024-02-29"),
        ("Tháng 3, 6, 9 năm 2025", "2025-03-01", "2025-09-30"),
        ("tháng 5-7/2024", "2024-05-01", "2024-07-31"),
        ("quý II/2024", "2024-04-01", "2024-06-30"),
        ("quý 2", "2025-04-01", "2025-06-30"),
        ("quí I năm 2025", "2025-01-01", "2025-03-31"),
        ("Quý III, IV/2025", "2025-07-01", "2025-12-31"),
        ("Quý II - quý IV năm 2025", "2025-04-01", "2025-12-31"),
        ("6 tháng đầu năm 2024", "2024-01-01", "2024-06-30"),
        ("sáu tháng cuối năm", "2025-07-01", "2025-12-31"),
        ("năm 2024", "2024-01-01", "2024-12-31"),
        ("trong năm", "2025-01-01", "2025-12-31"),
        ("Năm 2025 - 2026", "2025-01-01", "2026-12-31"),
        ("Tháng 6, năm 2024", "2024-06-01", "2024-06-30"),
        ("Quý IV/2025 (trước ngày 15/12)", "2025-10-01", "2025-12-15"),
    ],
)
def test_a_named_time_runs_from_its_first_to_its_last_day(text: str, first: str, last: str) -> None:
    assert dates(text) == (first, last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("giai đoạn 2021-2025", "2021-01-01", "2025-12-31"),
        ("giai đoạn 2021-2025, định hướng đến năm 2030", "2021-01-01", "2025-12-31"),
        ("ngày 01/6 - 30/6/2025", "2025-06-01", "2025-06-30"),
        ("2025 – 2030", "2025-01-01", "2030-12-31"),
        ("từ năm 2021 đến năm 2025", "2021-01-01", "2025-12-31"),
        ("từ tháng 1 đến tháng 3 năm 2025", "2025-01-01", "2025-03-31"),
        ("từ ngày 1/6 đến ngày 30/6/2025", "2025-06-01", "2025-06-30"),
        ("Từ ngày 10 đến ngày 12/6/2025", "2025-06-10", "2025-06-12"),
        ("Tháng 4 đến hết tháng 10", "2025-04-01", "2025-10-31"),
        ("Tháng 9/2024 - 5/2025", "2024-09-01", "2025-05-31"),
        ("từ tháng 9 đến tháng 5", "2025-09-01", "2026-05-31"),
        ("từ tháng 9 đến tháng 5 năm 2025", "2024-09-01", "2025-05-31"),
    ],
)
def test_a_period_runs_from_one_time_to_the_other(text: str, first: str, last: str) -> None:
    assert dates(text) == (first, last)


def test_from_a_day_on_there_is_no_last_day() -> None:
    assert dates("từ ngày 01/7/2025") == ("2025-07-01", "")
    assert dates("từ năm 2025 trở đi") == ("2025-01-01", "")
    assert dates("Năm 2025 và các năm tiếp theo") == ("2025-01-01", "")


def test_a_school_year_runs_from_september_to_may() -> None:
    assert dates("năm học 2024 - 2025") == ("2024-09-01", "2025-05-31")
    assert dates("sau khi kết thúc năm học 2022 - 2023") == ("2023-05-31", "")


@pytest.mark.parametrize(
    ("text", "repeats"),
    [
        ("hằng năm", "yearly"),
        ("từng năm học", "yearly"),
        ("Thường xuyên, hàng năm", "yearly"),
        ("định kỳ 6 tháng", "half-yearly"),
        ("2 lần/năm", "half-yearly"),
        ("mỗi năm 02 lần", "half-yearly"),
        ("trước 15/6 và 15/12 hằng năm", "half-yearly"),
        ("từ 15/5 - 15/10 hằng năm", "yearly"),
        ("hàng quý", "quarterly"),
        ("định kỳ 3 tháng/lần", "quarterly"),
        ("định kỳ hằng quý, 6 tháng, năm", "quarterly"),
        ("hằng tháng", "monthly"),
        ("hằng tuần", "weekly"),
        ("hằng ngày", "daily"),
    ],
)
def test_a_rhythm_repeats_and_has_no_dates(text: str, repeats: str) -> None:
    assert due(text, 2025) == Due(repeats=repeats)


def test_a_day_that_comes_again_keeps_month_and_day() -> None:
    assert due("trước ngày 15/12 hằng năm", 2025) == Due(repeats="yearly", month=12, day=15)
    assert due("tháng 5 hằng năm", 2025) == Due(repeats="yearly", month=5)
    assert due("trước ngày 25 hằng tháng", 2025) == Due(repeats="monthly", day=25)
    assert due("trước ngày 15 của tháng cuối quý", 2025) == Due(repeats="quarterly", day=15)


def test_a_rhythm_inside_a_period_has_both() -> None:
    period = datetime.date(2021, 1, 1), datetime.date(2025, 12, 31)
    assert due("Hằng năm, giai đoạn 2021 - 2025", 2023) == Due(*period, repeats="yearly")


@pytest.mark.parametrize(
    "text", ["", "thường xuyên", "Theo quy định", "trong 10 ngày làm việc", "31/6/2025", "tháng 13"]
)
def test_what_names_no_possible_time_is_none(text: str) -> None:
    assert due(text, 2025) is None


def test_a_time_without_a_year_needs_the_year_of_the_plan() -> None:
    assert due("tháng 6", None) is None
    assert dates("tháng 6/2024", None) == ("2024-06-01", "2024-06-30")


words = "trước ngày tháng năm quý đến từ hết cuối hằng định kỳ lần và học đầu sau trở đi"
signs = "/ - , 2025 2024 0 31 30 12 6 2 13 IV"
pieces = st.sampled_from([*words.split(), *signs.split()])
texts = st.one_of(st.text(), st.lists(pieces, max_size=12).map(" ".join), st.lists(pieces, max_size=12).map("".join))


@given(texts, st.one_of(st.none(), st.integers()))
def test_no_text_is_an_error_and_first_is_never_after_last(text: str, year: int | None) -> None:
    found = due(text, year)
    if found is None:
        return
    assert found != Due()
    if found.first and found.last:
        assert found.first <= found.last
