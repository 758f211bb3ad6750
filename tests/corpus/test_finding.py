"""The words of a quote among those of a page."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from corpus.page_images.finding import Quote, found_words, letters, line_boxes
from corpus.page_images.words import PlacedWord

SYLLABLES = ("phòng", "Tư", "pháp", "chủ", "trì", "số", "hóa", "sổ", "hộ", "tịch", "2025", "quý", "III", "UBND", "xã")
PER_LINE = 8


def page_of(texts: Sequence[str], number: int = 1) -> list[PlacedWord]:
    """The words in lines of a page, a hundredth of it high each."""
    placed = []
    for at, text in enumerate(texts):
        left, top = at % PER_LINE * 0.1 + 0.1, at // PER_LINE * 0.02 + 0.05
        placed.append(PlacedWord(text, number, ((left, top, left + 0.08, top + 0.01),)))
    return placed


def line_of(text: str, number: int = 1) -> list[PlacedWord]:
    return page_of(text.split(), number)


def row_of(cells: Sequence[str], at: int) -> list[PlacedWord]:
    """A row of a ruled table, each cell a word a line."""
    return [
        PlacedWord(word, 1, ((0.1 + column * 0.3, top, 0.3 + column * 0.3, top + 0.01),), (0, at * 10 + column))
        for column, cell in enumerate(cells)
        for line, word in enumerate(cell.split())
        for top in [0.1 + at * 0.1 + line * 0.02]
    ]


def said(words: Sequence[PlacedWord], found: Sequence[int]) -> str:
    return " ".join(words[at].text for at in found)


@given(
    st.lists(st.sampled_from(SYLLABLES), min_size=30, max_size=120),
    st.data(),
)
def test_a_quote_is_found_whatever_its_white_space_form_and_hyphens(texts: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(texts) - 1))
    end = data.draw(st.integers(start + 1, len(texts)))
    gap = data.draw(st.sampled_from((" ", "  ", " \u00ad", "-\u200b ")))
    form: Literal["NFC", "NFD"] = data.draw(st.sampled_from(("NFC", "NFD")))
    words = page_of(texts)
    quote = Quote(
        unicodedata.normalize(form, gap.join(texts[start:end])),
        " ".join(texts[:start]) + " ",
        " " + " ".join(texts[end:]),
    )
    found = found_words(quote, words)
    assert letters(said(words, found)) == letters(" ".join(texts[start:end]))
    assert found == list(range(found[0], found[-1] + 1))


def test_the_words_around_it_tell_the_place_of_a_quote_that_stands_twice() -> None:
    words = page_of(
        [
            "1.",
            "Phòng",
            "Tư",
            "pháp",
            "chủ",
            "trì",
            "số",
            "hóa",
            "2.",
            "Phòng",
            "Tư",
            "pháp",
            "chủ",
            "trì",
            "rà",
            "soát",
        ]
    )
    found = found_words(Quote("Phòng Tư pháp chủ trì", "số hóa\n2. ", " rà soát"), words)
    assert found == [9, 10, 11, 12, 13]


def test_the_cells_of_a_row_are_found_at_its_height() -> None:
    words = [
        word
        for at, cells in enumerate((("1", "Số hóa sổ hộ tịch", "Quý III"), ("2", "Rà soát thủ tục", "Quý III")))
        for word in row_of(cells, at)
    ]
    found = found_words(Quote("2 | Rà soát thủ tục | Quý III"), words)
    assert said(words, found) == "2 Rà soát thủ tục Quý III"
    assert {words[at].cell for at in found} == {(0, 10), (0, 11), (0, 12)}
    # A cell has boxes of its own, one for each line.
    assert len(line_boxes(words, found)[1]) == 7


def test_a_merged_cell_is_found_above_the_row() -> None:
    words = [*row_of(("I", "Phòng Tư pháp", "Quý III"), 0), *row_of(("Rà soát thủ tục",), 4)]
    found = found_words(Quote("Rà soát thủ tục | Phòng Tư pháp"), words)
    assert said(words, found) == "Phòng Tư pháp Rà soát thủ tục"


def test_a_sentence_over_two_pages_has_boxes_on_both_and_none_on_what_stands_between() -> None:
    one = page_of(
        ["Chủ", "trì", "phối", "hợp", "với", "các", "xã", "số", "hóa", "sổ", "hộ", "tịch", "trước", "ngày"], 1
    )
    two = page_of(
        [
            "3",
            "Kế",
            "hoạch",
            "số",
            "12",
            "31",
            "tháng",
            "12",
            "năm",
            "2025",
            "và",
            "báo",
            "cáo",
            "Ủy",
            "ban",
            "nhân",
            "dân",
            "huyện",
        ],
        2,
    )
    words = one + two
    quote = Quote("số hóa sổ hộ tịch trước ngày 31 tháng 12 năm 2025 và báo cáo Ủy ban nhân dân huyện")
    boxes = line_boxes(words, found_words(quote, words))
    assert len(boxes[1]) == 2 and boxes[1][0][0] > 0.7
    assert boxes[2][0][0] == words[len(one) + 5].boxes[0][0]


def test_a_misread_word_does_not_break_the_box_of_its_line() -> None:
    words = line_of("Phòng Tư phảp chủ trì số")
    found = found_words(Quote("Phòng Tư pháp chủ trì số"), words)
    ((left, _, right, _),) = line_boxes(words, found)[1]
    assert (left, right) == (words[0].boxes[0][0], words[5].boxes[0][2])


def test_a_quote_that_is_not_there_has_no_words() -> None:
    words = line_of("Phòng Tư pháp chủ trì số hóa sổ hộ tịch")
    assert found_words(Quote("Trạm Y tế khám sức khỏe định kỳ cho học sinh"), words) == []
    assert found_words(Quote(" – \n | "), words) == []
    assert found_words(Quote("Phòng Tư pháp"), []) == []
