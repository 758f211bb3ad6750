"""What a question takes for granted and the sample plans do not bear out: it is found, and the refusal names it."""

from __future__ import annotations

import dataclasses

import pytest

from corpus.store import StoredDocument
from qa.assistant import Assistant
from qa.places import Places
from qa.premises import Premises, unmet
from qa.reading import Finding
from qa.understanding import Understanding
from qa.words import DocumentWords, Rarity

BORNE_OUT = [
    "Kinh phí chuyển đổi số huyện Cao Lộc năm 2025 là bao nhiêu?",
    "kinh phi chuyen doi so huyen cao loc nam 2025 la bao nhieu",
    "how much is budgeted for digital transformation in Cao Lộc in 2025?",
    "Kinh phí theo Kế hoạch 31/KH-UBND là bao nhiêu?",
    "Số hóa sổ hộ tịch giai đoạn 1990 - 2015 xong khi nào?",
    "Mường La đặt chỉ tiêu trẻ 5 tuổi ra lớp năm 2023 là bao nhiêu?",
    "Chủ tịch Lý Minh Quân ký kế hoạch nào?",
    "Phòng Dân tộc phải làm gì để học sinh Mường La không tảo hôn?",
]
OTHER_PLACE = [
    "Kinh phí chuyển đổi số của tỉnh Cà Mau năm 2025 là bao nhiêu?",
    "kinh phi chuyen doi so cua tinh ca mau nam 2025 la bao nhieu",
    "how much is budgeted for digital transformation in Cà Mau province in 2025?",
]
OTHER_YEAR = [
    "Kinh phí chuyển đổi số huyện Cao Lộc năm 2027 là bao nhiêu?",
    "kinh phi chuyen doi so huyen cao loc nam 2027 la bao nhieu",
    "how much is budgeted for digital transformation in Cao Lộc in 2027?",
]
STRANGERS = [
    "Phó Chủ tịch Nguyễn Văn Bình được giao việc gì về chuyển đổi số?",
    "pct nguyen van binh duoc giao viec gi ve chuyen doi so",
    "what was chairman Nguyễn Văn Bình assigned in digital transformation?",
]
NOT_HAPPENED = [
    ("Kế hoạch chuyển đổi số huyện Cao Lộc năm 2025 bị hủy bỏ vì sao?", "hủy"),
    ("Vì sao kế hoạch chuyển đổi số huyện Cao Lộc năm 2025 bị huỷ?", "hủy"),
    ("Why was the digital transformation plan of Cao Lộc for 2025 cancelled?", "cancelled"),
    ("Vì sao thu hồi kế hoạch chuyển đổi số huyện Cao Lộc năm 2025?", "thu hồi kế hoạch"),
    ("Vì sao số hóa sổ hộ tịch bị đưa ra khỏi kế hoạch chuyển đổi số Cao Lộc năm 2025?", "ra khỏi kế hoạch"),
]


def premises(assistant: Assistant, question: str) -> Premises:
    return assistant.findings(question)[2]


@pytest.mark.parametrize("question", BORNE_OUT)
def test_what_the_plans_bear_out_is_not_questioned(assistant: Assistant, question: str) -> None:
    assert premises(assistant, question) == Premises()


@pytest.mark.parametrize("question", OTHER_PLACE)
def test_another_place_is_told_in_every_wording(assistant: Assistant, question: str) -> None:
    assert premises(assistant, question).places == ("ca mau",)
    answer = assistant.ask(question)
    assert answer.abstained and ("Cà Mau" if "Mau" in question else "Ca Mau") in answer.text


@pytest.mark.parametrize("question", OTHER_YEAR)
def test_another_year_is_told_with_the_newest_one(assistant: Assistant, question: str) -> None:
    assert premises(assistant, question).years == (2027,)
    answer = assistant.ask(question)
    told = answer.text.partition("Kế hoạch số 31")[0]
    assert answer.abstained and "2027" in told and "2025" in told


def test_a_year_inside_a_period_that_is_said_is_borne_out(assistant: Assistant) -> None:
    question = "Kế hoạch nâng cao chất lượng giáo dục của Mường La năm {year} có tổng kinh phí bao nhiêu?"
    assert premises(assistant, question.format(year=2024)).years == ()
    assert premises(assistant, question.format(year=2029)).years == (2029,)


def test_a_number_that_no_document_has_is_told(assistant: Assistant) -> None:
    assert premises(assistant, "Kinh phí theo Kế hoạch 31/KH-UBND là bao nhiêu?").numbers == ()
    assert premises(assistant, "Kinh phí theo Kế hoạch 999/KH-UBND là bao nhiêu?").numbers == ("999/kh-ubnd",)


@pytest.mark.parametrize("question", STRANGERS)
def test_a_person_whom_no_plan_names_is_told_in_every_wording(assistant: Assistant, question: str) -> None:
    assert premises(assistant, question).persons == ("nguyen van binh",)
    answer = assistant.ask(question)
    assert answer.abstained and ("Nguyễn Văn Bình" if "Bình" in question else "Nguyen Van Binh") in answer.text


