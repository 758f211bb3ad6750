"""`kehoach eval report`, `compare` and `gate`: what is made of runs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console, RenderableType

from corpus.errors import UnreadableFile
from eval.app import Json, after, app

if TYPE_CHECKING:
    from eval.runs import Run

#: How wide a table is where no terminal says.
_WIDTH = 140
RunFolder = Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run, as `eval run` prints it.")]


@app.command(epilog=after("kehoach eval report build/runs/samples --since build/runs/before --lang vi"))
def report(
    run: RunFolder,
    since: Annotated[
        Path | None, typer.Option(metavar="RUN", help="An earlier run: say what changed since, and how surely.")
    ] = None,
    url: Annotated[
        str | None, typer.Option(metavar="URL", help="A server to link passages to; else the one that was asked.")
    ] = None,
    lang: Annotated[Literal["en", "vi"], typer.Option(help="Language of the report.")] = "en",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write it; else RUN/report.html.")
    ] = None,
) -> None:
    """Write a run as one HTML file: figures, plots, and every miss with the reason for it.

    Where the folder holds one run per system, the report is of the first and compares the others with it.
    """
    from eval import runs
    from eval.report import report as page

    first, *beside = _runs_in(run)
    target = output or run / "report.html"
    earlier = runs.load(since) if since else None
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(page(first, lang, earlier, beside, url), encoding="utf-8")
    typer.echo(f"report: {target}")


@app.command(epilog=after("kehoach eval compare build/runs/before build/runs/after"))
def compare(
    before: Annotated[Path, typer.Argument(metavar="BEFORE", help="Folder of the earlier run.")],
    after: Annotated[Path, typer.Argument(metavar="AFTER", help="Folder of the later run.")],
    as_json: Json = False,
) -> None:
    """Say by how much two runs differ in each measure, whether by more than chance, and on which questions."""
    from eval import listings, runs
    from eval.comparing import compare as compared

    second = runs.load(after)
    found = compared(runs.load(before), second)
    if as_json:
        typer.echo(
            json.dumps({"shared": found.shared, "measures": listings.told(found.rows)}, ensure_ascii=False, indent=1)
        )
    else:
        _print(listings.comparison(found, second))


@app.command(epilog=after("kehoach eval gate build/runs/samples --baseline tests/eval/baseline.json"))
def gate(
    run: RunFolder,
    baseline: Annotated[Path, typer.Option(metavar="FILE", help="What the run must not fall below; a file to commit.")],
    update: Annotated[
        bool, typer.Option("--update", help="Make the run the baseline, instead of checking it.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Exit with 1 where a main measure fell below the baseline by more than chance, and say on which questions."""
    from eval import gate as gates
    from eval import listings, runs

    made = runs.load(run)
    if update:
        gates.save(baseline, gates.baseline_of(made))
        typer.echo(f"baseline: {baseline} ({made.about.dataset.n} questions)")
        return
    verdict = gates.check(made, gates.load(baseline), str(baseline))
    if as_json:
        typer.echo(json.dumps(listings.gate_told(verdict), ensure_ascii=False, indent=1))
    else:
        _print(listings.gate(verdict, made))
    if not verdict.opens:
        raise typer.Exit(1)


def _print(lines: Iterable[RenderableType]) -> None:
    # Soft wrap: a question is one line, as wide as it is.
    out = Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False, markup=False, emoji=False)
    for line in lines:
        out.print(line, soft_wrap=isinstance(line, str))


def _runs_in(folder: Path) -> list[Run]:
    """The run of a folder, or those of its folders: that of `kehoach` first, then by name."""
    from eval import runs

    if (folder / runs.ABOUT).is_file():
        return [runs.load(folder)]
    below = sorted(path.parent for path in folder.glob(f"*/{runs.ABOUT}"))
    found = [runs.load(path) for path in below]
    if not found:
        raise UnreadableFile(f"There is no run in {folder}.", "Make one with `kehoach eval run`, or name its folder.")
    datasets = {run.about.dataset.sha256: run.about.dataset.name for run in found}
    if len(datasets) > 1:
        raise UnreadableFile(
            f"The runs in {folder} are of different question sets: {', '.join(datasets.values())}.",
            "Name the folder of one set.",
        )
    return sorted(found, key=lambda run: run.about.system != "kehoach")
