"""The page of all documents: to find them, to add files, and to take files out again."""

from __future__ import annotations

import contextlib
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BeforeValidator
from starlette.datastructures import URL
from starlette.datastructures import UploadFile as SentFile

from corpus.errors import NotFound
from corpus.loaders import SUFFIXES
from index.library import Library
from web.frame import STRINGS, Language, render
from web.shelf import ORDERS, Order, Wanted, choices, shelve
from web.unanswered import Id
from web.uploads import Received, reason_of, receive

_ON_A_PAGE = 100
_FAILURES = 50
_LIST = URL("/documents")
#: A form sends the fields that were left empty, too.
Year = Annotated[int | None, Query(ge=1900, le=2200), BeforeValidator(lambda value: None if value == "" else value)]


async def _sent(request: Request) -> list[SentFile]:
    # Not as a parameter: a form that was sent without a file is to be answered in words.
    form = await request.form()
    return [each for each in form.getlist("files") if isinstance(each, SentFile) and each.filename]


Sent = Annotated[list[SentFile], Depends(_sent)]


def documents_router(library: Library) -> APIRouter:
    """The routes over one library."""
    pages = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    store = library.store

    def shown(wanted: Wanted, page: int, received: list[Received], removed: str = "") -> dict[str, object]:
        documents = store.documents()
        found = shelve(documents, wanted)
        last = max(1, -(-len(found) // _ON_A_PAGE))
        page = min(page, last)
        return {
            "staff": not store.public,
            "stored": len(documents),
            "found": len(found),
            "rows": found[(page - 1) * _ON_A_PAGE : page * _ON_A_PAGE],
            "number": page,
            "last": last,
            "wanted": wanted,
            "orders": ORDERS,
            "choices": choices(documents),
            "received": received,
            "none_chosen": False,
            "removed": removed,
            "failures": [(failure, reason_of(failure.error)) for failure in store.failures.listed(_FAILURES)],
            "failed": store.failures.count(),
            "suffixes": sorted(SUFFIXES),
            "limit": library.settings.max_file_mb,
        }

    @pages.get("/documents")
    def documents_page(
        request: Request,
        text: str = "",
        type: str = "",
        issuer: str = "",
        year: Year = None,
        order: Order = "newest",
        page: Annotated[int, Query(ge=1, le=10**6)] = 1,
        removed: str = "",
        lang: Language = "",
    ) -> HTMLResponse:
        wanted = Wanted(text.strip(), type, issuer, year, order)
        return render(request, "documents.html", lang, shown(wanted, page, [], removed))

    @pages.post("/documents")
    def add(request: Request, files: Sent, lang: Language = "") -> HTMLResponse:
        """The form without JavaScript: all files at once, and the list with what became of each above it."""
        received = [receive(library, file) for file in files]
        status = 422 if any(each.status == "failed" for each in received) or not received else 200
        page = shown(Wanted(order="added"), 1, received) | {"none_chosen": not received}
        return render(request, "documents.html", lang, page, status)

    @pages.post("/documents/file")
    def add_one(request: Request, file: UploadFile, lang: Language = "") -> HTMLResponse:
        """One file of a page with JavaScript: what became of it, to be put into the page."""
        received = receive(library, file)
        status = 422 if received.status == "failed" else 200
        return render(request, "received.html", lang, {"each": received}, status)

    @pages.post("/documents/failures/{id}")
    def forget_failure(id: Id, lang: Language = "") -> RedirectResponse:
        """Take a failed file from the list; it comes back when it fails again."""
        with contextlib.suppress(NotFound):  # somebody else was faster
            store.failures.remove(id)
        return RedirectResponse(str(_LIST.include_query_params(**_chosen(lang))), 303)

    @pages.get("/documents/{document_id}/delete")
    def ask_to_delete(request: Request, document_id: str, lang: Language = "") -> HTMLResponse:
        documents = store.of_same_file(document_id)
        return render(request, "delete.html", lang, {"documents": documents, "source": documents[0].source})

    @pages.post("/documents/{document_id}/delete")
    def delete(document_id: str, lang: Language = "") -> RedirectResponse:
        source = store.document(document_id).source
        library.remove(document_id)
        return RedirectResponse(str(_LIST.include_query_params(removed=source, **_chosen(lang))), 303)

    return pages


def _chosen(lang: str) -> dict[str, str]:
    return {"lang": lang} if lang in STRINGS else {}
