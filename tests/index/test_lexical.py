import concurrent.futures
import os
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.syllables import fold, same_tone, spans, syllables
from index import derived
from index.lexical import LexicalIndex, LexicalRow, pairs, terms

VIETNAMESE = st.text(alphabet=st.sampled_from("aàáâăeêioôơuưyđĐÀỦỶqhòa ỷạ-/.,_19\u0300\u0301"), max_size=40)

TITLE = "Kế hoạch công tác năm 2024"
ROWS = [
    LexicalRow(11, TITLE, "Phòng Tài nguyên", "Hướng dẫn giao đất cho trường mầm non tại xã Thụy Hùng."),
    LexicalRow(12, TITLE, "Phòng Giáo dục", "Tổ chức hội thi giáo viên giỏi; hoàn thành trước ngày 30/6/2024."),
    LexicalRow(27, TITLE, "Phòng Nội vụ", "Thực hiện Quyết định số 1556-QĐ/TU và Nghị quyết 32/NQ-CP."),
    LexicalRow(28, TITLE, "Phòng Tài chính", "Tăng thu 12,5% so với dự toán; hoà giải ở cơ sở."),
    LexicalRow(40, TITLE, "Phòng Y tế", "Phòng, chống dịch bệnh mùa hè cho các trường học."),
]


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    return LexicalIndex.build(tmp_path, ROWS, 5)


def first(index: LexicalIndex, text: str, folded_only: bool = False) -> int:
    return index.search(text, 1, folded_only=folded_only)[0][0]


@given(st.one_of(st.text(max_size=40), VIETNAMESE))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(VIETNAMESE)
def test_composed_and_decomposed_text_are_one(text: str) -> None:
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert fold(composed) == fold(decomposed)
    assert same_tone(composed) == same_tone(decomposed)
    assert terms(composed) == terms(decomposed)


@given(st.one_of(st.text(max_size=60), VIETNAMESE))
def test_spans_slice_the_syllables_back(text: str) -> None:
    assert [text[start:end] for start, end in spans(text)] == syllables(text)
    assert all(start < end for start, end in spans(text))


@given(st.one_of(st.text(max_size=40), VIETNAMESE))
def test_one_tone_style_is_settled_at_once_and_loses_no_letter(text: str) -> None:
    assert same_tone(same_tone(text)) == same_tone(text)
    assert fold(same_tone(text)) == fold(text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hoà", "hòa"),
        ("thuý", "thúy"),
        ("Uỷ ban", "Ủy ban"),
        ("UỶ", "ỦY"),
        ("khoẻ", "khỏe"),
        ("Thuỵ", "Thụy"),
        ("quý", "quý"),
        ("Quỳ", "Quỳ"),
        ("hoàn toàn", "hoàn toàn"),
        ("khuỷu", "khuỷu"),
    ],
)
def test_the_tone_goes_to_the_first_vowel_of_an_open_syllable(old: str, new: str) -> None:
    assert same_tone(old) == new


def test_folding_knows_d_with_stroke() -> None:
    assert fold("Giao ĐẤT") == "giao dat"


def test_numbers_are_terms_whole_and_in_parts() -> None:
    assert terms("số 1556-QĐ/TU, tăng 12,5%.") == ["số", "1556", "qđ", "tu", "tăng", "12", "5", "1556-qđ/tu", "12,5"]
    assert terms("ngày 30/6/2024.")[-1] == "30/6/2024"
    assert pairs(["giao", "đất", "ở"]) == ["giao_đất", "đất_ở"]


def test_a_question_without_accents_finds_accented_text(index: LexicalIndex) -> None:
    assert first(index, "giao dat cho truong mam non", folded_only=True) == 11
    assert first(index, "GIAO DAT cho truong mam non") == 11


def test_both_tone_styles_find_each_other(index: LexicalIndex) -> None:
    assert first(index, "Thuỵ Hùng") == first(index, "Thụy Hùng") == 11
    assert index.search("Thuỵ Hùng", 5) == index.search("Thụy Hùng", 5)
    assert first(index, "hòa giải") == 28


def test_decomposed_text_finds_composed_text(index: LexicalIndex) -> None:
    assert first(index, unicodedata.normalize("NFD", "giáo viên giỏi")) == 12


@pytest.mark.parametrize(
    ("text", "rowid"), [("1556-QĐ/TU", 27), ("1556", 27), ("32/NQ-CP", 27), ("12,5%", 28), ("30/6/2024", 12)]
)
def test_a_number_is_found_whole_and_by_a_part(index: LexicalIndex, text: str, rowid: int) -> None:
    assert first(index, text) == rowid


