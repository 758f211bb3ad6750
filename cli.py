"""The command line `kehoach`: arguments in, the core's answers out.

What a command found goes to stdout, as text or with `--json` as one JSON document in the words of the HTTP API;
progress and messages go to stderr. Heavy parts are imported where they are needed: a list does not wait for a model.
"""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import io
import json
import socket
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from pydantic import BaseModel, ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from corpus.errors import BadQuestion, EmptyCorpus, KehoachError
from corpus.filters import day_named
from corpus.settings import Settings
from corpus.store import Filters, Store, TaskFilters
from eval.commands import app as eval_app

if TYPE_CHECKING:
    from index.library import FileReport
    from index.query import Hit
    from qa.assistant import Assistant

VERSION = "0.1.0"

_EXITS = (
    "Exit codes: 0 done (an answer that abstains is one); 1 another failure, or doctor found a fault; 2 a wrong command"
    " line, setting or question; 3 a file that cannot be read, or nothing to ingest (the rest is stored); 4 no such"
    " document, or nothing ingested yet; 5 a store or model that cannot be used."
)


def _after(example: str) -> str:
    """What stands below a command's help."""
    return f"\b\nExample:\n  {example}\n\n{_EXITS}"


_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 120}

app = typer.Typer(
    help="Questions about government plans, answered with the passage that proves it.",
    epilog=_EXITS,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings=_SETTINGS,
)
docs = typer.Typer(help="The stored documents.", epilog=_EXITS, no_args_is_help=True, rich_markup_mode=None)
app.add_typer(docs, name="docs")
app.add_typer(eval_app, name="eval")

_messages = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)

Data = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="Folder of the store; else KEHOACH_DATA, else ./data.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document, in the words of the HTTP API.")]
Top = Annotated[int, typer.Option("--top-k", min=1, max=50, help="How many passages.")]
DocumentId = Annotated[str, typer.Argument(metavar="ID", help="The document's id, as `docs list` prints it.")]
Only = Annotated[str | None, typer.Option("--document", metavar="ID", help="Only in this document.")]
Issuer = Annotated[str | None, typer.Option(help="Only in documents whose issuer contains this.")]
Year = Annotated[int | None, typer.Option(min=1900, max=2200, help="Only in documents of this year.")]
Format = Literal["table", "json", "csv", "xlsx", "ics"]
Language = Literal["vi", "en"]
#: How many tasks a table shows unless told otherwise, and how wide it is where no terminal says.
_ROWS, _WIDTH = 50, 140
Type = Annotated[str | None, typer.Option("--type", help="Only in documents of this type, for example “Kế hoạch”.")]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command line and exit; the one place where an error becomes a line and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A file name may hold bytes, and a terminal may lack letters, that would otherwise end the command.
            stream.reconfigure(errors="backslashreplace")
    try:
        app(args=arguments, prog_name="kehoach")
    except KehoachError as error:
        _fail(error)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _fail(KehoachError(f"{where}{error.strerror or error}.", "Check the path, its permissions and the disk."))


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        typer.echo(f"kehoach {VERSION}")
        raise typer.Exit


