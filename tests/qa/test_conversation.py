"""Follow-ups completed from the turn before, in every way that people type them, and the memory of conversations."""

from __future__ import annotations

import dataclasses
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import BadQuestion
from qa.assistant import Assistant
from qa.conversation import Conversations, Turn, complete, prepare
from qa.follow_up_words import ask_phrase

LAND = "ai chủ trì giao đất trường Bảo Lâm?"
LAND_BARE = "ai chu tri giao dat truong bao lam"
LAND_ENGLISH = "who leads land allocation for Bảo Lâm school"
MONEY = "how much is budgeted for digital transformation in Cao Lộc in 2025?"
BODY = "Phòng Tài nguyên và Môi trường"
PLAN = "Kế hoạch 31/KH-UBND năm 2025 của Ủy ban nhân dân huyện Cao Lộc"

COMPLETED = [
    (LAND, "còn trường Thụy Hùng?", "ai chủ trì giao đất trường Thụy Hùng?"),
    (LAND, "Thế còn trường Thụy Hùng thì sao ạ?", "ai chủ trì giao đất trường Thụy Hùng?"),
    (LAND, "Trường Thụy Hùng?", "ai chủ trì giao đất trường Thụy Hùng?"),
    (LAND, "con truong thuy hung", "ai chủ trì giao đất trường thụy hùng?"),
    (LAND, "thời hạn khi nào?", "giao đất trường Bảo Lâm: thời hạn khi nào?"),
    (LAND, "phối hợp với ai?", "giao đất trường Bảo Lâm: phối hợp với ai?"),
    (LAND, "còn kinh phí?", "kinh phí giao đất trường Bảo Lâm?"),
    (LAND, "thế còn năm 2025?", "ai chủ trì giao đất trường Bảo Lâm năm 2025?"),
    (LAND, "2025?", "ai chủ trì giao đất trường Bảo Lâm năm 2025?"),
    (LAND, "ở huyện Cao Lộc thì sao?", "ai chủ trì giao đất trường Bảo Lâm ở huyện Cao Lộc?"),
    (LAND, "còn giải phóng mặt bằng?", "ai chủ trì giải phóng mặt bằng trường Bảo Lâm?"),
    (LAND, "việc này khi nào xong?", "giao đất trường Bảo Lâm khi nào xong?"),
    (LAND, "vì sao?", "giao đất trường Bảo Lâm: vì sao?"),
    (LAND, "kế hoạch đó ban hành ngày nào?", f"{PLAN} ban hành ngày nào?"),
    (LAND, "ai ký?", f"{PLAN}: ai ký?"),
    (LAND, "cơ quan này còn làm gì?", f"{BODY} còn làm gì trong {PLAN}?"),
    (LAND_BARE, "con truong thuy hung", "ai chu tri giao dat truong thuy hung?"),
    (LAND_BARE, "thoi han khi nao", "giao dat truong bao lam: thoi han khi nao?"),
    (
        LAND_BARE,
        "ke hoach do ban hanh ngay nao",
        "Ke hoach 31/KH-UBND nam 2025 cua Uy ban nhan dan huyen Cao Loc ban hanh ngay nao?",
    ),
    (LAND_BARE, "còn trường Thụy Hùng?", "ai chủ trì giao đất trường Thụy Hùng?"),
    (LAND_ENGLISH, "and Thụy Hùng school?", "who leads land allocation for Thụy Hùng school?"),
    (LAND_ENGLISH, "what about the deadline?", "deadline for land allocation for Bảo Lâm school?"),
    (LAND_ENGLISH, "when is it due?", "when is land allocation for Bảo Lâm school due?"),
    (LAND_ENGLISH, "còn trường Thụy Hùng?", "giao đất trường Thụy Hùng: cơ quan nào chủ trì?"),
    (LAND_ENGLISH, "thời hạn khi nào?", "giao đất trường Bảo Lâm: thời hạn khi nào?"),
    (MONEY, "and in 2024?", "how much is budgeted for digital transformation in Cao Lộc in 2024?"),
    (
        MONEY,
        "what about Mường La district?",
        "how much is budgeted for digital transformation in Mường La district in 2025?",
    ),
    ("hạn làm xong hs đất trường Bảo Lâm", "đv phối hợp?", "đv phối hợp hs đất trường Bảo Lâm?"),
    ("ML: tỷ lệ hs học 2 buổi/ngày năm 2025", "năm 2024 thì sao", "ML: tỷ lệ hs học 2 buổi/ngày năm 2024?"),
    ("ai ký KH 156/KH-UBND Lạng Sơn 2019", "còn KH 31/KH-UBND?", "ai ký KH 31/KH-UBND?"),
    ("Học sinh lớp 5 có đủ sách trước ngày nào?", "còn lớp 9?", "Học sinh lớp 9 có đủ sách trước ngày nào?"),
    (
        "Phòng Tư pháp làm gì trong kế hoạch chuyển đổi số Cao Lộc 2025?",
        "còn Công an huyện?",
        "Công an huyện làm gì trong kế hoạch chuyển đổi số Cao Lộc 2025?",
    ),
]
ALONE = [
    "hạn báo cáo CĐS Đồng Tháp 2025",
    "han bao cao CDS Dong Thap 2025",
    "kinh phí Cao Lộc 2025",
    "Ai chủ trì số hóa sổ hộ tịch?",
    "phong nao chu tri ho so giao dat truong mam non thuy hung",
    "ai ký KH 31/KH-UBND chuyển đổi số 2025",
    "kế hoạch 129 do ai ký?",
    "Còn bao nhiêu hộ nghèo ở Mường La năm 2025?",
    "Ai chủ trì số hóa sổ hộ tịch và việc đó khi nào xong?",
    "who leads the digitisation of civil status registers 1990 - 2015?",
    "is there a plan for cold weather in Cao Lộc?",
    "how long does it take to issue a land certificate?",
    "giải phóng mặt bằng trường Bảo Lâm",
    "cảm ơn",
    "thanks!",
    "ok",
    "?",
    "",
    "谁负责？",
]


