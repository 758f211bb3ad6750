"""The routes of page images: a page of a document as PNG, the words of a quote boxed."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from corpus.documents import Box
from corpus.errors import BadQuestion
from corpus.page_images import MarkedPage, PageImages, is_pictured
from corpus.stored import StoredDocument

#: A file may be replaced or removed at any time: browsers keep the picture and ask whether it is still the one.
_CACHE = "private, no-cache"
_PNG: dict[int | str, dict[str, Any]] = {200: {"content": {"image/png": {}}, "description": "The page."}}
Offset = Annotated[int | None, Query(ge=0, description="Code points of the document's text, half-open.")]


class QuotePage(BaseModel):
    """A page that holds words of the quote; each of ``boxes`` is left, top, right, bottom in shares 0..1 of the image."""

    number: int
    image: str
    boxes: list[tuple[float, float, float, float]]


class QuotePages(BaseModel):
    """The pages on which a quote stands, in order; none where its words are not found on any."""

    pages: list[QuotePage]


def page_image(document: StoredDocument, start: int, end: int) -> str | None:
    """The address of the picture of the page on which ``[start, end)`` begins; ``None`` where there can be none."""
    return f"{_base(document.id)}/page.png?{_range(start, end)}" if is_pictured(document) else None


def page_images_router(images: PageImages) -> APIRouter:
    """The routes over the page images of one store."""
    routes = APIRouter()

    @routes.get("/api/documents/{id}/pages")
    def pages(id: str, start: int, end: int) -> QuotePages:
        """The pages on which `[start, end)` of the document's text stands, with the places of its lines."""
        found = images.pages_of(id, start, end)
        address = f"{_base(id)}/pages/{{}}.png?{_range(start, end)}"
        return QuotePages(
            pages=[
                QuotePage(number=page.number, image=address.format(page.number), boxes=list(page.boxes))
                for page in found
            ]
        )

    @routes.get("/api/documents/{id}/page.png", response_class=Response, responses=_PNG)
    def page(request: Request, id: str, start: int, end: int) -> Response:
        """The page on which `[start, end)` of the document's text begins, as PNG with these words boxed.

        The header `x-page` is the number of the page, as `/pages/{number}.png` takes it; `x-box` are the left, top, right and
        bottom edge of all boxes together, in shares 0..1 of the image.
        """
        found = images.page_of(id, start, end)
        return _answer(request, id, found, f"{_base(id)}/pages/{found.number}.png?{_range(start, end)}")

    @routes.get("/api/documents/{id}/pages/{number}.png", response_class=Response, responses=_PNG)
    def numbered_page(request: Request, id: str, number: int, start: Offset = None, end: Offset = None) -> Response:
        """A page of the file by its number, from 1, as PNG; what of `[start, end)` stands on it is boxed.

        A Word document has the pages that LibreOffice makes of it.
        """
        if (start is None) != (end is None):
            raise BadQuestion("start and end go together.", "Give both, or neither.")
        boxes: tuple[Box, ...] = ()
        if start is not None and end is not None:
            boxes = next((page.boxes for page in images.pages_of(id, start, end) if page.number == number), ())
        return _answer(request, id, MarkedPage(number, boxes))

    def _answer(request: Request, id: str, found: MarkedPage, location: str | None = None) -> Response:
        tag = f'"{images.tag(id, found)}"'
        headers = {"etag": tag, "cache-control": _CACHE, "x-page": str(found.number)}
        if found.boxes:
            lefts, tops, rights, bottoms = zip(*found.boxes, strict=True)
            around = min(lefts), min(tops), max(rights), max(bottoms)
            headers["x-box"] = ",".join(f"{edge:.4f}" for edge in around)
        if location is not None:
            headers["content-location"] = location
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(images.image(id, found), media_type="image/png", headers=headers)

    return routes


def _base(document_id: str) -> str:
    return f"/api/documents/{quote(document_id, safe='')}"


def _range(start: int, end: int) -> str:
    return urlencode({"start": start, "end": end})