@app.command(epilog=_after("kehoach ingest samples"))
def ingest(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Plans, or folders of them at any depth.")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Read plans and store them; what is stored already and has not changed is left alone."""
    from index.library import Library, plan_files

    library = Library(_settings(data))
    embedded = 0
    with _progress() as bar:
        task = bar.add_task("reading", total=len(plan_files(paths)) or None)

        def on_file(report: FileReport) -> None:
            bar.update(task, advance=1)
            if report.error:
                bar.console.print(f"kehoach: {report.error}")

        def on_passages(count: int) -> None:
            nonlocal embedded
            embedded += count
            bar.update(task, description=f"{embedded} passages")

        reports = library.ingest(paths, on_file, on_passages)
    passages = sum(report.passages for report in reports)
    counts = {status: sum(r.status == status for r in reports) for status in ("stored", "unchanged", "failed")}
    if as_json:
        files = [_report(report) for report in reports]
        _print({"files": files, **counts, "passages": passages, "generation": library.generation})
    else:
        told = ", ".join(f"{count} {status}" for status, count in counts.items() if count)
        typer.echo(f"{told}; {passages} new passages, {library.passages} in all")
    if counts["failed"]:
        raise typer.Exit(3)


@app.command(epilog=_after('kehoach ask "who leads land allocation for Bảo Lâm school"'))
def ask(
    question: Annotated[str, typer.Argument(help="In Vietnamese, with accents or without, or in English.")],
    data: Data = None,
    top_k: Top = 5,
    document: Only = None,
    issuer: Issuer = None,
    year: Year = None,
    type: Type = None,
    as_json: Json = False,
) -> None:
    """Answer a question, with the passage that proves the answer."""
    with _assistant(data) as assistant:
        answer = assistant.ask(question, top_k, Filters(document, issuer, year, type))
    if as_json:
        from api import AskResponse

        return _print(AskResponse.of(answer))
    if answer.understood_as.lower() != answer.question.lower():
        _messages.print(f"understood as: {answer.understood_as}")
    typer.echo(answer.text)
    for note in answer.notes:
        typer.echo(f"({note})")
    for citation in answer.citations:
        typer.echo(f"[{citation.marker}] {_place(citation.hit)}")
        typer.echo(textwrap.indent(f"“{citation.quote}”", "    "))


@app.command(epilog=_after('kehoach search "thời hạn báo cáo kết quả" --top-k 3'))
def search(
    query: Annotated[str, typer.Argument(help="Words to look for.")],
    data: Data = None,
    top_k: Top = 5,
    document: Only = None,
    issuer: Issuer = None,
    year: Year = None,
    type: Type = None,
    as_json: Json = False,
) -> None:
    """List the passages that fit a query best."""
    with _assistant(data) as assistant:
        understanding, hits = assistant.search(query, top_k, Filters(document, issuer, year, type))
    if as_json:
        from api import PassageItem

        results = [PassageItem.of(hit).model_dump(mode="json") for hit in hits]
        found = {"query": query, "language": understanding.language, "understood_as": understanding.text}
        return _print({**found, "results": results})
    for place, hit in enumerate(hits, start=1):
        typer.echo(f"{place}. {hit.score:.2f}  {_place(hit)}")
        typer.echo(textwrap.indent(hit.passage.text, "    "))


@app.command(epilog=_after('kehoach tasks --body "Phòng Tư pháp" --role lead'))
def tasks(
    data: Data = None,
    body: Annotated[
        str | None, typer.Option(help="A body that leads, coordinates or is named, whole or in part.")
    ] = None,
    role: Annotated[
        str | None, typer.Option(help="lead (chủ trì), coordinate (phối hợp), …; with --body, that body's role.")
    ] = None,
    place: Annotated[str | None, typer.Option(help="The place of the task or of its document.")] = None,
    due_from: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="Due on this day or later: 2024-06-30 or 30/6/2024.")
    ] = None,
    due_until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="Due on this day or before.")] = None,
    document: Only = None,
    year: Year = None,
    issuer: Issuer = None,
    text: Annotated[str | None, typer.Option(help="Words that all stand in the task or the headings above it.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, max=2**31, help="How many at most; else 50 in a table, and all elsewhere.")
    ] = None,
    format: Annotated[
        Format | None, typer.Option(help="How to write them; else as the suffix of --output says, or a table.")
    ] = None,
    language: Annotated[Language, typer.Option("--lang", help="Of the headings of csv and xlsx.")] = "vi",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write into this file; xlsx needs it.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the task register: every assignment of every plan, with who, what and by when."""
    suffix = output.suffix[1:].lower() if output else ""
    kind = "json" if as_json else format or (suffix if suffix in ("json", "csv", "xlsx", "ics") else "table")
    if kind == "xlsx" and output is None:
        raise BadQuestion("An .xlsx file cannot be printed.", "Name a file for it: --output tasks.xlsx.")
    first, last = (day_named(day) if day else None for day in (due_from, due_until))
    filters = TaskFilters(body, role, place, first, last, document, year, issuer, text)
    register = _store(data).register(filters, _ROWS if kind == "table" and limit is None else limit)
    if kind == "table":
        from web.task_table import task_table

        content = task_table(register, Console().width if sys.stdout.isatty() else _WIDTH).encode()
    elif kind == "json":
        from web.shapes import TaskList

        content = _json(TaskList.of(register)).encode()
    else:
        from web.exports import EXPORTS

        content = EXPORTS[kind].write(register, language)
    if output is None:
        return typer.echo(content, nl=kind in ("table", "json"))
    output.write_bytes(content)
    written = content.count(b"\r\nBEGIN:VEVENT\r\n") if kind == "ics" else len(register.tasks)
    typer.echo(f"{written:,} of {register.total:,} tasks{' have a date and are' if kind == 'ics' else ''} in {output}")


@app.command(epilog=_after("kehoach unanswered"))
def unanswered(
    data: Data = None,
    every: Annotated[bool, typer.Option("--all", help="Closed ones too.")] = False,
    close: Annotated[int | None, typer.Option(metavar="ID", help="Mark one as dealt with.")] = None,
    as_json: Json = False,
) -> None:
    """List the questions that the plans did not answer, the last asked first."""
    store = _store(data)
    if close is not None:
        closed = store.close_unanswered(close)
        if as_json:
            from web.shapes import UnansweredRow

            return _print(UnansweredRow.of(closed))
        return typer.echo(f"closed {closed.id}: {closed.question}")
    found = store.unanswered(None if every else "open")
    if as_json:
        from web.shapes import UnansweredList, UnansweredRow

        return _print(UnansweredList(total=len(found), unanswered=[UnansweredRow.of(each) for each in found]))
    typer.echo(f"{len(found)} unanswered question{'' if len(found) == 1 else 's'}")
    for each in found:
        state = ", closed" if each.state == "closed" else ""
        typer.echo(f"{each.id}  {each.question}  ({each.last_at[:10]}, asked {each.asked}×{state})")
        typer.echo(textwrap.indent(each.missing, "    "))


@docs.command("list", epilog=_after("kehoach docs list"))
def list_documents(data: Data = None, as_json: Json = False) -> None:
    """List the stored documents."""
    documents = _store(data).documents()
    if as_json:
        from api import DocumentList, DocumentRow

        return _print(DocumentList(documents=[DocumentRow.of(document) for document in documents]))
    for document in documents:
        number = f"{document.header.number}  " if document.header.number else ""
        typer.echo(f"{document.id}  {number}{document.title}  ({document.source}, {document.passages} passages)")


@docs.command("show", epilog=_after("kehoach docs show 0a1b2c3d4e5f --text"))
def show_document(
    document_id: DocumentId,
    data: Data = None,
    text: Annotated[bool, typer.Option("--text", help="Print the document's text and nothing else.")] = False,
    as_json: Json = False,
) -> None:
    """Show a document's header fields and outline, or its text."""
    store = _store(data)
    document = store.document(document_id)
    if text:
        content = store.text(document_id)
        return _print({"text": content}) if as_json else typer.echo(content)
    if as_json:
        from api import DocumentDetails, DocumentRow

        row = DocumentRow.of(document).model_dump()
        parts = {"sections": store.sections(document_id), "pages": store.pages(document_id)}
        return _print(DocumentDetails(**row, header=document.header, doubts=store.doubts(document_id), **parts))
    header = dataclasses.asdict(document.header)
    for name, value in {"title": document.title, "source": document.source, **header}.items():
        if value:
            typer.echo(f"{name + ':':13} {'; '.join(value) if isinstance(value, tuple) else value}")
    for section in store.sections(document_id):
        typer.echo("  " * section.level + section.heading)


@docs.command("remove", epilog=_after("kehoach docs remove 0a1b2c3d4e5f --yes"))
def remove_document(
    document_id: DocumentId,
    data: Data = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask first.")] = False,
    as_json: Json = False,
) -> None:
    """Remove a document, and with it the others that were read from the same file."""
    document = _store(data).document(document_id)
    if not yes:
        typer.confirm(f"Remove “{document.title}” ({document.source})?", abort=True, err=True)
    from index.library import Library

    removed = Library(_settings(data)).remove(document_id)
    if as_json:
        return _print({"removed": removed})
    typer.echo(f"removed {', '.join(removed)}")


@app.command(epilog=_after("kehoach serve --port 8000"))
def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 is every one of this machine.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 8000,
    data: Data = None,
) -> None:
    """Serve the web pages and the HTTP API until Ctrl-C."""
    settings = _settings(data)
    try:
        # Before the model is loaded: a port in use is told at once.
        listener = socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=512
        )
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise KehoachError(f"Cannot listen on {host}:{port}: {reason}.", "Choose another --port or --host.") from error
    # Nothing that is made while starting becomes garbage; ``Readiness`` ends this once the server is warm.
    gc.disable()
    import uvicorn

    from api import create_app

    server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="warning"))
    name = f"[{host}]" if ":" in host else host
    _messages.print(f"kehoach: http://{name}:{listener.getsockname()[1]} (Ctrl-C ends)")
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


