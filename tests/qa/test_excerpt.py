"""A sentence as an answer shows it."""

from __future__ import annotations

from qa.excerpt import shown


def test_a_long_sentence_is_shown_around_what_was_asked() -> None:
    clauses = [f"giao đơn vị thứ {n} rà soát phần việc của mình" for n in range(30)]
    clauses[17] = "giao Phòng Tư pháp số hóa sổ hộ tịch"
    part = shown(", ".join(clauses), ("so", "ho", "tich"))
    assert "số hóa sổ hộ tịch" in part and len(part) <= 310
    assert part.startswith("… ") and part.endswith(" …")
    assert shown("- Trồng 200 ha rừng.", ()) == "Trồng 200 ha rừng."


def test_the_clause_that_answers_is_shown_wherever_the_words_of_the_question_are() -> None:
    clauses = ["Mưa đá ở ba xã vùng cao gây thiệt hại lớn", *(f"{n} nhà tốc mái tại xóm số {n}" for n in range(20, 40))]
    clauses.append("trên 1.200,5 ha ngô gãy đổ")
    part = shown(", ".join(clauses), ("mua", "da", "thiet", "hai"), lambda clause: " ha " in clause)
    assert "1.200,5 ha ngô" in part and len(part) <= 310
