"""The HTTP server: thin, every answer comes from ``qa.Assistant`` and every page from ``web``."""

from __future__ import annotations

import functools
import importlib.resources
import mimetypes
import time
import urllib.parse
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Form, Request, Response, UploadFile
from fastapi.responses import PlainTextResponse
from fastapi.staticfiles import StaticFiles

from corpus.page_images import PageImages
from corpus.settings import Settings
from qa.assistant import Assistant, not_awaited
from qa.question_log import QuestionLog
from web import STATIC, ErrorResponse, Guards, Metrics, Readiness, handle_errors, router
from web.audiences import Audiences, keep_public, staff_router
from web.bodies import Bodies, bodies_router
from web.body_pages import body_pages
from web.callers import Callers, asker_of
from web.contract import (
    AskRequest,
    AskResponse,
    DocumentChange,
    DocumentDetails,
    DocumentList,
    DocumentRow,
    DocumentText,
    PassageItem,
    Removed,
    SearchRequest,
    SearchResponse,
    Uploaded,
)
from web.document_page import document_router
from web.documents import documents_router
from web.evaluation import evaluation_router
from web.failures import failures_router
from web.feedback import feedback_router
from web.inbox import inbox_router
from web.linked import linked
from web.metrics import CONTENT_TYPE
from web.origins import CrossOrigin, Origins
from web.packing import Packing
from web.page_images import page_images_router
from web.rates import Rates
from web.register import register_router
from web.streaming import STREAMED, EventStream, Heard, answer_events
from web.task_pages import task_pages
from web.unanswered import unanswered_router
from web.uploads import file_name
from web.widget import widget_router

#: What a multipart body may hold beside the file, in bytes.
_FORM_ROOM = 2**20


def create_app(settings: Settings) -> FastAPI:
    """The server over one data folder: API and pages. Raises ``StoreError`` where the store cannot be opened."""
    office = Assistant.open(settings)
    everyone = office.for_everyone()
    metrics = Metrics()
    readiness = Readiness(office, everyone)
    app = _app(settings, office, metrics, readiness)
    app.router.lifespan_context = readiness.lifespan
    origins = Origins(settings.allowed_origins)
    # The last added is the first passed: a page of an allowed site must be able to read that it asks too often.
    app.add_middleware(Audiences, everyone=keep_public(_app(settings, everyone, metrics, readiness)))
    app.add_middleware(Packing)
    app.add_middleware(Rates, settings=settings)
    app.add_middleware(CrossOrigin, origins=origins)
    app.add_middleware(Guards, max_upload=settings.max_file_mb * 2**20 + _FORM_ROOM, origins=origins)
    app.add_middleware(Callers, settings=settings)
    return app


