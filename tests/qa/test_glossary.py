from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import KehoachError
from corpus.syllables import fold, syllables
from qa.accents import AccentModel
from qa.glossary import Glossary, glossary
from qa.tables import DATA, rows

KINDS = {
    "lead",
    "coordinate",
    "advise",
    "deadline",
    "date",
    "frequency",
    "target",
    "count",
    "money",
    "person",
    "signer",
}
KINDS |= {"reference", "list", "yesno", "where", "what", "how", "why", "number"}
TABLES = (("glossary.tsv", 2_000, 1), ("abbreviations.tsv", 200, 1))


@pytest.fixture(scope="module")
def words() -> Glossary:
    return glossary()


@pytest.mark.parametrize(("name", "least", "key"), TABLES)
def test_each_table_is_large_composed_and_without_double_keys(name: str, least: int, key: int) -> None:
    table = rows(DATA / name, 3)
    keys = [tuple(cell.casefold() if name == "glossary.tsv" else cell for cell in row[:key]) for row in table]
    text = (DATA / name).read_text("utf-8")
    assert len(table) >= least
    assert len(set(keys)) == len(keys)
    assert unicodedata.is_normalized("NFC", text)
    assert all(part.strip() for row in table for part in row[1].split(";"))


def test_a_table_with_an_empty_column_names_the_file_and_the_line(tmp_path: Path) -> None:
    table = tmp_path / "glossary.tsv"
    table.write_text("english\tvietnamese\ttopic\nplan\t\tplan\n", "utf-8")
    with pytest.raises(KehoachError, match=r"glossary\.tsv, line 2"):
        rows(table, 3)


def test_a_question_becomes_vietnamese_terms_and_keeps_its_names(words: Glossary) -> None:
    gloss = words.gloss("who leads land allocation for Bảo Lâm school")
    assert gloss.vietnamese == "chủ trì giao đất trường Bảo Lâm"
    assert gloss.terms == (("leads", "chủ trì"), ("land allocation", "giao đất"), ("school", "trường"))
    assert gloss.unknown == ()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Cao Lộc district People's Committee", "Ủy ban nhân dân huyện Cao Lộc"),
        ("the Farmer’s Union", "Hội Nông dân"),
        ("Natural Resources & Environment Division's tasks", "Phòng Tài nguyên và Môi trường nhiệm vụ"),
        ("mid-term reviews", "sơ kết"),
        ("universalization of data", "phổ cập giáo dục dữ liệu"),
        ("eradicating illiteracy", "xóa mù chữ"),
        ("allocated by the Provincial Department of Finance", "phân bổ Sở Tài chính"),
        ("in Q2 2024", "quý II 2024"),
        ("phase 2021-2025: 98,5%", "giai đoạn 2021-2025 98,5%"),
        ("must we report in May 2026", "báo cáo tháng 5 2026"),
        ("UBND of Bao Lam ward", "Ủy ban nhân dân phường Bao Lam"),
    ],
)
def test_the_longest_phrase_wins_in_any_inflection_and_heads_precede_names(
    words: Glossary, question: str, expected: str
) -> None:
    assert words.gloss(question).vietnamese == expected


def test_british_and_american_spellings_are_one(words: Glossary) -> None:
    british = words.gloss("the organisation of labour programmes in the centre")
    american = words.gloss("the organization of labor programs in the center")
    assert british.vietnamese == american.vietnamese


def test_document_numbers_stay_as_they_are(words: Glossary) -> None:
    assert words.gloss("who signed Plan 156/KH-UBND of 30/6/2024?").vietnamese == "ký kế hoạch 156/KH-UBND 30/6/2024"
    for number in ("156/KH-UBND", "32/NQ-CP", "74/2025/QĐ-UBND", "06-NQ/TW", "KH-UBND"):
        assert words.expand(number) == number


