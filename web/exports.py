"""The task register as files that people take away: .csv and .xlsx for spreadsheets, .ics for calendars."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from icalendar import Calendar, Event
from icalendar.enums import TRANSP
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from corpus.documents import Due
from corpus.recurrence import STEP_MONTHS, occurrences, recurs
from corpus.register import Register
from corpus.roles import ENGLISH
from corpus.stored import StoredDocument, StoredTask

Language = Literal["vi", "en"]
Cell = str | int | datetime.date | None

_WORDS: dict[str, Any] = json.loads((Path(__file__).parent / "columns.json").read_text("utf-8"))
_COLUMNS: dict[str, dict[str, Any]] = _WORDS["columns"]
#: What makes a spreadsheet compute a cell, in narrow and wide letters, behind white space too.
_FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")
#: What no calendar file may hold.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]")
_SHORT_MONTH = 28


@dataclasses.dataclass(frozen=True)
class Export:
    """A kind of file: its media type, and what writes the register into one."""

    media_type: str
    write: Callable[[Register, Language], bytes]


def csv_file(register: Register, language: Language) -> bytes:
    """UTF-8 with a byte order mark, without which Excel takes it for another encoding; days as 2024-06-30.

    An apostrophe stands before a cell that a spreadsheet would compute; "- Rà soát" becomes "'- Rà soát".
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_headings(language))
    for row in _rows(register, language):
        writer.writerow("" if value is None else plain_cell(str(value)) for value in row)
    return out.getvalue().encode("utf-8-sig")


def xlsx_file(register: Register, language: Language) -> bytes:
    """A workbook of one sheet: typed days, a heading that stays and filters; text is text, whatever it begins with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_WORDS["sheet"][language])
    sheet.freeze_panes = "A2"
    for number, column in enumerate(_COLUMNS.values(), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column["width"]
    heading, text, day = (WriteOnlyCell(sheet) for _ in range(3))
    heading.font = Font(bold=True)
    text.alignment = Alignment(vertical="top", wrap_text=True)
    day.number_format = "dd/mm/yyyy"
    sheet.append(_sheet_row(_headings(language), heading, day))
    for row in _rows(register, language):
        sheet.append(_sheet_row(row, text, day))
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(_COLUMNS))}{len(register.tasks) + 1}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ics_file(register: Register, language: Language) -> bytes:
    """A calendar (RFC 5545): a whole day, the deadline's last, for every task that has a date.

    What comes again has a rule. The ids of events are the tasks', so that a calendar knows them again.
    """
    # Not by ``Calendar.new``: it would give the file an id of chance.
    calendar = Calendar()
    for name, value in (("prodid", "-//kehoach//task register//VI"), ("version", "2.0")):
        calendar.add(name, value)
    calendar.calendar_name = _WORDS["calendar"][language]
    for task in register.tasks:
        event = _event(task, register.document(task))
        if event is not None:
            calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


#: The kinds of files by their suffix.
EXPORTS = {
    "csv": Export("text/csv; charset=utf-8", csv_file),
    "xlsx": Export("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_file),
    "ics": Export("text/calendar; charset=utf-8", ics_file),
}


def plain_cell(text: str) -> str:
    """``text`` as a cell that no spreadsheet computes."""
    return f"'{text}" if _FORMULA.match(text) else text


def _headings(language: Language) -> list[str]:
    return [column[language] for column in _COLUMNS.values()]


def _rows(register: Register, language: Language) -> Iterator[list[Cell]]:
    for stored in register.tasks:
        cells = _cells(stored, register.document(stored), language)
        yield [cells[name] for name in _COLUMNS]


def _cells(stored: StoredTask, document: StoredDocument, language: Language) -> dict[str, Cell]:
    task, header = stored.task, document.header
    due = task.due or Due()
    repeats = due.repeats and (due.repeats if language == "en" else _WORDS["repeats"][due.repeats])
    roles = task.roles if language == "vi" else [ENGLISH.get(role, role) for role in task.roles]
    return {
        "number": header.number,
        "title": document.title,
        "issuer": header.issuer,
        "section": " > ".join(task.section),
        "page": task.page,
        "lead": task.lead,
        "roles": ", ".join(roles),
        "coordinating": "; ".join(task.coordinating),
        "others": "; ".join(f"{part}: {body}" for part, body in task.others),
        "action": task.action,
        "object": task.object,
        "deadline": task.deadline,
        "first": due.first,
        "last": due.last,
        "repeats": repeats,
        "month": due.month,
        "day": due.day,
        "product": task.product,
        "place": task.place,
        "evidence": stored.evidence,
        "source": document.source,
        "document": document.id,
        "id": stored.id,
    }


def _sheet_row(row: Sequence[Cell], text: Any, day: Any) -> Iterator[Any]:
    """The cells of a row, each written before the next is made, so that one styled cell serves for all of its kind."""
    for value in row:
        if isinstance(value, str):
            text.value = ILLEGAL_CHARACTERS_RE.sub("", value)
            # After the value: openpyxl makes a formula of what begins with "=".
            text.data_type = "s"
            yield text
        elif isinstance(value, datetime.date):
            day.value = value
            yield day
        else:
            yield value


def _event(stored: StoredTask, document: StoredDocument) -> Event | None:
    task, due = stored.task, stored.task.due
    day, rule = _when(due, document) if due else (None, None)
    if day is None:
        return None
    who = task.lead or ", ".join(task.coordinating)
    what = task.object or task.action
    number = f" ({document.header.number})" if document.header.number else ""
    event = Event.new(
        uid=f"{stored.id}@kehoach",
        stamp=datetime.datetime.fromisoformat(document.ingested_at),
        start=day,
        summary=_one_line(f"{who}: {what}" if who else what),
        description=_CONTROLS.sub(" ", f"{stored.evidence}\n\n{document.title}{number}"),
        location=_one_line(task.place) if task.place else None,
        # A deadline makes nobody busy for a day.
        transparency=TRANSP.TRANSPARENT,
    )
    if rule:
        event.add("rrule", rule)
    return event


def _when(due: Due, document: StoredDocument) -> tuple[datetime.date | None, dict[str, Any] | None]:
    """The day of the event and the rule by which it comes again: counted from the day of the document."""
    if not recurs(due):
        return due.last or due.first, None
    header = document.header
    known = header.date or (datetime.date(header.year, 1, 1) if header.year else None)
    start = known or datetime.date.fromisoformat(document.ingested_at[:10])
    day = next((last for _, last in occurrences(due, start)), None)
    if day is None:
        return due.last, None
    rule: dict[str, Any] = {"FREQ": "MONTHLY", "INTERVAL": STEP_MONTHS[due.repeats or ""]}
    if rule["INTERVAL"] == 12:
        rule = {"FREQ": "YEARLY", "BYMONTH": day.month}
    if due.day is not None and due.day <= _SHORT_MONTH:
        rule["BYMONTHDAY"] = due.day
    else:
        # The last of those days that the month has; a rule for the 31st alone leaves out short months (RFC 5545, 3.3.10).
        rule |= {"BYMONTHDAY": list(range(_SHORT_MONTH, (due.day or 31) + 1)), "BYSETPOS": -1}
    if due.last:
        rule["UNTIL"] = due.last
    return day, rule


def _one_line(text: str) -> str:
    return " ".join(_CONTROLS.sub(" ", text).split())
