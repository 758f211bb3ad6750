"""The frame of every page: its texts in two languages, the navigation, and the template that is filled in."""

from __future__ import annotations

import collections
import dataclasses
import json
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

import jinja2
from fastapi import Query, Request
from fastapi.responses import HTMLResponse
from starlette.routing import Match

from qa.answer import document_name
from web.callers import caller_of
from web.page_images import page_image

_HERE = Path(__file__).parent
STATIC = _HERE / "static"


def _strings() -> dict[str, dict[str, str]]:
    strings: dict[str, dict[str, str]] = collections.defaultdict(dict)
    # "vi" before "tasks.vi": the common ones first.
    for path in sorted((_HERE / "strings").glob("*.json"), key=lambda path: path.stem.split(".")[::-1]):
        language = path.stem.rpartition(".")[2]
        strings[language] |= json.loads(path.read_text(encoding="utf-8"))
    return dict(strings)


#: Every text of the pages, by language and key: ``strings/vi.json`` and, for a group of pages, ``strings/tasks.vi.json``.
STRINGS = _strings()
Language = Annotated[str, Query(pattern="^(vi|en)?$")]

#: Where a browser asks for the password.
SIGN_IN = "/staff"
#: The pages of the navigation, and the keys of their names; one that this server does not offer is left out.
_NAVIGATION = {
    "/": "nav_ask",
    "/tasks": "nav_tasks",
    "/bodies": "nav_bodies",
    "/documents": "nav_documents",
    "/inbox": "nav_inbox",
    "/evaluation": "nav_evaluation",
}

templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)
templates.globals["document_name"] = document_name
templates.globals["page_image"] = page_image


@dataclasses.dataclass(frozen=True)
class NavigationItem:
    """A link of the navigation; ``current`` where the page shown is that page or one below it."""

    path: str
    name: str
    current: bool


def render(request: Request, template: str, lang: str, shown: dict[str, object], status: int = 200) -> HTMLResponse:
    """The page of ``template`` in the language ``lang`` (else Vietnamese).

    Beside ``shown`` a template has ``t`` (the texts), ``lang``, ``chosen`` (the language where the address names it, else
    empty), ``keep`` ("?lang=en" or empty, for links) and ``carry`` ("&lang=en" or empty, behind other parameters).
    """
    lang = lang if lang in STRINGS else "vi"
    other = "en" if lang == "vi" else "vi"
    query = urlencode(
        [*((name, value) for name, value in request.query_params.multi_items() if name != "lang"), ("lang", other)]
    )
    # A link carries the language only where it was chosen: else the next question decides for itself.
    chosen = request.query_params.get("lang", "")
    chosen = chosen if chosen in STRINGS else ""
    frame = {
        "t": STRINGS[lang],
        "lang": lang,
        "other": other,
        "other_link": f"?{query}",
        "chosen": chosen,
        "keep": f"?lang={chosen}" if chosen else "",
        "carry": f"&lang={chosen}" if chosen else "",
        "sign_in": caller_of(request.scope).may_sign_in,
        "navigation": _navigation(request, STRINGS[lang]),
    }
    page = templates.get_template(template).render(frame | shown)
    return HTMLResponse(page, status, {"cache-control": "no-cache"})


def error_page(request: Request, status: int) -> HTMLResponse:
    """A page that says what went wrong, in words for the status."""
    lang = request.query_params.get("lang", "")
    key = f"error_{status}" if f"error_{status}" in STRINGS["vi"] else "error_other"
    shown: dict[str, object] = {"key": key, "is_form": request.method not in ("GET", "HEAD")}
    return render(request, "error.html", lang, shown, status)


def is_page(path: str) -> bool:
    """Whether people open this path, so that an error there is a page and no JSON."""
    return f"/{path.split('/')[1]}" in (*_NAVIGATION, SIGN_IN)


def _navigation(request: Request, texts: dict[str, str]) -> list[NavigationItem]:
    here = f"/{request.url.path.split('/')[1]}"
    return [
        NavigationItem(path, texts[key], path == here)
        for path, key in _NAVIGATION.items()
        if _is_offered(request, path)
    ]


def _is_offered(request: Request, path: str) -> bool:
    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
    return any(route.matches(scope)[0] == Match.FULL for route in request.app.routes)
