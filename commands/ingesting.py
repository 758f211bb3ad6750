"""`kehoach ingest`: files into the store, under a bar that says how far it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from commands.app import Data, Json, messages, print_json, settings_of

if TYPE_CHECKING:
    from index.intake import FileReport


def ingest(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Plans, or folders of them at any depth.")],
    data: Data = None,
    internal: Annotated[
        bool, typer.Option("--internal", help="For the office alone; the public is shown nothing of these files.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Read plans and store them; what is stored already and has not changed is left alone."""
    from index.intake import sources
    from index.library import Library

    library = Library(settings_of(data))
    embedded = 0
    with progress() as bar:
        task = bar.add_task("reading", total=len(sources(paths)) or None)

        def on_file(report: FileReport) -> None:
            bar.update(task, advance=1)
            if report.error:
                bar.console.print(f"kehoach: {report.error}")

        def on_passages(count: int) -> None:
            nonlocal embedded
            embedded += count
            bar.update(task, description=f"{embedded} passages")

        reports = library.ingest(paths, on_file, on_passages, internal=internal)
    passages = sum(report.passages for report in reports)
    counts = {status: sum(r.status == status for r in reports) for status in ("stored", "unchanged", "failed")}
    if as_json:
        files = [report_row(report) for report in reports]
        print_json({"files": files, **counts, "passages": passages, "generation": library.generation})
    else:
        told = ", ".join(f"{count} {status}" for status, count in counts.items() if count)
        typer.echo(f"{told}; {passages} new passages, {library.passages} in all")
    if counts["failed"]:
        raise typer.Exit(3)


def progress() -> Progress:
    """The bar of a run over files."""
    columns = (
        SpinnerColumn(),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("files, {task.description}"),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=messages, transient=True, disable=not messages.is_terminal)


def report_row(report: FileReport) -> dict[str, Any]:
    """What JSON says of a file."""
    error = report.error and {"message": report.error.message, "remedy": report.error.remedy}
    same = {name: getattr(report, name) for name in ("path", "status", "documents", "passages")}
    return {**same, "error": error}
