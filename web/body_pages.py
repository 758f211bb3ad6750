"""The pages of the bodies: who has tasks, and for one of them what it must do, by when, and in which plan."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import itertools
from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from corpus.errors import NotFound
from corpus.filters import TaskFilters
from corpus.parties import Party, party_key
from web.bodies import UNSTATED, Bodies
from web.exports import EXPORTS
from web.frame import STRINGS, Language, error_page, render
from web.links import Address, in_path
from web.paging import Paging
from web.task_lines import TaskLine, task_lines, task_title
from web.timeline import timeline
from web.writing import number_text, tasks_text

_SIZE = 100
#: More tasks than this are shown for one issuer at a time.
_AT_ONCE = 300
Sort = Literal["name", "leading", "coordinating", "other"]
_PARTS: tuple[Literal["leading", "coordinating", "other"], ...] = ("leading", "coordinating", "other")


@dataclasses.dataclass(frozen=True)
class Section:
    """A body's tasks in the documents of one issuer: the lines by part, the earliest deadline first."""

    party: Party
    parts: dict[str, list[TaskLine]]


def body_pages(bodies: Bodies) -> APIRouter:
    """The routes of the pages over the bodies of one store."""
    pages = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @pages.get("/bodies")
    def bodies_page(
        request: Request,
        q: str = "",
        issuer: str = "",
        sort: Sort = "name",
        page: Annotated[int, Query(ge=1, le=2**31)] = 1,
        lang: Language = "",
    ) -> HTMLResponse:
        words = party_key(q)
        everyone = bodies.all()
        found = [party for party in everyone if words in party.key and issuer in ("", _issuer_of(party))]
        if sort != "name":
            # Stable: those of one issuer stay together, and equal ones in the order of their names.
            groups = itertools.groupby(found, key=_issuer_of)
            found = [party for _, group in groups for party in sorted(group, key=lambda p: -len(getattr(p, sort)))]
        paging = Paging.of(len(found), _SIZE, page)
        shown_now = found[paging.offset : paging.last]
        kept = {"q": q, "issuer": issuer, "sort": sort if sort != "name" else "", "lang": lang}
        shown = {
            "words": q,
            "issuer": issuer,
            "issuers": list(dict.fromkeys(map(_issuer_of, everyone))),
            "unstated": UNSTATED,
            "groups": [(name, list(group)) for name, group in itertools.groupby(shown_now, key=_issuer_of)],
            "paging": paging,
            "address": Address("/bodies", kept),
            "sort": sort,
            "parts": _PARTS,
            "link": functools.partial(_body_link, lang=lang),
            "number": functools.partial(number_text, language=lang or "vi"),
        }
        return render(request, "bodies.html", lang, shown)

    @pages.get("/bodies/{name:path}")
    def body_page(request: Request, name: str, issuer: str = "", lang: Language = "") -> HTMLResponse:
        try:
            parties = bodies.named(name, issuer or None)
        except NotFound as error:
            return error_page(request, error.status)
        language = lang or "vi"
        texts = STRINGS[language]
        ids = tuple(dict.fromkeys(id for party in parties for id in party.tasks))
        too_many = len(ids) > _AT_ONCE and len(parties) > 1
        wanted = TaskFilters(ids=() if too_many else ids)
        timed = bodies.store.timed_tasks(wanted)
        link = functools.partial(_body_link, lang=lang)
        line_of = _lines(bodies, wanted, texts, language, f"&lang={lang}" if lang else "")
        number = functools.partial(number_text, language=language)
        shown = {
            "name": parties[0].name,
            "issuer": issuer,
            "parties": parties,
            "others": [party for party in bodies.named(name) if party not in parties],
            "sections": [] if too_many else [_section(party, line_of) for party in parties],
            "total": len(ids),
            "unstated": UNSTATED,
            "link": link,
            "all_link": Address(f"/bodies/{in_path(parties[0].name)}", {"lang": lang}).changed(),
            "timeline": timeline(timed, datetime.date.today()),
            "mark_link": lambda id, place: f"#t-{id}",
            "task_title": task_title,
            "number": number,
            "tasks": functools.partial(tasks_text, texts=texts, language=language),
            "exports": {suffix: _export_link(parties[0].name, issuer, suffix, lang) for suffix in EXPORTS},
        }
        return render(request, "body.html", lang, shown)

    return pages


def _section(party: Party, line_of: Callable[[tuple[str, ...]], list[TaskLine]]) -> Section:
    return Section(party, {part: line_of(getattr(party, part)) for part in _PARTS})


def _lines(
    bodies: Bodies, wanted: TaskFilters, texts: dict[str, str], language: str, carry: str
) -> Callable[[tuple[str, ...]], list[TaskLine]]:
    """A function that gives the lines of the tasks with these ids, by deadline."""
    register = bodies.store.register(wanted, order="deadline")
    lines = {line.id: line for line in task_lines(register, texts, language, carry)}

    def of(ids: tuple[str, ...]) -> list[TaskLine]:
        among = set(ids)
        return [line for id, line in lines.items() if id in among]

    return of


def _issuer_of(party: Party) -> str:
    return party.issuer or UNSTATED


def _body_link(party: Party, lang: str) -> str:
    return Address(f"/bodies/{in_path(party.name)}", {"issuer": _issuer_of(party), "lang": lang}).changed()


def _export_link(name: str, issuer: str, suffix: str, lang: str) -> str:
    kept = {"name": name, "issuer": issuer, "lang": "en" if lang == "en" else ""}
    return Address(f"/api/bodies/tasks.{suffix}", kept).changed()
