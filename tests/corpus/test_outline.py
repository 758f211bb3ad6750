"""The outline and the passages: laws that hold over every document there is."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest

from corpus.documents import Document, Line, Loaded
from corpus.loaders import SUFFIXES, load
from corpus.passages import PASSAGE_LENGTH
from corpus.reader import read

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (ROOT / "samples", ROOT.parent / "shared" / "corpus" / "seeds", ROOT.parent / "shared" / "corpus" / "plans")
FILES = [path for folder in FOLDERS if folder.is_dir() for path in sorted(folder.iterdir()) if path.suffix in SUFFIXES]


@functools.cache
def documents(path: Path) -> tuple[Document, ...]:
    return tuple(read(load(path), path.name))


every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)


@every_file
def test_passages_are_slices_in_order_that_do_not_overlap(path: Path) -> None:
    for document in documents(path):
        end = 0
        for passage in document.passages:
            assert end <= passage.start < passage.end <= len(document.text)
            assert document.text[passage.start : passage.end].strip()
            end = passage.end


@every_file
def test_every_word_is_in_a_passage_or_in_a_heading_path(path: Path) -> None:
    for document in documents(path):
        shown = {heading for passage in document.passages for heading in passage.section}
        covered = bytearray(len(document.text))
        for passage in document.passages:
            covered[passage.start : passage.end] = b"\1" * (passage.end - passage.start)
        left = "".join(c if not covered[at] else "\n" for at, c in enumerate(document.text))
        for line in filter(None, (line.strip(" :.") for line in left.split("\n"))):
            assert any(line in heading or heading.rstrip(" …") in line for heading in shown), line


@every_file
def test_sections_nest_and_hold_their_heading(path: Path) -> None:
    for document in documents(path):
        for section in document.sections:
            assert 0 <= section.start < section.end <= len(document.text)
            head = section.heading.removesuffix("…").strip()
            assert document.text[section.start : section.end].lstrip("-–+•*○◦ ").startswith(head[:100])
            if section.parent is None:
                assert section.level == 1
            else:
                above = document.sections[section.parent]
                assert above.start < section.start and section.end <= above.end
                assert section.level == above.level + 1


@every_file
def test_a_passage_lies_inside_the_sections_of_its_path(path: Path) -> None:
    for document in documents(path):
        for passage in document.passages:
            around = [s.heading for s in document.sections if s.start <= passage.start and passage.end <= s.end]
            assert list(passage.section[: len(around)]) == around


@every_file
def test_pages_follow_each_other(path: Path) -> None:
    for document in documents(path):
        numbers = [page.number for page in document.pages]
        assert numbers == sorted(numbers)
        assert all(document.pages[i].end <= document.pages[i + 1].start for i in range(len(numbers) - 1))


def outline_of(*lines: str) -> list[tuple[int, str]]:
    head = ("Số: 1/KH-UBND", "", "KẾ HOẠCH", "", "Về việc thử", "")
    content = tuple(Line(line) for line in (*head, *(part for line in lines for part in (line, ""))))
    return [(section.level, section.heading) for section in read(Loaded(content), "a.txt")[0].sections]


def test_numbers_letters_and_lead_in_bullets_make_levels() -> None:
    found = outline_of(
        "I. NỘI DUNG",
        "1. Mục tiêu",
        "1.1. Chung",
        "a) Đến năm 2025",
        "- Giáo dục mầm non:",
        "+ Một.",
        "2. Khác",
        "II. TỔ CHỨC",
    )
    assert found == [
        (1, "I. NỘI DUNG"),
        (2, "1. Mục tiêu"),
        (3, "1.1. Chung"),
        (4, "a) Đến năm 2025"),
        (5, "Giáo dục mầm non"),
        (2, "2. Khác"),
        (1, "II. TỔ CHỨC"),
    ]


def test_agency_and_task_on_one_line_give_the_agency_as_heading() -> None:
    found = outline_of("III. TỔ CHỨC", "1. Phòng Nội vụ: chủ trì thẩm định hồ sơ. Báo cáo kết quả hằng quý.")
    assert found[1] == (2, "1. Phòng Nội vụ")


def test_a_year_or_a_decimal_at_the_start_of_a_line_is_no_heading() -> None:
    assert outline_of("I. MỘT", "2025 là năm cuối của giai đoạn.", "12,5% trường đạt chuẩn.") == [(1, "I. MỘT")]


def test_roman_with_a_dash_and_skipped_numbers_are_headings() -> None:
    assert [heading for _, heading in outline_of("I- MỤC ĐÍCH", "IV- TỔ CHỨC")] == ["I- MỤC ĐÍCH", "IV- TỔ CHỨC"]


def test_the_point_behind_the_number_of_a_part_does_not_end_its_heading() -> None:
    headings = ["PHẦN III. TỔ CHỨC THỰC HIỆN", "PHẦN THỨ HAI: NHIỆM VỤ", "Chương II. Quy định chung"]
    assert [heading for _, heading in outline_of(*headings)] == headings
    assert outline_of("CHƯƠNG II. QUY ĐỊNH. Mọi người cùng làm.")[0] == (1, "CHƯƠNG II. QUY ĐỊNH")


def test_the_heading_path_of_a_passage_names_the_body_above_it() -> None:
    text = "I. TỔ CHỨC THỰC HIỆN\n\n4. Phòng Tài nguyên và Môi trường\n\nChủ trì hướng dẫn lập hồ sơ xin giao đất."
    document = read(Loaded(tuple(Line(line) for line in f"KẾ HOẠCH\n\nThử\n\n{text}".split("\n"))), "a.txt")[0]
    passage = document.passages[-1]
    assert passage.section[-1] == "4. Phòng Tài nguyên và Môi trường"
    assert re.search("giao đất", document.text[passage.start : passage.end])


def items_of(*lines: str) -> list[tuple[str, tuple[str, ...]]]:
    text = "\n\n".join(("KẾ HOẠCH", "Thử", "I. NỘI DUNG", "1. Xếp loại", *lines))
    document = read(Loaded(tuple(Line(line) for line in text.split("\n"))), "a.txt")[0]
    within = [passage for passage in document.passages if "I. NỘI DUNG" in passage.section]
    return [(document.text[passage.start : passage.end], passage.section) for passage in within]


def test_short_numbered_items_of_one_heading_share_a_passage() -> None:
    [(text, path)] = items_of("a) Loại tốt: từ 85 điểm;", "b) Loại khá: từ 70 điểm;", "c) Loại đạt: từ 50 điểm.")
    assert text == "a) Loại tốt: từ 85 điểm;\nb) Loại khá: từ 70 điểm;\nc) Loại đạt: từ 50 điểm."
    assert path[-1] == "1. Xếp loại"


def test_a_long_item_and_one_with_paragraphs_below_it_stand_alone() -> None:
    long = f"b) Loại khá: {'các lớp học đều mở đủ buổi trong tuần, ' * 6}."
    found = items_of("a) Loại tốt: từ 85 điểm;", long, "c) Loại đạt:", "Từ 50 điểm trở lên.", "d) Còn lại.")
    assert [text[:2] for text, _ in found] == ["a)", "b)", "c)", "d)"]
    assert found[2][1][-1] == "c) Loại đạt"


def test_items_share_passages_of_no_more_than_their_length() -> None:
    items = [f"{letter}) Trồng cây ở {'khu dân cư ' * 10};" for letter in "abcdeghi"]
    found = items_of(*items)
    assert 1 < len(found) < len(items)
    assert all(len(text) <= PASSAGE_LENGTH for text, _ in found)
    assert "\n".join(text for text, _ in found) == "\n".join(items)