def test_words_that_no_entry_covers_are_listed(words: Glossary) -> None:
    gloss = words.gloss("Do zany wombats report?")
    assert gloss.unknown == ("zany", "wombats")
    assert gloss.vietnamese == "báo cáo"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("ubnd giao PGD", "Ủy ban nhân dân giao Phòng Giáo dục và Đào tạo"),
        ("hdnd, gddt", "Hội đồng nhân dân, Giáo dục và Đào tạo"),
        ("Sở GD & ĐT", "Sở Giáo dục và Đào tạo"),
        ("trường TH&THCS Bảo Lâm", "trường Tiểu học và Trung học cơ sở Bảo Lâm"),
        ("trường TH Tân Thanh", "trường tiểu học Tân Thanh"),
        ("TT Cao Lộc", "thị trấn Cao Lộc"),
        ("các xã, TT", "các xã, thị trấn"),
        ("TT 32/2020/TT-BGDĐT", "thông tư 32/2020/TT-BGDĐT"),
        ("qd so 12, kh 156/KH-UBND", "quyết định so 12, kế hoạch 156/KH-UBND"),
        ("TP.HCM, TX. Quế Võ", "thành phố Hồ Chí Minh, thị xã Quế Võ"),
        ("TT này, th nào, kh", "TT này, th nào, kh"),
        ("đv nào p/h, kp lấy đâu", "đơn vị nào phối hợp, kinh phí lấy đâu"),
        ("hs lớp 1, cq nào bc ttkdtm", "học sinh lớp 1, cơ quan nào báo cáo thanh toán không dùng tiền mặt"),
        ("SNV, BNNMT và CATP", "Sở Nội vụ, Bộ Nông nghiệp và Môi trường và Công an thành phố"),
        ("BCH QS xã", "Ban Chỉ huy quân sự xã"),
        ("tỷ trọng KTS/GRDP", "tỷ trọng kinh tế số/GRDP"),
        ("đường cao tốc CT.08, ông Trần Văn Bn", "đường cao tốc CT.08, ông Trần Văn Bn"),
        ("10 km, 5 kg, 3 ha", "10 km, 5 kg, 3 ha"),
        ("nq32 giao 3 tt, 12 cn", "nghị quyết 32 giao 3 tập thể, 12 cá nhân"),
        ("đoạn tp2 đường CT08", "đoạn thành phần 2 đường CT08"),
    ],
)
def test_abbreviations_are_written_out_where_the_text_decides(words: Glossary, question: str, expected: str) -> None:
    assert words.expand(question) == expected


PLANS = [
    "Kế hoạch kinh tế số của tỉnh Đắk Lắk. Bà Phạm Thị Thanh Trà ký kế hoạch kinh tế số.",
    "Phê duyệt quy hoạch sử dụng đất. Phê duyệt quy hoạch xây dựng vùng huyện.",
    "Đại biểu Quốc hội khóa XV. Các đại biểu Quốc hội tiếp xúc cử tri; đại biểu Quốc hội trả lời kiến nghị cử tri.",
    "Cấp giấy phép lái xe; cấp giấy phép xây dựng. Đèo Khánh Lê sạt lở; sửa đèo Khánh Lê.",
]


@pytest.fixture(scope="module")
def plans() -> AccentModel:
    return AccentModel.build(PLANS, [])


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("the digital economy plan of Dak Lak", "kế hoạch kinh tế số Đắk Lắk"),
        ("what did Pham Thi Thanh Tra sign", "Phạm Thị Thanh Trà ký"),
        ("who issues driving licences", "cấp giấy phép lái xe"),
        ("the Khanh Le pass", "đèo Khánh Lê"),
    ],
)
def test_the_corpus_decides_on_translations_order_and_the_spelling_of_names(
    words: Glossary, plans: AccentModel, question: str, expected: str
) -> None:
    assert words.gloss(question, plans).vietnamese == expected


def test_the_words_beside_an_abbreviation_decide_between_its_readings(words: Glossary, plans: AccentModel) -> None:
    assert words.expand("phê duyệt QH sử dụng đất", plans) == "phê duyệt quy hoạch sử dụng đất"
    assert words.expand("đại biểu QH nào", plans) == "đại biểu Quốc hội nào"
    assert words.expand("KN cử tri", plans) == "kiến nghị cử tri"
    assert words.expand("KN xuất khẩu", plans) == "kim ngạch xuất khẩu"
    assert words.expand("QH", plans) == words.expand("QH")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("building capacity", "nâng cao năng lực"),
        ("targets for the floods", "chỉ tiêu lũ"),
        ("hand over land to households", "bàn giao mặt bằng hộ"),
        ("flood victims in the central provinces", "người dân vùng lũ miền Trung"),
        ("remains of fallen soldiers", "hài cốt liệt sĩ"),
        ("what share of small firms", "tỷ lệ doanh nghiệp nhỏ và vừa"),
        ("the 13th Central Committee plenum", "Hội nghị Trung ương 13"),
        ("a better investment climate", "tốt môi trường đầu tư"),
        ("staff of the one-stop desk", "cán bộ bộ phận một cửa"),
        ("badly damaged roofs", "hư hỏng nặng mái"),
        ("who co-hosts the trade fair", "đồng chủ trì hội chợ thương mại"),
    ],
)
def test_phrases_come_before_words_and_little_words_are_no_numbers(
    words: Glossary, question: str, expected: str
) -> None:
    assert words.gloss(question).vietnamese == expected


