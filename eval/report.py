"""The report: a run as one HTML file that needs no network and runs nothing, for an official and an engineer alike."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import jinja2

from eval import charts, figures
from eval.changes import change, systems
from eval.misses import Miss, misses
from eval.outcomes import Why
from eval.runs import Run
from eval.words import Words

_templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)


@dataclasses.dataclass(frozen=True)
class Reason:
    """The questions that were missed for one reason."""

    why: Why
    misses: tuple[Miss, ...]


def report(
    run: Run, language: str = "en", since: Run | None = None, beside: Sequence[Run] = (), url: str | None = None
) -> str:
    """The page. ``since`` is an earlier run to compare with, ``beside`` are other systems under the same questions.

    ``url`` is a server whose pages show the documents; without it, the one that was asked, if one was.
    """
    words = Words(language)
    missed = misses(run.outcomes, words, url or run.about.description.get("url"))
    reasons = [Reason(why, tuple(miss for miss in missed if miss.why == why)) for why in get_args(Why)]
    reasons = [reason for reason in reasons if reason.misses]
    forms = Counter(miss.question.form for miss in missed).most_common()
    return _templates.get_template("report.html.j2").render(
        words=words,
        about=run.about,
        facts=figures.facts(run, words),
        verdict=figures.verdict(run, words),
        cards=figures.cards(run.summary, words),
        change=change(since, run, words) if since else None,
        systems=systems(run, beside, words) if beside else None,
        where=charts.where(run, words),
        why=charts.reasons([(reason.why, len(reason.misses)) for reason in reasons], words) if reasons else None,
        sure=[plot for plot in (charts.calibration(run, words), charts.coverage(run, words)) if plot],
        time=charts.latency(run, words),
        times=figures.latency(run, words),
        measures=figures.defined_measures(run, words),
        groups=figures.groups(run, words),
        reasons=reasons,
        missed=len(missed),
        forms=forms,
        form_numbers={form: number for number, (form, _) in enumerate(forms, start=1)},
        made=figures.made(run, words),
    )
