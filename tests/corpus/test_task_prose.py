"""Tasks from prose: whose they are, in which role, with whom, by when, and the sentence that proves them."""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Document, Line, Loaded, Task
from corpus.duties import Owner, duties
from corpus.labels import labels
from corpus.loaders import load
from corpus.reader import read

_LETTERHEAD = (
    "ỦY BAN NHÂN DÂN",
    "HUYỆN BÌNH AN",
    "Số: 12/KH-UBND",
    "Bình An, ngày 05 tháng 02 năm 2025",
    "KẾ HOẠCH",
    "Nâng cấp thư viện xã năm 2025",
)


def plan(*paragraphs: str) -> Document:
    lines = tuple(Line(text, whole=True) for text in (*_LETTERHEAD, *paragraphs))
    (document,) = read(Loaded(lines), "plan.txt")
    return document


def tasks(*paragraphs: str) -> list[Task]:
    return [task for task in plan(*paragraphs).tasks if not task.row]


def only(*paragraphs: str) -> Task:
    (task,) = tasks(*paragraphs)
    return task


def under_a_body(*paragraphs: str) -> list[Task]:
    return tasks("I. TỔ CHỨC THỰC HIỆN", "1. Phòng Nội vụ", *paragraphs)


def test_a_sentence_under_a_heading_that_names_a_body_is_its_task() -> None:
    (task,) = under_a_body("Lập danh sách thủ thư của các xã.")
    assert (task.lead, task.roles, task.action) == ("Phòng Nội vụ", ("thực hiện",), "Lập")
    assert task.section == ("I. TỔ CHỨC THỰC HIỆN", "1. Phòng Nội vụ")


def test_the_span_is_the_sentence_without_its_bullet() -> None:
    document = plan("I. TỔ CHỨC THỰC HIỆN", "1. Phòng Nội vụ", "- Lập danh sách. Báo cáo UBND huyện kết quả.")
    assert [document.text[task.start : task.end] for task in document.tasks] == [
        "Lập danh sách.",
        "Báo cáo UBND huyện kết quả.",
    ]


def test_who_leads_with_others_names_each_of_them_in_full() -> None:
    (task,) = under_a_body("Chủ trì, phối hợp với Phòng Y tế, UBND xã Tân Lập và xã Phú Mỹ khảo sát nhu cầu đọc.")
    assert task.roles == ("chủ trì",)
    assert task.coordinating == ("Phòng Y tế", "UBND xã Tân Lập", "UBND xã Phú Mỹ")
    assert (task.action, task.object) == ("khảo sát", "nhu cầu đọc")


def test_who_only_helps_has_no_lead() -> None:
    (task,) = under_a_body("Phối hợp với Phòng Tài chính - Kế hoạch mua sách mới.")
    assert (task.lead, task.roles, task.coordinating) == (None, ("phối hợp",), ("Phòng Nội vụ",))
    assert task.others == (("phối hợp", "Phòng Tài chính - Kế hoạch"),)


@pytest.mark.parametrize(
    ("sentence", "roles"),
    [
        ("Tham mưu cho UBND huyện bố trí vốn.", ("tham mưu",)),
        ("Chủ trì tham mưu UBND huyện ban hành quy chế mượn sách.", ("chủ trì", "tham mưu")),
        ("Định kỳ hằng quý báo cáo UBND huyện tiến độ.", ("báo cáo",)),
        ("Chỉ đạo các trường mở cửa thư viện buổi chiều.", ("chỉ đạo",)),
        ("Rà soát kho sách, tham mưu UBND huyện thanh lý.", ("thực hiện", "tham mưu")),
        ("Tuyên truyền văn hóa đọc.", ("thực hiện",)),
    ],
)
def test_roles_come_from_the_verbs(sentence: str, roles: tuple[str, ...]) -> None:
    (task,) = under_a_body(sentence)
    assert task.roles == roles


