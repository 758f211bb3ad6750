"""The task register taken away: as .csv, .xlsx and .ics, and as a table in a terminal."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import io
import tempfile
from pathlib import Path
from typing import Any

import icalendar
import openpyxl
import pytest
from hypothesis import given

from corpus.documents import Due
from corpus.store import Store, TaskFilters
from tests.registering import CLEAN, DAY, DITCH, LEDGERS, REPORT, TASKS, WORDS, document, put, stored, task
from web.exports import csv_file, ics_file, plain_cell, xlsx_file
from web.task_table import task_table


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return stored(tmp_path)


def test_a_csv_file_has_a_row_for_every_task_in_the_order_of_the_register(store: Store) -> None:
    content = csv_file(store.register(), "vi")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [row["Trích nguyên văn"] for row in rows] == [LEDGERS, DITCH, f"'{REPORT}", CLEAN]
    assert (rows[0]["Cơ quan thực hiện"], rows[0]["Cơ quan phối hợp"]) == ("Công chức Tư pháp - Hộ tịch", "Công an xã")
    assert (rows[1]["Từ ngày"], rows[1]["Đến ngày"], rows[1]["Địa bàn"]) == (
        "2024-04-01",
        "2024-06-30",
        "thôn Khuổi Sao",
    )
    assert (rows[2]["Lặp lại"], rows[2]["Tháng"], rows[2]["Ngày"]) == ("hằng năm", "6", "10")
    assert rows[2]["Cơ quan liên quan khác"] == "gửi: UBND huyện Cao Lộc"
    english = next(csv.DictReader(io.StringIO(csv_file(store.register(), "en").decode("utf-8-sig"))))
    assert (english["Role"], english["Number"]) == ("lead", "15/KH-UBND")


@given(WORDS)
def test_no_cell_is_computed_and_none_loses_a_letter(text: str) -> None:
    cell = plain_cell(text)
    assert not cell.lstrip().startswith(("=", "+", "-", "@")) and not cell.startswith(("\t", "\r", "\n"))
    assert cell in (text, f"'{text}")
    line = io.StringIO(newline="")
    csv.writer(line).writerow([cell, "x"])
    assert next(csv.reader(io.StringIO(line.getvalue(), newline=""))) == [cell, "x"]


def test_a_workbook_has_typed_days_filters_a_heading_that_stays_and_no_formula(store: Store) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_file(store.register(), "en"))).active
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == sheet.dimensions
    heading, *rows = sheet.iter_rows()
    at = {cell.value: number for number, cell in enumerate(heading)}
    assert [row[at["Evidence"]].value for row in rows] == [LEDGERS, DITCH, REPORT, CLEAN]
    assert (rows[1][at["Until"]].value, rows[1][at["Until"]].is_date) == (datetime.datetime(2024, 6, 30), True)
    assert rows[2][at["Object"]].value == "=kết quả; chi tiết, đầy đủ"
    assert "f" not in {cell.data_type for row in rows for cell in row}
    assert sheet.column_dimensions["U"].width > 20


def events(content: bytes) -> list[Any]:
    [calendar] = icalendar.Calendar.from_ical(content, multiple=True)
    assert calendar["version"] == "2.0" and calendar["prodid"]
    return list(calendar.walk("VEVENT"))


def test_a_calendar_has_a_whole_day_for_every_task_with_a_date(store: Store) -> None:
    content = ics_file(store.register(), "vi")
    ledgers, ditch, report = events(content)
    assert (ledgers["dtstart"].dt, ditch["dtstart"].dt) == (DAY(2024, 12, 15), DAY(2024, 6, 30))
    assert ledgers["summary"] == "Công chức Tư pháp - Hộ tịch: sổ hộ tịch"
    assert ditch["summary"] == "Hội Cựu chiến binh, Ban Phát triển thôn: mương Khuổi Sao"
    assert ditch["location"] == "thôn Khuổi Sao"
    assert report["description"] == f"{REPORT}\n\nKế hoạch (15/KH-UBND)"
    # The first time after the plan was issued, and every year from then on.
    assert report["dtstart"].dt == DAY(2024, 6, 10)
    assert report["rrule"].to_ical() == b"FREQ=YEARLY;BYMONTHDAY=10;BYMONTH=6"
    assert content == ics_file(store.register(), "vi")
    assert [event["uid"] for event in events(ics_file(store.register(TaskFilters(text="mương")), "vi"))] == [
        ditch["uid"]
    ]


@given(WORDS, WORDS, WORDS)
def test_no_text_of_a_plan_ends_an_event_or_begins_another(lead: str, what: str, place: str) -> None:
    hostile = f"{what}\r\nEND:VEVENT\nBEGIN:VEVENT\\n;,{what}"
    dated = task(hostile, hostile, lead=lead, object=what, place=place, due=Due(None, DAY(2024, 1, 1)))
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "kehoach.sqlite3")
        put(store, "/a.txt", document((dated,), hostile))
        [event] = events(ics_file(store.register(), "vi"))
        store.close()
    shown = "".join(letter if letter.isprintable() else " " for letter in str(event["description"])).split()
    assert (
        shown
        == "".join(letter if letter.isprintable() else " " for letter in f"{hostile} Kế hoạch (15/KH-UBND)").split()
    )
    assert event["dtstart"].dt == DAY(2024, 1, 1)


def test_a_table_says_how_many_tasks_there_are_and_takes_no_markup_from_a_plan(store: Store) -> None:
    assert task_table(store.register(limit=2), 140).startswith("4 tasks, showing the first 2 (--limit shows more)\n")
    put(store, "/a.txt", document((dataclasses.replace(TASKS[0], object="[red]sổ[/red] hộ tịch"),)))
    shown = task_table(store.register(), 140)
    assert shown.startswith("1 task, showing all\n") and "[red]sổ[/red]" in shown and "trước ngày" in shown
    store.remove(store.documents()[0].id)
    assert task_table(store.register(), 140) == "no tasks"
