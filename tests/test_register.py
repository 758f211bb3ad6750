"""The task register: kept whole, and found by who, what, where and when."""

from __future__ import annotations

import dataclasses
import datetime
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.comparable import comparable
from corpus.documents import Due, Task
from corpus.errors import BadQuestion
from corpus.recurrence import falls_within, occurrences
from corpus.roles import ENGLISH, role_named
from corpus.store import Store, TaskFilters
from tests.registering import DAY, HEADER, TASKS, TEXT, WORDS, document, put, stored


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return stored(tmp_path)


def objects(store: Store, **filters: object) -> list[str]:
    """What the tasks that match are about, counted as well."""
    wanted = TaskFilters(**filters)  # type: ignore[arg-type]
    found = [stored.task.object for stored in store.tasks(wanted)]
    assert store.count_tasks(wanted) == len(found)
    return found


# -- kept

names = st.lists(WORDS, max_size=3).map(tuple)
dates = st.none() | st.dates()
dues = st.builds(Due, dates, dates, st.sampled_from([None, "yearly", "weekly"]), st.none() | st.integers(1, 12))
any_task = st.builds(
    Task,
    start=st.integers(0, 20),
    end=st.integers(20, 40),
    section=names,
    page=st.none() | st.integers(1, 99),
    roles=names,
    lead=st.none() | WORDS,
    coordinating=names,
    others=st.lists(st.tuples(WORDS, WORDS), max_size=2).map(tuple),
    action=WORDS,
    object=WORDS,
    deadline=st.none() | WORDS,
    due=st.none() | dues.filter(lambda due: due != Due()),
    product=st.none() | WORDS,
    place=st.none() | WORDS,
    row=st.booleans(),
)


@given(st.lists(any_task, max_size=4).map(tuple))
def test_tasks_come_out_as_they_went_in(tasks: tuple[Task, ...]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "kehoach.sqlite3")
        put(store, "/a.txt", document(tasks))
        stored = store.tasks()
        store.close()
    assert tuple(each.task for each in stored) == tasks
    assert [each.evidence for each in stored] == [TEXT[each.start : each.end] for each in tasks]
    assert len({each.id for each in stored}) == len(tasks)


def test_tasks_go_and_are_replaced_with_their_document(store: Store) -> None:
    put(store, "/a.txt", document(TASKS[:1]))
    assert store.count_tasks() == 1
    store.remove(store.documents()[0].id)
    assert store.count_tasks() == 0


def test_tasks_stand_in_the_order_of_file_names_and_of_their_text(store: Store) -> None:
    other = dataclasses.replace(HEADER, number="16/KH-UBND")  # the same number would be the same plan again
    put(store, "/z/0.txt", document(TASKS[:2], header=other), document(TASKS[1:2], header=other))
    order = [stored.task.object for stored in store.tasks()]
    assert order == ["sổ hộ tịch", "mương Khuổi Sao", "mương Khuổi Sao", *(each.object for each in TASKS)]
    pages = [store.tasks(limit=3, offset=offset) for offset in (0, 3, 6)]
    assert [stored for page in pages for stored in page] == store.tasks()


def test_a_task_keeps_its_id_when_its_deadline_or_place_in_the_text_changes(store: Store) -> None:
    before = {stored.task.object: stored.id for stored in store.tasks()}
    moved = dataclasses.replace(TASKS[0], start=3, deadline="trước ngày 20/12/2024", due=Due(None, DAY(2024, 12, 20)))
    put(store, "/a.txt", document((*TASKS[1:], moved, moved)))
    after = store.tasks()
    assert {stored.task.object: stored.id for stored in after[:4]} == before
    assert after[4].id not in before.values()