def test_two_duties_of_one_sentence_are_two_tasks_and_a_list_of_things_is_none() -> None:
    found = under_a_body("Sửa chữa mái thư viện; các giá sách cũ; kiểm kê kho sách.")
    assert [(task.action, task.object) for task in found] == [
        ("Sửa chữa", "mái thư viện; các giá sách cũ"),
        ("kiểm kê", "kho sách"),
    ]


def test_a_following_sentence_can_state_the_deadline() -> None:
    (task,) = under_a_body("Lập dự toán sửa chữa. Hoàn thành trong quý III năm 2025.")
    assert task.deadline is not None
    assert "quý III năm 2025" in task.deadline
    assert task.due is not None
    assert str(task.due.first) == "2025-07-01"


def test_years_before_the_plan_and_dates_of_cited_texts_are_no_deadlines() -> None:
    (task,) = under_a_body("Thực hiện Quyết định số 15/QĐ-UBND ngày 03/4/2024 về thư viện số năm 2019.")
    assert task.deadline is None


def test_a_sentence_that_names_its_body_needs_no_heading() -> None:
    task = only("I. GIẢI PHÁP", "Các trường tiểu học phải mở thư viện ngày thứ bảy.")
    assert (task.lead, task.roles) == ("Các trường tiểu học", ("thực hiện",))


@pytest.mark.parametrize(
    ("sentence", "lead"),
    [
        ("2. Giao Phòng Kinh tế lập hồ sơ thiết kế.", "Phòng Kinh tế"),
        ("2. Đề nghị Hội Khuyến học huyện vận động tặng sách.", "Hội Khuyến học huyện"),
        ("2. Công an huyện: Hướng dẫn phòng cháy.", "Công an huyện"),
        ("2. Căn cứ Kế hoạch này, UBND các xã xây dựng kế hoạch của mình.", "UBND các xã"),
        ("2. Kho bạc Nhà nước huyện theo chức năng được giao kiểm soát chi.", "Kho bạc Nhà nước huyện"),
    ],
)
def test_items_of_the_last_part_name_their_body_in_many_ways(sentence: str, lead: str) -> None:
    assert only("III. TỔ CHỨC THỰC HIỆN", sentence).lead == lead


def test_aims_and_money_without_a_body_are_no_tasks() -> None:
    assert not tasks(
        "I. MỤC ĐÍCH, YÊU CẦU",
        "Các phòng, ban tham mưu thực hiện đồng bộ các giải pháp.",
        "II. GIẢI PHÁP",
        "Tăng cường tuyên truyền về văn hóa đọc.",
        "III. KINH PHÍ",
        "Kinh phí thực hiện lấy từ ngân sách huyện.",
    )


def test_the_closing_paragraph_speaks_to_all_and_not_to_the_body_above() -> None:
    found = under_a_body(
        "Lập danh sách thủ thư.",
        "Trong quá trình thực hiện, nếu có vướng mắc, các cơ quan, đơn vị báo cáo về Phòng Nội vụ để tổng hợp.",
    )
    assert [task.lead for task in found] == ["Phòng Nội vụ", "các cơ quan, đơn vị"]
    assert found[1].others == (("báo cáo", "Phòng Nội vụ"),)


def test_labelled_lines_belong_to_the_task_of_their_section() -> None:
    found = tasks(
        "II. NỘI DUNG",
        "1. Số hóa kho sách địa chí",
        "- Cơ quan chủ trì: Phòng Văn hóa và Thông tin.",
        "- Cơ quan phối hợp: Phòng Nội vụ, UBND các xã.",
        "- Thời gian thực hiện: Quý IV năm 2025.",
        "- Sản phẩm: Kho dữ liệu địa chí.",
    )
    assert [task.roles for task in found] == [("chủ trì",), ("phối hợp",)]
    lead, helper = found
    assert (lead.lead, lead.object) == ("Phòng Văn hóa và Thông tin", "Số hóa kho sách địa chí")
    assert lead.coordinating == helper.coordinating == ("Phòng Nội vụ", "UBND các xã")
    assert (lead.deadline, lead.product) == ("Quý IV năm 2025", "Kho dữ liệu địa chí")
    assert helper.lead is None


