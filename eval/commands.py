"""`kehoach eval run`, and with it every command of the group: thin, the work is done by what they import when called."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from corpus.errors import BadQuestion
from eval import bench_commands, report_commands, set_commands
from eval.app import Data, Json, after, app, assistant_of, messages
from eval.bench_commands import TypedOption

if TYPE_CHECKING:
    from eval.questions import Question
    from eval.runs import About, Run
    from eval.surroundings import Surroundings
    from eval.systems import Maker, System

# The other modules of commands register on the same ``app``.
__all__ = ["app", "bench_commands", "report_commands", "set_commands"]

#: How wide a table is where no terminal says.
_WIDTH = 140


@app.command(epilog=after("kehoach eval run samples/questions.jsonl"))
def run(
    datasets: Annotated[
        list[Path], typer.Argument(metavar="DATASET...", help="Question sets, one JSON object a line.")
    ],
    data: Data = None,
    against: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Ask a server instead; it keeps what it does not answer, as it always does."),
    ] = None,
    system: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="What to ask: kehoach, a baseline or an ablation; may be given again."),
    ] = None,
    typed: TypedOption = None,
    top_k: Annotated[
        int, typer.Option(min=1, max=50, help="How many passages an answer may cite; the k of hit@k.")
    ] = 5,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="RUN",
            help="Folder of the run, with one below it for each set and system where there are several; else a folder"
            " in DIR/eval that is named after all that the run depends on.",
        ),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many questions to ask at once.")] = 1,
    drafts: Annotated[
        bool, typer.Option("--drafts", help="Ask questions of `eval draft` too that nobody has confirmed yet.")
    ] = False,
    anew: Annotated[bool, typer.Option("--anew", help="Start over where the folder holds a run already.")] = False,
    as_json: Json = False,
) -> None:
    """Ask every question of a set, judge the answers, and print how often they are right.

    A run that was interrupted goes on where it stopped when the same command is given again.
    """
    from eval import questions, run_tables
    from eval.surroundings import Surroundings
    from eval.systems import OverHttp
    from eval.typing_slips import mistyped

    sets = {path: questions.load(path) for path in datasets}
    for path, asked in sets.items():
        if not drafts:
            questions.refuse_drafts(asked, path.name)
    if typed is not None:
        sets = {path: mistyped(asked, typed) for path, asked in sets.items()}
    _distinct([path.stem for path in datasets], "set")
    names = system or ["kehoach"]
    _distinct(names, "system")
    made: list[tuple[System, Surroundings]]
    if against is not None:
        if system:
            raise BadQuestion("A server is one system.", "Leave --system or --against away.")
        server = OverHttp(against)
        made = [(server, Surroundings.of_server(server))]
    else:
        makers = _makers()
        unknown = [name for name in names if name not in makers]
        if unknown:
            raise BadQuestion(f"There is no system {unknown[0]!r}.", f"Name one of: {', '.join(makers)}.")
        assistant = assistant_of(data)
        surroundings = Surroundings.in_process(assistant)
        made = [(makers[name](assistant), surroundings) for name in names]
    ran: list[tuple[Path, Run]] = []
    for path, asked in sets.items():
        of_set: list[Run] = []
        for each, around in made:
            about = around.about(f"{path.name} {typed or ''}".strip(), asked, each, top_k)
            parts = [path.stem] * (len(sets) > 1) + [each.name] * (len(made) > 1)
            folder = _default_folder(data, path, about) if output is None else output.joinpath(*parts)
            of_set.append(_run(each, asked, about, folder, workers, anew))
            ran.append((folder, of_set[-1]))
            if not as_json:
                _print_run(of_set[-1], folder)
        if not as_json and len(of_set) > 1:
            out = _out()
            out.print(*run_tables.systems_tables(of_set, out.width), "")
    if as_json:
        typer.echo(json.dumps({"runs": [_told(folder, run) for folder, run in ran]}, ensure_ascii=False, indent=1))


def _makers() -> dict[str, Maker]:
    """Every system that can be named, by its name."""
    from eval import ablations, baselines
    from eval.systems import InProcess

    return {"kehoach": InProcess, **baselines.MAKERS, **ablations.MAKERS}


def _distinct(names: Sequence[str], what: str) -> None:
    again = next((name for name in names if names.count(name) > 1), None)
    if again is not None:
        raise BadQuestion(f"The {what} {again!r} is named twice.", "Name each once; each has a folder of its name.")


def _default_folder(data: Path | None, path: Path, about: About) -> Path:
    from corpus.settings import Settings

    settings = Settings() if data is None else Settings(data=data)
    return settings.runs_path / f"{path.stem}-{about.system}-{about.digest}"


def _run(system: System, asked: Sequence[Question], about: About, folder: Path, workers: int, anew: bool) -> Run:
    from eval import runner

    with _progress() as bar:
        task = bar.add_task(f"{about.dataset.name}, {system.name}", total=len(asked))
        try:
            return runner.run(system, asked, about, folder, workers, anew, lambda _: bar.update(task, advance=1))
        except KeyboardInterrupt:
            bar.console.print(f"kehoach: what was asked is kept in {folder}; the same command goes on from there.")
            raise


def _print_run(run: Run, folder: Path) -> None:
    from eval import run_tables

    out = _out()
    out.print(*run_tables.summary_tables(run, out.width))
    for line in (*run_tables.closing_lines(run.summary), f"run: {folder}", ""):
        out.print(line)


def _told(folder: Path, run: Run) -> dict[str, object]:
    parts = {"about": run.about.model_dump(mode="json"), "summary": run.summary.model_dump(mode="json")}
    return {"folder": str(folder), **parts}


def _out() -> Console:
    width = None if sys.stdout.isatty() else _WIDTH
    return Console(width=width, highlight=False, markup=False, emoji=False)


def _progress() -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=messages, transient=True, disable=not messages.is_terminal)
