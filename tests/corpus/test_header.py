"""Header fields from letterheads, openings and signature blocks."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path

from corpus.documents import Document, Line, Loaded
from corpus.loaders import load
from corpus.reader import read
from corpus.syllables import fold

LETTER = """ỦY BAN NHÂN DÂN
HUYỆN CAO LỘC
-------

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: {number}

Cao Lộc, {date}

KẾ HOẠCH

TRIỂN KHAI CÔNG TÁC DÂN SỐ HUYỆN CAO LỘC NĂM 2024

Căn cứ Quyết định số 12/QĐ-UBND ngày 03/01/2024 của Ủy ban nhân dân huyện Cao Lộc;

I. MỤC ĐÍCH

Nâng cao chất lượng công tác dân số trên địa bàn huyện.

Nơi nhận:
- Sở Y tế;
- Lưu: VT, YT.

KT. CHỦ TỊCH
PHÓ CHỦ TỊCH

Hoàng Văn An"""


def documents(text: str) -> list[Document]:
    return read(Loaded(tuple(Line(line) for line in text.split("\n"))), "a.txt")


def test_every_field_of_a_complete_letterhead_is_read() -> None:
    header = documents(LETTER.format(number="15/KH-UBND", date="ngày 5 tháng 02 năm 2024"))[0].header
    assert header.number == "15/KH-UBND"
    assert header.type == "Kế hoạch"
    assert header.issuer == "Ủy ban nhân dân huyện Cao Lộc"
    assert (header.place, header.date, header.year) == ("Cao Lộc", datetime.date(2024, 2, 5), 2024)
    assert header.subject == "Triển khai công tác dân số huyện Cao Lộc năm 2024"
    assert header.legal_bases == ("Căn cứ Quyết định số 12/QĐ-UBND ngày 03/01/2024 của Ủy ban nhân dân huyện Cao Lộc",)
    assert (header.signer, header.signer_title) == ("Hoàng Văn An", "Phó Chủ tịch")
    assert header.recipients == ("Sở Y tế", "Lưu: VT, YT")


def test_a_missing_number_or_day_is_none_and_the_year_stands() -> None:
    header = documents(LETTER.format(number="/KH-UBND", date="ngày   tháng   năm 2024"))[0].header
    assert (header.number, header.date, header.year) == (None, None, 2024)


def test_a_day_that_no_calendar_has_is_none() -> None:
    assert documents(LETTER.format(number="1/KH-UBND", date="ngày 31 tháng 2 năm 2024"))[0].header.date is None


def test_a_number_with_spaces_and_one_of_the_party_are_read() -> None:
    assert (
        documents(LETTER.format(number="2924 /UBND-VX", date="ngày 1 tháng 2 năm 2024"))[0].header.number
        == "2924/UBND-VX"
    )
    assert documents(LETTER.format(number="51- KL/TW", date="ngày 1 tháng 2 năm 2024"))[0].header.number == "51-KL/TW"


def test_the_fields_of_a_web_page_fill_gaps_and_overrule_nothing() -> None:
    front = "Số hiệu: 99/KH-UBND Loại văn bản: Văn bản khác\nNgười ký: Trần Thị Bình\nNgày ban hành: 13/09/2019\n\n"
    with_number = documents(front + LETTER.format(number="15/KH-UBND", date="ngày tháng năm 2024"))[0].header
    assert with_number.number == "15/KH-UBND" and with_number.signer == "Hoàng Văn An"
    without = documents(front + LETTER.format(number="/KH-UBND", date="ngày tháng năm 2024"))[0].header
    assert without.number == "99/KH-UBND"
    assert without.date == datetime.date(2019, 9, 13)


def test_a_letter_and_the_plan_behind_it_are_two_documents() -> None:
    second = "KẾ HOẠCH\n\nthực hiện Chỉ thị về giáo dục\n\nI. MỤC ĐÍCH\n\nMột.\n\nNơi nhận:\n- Lưu.\n\nPHÓ BÍ THƯ\n\nLê Thị Hoa"
    found = documents(LETTER.format(number="1/UBND-VX", date="ngày 1 tháng 2 năm 2024") + "\n\n" + second)
    assert [document.header.signer for document in found] == ["Hoàng Văn An", "Lê Thị Hoa"]


def test_a_plan_issued_with_a_decision_is_part_of_it() -> None:
    annex = "KẾ HOẠCH\n\nCông tác dân số\n\n(Ban hành kèm theo Quyết định số 1/QĐ-UBND)\n\nI. MỤC ĐÍCH\n\nMột."
    found = documents(LETTER.format(number="1/QĐ-UBND", date="ngày 1 tháng 2 năm 2024") + "\n\n" + annex)
    assert len(found) == 1 and "Một." in found[0].text


def test_what_a_web_page_puts_around_a_document_is_not_part_of_it() -> None:
    page = f"Bản dịch này thuộc quyền sở hữu của trang tin\n\n{LETTER.format(number='1/KH-UBND', date='ngày 1 tháng 2 năm 2024')}"
    page += "\n\nVăn bản liên quan\n\nKế hoạch 38/KH-UBND về tuyển dụng Ban hành: 10/03/2020 | Cập nhật: 07/07/2020"
    text = documents(page)[0].text
    assert "Bản dịch" not in text and "tuyển dụng" not in text and "Hoàng Văn An" in text


def test_the_fields_that_real_documents_state_are_read(shared: Path) -> None:
    names = {"Số hiệu": "number", "Loại văn bản": "type", "Nơi ban hành": "issuer", "Người ký": "signer"}
    with (shared / "acceptance" / "headers.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    wrong = []
    for row in rows:
        header = read(load(shared / "corpus" / "plans" / row["file"]), row["file"])[0].header
        got = {column: getattr(header, field) or "" for column, field in names.items()}
        got["Ngày ban hành"] = header.date.strftime("%d/%m/%Y") if header.date else ""
        # The publishing site names a committee by its place alone.
        wrong += [(row["file"], column) for column, value in got.items() if fold(row[column]) not in fold(value)]
    assert len(wrong) <= 0.05 * 5 * len(rows), wrong
