"""The order of Vietnamese words."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from corpus.collation import collated

IN_ORDER = [
    ["an", "ăn", "ân", "ba", "cá", "da", "đa", "em", "êm", "in", "o", "ô", "ơ", "tu", "tư", "vé", "ý"],
    ["ma", "mà", "mả", "mã", "má", "mạ"],
    ["Phòng Nội vụ", "Phòng Tài chính", "Phòng Tư pháp", "Phòng Y tế", "Sở Công Thương", "Sở Y tế"],
    ["Ban Dân tộc", "Bộ Công an", "Cục Thuế", "Đài Truyền thanh", "Hội Nông dân"],
    ["Tổ 2", "Tổ 10", "Tổ 101"],
    ["UBND", "UBND xã", "UBND xã Bảo Lâm", "UBND xã Thụy Hùng"],
    ["Sở", "Sở Y tế", "Sơn La"],
    ["hà nội", "Hà Nội"],
    ["", "1", "a"],
]


def test_words_stand_as_in_a_vietnamese_dictionary() -> None:
    for words in IN_ORDER:
        mixed = words[::-1]
        assert sorted(mixed, key=collated) == words


def test_the_place_of_the_tone_and_the_way_of_writing_do_not_matter() -> None:
    assert sorted(["hòa c", "hoà b", "hòa a"], key=collated) == ["hòa a", "hoà b", "hòa c"]
    decomposed = unicodedata.normalize("NFD", "Đặng")
    assert sorted(["Đặng B", f"{decomposed} A", "Đặng C"], key=collated)[0] == f"{decomposed} A"


def test_punctuation_only_separates() -> None:
    assert sorted(["Phòng Tài chính - Kế hoạch", "Phòng Tài chính", "Phòng Tài chính, Thuế"], key=collated) == [
        "Phòng Tài chính",
        "Phòng Tài chính - Kế hoạch",
        "Phòng Tài chính, Thuế",
    ]


@given(st.text(), st.text())
def test_different_texts_have_different_keys_and_any_text_has_one(one: str, other: str) -> None:
    assert collated(one) != collated(other) or one.swapcase() == other.swapcase()
