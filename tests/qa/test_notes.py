"""Notes on the documents of an answer: which issuers are gone since the district level ended."""

from __future__ import annotations

import dataclasses

import pytest

from corpus.store import StoredDocument
from qa.assistant import Assistant
from qa.notes import notes


def issued_by(assistant: Assistant, *issuers: str | None) -> list[StoredDocument]:
    document = assistant.library.documents()[0]
    headers = [dataclasses.replace(document.header, issuer=issuer) for issuer in issuers]
    return [dataclasses.replace(document, header=header) for header in headers]


@pytest.mark.parametrize(
    "issuer",
    [
        "Ủy ban nhân dân huyện Cao Lộc",
        "ỦY BAN NHÂN DÂN HUYỆN CAO LỘC",
        "Ủy ban nhân dân quận Ba Đình",
        "Ủy ban nhân dân thị xã Duyên Hải",
        "Ủy ban nhân dân thành phố Lạng Sơn",
        "Huyện ủy Cao Lộc",
        "Thị uỷ Duyên Hải",
        "Phòng Giáo dục và Đào tạo huyện Mường La",
    ],
)
def test_an_answer_from_a_district_says_that_it_ended(assistant: Assistant, issuer: str) -> None:
    [vietnamese] = notes(issued_by(assistant, issuer), "vi")
    [english] = notes(issued_by(assistant, issuer), "en")
    assert issuer in vietnamese.text and "01/7/2025" in vietnamese.text
    assert issuer in english.text and "1 July 2025" in english.text


@pytest.mark.parametrize(
    "issuer",
    [
        "Ủy ban nhân dân tỉnh Lạng Sơn",
        "Ủy ban nhân dân thành phố Hà Nội",
        "Ủy ban nhân dân Thành phố Hồ Chí Minh",
        "Ủy ban nhân dân thành phố Cần Thơ",
        "Ủy ban nhân dân thành phố Huế",
        "Sở Giáo dục và Đào tạo thành phố Đà Nẵng",
        "Ủy ban nhân dân xã Thụy Hùng",
        "Ủy ban nhân dân xã Thụy Hùng, huyện Cao Lộc",
        "Ủy ban nhân dân phường Đồng Đăng",
        "Bộ Giáo dục và Đào tạo",
        "Thủ tướng Chính phủ",
        None,
    ],
)
def test_provinces_central_cities_communes_and_ministries_have_no_note(
    assistant: Assistant, issuer: str | None
) -> None:
    assert notes(issued_by(assistant, issuer), "vi") == ()


def test_an_issuer_of_several_documents_is_noted_once(assistant: Assistant) -> None:
    documents = issued_by(
        assistant, "Ủy ban nhân dân huyện Cao Lộc", "Ủy ban nhân dân huyện Cao Lộc", "Huyện ủy Cao Lộc"
    )
    assert len(notes(documents, "vi")) == 2


def test_answers_carry_the_notes_of_what_they_cite_and_refusals_none(assistant: Assistant) -> None:
    answer = assistant.ask("Số hóa sổ hộ tịch giai đoạn 1990 - 2015 giao cho cơ quan nào chủ trì?")
    assert not answer.abstained and len(answer.notes) == 1 and "huyện Cao Lộc" in answer.notes[0].text
    assert (
        assistant.ask("UBND các huyện của tỉnh Lạng Sơn ban hành kế hoạch thực hiện Kết luận 51 trước ngày nào?").notes
        == ()
    )
    refused = assistant.ask("gia vang hom nay bao nhieu")
    assert refused.abstained and refused.notes == ()
