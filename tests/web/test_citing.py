"""References to paste: where in which document, as officials write it."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Header, Passage
from corpus.stored import StoredDocument
from web.citing import place, reference

PLAN = Header(
    number="31/KH-UBND",
    type="Kế hoạch",
    issuer="Ủy ban nhân dân huyện Cao Lộc",
    date=datetime.date(2024, 2, 5),
    year=2024,
    subject="Chuyển đổi số huyện Cao Lộc năm 2024",
)
SECTION = ("III. TỔ CHỨC THỰC HIỆN", "4. Phòng Tài nguyên và Môi trường")
TABLE = "STT | Nhiệm vụ | Cơ quan chủ trì"


def stored(header: Header, title: str = "Kế hoạch") -> StoredDocument:
    return StoredDocument("d1", 1, "p01.txt", title, header, 3, "2026-01-01T00:00:00+00:00")


def cited(header: Header, language: str, section: tuple[str, ...] = SECTION, page: int | None = 4) -> tuple[str, str]:
    found = reference(stored(header, "p01.txt"), Passage(0, 9, section, "text", page), "Chủ trì …", language)
    return found.plain, found.footnote


@pytest.mark.parametrize(
    ("section", "vi", "en"),
    [
        (SECTION, "mục III.4", "section III.4"),
        (("III. TỔ CHỨC THỰC HIỆN", "1. Các phòng", "1.2 Phòng Nội vụ"), "mục III.1.2", "section III.1.2"),
        (("II. NHIỆM VỤ", "3. Đất đai", "a) Rà soát"), "điểm a mục II.3", "point a, section II.3"),
        (("Chương II", "Điều 9.", "2. Cung cấp", "đ) Hồ sơ"), "điểm đ khoản 2 Điều 9", "point đ, clause 2, Article 9"),
        (("QUY CHẾ", "Chương V", "14. Trách nhiệm"), "mục 14 Chương V", "section 14, Chapter V"),
        (("II. NHIỆM VỤ", "PHỤ LỤC 01", "A. Đất đai", "3. Giao đất"), "mục A.3 Phụ lục 01", "section A.3, Appendix 01"),
        (("PHỤ LỤC", "DANH MỤC NHIỆM VỤ", "I. NÂNG CAO"), "mục I Phụ lục", "section I, Appendix"),
        (("Tổ chức thực hiện",), "mục “Tổ chức thực hiện”", "section “Tổ chức thực hiện”"),
        (("Mục tiêu chung",), "mục “Mục tiêu chung”", "section “Mục tiêu chung”"),
        (("II. MỤC TIÊU", "b) Theo ngành", "(8) Tỷ lệ"), "điểm (8) điểm b mục II", "point (8), point b, section II"),
        ((), "", ""),
    ],
)
def test_a_place_is_said_as_shortly_as_it_can_be(section: tuple[str, ...], vi: str, en: str) -> None:
    assert (place(section, "", "vi"), place(section, "", "en")) == (vi, en)


def test_a_row_of_a_table_is_told_by_its_number() -> None:
    assert place(("IV. PHÂN CÔNG", TABLE), "8 | Xây dựng | Phòng Nội vụ", "vi") == "số thứ tự 8, bảng tại mục IV"
    assert place(("IV. PHÂN CÔNG", TABLE), "- | Xây dựng | Phòng Nội vụ", "vi") == "bảng tại mục IV"
    assert place((TABLE,), "2.4 | Xây dựng | Phòng Nội vụ", "vi") == "số thứ tự 2.4 trong bảng"
    assert place((TABLE,), "2.4 | Xây dựng | Phòng Nội vụ", "en") == "row 2.4 of the table"


def test_a_plan_with_number_and_day() -> None:
    assert cited(PLAN, "vi") == (
        "mục III.4, Kế hoạch số 31/KH-UBND ngày 05/02/2024 của UBND huyện Cao Lộc",
        "Mục III.4, Kế hoạch số 31/KH-UBND ngày 05 tháng 02 năm 2024 của Ủy ban nhân dân huyện Cao Lộc"
        " về việc chuyển đổi số huyện Cao Lộc năm 2024, tr. 4.",
    )
    assert cited(PLAN, "en") == (
        "section III.4, Plan No. 31/KH-UBND of 5 February 2024, UBND huyện Cao Lộc",
        "Plan No. 31/KH-UBND of 5 February 2024, Ủy ban nhân dân huyện Cao Lộc,"
        " “Chuyển đổi số huyện Cao Lộc năm 2024”, section III.4, p. 4.",
    )


def test_a_draft_without_number_and_day_is_told_by_year_and_subject() -> None:
    draft = Header(type="Kế hoạch", issuer=PLAN.issuer, year=2024, subject="Về việc triển khai nhiệm vụ")
    assert cited(draft, "vi")[0] == ("mục III.4, Kế hoạch năm 2024 của UBND huyện Cao Lộc về việc triển khai nhiệm vụ")


def test_what_a_document_does_not_state_is_left_out() -> None:
    assert cited(Header(number="7/KH", type="Kế hoạch"), "vi", (), None) == ("Kế hoạch số 7/KH", "Kế hoạch số 7/KH.")
    assert cited(Header(number="7/KH"), "vi", (), None)[0] == "Văn bản số 7/KH"
    assert cited(Header(type="Công văn"), "vi", (), None)[0] == "Công văn (p01.txt)"
    assert cited(Header(), "vi", (), None) == ("p01.txt", "P01.txt.")


def test_what_is_enclosed_with_a_decision_is_named() -> None:
    decision = Header(number="95/2025/QĐ-UBND", type="Quyết định", issuer="Ủy ban nhân dân tỉnh Nghệ An", year=2025)
    section = ("QUY CHẾ", "Chương II", "Điều 9.", "2. Cung cấp hồ sơ")
    assert cited(decision, "vi", section)[0] == (
        "khoản 2 Điều 9, Quy chế kèm theo Quyết định số 95/2025/QĐ-UBND năm 2025 của UBND tỉnh Nghệ An"
    )
    assert "Regulation enclosed with Decision No. 95/2025/QĐ-UBND" in cited(decision, "en", section)[0]


headings = st.lists(st.text(max_size=80), max_size=5)


@given(headings, st.text(max_size=80), st.sampled_from(["text", "row"]), st.sampled_from(["vi", "en"]))
def test_any_path_gives_a_reference_with_the_documents_number(
    section: list[str], text: str, kind: str, language: str
) -> None:
    found = reference(stored(PLAN), Passage(0, 9, tuple(section), kind, None), text, language)
    assert "31/KH-UBND" in found.plain and "31/KH-UBND" in found.footnote
    assert found.footnote.endswith(".")
