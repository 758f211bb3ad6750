"""Sentences that give somebody a duty in so many words: "Giao Sở A lập đề án", wherever they stand."""

from __future__ import annotations

import pytest

from corpus.documents import Task
from tests.assigning import tasks_of


def tasks(*paragraphs: str) -> list[Task]:
    return tasks_of(paragraphs)


@pytest.mark.parametrize("mark", ["1. ", "1- ", "- ", "a) "])
def test_an_assignment_among_aims_is_a_task(mark: str) -> None:
    said = f"{mark}Giao Sở Xây dựng chủ trì, phối hợp với Sở Tài chính lập bản đồ bờ kè trước ngày 30/6/2025."
    (task,) = tasks("I. MỤC TIÊU", said, "- Đến năm 2030 giảm 30% số điểm sạt lở.")
    assert (task.lead, task.coordinating, task.action) == ("Sở Xây dựng", ("Sở Tài chính",), "lập")
    assert task.deadline == "trước ngày 30/6/2025"


def test_what_aims_only_ask_of_all_is_a_task_where_it_has_a_last_day() -> None:
    general = "- Yêu cầu các sở, ngành triển khai đồng bộ, hiệu quả."
    dated = "- Đề nghị UBND các xã gửi danh sách cây giống trước ngày 10/3/2025."
    assert [task.lead for task in tasks("I. MỤC ĐÍCH, YÊU CẦU", general, dated)] == ["UBND các xã"]


@pytest.mark.parametrize(
    "said",
    [
        "- Giao các chỉ tiêu phát triển rừng ven sông cho các xã.",
        "- Giao UBND các xã chỉ tiêu trồng 5 ha bần chua.",
        "- Giao Phòng Kinh tế 05 biên chế.",
        "- Bảo đảm giao thông thủy xây dựng thông suốt.",
    ],
)
def test_things_that_are_given_are_no_duties(said: str) -> None:
    assert tasks("IV. THỰC HIỆN", said) == []


@pytest.mark.parametrize(
    ("said", "lead", "action"),
    [
        ("Giao Ban cán sự đảng UBND tỉnh xây dựng đề án.", "Ban cán sự đảng UBND tỉnh", "xây dựng"),
        ("Giao Đảng đoàn HĐND tỉnh lãnh đạo việc giám sát.", "Đảng đoàn HĐND tỉnh", "lãnh đạo"),
        ("Các ban cán sự đảng, đảng đoàn lập chương trình.", "Các ban cán sự đảng, đảng đoàn", "lập"),
        ("Đề nghị Uỷ ban Kiểm tra Tỉnh uỷ rà soát quy chế.", "Uỷ ban Kiểm tra Tỉnh uỷ", "rà soát"),
        ("Phân công Trung tâm Văn hoá tỉnh dựng phóng sự về bờ kè.", "Trung tâm Văn hoá tỉnh", "dựng phóng"),
        ("Giao cho Đội Tuyên truyền lưu động in ấn tờ rơi.", "Đội Tuyên truyền lưu động", "in ấn"),
    ],
)
def test_a_body_is_given_its_duty_by_name(said: str, lead: str, action: str) -> None:
    (task,) = tasks("II. TỔ CHỨC THỰC HIỆN", f"1- {said}")
    assert (task.lead, task.action) == (lead, action)


@pytest.mark.parametrize(
    ("partner", "duty"),
    [
        ("Ban Nội chính Tỉnh ủy", "tổ chức hội nghị quán triệt"),
        ("Hội Liên hiệp Phụ nữ tỉnh", "tổ chức hội thảo về cây giống"),
        ("Ban Tổ chức Hội thi", "tổ chức hội đồng chấm điểm"),
        ("Công an tỉnh", "phòng ngừa đuối nước"),
    ],
)
def test_a_partner_ends_before_a_duty_that_begins_like_a_body(partner: str, duty: str) -> None:
    said = f"1. Ban Tuyên giáo Tỉnh ủy chủ trì, phối hợp với {partner} {duty} trong quý II/2025."
    (task,) = tasks("II. TỔ CHỨC THỰC HIỆN", said)
    assert task.coordinating == (partner,)
    assert f"{task.action} {task.object}" == f"{duty} trong quý II/2025"


def test_associations_stay_bodies_in_a_list() -> None:
    said = "1. Sở Nội vụ chủ trì, phối hợp với các cơ quan, tổ chức hội, đoàn thể rà soát danh sách."
    (task,) = tasks("II. TỔ CHỨC THỰC HIỆN", said)
    assert ", ".join(task.coordinating) == "các cơ quan, tổ chức hội, đoàn thể"


@pytest.mark.parametrize("verb", ["đan", "ươm", "ủ"])
def test_a_duty_may_begin_with_any_small_letter(verb: str) -> None:
    (task,) = tasks("II. TỔ CHỨC THỰC HIỆN", f"1. Giao Trung tâm Khuyến nông tỉnh {verb} giống cho các xã ven sông.")
    assert task.lead == "Trung tâm Khuyến nông tỉnh"
