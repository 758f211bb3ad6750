"""The page of one document: its text with outline, quote, tasks and doubts, and all that its letterhead says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from corpus.store import Store, TaskFilters
from corpus.stored import StoredPassage
from web.citing import reference
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
        passages = list(store.passages(document.row))
        cited = _passage_at(passages, start, end)
        scans = [page for page in store.pages(document_id) if page.sure is not None]
        view = document_view(
            text,
            store.sections(document_id),
            store.pages(document_id),
            passages,
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
            "reference": reference(document, cited.passage, cited.text, lang or "vi") if cited else None,
            **graph_of(store.links(), document),
        }
        return render(request, "document.html", lang, shown)

    return pages


def _passage_at(passages: Sequence[StoredPassage], start: int, end: int) -> StoredPassage | None:
    """The passage that holds the most of a quote."""
    shared = [(min(end, each.passage.end) - max(start, each.passage.start), each) for each in passages]
    most, found = max(shared, key=lambda each: each[0], default=(0, None))
    return found if most > 0 else None
