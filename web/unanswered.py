"""The routes of the questions that the documents did not answer: to list, close, open again and forget them."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query

from corpus.store import Store
from web.shapes import Forgotten, UnansweredList, UnansweredRow

#: As far as SQLite counts.
Id = Annotated[int, Path(ge=1, lt=2**63)]


def unanswered_router(store: Store) -> APIRouter:
    """The routes over one store; whoever may remove documents may use them."""
    routes = APIRouter()

    @routes.get("/api/unanswered")
    def unanswered(
        state: Literal["open", "closed", "all"] = "open",
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
        offset: Annotated[int, Query(ge=0, le=2**31)] = 0,
    ) -> UnansweredList:
        """Questions that were not answered, the last asked first."""
        wanted = None if state == "all" else state
        rows = [UnansweredRow.of(found) for found in store.unanswered(wanted, limit, offset)]
        return UnansweredList(total=store.count_unanswered(wanted), unanswered=rows)

    @routes.post("/api/unanswered/{id}/close")
    def close(id: Id) -> UnansweredRow:
        """Mark a question as dealt with."""
        return UnansweredRow.of(store.close_unanswered(id))

    @routes.post("/api/unanswered/{id}/reopen")
    def reopen(id: Id) -> UnansweredRow:
        """Mark a question as still to be dealt with."""
        return UnansweredRow.of(store.reopen_unanswered(id))

    @routes.delete("/api/unanswered/{id}")
    def forget(id: Id) -> Forgotten:
        store.remove_unanswered(id)
        return Forgotten(removed=id)

    return routes