def turn(assistant: Assistant, question: str = LAND, *, answered: bool = True) -> Turn:
    documents = assistant.library.documents()
    document = next(each for each in documents if each.header.number == "31/KH-UBND")
    understanding = assistant.understand(question)
    return Turn(question, understanding, document if answered else None, (BODY,) if answered else ())


def completed(assistant: Assistant, question: str, before: Turn) -> str | None:
    known = assistant._known()
    return complete(question, before, assistant.glossary, known.accents, known.places)


@pytest.mark.parametrize(("before", "question", "expected"), COMPLETED)
def test_a_follow_up_is_completed(assistant: Assistant, before: str, question: str, expected: str) -> None:
    assert completed(assistant, question, turn(assistant, before)) == expected


@pytest.mark.parametrize("question", ALONE)
def test_a_question_that_stands_on_its_own_is_left_alone(assistant: Assistant, question: str) -> None:
    assert completed(assistant, question, turn(assistant)) is None


@pytest.mark.parametrize(
    ("question", "asks"), [("what about the deadline?", "deadline"), ("and Thụy Hùng school?", "lead")]
)
def test_an_english_follow_up_of_a_vietnamese_turn_is_asked_in_english(
    assistant: Assistant, question: str, asks: str
) -> None:
    understanding = assistant.understand(completed(assistant, question, turn(assistant)) or "")
    assert (understanding.language, understanding.asks) == ("en", asks)
    assert "giao đất" in understanding.text


def test_who_signed_it_points_to_the_document_that_answered(assistant: Assistant) -> None:
    understanding = assistant.understand(completed(assistant, "who signed it?", turn(assistant)) or "")
    assert (understanding.language, understanding.asks) == ("en", "signer")
    assert understanding.mentions.numbers == ("31/kh-ubnd",) and understanding.mentions.years == (2025,)


def test_without_an_answer_a_pointer_means_what_was_asked_about(assistant: Assistant) -> None:
    before = turn(assistant, answered=False)
    assert completed(assistant, "nó phải xong khi nào?", before) == "giao đất trường Bảo Lâm phải xong khi nào?"
    assert completed(assistant, "ai ký?", before) == "giao đất trường Bảo Lâm: ai ký?"


def test_follow_ups_go_on_from_follow_ups(assistant: Assistant) -> None:
    first = completed(assistant, "thời hạn khi nào?", turn(assistant)) or ""
    second = completed(assistant, "còn trường Thụy Hùng?", turn(assistant, first))
    assert second == "giao đất trường Thụy Hùng: thời hạn khi nào?"


