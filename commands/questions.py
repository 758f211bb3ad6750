"""`kehoach ask` and `kehoach search`."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Annotated

import typer

from commands.app import Data, Issuer, Json, Only, Type, Year, assistant_of, messages, print_json
from corpus.store import Filters

if TYPE_CHECKING:
    from index.query import Hit

Top = Annotated[int, typer.Option("--top-k", min=1, max=50, help="How many passages.")]


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
    with assistant_of(data) as assistant:
        answer = assistant.ask(question, top_k, Filters(document, issuer, year, type))
    if as_json:
        from web.contract import AskResponse

        return print_json(AskResponse.of(answer))
    if answer.understood_as.lower() != answer.question.lower():
        messages.print(f"understood as: {answer.understood_as}")
    typer.echo(answer.text)
    for note in answer.notes:
        typer.echo(f"({note.text})")
    for citation in answer.citations:
        typer.echo(f"[{citation.marker}] {_place(citation.hit)}")
        typer.echo(textwrap.indent(f"“{citation.quote}”", "    "))


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
    with assistant_of(data) as assistant:
        understanding, hits = assistant.search(query, top_k, Filters(document, issuer, year, type))
    if as_json:
        from web.contract import PassageItem

        results = [PassageItem.of(hit).model_dump(mode="json") for hit in hits]
        found = {"query": query, "language": understanding.language, "understood_as": understanding.text}
        return print_json({**found, "results": results})
    for place, hit in enumerate(hits, start=1):
        typer.echo(f"{place}. {hit.score:.2f}  {_place(hit)}")
        typer.echo(textwrap.indent(hit.passage.text, "    "))


def _place(hit: Hit) -> str:
    """Where a passage stands: document > heading path, and the page where the file has pages."""
    from qa.answer import document_name

    page = f" (tr. {hit.passage.passage.page})" if hit.passage.passage.page else ""
    return " > ".join([document_name(hit.document), *hit.passage.passage.section]) + page
