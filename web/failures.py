"""The routes of the files that could not be read: to list them, and to forget one.

``GET /api/failures?limit=100&offset=0`` answers ``{"total": int, "failures": [{"id": int, "path": str, "source": str,
"reason": str, "remedy": str, "at": "2026-01-31T08:00:00Z", "documents": [str]}]}``; see ``web.shapes.FailureRow``.
A failure leaves the list when `kehoach sync` or `kehoach ingest` reads the file, or finds it gone.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from corpus.store import Store
from web.shapes import FailureList, FailureRow, Forgotten


def failures_router(store: Store) -> APIRouter:
    """The routes over one store; whoever may remove documents may use them."""
    routes = APIRouter()

    @routes.get("/api/failures")
    def failures(
        limit: Annotated[int, Query(ge=1, le=1000)] = 100, offset: Annotated[int, Query(ge=0, le=2**31)] = 0
    ) -> FailureList:
        """Files that could not be read, by name, each with the reason and the remedy."""
        rows = [FailureRow.of(failure) for failure in store.failures.listed(limit, offset)]
        return FailureList(total=store.failures.count(), failures=rows)

    @routes.delete("/api/failures/{id}")
    def forget(id: Annotated[int, Path(ge=1, lt=2**63)]) -> Forgotten:
        """Forget a failure; the file is listed again when it fails again."""
        store.failures.remove(id)
        return Forgotten(removed=id)

    return routes
