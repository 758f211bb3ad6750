"""What commands share: options, settings, the store, and how a result is printed.

What a command found goes to stdout, as text or with `--json` as one JSON document in the words of the HTTP API;
progress and messages go to stderr. Heavy parts are imported where they are needed: a list does not wait for a model.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import BaseModel, ValidationError
from rich.console import Console

from corpus.errors import BadQuestion, EmptyCorpus
from corpus.settings import SECRETS, Settings
from corpus.store import Store

if TYPE_CHECKING:
    from qa.assistant import Assistant

EXITS = (
    "Exit codes: 0 done (an answer that abstains is one); 1 another failure, or doctor found a fault; 2 a wrong command"
    " line, setting or question; 3 a file that cannot be read, or nothing to ingest (the rest is stored); 4 no such"
    " document, or nothing ingested yet; 5 a store or model that cannot be used."
)


#: Where progress and messages go.
messages = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)

Data = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="Folder of the store; else KEHOACH_DATA, else ./data.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document, in the words of the HTTP API.")]
Only = Annotated[str | None, typer.Option("--document", metavar="ID", help="Only in this document.")]
Issuer = Annotated[str | None, typer.Option(help="Only in documents whose issuer contains this.")]
Year = Annotated[int | None, typer.Option(min=1900, max=2200, help="Only in documents of this year.")]
Type = Annotated[str | None, typer.Option("--type", help="Only in documents of this type, for example “Kế hoạch”.")]


def after(example: str) -> str:
    """What stands below a command's help."""
    return f"\b\nExample:\n  {example}\n\n{EXITS}"


def settings_of(data: Path | None) -> Settings:
    """The settings of the environment, with the data folder of the command line."""
    try:
        return Settings() if data is None else Settings(data=data)
    except ValidationError as error:
        first = error.errors()[0]
        variable = "KEHOACH_" + "_".join(str(part) for part in first["loc"]).upper()
        # A password that is wrong here may be right elsewhere.
        told = "" if str(first["loc"][0]) in SECRETS else f"={first['input']!r}"
        raise BadQuestion(f"{variable}{told}: {first['msg']}.", "Correct the variable, or unset it.") from error


def store_of(data: Path | None) -> Store:
    """A store that is there."""
    settings = settings_of(data)
    if not settings.store_path.exists():
        # Opening would make one, and a mistyped folder would look like an empty corpus.
        raise EmptyCorpus(
            f"There is no store in {settings.data}.",
            "Ingest into it first (`kehoach ingest FOLDER`), or name another with --data.",
        )
    return Store(settings.store_path)


@contextlib.contextmanager
def assistant_of(data: Path | None) -> Iterator[Assistant]:
    """An assistant on an existing store, under a spinner while it loads and works."""
    store_of(data)
    with messages.status("Loading the model"):
        from qa.assistant import Assistant

        yield Assistant.open(settings_of(data))


def print_json(document: BaseModel | dict[str, Any]) -> None:
    """Print one JSON document."""
    typer.echo(to_json(document))


def to_json(document: BaseModel | dict[str, Any]) -> str:
    """One JSON document as it is printed."""
    fields = document.model_dump(mode="json") if isinstance(document, BaseModel) else document
    return json.dumps(fields, ensure_ascii=False, indent=1)
