"""The plots of a run: where it is right, why it misses, how far its confidence can be trusted, how long it takes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

import scipy.stats
from markupsafe import Markup

from eval import plots
from eval.figures import group_name, measure_name
from eval.measures import ECE
from eval.outcomes import Why
from eval.runs import Group, Run
from eval.words import Words

#: Wordings that are known come in this order, others after them.
_FORMS = ("vi", "noacc", "short", "en")


@dataclasses.dataclass(frozen=True)
class Plot:
    """A plot under its heading; ``key`` is what its marks mean, as shape and words."""

    name: str
    drawing: Markup
    key: tuple[tuple[str, str], ...] = ()
    about: str = ""


def key(words: Words, *marks: str | tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """What marks mean: a shape under its usual words, or under others."""
    return tuple((mark, words(f"key_{mark}")) if isinstance(mark, str) else mark for mark in marks)


def main_measure(run: Run) -> str:
    """What a bar shows: right answers, or where the set expects none, proofs found first."""
    return "answer" if run.summary.group("ALL").figures["answer"].n else "hit@1"


def where(run: Run, words: Words) -> list[Plot]:
    """Right answers by wording, type and kind."""
    found = []
    for part in ("form", "type", "kind"):
        groups = [group for group in run.summary.groups if group.name.startswith(f"{part}=")]
        if len(groups) < 2:
            continue
        groups.sort(key=lambda group: _order(group, run))
        name = words(f"where_{part}")
        bars = [bar for group in groups for bar in _bars(group, run, words)]
        marks = key(
            words,
            ("bar", measure_name(main_measure(run), words)),
            "whisker",
            ("diamond", words("key_diamond", k=run.summary.k)),
        )
        found.append(
            Plot(name, plots.bars(plots.Axes(f"{name}: {words('where_plot')}", words("axis_share")), bars), marks)
        )
    return found


def reasons(counts: Sequence[tuple[Why, int]], words: Words) -> Plot:
    """How many questions were missed for each reason."""
    missed = sum(count for _, count in counts)
    rows = [
        plots.Bar(words(f"why_{why}"), f"{words.count(count)} ({words.share(count / missed)})", count / missed)
        for why, count in counts
    ]
    name = words("where_why")
    return Plot(name, plots.bars(plots.Axes(name, words("axis_missed", n=words.count(missed))), rows))


def calibration(run: Run, words: Words) -> Plot | None:
    """Stated confidence against what came true; nothing where no answer was given."""
    if not run.summary.calibration:
        return None
    points = []
    for each in run.summary.calibration:
        ends = scipy.stats.binomtest(round(each.accuracy * each.n), each.n).proportion_ci(method="wilson")
        points.append(
            plots.Point(each.confidence, each.accuracy, float(ends.low), float(ends.high), words.count(each.n))
        )
    axes = plots.Axes(words("sure_bins"), words("axis_confidence"), words("axis_came_true"))
    error = run.summary.group("ALL").figures[ECE].value or 0.0
    about = words("sure_bins_about", error=words.points(error).removeprefix("+"))
    return Plot(words("sure_bins"), plots.reliability(axes, points, words("sure_even")), about=about)


def coverage(run: Run, words: Words) -> Plot | None:
    """What comes of answering less; nothing where no answer was given."""
    ends = run.summary.coverage
    if not ends:
        return None
    points = [plots.Point(end.coverage, end.accuracy) for end in ends]
    now = ends[-1]
    told = words("sure_today", coverage=words.share(now.coverage), accuracy=words.share(now.accuracy))
    axes = plots.Axes(words("sure_curve"), words("axis_coverage"), words("axis_accuracy"))
    drawing = plots.curve(axes, points, plots.Point(now.coverage, now.accuracy, figure=told))
    return Plot(words("sure_curve"), drawing, about=words("sure_curve_about", n=words.count(len(run.outcomes))))


def latency(run: Run, words: Words) -> Plot:
    """How many answers took at most so long."""
    seconds = [max(outcome.reply.seconds, 1e-6) for outcome in run.outcomes]
    told = {name: words.seconds(figure.value or 0.0) for name, figure in run.summary.latency_s.items()}
    marks = [
        (run.summary.latency_s[name].value or 0.0, words(f"time_{name}", value=told[name]))
        for name in ("p95", "median")
    ]
    axes = plots.Axes(words("time_plot"), words("axis_seconds"), words("axis_questions"))
    drawing = plots.cumulative(axes, seconds, marks, words.seconds)
    return Plot(words("time_plot"), drawing, about=words("time_about", n=words.count(len(seconds)), **told))


def _bars(group: Group, run: Run, words: Words) -> Iterable[plots.Bar]:
    """Of the questions with an answer a bar with its diamond; of a group without any, its refusals."""
    figures = group.figures
    name = group_name(group.name, words)
    beside = figures[f"hit@{run.summary.k}"].value
    main = figures[main_measure(run)] if group.n else figures["refused"]
    if main.value is not None:
        said = words("figure_n", share=words.share(main.value), n=words.count(main.n))
        label = name if group.n else words("row_refused", name=name)
        yield plots.Bar(label, said, main.value, main.low, main.high, beside)


def _order(group: Group, run: Run) -> tuple[bool, float, str]:
    """The known wordings as they are told, all else from the best to the worst; questions without answers last."""
    part, _, value = group.name.partition("=")
    if part == "form":
        return False, float(_FORMS.index(value) if value in _FORMS else len(_FORMS)), value
    main = group.figures[main_measure(run) if group.n else "refused"].value
    return not group.n, -(main or 0.0), value
