"""Reading over the sample plans: typed values, and that what proves them is in the text."""

from __future__ import annotations

import pytest

from qa.assistant import Assistant
from qa.reading import Finding

TYPED = [
    ("Ai chủ trì giao đất cho trường Mầm non Thụy Hùng?", "lead", "Phòng Tài nguyên và Môi trường"),
    ("so hoa so ho tich 1990 - 2015 ai chu tri", "lead", "Phòng Tư pháp"),
    ("who leads the digitisation of civil status registers 1990 - 2015?", "lead", "Phòng Tư pháp"),
    ("Phòng Tư pháp phối hợp với ai số hóa sổ hộ tịch?", "coordinate", "Công an huyện; UBND các xã, thị trấn"),
    ("chợ 4.0 Đồng Đăng: đơn vị phối hợp", "coordinate", "UBND thị trấn Đồng Đăng; Viettel Lạng Sơn"),
    ("Số hóa sổ hộ tịch giai đoạn 1990 - 2015 xong khi nào?", "deadline", "Quý III/2025"),
    ("Học sinh lớp 5 và lớp 9 phải có đủ sách giáo khoa trước ngày nào?", "deadline", "trước ngày 25/8/2024"),
    ("Trong bao nhiêu ngày phải vận động con đi học trở lại ở Mường La?", "deadline", "10 ngày"),
    ("UBND các xã Mường La báo cáo Phòng Giáo dục bao lâu một lần?", "frequency", "định kỳ 6 tháng"),
    ("Ai ký kế hoạch chuyển đổi số huyện Cao Lộc năm 2025?", "signer", "Lý Minh Quân - Chủ tịch"),
    ("ai ký KH 129-KH/TXU", "signer", "Lâm Minh Thế"),
    ("Kế hoạch chuyển đổi số Cao Lộc năm 2025 số mấy?", "number", "31/KH-UBND"),
    ("Nghị quyết nào là căn cứ của kế hoạch chuyển đổi số Cao Lộc?", "reference", "Nghị quyết số 57-NQ/TW"),
]


def read(assistant: Assistant, question: str) -> Finding:
    return assistant.findings(question)[1][0]


@pytest.mark.parametrize(("question", "kind", "value"), TYPED)
def test_the_kind_of_thing_asked_for_is_read_as_a_value(
    assistant: Assistant, question: str, kind: str, value: str
) -> None:
    understanding, findings, _ = assistant.findings(question)
    finding = findings[0]
    assert understanding.asks == kind
    assert finding.typed and finding.values[kind].startswith(value)


@pytest.mark.parametrize(("question", "kind", "value"), TYPED)
def test_what_a_value_rests_on_is_in_the_quote_or_the_headings(
    assistant: Assistant, question: str, kind: str, value: str
) -> None:
    finding = read(assistant, question)
    stored = finding.candidate.hit.passage
    quote = assistant.library.store.text(finding.candidate.hit.document.id)[finding.start : finding.end]
    assert stored.passage.start <= finding.start < finding.end <= stored.passage.end
    assert quote in stored.text
    shown_there = " ".join((quote, *stored.passage.section)).lower()
    if kind not in ("signer", "number"):  # the header's, which the frame spells in capitals or over two lines
        assert all(piece.lower() in shown_there for piece in value.split("; "))


def test_findings_come_best_first_and_one_from_each_passage(assistant: Assistant) -> None:
    findings = assistant.findings("ai chủ trì giao đất trường Bảo Lâm")[1]
    ranks = [finding.rank for finding in findings]
    passages = [finding.candidate.hit.passage.id for finding in findings]
    assert ranks == sorted(ranks, reverse=True) and len(set(passages)) == len(passages)
    assert all(0.0 <= finding.features.covered <= 1.0 + 1e-9 for finding in findings)


@pytest.mark.parametrize(
    "question",
    ["Ai chủ trì giao đất cho trường Mầm non Thụy Hùng?", "Số hóa sổ hộ tịch giai đoạn 1990 - 2015 xong khi nào?"],
)
def test_a_finding_rests_on_a_row_of_the_register(assistant: Assistant, question: str) -> None:
    finding = read(assistant, question)
    assert finding.task in assistant.library.store.tasks()
    assert finding.task is not None and finding.task.task.lead == finding.values["lead"]


def test_a_year_that_the_question_names_is_no_deadline(assistant: Assistant) -> None:
    values = read(assistant, "Chuyển đổi số Cao Lộc năm 2025: lập bản đồ số du lịch Mẫu Sơn xong khi nào?").values
    assert values["deadline"] == "Quý IV/2025"


def test_clauses_that_a_semicolon_sets_apart_are_shown_together(assistant: Assistant) -> None:
    finding = read(assistant, "Bao nhiêu phần trăm học sinh lớp 9 ở Duyên Hải được tư vấn hướng nghiệp?")
    assert finding.sentence.startswith("- Tư vấn hướng nghiệp cho 100% học sinh lớp 9; phấn đấu 30%")
    quote = assistant.library.store.text(finding.candidate.hit.document.id)[finding.start : finding.end]
    assert quote == finding.sentence
