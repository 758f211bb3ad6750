"""The words of an answer: a verdict, the document that says so of itself, to whom something goes."""

from __future__ import annotations

import pytest

from qa.assistant import Assistant
from qa.kinds import states_figure, states_where


@pytest.mark.parametrize(
    "question",
    [
        "Phòng Tài nguyên và Môi trường có chủ trì hồ sơ giao đất cho trường Mầm non Thụy Hùng không?",
        "phong tai nguyen va moi truong co chu tri ho so giao dat cho truong mam non thuy hung khong?",
    ],
)
def test_whether_a_body_leads_is_answered_with_yes_and_its_proof(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.text.startswith("Có [1]\nChủ trì: Phòng Tài nguyên và Môi trường [1]")
    assert "giao đất" in answer.citations[0].quote


@pytest.mark.parametrize(
    "question",
    [
        "Phòng Nội vụ có chủ trì hồ sơ giao đất cho trường Mầm non Thụy Hùng không?",
        "Phòng Nội vụ có chủ trì, phối hợp với Phòng Tài nguyên và Môi trường lo hồ sơ giao đất trường Thụy Hùng không?",
        "Phòng Tài nguyên và Môi trường không chủ trì hồ sơ giao đất cho trường Mầm non Thụy Hùng phải không?",
        "Phòng Tài nguyên và Môi trường huyện Lộc Bình có chủ trì giao đất cho trường Mầm non Thụy Hùng không?",
    ],
)
def test_another_body_than_the_one_that_leads_or_a_denial_gets_no_yes(assistant: Assistant, question: str) -> None:
    assert not assistant.ask(question).text.startswith("Có [1]")


def test_the_place_of_the_issuer_may_follow_the_body(assistant: Assistant) -> None:
    question = (
        "Có phải Phòng Tài nguyên và Môi trường huyện Cao Lộc chủ trì giao đất cho trường Mầm non Thụy Hùng không?"
    )
    assert assistant.ask(question).text.startswith("Có [1]")


@pytest.mark.parametrize(
    "text",
    [
        "báo cáo kịp thời về Ủy ban nhân dân huyện để xem xét",
        "gửi Phòng Giáo dục và Đào tạo tổng hợp",
        "báo cáo (qua Sở Tư pháp) trước ngày 15",
        "Hội nghị tổ chức tại Hội trường tầng 3",
        "địa chỉ truy cập của hệ thống",
    ],
)
def test_a_place_or_a_recipient_says_where(text: str) -> None:
    assert states_where(text)


@pytest.mark.parametrize(
    "text", ["rà soát văn bản có liên quan đến Luật", "Sở Tư pháp tổng hợp kết quả", "báo cáo kịp thời"]
)
def test_a_body_that_acts_says_not_where(text: str) -> None:
    assert not states_where(text)


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("đạt 12 trường chuẩn", True),
        ("trên 60% số hộ", True),
        ("mỗi xã một tổ", True),
        ("theo Thông báo số 16-TB/HU, ngày 14/01/2024", False),
        ("phấn đấu hoàn thành trong năm 2024", False),
        ("tổ chức trong năm học tới", False),
    ],
)
def test_a_figure_is_no_date_and_no_document_number(text: str, states: bool) -> None:
    assert states_figure(text) is states
