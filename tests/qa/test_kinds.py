"""What holds the kind of thing that is asked for: figures, reasons, purposes."""

from __future__ import annotations

import pytest

from qa.assistant import Assistant
from qa.kinds import states_figure, states_reason


@pytest.mark.parametrize(
    "text", ["xây mới 05 trường", "đạt 95%", "Lớp 1 có 3 phòng học", "trồng năm mươi ha và 2 vườn ươm"]
)
def test_a_number_of_something_is_a_figure(text: str) -> None:
    assert states_figure(text)


@pytest.mark.parametrize(
    "text", ["lớp 1 tựu trường ngày 19/8/2030", "theo khoản 2 Điều 5", "trong quý 3 và tháng 9 năm 2030"]
)
def test_a_number_that_says_which_one_is_none(text: str) -> None:
    assert not states_figure(text)


@pytest.mark.parametrize(
    ("question", "text", "stated"),
    [
        ("Vì sao tiến độ chậm?", "Tiến độ chậm do mưa kéo dài.", True),
        ("Vì sao tiến độ chậm?", "Tiến độ được đẩy nhanh để kịp khai giảng.", False),
        ("Vì sao tiến độ chậm?", "Kế hoạch do Sở Xây dựng lập.", False),
        ("Lập tổ công tác để làm gì?", "Lập tổ công tác để kiểm tra tiến độ.", True),
    ],
)
def test_a_cause_is_a_reason_and_a_purpose_where_one_is_asked_for(
    assistant: Assistant, question: str, text: str, stated: bool
) -> None:
    assert states_reason(assistant.understand(question), text) == stated