@app.command(epilog=_after("kehoach doctor"))
def doctor(data: Data = None, as_json: Json = False) -> None:
    """Check the machine, the model, the store and the indexes; every fault is told with its remedy."""
    from index.doctor import examine

    findings = []
    for finding in examine(_settings(data)):
        findings.append(finding)
        if not as_json:
            typer.echo(f"{finding.status:5} {finding.name}: {finding.found}")
            if finding.remedy:
                typer.echo(f"      {finding.remedy}")
    healthy = all(finding.status != "wrong" for finding in findings)
    if as_json:
        _print({"healthy": healthy, "findings": [finding._asdict() for finding in findings]})
    if not healthy:
        raise typer.Exit(1)


# -- what commands share -----------------------------------------------------------------------------------------------


def _settings(data: Path | None) -> Settings:
    try:
        return Settings() if data is None else Settings(data=data)
    except ValidationError as error:
        first = error.errors()[0]
        variable = "KEHOACH_" + "_".join(str(part) for part in first["loc"]).upper()
        raise BadQuestion(
            f"{variable}={first['input']!r}: {first['msg']}.", "Correct the variable, or unset it."
        ) from error


def _store(data: Path | None) -> Store:
    settings = _settings(data)
    if not settings.store_path.exists():
        # Opening would make one, and a mistyped folder would look like an empty corpus.
        raise EmptyCorpus(
            f"There is no store in {settings.data}.",
            "Ingest into it first (`kehoach ingest FOLDER`), or name another with --data.",
        )
    return Store(settings.store_path)


