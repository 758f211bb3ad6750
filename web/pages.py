"""The pages: search, the list of documents, one document, and what went wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

import jinja2
from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from corpus.errors import BadQuestion, EmptyCorpus, KehoachError, NotFound
from corpus.store import Filters, StoredDocument
from qa.answer import document_name
from qa.assistant import Assistant
from web.metrics import Metrics
from web.views import answer_lines, citation_card, document_blocks, other_hits, result_card

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
#: Every text of the pages, by language and key.
STRINGS: dict[str, dict[str, str]] = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((_HERE / "strings").glob("*.json"))
}
_RESULTS = 8
#: From which confidence on an answer is called sure, and fairly sure.
_SURE, _FAIRLY_SURE = 0.85, 0.65

_templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)
_templates.globals["document_name"] = document_name

Language = Annotated[str, Query(pattern="^(vi|en)?$")]


def router(assistant: Assistant, metrics: Metrics) -> APIRouter:
    """The routes of the pages over one assistant."""
    pages = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    store = assistant.library.store

    @pages.get("/")
    def search_page(
        request: Request,
        q: str | None = None,
        document: str = "",
        issuer: str = "",
        year: Annotated[str, Query(pattern=r"^(\d{4})?$")] = "",
        type: str = "",
        lang: Language = "",
    ) -> HTMLResponse:
        documents = store.documents()
        filters = Filters(document or None, issuer or None, int(year) if year else None, type or None)
        shown: dict[str, object] = {
            "question": q or "",
            "filters": filters,
            "only": next((d.title for d in documents if d.id == document), document),
            "types": sorted({d.header.type for d in documents if d.header.type}),
            "issuers": sorted({d.header.issuer for d in documents if d.header.issuer}),
            "years": sorted({d.header.year for d in documents if d.header.year}, reverse=True),
            "stored": len(documents),
            "answer": None,
            "problem": None,
        }
        if q is None:
            return _page(request, "search.html", lang, shown)
        try:
            answer = assistant.ask(q, filters=filters)
            hits = assistant.search(q, _RESULTS, filters)[1]
        except KehoachError as error:
            shown["problem"] = _problem(error, q, assistant.library.settings.max_question, lang)
            return _page(request, "search.html", lang, shown, error.status)
        metrics.answered(answer)
        sure = answer.confidence
        shown |= {
            "answer": answer,
            "lines": answer_lines(answer),
            "sureness": "sure" if sure >= _SURE else "fairly_sure" if sure >= _FAIRLY_SURE else "unsure",
            "cards": [citation_card(citation, answer.abstained) for citation in answer.citations],
            "results": [result_card(hit) for hit in other_hits(hits, answer)],
        }
        return _page(request, "search.html", lang or answer.language, shown)

    @pages.get("/documents")
    def documents_page(request: Request, lang: Language = "") -> HTMLResponse:
        return _page(request, "documents.html", lang, {"documents": _newest_first(store.documents())})

    @pages.get("/documents/{document_id}")
    def document_page(
        request: Request, document_id: str, start: int = 0, end: int = 0, lang: Language = ""
    ) -> HTMLResponse:
        try:
            document = store.document(document_id)
            text = store.text(document_id)
        except NotFound as error:
            return error_page(request, error.status)
        blocks, outline = document_blocks(text, store.sections(document_id), store.pages(document_id), start, end)
        shown = {
            "document": document,
            "blocks": blocks,
            "outline": outline,
            "unsure": min(store.scans(document_id), key=lambda page: page.sure, default=None),
            "doubts": store.doubts(document_id),
            "marked": any(part.marked for block in blocks for cell in block.cells for part in cell),
        }
        return _page(request, "document.html", lang, shown)

    @pages.get("/docs")
    def api_page(request: Request) -> HTMLResponse:
        return _page(request, "docs.html", "en", {})

    return pages


def error_page(request: Request, status: int) -> HTMLResponse:
    """A page that says what went wrong, in words for the status."""
    lang = request.query_params.get("lang", "")
    key = f"error_{status}" if f"error_{status}" in STRINGS["vi"] else "error_other"
    return _page(request, "error.html", lang, {"key": key}, status)


def _page(request: Request, template: str, lang: str, shown: dict[str, object], status: int = 200) -> HTMLResponse:
    lang = lang if lang in STRINGS else "vi"
    other = "en" if lang == "vi" else "vi"
    query = urlencode(
        [*((name, value) for name, value in request.query_params.multi_items() if name != "lang"), ("lang", other)]
    )
    # A link carries the language only where it was chosen: else the next question decides for itself.
    chosen = request.query_params.get("lang", "")
    frame = {
        "t": STRINGS[lang],
        "lang": lang,
        "other": other,
        "other_link": f"?{query}",
        "chosen": chosen if chosen in STRINGS else "",
    }
    page = _templates.get_template(template).render(frame | shown)
    return HTMLResponse(page, status, {"cache-control": "no-cache"})


def _problem(error: KehoachError, question: str, limit: int, lang: str) -> str:
    """What a person reads about an error: in the page's language where it is a common one."""
    strings = STRINGS[lang or "vi"]
    if isinstance(error, EmptyCorpus):
        return strings["problem_no_documents"]
    if isinstance(error, BadQuestion):
        if not question.strip():
            return strings["problem_empty"]
        if len(question) > limit:
            return strings["problem_long"].format(length=len(question), limit=limit)
        return strings["problem_script"]
    return str(error)


def _newest_first(documents: list[StoredDocument]) -> list[StoredDocument]:
    """By date, newest first; those without one by their year, and last those without either."""

    def when(document: StoredDocument) -> str:
        return document.header.date.isoformat() if document.header.date else str(document.header.year or "")

    return sorted(documents, key=when, reverse=True)
