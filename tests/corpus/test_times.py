"""Expressions of time that come again, and some that are none."""

from __future__ import annotations

import pytest

from corpus.times import times


@pytest.mark.parametrize("text", ["trước ngày 20 tháng cuối mỗi quý", "trước ngày 10 hằng tháng"])
def test_a_day_of_every_month_or_quarter_is_whole(text: str) -> None:
    assert [span.text for span in times(f"báo cáo {text}.")] == [text]


def test_round_the_clock_is_no_day() -> None:
    assert not times("bảo đảm hệ thống hoạt động 24/7 và trực ban 24/24")
