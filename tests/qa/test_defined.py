"""Abbreviations that documents define themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.accents import AccentModel
from qa.defined import definitions
from qa.glossary import glossary


@pytest.mark.parametrize(
    ("text", "short", "meaning"),
    [
        ("Ủy ban nhân dân (UBND) xã báo cáo.", "ubnd", "Ủy ban nhân dân"),
        ("công tác giải phóng mặt bằng (sau đây viết tắt là GPMB)", "gpmb", "giải phóng mặt bằng"),
        ("Sở Tài nguyên và Môi trường (TN&MT) chủ trì", "tn&mt", "Tài nguyên và Môi trường"),
        ("Đài Truyền thanh Vùng cao (gọi tắt: ĐTTVC)", "đttvc", "Đài Truyền thanh Vùng cao"),
        ("Văn hóa, Thể thao và Du lịch (VHTTDL)", "vhttdl", "Văn hóa, Thể thao và Du lịch"),
    ],
)
def test_an_abbreviation_in_brackets_stands_for_the_words_that_it_begins(text: str, short: str, meaning: str) -> None:
    assert definitions([text]) == {short: meaning}


@pytest.mark.parametrize(
    "text", ["trí tuệ nhân tạo (AI)", "tại mục (IV)", "Bộ Công an (b/c)", "(UBND)", "các mục tiêu (sau đây gọi là Đợt)"]
)
def test_brackets_that_do_not_spell_the_words_before_them_define_nothing(text: str) -> None:
    assert definitions([text]) == {}


def test_of_two_meanings_the_one_met_more_often_stands() -> None:
    texts = ["trung tâm (TT)", "thị trấn (TT)", "thị trấn (TT)"]
    assert definitions(texts) == {"tt": "thị trấn"}


def test_what_the_documents_define_is_written_out_in_questions() -> None:
    corpus = AccentModel.build(["Quỹ Bảo trợ Trẻ mồ côi (QBTTMC) của tỉnh."], [])
    words = glossary()
    assert words.expand("ai quản lý QBTTMC", corpus) == "ai quản lý Quỹ Bảo trợ Trẻ mồ côi"
    assert words.expand("qbttmc do ai lập", corpus) == "Quỹ Bảo trợ Trẻ mồ côi do ai lập"
    assert words.expand("ai quản lý QBTTMC") == "ai quản lý QBTTMC"


def test_typed_with_its_stroke_a_letter_is_no_d() -> None:
    corpus = AccentModel.build(["Hỗ trợ doanh nghiệp (DN) lập quỹ đổi nghề (QĐN)."], [])
    words = glossary()
    assert definitions(["đóng nộp (DN)", "doanh nghiệp (ĐN)"]) == {}
    assert words.expand("hỗ trợ ĐN nào", corpus) == "hỗ trợ ĐN nào"
    assert words.expand("ai lập QDN này", corpus) == "ai lập QDN này"
    assert words.expand("ai lập QĐN này", corpus) == "ai lập quỹ đổi nghề này"
    assert words.expand("ai lap QDN nay", corpus) == "ai lap quỹ đổi nghề nay"
    assert words.expand("ai lập QDN này", corpus, plain=True) == "ai lập quỹ đổi nghề này"


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    assert all(short and meaning for short, meaning in definitions([text, f"{text} (UBND)"]).items())
