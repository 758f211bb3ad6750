"""Letterheads as web pages, plain texts and bodies other than committees set them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Document, Header, Line, Loaded
from corpus.letterheads import taken_apart
from corpus.plain import plain
from corpus.reader import read

BODY = """Căn cứ Luật Thư viện ngày 21/11/2019;
I. MỤC ĐÍCH
1. Mỗi xã có một tủ sách trước ngày 30/6/2024."""


def documents(text: str) -> list[Document]:
    return read(Loaded(tuple(Line(line) for line in text.split("\n"))), "a.txt")


def header(letterhead: str, signature: str = "") -> Header:
    return documents(f"{letterhead}\n\n{BODY}\n\n{signature}")[0].header


def letterhead(
    issuer: str = "ỦY BAN NHÂN DÂN\nTỈNH HÒA BÌNH", title: str = "KẾ HOẠCH\n\nMở tủ sách", number: str = "8/KH-UBND"
) -> str:
    return f"{issuer}\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\nSố: {number}\n\nHòa Bình, ngày 3 tháng 4 năm 2024\n\n{title}"


@pytest.mark.parametrize(
    ("title", "kind", "subject"),
    [
        ("KẾ HOẠCH MỞ TỦ SÁCH\nCHO CÁC XÃ NĂM 2024", "Kế hoạch", "Mở tủ sách cho các xã năm 2024"),
        ("**KẾ HOẠCH MỞ TỦ SÁCH**", "Kế hoạch", "Mở tủ sách"),
        ("KẾ HOẠCH Mở tủ sách cho các xã", "Kế hoạch", "Mở tủ sách cho các xã"),
        ("KẾ HOẠCH HÀNH ĐỘNG\n\nMỞ TỦ SÁCH", "Kế hoạch", "Hành động mở tủ sách"),
        ("KẾ HOẠCH LIÊN NGÀNH\n\nMở tủ sách", "Kế hoạch", "Liên ngành Mở tủ sách"),
        ("CHƯƠNG TRÌNH HÀNH ĐỘNG\n\nMở tủ sách", "Chương trình hành động", "Mở tủ sách"),
        ("THỰC HIỆN NGHỊ QUYẾT 05-NQ/TW KHÓA XII", None, None),
        ("KẾ HOẠCH THEO NGHỊ QUYẾT SỐ 05-NQ/TW KHÓA XII", "Kế hoạch", "Theo nghị quyết số 05-NQ/TW khóa XII"),
    ],
)
def test_the_kind_of_document_and_its_subject_may_share_a_line(
    title: str, kind: str | None, subject: str | None
) -> None:
    found = header(letterhead(title=title))
    assert (found.type, found.subject) == (kind, subject)


def test_capitals_before_the_number_are_the_issuer_whatever_they_begin_with() -> None:
    found = header(letterhead(issuer="TỔ CÔNG TÁC TRIỂN KHAI\nĐỀ ÁN 06 TỈNH HÒA BÌNH"))
    assert found.type == "Kế hoạch" and found.issuer is not None and "06" in found.issuer


@pytest.mark.parametrize("gap", [" | ", "            ", "\t\t"])
def test_what_stands_side_by_side_in_a_letterhead_is_read_apart(gap: str) -> None:
    rows = (
        f"ỦY BAN NHÂN DÂN{gap}CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        f"TỈNH HÒA BÌNH{gap}Độc lập - Tự do - Hạnh phúc",
        f"Số: 8/KH-UBND{gap}Hòa Bình, ngày   3 tháng   4 năm 2024",
        "KẾ HOẠCH",
        "Mở tủ sách",
    )
    found = header("\n".join(rows))
    assert (found.number, found.place) == ("8/KH-UBND", "Hòa Bình")
    assert (found.date, found.issuer) == (datetime.date(2024, 4, 3), "Ủy ban nhân dân tỉnh Hòa Bình")


def test_a_date_with_a_blank_day_is_one_part() -> None:
    found = header(letterhead().replace("ngày 3 tháng", "ngày      tháng"))
    assert (found.place, found.date, found.year) == ("Hòa Bình", None, 2024)


@pytest.mark.parametrize(
    ("lines", "issuer"),
    [
        ("UBND XÃ TÂN MAI\nTRƯỜNG TIỂU HỌC TÂN MAI", "Trường Tiểu học Tân Mai"),
        ("PHÒNG GIÁO DỤC VÀ ĐÀO TẠO\nTRƯỜNG THCS TÂN MAI", "Trường THCS Tân Mai"),
        ("SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG\nTỈNH HÒA BÌNH", "Sở Tài nguyên và Môi trường tỉnh Hòa Bình"),
        ("HUYỆN ỦY MAI CHÂU\nBAN TUYÊN GIÁO", "Ban Tuyên giáo Huyện ủy Mai Châu"),
        ("CÔNG AN TỈNH HÒA BÌNH\nCÔNG AN HUYỆN MAI CHÂU", "Công an huyện Mai Châu"),
        ("UBND TỈNH HÒA BÌNH\nSỞ XÂY DỰNG", "Sở Xây dựng tỉnh Hòa Bình"),
    ],
)
def test_the_issuer_is_the_body_itself_and_not_the_one_above(lines: str, issuer: str) -> None:
    assert header(letterhead(issuer=lines, number="8/KH-X")).issuer == issuer


def test_a_committee_without_its_level_is_of_the_place_and_of_the_level_that_the_text_says() -> None:
    bare = letterhead(issuer="ỦY BAN NHÂN DÂN")
    told = documents(f"{bare}\n\nỦy ban nhân dân tỉnh ban hành kế hoạch như sau:\n{BODY}")[0].header
    assert told.issuer == "Ủy ban nhân dân tỉnh Hòa Bình"
    assert header(bare).issuer == "Ủy ban nhân dân"


@pytest.mark.parametrize(
    ("signature", "signer", "title"),
    [
        ("GIÁM ĐỐC\nĐại tá Phạm Văn Hùng", "Phạm Văn Hùng", "Giám đốc"),
        ("GIÁM ĐỐC\n(Đã ký)\nPGS.TS. Hoàng Thị Mai", "Hoàng Thị Mai", "Giám đốc"),
        ("TRƯỞNG CÔNG AN HUYỆN\nThượng tá Lê Văn Nam", "Lê Văn Nam", "Trưởng công an huyện"),
        ("HIỆU TRƯỞNG\nTS Ngọc Lan Hương", "Ngọc Lan Hương", "Hiệu trưởng"),
        ("CHỦ TỊCH\nTs Văn Bình", "Ts Văn Bình", "Chủ tịch"),
    ],
)
def test_a_rank_or_a_degree_is_no_part_of_the_name(signature: str, signer: str, title: str) -> None:
    found = header(letterhead(), signature)
    assert (found.signer, found.signer_title) == (signer, title)


@given(
    st.lists(st.sampled_from(["Số: 8/KH-UBND", "Huế, ngày 2 tháng 3 năm 2024", "KẾ HOẠCH MỞ", "|", "   ", "a", "I. B"]))
)
def test_taking_apart_loses_no_word(parts: list[str]) -> None:
    line = " ".join(parts)
    found = [item.text for item in taken_apart([Line("Số: 9/KH-X"), Line(line)]) if isinstance(item, Line)]
    assert (
        " ".join(plain(text) for text in found).replace("|", "").split()
        == f"Số: 9/KH-X {line}".replace("|", "").split()
    )
