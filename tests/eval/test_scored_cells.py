from __future__ import annotations

from eval.cells import right_cells

HEADER = ("STT", "Nhiệm vụ", "Chủ trì")
BANNER = ("I. CHUNG",) * 3
FIRST, SECOND = ("1", "Rà soát sổ sách", "Sở Nội vụ"), ("2", "Báo cáo cuối quý", "Sở Nội vụ")


def test_a_table_read_as_it_stands_has_every_cell_right_and_a_banner_counts_once() -> None:
    assert right_cells([HEADER, BANNER, FIRST, SECOND], [HEADER, BANNER, FIRST, SECOND]) == (10, 10)


def test_a_lost_row_and_a_wrong_letter_cost_their_own_cells() -> None:
    blurred = ("1", "Rà soát số sách", "Sở Nội vụ")
    assert right_cells([HEADER, blurred], [HEADER, FIRST, SECOND]) == (5, 9)


def test_rows_of_another_table_are_taken_for_none() -> None:
    assert right_cells([("a", "b", "c")], [FIRST]) == (0, 3)
    assert right_cells([], [FIRST]) == (0, 3)


def test_a_misread_row_does_not_take_the_place_of_a_right_one() -> None:
    one, two = ("MỤC III.1",) * 3, ("MỤC III.2",) * 3
    assert right_cells([("MỤC IH.1",) * 3, two], [one, two]) == (1, 2)
