"""How sure the reader is: what is asked for and not stated counts against an answer, and the two probabilities agree."""

from __future__ import annotations

import dataclasses
import math

import pytest

from qa import confidence
from qa.assistant import Assistant
from qa.confidence import AGAINST, Signals, answered, signals
from qa.words import DocumentWords, Rarity

STATED = [
    "Kinh phí chuyển đổi số huyện Cao Lộc năm 2025 là bao nhiêu?",
    "kinh phi chuyen doi so huyen cao loc nam 2025 la bao nhieu",
    "how much is budgeted for digital transformation in Cao Lộc in 2025?",
]
NOT_STATED = [
    "Tiền lương mỗi tháng của cán bộ tổ công nghệ số cộng đồng Cao Lộc là bao nhiêu đồng?",
    "tien luong moi thang cua can bo to cong nghe so cong dong cao loc la bao nhieu dong",
    "what is the monthly salary of the community digital team in Cao Lộc?",
]


def judged(assistant: Assistant, question: str) -> Signals:
    _, _, found = assistant.judged(question)
    assert found is not None
    return found


def test_nothing_that_speaks_against_an_answer_adds_to_its_confidence() -> None:
    for weights in (confidence.ANSWERED, confidence.RIGHT):
        assert all(weight <= 0 for name, weight in weights.items() if name in AGAINST)


@pytest.mark.parametrize("question", STATED)
def test_an_amount_that_is_stated_is_answered_in_every_wording(assistant: Assistant, question: str) -> None:
    found = judged(assistant, question)
    assert found.no_amount == 0 and answered(found) >= confidence.THRESHOLD
    assert not assistant.ask(question).abstained


@pytest.mark.parametrize("question", NOT_STATED)
def test_an_amount_that_is_not_stated_is_not_answered_by_another_figure(assistant: Assistant, question: str) -> None:
    assert judged(assistant, question).no_amount == 1
    assert assistant.ask(question).abstained


@pytest.mark.parametrize("premise", ["elsewhere", "other_year", "missing_body", "missing_person", "other_event"])
def test_what_is_said_of_another_matter_is_no_answer_however_well_it_fits(assistant: Assistant, premise: str) -> None:
    found = dataclasses.replace(judged(assistant, STATED[0]), mass=1000.0)
    assert confidence.is_answerable(found)
    assert not confidence.is_answerable(dataclasses.replace(found, **{premise: 1.0}))


@pytest.mark.parametrize("question", [*STATED, *NOT_STATED])
def test_the_answer_is_never_surer_than_that_there_is_one(assistant: Assistant, question: str) -> None:
    found = judged(assistant, question)
    assert 0 <= confidence.confidence(found) <= answered(found) <= 1
    assert assistant.ask(question).abstained == (answered(found) < confidence.THRESHOLD)


def test_words_count_where_they_stand_beside_the_same_neighbour(assistant: Assistant) -> None:
    together = judged(assistant, "kinh phí chuyển đổi số")
    apart = judged(assistant, "số đổi phí kinh chuyển")
    assert together.joined == pytest.approx(1) and apart.joined < together.joined


def test_a_probability_is_the_logistic_sum_of_the_signals(assistant: Assistant) -> None:
    found = judged(assistant, STATED[0])
    values = dataclasses.asdict(found) | {"bias": 1.0}
    total = sum(weight * values[name] for name, weight in confidence.ANSWERED.items())
    assert answered(found) == pytest.approx(1 / (1 + math.exp(-total)))


def test_a_second_place_that_says_the_same_is_no_rival(assistant: Assistant) -> None:
    understanding, (first, *_), premises = assistant.findings("Ai chủ trì lắp camera an ninh?")
    rarity = Rarity(lambda term: 1, 100)

    def likely(**changed: object) -> float:
        other = dataclasses.replace(first, **changed)  # type: ignore[arg-type]
        return signals(understanding, [first, other], premises, rarity, DocumentWords(())).likely

    assert first.values["lead"] and likely() == 1.0
    assert likely(values={"lead": first.values["lead"].upper()}) == 1.0
    assert likely(values={"lead": "Sở Y tế"}) == pytest.approx(0.5)
    assert likely(values={}) == pytest.approx(0.5)


@pytest.mark.parametrize(
    "question",
    ["Ai chủ trì xây dựng đường sắt đô thị?", "ai chu tri xay dung duong sat do thi", "who leads the metro project?"],
)
def test_what_has_a_name_in_the_field_and_is_nowhere_said_counts_against_an_answer(
    assistant: Assistant, question: str
) -> None:
    assert judged(assistant, question).strange_terms > 0.1
    assert assistant.ask(question).abstained


def test_terms_that_the_document_says_anywhere_do_not_count_against_an_answer(assistant: Assistant) -> None:
    assert judged(assistant, STATED[0]).strange_terms == 0


def test_how_words_join_counts_once_more_where_plans_state_such_things_as_a_rule(assistant: Assistant) -> None:
    led, paid = judged(assistant, "Ai chủ trì lắp camera an ninh?"), judged(assistant, STATED[0])
    assert led.usual == led.joined > 0
    assert paid.usual == 0 < paid.joined
