from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.syllable_grammar import garbled_share, is_syllable, syllable_share


@pytest.mark.parametrize(
    "word", ["nghiêng", "quyển", "giếng", "Ủy", "UỶ", "thuở", "khuya", "gì", "xoong", "đường", "tiểu"]
)
def test_a_vietnamese_syllable_is_possible(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize("word", ["thùc", "hiÖn", "plan", "nămhọc", "cáć", "mac", "", "nghieengg"])
def test_what_breaks_the_spelling_is_not(word: str) -> None:
    assert not is_syllable(word)


def test_english_and_numbers_are_not_garbled() -> None:
    assert garbled_share("The committee's plan, e.g. of 2024, is at www.example.vn | 12,5 | 100%") < 0.1
    assert garbled_share("Thùc hiÖn nhiÖm vô träng t©m n¨m häc míi") > 0.6


@given(st.text())
def test_shares_lie_between_zero_and_one(text: str) -> None:
    assert 0.0 <= syllable_share(text) <= 1.0
    assert 0.0 <= garbled_share(text) <= 1.0
