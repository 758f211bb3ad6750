"""Words as tesseract gives them for blurred scans; what it reads of real pictures is tested with the scans."""

from __future__ import annotations

import pytest

from corpus.loaders.scan_marks import settle
from corpus.loaders.scan_vote import voted
from corpus.loaders.tesseract import TextLine, Word


def line(text: str, **others: str) -> TextLine:
    return tuple(Word(word, (0, 0, 1, 1), 0.9, (others[word],) if word in others else ()) for word in text.split())


def settled(*lines: TextLine) -> list[str]:
    blocks = [[each] for each in lines]
    settle(blocks)
    return [" ".join(word.text for found in block for word in found) for block in blocks]


OFTEN = [line("công tác kiểm định chất lượng")] * 4


def test_a_word_gets_the_marks_that_it_has_elsewhere_between_the_same_words() -> None:
    assert settled(*OFTEN, line("về công tác kiếm định, năm"))[-1] == "về công tác kiểm định, năm"


def test_capitals_and_signs_around_a_word_stay() -> None:
    assert settled(*OFTEN, line("tác (Kiếm) định"))[-1] == "tác (Kiểm) định"
    assert settled(*OFTEN, line("TÁC KIẾM ĐỊNH"))[-1] == "TÁC KIỂM ĐỊNH"


def test_words_that_go_on_in_the_next_line_are_neighbours() -> None:
    block = [line("về công tác"), line("kiếm định")]
    settle([block, *([each] for each in OFTEN)])
    assert [word.text for word in block[1]] == ["kiểm", "định"]


def test_a_word_read_as_often_stays() -> None:
    assert settled(line("tác kiểm định"), line("tác kiếm định")) == ["tác kiểm định", "tác kiếm định"]


def test_a_right_word_beside_a_frequent_one_stays() -> None:
    often = [line("tỉnh có thể giao")] * 9
    assert settled(*often, line("tỉnh có thế mạnh"))[-1] == "tỉnh có thế mạnh"
    assert settled(*often, line("tỉnh có thế mạnh", thế="thể"))[-1] == "tỉnh có thế mạnh"


def test_marks_that_blur_does_not_make_alike_are_changed_only_to_what_was_read() -> None:
    often = [line("ngành năm tình hình")] * 4
    assert settled(*often, line("ngành nắm tình hình"))[-1] == "ngành nắm tình hình"
    assert settled(*often, line("ngành nắm tình hình", nắm="năm"))[-1] == "ngành năm tình hình"


def test_a_word_at_the_edge_of_a_cell_is_changed_only_to_what_was_read() -> None:
    often = [line("Tổ chức kiểm tra")] * 4
    assert settled(*often, line("Tố chức"))[-1] == "Tố chức"
    assert settled(*often, line("Tố chức", Tố="Tổ"))[-1] == "Tổ chức"


@pytest.mark.parametrize(
    ("often", "once"), [("theo quý III năm", "theo quý II năm"), ("ngày 13 tháng", "ngày 15 tháng")]
)
def test_numbers_and_letters_stay(often: str, once: str) -> None:
    own = once.split()[-2]
    assert settled(*[line(often)] * 9, line(once, **{own: often.split()[-2]}))[-1] == once


def test_what_other_readings_had_in_place_of_a_word_is_kept_with_it() -> None:
    (found,) = voted([[line("kiếm định")], [line("kiếm định")], [line("kiểm định")]])
    assert [(word.text, word.others) for word in found] == [("kiếm", ("kiểm",)), ("định", ())]
