"""What a run prints."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from eval.run_tables import closing_lines, columns, summary_tables, systems_tables
from eval.runs import Run
from eval.summarising import summarise
from tests.eval.making import mixed
from tests.eval.test_runs import about


def printed(width: int, runs: list[Run] | None = None) -> str:
    run = a_run()
    tables = summary_tables(run, width) if runs is None else systems_tables(runs, width)
    out = io.StringIO()
    Console(file=out, width=width).print(*tables)
    return out.getvalue()


def a_run(system: str = "kehoach") -> Run:
    return Run(about=about(system=system), outcomes=tuple(mixed()), summary=summarise(mixed(), 5))


@pytest.mark.parametrize("width", [60, 80, 100, 140, 200])
def test_no_figure_is_cut_off_however_narrow_the_terminal(width: int) -> None:
    text = printed(width)
    assert "…" not in text
    for name in columns(5):
        assert re.search(rf"(?<!\S){re.escape(name)}(?!\S)", text)
    assert max(map(len, text.splitlines())) <= width


def test_a_wide_terminal_has_one_table_with_intervals() -> None:
    lines = [line.split() for line in printed(140).splitlines()]
    assert lines[0] == ["set.jsonl:", "kehoach"]
    assert lines[1] == ["n", "none", *columns(5)]
    assert lines[2][:4] == ["ALL", "4", "2", ".250"]
    assert len(lines[3]) == len(columns(5)) and all("–" in interval for interval in lines[3])


def test_systems_stand_below_each_other() -> None:
    lines = [line.split() for line in printed(140, [a_run(), a_run("lexical")]).splitlines()]
    assert [line[0] for line in lines if len(line) > len(columns(5)) + 1][1:] == ["kehoach", "lexical"]


def test_times_and_reasons_stand_below() -> None:
    times, missed = closing_lines(a_run().summary)
    assert times == "ask: median 20 ms, p90 20 ms, p95 20 ms, p99 20 ms"
    assert missed == "missed: 3 (not retrieved 1, misread 1, wrongly answered 1)"
