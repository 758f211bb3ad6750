"""Persons, posts and groups of one organisation, and the work that a plan gives them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Task
from corpus.due import due
from corpus.people import person, post_or_person
from tests.assigning import SCHOOL, tasks_of


def tasks(*paragraphs: str) -> list[Task]:
    return tasks_of(paragraphs, SCHOOL)


@pytest.mark.parametrize(
    ("item", "lead", "action", "deadline"),
    [
        (
            "- Đồng chí Vũ Thị Thu, Phó Hiệu trưởng: phụ trách chung, duyệt lịch trực vào thứ Sáu hằng tuần.",
            "Vũ Thị Thu, Phó Hiệu trưởng",
            "phụ trách",
            "vào thứ Sáu hằng tuần",
        ),
        (
            "2. Bộ phận kế toán: thu tiền trước ngày 10 hằng tháng.",
            "Bộ phận kế toán",
            "thu tiền",
            "trước ngày 10 hằng tháng",
        ),
        (
            "+ Giáo viên chủ nhiệm: chấm công trước 8 giờ mỗi ngày.",
            "Giáo viên chủ nhiệm",
            "chấm công",
            "trước 8 giờ mỗi ngày",
        ),
        ("a) Cô Vi Thị Hồng (văn thư): gửi giấy mời.", "Vi Thị Hồng (văn thư)", "gửi", None),
        ("- Đ/c: Vũ Văn Hùng - Tổ trưởng tổ 1: đôn đốc tổ viên.", "Vũ Văn Hùng - Tổ trưởng tổ 1", "đôn đốc", None),
        ("- Đ.c Hoa (KT): lập sổ.", "Hoa (KT)", "lập", None),
        ("- Bảo vệ: mở cổng lúc 6 giờ 30 phút hằng ngày.", "Bảo vệ", "mở", "lúc 6 giờ 30 phút hằng ngày"),
        ("- Tổ nuôi dưỡng: nấu cháo đúng thực đơn.", "Tổ nuôi dưỡng", "nấu", None),
        ("- Công chức Văn hoá - Xã hội: lập danh sách.", "Công chức Văn hoá - Xã hội", "lập", None),
        ("- Hà Văn Mười, Tổ trưởng tổ Toán: soạn đề thi thử.", "Hà Văn Mười, Tổ trưởng tổ Toán", "soạn", None),
    ],
)
@pytest.mark.parametrize("heading", ["I. PHÂN CÔNG", "PHẦN III. TỔ CHỨC THỰC HIỆN"])
def test_where_work_is_distributed_a_post_or_person_before_a_colon_has_it(
    heading: str, item: str, lead: str, action: str, deadline: str | None
) -> None:
    (task,) = tasks(heading, item)
    assert (task.lead, task.action, task.deadline) == (lead, action, deadline)


@pytest.mark.parametrize(
    "item",
    [
        "- Trưởng ban: Ông Lê Văn Tám, Chủ tịch UBND xã.",
        "- Thành viên: đồng chí Thu, đồng chí Hoa, đồng chí Mai cùng dự.",
        "- Ông Lê Văn Tám, Chủ tịch UBND xã: Trưởng ban.",
        "- Giáo viên: 25 người, trong đó 20 người trong biên chế nhà nước.",
        "- Học sinh: có 320 em, chia thành 10 lớp bán trú.",
        "- Khối lượng: sửa chữa năm phòng học trong dịp hè.",
        "- Nhóm giải pháp truyền thông: đẩy mạnh tin bài trên mạng.",
        "- Lưu ý: mang theo nước uống khi tham gia buổi dọn vệ sinh.",
        "- Hà Giang: triển khai tại năm điểm trường vùng cao.",
    ],
)
def test_labels_lists_of_members_and_counts_give_nobody_work(item: str) -> None:
    assert tasks("I. PHÂN CÔNG NHIỆM VỤ", item) == []


@pytest.mark.parametrize("heading", ["I. MỤC TIÊU", "II. NỘI DUNG", "III. ĐỐI TƯỢNG"])
def test_outside_such_a_section_a_post_before_a_colon_is_a_label(heading: str) -> None:
    assert tasks(heading, "- Giáo viên chủ nhiệm: bồi dưỡng chuyên môn cho người mới tuyển.") == []


@pytest.mark.parametrize("end", ["", ":"])
@pytest.mark.parametrize(
    ("name", "lead"),
    [
        ("Đồng chí Vũ Thị Thu, Phó Hiệu trưởng", "Vũ Thị Thu, Phó Hiệu trưởng"),
        ("Ông Lê Văn Tám - Chủ tịch UBND xã - Trưởng ban", "Lê Văn Tám - Chủ tịch UBND xã - Trưởng ban"),
        ("Tổ nuôi dưỡng", "Tổ nuôi dưỡng"),
        ("Cán bộ, giáo viên, nhân viên", "Cán bộ, giáo viên, nhân viên"),
    ],
)
def test_a_post_or_person_over_its_items_has_them(name: str, lead: str, end: str) -> None:
    found = tasks(
        "IV. PHÂN CÔNG NHIỆM VỤ", f"1. {name}{end}", "- Duyệt thực đơn.", "- Nấu ăn đúng giờ cho trẻ lớp một."
    )
    assert [task.lead for task in found] == [lead, lead]


def test_a_person_with_an_office_is_given_a_duty_by_name() -> None:
    (task,) = tasks("II. THỰC HIỆN", "1. Giao đồng chí Trần Thị Bình, Trưởng phòng Nội vụ, tổng hợp kết quả.")
    assert (task.lead, task.action) == ("Trần Thị Bình, Trưởng phòng Nội vụ", "tổng hợp")


@pytest.mark.parametrize(
    ("said", "deadline", "repeats"),
    [
        ("Giám sát bữa ăn mỗi tháng 01 lần.", "mỗi tháng 01 lần", "monthly"),
        ("Gửi số liệu trước 15:00 ngày thứ Sáu hàng tuần.", "trước 15:00 ngày thứ Sáu hàng tuần", "weekly"),
        ("Công khai thu chi cuối mỗi tháng.", "cuối mỗi tháng", "monthly"),
        ("Cập nhật tình hình trước 13 giờ hằng ngày.", "trước 13 giờ hằng ngày", "daily"),
    ],
)
def test_what_comes_again_has_its_day_of_the_week_and_its_hour(said: str, deadline: str, repeats: str) -> None:
    (task,) = tasks("V. TỔ CHỨC THỰC HIỆN", f"1. Nhà trường: {said}")
    assert task.deadline == deadline
    when = due(deadline, 2025)
    assert when and (when.repeats, when.first, when.last) == (repeats, None, None)


def test_an_office_or_a_place_is_no_person() -> None:
    for text in ("đồng chí Phó Chủ tịch UBND xã", "Hà Nội, Hải Phòng", "Cao Bằng: thí điểm", "bà con nông dân"):
        assert person(text) is None


@given(st.text(alphabet="Nguyễn Đồng chí,()-: ổ", max_size=60), st.integers(0, 10))
def test_a_person_is_a_slice_of_any_text(text: str, start: int) -> None:
    found = person(text, min(start, len(text)))
    assert found is None or text[found.start : found.end] == found.text
    assert (post_or_person(text) or "") in text
