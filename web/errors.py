"""Every error in one shape: JSON for programs, a page for people."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from corpus.errors import BadQuestion, KehoachError
from web.frame import error_page, is_page

#: What ``BadQuestion`` is about, by path.
_QUESTION_FIELD = {"/api/ask": "question", "/api/ask/stream": "question", "/api/search": "query"}


class ErrorDetails(BaseModel):
    """What happened, what to do about it, and the field of the request that it is about."""

    message: str
    remedy: str
    field: str | None = None


class ErrorResponse(BaseModel):
    """The body of every answer with a status from 400 on."""

    error: ErrorDetails


def error_response(request: Request, status: int, error: ErrorDetails) -> Response:
    """An error as the caller takes it: a page where people look at pages or send a form, else JSON."""
    # A form of a page asks for HTML, and so does a browser whose address is mistyped; scripts and programs do not.
    path, browses = request.url.path, "text/html" in request.headers.get("accept", "")
    looks = browses or request.method in ("GET", "HEAD")
    mistyped = browses and status == 404 and not path.startswith("/api/")
    if (is_page(path) and looks) or mistyped:
        return error_page(request, status)
    return JSONResponse(ErrorResponse(error=error).model_dump(exclude_none=True), status)


def unforeseen_error(request: Request) -> Response:
    """What is said of an exception that nobody foresaw; the log has it whole."""
    details = ErrorDetails(message="The server failed to answer.", remedy="Its log says why; tell the administrator.")
    return error_response(request, 500, details)


def handle_errors(app: FastAPI) -> None:
    """Make ``app`` answer every error in that shape."""

    @app.exception_handler(KehoachError)
    def known(request: Request, error: KehoachError) -> Response:
        field = _QUESTION_FIELD.get(request.url.path) if isinstance(error, BadQuestion) else None
        return error_response(
            request, error.status, ErrorDetails(message=error.message, remedy=error.remedy, field=field)
        )

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"][1:] if isinstance(part, str)) or str(first["loc"][0])
        message = f"{field}: {first['msg']}."
        return error_response(
            request, 422, ErrorDetails(message=message, remedy="See /docs for what is expected.", field=field)
        )

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        remedy = "Try again in a moment." if error.status_code == 503 else "See /docs for what this server offers."
        return error_response(request, error.status_code, ErrorDetails(message=error.detail, remedy=remedy))
