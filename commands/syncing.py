"""`kehoach sync`: a folder and the store kept in step, once or for as long as it runs."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.app import Data, Json, messages, print_json, settings_of
from commands.ingesting import progress, report_row
from corpus.errors import BadQuestion, FolderGone, NothingToIngest

if TYPE_CHECKING:
    from index.intake import FileReport
    from index.syncing import FolderSync, SyncReport

STATUSES = ("stored", "moved", "removed", "unchanged", "failed")
#: Looked at this often; where looking takes long, it is a fifth of the time.
_POLL_S, _SHARE = 2.0, 4


def sync(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of plans, at any depth.")],
    data: Data = None,
    watch: Annotated[bool, typer.Option("--watch", help="Go on, in step within seconds, until Ctrl-C.")] = False,
    internal: Annotated[
        bool, typer.Option("--internal", help="For the office alone; the public is shown nothing of these files.")
    ] = False,
    remove_all: Annotated[
        bool, typer.Option("--remove-all", help="Remove the stored files even where most, or all, are gone at once.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Add, replace, move and remove stored plans as the files of a folder do."""
    if watch and as_json:
        raise BadQuestion(
            "--json prints one document when all is done, and --watch never is.", "Leave one of them out."
        )
    from index.library import Library
    from index.syncing import FolderSync

    library = Library(settings_of(data))
    keeper = FolderSync(library, folder, internal=internal, remove_all=remove_all)
    if watch:
        with contextlib.suppress(KeyboardInterrupt):
            _watch(keeper)
        return
    changes: list[FileReport] = []
    done = _once(keeper, lambda report: changes.append(report) if as_json and report.status != "unchanged" else None)
    if as_json:
        files = [{**report_row(report), "was": report.was} for report in changes]
        counts = {status: done.counts[status] for status in STATUSES}
        print_json({"files": files, **counts, "passages": done.passages, "generation": library.store.generation})
    else:
        typer.echo(_told(done))
    if done.counts["failed"]:
        raise typer.Exit(3)


def _once(keeper: FolderSync, on_change: Any, *, growing_fail: bool = True) -> SyncReport:
    """One pass under a bar; what fails anew is told at once."""
    embedded = 0
    with progress() as bar:
        task = bar.add_task("looking", total=None)

        def on_file(report: FileReport) -> None:
            bar.update(task, advance=1)
            if report.error is not None and not report.known:
                bar.console.print(f"kehoach: {report.error}")
            on_change(report)

        def on_passages(count: int) -> None:
            nonlocal embedded
            embedded += count
            bar.update(task, description=f"{embedded} passages")

        return keeper.run(
            lambda total: bar.update(task, total=total, description="reading"),
            on_file,
            on_passages,
            lambda: messages.print("kehoach: another sync is at work on this store; waiting for it."),
            growing_fail=growing_fail,
        )


def _watch(keeper: FolderSync) -> None:
    """Pass after pass. Polling, since shares of a network tell nobody of their changes."""
    done = _once(keeper, _tell, growing_fail=False)
    typer.echo(f"{_told(done)}; watching (Ctrl-C ends)")
    told = ""
    while True:
        time.sleep(max(_POLL_S, _SHARE * done.look_s))
        try:
            done = keeper.run(on_file=_tell_all, growing_fail=False)
            told = ""
        except (FolderGone, NothingToIngest) as error:
            # Once; a share that comes back is gone on with.
            if str(error) != told:
                messages.print(f"kehoach: {error}")
            told = str(error)


def _tell(report: FileReport) -> None:
    where = f"{report.was} -> {report.path}" if report.was else report.path
    if report.status in ("stored", "moved", "removed"):
        typer.echo(f"{report.status:8} {where}")


def _tell_all(report: FileReport) -> None:
    _tell(report)
    if report.error is not None and not report.known:
        messages.print(f"kehoach: {report.error}")


def _told(done: SyncReport) -> str:
    counted = ", ".join(f"{done.counts[status]} {status}" for status in STATUSES if done.counts[status])
    failed = " (see `kehoach docs list --failed`)" if done.counts["failed"] else ""
    return f"{counted or 'no plan there'}{failed}; {done.passages} new passages"