@contextlib.contextmanager
def _assistant(data: Path | None) -> Iterator[Assistant]:
    """An assistant on an existing store, under a spinner while it loads and works."""
    _store(data)
    with _messages.status("Loading the model"):
        from qa.assistant import Assistant

        yield Assistant.open(_settings(data))


def _progress() -> Progress:
    columns = (
        SpinnerColumn(),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("files, {task.description}"),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=_messages, transient=True, disable=not _messages.is_terminal)


def _fail(error: KehoachError) -> None:
    _messages.print(f"kehoach: {' '.join(str(error).split())}")
    raise SystemExit(error.exit_code)


def _print(document: BaseModel | dict[str, Any]) -> None:
    typer.echo(_json(document))


def _json(document: BaseModel | dict[str, Any]) -> str:
    fields = document.model_dump(mode="json") if isinstance(document, BaseModel) else document
    return json.dumps(fields, ensure_ascii=False, indent=1)


def _report(report: FileReport) -> dict[str, Any]:
    error = report.error and {"message": report.error.message, "remedy": report.error.remedy}
    same = {name: getattr(report, name) for name in ("path", "status", "documents", "passages")}
    return {**same, "error": error}


def _place(hit: Hit) -> str:
    """Where a passage stands: document > heading path, and the page where the file has pages."""
    from qa.answer import document_name

    page = f" (tr. {hit.passage.passage.page})" if hit.passage.passage.page else ""
    return " > ".join([document_name(hit.document), *hit.passage.passage.section]) + page


if __name__ == "__main__":
    main()