@pytest.mark.parametrize("body", ["Sở Ngoại vụ", "Kho bạc Nhà nước"])
def test_a_body_that_has_no_duty_is_told(assistant: Assistant, body: str) -> None:
    question = f"{body} phải làm gì trong kế hoạch chuyển đổi số?"
    assert premises(assistant, question).bodies == (body,)
    answer = assistant.ask(question)
    assert answer.abstained and body in answer.text


@pytest.mark.parametrize(("question", "event"), NOT_HAPPENED)
def test_what_has_not_happened_is_told(assistant: Assistant, question: str, event: str) -> None:
    assert premises(assistant, question).events == (event,)
    answer = assistant.ask(question)
    assert answer.abstained and event in answer.text.partition("Kế hoạch số 31")[0]


@pytest.mark.parametrize("question", ["Sản phẩm của bản đồ số Mẫu Sơn là gì?", "san pham cua ban do so mau son la gi"])
def test_a_name_and_the_copula_behind_it_are_no_place(assistant: Assistant, question: str) -> None:
    assert assistant.understand(question).mentions.places == ()
    assert assistant.understand("Giá đất ở Sơn La là bao nhiêu?").mentions.places == ("son la",)


def test_the_end_of_a_place_and_the_word_behind_it_are_no_other_place(assistant: Assistant) -> None:
    named = assistant.understand("ở Bắc Ninh bình ổn giá sữa cho trẻ em").mentions.places
    assert named == ("bac ninh",)


@pytest.mark.parametrize(
    "question",
    [
        "Phó Thủ tướng phân công ai lo chuyển đổi số huyện Cao Lộc?",
        "which deputy prime minister was assigned to digital transformation in Cao Lộc?",
    ],
)
def test_an_assignment_is_no_person_of_the_surname_phan(assistant: Assistant, question: str) -> None:
    assert premises(assistant, question).persons == ()


@pytest.mark.parametrize(
    "question",
    [
        "cục hàng hải được giao việc gì trong kế hoạch chuyển đổi số?",
        "cuc hang hai duoc giao viec gi trong ke hoach chuyen doi so",
        "nhiệm vụ của kho bạc nhà nước trong kế hoạch chuyển đổi số là gì?",
    ],
)
def test_a_body_in_small_letters_that_has_no_duty_is_told(assistant: Assistant, question: str) -> None:
    assert premises(assistant, question).bodies
    assert assistant.ask(question).abstained


def test_what_kind_a_thing_is_does_not_say_what_happened_to_it(assistant: Assistant) -> None:
    question = "who runs the one-stop counter of Cao Lộc in digital transformation?"
    assert premises(assistant, question).events == ()


def test_a_school_year_in_short_figures_is_another_year(assistant: Assistant) -> None:
    question = "Kế hoạch nâng cao chất lượng giáo dục của Mường La năm học {years} có kinh phí bao nhiêu?"
    assert premises(assistant, question.format(years="34-35")).years == (2034, 2035)
    assert premises(assistant, question.format(years="5-6")).years == ()


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("kinh phi chuyen doi so cua huyen tinh gia la bao nhieu", "tinh gia"),
        ("kinh phí chuyển đổi số của huyện bá thước là bao nhiêu", "ba thuoc"),
    ],
)
def test_a_district_that_no_plan_has_is_told_without_capitals(assistant: Assistant, question: str, place: str) -> None:
    assert premises(assistant, question).places == (place,)
    assert assistant.ask(question).abstained


def test_words_behind_a_level_are_no_place_where_they_name_none(assistant: Assistant) -> None:
    assert premises(assistant, "huyen nao phai bao cao chuyen doi so? phuong xa nao tham gia?").places == ()


def test_a_document_that_came_without_its_number_may_be_the_one_that_is_named(assistant: Assistant) -> None:
    understanding, (first, *_), _ = assistant.findings("Theo kế hoạch 9187, ai chủ trì lắp camera an ninh?")
    document = first.candidate.hit.document
    assert unmet_numbers(assistant, understanding, first, document) == ("9187",)
    unnumbered = dataclasses.replace(
        document, header=dataclasses.replace(document.header, number=None, type="Kế hoạch")
    )
    assert unmet_numbers(assistant, understanding, first, unnumbered) == ()
    other = dataclasses.replace(unnumbered, header=dataclasses.replace(unnumbered.header, type="Công điện"))
    assert unmet_numbers(assistant, understanding, first, other) == ("9187",)


def unmet_numbers(
    assistant: Assistant, understanding: Understanding, finding: Finding, document: StoredDocument
) -> tuple[str, ...]:
    hit = dataclasses.replace(finding.candidate.hit, document=document)
    moved = dataclasses.replace(finding, candidate=dataclasses.replace(finding.candidate, hit=hit))
    words = DocumentWords(assistant.library.store.passages(document.row))
    return unmet(understanding, moved, Places([document]), words, Rarity(lambda term: 1, 100)).numbers
