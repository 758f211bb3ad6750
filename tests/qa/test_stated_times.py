"""Which of the times of a sentence is meant."""

from __future__ import annotations

import pytest

from corpus.bodies import Span
from qa.stated_times import is_vague, stated_time


def stated(
    text: str, named: tuple[int, ...] = (), weights: dict[str, float] | None = None, counted: bool = False
) -> str | None:
    return stated_time(text, Span(0, len(text), text), named, weights or {}, counted=counted)


def test_of_two_times_that_behind_the_words_of_the_question_is_meant() -> None:
    sentence = "Nộp danh sách trước ngày 20/6/2026, trả lời kiến nghị trước ngày 30/6/2026."
    assert stated(sentence, weights={"danh_sach": 0.4}) == "trước ngày 20/6/2026"
    assert stated(sentence, weights={"kien_nghi": 0.4}) == "trước ngày 30/6/2026"


def test_years_that_the_question_names_are_no_answer() -> None:
    sentence = "Báo cáo năm học 2026 - 2027 gửi về Sở trước ngày 15/6/2027."
    assert stated(sentence, (2026, 2027)) == "trước ngày 15/6/2027"
    assert stated("Nhiệm vụ năm học 2026 - 2027.", (2026, 2027)) is None
    assert stated("Nhiệm vụ năm học 2026 - 2027.") == "năm học 2026 - 2027"


def test_a_number_of_days_is_read_where_days_are_counted() -> None:
    assert stated("Trả lời trong 7 ngày làm việc.", counted=True) == "7 ngày làm việc"


def test_a_time_stated_right_after_the_sentence_counts() -> None:
    text = "Lập danh mục.\nThời gian: Quý II năm 2026."
    assert stated_time(text, Span(0, 13, text[:13]), (), {}, counted=False) == "Quý II năm 2026"


@pytest.mark.parametrize(
    ("time", "vague"),
    [("năm 2026", True), ("giai đoạn 2026 - 2030", True), ("thường xuyên", True), ("30/6/2026", False)],
)
def test_bare_years_and_rhythms_are_vague(time: str, vague: bool) -> None:
    assert is_vague(time) is vague
