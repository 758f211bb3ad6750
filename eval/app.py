"""The command group `kehoach eval`: what its commands share. Modules of commands register on ``app``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError
from rich.console import Console

from corpus.errors import BadQuestion, EmptyCorpus
from corpus.settings import Settings

if TYPE_CHECKING:
    from qa.assistant import Assistant

EXITS = (
    "Exit codes: 0 done; 1 another failure, a gate that does not open, or questions to correct; 2 a wrong command line or"
    " setting; 3 a file that cannot be read; 4 nothing ingested yet; 5 a store or model that cannot be used."
)

app = typer.Typer(
    help="How often the answers are right: question sets, runs and reports.",
    epilog=EXITS,
    no_args_is_help=True,
    rich_markup_mode=None,
)

#: Where progress and messages go; what a command found goes to stdout.
messages = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)

Data = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="Folder of the store; else KEHOACH_DATA, else ./data.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def after(example: str) -> str:
    """What stands below a command's help."""
    return f"\b\nExample:\n  {example}\n\n{EXITS}"


def settings_of(data: Path | None) -> Settings:
    """The settings for a store that is there. Questions of a set are kept out of the office's list."""
    try:
        settings = Settings(keep_unanswered=False) if data is None else Settings(data=data, keep_unanswered=False)
    except ValidationError as error:
        first = error.errors()[0]
        variable = "KEHOACH_" + "_".join(str(part) for part in first["loc"]).upper()
        raise BadQuestion(
            f"{variable}={first['input']!r}: {first['msg']}.", "Correct the variable, or unset it."
        ) from error
    if not settings.store_path.exists():
        # Opening would make one, and a mistyped folder would look like an empty corpus.
        raise EmptyCorpus(
            f"There is no store in {settings.data}.",
            "Ingest into it first (`kehoach ingest FOLDER`), or name another with --data.",
        )
    return settings


def assistant_of(data: Path | None) -> Assistant:
    """An assistant over a store that is there, warmed up, under a spinner."""
    settings = settings_of(data)
    with messages.status("Loading the model"):
        from qa.assistant import Assistant

        assistant = Assistant.open(settings)
        assistant.warm_up()
    return assistant
