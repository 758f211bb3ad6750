"""The figures of runs as tables for a terminal: each with its 95 % interval beneath."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.table import Table
from rich.text import Text

from eval.runs import Figure, Group, Run, Summary

#: How wide the columns are that every table has, and each measure's, the space behind it included.
_LEFT, _MEASURE = 29, 9


def columns(k: int) -> tuple[str, ...]:
    """The measures that tables show; the others stand in ``summary.json`` and in the report."""
    ranked = ("hit@1", f"hit@{k}", "nDCG@10")
    return (*ranked, "cited@1", "cited", "answer", "grounded", "silent", "refused", "accuracy", "ECE")


def summary_tables(run: Run, width: int) -> Iterator[Table]:
    """One run, a row for every group; as many tables of some measures each as ``width`` characters ask for."""
    groups = run.summary.groups
    parts = [group.name.partition("=")[0] for group in groups]
    ends = [part != following for part, following in zip(parts, [*parts[1:], ""], strict=True)]
    named = [(group.name, group) for group in groups]
    yield from _tables(f"{run.about.dataset.name}: {run.about.system}", "", named, ends, run.summary.k, width)


def systems_tables(runs: Sequence[Run], width: int) -> Iterator[Table]:
    """Several systems on one set: a row for every system."""
    named = [(run.about.system, run.summary.group("ALL")) for run in runs]
    first = runs[0]
    ends = [False] * len(runs)
    yield from _tables(f"{first.about.dataset.name}: ALL", "system", named, ends, first.summary.k, width)


def closing_lines(summary: Summary) -> tuple[str, ...]:
    """What stands below a table: how long answers took, and why questions were missed."""
    latency = {name: figure.value for name, figure in summary.latency_s.items() if figure.value is not None}
    times = ", ".join(f"{name} {seconds * 1000:.0f} ms" for name, seconds in latency.items())
    missed = sum(summary.why.values())
    reasons = ", ".join(f"{reason} {count}" for reason, count in summary.why.items())
    return (f"ask: {times}", f"missed: {missed}" + (f" ({reasons})" if reasons else ""))


def _tables(
    title: str, first: str, named: Sequence[tuple[str, Group]], ends: Sequence[bool], k: int, width: int
) -> Iterator[Table]:
    most = max(1, (width - _LEFT) // _MEASURE)
    shown = columns(k)
    tables = -(-len(shown) // most)
    size = -(-len(shown) // tables)
    for start in range(0, len(shown), size):
        some = shown[start : start + size]
        table = Table(
            title=title if start == 0 else None, title_justify="left", box=None, pad_edge=False, padding=(0, 1, 0, 0)
        )
        table.add_column(first, no_wrap=True)
        for name in ("n", "none", *some):
            table.add_column(name, justify="right", no_wrap=True)
        for (name, group), end in zip(named, ends, strict=True):
            cells = [_cell(group.figures[measure]) for measure in some]
            table.add_row(name, str(group.n), str(group.n_none), *cells, end_section=end)
        yield table


def _cell(figure: Figure) -> Text:
    if figure.value is None:
        return Text("–", style="dim")
    cell = Text(_number(figure.value, 3))
    if figure.low is not None and figure.high is not None:
        cell.append(f"\n{_number(figure.low, 2)}–{_number(figure.high, 2)}", style="dim")
    return cell


def _number(value: float, digits: int) -> str:
    """A share without the nought before its point; 1 as it is."""
    return f"{value:.{digits}f}".removeprefix("0")
