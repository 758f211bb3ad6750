"""`kehoach eval bench`: public sets, asked of this project and of what one would do without it."""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from corpus.errors import BadQuestion
from eval.app import Json, after, app, messages
from eval.typing_slips import Typed

if TYPE_CHECKING:
    from eval.benches import PublicSet
    from eval.questions import Question
    from eval.runs import About, Run
    from eval.systems import System
    from qa.assistant import Assistant

_SYSTEMS = ("kehoach", "lexical", "dense", "tutorial")

TypedOption = Annotated[
    Typed | None,
    typer.Option(
        "--typed", help="Ask the Vietnamese questions as people type them: made from the set, always the same."
    ),
]


@app.command(epilog=after("kehoach eval bench xquad xquad.en.json xquad.vi.json"))
def bench(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="xquad, xquad-r, alqac, alqac-asked, virhe4qa or legal-qa.")
    ],
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="The set's files; docs/benchmarks.md says which.")
    ],
    system: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="kehoach, a baseline or an ablation; may be given again. Unset: with baselines."
        ),
    ] = None,
    typed: TypedOption = None,
    answers: Annotated[
        bool, typer.Option("--answers", help="Have kehoach answer too, where the set says what is right: takes longer.")
    ] = False,
    questions: Annotated[int | None, typer.Option(min=1, help="Ask so many of the questions, drawn by chance.")] = None,
    passages: Annotated[
        int | None, typer.Option(min=1, help="Keep so many passages: those of the questions, others drawn by chance.")
    ] = None,
    work: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Keep store and runs here, so that another command finds them made."),
    ] = None,
    top_k: Annotated[int, typer.Option(min=1, max=50, help="The k of hit@k.")] = 10,
    anew: Annotated[bool, typer.Option("--anew", help="Start over where there is a run already.")] = False,
    as_json: Json = False,
) -> None:
    """Ask a public set's questions over its passages: which are found first?

    The passages are stored and read as any document is, in a store of their own.
    """
    from eval import benches
    from eval.typing_slips import mistyped

    names = tuple(dict.fromkeys(system or _SYSTEMS))
    _check_systems(names)
    public = benches.read(name, files).sample(questions, passages)
    label = f"{name} {' over '.join(file.name for file in files[: 2 if name.startswith('xquad') else 0])}".strip()
    # Where nothing reads, what a set expects to be said is no measure of anything.
    asked = public.questions if answers else tuple(q.model_copy(update={"answers": ()}) for q in public.questions)
    if typed is not None:
        asked, label = mistyped(asked, typed), f"{label} {typed}"
        if not asked:
            raise BadQuestion("The set asks nothing in Vietnamese.", "Leave --typed away.")
    if questions is not None or passages is not None:
        label = f"{label} sample"
    with _folder(work) as folder:
        assistant = _assistant(public, folder / "store")
        from eval.surroundings import Surroundings

        around = Surroundings.in_process(assistant)
        ran = []
        for each in _made(names, assistant, answers):
            about = around.about(label, asked, each, top_k)
            target = folder / "runs" / f"{label.replace(' ', '-')}-{each.name}-{about.digest}"
            ran.append(_run(each, asked, about, target, anew))
    _print(ran, label, as_json)


def _check_systems(names: Sequence[str]) -> None:
    from eval import ablations, baselines

    known = ("kehoach", *baselines.MAKERS, *ablations.ABLATIONS)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise BadQuestion(f"There is no system {unknown[0]!r}.", f"Name one of: {', '.join(known)}.")


def _assistant(public: PublicSet, data: Path) -> Assistant:
    from corpus.settings import Settings
    from eval.benches.storing import store
    from qa.assistant import Assistant

    assistant = Assistant.open(Settings(data=data, keep_unanswered=False))
    strangers = {document.source for document in assistant.library.store.documents()}
    strangers -= {passage.source for passage in public.passages}
    if strangers:
        raise BadQuestion(f"{data} holds passages of another set.", "Name another folder with --work.")
    with _progress() as bar:
        task = bar.add_task(f"reading {public.name}", total=len(public.passages))
        store(public.passages, assistant.library, lambda count: bar.update(task, advance=count))
    assistant.warm_up()
    return assistant


def _made(names: Sequence[str], assistant: Assistant, answers: bool) -> Iterator[System]:
    from eval.ablations import ABLATIONS
    from eval.baselines import MAKERS
    from eval.benches.retrieval import Answering, ByDocument, Searching

    searching = Answering if answers else Searching
    for name in names:
        if name in MAKERS:
            yield ByDocument(MAKERS[name](assistant))
        else:
            changed = ABLATIONS[name](assistant) if name in ABLATIONS else assistant
            yield ByDocument(searching(changed, name))


def _run(system: System, asked: Sequence[Question], about: About, folder: Path, anew: bool) -> Run:
    from eval import runner

    with _progress() as bar:
        task = bar.add_task(f"{about.dataset.name}, {system.name}", total=len(asked))
        return runner.run(system, asked, about, folder, anew=anew, on_outcome=lambda _: bar.advance(task))


@contextlib.contextmanager
def _folder(work: Path | None) -> Iterator[Path]:
    if work is not None:
        yield work
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def _print(ran: Sequence[Run], label: str, as_json: bool) -> None:
    """One row for each system, as docs/benchmarks.md has them."""
    if as_json:
        told = [{"about": r.about.model_dump(mode="json"), "summary": r.summary.model_dump(mode="json")} for r in ran]
        return typer.echo(json.dumps({"runs": told}, ensure_ascii=False, indent=1))
    whole = [run.summary.group("ALL") for run in ran]
    names = [name for name in whole[0].figures if name in _shown(ran)]
    corpus = ran[0].about.corpus
    typer.echo(f"{label}: {whole[0].n} questions, {corpus.documents} documents, {corpus.passages} passages")
    typer.echo(f"| system | {' | '.join(names)} | median ms |\n|---|{'---|' * (len(names) + 1)}")
    for run, group in zip(ran, whole, strict=True):
        cells = [_cell(group.figures[name].value, group.figures[name].low, group.figures[name].high) for name in names]
        median = run.summary.latency_s["median"].value
        cells.append("" if median is None else f"{1000 * median:.0f}")
        typer.echo(f"| {run.about.system} | {' | '.join(cells)} |")


def _shown(ran: Sequence[Run]) -> set[str]:
    k = ran[0].about.k
    ranking = {"hit@1", f"hit@{k}", "MRR@10", "nDCG@10"}
    answering = {"answer", "exact", "F1", "silent"}
    return ranking | answering if any("answer" in run.about.description["way"] for run in ran) else ranking


def _cell(value: float | None, low: float | None, high: float | None) -> str:
    if value is None or low is None or high is None:
        return ""
    return f"{100 * value:.1f} ({100 * low:.1f}–{100 * high:.1f})"


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=messages, transient=True, disable=not messages.is_terminal)
