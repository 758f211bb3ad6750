"""The page of one document: its text with outline, quote, tasks and doubts, and all that its letterhead says."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from corpus.store import Store, TaskFilters
from web.document_view import document_view
from web.frame import Language, render
from web.graph import graph_of


def document_router(store: Store) -> APIRouter:
    """The page's route over one store."""
    pages = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @pages.get("/documents/{document_id}")
    def document_page(
        request: Request,
        document_id: str,
        start: int = 0,
        end: int = 0,
        changed: Literal["yes", ""] = "",
        lang: Language = "",
    ) -> HTMLResponse:
        document, text = store.document(document_id), store.text(document_id)
        scans = [page for page in store.pages(document_id) if page.sure is not None]
        view = document_view(
            text,
            store.sections(document_id),
            store.pages(document_id),
            list(store.passages(document.row)),
            store.tasks(TaskFilters(document=document_id)),
            store.doubts(document_id),
            (start, end),
        )
        least_sure = min(scans, key=lambda page: page.sure or 0.0, default=None)
        shown = {
            "document": document,
            "staff": not store.public,
            "together": len(store.of_same_file(document_id)),
            "changed": changed == "yes",
            "view": view,
            "quote": (max(0, start), min(end, len(text))),
            "least_sure": least_sure,
            **graph_of(store.links(), document),
        }
        return render(request, "document.html", lang, shown)

    return pages
