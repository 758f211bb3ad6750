"""The words of a question weighed: what a passage or a document says of them, in whichever translation."""

import pytest

from corpus.documents import Passage
from corpus.stored import StoredPassage
from qa.words import Asked, Choice, DocumentWords, Rarity, terms_of

COMMON = {
    "ra": 40,
    "soat": 30,
    "ra_soat": 20,
    "tong": 40,
    "ket": 40,
    "tong_ket": 20,
    "mo": 10,
    "hinh": 30,
    "mo_hinh": 10,
}


@pytest.fixture
def rarity() -> Rarity:
    return Rarity(lambda term: COMMON.get(term, 0), 1000)


def _document(*texts: str) -> DocumentWords:
    passage = Passage(0, 1, (), "text", None)
    return DocumentWords(StoredPassage(at, 1, passage, text) for at, text in enumerate(texts))


def test_another_translation_bears_a_term_out_but_less(rarity: Rarity) -> None:
    review = Choice(("ra", "soat"), (("tong", "ket"),))
    asked = Asked(("ra", "soat", "mo", "hinh"), rarity, (review,))
    own, other, neither = (asked.covered(terms_of(f"{verb} mô hình")) for verb in ("rà soát", "tổng kết", "giới thiệu"))
    assert own == pytest.approx(1.0)
    assert neither < other < own


def test_what_a_translation_sets_side_by_side_and_no_plan_does_counts_for_nothing(rarity: Rarity) -> None:
    words = ("soat", "mo", "hinh")
    assert Asked(words, rarity, ()).covered(terms_of("mô hình; soát")) == pytest.approx(1.0)
    assert Asked(words, rarity).covered(terms_of("mô hình; soát")) < 1.0


def test_a_document_is_read_in_the_translation_that_it_uses(rarity: Rarity) -> None:
    asked = Asked(("ra", "soat"), rarity, (Choice(("ra", "soat"), (("tong", "ket"),)),))
    assert "tong_ket" in asked.inside(_document("Tổng kết mô hình.", "Mua sắm.", "Bàn giao."))
    assert set(asked.inside(_document("Rà soát mô hình.", "Mua sắm.", "Bàn giao."))) == {"ra", "soat", "ra_soat"}


def test_words_that_neither_document_nor_title_says_are_strange(rarity: Rarity) -> None:
    asked = Asked(("ra", "soat", "mo", "hinh"), rarity)
    document = _document("Mô hình mới.", "Bàn giao.")
    assert 0.0 < asked.strange(document, frozenset()) < 1.0
    assert asked.strange(document, terms_of("rà soát mô hình")) < asked.strange(document, frozenset())
