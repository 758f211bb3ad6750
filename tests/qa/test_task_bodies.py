"""Who has a task and who helps, in sentences of several makes."""

from __future__ import annotations

import pytest

from qa.task_bodies import body_above, lead, together

PATH = ("III. TỔ CHỨC THỰC HIỆN", "2. Phòng Nội vụ")


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("Sở Y tế chủ trì rà soát các trạm.", "Sở Y tế"),
        ("Đơn vị thực hiện: Sở Công Thương.", "Sở Công Thương"),
        ("Trạm Khuyến nông huyện làm đầu mối tập huấn.", "Trạm Khuyến nông huyện"),
        ("Rà soát hồ sơ, báo cáo trước tháng 6.", "Phòng Nội vụ"),
    ],
)
def test_the_lead_is_named_in_the_sentence_or_in_the_heading_above(text: str, body: str) -> None:
    assert lead(text, None, PATH) == body


def test_those_whom_a_sentence_is_about_do_not_lead() -> None:
    assert lead("Hướng dẫn để cán bộ và các tổ chức liên quan thực hiện lưu trữ.", None, ()) is None


def test_who_assigns_a_task_does_not_have_it() -> None:
    assert lead("Theo kết luận của hội nghị, Bộ trưởng giao:", None, ()) is None


def test_a_heading_inside_the_passage_is_nearer_than_those_of_the_section() -> None:
    assert body_above("Điều 9.\nTrách nhiệm của Sở Nội vụ\n") == "Sở Nội vụ"
    assert body_above("- Tăng cường kiểm tra. 3. Vụ Kế hoạch, Tài chính\n- ") == "Vụ Kế hoạch, Tài chính"
    assert body_above("Sở Nội vụ tổng hợp danh sách.\n- ") is None
    assert lead("Chủ trì tổng hợp số liệu.", "Sở Nội vụ", PATH) == "Sở Nội vụ"


def test_the_helpers_stand_behind_the_verb_or_the_label() -> None:
    assert together("phối hợp với Sở Tài chính, Sở Tư pháp thẩm định") == "Sở Tài chính, Sở Tư pháp"
    assert together("Đơn vị phối hợp: Sở Tài chính.") == "Sở Tài chính"
    assert together("Sở Tài chính thẩm định.") is None
