"""The chat widget of other sites: one script, joined from ``static/widget/``, and a page for those that only show a frame."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Annotated

import jinja2
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from corpus.settings import Settings
from web.frame import STATIC
from web.guards import CONTENT_POLICY
from web.origins import Origins

_HERE = Path(__file__).parent
#: Every text of the widget, by language and key.
WIDGET_STRINGS: dict[str, dict[str, str]] = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((_HERE / "strings" / "widget").glob("*.json"))
}
_SOURCE = STATIC / "widget"
#: The files that the script is made of; the last one puts the widget on the page.
_PARTS = ("elements", "server", "memory", "answer", "page", "source", "rating", "turn", "chat", "place")
#: A new version reaches every page of every site within this time.
_FRESH_S = 300

_templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)


def widget_router(settings: Settings) -> APIRouter:
    """The routes of the script and of the page to embed."""
    routes = APIRouter(include_in_schema=False)
    origins = Origins(settings.allowed_origins)
    script = widget_script(settings).encode()
    packed = gzip.compress(script, mtime=0)
    tag = f'"{hashlib.sha256(script).hexdigest()[:24]}"'
    headers = {
        "content-type": "text/javascript; charset=utf-8",
        "cache-control": f"public, max-age={_FRESH_S}",
        "etag": tag,
        "vary": "Accept-Encoding",
        "cross-origin-resource-policy": "cross-origin" if origins.allowed else "same-origin",
    }

    @routes.get("/widget.js")
    def widget(request: Request) -> Response:
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(packed, headers=headers | {"content-encoding": "gzip"})
        return Response(script, headers=headers)

    @routes.get("/embed")
    def embed(
        lang: Annotated[str, Query(pattern="^(vi|en)?$")] = "",
        theme: Annotated[str, Query(pattern="^(light|dark)?$")] = "",
    ) -> HTMLResponse:
        """The widget alone on a page, for a frame on the pages of the allowed origins."""
        lang = lang or "vi"
        page = _templates.get_template("embed.html").render(lang=lang, theme=theme, strings=WIDGET_STRINGS[lang])
        policy = CONTENT_POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {origins.frame_ancestors}")
        return HTMLResponse(page, headers={"content-security-policy": policy, "cache-control": "no-cache"})

    return routes


def widget_script(settings: Settings) -> str:
    """The script with its texts, its styles and what the operator has set; it asks for no other file."""
    given = {
        "STRINGS": WIDGET_STRINGS,
        "STYLE": (_SOURCE / "style.css").read_text(encoding="utf-8"),
        "SERVER": {
            "suggest": settings.suggestions,
            "contact": settings.contact,
            "keeps": settings.keep_unanswered,
            "longest": settings.max_question,
        },
    }
    constants = [f"const {name} = {json.dumps(value, ensure_ascii=False)};\n" for name, value in given.items()]
    parts = [(_SOURCE / f"{name}.js").read_text(encoding="utf-8") for name in _PARTS]
    # In a function of its own: nothing of it is seen by the page.
    return "".join(("(() => {\n", '"use strict";\n', *constants, "\n", "\n".join(parts), "})();\n"))
