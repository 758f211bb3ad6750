"""What the report says of other runs: what changed since an earlier one, and how other systems do."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from eval import plots
from eval.charts import Plot, key, main_measure
from eval.comparing import Changed, Comparison, compare
from eval.figures import Row, Shown, Table, main_measures, measure_name, shown
from eval.misses import anchor
from eval.outcomes import Outcome
from eval.runs import Run
from eval.words import Words


@dataclasses.dataclass(frozen=True)
class Link:
    """A question that changed; ``anchor`` leads to it where it is missed now."""

    question: str
    language: str
    anchor: str | None
    note: str


@dataclasses.dataclass(frozen=True)
class ChangedRow:
    """A measure before and after, in words."""

    name: str
    before: str
    after: str
    difference: Shown
    p: Shown
    questions: str


@dataclasses.dataclass(frozen=True)
class Change:
    """What changed since another run; ``lost`` and ``won`` are of right answers and right refusals."""

    about: str
    warnings: tuple[str, ...]
    plot: Plot
    rows: tuple[ChangedRow, ...]
    lost: tuple[Link, ...]
    won: tuple[Link, ...]


@dataclasses.dataclass(frozen=True)
class Systems:
    """All systems under the same questions."""

    about: str
    plots: tuple[Plot, ...]
    table: Table


def change(before: Run, run: Run, words: Words) -> Change:
    """What changed from ``before`` to ``run``. Raises ``KehoachError`` where no question is in both."""
    found = compare(before, run)
    rows, main = found.rows, main_measures(run.summary.k)
    name = words("changes_plot")
    plotted = [_plotted(row, words) for row in rows if row.measure.name in main]
    outcomes = {outcome.question.id: outcome for outcome in run.outcomes}
    decided = [row for row in rows if row.measure.name in (main_measure(run), "refused")]
    when = f"{words.name('system', found.before.system)}, {words.moment(found.before.started)}"
    return Change(
        about=words("changes_about", n=words.count(found.shared), before=when),
        warnings=tuple(_warnings(found, words)),
        plot=Plot(
            name, plots.changes(plots.Axes(name, words("changes_axis")), plotted), key(words, "dot", "open", "whisker")
        ),
        rows=tuple(_row(row, words) for row in rows),
        lost=tuple(_link(outcomes[each], words) for row in decided for each in row.lost),
        won=tuple(_link(outcomes[each], words) for row in decided for each in row.won),
    )


def systems(run: Run, beside: Sequence[Run], words: Words) -> Systems:
    """``run`` and others in one table, and one plot a measure; differences are to ``run``, paired by fact."""
    everyone, k = [run, *beside], run.summary.k
    figures = [each.summary.group("ALL").figures for each in everyone]
    names = [name for name in main_measures(k) if figures[0][name].n]
    called = [words.name("system", each.about.system) for each in everyone]
    plotted = []
    for name in dict.fromkeys((main_measure(run), f"hit@{k}")):
        bars = [
            plots.Bar(system, words("figure_n", share=words.share(of.value), n=of.n), of.value, of.low, of.high)
            for system, of in zip(called, (found[name] for found in figures if name in found), strict=False)
            if of.value is not None
        ]
        axes = plots.Axes(measure_name(name, words), words("axis_share"))
        plotted.append(Plot(axes.title, plots.bars(axes, bars), key(words, "whisker")))
    rows = [Row(called[0], "", tuple(shown(figures[0][name], words) for name in names))]
    for system, other, found in zip(called[1:], beside, figures[1:], strict=True):
        tests = {row.measure.name: row for row in compare(run, other).rows}
        cells = [
            Shown(shown(found.get(name), words).value, _difference(tests[name], words) if name in tests else "")
            for name in names
        ]
        rows.append(Row(system, "", tuple(cells)))
    about = words("systems_about", n=words.count(run.about.dataset.n), system=called[0])
    return Systems(about, tuple(plotted), Table(tuple(measure_name(name, words) for name in names), tuple(rows)))


def _warnings(found: Comparison, words: Words) -> list[str]:
    said = []
    if found.only_before or found.only_after:
        counts = {name: words.count(getattr(found, name)) for name in ("shared", "only_before", "only_after")}
        said.append(words("changes_other_set", **counts))
    if found.differing:
        names = ", ".join(words.name("made", name) for name in found.differing)
        said.append(words("changes_other", names=names))
    return said


def _plotted(row: Changed, words: Words) -> plots.Change:
    """Towards the right where it became better, whichever way the measure itself goes."""
    test = row.test
    low, high = (test.low, test.high) if row.measure.better != "lower" else (-test.high, -test.low)
    said = f"{words.points(test.difference)} · n {words.count(test.n)}"
    return plots.Change(measure_name(row.measure.name, words), said, row.gain, low, high, row.sure)


def _row(row: Changed, words: Words) -> ChangedRow:
    test = row.test
    if not row.won and not row.lost:
        verdict = words("changes_same")
    elif not row.sure:
        verdict = words("changes_chance")
    elif not row.measure.better:
        verdict = words("changes_sure")
    else:
        verdict = words("changes_better" if row.gain > 0 else "changes_worse")
    counts = {"better": words.count(len(row.won)), "worse": words.count(len(row.lost)), "n": words.count(test.n)}
    return ChangedRow(
        name=measure_name(row.measure.name, words),
        before=words.finely(test.first),
        after=words.finely(test.second),
        difference=Shown(
            words.points(test.difference), words("interval", low=words.points(test.low), high=words.points(test.high))
        ),
        p=Shown(words.p(test.p), verdict),
        questions=words("changes_count" if row.measure.better else "changes_count_plain", **counts),
    )


def _difference(row: Changed, words: Words) -> str:
    return words("systems_difference", points=words.points(row.test.difference), p=words.p(row.test.p))


def _link(outcome: Outcome, words: Words) -> Link:
    question, why = outcome.question, outcome.judged.why
    said = [words.name("form", question.form)]
    if why is not None:
        said.append(words(f"why_{why}"))
    return Link(question.question, outcome.reply.language, anchor(question.id) if why else None, " · ".join(said))
