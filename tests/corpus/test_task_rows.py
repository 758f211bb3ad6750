"""Tables that give out tasks: one task a row, under the names of the columns."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from corpus.documents import Due, Line, Loaded, Table, Task
from corpus.loaders import load
from corpus.loaders.text import lines_of
from corpus.reader import read

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
HEADER = ("STT", "Nội dung công việc", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành", "Sản phẩm")
OPENING = (
    "ỦY BAN NHÂN DÂN HUYỆN A",
    "Số: 12/KH-UBND",
    "Lộc Bình, ngày 02 tháng 5 năm 2025",
    "KẾ HOẠCH",
    "Kiểm tra hồ chứa nước",
    "PHỤ LỤC",
)


def table(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> Table:
    return Table((header, *rows))


def tasks(*content: Line | Table) -> list[Task]:
    """The tasks of the tables in a plan of 2025."""
    (document,) = read(Loaded((*map(Line, OPENING), *content)), "plan.txt")
    found = [task for task in document.tasks if task.row]
    assert all(
        any((task.start, task.end) == (passage.start, passage.end) for passage in document.passages) for task in found
    )
    return found


def flattened(*rows: tuple[str, ...]) -> list[Line | Table]:
    """Rows as web copies have them: every cell on a line of its own."""
    return lines_of("\n".join("|\n" + "\n|\n".join(row) + "\n|" for row in rows))


ROW = ("1", "Khảo sát đập Khuôn Vèn", "Phòng Nội vụ", "Phòng Tư pháp; UBND các xã", "Quý II", "Báo cáo khảo sát")


def test_a_row_is_a_task_with_its_cells_under_their_columns() -> None:
    (task,) = tasks(table(ROW))
    assert (task.action, task.object) == ("Khảo sát", "đập Khuôn Vèn")
    assert (task.roles, task.lead) == (("chủ trì",), "Phòng Nội vụ")
    assert task.coordinating == ("Phòng Tư pháp", "UBND các xã")
    assert (task.deadline, task.product) == ("Quý II", "Báo cáo khảo sát")
    assert task.due == Due(datetime.date(2025, 4, 1), datetime.date(2025, 6, 30))
    assert task.section[-1] == " | ".join(HEADER)


def test_rows_of_groups_are_headings_of_the_rows_below() -> None:
    found = tasks(
        table(
            ("I", *["Nhóm việc trước mùa mưa"] * 5),
            ROW,
            ("II", "Nhóm việc trong mùa mưa", "", "", "", ""),
            ("1", "Nhóm con", "", "", "", ""),
            ("1.1", *ROW[1:]),
        )
    )
    assert [task.section[-2] for task in found] == ["I. Nhóm việc trước mùa mưa", "1. Nhóm con"]
    assert "II. Nhóm việc trong mùa mưa" in found[1].section


def test_repeated_headers_and_rows_that_count_columns_are_no_tasks() -> None:
    assert len(tasks(table(("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"), ROW, HEADER, ROW))) == 2


def test_a_table_that_goes_on_without_its_header_keeps_its_columns() -> None:
    found = tasks(table(ROW), Line(""), Table((("2", *ROW[1:]), ("3", *ROW[1:]))))
    assert [task.lead for task in found] == ["Phòng Nội vụ"] * 3


def test_the_columns_of_a_header_in_two_rows_are_read_together() -> None:
    found = tasks(
        table(
            ("TT", "Nhiệm vụ", "Chủ trì", "Bắt đầu", "Kết thúc"),
            ("1", "Sửa cống", "Phòng Nội vụ", "Tháng 3/2025", "Tháng 5/2025"),
            header=("TT", "Nhiệm vụ", "Chủ trì", "Thời gian", "Thời gian"),
        )
    )
    assert [task.deadline for task in found] == ["Tháng 3/2025 - Tháng 5/2025"]
    assert found[0].due == Due(datetime.date(2025, 3, 1), datetime.date(2025, 5, 31))


def test_a_title_may_stand_above_the_header() -> None:
    assert len(tasks(Table((("BIỂU PHÂN CÔNG",) * 6, HEADER, ROW, ROW)))) == 2


def test_what_a_merged_cell_covered_is_carried_down() -> None:
    below = ("", "- Lập hồ sơ", "", "", "", "Hồ sơ")
    found = tasks(table(ROW, below, ("2", "Vận hành cống", "", "", "", "")))
    assert [task.lead for task in found] == ["Phòng Nội vụ"] * 3
    assert [task.object for task in found] == ["đập Khuôn Vèn", "hồ sơ", "cống"]
    assert [task.product for task in found] == ["Báo cáo khảo sát", "Hồ sơ", None]


def test_a_part_of_an_item_without_cells_of_its_own_is_a_task_and_no_group() -> None:
    found = tasks(table(ROW, ("-", "Lập hồ sơ", "", "", "", ""), ("2", "Vận hành cống", "", "", "", ""), ROW))
    assert [task.lead for task in found] == ["Phòng Nội vụ"] * 4


def test_one_cell_may_state_lead_and_coordinating_bodies() -> None:
    columns = ("TT", "Nội dung", "Đơn vị chủ trì, phối hợp", "Thời hạn")
    spoken = ("1", "Sửa cống", "Sở Y tế chủ trì, phối hợp với Sở Nội vụ, Sở Tư pháp", "30/6")
    labelled = ("2", "Sửa đập", "Chủ trì: Sở Y tế. Phối hợp: Sở Nội vụ", "30/6")
    found = tasks(table(spoken, labelled, header=columns))
    assert [(task.lead, task.coordinating) for task in found] == [
        ("Sở Y tế", ("Sở Nội vụ", "Sở Tư pháp")),
        ("Sở Y tế", ("Sở Nội vụ",)),
    ]


def test_a_collective_name_in_a_cell_keeps_what_tells_whom_it_means() -> None:
    lead = "Các cơ quan quản lý các lĩnh vực trọng điểm"
    (task,) = tasks(table(("1", "Mở dữ liệu", lead, "", "2026", "")))
    assert task.lead == lead


def test_a_group_that_names_a_body_gives_it_the_rows_below() -> None:
    columns = ("TT", "Nội dung", "Thời gian")
    rows = (
        ("I", "Sở Nội vụ", "Sở Nội vụ"),
        ("1", "Sửa cống", "Tháng 3"),
        ("II", "Sở Y tế", ""),
        ("1", "Sửa đập", "30/6"),
    )
    assert [task.lead for task in tasks(table(*rows, header=columns))] == ["Sở Nội vụ", "Sở Y tế"]


def test_a_column_of_another_name_may_say_what_is_to_be_done() -> None:
    columns = ("TT", "Tên lớp bồi dưỡng", "Số lượng", "Đơn vị chủ trì", "Thời gian")
    (task,) = tasks(table(("1", "Lớp vận hành hồ chứa", "40", "Sở Nội vụ", "Tháng 3"), header=columns))
    assert (task.object, task.lead) == ("Lớp vận hành hồ chứa", "Sở Nội vụ")


def test_crosses_under_months_are_a_deadline() -> None:
    header = ("TT", "Nội dung", "Đơn vị thực hiện", *["Thời gian"] * 3)
    months = ("TT", "Nội dung", "Đơn vị thực hiện", "Tháng 3", "Tháng 4", "Tháng 5")
    (task,) = tasks(table(months, ("1", "Sửa cống", "Sở Y tế", "", "x", "x"), header=header))
    assert task.deadline == "Tháng 4, Tháng 5"
    assert task.due == Due(datetime.date(2025, 4, 1), datetime.date(2025, 5, 31))


def test_the_year_in_a_column_holds_for_its_cells() -> None:
    columns = ("TT", "Nội dung", "Đơn vị thực hiện", "Thời gian (năm 2026)")
    (task,) = tasks(table(("1", "Sửa cống", "Sở Y tế", "Tháng 3"), header=columns))
    assert task.due == Due(datetime.date(2026, 3, 1), datetime.date(2026, 3, 31))
    assert task.roles == ("thực hiện",)


@pytest.mark.parametrize(
    "rows",
    [
        (("STT", "Nội dung", "Đơn vị tính", "Năm 2024", "Năm 2025"), ("1", "Số hồ", "hồ", "5", "6")),
        (("STT", "Nội dung", "Số lượng", "Đơn giá", "Thành tiền"), ("1", "Xi măng", "5", "2.000", "10.000")),
        (("STT", "Họ và tên", "Chức vụ", "Đơn vị"), ("1", "Nông Thị Mai", "Trưởng ban", "Phòng Nội vụ")),
        (("TT", "Chỉ tiêu", "ĐVT", "Thực hiện 2024"), ("1", "Số hồ", "hồ", "5")),
    ],
)
def test_tables_of_figures_prices_and_people_give_out_no_tasks(rows: tuple[tuple[str, ...], ...]) -> None:
    assert tasks(Table(rows)) == []


def test_a_flattened_row_without_its_merged_cells_is_filled_from_above() -> None:
    found = tasks(
        *flattened(
            ("STT", "Nhiệm vụ", "Chủ trì", "Thời hạn", "Sản phẩm"),
            ("1", "Rà soát hồ", "Sở Y tế", "Quý I", "Báo cáo"),
            ("2", "Sửa đập", "Sở Nội vụ", "Quý I", "Hồ sơ"),
            ("Sửa cống", "Sở Tư pháp", "Quý II"),
        )
    )
    assert [(task.object, task.lead, task.deadline, task.product) for task in found][-1] == (
        "Sửa cống",
        "Sở Tư pháp",
        "Quý II",
        "Hồ sơ",
    )


def test_the_appendix_of_the_sample_plan_is_complete() -> None:
    path = SAMPLES / "ke-hoach-chuyen-doi-so-cao-loc-2025.pdf"
    (document,) = read(load(path), path.name)
    rows = [task for task in document.tasks if task.row]
    assert len(rows) == 16
    assert all(task.lead and task.coordinating and task.product and task.due for task in rows)


def test_flattened_tables_of_real_plans_are_complete(shared: Path) -> None:
    # Counted in the files: cells that number a row, groups left out, and three rows of p037 that share their number.
    counts = {"p004": 19, "p018": 11, "p024": 19, "p030": 94, "p037": 28, "p083": 123, "p093": 11}
    for name, count in counts.items():
        path = shared / "corpus" / "plans" / f"{name}.txt"
        rows = [task for document in read(load(path), path.name) for task in document.tasks if task.row]
        assert len(rows) == count, name
        assert all(task.lead for task in rows), name
        assert name == "p024" or all(task.deadline for task in rows), name


@pytest.mark.parametrize("name", ["000.docx", "001.docx", "001.pdf", "001_portal.html"])
def test_the_same_appendix_is_complete_in_every_format(shared: Path, name: str) -> None:
    path = shared / "files" / name
    rows = [task for document in read(load(path), path.name) for task in document.tasks if task.row]
    assert len(rows) == 26 and all(task.lead and task.deadline for task in rows)


def test_tables_of_figures_in_real_plans_give_out_no_tasks(shared: Path) -> None:
    for name in ("p021", "p043", "p054", "p062"):
        path = shared / "corpus" / "plans" / f"{name}.txt"
        assert not any(task.row for document in read(load(path), path.name) for task in document.tasks), name