def test_accents_decide_between_words_that_fold_alike(tmp_path: Path) -> None:
    rows = [LexicalRow(1, "", "", "bán hàng"), LexicalRow(2, "", "", "bàn hàng"), LexicalRow(3, "", "", "bạn hàng")]
    assert first(LexicalIndex.build(tmp_path, rows, 1), "bạn hàng") == 3


@pytest.mark.parametrize("text", ["", "  ", "?!", '"a AND (', "body_exact:x^9 OR [", "+-* ~/"])
def test_no_question_is_bad_syntax(index: LexicalIndex, text: str) -> None:
    assert all(score > 0 for _, score in index.search(text, 3))


def test_scores_fall_and_are_positive(index: LexicalIndex) -> None:
    scores = [score for _, score in index.search("phòng giáo dục trường học", 5)]
    assert scores == sorted(scores, reverse=True) and scores[-1] > 0


@pytest.mark.parametrize("in_query", [0, 1000])
def test_a_filter_leaves_exactly_the_best_of_the_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_query: int
) -> None:
    monkeypatch.setattr("index.lexical.FILTER_IN_QUERY", in_query)
    words = ["giao", "đất", "cho", "trường", "mầm", "non"]
    random = np.random.default_rng(2)
    rows = [LexicalRow(2 * place, "", "", " ".join(random.choice(words, 4))) for place in range(300)]
    built = LexicalIndex.build(tmp_path, rows, 1)
    scores = dict(built.search("đất trường", 300))
    for allowed in (np.array([7], np.int64), np.arange(0, 30), np.arange(100, 500, 6), np.array([2, 9999])):
        found = built.search("đất trường", 5, allowed=allowed)
        expected = sorted((scores[rowid] for rowid in allowed.tolist() if rowid in scores), reverse=True)[:5]
        assert [score for _, score in found] == pytest.approx(expected)
        assert all(scores[rowid] == pytest.approx(score) and rowid in allowed for rowid, score in found)
    assert built.search("đất", 5, allowed=np.array([], np.int64)) == []


def test_many_threads_get_the_answers_of_one(index: LexicalIndex) -> None:
    questions = [row.body for row in ROWS] * 20
    alone = [index.search(question, 3) for question in questions]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda question: index.search(question, 3), questions)) == alone


def test_an_index_opened_again_answers_the_same(tmp_path: Path, index: LexicalIndex) -> None:
    again = LexicalIndex.open(tmp_path, 5)
    assert again is not None and len(again) == len(ROWS)
    assert again.search("giao đất", 5) == index.search("giao đất", 5)
    assert LexicalIndex.open(tmp_path, 5) is not None


def test_an_index_without_rows_finds_nothing(tmp_path: Path) -> None:
    assert LexicalIndex.build(tmp_path, [], 1).search("giao đất", 5) == []
    assert LexicalIndex.open(tmp_path, 1) is not None


def test_another_generation_is_not_opened(tmp_path: Path, index: LexicalIndex) -> None:
    assert LexicalIndex.open(tmp_path, 6) is None
    assert LexicalIndex.open(tmp_path / "elsewhere", 5) is None


def test_a_crash_between_the_files_and_the_manifest_leaves_the_old_index(
    tmp_path: Path, index: LexicalIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", crash)
        with pytest.raises(KeyboardInterrupt):
            LexicalIndex.build(tmp_path, ROWS[:2], 6)
    old = LexicalIndex.open(tmp_path, 5)
    assert old is not None and len(old) == len(ROWS)
    assert len(LexicalIndex.build(tmp_path, ROWS[:2], 6)) == 2
    assert sorted(path.name.split("-")[0] for path in tmp_path.iterdir()) == ["lexical", "lexical.json"]


def test_an_index_replaced_under_a_reader_still_answers_it(tmp_path: Path, index: LexicalIndex) -> None:
    before = index.search("giao đất", 5)
    LexicalIndex.build(tmp_path, ROWS[1:2], 6)
    assert index.search("giao đất", 5) == before


def test_a_changed_byte_is_noticed(tmp_path: Path, index: LexicalIndex) -> None:
    found = derived.current(tmp_path, "lexical", 5)
    assert found is not None
    for name in found[1].checksums:
        path = found[0] / name
        whole = path.read_bytes()
        path.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
        assert LexicalIndex.open(tmp_path, 5) is None
        path.write_bytes(whole)
    assert LexicalIndex.open(tmp_path, 5) is not None
