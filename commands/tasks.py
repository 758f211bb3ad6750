"""`kehoach tasks`: the task register, as a table or a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from commands.app import Data, Issuer, Json, Only, Year, store_of, to_json
from corpus.errors import BadQuestion
from corpus.filters import day_named
from corpus.store import TaskFilters

Format = Literal["table", "json", "csv", "xlsx", "ics"]
Language = Literal["vi", "en"]
#: How many tasks a table shows unless told otherwise, and how wide it is where no terminal says.
_ROWS, _WIDTH = 50, 140


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
    register = store_of(data).register(filters, _ROWS if kind == "table" and limit is None else limit)
    if kind == "table":
        from web.task_table import task_table

        content = task_table(register, Console().width if sys.stdout.isatty() else _WIDTH).encode()
    elif kind == "json":
        from web.shapes import TaskList

        content = to_json(TaskList.of(register)).encode()
    else:
        from web.exports import EXPORTS

        content = EXPORTS[kind].write(register, language)
    if output is None:
        return typer.echo(content, nl=kind in ("table", "json"))
    output.write_bytes(content)
    written = content.count(b"\r\nBEGIN:VEVENT\r\n") if kind == "ics" else len(register.tasks)
    typer.echo(f"{written:,} of {register.total:,} tasks{' have a date and are' if kind == 'ics' else ''} in {output}")
