"""`kehoach unanswered`: the questions that the plans did not answer."""

from __future__ import annotations

import textwrap
from typing import Annotated

import typer

from commands.app import Data, Json, print_json, store_of


def unanswered(
    data: Data = None,
    every: Annotated[bool, typer.Option("--all", help="Closed ones too.")] = False,
    close: Annotated[int | None, typer.Option(metavar="ID", help="Mark one as dealt with.")] = None,
    as_json: Json = False,
) -> None:
    """List the questions that the plans did not answer, the last asked first."""
    store = store_of(data)
    if close is not None:
        closed = store.close_unanswered(close)
        if as_json:
            from web.shapes import UnansweredRow

            return print_json(UnansweredRow.of(closed))
        return typer.echo(f"closed {closed.id}: {closed.question}")
    found = store.unanswered(None if every else "open")
    if as_json:
        from web.shapes import UnansweredList, UnansweredRow

        return print_json(UnansweredList(total=len(found), unanswered=[UnansweredRow.of(each) for each in found]))
    typer.echo(f"{len(found)} unanswered question{'' if len(found) == 1 else 's'}")
    for each in found:
        state = ", closed" if each.state == "closed" else ""
        typer.echo(f"{each.id}  {each.question}  ({each.last_at[:10]}, asked {each.asked}×{state})")
        typer.echo(textwrap.indent(each.missing, "    "))
