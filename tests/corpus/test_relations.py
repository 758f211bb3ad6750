"""Relations: the wording that replaces, repeals, amends, rests on or carries out, and the wording that does none of it."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.cited import cited
from corpus.documents import Header
from corpus.related import Relation
from corpus.relations import relations
from tests.fuzz.law import LONGEST_S, at_most

PLAN = Header(number="45/KH-UBND", type="Kế hoạch", issuer="Ủy ban nhân dân tỉnh Sơn Hà", year=2026)
DECISION = Header(number="9/2026/QĐ-UBND", type="Quyết định", issuer="Ủy ban nhân dân tỉnh Sơn Hà", year=2026)


def of(text: str, header: Header = PLAN) -> list[Relation]:
    return relations(text, header)


def plan(*lines: str, title: str = "Trồng rừng phòng hộ năm 2026") -> str:
    return "\n".join(["KẾ HOẠCH", title, *lines])


def short(relation: Relation) -> tuple[str, str | None, str | None]:
    return (relation.kind, relation.number, relation.part)


# -- citations


def test_a_citation_is_read_with_its_type_date_and_issuer() -> None:
    text = "theo Quyết định số 31/QĐ-UBND, ngày 05 tháng 02 năm 2024 của Chủ tịch UBND tỉnh Sơn Hà về việc giao rừng."
    [found] = cited(text)
    assert (found.type, found.number, found.issuer) == ("Quyết định", "31/QĐ-UBND", "Chủ tịch UBND tỉnh Sơn Hà")
    assert found.date == datetime.date(2024, 2, 5) and found.year == 2024
    assert text[found.start : found.end].endswith("tỉnh Sơn Hà")


@pytest.mark.parametrize(
    ("text", "number", "issuer", "year"),
    [
        ("Nghị quyết số 7-NQ/TU ngày 3/4/2025 của Tỉnh ủy về trồng rừng", "7-NQ/TU", "Tỉnh ủy", 2025),
        ("Quyết định số 8/QĐ-TTg của Thủ tướng Chính phủ ngày 2/1/2023", "8/QĐ-TTg", "Thủ tướng Chính phủ", 2023),
        ("Thông tư số 5/2022/TT-BXD hướng dẫn xây nhà", "5/2022/TT-BXD", None, 2022),
        ("Thông tư liên tịch 8/2016/TTLT/BTC-BXD", "8/2016/TTLT/BTC-BXD", None, 2016),
        ("Kế hoạch số 012 /KH-UBND của Ủy ban nhân dân (UBND) tỉnh", "012/KH-UBND", "Ủy ban nhân dân tỉnh", None),
        ("KẾ HOẠCH SỐ 6/KH-UBND NGÀY 9/9/2025 CỦA UBND XÃ BẢN VẼ", "6/KH-UBND", "UBND XÃ BẢN VẼ", 2025),
        ("Quyết định số 4/QĐ-BNV ngày 31/02/2025 của Bộ Nội vụ", "4/QĐ-BNV", "Bộ Nội vụ", 2025),
    ],
)
def test_citations_come_in_many_spellings(text: str, number: str, issuer: str | None, year: int | None) -> None:
    found = next(cited(text))
    assert (found.number, found.issuer, found.year) == (number, issuer, year)


# -- what ends or changes another document


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        (
            "Kế hoạch này thay thế Kế hoạch số 12/KH-UBND ngày 03/02/2025 của UBND tỉnh Sơn Hà.",
            [("replaces", "12/KH-UBND", None)],
        ),
        (
            "Kế hoạch này có hiệu lực kể từ ngày ký và thay thế cho Kế hoạch số 12/KH-UBND ngày 03/02/2025./.",
            [("replaces", "12/KH-UBND", None)],
        ),
        (
            "3. Kế hoạch này bãi bỏ các Kế hoạch số 12/KH-UBND ngày 03/02/2025 và Kế hoạch số 13/KH-UBND ngày 04/02/2025.",
            [("repeals", "12/KH-UBND", None), ("repeals", "13/KH-UBND", None)],
        ),
        (
            "Kế hoạch này sửa đổi, bổ sung khoản 2 Mục III của Kế hoạch số 12/KH-UBND ngày 03/02/2025.",
            [("amends", "12/KH-UBND", "khoản 2 Mục III")],
        ),
        ("- Bãi bỏ Kế hoạch số 12/KH-UBND ngày 03/02/2025 của UBND tỉnh.", [("repeals", "12/KH-UBND", None)]),
        (
            "Kế hoạch này thay thế các văn bản sau:\na) Kế hoạch số 12/KH-UBND ngày 03/02/2025;\nb) Kế hoạch số 13/KH-UBND ngày "
            "04/02/2025.\nKế hoạch số 14/KH-UBND ngày 05/02/2025 vẫn được thực hiện.",
            [("replaces", "12/KH-UBND", None), ("replaces", "13/KH-UBND", None)],
        ),
        (
            "Kể từ ngày Kế hoạch này có hiệu lực, Kế hoạch số 12/KH-UBND ngày 03/02/2025 của UBND tỉnh hết hiệu lực thi hành.",
            [("repeals", "12/KH-UBND", None)],
        ),
        (
            "Kế hoạch số 12/KH-UBND ngày 03/02/2025 của UBND tỉnh được thay thế bằng Kế hoạch này.",
            [("replaces", "12/KH-UBND", None)],
        ),
        (
            "Mục II Kế hoạch số 12/KH-UBND ngày 03/02/2025 của UBND tỉnh hết hiệu lực.",
            [("repeals", "12/KH-UBND", "Mục II")],
        ),
    ],
)
def test_a_clause_with_effect_names_what_it_ends_or_changes(
    clause: str, expected: list[tuple[str, str, str | None]]
) -> None:
    assert [short(relation) for relation in of(plan("I. MỤC TIÊU", clause))] == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Thay thế 12 máy bơm cũ theo Kế hoạch số 12/KH-UBND ngày 03/02/2025 của UBND tỉnh.",
        "Bố trí cán bộ thay thế người nghỉ hưu theo Kế hoạch số 12/KH-UBND ngày 03/02/2025.",
        "Căn cứ Nghị định số 5/2024/NĐ-CP được sửa đổi, bổ sung bởi Nghị định số 7/2025/NĐ-CP của Chính phủ;",
        "Sở Tư pháp tham mưu sửa đổi, bổ sung Quyết định số 31/2024/QĐ-UBND ngày 05/02/2024 của UBND tỉnh.",
        "- Sửa đổi Quyết định số 31/2024/QĐ-UBND ngày 05/02/2024 của UBND tỉnh về giá đất, trình trong quý II.",
        "Kế hoạch này không thay thế Kế hoạch số 12/KH-UBND ngày 03/02/2025.",
        "Nếu Kế hoạch số 12/KH-UBND ngày 03/02/2025 hết hiệu lực thì báo cáo UBND tỉnh.",
        "Bãi bỏ Nghị quyết số 8/NQ-HĐND ngày 05/02/2024 của HĐND tỉnh.",
        "Rà soát văn bản để bãi bỏ Kế hoạch số 12/KH-UBND ngày 03/02/2025.",
        "Kế hoạch này quy định việc thay thế Kế hoạch số 12/KH-UBND ngày 03/02/2025 trong trường hợp cần thiết.",
    ],
)
def test_other_senses_of_the_words_change_nothing(sentence: str) -> None:
    changing = [relation for relation in of(plan("I. MỤC TIÊU", sentence)) if relation.kind in _CHANGES]
    assert changing == []


_CHANGES = ("replaces", "repeals", "amends")


def test_an_article_of_a_decision_repeals_and_the_same_words_in_its_annexed_plan_are_work_to_do() -> None:
    article = "2. Bãi bỏ Chỉ thị số 3/CT-UBND ngày 08/8/2021 của UBND tỉnh Sơn Hà."
    text = "\n".join(["QUYẾT ĐỊNH", "Về việc quản lý chợ", "Điều 2. Hiệu lực thi hành", article])
    assert [short(relation) for relation in of(text, DECISION)] == [("repeals", "3/CT-UBND", None)]
    annexed = "\n".join(
        ["QUYẾT ĐỊNH", "Ban hành Kế hoạch quản lý chợ", "Điều 1. Ban hành kèm theo.", "KẾ HOẠCH", article]
    )
    assert of(annexed, DECISION) == []


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "Về việc sửa đổi, bổ sung một số nội dung của Kế hoạch số 12/KH-UBND ngày 03/02/2025 của UBND tỉnh",
            ("amends", "12/KH-UBND", "một số nội dung"),
        ),
        ("Điều chỉnh Kế hoạch số 12/KH-UBND ngày 03/02/2025 của UBND tỉnh", ("amends", "12/KH-UBND", None)),
        (
            "Trồng rừng phòng hộ (thay thế Kế hoạch số 12/KH-UBND ngày 03/02/2025 của UBND tỉnh)",
            ("replaces", "12/KH-UBND", None),
        ),
        (
            "Triển khai thực hiện Nghị quyết số 7-NQ/TU ngày 3/4/2025 của Tỉnh ủy",
            ("implements", "7-NQ/TU", None),
        ),
    ],
)
def test_a_title_says_what_the_document_is_for(title: str, expected: tuple[str, str, str | None]) -> None:
    assert [short(relation) for relation in of(plan(title=title))] == [expected]


# -- what it rests on and carries out


def test_bases_are_told_from_what_is_carried_out_and_from_what_they_describe() -> None:
    text = plan(
        "Căn cứ Luật Lâm nghiệp số 16/2017/QH14;",
        "Căn cứ khoản 2 Điều 5 Nghị định số 5/2024/NĐ-CP ngày 01/3/2024 của Chính phủ sửa đổi Nghị định số 7/2019/NĐ-CP;",
        "Thực hiện Kế hoạch số 88/KH-UBND ngày 10/10/2025 của UBND tỉnh về thực hiện Nghị quyết số 7-NQ/TU ngày 3/4/2025; "
        "Chỉ thị số 3/CT-TTg ngày 02/01/2026 của Thủ tướng Chính phủ.",
        "Theo đề nghị của Giám đốc Sở tại Tờ trình số 66/TTr-SNN ngày 11/01/2026.",
        "I. MỤC TIÊU",
        "Thực hiện Kế hoạch số 99/KH-UBND ngày 10/10/2025.",
    )
    assert [short(relation) for relation in of(text)] == [
        ("based_on", "16/2017/QH14", None),
        ("based_on", "5/2024/NĐ-CP", None),
        ("implements", "88/KH-UBND", None),
        ("implements", "3/CT-TTg", None),
    ]


def test_a_law_without_a_number_is_a_base_by_its_name() -> None:
    text = plan("Căn cứ Luật Trồng trọt và bảo vệ cây ngày 19 tháng 6 năm 2018;")
    [law] = of(text)
    assert (law.type, law.number, law.year) == ("Luật", None, 2018)
    assert text[law.start : law.end] == "Luật Trồng trọt và bảo vệ cây ngày 19 tháng 6 năm 2018"


def test_a_document_has_no_relation_to_itself() -> None:
    assert of(plan("Kế hoạch này thay thế Kế hoạch số 45/KH-UBND ngày 03/02/2026 của UBND tỉnh.")) == []


def test_a_target_named_twice_is_one_relation() -> None:
    text = plan("Thực hiện Nghị quyết số 7-NQ/TU ngày 3/4/2025 của Tỉnh ủy.", title="THỰC HIỆN NGHỊ QUYẾT SỐ 7-NQ/TU")
    [relation] = of(text)
    assert relation.issuer == "Tỉnh ủy" and relation.year == 2025


numbers = st.integers(1, 9999)
days = st.dates(datetime.date(2010, 1, 1), datetime.date(2025, 12, 31))
kinds = st.sampled_from(["Kế hoạch", "Quyết định", "Chỉ thị"])
verbs = st.sampled_from(["thay thế", "bãi bỏ", "sửa đổi, bổ sung khoản 1 Điều 2 của"])
issuers = st.sampled_from(["UBND tỉnh", "Ủy ban nhân dân tỉnh Sơn Hà", "Chủ tịch UBND tỉnh Sơn Hà"])
noise = st.text(st.sampled_from("ăbcđ ,.;\n-1/Ộ"), max_size=40)


@given(numbers, days, kinds, verbs, issuers, noise, noise)
def test_the_span_of_a_relation_is_the_citation_itself(
    number: int, day: datetime.date, kind: str, verb: str, issuer: str, before: str, after: str
) -> None:
    citation = f"{kind} số {number}/KH-UBND ngày {day:%d/%m/%Y} của {issuer}"
    text = plan("I. MỤC TIÊU", before, f"Kế hoạch này {verb} {citation}.", after)
    [relation] = [each for each in of(text) if each.number == f"{number}/KH-UBND"]
    assert text[relation.start : relation.end] == citation
    assert (relation.date, relation.year, relation.issuer, relation.type) == (day.isoformat(), day.year, issuer, kind)
    assert (relation.part is None) == (relation.kind != "amends")


@pytest.mark.parametrize(
    "text",
    [
        "Trồng cây;\n" * 150_000,
        "\n".join(f"Kế hoạch này thay thế Kế hoạch số {number}/KH-UBND." for number in range(1000, 5000)),
        "./." * 60_000,
    ],
    ids=["lines", "clauses", "ends"],
)
def test_a_text_of_thousands_of_lines_or_clauses_is_read_in_time(text: str) -> None:
    with at_most(LONGEST_S):
        assert len(of(text)) == text.count("thay thế")