@pytest.mark.parametrize(
    "kind", ["lead", "coordinate", "deadline", "date", "money", "signer", "number", "list", "where"]
)
def test_the_phrases_that_ask_ask_for_their_kind(assistant: Assistant, kind: str) -> None:
    for language, matter in (("vi", "chuyển đổi số Cao Lộc"), ("en", "digital transformation in Cao Lộc")):
        assert assistant.glossary.asks(f"{matter}: {ask_phrase(kind, language)}?", language) == kind


def test_a_follow_up_is_completed_in_under_two_milliseconds(assistant: Assistant) -> None:
    prepare(assistant.glossary)
    before = turn(assistant)
    questions = [question for _, question, _ in COMPLETED]
    started = time.perf_counter()
    for question in questions:
        completed(assistant, question, before)
    # Five times what it may take alone, for a machine that has other work.
    assert (time.perf_counter() - started) / len(questions) < 0.010


_PIECES = (
    "còn|thế|trường|Bảo Lâm|đó|này|kế hoạch|31/KH-UBND|2025|ai|ký|khi nào|và|?|,|it|who|the|plan|and|thì sao|sở|nó|xã|ở"
)


@given(
    st.one_of(st.text(max_size=80), st.lists(st.sampled_from(_PIECES.split("|")), max_size=9).map(" ".join)),
    st.sampled_from([LAND, LAND_BARE, LAND_ENGLISH, MONEY, "2025 a", "ai?", "kế hoạch 129"]),
    st.booleans(),
)
def test_no_follow_up_breaks_it_or_is_completed_to_nothing(question: str, before: str, answered: bool) -> None:
    found = completed(_ASSISTANT[0], question, turn(_ASSISTANT[0], before, answered=answered))
    assert found is None or found.strip(" ?")


@given(st.lists(st.sampled_from(_PIECES.split("|")), min_size=1, max_size=8).map(" ".join))
def test_no_question_before_breaks_it(before: str) -> None:
    if not any(letter.isalpha() for letter in before):
        return
    for question in ("còn trường Thụy Hùng?", "who signed it?", "khi nào?", "thế còn năm 2024?", "nó là gì"):
        found = completed(_ASSISTANT[0], question, turn(_ASSISTANT[0], before))
        assert found is None or found.strip(" ?")


#: Set by the fixture below: hypothesis calls a test many times and fixtures once.
_ASSISTANT: list[Assistant] = []


@pytest.fixture(autouse=True)
def _given(assistant: Assistant) -> None:
    _ASSISTANT[:] = [assistant]


def test_a_conversation_remembers_its_last_turn(assistant: Assistant) -> None:
    conversations = Conversations()
    first, second = turn(assistant), turn(assistant, MONEY)
    assert conversations.get("a") is None
    conversations.put("a", first)
    conversations.put("b", second)
    assert conversations.get("a") is first and conversations.get("b") is second
    conversations.put("a", second)
    assert conversations.get("a") is second


def test_an_old_conversation_is_forgotten(assistant: Assistant) -> None:
    now = [0.0]
    conversations = Conversations(keep_s=60, clock=lambda: now[0])
    conversations.put("a", turn(assistant))
    now[0] = 59.0
    assert conversations.get("a") is not None
    conversations.put("b", turn(assistant))
    now[0] = 60.0
    assert conversations.get("a") is None and conversations.get("b") is not None
    assert len(conversations) == 1


def test_the_oldest_conversation_makes_room(assistant: Assistant) -> None:
    conversations = Conversations(most=2)
    for name in ("a", "b", "a", "c"):
        conversations.put(name, turn(assistant))
    assert conversations.get("b") is None
    assert conversations.get("a") is not None and conversations.get("c") is not None


@pytest.mark.parametrize("name", ["", "x" * 101])
def test_an_id_that_is_empty_or_too_long_is_refused(assistant: Assistant, name: str) -> None:
    conversations = Conversations()
    with pytest.raises(BadQuestion, match="conversation_id"):
        conversations.get(name)
    with pytest.raises(BadQuestion, match="conversation_id"):
        conversations.put(name, turn(assistant))
    conversations.put("x" * 100, turn(assistant))


def test_many_threads_may_talk_at_once(assistant: Assistant) -> None:
    conversations = Conversations(most=50)
    said = turn(assistant)
    failed: list[BaseException] = []

    def talk(offset: int) -> None:
        try:
            for number in range(300):
                conversations.put(f"{(number + offset) % 90}", dataclasses.replace(said, question=str(number)))
                conversations.get(f"{number % 90}")
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=talk, args=(offset,)) for offset in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed and len(conversations) <= 50
