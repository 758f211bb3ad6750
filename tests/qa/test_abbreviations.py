"""The shorthand that office staff type, written out where its neighbours decide."""

from __future__ import annotations

import pytest

from corpus.syllable_grammar import is_syllable
from corpus.syllables import fold
from qa.abbreviations import Abbreviations
from qa.glossary import glossary
from qa.tables import DATA


@pytest.fixture(scope="module")
def table() -> Abbreviations:
    return glossary().abbreviations


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("bc kq t/hiện KH", "báo cáo kết quả thực hiện kế hoạch"),
        ("đ/c nào ptr GD", "đồng chí nào phát triển giáo dục"),
        ("ai ctri, ai p/hợp", "ai chủ trì, ai phối hợp"),
        ("đvị nào tr.khai, k.tra việc x.dựng", "đơn vị nào triển khai, kiểm tra việc xây dựng"),
        ("tặng BK, gk cho 3 tt", "tặng bằng khen, giấy khen cho 3 tập thể"),
        ("vb nào giao sở tc", "văn bản nào giao sở tài chính"),
        ("Sở NN&MT, Sở XD, Bộ DT&TG", "Sở Nông nghiệp và Môi trường, Sở xây dựng, Bộ Dân tộc và Tôn giáo"),
        ("Sở TP, Sở NV và Sở CT", "Sở Tư pháp, Sở Nội vụ và Sở Công Thương"),
        ("HĐND&UBND cấp xã", "Hội đồng nhân dân và Ủy ban nhân dân cấp xã"),
        ("Phòng KT-HT-ĐT", "Phòng Kinh tế, Hạ tầng và Đô thị"),
        ("ai là UVBTV ĐU, BTG&DVTU", "ai là Ủy viên Ban Thường vụ Đảng ủy, Ban Tuyên giáo và Dân vận Tỉnh ủy"),
        ("GNVĐTC, KHLCNT", "giải ngân vốn đầu tư công, kế hoạch lựa chọn nhà thầu"),
        ("ĐGQSDĐ, CMĐSDĐ", "đấu giá quyền sử dụng đất, chuyển mục đích sử dụng đất"),
        ("TYT xã, CSSKBĐ", "Trạm Y tế xã, chăm sóc sức khỏe ban đầu"),
        ("BDHVS, TCNSCĐ", "bình dân học vụ số, Tổ công nghệ số cộng đồng"),
        ("PAKN, TCD và GQKNTC", "phản ánh, kiến nghị, tiếp công dân và giải quyết khiếu nại, tố cáo"),
    ],
)
def test_shorthand_of_the_office_is_written_out(table: Abbreviations, question: str, expected: str) -> None:
    assert table.expand(question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("CT số 05 của TTg", "chỉ thị số 05 của Thủ tướng Chính phủ"),
        ("phó ct ubnd xã", "phó chủ tịch Ủy ban nhân dân xã"),
        ("CT UBND huyện", "chủ tịch Ủy ban nhân dân huyện"),
        ("CT GDPT mới", "chương trình giáo dục phổ thông mới"),
        ("CT này ra sao", "CT này ra sao"),
        ("trường TH nào TH kế hoạch", "trường tiểu học nào thực hiện kế hoạch"),
        ("TC thực hiện, TC này", "tổ chức thực hiện, TC này"),
        ("GĐ 2021-2025, phó GĐ, GĐ văn hóa", "giai đoạn 2021-2025, phó giám đốc, gia đình văn hóa"),
        ("tỷ lệ GN, GN bền vững, GN nào", "tỷ lệ giải ngân, giảm nghèo bền vững, GN nào"),
        ("đoàn TN, TN nước, TN gì", "đoàn thanh niên, tài nguyên nước, TN gì"),
        ("hàng bán sang TQ, kế hoạch của TQ", "hàng bán sang Trung Quốc, kế hoạch của TQ"),
    ],
)
def test_its_neighbours_decide_what_an_abbreviation_is_or_it_stays(
    table: Abbreviations, question: str, expected: str
) -> None:
    assert table.expand(question) == expected


@pytest.mark.parametrize(
    "text",
    [
        "theo 12/KH-UBND, 45/QĐ-TTg và 3/BC-SNN&MT",
        "KH-UBND, QĐ-TTg, NQ-HĐND, TTr-SXD",
        "tối đa 3 điểm, ba phần, tám xã, bé ăn ít",
        "phu nữ làm chủ, cho con đi học ở xã",
        "ông N.v.a và tr.12",
    ],
)
def test_words_and_numbers_of_documents_stay_as_they_are(table: Abbreviations, text: str) -> None:
    assert table.expand(text) == text


def test_typed_without_accents_a_short_form_may_have_lost_the_stroke_of_its_d(table: Abbreviations) -> None:
    assert table.expand("trẻ em SDD, dat SDD") == "trẻ em suy dinh dưỡng, dat suy dinh dưỡng"
    assert table.expand("ke hoach SDD, tre em SDD") == "ke hoach sử dụng đất, tre em suy dinh dưỡng"
    assert table.expand("kế hoạch SDĐ") == "kế hoạch sử dụng đất"


def test_no_short_form_that_any_case_may_spell_is_a_word(table: Abbreviations) -> None:
    english = set((DATA / "english_words.txt").read_text("utf-8").lower().split())
    certain = [each.short for each in table.entries if any(rule.when == "any" for rule in each.rules)]
    assert len(certain) > 1_000
    # "ko" obeys the spelling of a syllable, and is none.
    assert [short for short in certain if is_syllable(short) or fold(short) in english] == ["ko"]


def test_every_rule_is_of_a_known_kind_and_chooses_an_expansion_of_its_entry(table: Abbreviations) -> None:
    bare, worded = {"any", "upper", "small", "number", "name", "counted"}, {"after", "near", "then"}
    for entry in table.entries:
        for rule in entry.rules:
            assert rule.when in (worded if rule.words else bare), entry.short
            assert fold(rule.expansion) in map(fold, entry.expansions), (entry.short, rule.expansion)
