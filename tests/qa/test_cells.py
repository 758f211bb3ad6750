"""Table rows in words, and the cell that a question asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.store import StoredPassage
from qa.assistant import Assistant
from qa.cells import asked_body, asked_cell, pairs, row_text
from qa.words import terms_of

YEARS = ("II. CHỈ TIÊU", "TT | Chỉ tiêu | Đơn vị tính | Năm 2024 | Năm 2025")
SHARE = "3 | Tỷ lệ hộ dùng nước sạch | % | 71,5 | 80"
CELL = st.text(st.characters(categories=["L", "N"], include_characters=" ,.%"), max_size=20)


def asked(question: str) -> dict[str, float]:
    return dict.fromkeys(terms_of(question), 1.0)


@pytest.fixture(scope="module")
def camera(assistant: Assistant) -> StoredPassage:
    """The row of the appendix table of a sample plan that tells of the cameras."""
    return next(p for p in assistant.library.store.passages() if p.passage.kind == "row" and "Lắp camera" in p.text)


def test_a_row_of_a_sample_is_told_with_its_columns_and_without_its_number(camera: StoredPassage) -> None:
    assert row_text(camera.passage.section, camera.text) == (
        "Nhiệm vụ: Lắp camera an ninh tại các nút giao trên Quốc lộ 1A, Quốc lộ 4B; Cơ quan chủ trì: Công an huyện; "
        "Cơ quan phối hợp: Phòng Kinh tế và Hạ tầng; UBND các xã dọc tuyến; Thời gian hoàn thành: Quý IV/2025; "
        "Sản phẩm: 45 điểm camera"
    )


def test_a_row_without_a_header_of_its_width_is_told_without_columns() -> None:
    assert row_text(("Phụ lục",), "1 | Trồng rừng | 200 ha") == "Trồng rừng; 200 ha"
    assert row_text((), "1 | Trồng rừng | 200 ha") == "Trồng rừng; 200 ha"


def test_a_long_row_is_cut_at_a_word() -> None:
    line = row_text((), "1 | " + "trồng rừng phòng hộ " * 40)
    assert len(line) <= 420 and line.endswith((" trồng …", " rừng …", " phòng …", " hộ …"))


@pytest.mark.parametrize(
    ("question", "years", "expected"),
    [
        ("tỷ lệ hộ dùng nước sạch", (2024,), "Tỷ lệ hộ dùng nước sạch – Năm 2024: 71,5 %"),
        ("tỷ lệ hộ dùng nước sạch", (2025,), "Tỷ lệ hộ dùng nước sạch – Năm 2025: 80 %"),
        ("tỷ lệ hộ dùng nước sạch", (2019,), None),
        ("tỷ lệ hộ dùng nước sạch", (), None),
    ],
)
def test_the_figure_stands_in_the_column_of_the_year_asked_for(
    question: str, years: tuple[int, ...], expected: str | None
) -> None:
    assert asked_cell(YEARS, SHARE, asked(question), years) == expected


def test_a_column_is_chosen_by_its_words() -> None:
    columns = ("TT | Xã | Số hộ nghèo | Số hộ cận nghèo",)
    assert (
        asked_cell(columns, "1 | Thụy Hùng | 41 | 77", asked("số hộ cận nghèo"), ())
        == "Thụy Hùng – Số hộ cận nghèo: 77"
    )


def test_a_single_figure_needs_no_column() -> None:
    assert asked_cell((), "1 | Đường thôn Pò Có | 350 triệu đồng", {}, ()) == "Đường thôn Pò Có: 350 triệu đồng"


def test_a_row_without_figures_has_no_cell_to_give() -> None:
    assert asked_cell(("TT | Nhiệm vụ | Chủ trì",), "1 | Nạo vét mương | UBND xã", asked("nạo vét mương"), ()) is None


@given(st.lists(CELL, min_size=1, max_size=6), st.booleans())
def test_no_filled_cell_is_lost(cells: list[str], named: bool) -> None:
    section = (" | ".join(f"Cột {n}" for n in range(len(cells))),) if named else ()
    told = [cell for _, cell in pairs(section, " | ".join(cells))]
    assert told == [cell.strip() for cell in " | ".join(cells).split(" | ") if cell.strip()]


def test_of_several_columns_of_bodies_the_one_that_the_question_names_is_read() -> None:
    section = ("KẾ HOẠCH", "TT | Tên văn bản | Cơ quan trình | Cơ quan soạn thảo | Thời gian")
    row = "4 | Nghị quyết về phí chợ | Sở Tài chính | Sở Công Thương | Quý II"
    assert asked_body(section, row, ("soan", "nghi", "quyet", "phi", "cho")) == "Sở Công Thương"
    assert asked_body(section, row, ("trinh", "nghi", "quyet")) == "Sở Tài chính"
    assert asked_body(section, row, ("nghi", "quyet", "phi", "cho")) is None