# -- found


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("công chức tư pháp", ["sổ hộ tịch"]),
        ("CONG AN XA", ["sổ hộ tịch"]),
        ("Hội Cựu Chiến Binh", ["mương Khuổi Sao"]),
        ("hội CCB", ["mương Khuổi Sao"]),
        ("Phòng GD&ĐT", ["=kết quả; chi tiết, đầy đủ"]),
        ("phong gddt", ["=kết quả; chi tiết, đầy đủ"]),
        ("Uỷ ban nhân dân huyện Cao Lộc", ["=kết quả; chi tiết, đầy đủ"]),
        ("Công", ["sổ hộ tịch"]),
        ("Côn", []),
        ("Cựu chiến binh Ban Phát triển", []),
    ],
)
def test_a_body_is_found_by_whole_words_of_its_name_wherever_it_has_a_part(
    store: Store, body: str, found: list[str]
) -> None:
    assert objects(store, body=body) == found


def test_a_role_is_asked_for_in_vietnamese_or_english(store: Store) -> None:
    for role in ("chủ trì", "chu tri", "LEAD"):
        assert objects(store, role=role) == ["sổ hộ tịch"]
    assert objects(store, role="report") == ["=kết quả; chi tiết, đầy đủ"]
    # Who coordinates in a task that another leads coordinates too.
    assert objects(store, role="coordinate") == ["sổ hộ tịch", "mương Khuổi Sao"]
    assert {role_named(english) for english in ENGLISH.values()} == set(ENGLISH)
    with pytest.raises(BadQuestion, match="boss"):
        store.tasks(TaskFilters(role="boss"))


def test_a_body_with_a_role_is_found_only_where_it_has_that_role(store: Store) -> None:
    assert objects(store, body="Công an xã", role="coordinate") == ["sổ hộ tịch"]
    assert objects(store, body="Công an xã", role="lead") == []
    assert objects(store, body="Công chức Tư pháp", role="lead") == ["sổ hộ tịch"]
    assert objects(store, body="UBND huyện", role="report") == []


def test_a_place_is_the_tasks_own_or_its_documents(store: Store) -> None:
    elsewhere = dataclasses.replace(HEADER, place="Mường La", issuer="Ủy ban nhân dân huyện Mường La")
    put(store, "/b.txt", document(TASKS[3:], header=elsewhere))
    assert objects(store, place="khuoi sao") == ["mương Khuổi Sao"]
    assert objects(store, place="huyện Mường La") == ["vệ sinh chung"]
    assert len(objects(store, place="Tam Gia")) == 4


def test_words_stand_in_any_order_in_the_evidence_or_the_headings_above(store: Store) -> None:
    assert objects(store, text="tich so hoa") == ["sổ hộ tịch"]
    assert objects(store, text="mương III.") == ["mương Khuổi Sao"]
    assert objects(store, text="phòng GD&ĐT") == ["=kết quả; chi tiết, đầy đủ"]
    assert objects(store, text="mương hộ") == ["mương Khuổi Sao"]  # of the heading "Tư pháp - Hộ tịch"
    assert objects(store, text="mương bờ") == []


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        (DAY(2024, 12, 1), DAY(2024, 12, 31), ["sổ hộ tịch"]),
        (DAY(2024, 12, 15), DAY(2024, 12, 15), ["sổ hộ tịch"]),
        (DAY(2024, 12, 16), DAY(2025, 6, 9), []),
        (DAY(2024, 6, 11), DAY(2024, 7, 31), ["mương Khuổi Sao"]),
        (DAY(2030, 6, 10), DAY(2030, 6, 10), ["=kết quả; chi tiết, đầy đủ"]),
        (DAY(2030, 6, 11), DAY(2031, 6, 9), []),
        (DAY(2024, 7, 1), None, ["sổ hộ tịch", "=kết quả; chi tiết, đầy đủ"]),
        (None, DAY(2024, 3, 31), ["=kết quả; chi tiết, đầy đủ"]),
        (None, None, ["sổ hộ tịch", "mương Khuổi Sao", "=kết quả; chi tiết, đầy đủ", "vệ sinh chung"]),
    ],
)
def test_a_task_is_inside_dates_when_a_day_of_its_deadline_is(
    store: Store, start: DAY | None, end: DAY | None, found: list[str]
) -> None:
    assert objects(store, due_from=start, due_until=end) == found


