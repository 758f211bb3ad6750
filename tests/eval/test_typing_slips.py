"""Questions as people type them."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.syllables import fold, syllables
from eval.questions import Question
from eval.typing_slips import TYPED, Typed, mistype, mistyped, telex, without_accents

_TEXT = "Ai chủ trì xây dựng đường giao thông ở xã Đắk Ơ trước ngày 30/6/2024?"


def _question(id: str, form: str = "vi", text: str = _TEXT) -> Question:
    return Question(id=id, form=form, type="lead", question=text, doc="a", evidence="b")


@pytest.mark.parametrize(
    ("syllable", "keys"),
    [
        ("đường", "dduwowngf"),
        ("Đắk", "Ddawks"),
        ("quyết", "quyeets"),
        ("ĐỘNG", "DDOONGJ"),
        ("hoà", "hoaf"),
        ("Ủy", "Uyr"),
        ("xã", "xax"),
        ("ban", "ban"),
        ("30", "30"),
    ],
)
def test_telex_keys_are_those_that_one_presses(syllable: str, keys: str) -> None:
    assert telex(syllable) == keys
    assert telex(unicodedata.normalize("NFD", syllable)) == keys


def test_no_accents_keeps_capitals_numbers_and_signs() -> None:
    plain = "Ai chu tri xay dung duong giao thong o xa Dak O truoc ngay 30/6/2024?"
    assert mistype(_TEXT, "no-accents", random.Random(0)) == plain


def test_some_accents_stay_and_some_go() -> None:
    typed = mistype(_TEXT, "some-accents", random.Random(1))
    assert fold(typed) == fold(_TEXT)
    kept = [one == other for one, other in zip(syllables(typed), syllables(_TEXT), strict=True)]
    assert any(kept) and not all(kept)


def test_joined_loses_spaces_between_words_and_nothing_else() -> None:
    typed = mistype(_TEXT, "joined", random.Random(1))
    assert typed.replace(" ", "") == _TEXT.replace(" ", "")
    assert typed.count(" ") < _TEXT.count(" ")
    assert mistype("năm 2024 có 5 xã", "joined", random.Random(0), share=1.0) == "năm 2024 có 5 xã"


@pytest.mark.parametrize("typed", TYPED)
def test_the_same_set_is_mistyped_the_same_way_whatever_stands_beside_a_question(typed: Typed) -> None:
    one, other = _question("f1:vi"), _question("f2:vi")
    assert mistyped([one, other], typed)[1] == mistyped([other], typed)[0]
    assert mistyped([one], typed) == mistyped([one], typed)


def test_a_mistyped_question_keeps_its_fact_and_what_it_expects() -> None:
    (typed,) = mistyped([_question("f1:vi")], "telex")
    assert (typed.fact, typed.id, typed.form) == ("f1", "f1:vi-telex", "vi, telex")
    assert (typed.doc, typed.evidence) == ("a", "b")
    (bare,) = mistyped([_question("f2")], "telex")
    assert (bare.fact, bare.id) == ("f2", "f2:telex")


def test_english_questions_are_left_out() -> None:
    assert mistyped([_question("f1:en", "en", "Who leads?")], "no-accents") == ()


@given(st.text(alphabet="aăâeêioôơuưyđbcghklmnpqrstvx áàảãạ ẮỘ.,?1", max_size=60), st.sampled_from(TYPED))
def test_a_share_of_nothing_changes_nothing_but_the_form_of_unicode(text: str, typed: Typed) -> None:
    assert mistype(text, typed, random.Random(0), share=0.0) == unicodedata.normalize("NFC", text)


@given(st.text(max_size=60))
def test_text_without_accents_is_folded_but_for_its_capitals(text: str) -> None:
    assert fold(without_accents(text)) == fold(text)
