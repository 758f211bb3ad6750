"""Questions for the task register: which are, which rows they want, and that the answer is complete and proved."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.store import Filters, TaskFilters
from qa.assistant import Assistant
from qa.listing import Listing, answer_rows
from qa.register_question import RegisterQuestion, wanted_rows


def wanted(assistant: Assistant, question: str, filters: Filters = Filters()) -> RegisterQuestion | None:
    understanding, hits = assistant.search(question, 20, filters)
    likely = list(dict.fromkeys(hit.document for hit in hits))
    return wanted_rows(understanding, assistant.glossary, assistant.library.documents(), likely)


def listed(assistant: Assistant, question: str) -> Listing:
    found = wanted(assistant, question)
    assert found is not None, question
    listing = answer_rows(found, assistant.library.store)
    assert listing is not None, found
    return listing


def number_of(assistant: Assistant, source: str) -> str:
    return next(each.id for each in assistant.library.documents() if (each.header.number or "") == source)


BY_BODY = (
    "Phòng Văn hóa và Thông tin được giao những nhiệm vụ gì trong kế hoạch 31 của Cao Lộc?",
    "phong van hoa va thong tin duoc giao nhung nhiem vu gi trong ke hoach 31 cua cao loc",
    "liệt kê các việc của phòng VHTT trong KH 31/KH-UBND",
    "Phòng Văn hóa và Thông tin phải làm gì theo kế hoạch chuyển đổi số huyện Cao Lộc năm 2025?",
    "list all tasks of Phòng Văn hóa và Thông tin in plan 31 of Cao Lộc",
)


@pytest.mark.parametrize("question", BY_BODY)
def test_the_tasks_of_a_body_in_a_plan_come_complete_in_every_wording(assistant: Assistant, question: str) -> None:
    plan = number_of(assistant, "31/KH-UBND")
    rows = assistant.library.store.tasks(TaskFilters(body="Phòng Văn hóa và Thông tin", document=plan))
    listing = listed(assistant, question)
    assert listing.total == len(rows) > 3
    assert {task.id for task in listing.tasks} == {task.id for task in rows}


COUNTED = (
    ("có bao nhiêu nhiệm vụ giao cho Công an huyện?", TaskFilters(body="Công an huyện")),
    ("Sở Nội vụ có mấy nhiệm vụ trong kế hoạch 156/KH-UBND?", TaskFilters(body="Sở Nội vụ")),
    ("so giao duc va dao tao chu tri bao nhieu nhiem vu", TaskFilters(body="Sở Giáo dục và Đào tạo", role="chủ trì")),
    ("Phòng Tư pháp chủ trì bao nhiêu nhiệm vụ?", TaskFilters(body="Phòng Tư pháp", role="lead")),
    ("nhiệm vụ nào Sở Tài chính phối hợp?", TaskFilters(body="Sở Tài chính", role="phối hợp")),
    ("how many tasks does the district police lead?", TaskFilters(body="Công an huyện", role="lead")),
)


@pytest.mark.parametrize(("question", "filters"), COUNTED)
def test_a_count_is_that_of_the_register(assistant: Assistant, question: str, filters: TaskFilters) -> None:
    count = assistant.library.store.count_tasks(filters)
    listing = listed(assistant, question)
    assert listing.total == count > 0
    assert f"{count} " in listing.text.split("\n")[0]


def test_a_task_that_two_labels_state_is_counted_once(assistant: Assistant) -> None:
    listing = listed(assistant, "có bao nhiêu nhiệm vụ giao cho Phòng Nội vụ?")
    rows = assistant.library.store.tasks(TaskFilters(body="Phòng Nội vụ"))
    assert listing.total == len({(row.document, row.task.object) for row in rows}) == len(rows) - 1


DATES = (
    ("những nhiệm vụ nào phải xong trong quý II/2024", (2024, 4, 1), (2024, 6, 30)),
    ("cac nhiem vu phai xong trong quy II nam 2024 la nhung nhiem vu nao", (2024, 4, 1), (2024, 6, 30)),
    ("nhiệm vụ nào phải hoàn thành trước ngày 30/6/2025?", None, (2025, 6, 30)),
    ("which tasks are due before 30 June 2025?", None, (2025, 6, 30)),
    ("which tasks must be finished by the end of 2023?", None, (2023, 12, 31)),
    ("what tasks must be finished in the second quarter of 2024?", (2024, 4, 1), (2024, 6, 30)),
    ("list all tasks due in June 2025", (2025, 6, 1), (2025, 6, 30)),
)


@pytest.mark.parametrize(("question", "first", "last"), DATES)
def test_tasks_of_a_time_are_all_that_end_in_it(
    assistant: Assistant, question: str, first: tuple[int, int, int] | None, last: tuple[int, int, int]
) -> None:
    start = datetime.date(*first) if first else datetime.date.min
    end = datetime.date(*last)
    found = wanted(assistant, question)
    assert found is not None and found.ends
    assert (found.filters[0].due_from, found.filters[0].due_until) == (datetime.date(*first) if first else None, end)
    spans = {
        (task.document, task.task.start)
        for task in assistant.library.store.tasks()
        if task.task.due and task.task.due.last and start <= task.task.due.last <= end
    }
    listing = listed(assistant, question)
    dated = [task for task in listing.tasks if task.task.due and task.task.due.last]
    assert spans and {(task.document, task.task.start) for task in dated} <= spans
    assert listing.total >= len(spans)


def test_the_lead_bodies_of_a_plan_are_each_told_once(assistant: Assistant) -> None:
    listing = listed(assistant, "các cơ quan nào chủ trì nhiệm vụ trong kế hoạch 31 của Cao Lộc?")
    lines = [line.split(". ", 1)[1].split(":")[0] for line in listing.text.split("\n")[1:]]
    assert len(set(lines)) == len(lines) == listing.total
    assert {"Phòng Văn hóa và Thông tin", "Phòng Tư pháp", "Công an huyện"} <= set(lines)
    english = listed(assistant, "which bodies lead tasks in plan 31 of Cao Lộc?")
    assert english.total == listing.total and "lead bodies" in english.text


def test_a_commune_committee_is_meant_in_every_way_that_plans_write_it(assistant: Assistant) -> None:
    listing = listed(assistant, "UBND xã được giao những nhiệm vụ gì trong kế hoạch 187/KH-UBND?")
    assert {task.task.lead for task in listing.tasks} >= {"UBND các xã, thị trấn"}


def test_an_office_of_a_committee_is_not_the_committee(assistant: Assistant) -> None:
    listing = listed(assistant, "UBND huyện được giao những nhiệm vụ gì trong kế hoạch 156 Lạng Sơn?")
    bodies = {name for task in listing.tasks for name in (task.task.lead, *task.task.coordinating)}
    assert "UBND các huyện, thành phố" in bodies
    office = wanted(assistant, "Văn phòng HĐND và UBND huyện phải làm gì theo kế hoạch 31/KH-UBND?")
    assert office is not None and office.body is not None and office.body.startswith("Văn phòng")


def test_every_line_is_proved_by_a_slice_of_the_stored_text(assistant: Assistant) -> None:
    for question in (*BY_BODY, *(each[0] for each in COUNTED), *(each[0] for each in DATES)):
        listing = listed(assistant, question)
        lines = listing.text.split("\n")
        assert len(listing.text) <= 1480
        assert len(listing.citations) == len(listing.tasks) == sum(line.endswith("]") for line in lines)
        for marker, citation in enumerate(listing.citations, start=1):
            text = assistant.library.store.text(citation.hit.document.id)
            assert citation.quote and text[citation.start : citation.end] == citation.quote
            assert citation.quote in citation.hit.passage.text
            assert lines[marker].startswith(f"{marker}. ") and lines[marker].endswith(f"[{marker}]")


def test_a_list_that_is_too_long_says_how_to_see_the_rest(assistant: Assistant) -> None:
    listing = listed(assistant, "liệt kê tất cả nhiệm vụ của Phòng Giáo dục và Đào tạo")
    assert listing.total > len(listing.tasks)
    first, *_, last = listing.text.split("\n")
    assert f"{listing.total} nhiệm vụ" in first and f"hiện {len(listing.tasks)} đầu" in first
    assert last == 'Xem đủ: kehoach tasks --body "Phòng Giáo dục và Đào tạo"'


def test_a_body_that_has_no_task_in_the_plan_is_left_to_reading(assistant: Assistant) -> None:
    found = wanted(assistant, "Sở Y tế được giao những nhiệm vụ gì trong kế hoạch 31 của Cao Lộc?")
    assert found is not None and answer_rows(found, assistant.library.store) is None


def test_the_filters_of_the_question_hold(assistant: Assistant) -> None:
    found = wanted(assistant, "có bao nhiêu nhiệm vụ giao cho Phòng Nội vụ?", Filters(issuer="Mường La"))
    assert found is not None
    listing = answer_rows(found, assistant.library.store)
    assert listing is not None
    assert {citation.hit.document.header.issuer for citation in listing.citations} == {"Ủy ban nhân dân huyện Mường La"}


OTHER = (
    "Ai chủ trì giao đất cho trường Bảo Lâm?",
    "những xã nào được hỗ trợ?",
    "nêu các mục tiêu của kế hoạch 31",
    "bao nhiêu phần trăm hồ sơ được số hóa năm 2025?",
    "Phòng Giáo dục và Đào tạo phải làm gì khi thiếu giáo viên?",
    "Cơ quan nào chủ trì nhiệm vụ số hóa sổ hộ tịch?",
    "Phòng Tư pháp phải số hóa sổ hộ tịch xong trước ngày nào?",
    "Phòng Nội vụ phối hợp với Phòng Giáo dục và Đào tạo làm những việc gì?",
    "có bao nhiêu trường đạt chuẩn quốc gia ở Cao Lộc năm 2024?",
    "kế hoạch 31 gồm những nội dung gì?",
    "Trâu bò ốm thì UBND xã phải làm gì?",
    "Phòng Tài chính - Kế hoạch được giao nhiệm vụ gì về mua sắm trang thiết bị dạy học?",
    "nhiệm vụ số hóa sổ hộ tịch có kinh phí bao nhiêu?",
    "các văn bản nào là căn cứ của kế hoạch 156?",
    "liệt kê các nhiệm vụ",
    "nhiệm vụ trọng tâm năm 2024 là gì?",
    "cong an huyen phai lam gi de bao ve du lieu",
    "Sở Nội vụ được giao nhiệm vụ gì trong kế hoạch 9999?",
    "which schools get new classrooms?",
    "how many teachers will be recruited?",
    "what should the education division do when teachers are short?",
    "who leads land allocation for Bảo Lâm school",
    "what are the goals of plan 31 of Cao Lộc?",
)


@pytest.mark.parametrize("question", OTHER)
def test_what_a_sentence_answers_is_not_asked_of_the_register(assistant: Assistant, question: str) -> None:
    assert wanted(assistant, question) is None


@given(st.text(alphabet="aăâbcdđ nhiệmvụgìphảilàmSở123/.?-", min_size=1, max_size=80).filter(str.strip))
def test_no_question_breaks_the_reading_of_it(assistant: Assistant, question: str) -> None:
    if not any(letter.isalpha() for letter in question):
        return
    understanding = assistant.understand(question)
    documents = assistant.library.documents()
    found = wanted_rows(understanding, assistant.glossary, documents, documents)
    if found is not None:
        answer_rows(found, assistant.library.store)


def test_a_list_by_the_whole_name_of_a_body_is_surer_than_one_by_words_of_longer_names(assistant: Assistant) -> None:
    def sure(body: str) -> float:
        listing = answer_rows(RegisterQuestion("vi", (TaskFilters(body=body),), body=body), assistant.library.store)
        assert listing is not None
        return listing.sure

    assert 0.9 < sure("Phòng Nội vụ") < 1
    assert 0.5 < sure("nhân dân") < sure("Phòng Nội vụ")
