"""The page of the task register: filters, the deadlines as a picture, the table in any order, files to take away."""

from __future__ import annotations

import contextlib
import datetime
import functools
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import Field

from corpus.errors import BadQuestion
from corpus.filters import TaskFilters, day_named
from corpus.register import Order, Register
from corpus.roles import ENGLISH
from corpus.store import Store
from web.choices import filter_choices
from web.exports import EXPORTS
from web.frame import STRINGS, Language, render
from web.links import Address
from web.paging import Paging
from web.register import TaskQuery, TaskSieve
from web.task_lines import task_lines, task_title
from web.timeline import timeline
from web.writing import number_text, tasks_text

_SIZE = 50
_NOTHING = Register(0, (), {})
_DAYS = ("due_from", "due_until")


class TaskPageAddress(TaskSieve):
    """Which tasks, in which order, and which page of them; days as they were typed, which may be none."""

    due_from: str = Field("", alias="from")
    due_until: str = Field("", alias="until")
    sort: Order = "document"
    #: "desc" turns the order round.
    way: Annotated[str, Field(pattern="^(asc|desc)?$")] = ""
    page: int = Field(1, ge=1, le=2**31)
    lang: Language = ""

    def address(self) -> Address:
        """The parameters that say which tasks and in which order, as they stand in links."""
        given = self.model_dump(mode="json", by_alias=True, exclude={"page"}, exclude_defaults=True)
        return Address("/tasks", {name: str(value) for name, value in given.items() if value})

    def days(self) -> dict[str, datetime.date | None]:
        """The days that are days, by the filter's field; a field that was left empty is ``None``."""
        days: dict[str, datetime.date | None] = {}
        for name in _DAYS:
            typed = getattr(self, name).strip()
            with contextlib.suppress(BadQuestion):
                days[name] = day_named(typed) if typed else None
        return days

    def filters(self) -> TaskFilters:
        """The filters, without what is no day."""
        days = self.days()
        given = {name: getattr(self, name) for name in TaskSieve.model_fields}
        return TaskFilters(**given, due_from=days.get("due_from"), due_until=days.get("due_until"))


def task_pages(store: Store) -> APIRouter:
    """The route of the register's page over one store."""
    pages = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @pages.get("/tasks")
    def tasks_page(request: Request, query: Annotated[TaskPageAddress, Query()]) -> HTMLResponse:
        lang = query.lang or "vi"
        texts = STRINGS[lang]
        address, filters = query.address(), query.filters()
        problem = ""
        # What was typed and is no day, by field: it stays in the form, with what is wrong beside it.
        no_days = {name: getattr(query, name) for name in _DAYS if name not in query.days()}
        try:
            if no_days:
                raise BadQuestion(f"{', '.join(no_days.values())}: no such day.", "Write it as 30/6/2024.")
            paging = Paging.of(store.count_tasks(filters), _SIZE, query.page)
            descending = query.way == "desc" or (query.sort == "document" and not query.way)
            register = store.register(filters, _SIZE, paging.offset, query.sort, descending)
            timed = store.timed_tasks(filters)
        except BadQuestion:
            backwards = filters.due_from and filters.due_until and filters.due_from > filters.due_until
            problem = texts["problem_day" if no_days else "problem_dates" if backwards else "problem_filter"]
            paging, register, timed, descending = Paging.of(0, _SIZE, 1), _NOTHING, [], False
        carry = f"&lang={query.lang}" if query.lang else ""
        shown = {
            **filter_choices(store.documents()),
            "filters": filters,
            "problem": problem,
            "no_days": no_days,
            "paging": paging,
            "address": address,
            "sort": query.sort,
            "descending": descending,
            "lines": task_lines(register, texts, lang, carry),
            "timeline": timeline(timed, datetime.date.today()),
            "mark_link": functools.partial(_mark_link, address, query.sort, descending, paging.page),
            "task_title": task_title,
            "number": functools.partial(number_text, language=lang),
            "tasks": functools.partial(tasks_text, texts=texts, language=lang),
            "roles": ENGLISH,
            "exports": {suffix: export_link(address, suffix, lang) for suffix in EXPORTS},
        }
        return render(request, "tasks.html", lang, shown, 422 if problem else 200)

    return pages


def export_link(address: Address, suffix: str, lang: str) -> str:
    """The register's file with the filters of a page, its headings in the page's language."""
    names = {field.alias or name for name, field in TaskQuery.model_fields.items()}
    kept = {name: value for name, value in address.parameters.items() if name in names}
    return Address(f"/api/tasks.{suffix}", kept).changed(lang="en" if lang == "en" else None)


def _mark_link(address: Address, sort: str, descending: bool, page: int, id: str, place: int) -> str:
    """Where the row of a mark is: on the page shown, or in the list sorted by deadline."""
    there = place // _SIZE + 1
    row = f"#t-{id}"
    if sort == "deadline" and not descending and there == page:
        return row
    return address.changed(sort="deadline", way=None, page=there if there > 1 else None) + row
