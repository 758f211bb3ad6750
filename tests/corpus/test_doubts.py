from __future__ import annotations

import pytest

from corpus.documents import Page, ScannedPage, ScannedWord
from corpus.doubts import doubts, suspicious


@pytest.mark.parametrize(
    ("text", "doubted", "reason"),
    [
        ("trước ngày 31/02/2024", "31/02/2024", "no_such_date"),
        ("ngày 31 tháng 6 năm 2024", "ngày 31 tháng 6 năm 2024", "no_such_date"),
        ("báo cáo trong tháng 13", "tháng 13", "no_such_date"),
        ("Quyết định số 12/KH-U8ND", "12/KH-U8ND", "number_form"),
        ("Thông báo số l2/TB-UBND", "l2/TB-UBND", "number_form"),
        ("Số: 12/2O24/QĐ-UBND", "12/2O24/QĐ-UBND", "number_form"),
        ("Công văn 7/UBN0-VX", "7/UBN0-VX", "number_form"),
        ("kinh phí 1O0 triệu đồng", "1O0", "letter_among_digits"),
        ("năm 2O24", "2O24", "letter_among_digits"),
        ("Mục\nH. TỔ CHỨC", "H", "lone_look_alike"),
        ("THUỘC MỤC HI.3", "HI", "lone_look_alike"),
    ],
)
def test_what_no_document_has_is_doubted(text: str, doubted: str, reason: str) -> None:
    (found,) = suspicious(text)
    assert (found.text, found.reason) == (doubted, reason)
    assert text[found.start : found.end] == doubted


@pytest.mark.parametrize(
    "text",
    [
        "Quyết định số 81/2025/QĐ-UBND ngày 29/02/2024; Nghị quyết 122/NQ-UBTVQH15; Kết luận số 51-KL/TW",
        "Quốc lộ 1A, 4B; định kỳ 3 tháng/lần; tháng 12/2024; đạt 100%; 03/02/1930; học kỳ II. 1. Mục tiêu",
        "a) Nội dung\nl) Quản trị số\nIII. TỔ CHỨC THỰC HIỆN\n1.2. Chỉ tiêu; 24/7; 50-60%",
    ],
)
def test_what_documents_have_is_not_doubted(text: str) -> None:
    assert list(suspicious(text)) == []


def test_only_scanned_pages_are_doubted() -> None:
    text = "ngày 31/02/2024\nngày 31/02/2024"
    pages = [Page(1, 0, 15), Page(2, 16, 31, sure=0.9)]
    assert [doubt.start for doubt in doubts(text, pages, [])] == [21]


def test_digits_that_were_hard_to_read_are_doubted_where_they_stand() -> None:
    words = tuple(ScannedWord(text, (0, 0, 1, 1), sure) for text, sure in (("15", 0.95), ("hồ", 0.3), ("15", 0.2)))
    found = doubts("15 hồ 15", [Page(1, 0, 8, sure=0.6)], [ScannedPage(1, 0.6, words)])
    assert [(doubt.start, doubt.end, doubt.reason) for doubt in found] == [(6, 8, "unsure_digits")]
