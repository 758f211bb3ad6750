"""`kehoach eval draft` and `kehoach eval check`: question sets grown from the documents, and held against them."""

from __future__ import annotations

import collections
import dataclasses
import json
from pathlib import Path
from typing import Annotated

import typer

from corpus.errors import BadQuestion, KehoachError
from corpus.store import Store
from eval.app import Data, Json, after, app, settings_of


@app.command(epilog=after("kehoach eval draft -o drafts.jsonl --beside questions.jsonl"))
def draft(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="A new file for the candidates.")],
    data: Data = None,
    sources: Annotated[
        list[str] | None,
        typer.Option(
            "--from",
            metavar="SOURCE",
            help="register, header, unanswered or feedback; may be given again. Unset: from all.",
        ),
    ] = None,
    per_document: Annotated[
        int, typer.Option(min=1, max=1000, help="How many facts of a document at most, each in up to four wordings.")
    ] = 6,
    beside: Annotated[
        list[Path] | None, typer.Option(metavar="SET", help="Leave out what this set asks; may be given again.")
    ] = None,
) -> None:
    """Propose questions for a person to confirm, from what the documents state and what people asked."""
    from eval import questions
    from eval.drafting import SOURCES, drafts

    if output.exists():
        raise BadQuestion(
            f"{output} is there already, and what people confirmed in it would be lost.", "Name a new file."
        )
    unknown = [name for name in sources or () if name not in SOURCES]
    if unknown:
        raise BadQuestion(f"There is no source {unknown[0]!r}.", f"Name one of: {', '.join(SOURCES)}.")
    existing = [question for path in beside or () for question in questions.load(path)]
    store = Store(settings_of(data).store_path)
    candidates = drafts(store, list(dict.fromkeys(sources or SOURCES)), per_document, existing)
    if not candidates:
        raise KehoachError(
            "Nothing is left to propose.", "Raise --per-document, ingest more documents, or name fewer sets."
        )
    output.write_text(questions.dump(candidates), encoding="utf-8")
    facts = collections.Counter({candidate.fact: candidate.type for candidate in candidates}.values())
    told = ", ".join(f"{count} {type}" for type, count in sorted(facts.items()))
    typer.echo(f"{len(candidates)} candidates of {facts.total()} facts ({told}) are in {output}")
    typer.echo("Look each over: correct or delete it, and take “confirmed” out of those that are right.")


@app.command(epilog=after("kehoach eval check questions.jsonl"))
def check(
    datasets: Annotated[list[Path], typer.Argument(metavar="DATASET...", help="Question sets.")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Find the questions whose evidence no longer stands in the documents, or does not bear out what they expect."""
    from eval import questions
    from eval.checking import check

    sets = {path: questions.load(path) for path in datasets}
    store = Store(settings_of(data).store_path)
    checked = {path: check(asked, store) for path, asked in sets.items()}
    if as_json:
        told = [{"set": str(path), **dataclasses.asdict(found)} for path, found in checked.items()]
        typer.echo(json.dumps({"sets": told}, ensure_ascii=False, indent=1))
    else:
        for path, found in checked.items():
            for finding in found.findings:
                typer.echo(f"{finding.fault:8} {finding.id}: {finding.message}")
            wrong = len({finding.id for finding in found.findings})
            drafts = f", {found.unconfirmed} not confirmed" if found.unconfirmed else ""
            typer.echo(f"{path}: {found.questions} questions{drafts}, {wrong or 'none'} to correct")
    if any(found.findings for found in checked.values()):
        raise typer.Exit(1)
