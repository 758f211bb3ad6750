"""Lines and tables to blocks: whole paragraphs, no word lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.blocks import clean
from corpus.documents import Line, Loaded, Table
from corpus.plain import plain


def blocks(text: str, page: int | None = None, whole: bool = False) -> list[str]:
    lines = tuple(Line(line, page, whole) for line in text.split("\n"))
    return [block.text for block in clean(Loaded(lines))]


def test_a_sentence_broken_by_the_line_width_is_one_block() -> None:
    text = (
        "Phòng Nội vụ chủ trì, phối hợp với các cơ quan có liên quan rà soát số lượng người\n"
        "làm việc của từng trường; báo cáo kết quả về Ủy ban nhân dân huyện trước ngày 30\n"
        "tháng 6 hằng năm."
    )
    assert blocks(text) == [text.replace("\n", " ")]


def test_a_sentence_cut_by_a_page_break_is_one_block() -> None:
    text = "Các cơ quan chuyên môn thuộc huyện có trách nhiệm sắp xếp, bố trí viên\n\nchức theo đúng vị trí việc làm đã duyệt."
    assert blocks(text) == [text.replace("\n\n", " ")]


def test_a_sentence_that_stops_at_a_hanging_word_goes_on_in_the_next_block() -> None:
    before = "Giao các phòng, ban, ngành của huyện tổ chức quán triệt và nghiêm túc thực hiện"
    assert blocks(f"{before}\n\nNghị quyết số 12/NQ-HU của Huyện ủy.") == [
        f"{before} Nghị quyết số 12/NQ-HU của Huyện ủy."
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("3. Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh, Hội Liên hiệp", "Phụ nữ tỉnh và các tổ chức thành viên"),
        ("a) Sở Y tế: Chủ trì, phối hợp với các phòng liên quan và với Sở", "Khoa học và Công nghệ lập hồ sơ."),
        ("13. Giao các tổ chức thành viên của Mặt trận Tổ quốc Việt", "Nam vận động hội viên góp sách."),
        ("Tham mưu các nội dung còn vướng mắc để trình Ủy ban nhân dân", "Thành phố xem xét trong tháng này."),
        ("Phối hợp khi có văn bản của các cơ quan Thanh tra, Tòa án,", "Thi hành án dân sự gửi đến."),
    ],
)
def test_a_line_that_stops_in_the_name_of_a_body_goes_on(before: str, after: str) -> None:
    assert blocks(f"{before}\n\n{after}") == [f"{before} {after}"]


def test_items_headings_and_letterhead_lines_stay_apart() -> None:
    lines = [
        "ỦY BAN NHÂN DÂN",
        "Số: 12/KH-UBND",
        "Cao Lộc, ngày 02 tháng 5 năm 2024",
        "KẾ HOẠCH",
        "I. MỤC ĐÍCH",
        "1. Nội dung",
        "- Một",
        "+ Hai",
    ]
    assert blocks("\n".join(lines)) == lines


def test_a_number_cut_at_its_hyphen_is_joined_without_a_space() -> None:
    text = "Thực hiện ý kiến của Thường trực Huyện ủy nêu tại Thông báo kết luận số 416-\nTB/HU về phân công nhiệm vụ."
    assert "416-TB/HU" in blocks(text)[0]


def test_a_date_cut_in_two_lines_is_one_line() -> None:
    assert blocks("Bắc Ninh, ngày 20\ntháng 11 năm 2025") == ["Bắc Ninh, ngày 20 tháng 11 năm 2025"]


def test_marks_of_markdown_go_and_words_stay() -> None:
    assert plain("## **1. Phòng *Nội vụ***") == "1. Phòng Nội vụ"
    assert plain("file_name_1 và \\- gạch") == "file_name_1 và - gạch"


def test_page_numbers_and_running_heads_are_left_out() -> None:
    pages = []
    for number in range(1, 5):
        pages += [
            Line("Kế hoạch chuyển đổi số", number),
            Line(f"Nội dung riêng của trang thứ {'abcd'[number - 1]} kết thúc tại đây.", number),
            Line(str(number), number),
        ]
    texts = [block.text for block in clean(Loaded(tuple(pages), 4))]
    assert len(texts) == 4 and all(text.startswith("Nội dung") for text in texts)


def test_a_row_names_its_columns_and_keeps_the_place_of_empty_cells() -> None:
    table = Table((("STT", "Nhiệm vụ", "Chủ trì", "Hạn"), ("1", "Lập hồ sơ", "", "2024"), ("I. NHÓM",) * 4))
    header, row, banner = clean(Loaded((table,)))
    assert header.columns == () and row.columns == table.rows[0]
    assert row.text.split(" | ") == ["1", "Lập hồ sơ", "", "2024"]
    assert banner.text == "I. NHÓM"


def test_a_table_goes_on_at_the_top_of_the_next_page_behind_a_row_that_the_page_cut() -> None:
    header = ("STT", "Nhiệm vụ", "Chủ trì")
    first = Table((header, ("1", "Lập hồ sơ", "Sở Y tế")), pages=(3, 3))
    cut = Line("2 Sửa đập Sở Nội", page=3), Line("vụ", page=4)
    following = Table((("3", "Sửa cống", "Sở Y tế"), ("4", "Vận hành", "Sở Y tế")), pages=(4, 4))
    rows = [block for block in clean(Loaded((first, *cut, following))) if block.is_row]
    assert [block.columns for block in rows] == [(), header, header, header]


def test_a_table_of_figures_takes_its_first_row_as_header() -> None:
    table = Table((("Xã", "Số hồ"), ("Mẫu Sơn", "4"), ("Yên Khoái", "5")))
    assert [block.columns for block in clean(Loaded((table,)))] == [(), ("Xã", "Số hồ"), ("Xã", "Số hồ")]


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


paragraphs = st.lists(st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyAĐH1290 ,.;:-()/", min_size=1, max_size=90), max_size=12)


@given(paragraphs)
def test_no_letter_of_a_text_file_is_lost_or_added(lines: list[str]) -> None:
    content = tuple(Line(line) for line in lines)
    joined = "".join(words("".join(block.text for block in clean(Loaded(content)))))
    assert joined == "".join(words("".join(lines)))


@pytest.mark.parametrize("unit", ["Trồng cây; ", "a", "một hai ba. "])
def test_a_paragraph_that_no_person_wrote_as_one_is_cut_and_loses_nothing(unit: str) -> None:
    text = (unit * (22_000 // len(unit))).strip()
    blocks = clean(Loaded((Line(text, whole=True), Line("Hết.", whole=True))))
    assert max(len(block.text) for block in blocks) <= 5_000
    assert "".join(block.text for block in blocks).replace(" ", "") == (text + "Hết.").replace(" ", "")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Điều", "24. Trách nhiệm của Công an tỉnh"),
        ("Điều 4.", "Bình ổn giá"),
        ("Chương", "II"),
        ("Mục 1.", "NGUYÊN TẮC CHUNG"),
        ("- Tổng số lượt người được tập huấn trong năm đạt khoảng", "11.400 lượt."),
        ("Các xã đã di dời 408 hộ ở vùng có nguy cơ sạt lở đất, với", "1.035 người đến nơi an toàn"),
        ("Căn cứ Nghị định số", "76/2019/NĐ-CP ngày 08 tháng 10 năm 2019 của Chính phủ;"),
        ("Sau hai năm, toàn huyện có thêm được", "3.000 lượt cán bộ qua bồi dưỡng"),
    ],
)
def test_a_number_that_its_line_waits_for_begins_no_item(first: str, second: str) -> None:
    assert blocks(f"{first}\n{second}") == [f"{first} {second}"]


@pytest.mark.parametrize("heading", ["4. Phát triển nền tảng, ứng dụng số", "Xây dựng chính quyền số"])
def test_a_heading_that_ends_in_số_keeps_its_items_apart(heading: str) -> None:
    assert blocks(f"{heading}\n4.1. Hệ thống thông tin địa lý") == [heading, "4.1. Hệ thống thông tin địa lý"]
