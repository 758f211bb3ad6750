from __future__ import annotations

import json
from pathlib import Path

import docx
import hypothesis.strategies as st
import pytest
from hypothesis import given

from eval.reading import edits_within, files, measure, print_readings

TRUTH = {
    "letter_left": ["UBND TỈNH HÀ NAM", "ỦY BAN NHÂN DÂN", "HUYỆN BÌNH LỤC", "Số: 21/KH-UBND"],
    "letter_right": ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"],
    "body": [
        "KẾ HOẠCH",
        "Phòng chống rét cho đàn trâu bò",
        "1. Che chắn chuồng trại trước mùa đông.",
        "2. Dự trữ rơm khô.",
    ],
    "sig_right": ["CHỦ TỊCH", "Lê Văn Hòa"],
    "table": [],
    "body_app": ["PHỤ LỤC"],
}


def by_hand(part: str, text: str) -> int:
    """The table that Sellers filled in 1980, cell by cell."""
    above = [0] * (len(text) + 1)
    for row, letter in enumerate(part, 1):
        here = [row]
        for column, other in enumerate(text, 1):
            here.append(min(above[column] + 1, here[-1] + 1, above[column - 1] + (letter != other)))
        above = here
    return min(above)


@given(st.text("abc", max_size=20), st.text("abc", max_size=40))
def test_edits_are_those_of_the_textbook(part: str, text: str) -> None:
    assert edits_within(part, text) == by_hand(part, text)


def folder_of(path: Path, *body: str) -> Path:
    (path / "gold").mkdir()
    (path / "gold" / "a.gold.json").write_text(json.dumps(TRUTH), "utf-8")
    document = docx.Document()
    left, right = TRUTH["letter_left"], TRUTH["letter_right"]
    for text in (*left, *right, "Bình Lục, ngày 5 tháng 11 năm 2022", *body, *TRUTH["sig_right"]):
        document.add_paragraph(text)
    document.save(str(path / "a.docx"))
    return path


def test_a_file_read_well_has_no_fault(tmp_path: Path) -> None:
    ((path, truth),) = files(folder_of(tmp_path, *TRUTH["body"]))
    reading = measure(path, truth, path.name)
    assert reading.error_rate == 0
    assert reading.paragraphs == (4, 4)
    assert reading.labels == (2, 2)
    assert reading.rows is None
    # The truth names no day, and the file does.
    assert reading.wrong == ("date",)


def test_what_a_file_lacks_is_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = folder_of(tmp_path, *TRUTH["body"][:3], "2. Dự trữ rơm.")
    ((path, truth),) = files(folder)
    reading = measure(path, truth, path.name)
    assert reading.error_rate == pytest.approx(4 / len(" ".join(TRUTH["body"])))
    assert reading.paragraphs == (3, 4)
    print_readings(folder)
    assert "| a.docx | 0.0" in capsys.readouterr().out


def test_page_images_are_left_out_where_they_are_not_asked_for(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, *TRUTH["body"])
    (folder / "scan").mkdir()
    (folder / "scan" / "a_300.pdf").write_bytes(b"")
    assert [path.name for path, _ in files(folder)] == ["a.docx"]
    assert [path.name for path, _ in files(folder, "scan")] == ["a_300.pdf"]