def test_dates_the_wrong_way_round_are_refused(store: Store) -> None:
    with pytest.raises(BadQuestion, match="2024-02-01"):
        store.tasks(TaskFilters(due_from=DAY(2024, 2, 1), due_until=DAY(2024, 1, 1)))


def test_documents_are_chosen_by_id_year_and_issuer(store: Store) -> None:
    [name] = put(store, "/b.txt", document(TASKS[3:], header=dataclasses.replace(HEADER, year=2021, issuer="Sở Y tế")))
    for filters in ({"document": name}, {"year": 2021}, {"issuer": "so y te"}):
        assert objects(store, **filters) == ["vệ sinh chung"]
    assert objects(store, document="none") == []


def test_a_filter_left_empty_is_none_and_one_without_words_is_refused(store: Store) -> None:
    assert len(objects(store, body="", role="", place="", document="", issuer="", text=" ")) == 4
    for filters in (TaskFilters(body="?!"), TaskFilters(place=" - ")):
        with pytest.raises(BadQuestion, match="names nothing"):
            store.tasks(filters)


def test_a_register_of_fifty_thousand_tasks_is_searched_in_a_moment(tmp_path: Path) -> None:
    store = Store(tmp_path / "kehoach.sqlite3")
    many = document(TASKS * 6250)
    put(store, "/a.txt", many, many)
    wanted = TaskFilters(body="phòng GD&ĐT", text="báo cáo", due_from=DAY(2026, 1, 1), due_until=DAY(2026, 6, 30))
    started = time.process_time()
    register = store.register(wanted, 100, 6000)
    assert time.process_time() - started < 2
    assert (register.total, len(register.tasks)) == (12_500, 100)


# -- names and days


def test_names_compare_without_case_accents_punctuation_and_short_forms() -> None:
    assert comparable("UBND xã Tam-Gia") == comparable("Uỷ Ban nhân dân XÃ tam gia") == " uy ban nhan dan xa tam gia "
    assert comparable("Phòng LĐ-TB&XH") == comparable("Phòng Lao động, Thương binh và Xã hội")
    assert comparable("?!") == ""


def test_what_comes_again_falls_on_its_days() -> None:
    half_yearly = occurrences(Due(repeats="half-yearly", month=12, day=15), DAY(2024, 1, 1))
    assert [next(half_yearly)[1] for _ in range(3)] == [DAY(2024, 6, 15), DAY(2024, 12, 15), DAY(2025, 6, 15)]
    monthly = occurrences(Due(repeats="monthly", day=31), DAY(2023, 1, 31))
    assert [next(monthly)[1].day for _ in range(3)] == [31, 28, 31]
    december = Due(repeats="yearly", month=12, last=DAY(2025, 12, 31))
    assert list(occurrences(december, DAY(2024, 12, 20))) == [
        (DAY(2024, 12, 1), DAY(2024, 12, 31)),
        (DAY(2025, 12, 1), DAY(2025, 12, 31)),
    ]
    assert list(occurrences(Due(repeats="yearly"), DAY(2024, 1, 1))) == []


@given(
    st.integers(1, 12),
    st.integers(1, 31),
    st.sampled_from(["yearly", "half-yearly", "quarterly", "monthly"]),
    st.dates(DAY(1990, 1, 1), DAY(2100, 1, 1)),
    st.integers(0, 500),
)
def test_a_time_asked_for_holds_a_deadline_when_one_of_its_days_is_that_deadlines(
    month: int, day: int, repeats: str, start: DAY, length: int
) -> None:
    due = Due(repeats=repeats, month=month, day=day)
    end = start + datetime.timedelta(length)
    step = {"yearly": 12, "half-yearly": 6, "quarterly": 3, "monthly": 1}[repeats]

    def is_due(date: DAY) -> bool:
        last_of_month = (date + datetime.timedelta(1)).month != date.month
        return (date.month - month) % step == 0 and (date.day == day or (last_of_month and date.day < day))

    assert falls_within(due, start, end) == any(is_due(start + datetime.timedelta(n)) for n in range(length + 1))
