"""The inbox: questions without an answer and answers that people called wrong, for the office to deal with."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import URL

from corpus.errors import NotFound, UnreadableFile
from corpus.settings import Settings
from corpus.store import Feedback, Store, StoredDocument, Unanswered
from eval.candidates import Candidate
from eval.drafting import of_feedback, of_unanswered
from eval.office import OfficeSet
from web.frame import STRINGS, Language, render
from web.unanswered import Id

_ON_A_PAGE = 50
Kind = Literal["unanswered", "feedback"]
State = Literal["open", "closed", "all"]
Action = Literal["close", "reopen", "delete", "question"]


@dataclasses.dataclass(frozen=True)
class Item:
    """One entry: ``kept`` where the office's question set has it already, ``nearest`` are documents that came near."""

    entry: Unanswered | Feedback
    last: datetime.datetime
    kept: bool
    nearest: tuple[StoredDocument, ...] = ()


def inbox_router(store: Store, settings: Settings) -> APIRouter:
    """The routes over one store and the office's question set."""
    pages = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    office = OfficeSet(settings.questions_path)

    acts: dict[tuple[Kind, Action], Callable[[int], object]] = {
        ("unanswered", "close"): store.close_unanswered,
        ("unanswered", "reopen"): store.reopen_unanswered,
        ("unanswered", "delete"): store.remove_unanswered,
        ("feedback", "close"): store.close_feedback,
        ("feedback", "reopen"): store.reopen_feedback,
        ("feedback", "delete"): store.remove_feedback,
    }

    def counted(state: State) -> dict[str, int]:
        wanted = None if state == "all" else state
        return {"unanswered": store.count_unanswered(wanted), "feedback": store.count_feedback("down", wanted)}

    def items(kind: Kind, state: State, page: int, kept: Callable[[str, str], bool]) -> list[Item]:
        wanted, first = None if state == "all" else state, (page - 1) * _ON_A_PAGE
        if kind == "feedback":
            judged = store.feedback("down", wanted, _ON_A_PAGE, first)
            return [Item(each, _moment(each.at), kept(f"feedback-{each.id}", each.question)) for each in judged]
        documents = {document.id: document for document in store.documents()}
        return [
            Item(
                each,
                _moment(each.last_at),
                kept(f"unanswered-{each.id}", each.question),
                tuple(documents[id] for id in each.nearest if id in documents),
            )
            for each in store.unanswered(wanted, _ON_A_PAGE, first)
        ]

    @pages.get("/inbox")
    def inbox_page(
        request: Request,
        kind: Kind = "unanswered",
        state: State = "open",
        page: Annotated[int, Query(ge=1, le=10**6)] = 1,
        done: Literal["close", "reopen", "delete", "question", "gone", "broken", ""] = "",
        lang: Language = "",
    ) -> HTMLResponse:
        counts = counted(state)
        last = max(1, -(-counts[kind] // _ON_A_PAGE))
        page = min(page, last)
        try:
            kept = office.holding()
        except UnreadableFile:
            kept = _none_is
            done = "broken"  # the entries can be dealt with all the same; the page of evaluation shows the line
        shown: dict[str, object] = {
            "kind": kind,
            "state": state,
            "counts": counts,
            "items": items(kind, state, page, kept),
            "number": page,
            "last": last,
            "done": done,
            "keeps": settings.keep_unanswered,
        }
        return render(request, "inbox.html", lang, shown)

    @pages.post("/inbox/{kind}/{id}")
    def deal_with(
        kind: Kind,
        id: Id,
        action: Annotated[Action, Form()],
        state: State = "open",
        page: Annotated[int, Query(ge=1, le=10**6)] = 1,
        lang: Language = "",
    ) -> RedirectResponse:
        """Do what a button of the page says, and show the page again."""
        done: str = action
        try:
            if action == "question":
                office.add(candidate(kind, id))
            else:
                acts[kind, action](id)
        except NotFound:
            done = "gone"  # somebody else was faster
        except UnreadableFile:
            done = "broken"
        carried = {"kind": kind, "state": state, "page": page, "done": done}
        return RedirectResponse(str(_INBOX.include_query_params(**carried | _chosen(lang))), 303)

    def candidate(kind: Kind, id: int) -> Candidate:
        """The entry as a question for evaluation that a person has still to confirm."""
        if kind == "unanswered":
            asked = next((each for each in store.unanswered() if each.id == id), None)
            sources = {document.id: document.source for document in store.documents()}
            found = of_unanswered(asked, sources) if asked else None
        else:
            judged = next((each for each in store.feedback() if each.id == id), None)
            found = of_feedback(judged) if judged else None
        if found is None:
            raise NotFound(f"There is no question in entry {id} of the inbox.", "Look at the inbox again.")
        return found

    return pages


_INBOX = URL("/inbox")


def _none_is(id: str, words: str) -> bool:
    return False


def _chosen(lang: str) -> dict[str, str]:
    return {"lang": lang} if lang in STRINGS else {}


def _moment(at: str) -> datetime.datetime:
    """In the time of the office's machine."""
    return datetime.datetime.fromisoformat(at).astimezone()
