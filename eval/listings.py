"""What `kehoach eval compare` and `gate` print: tables of differences, and the questions that changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.console import RenderableType
from rich.table import Table

from eval.comparing import Changed, Comparison
from eval.gate import Verdict, chance
from eval.outcomes import Outcome
from eval.runs import Run


def comparison(found: Comparison, after: Run) -> Iterator[RenderableType]:
    """What differs between two runs, measure by measure."""
    if found.only_before or found.only_after:
        yield (
            f"The question sets differ: {found.shared} questions are in both and are compared; {found.only_before} are"
            f" only in the first run, {found.only_after} only in the second."
        )
    if found.differing:
        yield f"Not the same in both runs: {', '.join(found.differing)}."
    table = _table("p")
    for row in found.rows:
        verdict = "same" if not row.won and not row.lost else "changed" if row.sure else "may be chance"
        table.add_row(*_cells(row), _p(row.test.p), verdict)
    yield table
    yield from _questions([row for row in found.rows if row.measure.name in ("answer", "refused")], after)


def gate(verdict: Verdict, run: Run) -> Iterator[RenderableType]:
    """What the gate found: the table, what fell and by how much, and the questions that changed in it."""
    table = _table("chance")
    for row in verdict.rows:
        word = "FELL" if row in verdict.fell else "same" if not row.won and not row.lost else "within its noise"
        if row.sure and row.gain > 0:
            word = "rose"
        table.add_row(*_cells(row), _p(chance(row)) if row.gain < 0 else "", word)
    yield table
    if not verdict.same_documents:
        yield "The documents are not those of the baseline: a change may come from them."
    for row in verdict.fell:
        test = row.test
        yield (
            f"{row.measure.name} fell by {100 * abs(test.difference):.1f} points, from {test.first:.3f} to"
            f" {test.second:.3f} (n {test.n}, 95 % interval {_points(test.low)} to {_points(test.high)}; chance alone does"
            f" that with p {_p(chance(row))}): {len(row.lost)} questions lost, {len(row.won)} won."
        )
    yield from _questions(verdict.fell, run)
    if verdict.opens:
        yield "gate: open. No main measure fell by more than its noise."
    else:
        yield f"gate: closed. Below the baseline: {', '.join(row.measure.name for row in verdict.fell)}."


def told(rows: Sequence[Changed]) -> list[dict[str, object]]:
    """Differences as JSON."""
    return [
        {
            "measure": row.measure.name,
            "better": row.measure.better,
            **row.test._asdict(),
            "won": row.won,
            "lost": row.lost,
        }
        for row in rows
    ]


def gate_told(verdict: Verdict) -> dict[str, object]:
    """A verdict as JSON."""
    return {
        "opens": verdict.opens,
        "fell": [row.measure.name for row in verdict.fell],
        "same_documents": verdict.same_documents,
        "measures": [
            {**line, "chance": chance(row)} for line, row in zip(told(verdict.rows), verdict.rows, strict=True)
        ],
    }


def _table(last: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("measure")
    for name in ("n", "before", "now", "points", "95 % interval", "won", "lost", last):
        table.add_column(name, justify="right")
    table.add_column("")
    return table


def _cells(row: Changed) -> tuple[str, ...]:
    test = row.test
    between = f"{_points(test.low)} to {_points(test.high)}"
    counts = str(len(row.won)), str(len(row.lost))
    return (
        row.measure.name,
        str(test.n),
        f"{test.first:.3f}",
        f"{test.second:.3f}",
        _points(test.difference),
        between,
        *counts,
    )


def _questions(rows: Sequence[Changed], run: Run) -> Iterator[str]:
    outcomes = {outcome.question.id: outcome for outcome in run.outcomes}
    for row in rows:
        for word, ids in (("lost", row.lost), ("won", row.won)):
            if ids:
                yield f"\n{row.measure.name}, {word} ({len(ids)}):"
                yield from (_line(each, outcomes) for each in ids)


def _line(question_id: str, outcomes: Mapping[str, Outcome]) -> str:
    outcome = outcomes[question_id]
    why = f" [{outcome.judged.why}]" if outcome.judged.why else ""
    return f"  {question_id}: {outcome.question.question}{why}"


def _points(value: float) -> str:
    return f"{100 * value:+.1f}" if value else "0.0"


def _p(value: float) -> str:
    return f"{value:.3f}" if value >= 0.001 else "<0.001"
