"""Times in English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.english_times import in_english


@pytest.mark.parametrize(
    ("time", "english"),
    [
        ("quý II năm 2024", "Q2 2024"),
        ("Quý IV/2025", "Q4 2025"),
        ("trước ngày 15/12 hằng năm", "before 15 December every year"),
        ("chậm nhất trước ngày 31/12/2025", "before 31 December 2025"),
        ("ngày 29 tháng 11 năm 2025", "29 November 2025"),
        ("tháng 6/2024", "June 2024"),
        ("Định kỳ 3 tháng/lần", "every 3 months"),
        ("năm 2024", None),
        ("từ năm học 2020 - 2021", None),
        ("ngày 31/13/2025", None),
    ],
)
def test_times_of_plans_have_an_english_form(time: str, english: str | None) -> None:
    assert in_english(time) == english


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    assert in_english(text) is None or in_english(text)
