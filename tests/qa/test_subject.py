"""What a document is about, asked by its number."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.settings import Settings
from corpus.syllables import fold
from index.library import Library
from qa.assistant import Assistant
from tests.asking import NOTICE

ASKED = [
    "Kế hoạch số 187 nói về việc gì?",
    "KH 187/KH-UBND về nội dung gì",
    "ke hoach so 187 ve viec gi",
    "văn bản 187 nói gì?",
    "trích yếu kế hoạch 187 của Cao Lộc",
    "What is plan 187/KH-UBND about?",
    "what does plan no. 187 of Cao Lộc deal with?",
]
MORE = [
    "Kế hoạch 187 giao Phòng Nội vụ làm gì?",
    "Kế hoạch số 187 quy định gì về sách giáo khoa?",
    "what does plan 187 say about textbooks?",
    "Kế hoạch 187 có bao nhiêu nhiệm vụ?",
]


@pytest.mark.parametrize("question", ASKED)
def test_a_document_named_by_its_number_is_about_what_its_title_says(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    (citation,) = answer.citations
    header = citation.hit.document.header
    assert header.number == "187/KH-UBND" and header.subject is not None
    assert not answer.abstained and header.subject in answer.text and header.number in answer.text
    assert fold(citation.quote).split() == fold(header.subject).split()
    assert citation.quote in citation.hit.passage.text


@pytest.mark.parametrize("question", MORE)
def test_a_question_that_asks_for_more_is_not_answered_by_the_title(assistant: Assistant, question: str) -> None:
    assert not assistant.ask(question).text.startswith(("Về việc:", "About:"))


NOWHERE = ["Kế hoạch số 9187 nói về việc gì?", "Kế hoạch 187 năm 2019 về việc gì?"]


@pytest.mark.parametrize("question", NOWHERE)
def test_no_title_is_told_of_a_document_that_there_is_not(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).abstained


def test_a_decision_of_the_number_of_a_plan_is_another_document(assistant: Assistant) -> None:
    assert not assistant.ask("Quyết định 187 về việc gì?").text.startswith("Về việc:")
    assert assistant.ask("Văn bản 187 về việc gì?").text.startswith("Về việc:")


def test_a_number_that_is_held_is_not_said_to_be_missing(assistant: Assistant) -> None:
    held, missing = assistant.ask("Quyết định 187 về việc gì?"), assistant.ask("Quyết định 9187 về việc gì?")
    assert held.abstained and "187/KH-UBND" in held.text and "không có văn bản" not in held.text
    assert missing.abstained and "không có văn bản số 9187" in missing.text


def test_of_several_documents_of_one_number_each_is_told(tmp_path: Path) -> None:
    for commune in ("Tam Gia", "Tĩnh Bắc"):
        text = NOTICE.replace("TAM GIA", commune.upper()).replace("Tam Gia", commune)
        (tmp_path / f"{commune}.txt").write_text(text, encoding="utf-8")
    library = Library(Settings(data=tmp_path / "data"))
    library.ingest(list(tmp_path.glob("*.txt")))
    assistant = Assistant(library)
    both = assistant.ask("Kế hoạch 77 về việc gì?")
    assert [citation.marker for citation in both.citations] == [1, 2] and both.confidence < 0.5
    assert "Tam Gia" in both.text and "Tĩnh Bắc" in both.text
    one = assistant.ask("Kế hoạch 77 của Tĩnh Bắc về việc gì?")
    assert len(one.citations) == 1 and "Tam Gia" not in one.text
