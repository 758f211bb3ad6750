"""Initials of places in questions, for an office that holds plans of a few places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Header
from corpus.store import Filters
from corpus.stored import StoredDocument
from qa.accents import AccentModel
from qa.glossary import glossary
from qa.places import Places
from qa.understanding import Understanding, understand

ISSUERS = (
    "Ủy ban nhân dân huyện Cao Lộc",
    "Ủy ban nhân dân tỉnh Lạng Sơn",
    "Ủy ban nhân dân tỉnh Đắk Lắk",
    "Sở Y tế tỉnh Sơn La",
    "Ủy ban nhân dân tỉnh Quảng Trị",
    "Ủy ban nhân dân thành phố Cần Thơ",
)


def _documents(*issuers: str) -> list[StoredDocument]:
    return [
        StoredDocument(f"d{row}", row, f"{row}.docx", "Kế hoạch", Header(issuer=issuer), 3, "2026-01-01T00:00:00+00:00")
        for row, issuer in enumerate(issuers, start=1)
    ]


PLACES = Places(_documents(*ISSUERS))
CORPUS = AccentModel.build(
    ["Kế hoạch của Ủy ban nhân dân huyện giao phòng nào chủ trì năm học, quản lý lò sấy (LS) ở xã."], []
)
UNDEFINED = AccentModel.build(["Kế hoạch của Ủy ban nhân dân tỉnh giao sở nào chủ trì năm nay."], [])


def understood(question: str, corpus: AccentModel = UNDEFINED) -> Understanding:
    return understand(question, corpus, glossary(), PLACES, Filters())


@pytest.mark.parametrize(
    ("question", "text", "places"),
    [
        ("kế hoạch của LS", "kế hoạch của Lạng Sơn", ("lang son",)),
        ("ĐL và LS giao sở nào?", "Đắk Lắk và Lạng Sơn giao sở nào?", ("dak lak", "lang son")),
        ("ke hoach LS nam nay", "kế hoạch Lạng Sơn năm nay", ("lang son",)),
        ("TP. HP giao sở nào", "thành phố Hải Phòng giao sở nào", ("hai phong",)),
        ("kế hoạch của TP.HCM", "kế hoạch của thành phố Hồ Chí Minh", ("ho chi minh",)),
    ],
)
def test_initials_of_one_place_alone_are_that_place(question: str, text: str, places: tuple[str, ...]) -> None:
    found = understood(question)
    assert (found.text, found.mentions.places) == (text, places)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("UBND CL giao phòng nào", "Ủy ban nhân dân Cao Lộc giao phòng nào"),
        ("huyện CL giao phòng nào", "huyện Cao Lộc giao phòng nào"),
        ("H.CL, T. LS giao phòng nào", "huyện Cao Lộc, tỉnh Lạng Sơn giao phòng nào"),
        ("UBND H Cao Lộc giao phòng nào", "Ủy ban nhân dân huyện Cao Lộc giao phòng nào"),
        ("Sở Y tế SL chủ trì gì", "Sở Y tế Sơn La chủ trì gì"),
        ("SYT SL chủ trì gì", "Sở Y tế Sơn La chủ trì gì"),
        ("UBND TP CT giao sở nào", "Ủy ban nhân dân thành phố Cần Thơ giao sở nào"),
        ("UBND tỉnh NA giao sở nào", "Ủy ban nhân dân tỉnh Nghệ An giao sở nào"),
    ],
)
def test_behind_a_level_or_a_body_an_abbreviation_is_the_place_of_these_initials(question: str, text: str) -> None:
    assert understood(question).text == text


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("nâng cao CL giáo dục", "nâng cao chất lượng giáo dục"),
        ("kế hoạch các xã, CL ra sao", "kế hoạch các xã, chất lượng ra sao"),
        ("UBND tỉnh HD các xã", "Ủy ban nhân dân tỉnh hướng dẫn các xã"),
        ("kế hoạch của QN", "kế hoạch của QN"),
        ("10 HP, đoạn HP 3", "10 HP, đoạn HP 3"),
        ("kế hoạch 12/LS-HP, mục NA", "kế hoạch 12/LS-HP, mục NA"),
        ("cán bộ xã HP", "cán bộ xã HP"),
        ("KẾ HOẠCH CỦA LS", "KẾ HOẠCH CỦA LS"),
    ],
)
def test_initials_that_may_be_something_else_are_left_alone(question: str, text: str) -> None:
    found = understood(question)
    assert (found.text, found.mentions.places) == (text, ())


def test_of_places_that_share_initials_that_of_the_documents_is_meant() -> None:
    assert PLACES.with_initials("QT") == "Quảng Trị"
    assert PLACES.with_initials("CL") == "Cao Lộc"
    assert PLACES.with_initials("QN") is None
    assert PLACES.with_initials("HP") == "Hải Phòng"
    assert PLACES.with_initials("HP", known=True) is None
    two = Places(_documents("Ủy ban nhân dân huyện Cao Lộc", "Ủy ban nhân dân huyện Chi Lăng"))
    assert two.with_initials("CL") is None


def test_typed_d_is_the_letter_d_but_in_a_question_without_accents() -> None:
    assert PLACES.with_initials("DL") is None
    assert PLACES.with_initials("DL", plain=True) == "Đắk Lắk"


def test_what_the_documents_abbreviate_themselves_is_no_place_but_behind_a_level() -> None:
    assert understood("ai quản lý LS", CORPUS).text == "ai quản lý lò sấy"
    assert understood("tỉnh LS giao phòng nào", CORPUS).text == "tỉnh Lạng Sơn giao phòng nào"


@given(st.lists(st.sampled_from([*" .,-/&12", "LS", "CL", "H.", "TP", "UBND", "tỉnh ", "xã ", "ĐL", "Cao Lộc"])))
def test_no_mixture_of_levels_and_initials_breaks_it(parts: list[str]) -> None:
    assert understood(f"kế hoạch {''.join(parts)}").text.startswith("kế hoạch")
