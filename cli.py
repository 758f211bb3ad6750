"""The command line `kehoach`: its commands put together, and what an error prints and exits with."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from commands.app import EXITS, after, messages
from commands.documents import docs
from commands.ingesting import ingest
from commands.log import log
from commands.questions import ask, search
from commands.serving import doctor, serve
from commands.syncing import sync
from commands.tasks import tasks
from commands.unanswered import unanswered
from corpus.errors import KehoachError
from eval.commands import app as eval_app

VERSION = "0.1.0"

app = typer.Typer(
    help="Questions about government plans, answered with the passage that proves it.",
    epilog=EXITS,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
)
# Help lists them in this order.
app.command(epilog=after("kehoach ingest samples"))(ingest)
app.command(epilog=after("kehoach sync samples"))(sync)
app.command(epilog=after('kehoach ask "who leads land allocation for Bảo Lâm school"'))(ask)
app.command(epilog=after('kehoach search "thời hạn báo cáo kết quả" --top-k 3'))(search)
app.command(epilog=after('kehoach tasks --body "Phòng Tư pháp" --role lead'))(tasks)
app.command(epilog=after("kehoach unanswered"))(unanswered)
app.command(epilog=after("kehoach serve --port 8000"))(serve)
app.command(epilog=after("kehoach doctor"))(doctor)
app.add_typer(docs, name="docs")
app.add_typer(log, name="log")
app.add_typer(eval_app, name="eval")


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


def _fail(error: KehoachError) -> None:
    messages.print(f"kehoach: {' '.join(str(error).split())}")
    raise SystemExit(error.exit_code)


if __name__ == "__main__":
    main()
