"""The routes of the task register: as JSON, and as files to take away."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from corpus.filters import TaskFilters, day_named
from corpus.store import Store
from web.exports import EXPORTS, Language
from web.shapes import TaskList


def _day(value: Any) -> Any:
    return day_named(value) if isinstance(value, str) and value.strip() else None


Day = Annotated[datetime.date | None, BeforeValidator(_day)]
#: A form sends the fields that were left empty, too.
Number = Annotated[int | None, BeforeValidator(lambda value: None if value == "" else value)]


class TaskSieve(BaseModel):
    """Which tasks, days apart; every parameter that is given must match. An unknown one is refused: it would filter nothing."""

    model_config = ConfigDict(extra="forbid")
    body: str | None = Field(
        None, description="A body that leads, coordinates or is otherwise named, whole or in part."
    )
    role: str | None = Field(
        None, description="chủ trì or lead, phối hợp or coordinate, …; with `body`, that body's role."
    )
    place: str | None = Field(None, description="The place of the task or of its document.")
    document: str | None = Field(None, description="A document's id.")
    year: Number = Field(None, ge=1900, le=2200, description="The year of the document.")
    issuer: str | None = Field(None, description="Part of the issuing body's name.")
    type: str | None = Field(None, description="Kế hoạch, Quyết định, …: the kind of the document.")
    text: str | None = Field(None, description="Words that all stand in the task or in the headings above it.")


class TaskQuery(TaskSieve):
    """Which tasks, with the days of their deadlines."""

    due_from: Day = Field(None, alias="from", description="Due on this day or later: 2024-06-30 or 30/6/2024.")
    due_until: Day = Field(None, alias="until", description="Due on this day or before.")

    def filters(self) -> TaskFilters:
        return TaskFilters(**{name: getattr(self, name) for name in TaskQuery.model_fields})


class TaskPageQuery(TaskQuery):
    """Which tasks, and how many of them."""

    limit: int = Field(100, ge=1, le=1000)
    offset: int = Field(0, ge=0, le=2**31)


class TaskFileQuery(TaskQuery):
    """Which tasks, and the language of the headings."""

    lang: Language = "vi"


def register_router(store: Store) -> APIRouter:
    """The routes over one store."""
    routes = APIRouter()

    @routes.get("/api/tasks")
    def tasks(query: Annotated[TaskPageQuery, Query()]) -> TaskList:
        """The task register, by file name and then in the order of the text; `total` counts all that match."""
        return TaskList.of(store.register(query.filters(), query.limit, query.offset))

    @routes.get("/api/tasks.csv", response_class=Response)
    def tasks_csv(query: Annotated[TaskFileQuery, Query()]) -> Response:
        """Every task that matches, for a spreadsheet."""
        return download("csv", query)

    @routes.get("/api/tasks.xlsx", response_class=Response)
    def tasks_xlsx(query: Annotated[TaskFileQuery, Query()]) -> Response:
        """Every task that matches, as an Excel workbook."""
        return download("xlsx", query)

    @routes.get("/api/tasks.ics", response_class=Response)
    def tasks_ics(query: Annotated[TaskFileQuery, Query()]) -> Response:
        """Every task that matches and has a date, for a calendar."""
        return download("ics", query)

    def download(suffix: str, query: TaskFileQuery) -> Response:
        export = EXPORTS[suffix]
        content = export.write(store.register(query.filters()), query.lang)
        return Response(
            content,
            headers={
                "content-type": export.media_type,
                "content-disposition": f'attachment; filename="tasks.{suffix}"',
            },
        )

    return routes
