"""The page of all documents: to find them, to add files, and to take files out again."""

from __future__ import annotations

import contextlib
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Query, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, BeforeValidator, Field
from starlette.datastructures import UploadFile as SentFile

from corpus.errors import NotFound
from corpus.loaders import SUFFIXES
from index.library import Library
from web.choices import filter_choices
from web.frame import STRINGS, Language, render
from web.links import Address, in_path
from web.shelf import ORDERS, Order, Wanted, shelve
from web.unanswered import Id
from web.uploads import Received, reason_of, receive

_ON_A_PAGE = 100
_FAILURES = 50
#: A form sends the fields that were left empty, too.
Year = Annotated[int | None, Query(ge=1900, le=2200), BeforeValidator(lambda value: None if value == "" else value)]


class ListAddress(BaseModel):
    """Which documents, in which order, and which page of them."""

    text: str = ""
    type: str = ""
    issuer: str = ""
    year: Year = None
    order: Order = "newest"
    page: int = Field(1, ge=1, le=10**6)
    lang: Language = ""

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.text.strip(), self.type, self.issuer, self.year, self.order)

    @property
    def address(self) -> Address:
        """The parameters that stand in links; the first page and the usual order go without saying."""
        given = self.model_dump(include=set(ListAddress.model_fields), exclude_defaults=True)
        return Address(_LIST, {name: str(value) for name, value in given.items()})


class ListPage(ListAddress):
    """The list after something was done: the file that was ``removed``, the document whose audience was ``changed``."""

    removed: str = ""
    changed: str = ""


class ChangeAddress(ListAddress):
    """The page that a document's audience is changed on: the list with its filters, or the document's own."""

    on: Literal["list", "document"] = "list"


_LIST = "/documents"


async def _sent(request: Request) -> list[SentFile]:
    # Not as a parameter: a form that was sent without a file is to be answered in words.
    form = await request.form()
    return [each for each in form.getlist("files") if isinstance(each, SentFile) and each.filename]


Sent = Annotated[list[SentFile], Depends(_sent)]


def documents_router(library: Library) -> APIRouter:
    """The routes over one library."""
    pages = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    store = library.store

    def shown(query: ListPage, received: list[Received]) -> dict[str, object]:
        documents, wanted = store.documents(), query.wanted
        found = shelve(documents, wanted)
        last = max(1, -(-len(found) // _ON_A_PAGE))
        page = min(query.page, last)
        return {
            "staff": not store.public,
            "stored": len(documents),
            "found": len(found),
            "rows": found[(page - 1) * _ON_A_PAGE : page * _ON_A_PAGE],
            "number": page,
            "last": last,
            "wanted": wanted,
            "address": query.address,
            "orders": ORDERS,
            **filter_choices(documents),
            "received": received,
            "none_chosen": False,
            "removed": query.removed,
            "changed": query.changed,
            "failures": [(failure, reason_of(failure.error)) for failure in store.failures.listed(_FAILURES)],
            "failed": store.failures.count(),
            "suffixes": sorted(SUFFIXES),
            "limit": library.settings.max_file_mb,
        }

    @pages.get("/documents")
    def documents_page(request: Request, query: Annotated[ListPage, Query()]) -> HTMLResponse:
        return render(request, "documents.html", query.lang, shown(query, []))

    @pages.post("/documents")
    def add(
        request: Request, files: Sent, internal: Annotated[bool, Form()] = False, lang: Language = ""
    ) -> HTMLResponse:
        """The form without JavaScript: all files at once, and the list with what became of each above it."""
        received = [receive(library, file, internal) for file in files]
        status = 422 if any(each.status == "failed" for each in received) or not received else 200
        page = shown(ListPage(order="added", lang=lang), received) | {"none_chosen": not received}
        return render(request, "documents.html", lang, page, status)

    @pages.post("/documents/file")
    def add_one(
        request: Request, file: UploadFile, internal: Annotated[bool, Form()] = False, lang: Language = ""
    ) -> HTMLResponse:
        """One file of a page with JavaScript: what became of it, to be put into the page."""
        received = receive(library, file, internal)
        status = 422 if received.status == "failed" else 200
        return render(request, "received.html", lang, {"each": received}, status)

    @pages.post("/documents/failures/{id}")
    def forget_failure(id: Id, lang: Language = "") -> RedirectResponse:
        """Take a failed file from the list; it comes back when it fails again."""
        with contextlib.suppress(NotFound):  # somebody else was faster
            store.failures.remove(id)
        return RedirectResponse(Address(_LIST, _chosen(lang)).changed(), 303)

    @pages.get("/documents/{document_id}/delete")
    def ask_to_delete(request: Request, document_id: str, lang: Language = "") -> HTMLResponse:
        documents = store.of_same_file(document_id)
        return render(request, "delete.html", lang, {"documents": documents, "source": documents[0].source})

    @pages.post("/documents/{document_id}/delete")
    def delete(document_id: str, lang: Language = "") -> RedirectResponse:
        source = store.document(document_id).source
        library.remove(document_id)
        return RedirectResponse(Address(_LIST, _chosen(lang)).changed(removed=source), 303)

    @pages.post("/documents/{document_id}/audience")
    def change_audience(
        document_id: str, internal: Annotated[bool, Form()], query: Annotated[ChangeAddress, Query()]
    ) -> RedirectResponse:
        """Keep a document's file for the office or show it to everyone, and show the page again."""
        library.set_internal(document_id, internal)
        if query.on == "document":
            own = Address(f"{_LIST}/{in_path(document_id)}", _chosen(query.lang))
            return RedirectResponse(own.changed(changed="yes"), 303)
        return RedirectResponse(f"{query.address.changed(changed=document_id)}#d-{in_path(document_id)}", 303)

    return pages


def _chosen(lang: str) -> dict[str, str]:
    return {"lang": lang} if lang in STRINGS else {}
