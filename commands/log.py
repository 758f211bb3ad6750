"""The command group `kehoach log`: the questions that the server has logged, where the operator wants it to."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.app import EXITS, Data, Json, after, print_json, settings_of
from corpus.filters import day_named

log = typer.Typer(help="The log of questions.", epilog=EXITS, no_args_is_help=True, rich_markup_mode=None)


@log.command("show", epilog=after("kehoach log show"))
def show_log(data: Data = None) -> None:
    """Print what is logged, one JSON object on a line, the oldest first."""
    from qa.question_log import logged

    for line in logged(settings_of(data).log_path):
        typer.echo(line)


@log.command("clear", epilog=after("kehoach log clear --before 2026-01-01 --yes"))
def clear_log(
    data: Data = None,
    before: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only the days before this one: 2026-01-01 or 1/1/2026.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask first.")] = False,
    as_json: Json = False,
) -> None:
    """Delete what is logged, or the days before one."""
    from qa.question_log import clear

    day = day_named(before) if before else None
    if not yes:
        typer.confirm(f"Delete {f'the log before {day}' if day else 'the whole log'}?", abort=True, err=True)
    days = clear(settings_of(data).log_path, day)
    if as_json:
        return print_json({"removed": days})
    typer.echo(f"removed {len(days)} day{'' if len(days) == 1 else 's'}")
