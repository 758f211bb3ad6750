"""What speaks for one sentence rather than another."""

from __future__ import annotations

import pytest

from corpus.store import Filters
from qa.assistant import Assistant
from qa.statements import StatementFeatures, features
from qa.understanding import Understanding


def understood(assistant: Assistant, question: str) -> Understanding:
    return assistant.understand(question, Filters())


def told(
    understanding: Understanding, sentence: str, values: dict[str, str] | None = None, typed: bool = True
) -> StatementFeatures:
    weights = dict.fromkeys(understanding.words, 1.0)
    return features(understanding, sentence, ("III. TỔ CHỨC THỰC HIỆN",), weights, values or {}, typed=typed, meant=0.0)


@pytest.mark.parametrize(
    ("question", "named", "other"),
    [
        (
            "Nhà trường phải thành lập hội đồng gì?",
            "Nhà trường thành lập Hội đồng tuyển sinh.",
            "Nhà trường thành lập các đoàn kiểm tra.",
        ),
        (
            "nha truong phai thanh lap hoi dong gi?",
            "Nhà trường thành lập Hội đồng tuyển sinh.",
            "Nhà trường thành lập các đoàn kiểm tra.",
        ),
        (
            "Which council must the schools set up?",
            "Nhà trường thành lập Hội đồng tuyển sinh.",
            "Nhà trường thành lập các đoàn kiểm tra.",
        ),
        (
            "Phương châm của phong trào là gì?",
            "Phong trào theo phương châm mỗi xã một việc làm tốt.",
            "Phong trào được phát động rộng khắp.",
        ),
    ],
)
def test_a_sentence_that_names_what_is_asked_for_is_told_from_one_that_does_not(
    assistant: Assistant, question: str, named: str, other: str
) -> None:
    understanding = understood(assistant, question)
    assert told(understanding, named).thing == 1.0
    assert told(understanding, other).thing == 0.0


def test_a_body_of_the_kind_asked_for_begins_the_value(assistant: Assistant) -> None:
    understanding = understood(assistant, "Sở nào chủ trì số hóa sổ hộ tịch?")
    sentence = "Chủ trì số hóa sổ hộ tịch."
    assert told(understanding, sentence, {"lead": "Sở Tư pháp"}).thing == 1.0
    assert told(understanding, sentence, {"lead": "Phòng Tư pháp"}).thing == 0.0


def test_a_person_is_worth_more_than_what_is_said_of_persons(assistant: Assistant) -> None:
    understanding = understood(assistant, "Lãnh đạo nào phụ trách kế hoạch?")
    with_name = told(understanding, "Đồng chí Trần Văn An phụ trách.", {"person": "Trần Văn An"})
    without = told(understanding, "Lãnh đạo huyện phụ trách kế hoạch.", typed=False)
    assert with_name.person == 1.0 and without.person == 0.0
    assert with_name.rank() > without.rank()


def test_a_sentence_that_repeats_the_question_says_nothing_new(assistant: Assistant) -> None:
    understanding = understood(assistant, "Khi có vướng mắc thì báo cáo về đâu?")
    assert told(understanding, "Báo cáo khi có vướng mắc.").nothing_new == 1.0
    assert told(understanding, "Báo cáo vướng mắc về Ủy ban nhân dân huyện, qua Phòng Nội vụ.").nothing_new == 0.0


def test_shares_and_flags_lie_between_0_and_1(assistant: Assistant) -> None:
    understanding = understood(assistant, "Ai chủ trì giao đất cho trường Mầm non Thụy Hùng?")
    found = told(understanding, "Phòng Tài nguyên và Môi trường chủ trì giao đất.", {"lead": "Phòng Tài nguyên"})
    assert all(0.0 <= getattr(found, name) <= 1.0 for name in found.__dataclass_fields__)


@pytest.mark.parametrize(
    ("question", "kind", "vague", "plain"),
    [
        ("Đơn vị nào chủ trì dọn kênh mương?", "lead", "các cơ quan, đơn vị", "Phòng Kinh tế"),
        ("Chậm nhất khi nào phải dọn xong kênh mương?", "deadline", "theo kế hoạch hàng năm", "trước ngày 15/5/2031"),
        ("Chậm nhất khi nào phải dọn xong kênh mương?", "deadline", "năm 2031", "trước ngày 15/5/2031"),
    ],
)
def test_a_value_that_says_little_is_told_from_one_that_answers(
    assistant: Assistant, question: str, kind: str, vague: str, plain: str
) -> None:
    understanding = understood(assistant, question)
    found = {value: told(understanding, f"Dọn kênh mương: {value}.", {kind: value}) for value in (vague, plain)}
    assert found[vague].vague == 1.0 and found[plain].vague == 0.0
    assert found[plain].rank() > found[vague].rank()


def test_a_time_that_names_no_interval_is_a_poor_answer_to_how_often(assistant: Assistant) -> None:
    asked = understood(assistant, "Các xã phải báo cáo UBND huyện bao lâu một lần?")
    assert asked.asks == "frequency"
    for time, poor in (("Định kỳ 3 tháng/lần", 0.0), ("Thường xuyên", 1.0), ("quý II năm 2024", 1.0)):
        assert told(asked, "Các xã báo cáo UBND huyện.", {"frequency": time}).vague == poor
