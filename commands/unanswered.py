"""`kehoach unanswered`: the questions that the plans did not answer."""

from __future__ import annotations

import textwrap
from typing import Annotated

import typer

from commands.app import Data, Json, print_json, store_of
from corpus.unanswered import Unanswered


def unanswered(
    data: Data = None,
    every: Annotated[bool, typer.Option("--all", help="Closed ones too.")] = False,
    close: Annotated[int | None, typer.Option(metavar="ID", help="Mark one as dealt with.")] = None,
    reopen: Annotated[int | None, typer.Option(metavar="ID", help="Mark one as still to be dealt with.")] = None,
    remove: Annotated[int | None, typer.Option(metavar="ID", help="Forget one.")] = None,
    as_json: Json = False,
) -> None:
    """List the questions that the plans did not answer, the last asked first."""
    store = store_of(data)
    if sum(each is not None for each in (close, reopen, remove)) > 1:
        raise typer.BadParameter("Give one of --close, --reopen and --remove.")
    if close is not None:
        return _told("closed", store.close_unanswered(close), as_json)
    if reopen is not None:
        return _told("opened again", store.reopen_unanswered(reopen), as_json)
    if remove is not None:
        store.remove_unanswered(remove)
        return print_json({"removed": remove}) if as_json else typer.echo(f"removed {remove}")
    found = store.unanswered(None if every else "open")
    if as_json:
        from web.shapes import UnansweredList, UnansweredRow

        return print_json(UnansweredList(total=len(found), unanswered=[UnansweredRow.of(each) for each in found]))
    typer.echo(f"{len(found)} unanswered question{'' if len(found) == 1 else 's'}")
    for each in found:
        state = ", closed" if each.state == "closed" else ""
        typer.echo(f"{each.id}  {each.question}  ({each.last_at[:10]}, asked {each.asked}×{state})")
        typer.echo(textwrap.indent(each.missing, "    "))


def _told(done: str, question: Unanswered, as_json: bool) -> None:
    if as_json:
        from web.shapes import UnansweredRow

        return print_json(UnansweredRow.of(question))
    typer.echo(f"{done} {question.id}: {question.question}")
