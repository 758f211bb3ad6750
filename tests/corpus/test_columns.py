"""What the columns of a table hold, and which rows are its header."""

from __future__ import annotations

import pytest

from corpus.columns import header_at, is_counter, is_header, is_numbering, kind, kinds


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("STT", "number"),
        ("NHIỆM VỤ VÀ GIẢI PHÁP", "content"),
        ("Cơ quan, đơn vị chủ trì", "lead"),
        ("Đơn vị chủ trì/ phối hợp", "lead"),
        ("Cơ quan phối hợp", "coordinating"),
        ("Thời gian dự kiến hoàn thành", "deadline"),
        ("Tiến độ", "deadline"),
        ("Thời gian - Bắt đầu", "begin"),
        ("Sản phẩm đầu ra", "product"),
        ("Lãnh đạo phụ trách", "head"),
        ("Đơn vị tính", "measure"),
        ("Kinh phí (triệu đồng)", "cost"),
        ("Năm 2026", None),
    ],
)
def test_the_words_of_a_column_tell_what_it_holds(name: str, expected: str | None) -> None:
    assert kind(name) == expected


def test_the_accents_and_capitals_of_a_column_do_not_matter() -> None:
    assert kinds(("NỘI DUNG", "CƠ QUAN CHỦ  TRÌ", "THỜI HẠN")) == kinds(("Nội dung", "Cơ quan chủ trì", "Thời hạn"))


def test_a_row_of_content_is_no_header() -> None:
    assert is_header(("STT", "Nội dung", "Chủ trì"))
    assert not is_header(("1", "Nội dung tuyên truyền về hồ", "Sở Y tế"))
    assert not is_header(("", "Nhiệm vụ giao Bộ trưởng Bộ Nội vụ", "", ""))
    assert not is_header(("STT", "Năm 2024", "Năm 2025", "Năm 2026"))


def test_a_row_may_only_count_the_columns() -> None:
    assert is_counter(("(1)", "(2)", "(3)")) and is_counter(("A", "B", "1", "2=1/3"))
    assert not is_counter(("1", "Sửa cống", "Sở Y tế"))


def test_numberings_are_of_many_kinds() -> None:
    assert all(map(is_numbering, ("1", "2.1.", "IV", "a)", "-", "A", "12")))
    assert not any(map(is_numbering, ("2026", "Sở", "", "1 việc")))


def test_a_cell_over_several_columns_divides_into_those_below() -> None:
    rows = [
        ("TT", "Nội dung", "Thực hiện", "Thực hiện"),
        ("TT", "Nội dung", "Chủ trì", "Phối hợp"),
        ("1", "Sửa cống", "Sở Y tế", "Sở Nội vụ"),
    ]
    names = ("TT", "Nội dung", "Thực hiện - Chủ trì", "Thực hiện - Phối hợp")
    assert header_at(rows, 0) == (names, 2)
    assert kinds(names) == ("number", "content", "lead", "coordinating")
    assert header_at(rows, 2) is None
