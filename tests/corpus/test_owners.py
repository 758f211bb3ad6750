"""Whose duties stand below a heading, in a list, or behind a colon."""

from __future__ import annotations

import itertools

import pytest

from corpus.documents import Task
from tests.assigning import tasks_of


def tasks(*paragraphs: str) -> list[Task]:
    return tasks_of(paragraphs)


def leads(*paragraphs: str) -> list[str | None]:
    return [task.lead or task.coordinating[0] for task in tasks(*paragraphs)]


def test_a_sentence_without_number_gives_its_list_to_the_body_that_it_names() -> None:
    found = tasks(
        "I. MỤC TIÊU",
        "1. Các hoạt động chính",
        "Tùy điều kiện, các sở, ngành và các xã phối hợp thực hiện các việc sau:",
        "- Tổ chức ươm cây giống tại chỗ.",
        "- Trồng cây dọc bờ kè.",
        "Kinh phí lấy từ quỹ của xã.",
    )
    assert [(task.roles, task.coordinating) for task in found] == [
        (("phối hợp",), ("các sở, ngành", "các xã")),
        (("phối hợp",), ("các sở, ngành", "các xã")),
    ]


def test_aims_under_a_list_of_aims_stay_no_tasks() -> None:
    assert tasks("I. MỤC TIÊU", "1. Mục tiêu chung", "- Trồng mới 2.000 cây.", "- Nâng cao ý thức của người dân.") == []


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("3. Cục Giống cây và Kiểm định bờ kè: Chủ trì nghiệm thu cây giống.", "Cục Giống cây và Kiểm định bờ kè"),
        ("3. Trách nhiệm củaTrung tâm Khuyến nông tỉnh", "Trung tâm Khuyến nông tỉnh"),
        ("3. Các hộ nuôi cá lồng (các hộ ở hai bờ)", "Các hộ nuôi cá lồng"),
        ("3. Chủ tịch UBND các xã từ Hà Đông đến Hà Tây, trong đó trọng tâm là Hà Đông:", None),
    ],
)
def test_a_heading_among_bodies_names_one_however_it_is_called(heading: str, name: str | None) -> None:
    found = leads(
        "II. TỔ CHỨC THỰC HIỆN",
        "1. Sở Tài chính",
        "- Bố trí kinh phí mua cây.",
        "2. Sở Xây dựng",
        "- Kiểm tra bờ kè trước mùa mưa.",
        heading,
        "- Lập danh sách vị trí trồng cây.",
    )
    assert found[:2] == ["Sở Tài chính", "Sở Xây dựng"]
    assert set(found[2:]) == {name or "Chủ tịch UBND các xã từ Hà Đông đến Hà Tây"}


def test_a_heading_among_bodies_that_is_a_thing_gives_nobody_tasks() -> None:
    found = leads(
        "II. TỔ CHỨC THỰC HIỆN",
        "1. Sở Tài chính",
        "- Bố trí kinh phí mua cây.",
        "2. Sở Xây dựng",
        "- Kiểm tra bờ kè trước mùa mưa.",
        "3. Phương án huy động vốn",
        "- Lồng ghép vào nguồn vốn của xã.",
    )
    assert found == ["Sở Tài chính", "Sở Xây dựng"]


def test_a_paragraph_that_opens_with_a_body_goes_on_with_it_under_another() -> None:
    found = leads(
        "II. TỔ CHỨC THỰC HIỆN",
        "1. Các doanh nghiệp",
        "a) Các doanh nghiệp bưu chính ưu tiên chuyển cây giống. Đồng thời, hỗ trợ xe cho các xã.",
        "b) Tham gia trồng cây.",
    )
    assert found == ["Các doanh nghiệp bưu chính", "Các doanh nghiệp bưu chính", "Các doanh nghiệp"]


def test_a_paragraph_that_names_its_body_behind_a_basis_goes_on_with_it() -> None:
    found = leads(
        "II. TỔ CHỨC THỰC HIỆN",
        "1. Sở Xây dựng chịu trách nhiệm thực hiện Kế hoạch này.",
        "Căn cứ nội dung Kế hoạch, các xã, phường xây dựng lịch trồng cây. Hằng năm báo cáo kết quả về Sở Xây dựng.",
    )
    assert found == ["Sở Xây dựng", "các xã, phường", "các xã, phường"]


def test_times_that_say_who_has_to_do_what_are_tasks_of_their_own() -> None:
    found = tasks(
        "II. NỘI DUNG",
        "1. Rà soát cây dọc bờ sông",
        "- Cơ quan thực hiện: Sở Xây dựng.",
        "- Thời gian thực hiện:",
        "+ Các xã, phường gửi danh sách cây về Sở Xây dựng trước ngày 15/3/2025.",
        "+ Sở Xây dựng tổng hợp, báo cáo trước ngày 31/3/2025.",
    )
    assert [(task.lead, task.deadline) for task in found[1:]] == [
        ("Các xã, phường", "trước ngày 15/3/2025"),
        ("Sở Xây dựng", "trước ngày 31/3/2025"),
    ]


def test_the_time_to_issue_something_is_a_deadline() -> None:
    (task,) = tasks(
        "II. NỘI DUNG",
        "1. Quy chế chăm sóc cây",
        "+ Cơ quan chủ trì: Sở Xây dựng.",
        "+ Thời hạn ban hành: trước ngày 01/6/2025.",
    )
    assert (task.lead, task.deadline) == ("Sở Xây dựng", "trước ngày 01/6/2025")


def test_what_a_body_in_a_list_of_duties_encourages_is_its_own_duty() -> None:
    found = leads(
        "II. TỔ CHỨC THỰC HIỆN",
        "1. Hội Nông dân tỉnh",
        "Vận động hội viên góp cây; khuyến khích các doanh nghiệp tham gia trồng cây.",
    )
    assert found == ["Hội Nông dân tỉnh", "Hội Nông dân tỉnh"]


def test_a_sentence_with_its_own_labels_is_one_task_and_the_next_sentence_another() -> None:
    found = tasks(
        "II. NỘI DUNG",
        "1. Trên cơ sở mẫu của tỉnh, các đơn vị tổ chức rà soát bờ kè.",
        "- Cơ quan thực hiện: Sở Xây dựng kiểm tra bờ kè; các xã, phường kiểm tra cây ven sông. Đồng thời, các xã, phường "
        "tiếp tục chăm sóc cây đã trồng.",
        "2. Tưới cây mùa khô",
        "- Cơ quan thực hiện: Các sở, ngành theo chức năng, nhiệm vụ được giao.",
    )
    assert [(task.lead, task.action) for task in found] == [
        ("Sở Xây dựng", "kiểm tra"),
        ("các xã, phường", "kiểm tra"),
        ("các xã, phường", "chăm sóc"),
        ("Các sở, ngành", "thực hiện"),
    ]
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


def test_a_list_under_a_label_may_hold_names_that_are_not_known() -> None:
    (task,) = tasks(
        "II. NỘI DUNG",
        "1. Trồng cây dọc bờ sông",
        "2. Cơ quan chủ trì",
        "- Sở Xây dựng.",
        "- Tư lệnh các vùng sông nước; các xã ven sông.",
        "3. Thời gian thực hiện: Tháng 5, 6/2025.",
    )
    assert task.lead == "Sở Xây dựng; Tư lệnh các vùng sông nước; các xã ven sông"
    assert task.deadline == "Tháng 5, 6/2025"