def test_a_label_can_name_the_person_above_and_take_the_time_of_the_title() -> None:
    task = only(
        "II. NỘI DUNG", "1. Nhiệm vụ chung", "1.1. Lãnh đạo phụ trách: Đồng chí Lê An - Phó Chủ tịch UBND huyện."
    )
    assert (task.lead, task.roles, task.deadline) == ("Lê An - Phó Chủ tịch UBND huyện", ("phụ trách",), "năm 2025")


def test_what_is_listed_under_a_leading_sentence_keeps_its_lead_and_partners() -> None:
    found = tasks(
        "III. TỔ CHỨC THỰC HIỆN",
        "1. Phòng Nội vụ chủ trì, phối hợp với Phòng Y tế:",
        "a) Rà soát biên chế thủ thư.",
        "b) Lập kế hoạch tập huấn.",
    )
    assert [(task.lead, task.roles, task.coordinating) for task in found] == [
        ("Phòng Nội vụ", ("chủ trì",), ("Phòng Y tế",)),
        ("Phòng Nội vụ", ("chủ trì",), ("Phòng Y tế",)),
    ]


@pytest.mark.parametrize(
    ("said", "deadline"),
    [
        ("Gửi báo cáo hằng năm (trước ngày 15 tháng 11).", "hằng năm (trước ngày 15 tháng 11)"),
        ("Thống kê thiệt hại của đợt mưa từ ngày 16/3 đến ngày 22/3, gửi trước ngày 02/4.", "trước ngày 02/4"),
        ("Mở tuần lễ đọc sách (từ ngày 15/4 đến ngày 23/4).", "từ ngày 15/4 đến ngày 23/4"),
        ("Thường xuyên chăm sóc tủ sách, xong trước ngày 01/9/2025.", "trước ngày 01/9/2025"),
    ],
)
def test_the_time_that_binds_most_is_the_deadline(said: str, deadline: str) -> None:
    (task,) = under_a_body(said)
    assert deadline in (task.deadline or "")


@pytest.mark.parametrize(
    ("said", "lead", "action"),
    [
        (
            "Chủ sở hữu kho sách dùng chung có trách nhiệm kê khai đầu sách.",
            "Chủ sở hữu kho sách dùng chung",
            "kê khai",
        ),
        ("Đối với các nhà thầu cần bàn giao mặt bằng đúng hạn.", "các nhà thầu", "bàn giao"),
        ("Yêu cầu từng hộ kinh doanh sách ký cam kết.", "từng hộ kinh doanh sách", "ký cam kết"),
        ("Trường hợp thiếu sách, Phòng Nội vụ phải báo cáo ngay.", "Phòng Nội vụ", "báo cáo"),
        ("Nếu có vướng mắc đề nghị các xã báo cáo kịp thời.", "các xã", "báo cáo"),
        ("Các đơn vị quy định tại Điều 2 có trách nhiệm bảo quản sách.", "Các đơn vị quy định tại Điều 2", "bảo quản"),
    ],
)
def test_a_sentence_names_who_has_its_duty_in_many_ways(said: str, lead: str, action: str) -> None:
    task = only("I. TỔ CHỨC THỰC HIỆN", "1. Việc chung của các bên.", said)
    assert (task.lead, task.action) == (lead, action)


def test_a_duty_may_stand_behind_what_it_is_done_to_or_about() -> None:
    found = under_a_body(
        "Các kho sách bị ngập, khẩn trương dọn dẹp và hong khô sách.", "Về nguồn sách mới: tiếp tục vận động quyên góp."
    )
    assert [task.action for task in found] == ["dọn dẹp", "vận động"]


