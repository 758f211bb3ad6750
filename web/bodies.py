"""The routes of the bodies that have parts in tasks: who there is, and the tasks of one as files."""

from __future__ import annotations

import dataclasses
import functools
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from corpus.errors import NotFound
from corpus.filters import TaskFilters
from corpus.parties import Party, party_key
from corpus.store import Store
from web.exports import EXPORTS, Language

#: What stands for the issuer of documents that state none, where an address has to name one.
UNSTATED = "-"


class BodyRow(BaseModel):
    """A body in the documents of one issuer, and how many tasks it leads, helps with, or is otherwise named in."""

    name: str
    issuer: str | None
    leading: int
    coordinating: int
    other: int

    @classmethod
    def of(cls, party: Party) -> BodyRow:
        counts = {part: len(getattr(party, part)) for part in ("leading", "coordinating", "other")}
        return cls(name=party.name, issuer=party.issuer, **counts)


class BodyList(BaseModel):
    """Every body of the register, by issuer and name."""

    bodies: list[BodyRow]


class BodyFileQuery(BaseModel):
    """A body by its whole name, whatever its case and accents, in all documents or in those of one issuer."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(description="The body's name; short forms of it will do.")
    issuer: str | None = Field(None, description="The issuer's name, or - for documents that state none.")
    lang: Language = "vi"


@dataclasses.dataclass
class Bodies:
    """The bodies of a store, read again when the store has changed."""

    store: Store

    def __post_init__(self) -> None:
        self._read = functools.lru_cache(maxsize=1)(lambda generation: tuple(self.store.parties()))

    def all(self) -> tuple[Party, ...]:
        return self._read(self.store.generation)

    def named(self, name: str, issuer: str | None = None) -> list[Party]:
        """The bodies of a name, one for each issuer, or that of one issuer. Raises ``NotFound``."""
        key = party_key(name)
        found = [party for party in self.all() if party.key == key and (not issuer or _issues(party, issuer))]
        if not found:
            raise NotFound(f"No task names the body {name!r}.", "See /bodies for those that tasks name.")
        return found


def bodies_router(bodies: Bodies) -> APIRouter:
    """The routes over the bodies of one store."""
    routes = APIRouter()

    @routes.get("/api/bodies")
    def listed() -> BodyList:
        """The bodies that tasks name. One of the same name under another issuer is another body."""
        return BodyList(bodies=[BodyRow.of(party) for party in bodies.all()])

    @routes.get("/api/bodies/tasks.csv", response_class=Response)
    def tasks_csv(query: Annotated[BodyFileQuery, Query()]) -> Response:
        """Every task in which a body has a part, for a spreadsheet."""
        return download("csv", query)

    @routes.get("/api/bodies/tasks.xlsx", response_class=Response)
    def tasks_xlsx(query: Annotated[BodyFileQuery, Query()]) -> Response:
        """Every task in which a body has a part, as an Excel workbook."""
        return download("xlsx", query)

    @routes.get("/api/bodies/tasks.ics", response_class=Response)
    def tasks_ics(query: Annotated[BodyFileQuery, Query()]) -> Response:
        """Every task in which a body has a part and that has a date, for a calendar."""
        return download("ics", query)

    def download(suffix: str, query: BodyFileQuery) -> Response:
        parties = bodies.named(query.name, query.issuer)
        tasks = TaskFilters(ids=tuple(id for party in parties for id in party.tasks))
        export = EXPORTS[suffix]
        content = export.write(bodies.store.register(tasks, order="deadline"), query.lang)
        disposition = f'attachment; filename="tasks.{suffix}"'
        return Response(content, headers={"content-type": export.media_type, "content-disposition": disposition})

    return routes


def _issues(party: Party, issuer: str) -> bool:
    if party.issuer is None:
        return issuer == UNSTATED
    return party_key(party.issuer) == party_key(issuer)