def _app(settings: Settings, assistant: Assistant, metrics: Metrics, readiness: Readiness) -> FastAPI:
    """Every route, over what one assistant knows."""
    library, store = assistant.library, assistant.library.store
    errors: dict[int | str, dict[str, Any]] = {"4XX": {"model": ErrorResponse}, "5XX": {"model": ErrorResponse}}
    app = FastAPI(title="kehoach", docs_url=None, redoc_url=None, responses=errors)
    app.include_router(staff_router())
    log = QuestionLog(settings)
    app.include_router(router(assistant, metrics, log))
    app.include_router(documents_router(library))
    app.include_router(document_router(store))
    app.include_router(inbox_router(store, settings))
    app.include_router(evaluation_router(store, settings))
    app.include_router(register_router(store))
    app.include_router(task_pages(store))
    bodies = Bodies(store)
    app.include_router(bodies_router(bodies))
    app.include_router(body_pages(bodies))
    app.include_router(unanswered_router(store))
    app.include_router(failures_router(store))
    app.include_router(feedback_router(store))
    app.include_router(page_images_router(PageImages(store, settings.pages_path)))
    app.include_router(widget_router(settings))
    app.mount("/static/swagger", StaticFiles(directory=str(importlib.resources.files("fastapi_offline") / "static")))
    app.mount("/static", StaticFiles(directory=STATIC))
    handle_errors(app)

    def answered(request: AskRequest, http: Request, heard: Heard = not_awaited) -> AskResponse:
        filters, conversation = request.store_filters(), request.conversation_id
        answer = assistant.ask(request.question, request.top_k, filters, conversation, on_understood=heard)
        metrics.answered(answer)
        log.record(answer, asker_of(http, conversation))
        return AskResponse.of(answer)

    @app.post("/api/ask")
    def ask(request: AskRequest, http: Request) -> AskResponse:
        """Answer a question with the quotes that prove it, or abstain and show the nearest passages."""
        return answered(request, http)

    @app.post("/api/ask/stream", response_class=EventStream)
    async def ask_stream(request: AskRequest, http: Request) -> EventStream:
        """As /api/ask, in events: `understood`, `citations`, `answer` in pieces, and `done` with all of it."""
        return EventStream(await answer_events(functools.partial(answered, request, http)), headers=STREAMED)

    @app.post("/api/search")
    def search(request: SearchRequest) -> SearchResponse:
        """The best passages for a query."""
        started = time.perf_counter()
        understood, hits = assistant.search(request.query, request.top_k, request.store_filters())
        metrics.searched()
        return SearchResponse(
            query=request.query,
            language="en" if understood.language == "en" else "vi",
            understood_as=understood.text,
            results=[PassageItem.of(hit) for hit in hits],
            generation=library.generation,
            timing_ms={"total": round((time.perf_counter() - started) * 1000, 2)},
        )

    @app.get("/api/documents")
    def documents() -> DocumentList:
        return DocumentList(documents=[DocumentRow.of(document) for document in store.documents()])

    @app.post("/api/documents", status_code=201)
    def upload(file: UploadFile, response: Response, internal: Annotated[bool, Form()] = False) -> Uploaded:
        """Store a file; one of the same name that was uploaded before is replaced. 200 where nothing changed.

        With `internal` it is for the office alone; a file that was so stays so.
        """
        name = file_name(file.filename or "")
        report = library.ingest_upload(name, file.file.read(), internal=internal)
        if report.error is not None:
            raise report.error
        if report.status == "unchanged":
            response.status_code = 200
        stored = [store.document(id) for id in report.documents]
        status: Literal["stored", "unchanged"] = "unchanged" if report.status == "unchanged" else "stored"
        return Uploaded(status=status, documents=[DocumentRow.of(document) for document in stored])

    @app.get("/api/documents/{id}")
    def document(id: str) -> DocumentDetails:
        found = store.document(id)
        row = DocumentRow.of(found).model_dump()
        parts = {"sections": store.sections(id), "pages": store.pages(id), "doubts": store.doubts(id)}
        return DocumentDetails(**row, header=found.header, **parts, **linked(store.links(), found))

    @app.get("/api/documents/{id}/text")
    def text(id: str) -> DocumentText:
        return DocumentText(text=store.text(id))

    @app.get("/api/documents/{id}/file", response_class=Response)
    def file(id: str) -> Response:
        """The file as it was ingested, byte by byte, as a download."""
        name, content = store.file(id)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        # Always a download: an HTML file shown by this server would act in its name. The type goes in as a header,
        # since ``media_type`` would claim UTF-8 for a text file whose encoding is its own.
        disposition = f"attachment; filename*=UTF-8''{urllib.parse.quote(name, safe='')}"
        return Response(content, headers={"content-type": kind, "content-disposition": disposition})

    @app.patch("/api/documents/{id}")
    def change(id: str, request: DocumentChange) -> DocumentList:
        """Show a document to everyone, or keep it for the office; all documents of its file change together."""
        changed = [store.document(each) for each in library.set_internal(id, request.internal)]
        return DocumentList(documents=[DocumentRow.of(document) for document in changed])

    @app.delete("/api/documents/{id}")
    def remove(id: str) -> Removed:
        return Removed(removed=library.remove(id))

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        """200 as soon as the process serves."""
        return {"status": "alive"}

    @app.get("/readyz")
    def readyz() -> dict[str, str]:
        """200 once a question need not wait for the model; with an empty store too, where asking says so."""
        readiness.check()
        return {"status": "ready"}

    @app.get("/metrics", response_class=PlainTextResponse)
    def metrics_page() -> Response:
        return Response(metrics.text(store.documents(), store.generation), headers={"content-type": CONTENT_TYPE})

    return app
