"""What a question takes for granted and the sample plans do not bear out: it is found, and the refusal names it."""

from __future__ import annotations

import pytest

from qa.assistant import Assistant
from qa.premises import Premises

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