def test_a_term_keeps_all_its_translations(words: Glossary) -> None:
    assert ("rà soát", "tổng kết", "đánh giá", "xem xét") in words.gloss("review the hotline").options
    assert words.gloss("the ward").options == ()


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("Đơn vị nào chủ trì rà soát hộ nghèo?", "vi", "lead"),
        ("ai lo gpmb", "vi", "lead"),
        ("Phòng Y tế phối hợp với những đơn vị nào", "vi", "coordinate"),
        ("cơ quan nào tham mưu", "vi", "advise"),
        ("han nop bao cao la khi nao", "vi", "deadline"),
        ("kế hoạch ban hành ngày nào", "vi", "date"),
        ("bao lâu một lần phải báo cáo", "vi", "frequency"),
        ("chỉ tiêu hộ nghèo năm 2025 là bao nhiêu", "vi", "target"),
        ("có bao nhiêu trường", "vi", "count"),
        ("kinh phí lấy từ đâu", "vi", "what"),
        ("AI KÝ kế hoạch?", "vi", "signer"),
        ("căn cứ quyết định nào", "vi", "reference"),
        ("Liệt kê các thời hạn", "vi", "list"),
        ("kế hoạch có áp dụng cho thị trấn không?", "vi", "yesno"),
        ("kế hoạch số mấy", "vi", "number"),
        ("tổ chức ở đâu", "vi", "where"),
        ("vì sao chậm", "vi", "why"),
        ("xin chào", "vi", "what"),
        ("Who leads it?", "en", "lead"),
        ("Who in the district is responsible for it?", "en", "lead"),
        ("By when must it end?", "en", "deadline"),
        ("how often do they report", "en", "frequency"),
        ("what percentage of communes", "en", "target"),
        ("how many", "en", "count"),
        ("how much money", "en", "money"),
        ("who signed the plan", "en", "signer"),
        ("which circular applies", "en", "reference"),
        ("list all tasks", "en", "list"),
        ("Is the plan valid?", "en", "yesno"),
        ("hello", "en", "what"),
        ("wer leitet", "de", "what"),
    ],
)
def test_question_words_tell_what_is_asked_for(words: Glossary, question: str, language: str, expected: str) -> None:
    assert words.asks(question, language) == expected


@given(st.text(max_size=120))
def test_no_text_breaks_them(text: str) -> None:
    words = glossary()
    words.gloss(text)
    words.expand(text)
    assert words.asks(text, "vi") in KINDS
    assert words.asks(text, "en") in KINDS


@given(st.lists(st.sampled_from([*"&-/. '’,", "TT", "TP.", "số", "12", "UBND", "GD", "ĐT", "Bảo", "the", "district"])))
def test_no_mixture_of_short_forms_and_marks_breaks_them(parts: list[str]) -> None:
    words, text = glossary(), "".join(parts)
    words.gloss(text)
    assert words.expand(words.expand(text)) is not None


@given(st.integers(1, 9999), st.sampled_from(["KH-UBND", "QĐ-TTg", "NQ-CP", "TT-BGDĐT", "CV-PGDĐT"]))
def test_expansion_never_touches_a_number(number: int, tail: str) -> None:
    text = f"{number}/{tail}"
    assert glossary().expand(f"theo {text} của UBND") == f"theo {text} của Ủy ban nhân dân"
    assert text in glossary().gloss(f"the plan {text}, please").vietnamese


def test_a_short_form_in_capitals_is_no_english_word() -> None:
    assert "STEAM" in glossary().gloss("How many schools run STEAM lessons?").vietnamese
    assert "hơi nước" in glossary().gloss("how many boilers run on steam").vietnamese
    assert "kế hoạch" in glossary().gloss("WHICH AGENCY LEADS THE PLAN").vietnamese


def test_the_terms_that_a_text_names_are_the_longest() -> None:
    assert glossary().named("Tuyến Đường sắt đô thị này, và đường sắt kia") == (
        ("tuyen", "duong", "sat", "do", "thi"),
        ("duong", "sat"),
    )
    assert glossary().named("duong sat do thi, ba kia") == ()


@given(st.lists(st.sampled_from([*"abđ ,.-", "giải phóng mặt bằng", "hòa giải", "hoà giải", "mặt", "bằng"])))
def test_the_terms_named_are_parts_of_the_text_in_their_order(parts: list[str]) -> None:
    text = "".join(parts)
    rest = " ".join(syllables(fold(text)))
    for term in glossary().named(text):
        assert len(term) > 1
        _, found, rest = rest.partition(" ".join(term))
        assert found
