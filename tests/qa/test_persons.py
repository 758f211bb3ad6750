"""Which of several persons in a sentence a question means."""

from __future__ import annotations

from qa.persons import persons

SENTENCE = (
    "Phân công Phó Chủ tịch Trần Văn Lâm theo dõi xã Hòa An, Phó Chủ tịch Lý Thị Nga xã Bản Cuôn"
    " và đồng chí Đỗ Minh Quân, Chủ tịch Hội, xã Nà Phặc."
)


def test_every_person_with_a_title_is_found_in_order() -> None:
    assert [person.name for person in persons(SENTENCE, {})] == ["Trần Văn Lâm", "Lý Thị Nga", "Đỗ Minh Quân"]


def test_what_stands_behind_a_name_is_said_of_this_person_alone() -> None:
    fits = [person.fit for person in persons(SENTENCE, {"ban_cuon": 0.5, "xa": 0.1})]
    assert fits == [0.1, 0.6, 0.1]


def test_an_office_behind_the_name_belongs_to_it() -> None:
    assert persons("Lãnh đạo phụ trách: Đồng chí Đỗ Minh Quân - Phó Chủ tịch UBND xã.", {})[0].office == (
        " - Phó Chủ tịch UBND xã"
    )


def test_a_general_is_a_person_and_a_committee_is_none() -> None:
    assert [person.name for person in persons("có Thiếu tướng Phạm Văn Sơn dự", {})] == ["Phạm Văn Sơn"]
    assert persons("Chủ tịch Ủy ban nhân dân xã quyết định.", {}) == []
