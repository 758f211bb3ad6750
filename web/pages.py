"""The pages of search and of the API's description."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from corpus.errors import BadQuestion, EmptyCorpus, KehoachError
from corpus.store import Filters
from qa.assistant import Assistant
from qa.question_log import QuestionLog
from web.callers import asker_of
from web.choices import filter_choices
from web.frame import STRINGS, Language, render
from web.metrics import Metrics
from web.views import answer_lines, citation_card, other_hits, result_card

_RESULTS = 8
#: From which confidence on an answer is called sure, and fairly sure.
_SURE, _FAIRLY_SURE = 0.85, 0.65


def router(assistant: Assistant, metrics: Metrics, log: QuestionLog) -> APIRouter:
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
            **filter_choices(documents),
            "question": q or "",
            "filters": filters,
            "stored": len(documents),
            "answer": None,
            "problem": None,
        }
        if q is None:
            return render(request, "search.html", lang, shown)
        try:
            answer = assistant.ask(q, filters=filters)
            hits = assistant.search(q, _RESULTS, filters)[1]
        except KehoachError as error:
            shown["problem"] = _problem(error, q, assistant.library.settings.max_question, lang)
            return render(request, "search.html", lang, shown, error.status)
        metrics.answered(answer)
        log.record(answer, asker_of(request))
        sure, language = answer.confidence, lang or answer.language
        shown |= {
            "answer": answer,
            "lines": answer_lines(answer),
            "sureness": "sure" if sure >= _SURE else "fairly_sure" if sure >= _FAIRLY_SURE else "unsure",
            "cards": [citation_card(citation, answer.abstained, language) for citation in answer.citations],
            "results": [result_card(hit) for hit in other_hits(hits, answer)],
        }
        return render(request, "search.html", language, shown)

    @pages.get("/docs")
    def api_page(request: Request) -> HTMLResponse:
        return render(request, "docs.html", "en", {})

    return pages


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
