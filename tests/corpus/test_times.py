"""Expressions of time that come again, and some that are none."""

from __future__ import annotations

import pytest

from corpus.times import says_how_often, times


@pytest.mark.parametrize("text", ["trước ngày 20 tháng cuối mỗi quý", "trước ngày 10 hằng tháng"])
def test_a_day_of_every_month_or_quarter_is_whole(text: str) -> None:
    assert [span.text for span in times(f"báo cáo {text}.")] == [text]


WITHIN = ["ít nhất 02 ngày làm việc", "trước 5 ngày làm việc", "chậm nhất 7 ngày", "trong 10 ngày", "trong 12-24 giờ"]


@pytest.mark.parametrize("text", WITHIN)
def test_how_long_before_or_after_is_a_time(text: str) -> None:
    assert [span.text for span in times(f"gửi giấy mời {text}.")] == [text]


def test_a_bare_count_of_days_is_none() -> None:
    assert not times("lớp tập huấn kéo dài ít nhất 3 ngày")


def test_round_the_clock_is_no_day() -> None:
    assert not times("bảo đảm hệ thống hoạt động 24/7 và trực ban 24/24")


@pytest.mark.parametrize("time", ["Định kỳ 3 tháng/lần", "trước ngày 10 hằng tháng", "2 lần/năm", "quý I hằng năm"])
def test_an_interval_says_how_often(time: str) -> None:
    assert says_how_often(time)


@pytest.mark.parametrize("time", ["Thường xuyên", "quý II năm 2024", "năm 2024", "trước ngày 15/12/2025"])
def test_constantly_and_once_say_no_interval(time: str) -> None:
    assert not says_how_often(time)


@pytest.mark.parametrize("text", ["trong 9 tháng đầu năm", "trong 3 ngày qua"])
def test_what_has_passed_is_none(text: str) -> None:
    assert not times(f"số vụ cháy {text} giảm")


def test_from_one_event_to_another_is_one_time() -> None:
    text = "Đợt cao điểm diễn ra từ ngày phát động đến khi tổng kết phong trào."
    assert [span.text for span in times(text)] == ["từ ngày phát động đến khi tổng kết phong trào"]


def test_an_anniversary_is_no_time_of_a_task() -> None:
    text = "Chào mừng 50 năm ngày thành lập trường (15/4/1976 - 15/4/2026), hoàn thành trước ngày 01/4/2026."
    assert [span.text for span in times(text)] == ["hoàn thành trước ngày 01/4/2026"]