def test_a_sentence_that_says_what_something_comprises_is_no_task() -> None:
    assert under_a_body("Bộ tiêu chuẩn thư viện bao gồm các quy định về kệ, bàn và ánh sáng.") == []


def test_every_body_of_a_numbered_list_in_one_sentence_has_its_task() -> None:
    found = tasks(
        "I. TỔ CHỨC THỰC HIỆN",
        "1. Phòng Nội vụ",
        "(1) Lập danh sách thủ thư; (2) Phòng Y tế kiểm tra tủ thuốc thư viện.",
    )
    assert [task.lead for task in found] == ["Phòng Nội vụ", "Phòng Y tế"]


def test_a_place_is_named_with_all_its_parts() -> None:
    (task,) = under_a_body("Mở điểm đọc sách tại các xã: Tân An, Bình Hòa và Phú Mỹ.")
    assert task.place == "tại các xã: Tân An, Bình Hòa và Phú Mỹ"


def test_labels_are_found_inside_a_paragraph() -> None:
    assert [(label.kind, label.value) for label in labels("Đơn vị chủ trì: Sở A; đơn vị phối hợp: Sở B.")] == [
        ("lead", "Sở A"),
        ("with", "Sở B"),
    ]


@given(st.text(), st.booleans())
def test_duties_lie_in_any_text_and_in_order(text: str, owned: bool) -> None:
    end = 0
    for duty in duties(text, Owner("Sở Nội vụ") if owned else None, 2025):
        assert end <= duty.start < duty.end <= len(text)
        assert duty.lead or duty.coordinating
        end = duty.end


def _squeezed(text: str) -> str:
    return re.sub(r"[\s*#]+", "", unicodedata.normalize("NFC", text)).lower()


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).replace("uy ban nhan dan", "ubnd")
    return " ".join(word for word in re.findall(r"[a-z0-9]+", plain) if word != "va")


def _matches(document: Document, rows: list[dict[str, str]]) -> dict[int, Task]:
    """Rows and the tasks that state them, one to one, the greatest overlap of evidence first."""
    offsets = [0]
    for letter in document.text:
        offsets.append(offsets[-1] + len(_squeezed(letter)))
    whole = _squeezed(document.text)
    pairs = []
    for position, row in enumerate(rows):
        evidence = _squeezed(row["evidence"])
        for found in re.finditer(re.escape(evidence), whole):
            for number, task in enumerate(document.tasks):
                start, end = offsets[task.start], offsets[task.end]
                shared = min(end, found.end()) - max(start, found.start())
                pairs.append((shared / max(end - start, len(evidence)), position, number))
    matched: dict[int, int] = {}
    for share, position, number in sorted(pairs, reverse=True):
        if share >= 0.3 and position not in matched and number not in matched.values():
            matched[position] = number
    return {position: document.tasks[number] for position, number in matched.items()}


def test_the_assignments_of_two_real_plans_are_found_as_a_reader_finds_them(shared: Path) -> None:
    with (shared / "acceptance" / "tasks.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    right = found = extra = due = due_right = 0
    for name in dict.fromkeys(row["doc"] for row in rows):
        (document,) = read(load(shared / "corpus" / "seeds" / f"{name}.txt"), name)
        gold = [row for row in rows if row["doc"] == name]
        matched = _matches(document, gold)
        found += len(document.tasks)
        extra += len(document.tasks) - len(matched)
        for position, task in matched.items():
            row = gold[position]
            same_lead = _folded(task.lead or "") == _folded(row["lead"])
            right += same_lead and bool(set(task.roles) & set(row["role"].split("; ")))
            if row["deadline"]:
                due += 1
                said, wanted = _folded(task.deadline or ""), _folded(row["deadline"])
                due_right += bool(said) and (said in wanted or wanted in said)
    assert right >= 0.9 * len(rows)
    assert extra <= 0.1 * found
    assert due_right >= 0.95 * due
