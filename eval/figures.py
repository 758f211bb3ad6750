"""Figures of a run in words: the verdict, the cards, and what stands in the tables of the report."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from eval.measures import ECE, measures
from eval.runs import Figure, Group, Run, Summary
from eval.words import Words

#: The measures of the cards, and of the tables of groups and of systems, by importance.
_CARDS = ("answer", "hit@{k}", "cited", "refused", "grounded")
_MAIN = ("answer", "hit@1", "hit@{k}", "cited", "grounded", "silent", "refused")


@dataclasses.dataclass(frozen=True)
class Shown:
    """A figure in words, and what stands small beside it."""

    value: str
    note: str = ""


@dataclasses.dataclass(frozen=True)
class Card:
    """A figure that stands at the top."""

    name: str
    figure: Shown
    says: str


@dataclasses.dataclass(frozen=True)
class Row:
    """A row of a table."""

    name: str
    n: str
    cells: tuple[Shown, ...]


@dataclasses.dataclass(frozen=True)
class Table:
    """Figures by row and column."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclasses.dataclass(frozen=True)
class Defined:
    """A measure with its value and what it means."""

    name: str
    figure: Shown
    n: str
    means: str
    source: str


@dataclasses.dataclass(frozen=True)
class Made:
    """Something that the figures depend on; ``code`` where it is to be copied."""

    name: str
    value: str
    code: bool = False


def main_measures(k: int) -> list[str]:
    """The measures that tables of groups and systems show."""
    return _of_k(_MAIN, k)


def measure_name(name: str, words: Words) -> str:
    """What people call a measure: "hit@5" by the name of hit@k."""
    kind, _, depth = name.partition("@")
    key = f"measure_{name}" if f"measure_{name}" in words else f"measure_{kind}"
    return words(key, k=depth) if key in words else name


def measure_means(name: str, definition: str, words: Words) -> str:
    """What a measure is, in the report's language; its own definition where that has none."""
    kind, _, depth = name.partition("@")
    key = f"means_{name}" if f"means_{name}" in words else f"means_{kind}"
    return words(key, k=depth) if key in words else definition


def shown(figure: Figure | None, words: Words) -> Shown:
    """A share with its interval; a dash where no question counts."""
    if figure is None or figure.value is None:
        return Shown("–")
    return Shown(words.share(figure.value), interval(figure, words))


def interval(figure: Figure, words: Words) -> str:
    """ "79 % to 86 %", or nothing."""
    if figure.low is None or figure.high is None:
        return ""
    return words("interval", low=words.share(figure.low), high=words.share(figure.high))


def group_name(name: str, words: Words) -> str:
    """What a group of questions is called: "form=vi" by its wording."""
    part, _, value = name.partition("=")
    return words.name(part, value) if value else words.name("group", name)


def group_n(group: Group, words: Words) -> str:
    """How many questions a group has, and how many of them without an answer."""
    if not group.n_none:
        return words.count(group.n)
    return words("n_of_none", n=words.count(group.n + group.n_none), none=words.count(group.n_none))


def facts(run: Run, words: Words) -> list[str]:
    """The line below the title."""
    about = run.about
    documents, passages = words.count(about.corpus.documents), words.count(about.corpus.passages)
    return [
        words("fact_system", system=words.name("system", about.system)),
        words("fact_when", when=words.moment(about.started)),
        words("fact_questions", n=words.count(about.dataset.n)),
        words("fact_documents", documents=documents, passages=passages),
    ]


def verdict(run: Run, words: Words) -> list[str]:
    """The whole in a few sentences."""
    figures, k = run.summary.group("ALL").figures, run.summary.k
    said = []
    if figures["answer"].n:
        said.append(words("verdict_answer", **_told(figures["answer"], words)))
    if figures[f"hit@{k}"].n:
        said.append(words("verdict_found", k=k, **_told(figures[f"hit@{k}"], words)))
    if figures["refused"].n:
        said.append(words("verdict_none", **_told(figures["refused"], words)))
    if "median" in run.summary.latency_s:
        seconds = {name: words.seconds(run.summary.latency_s[name].value or 0) for name in ("median", "p95")}
        said.append(words("verdict_time", **seconds))
    return said


def cards(summary: Summary, words: Words) -> list[Card]:
    """The main figures, each said in plain words; those that no question counts for are left out."""
    figures, k = summary.group("ALL").figures, summary.k
    found = []
    for kind in _CARDS:
        figure = figures[kind.format(k=k)]
        if figure.n:
            name, key = measure_name(kind.format(k=k), words), kind.partition("@")[0]
            found.append(Card(name, shown(figure, words), words(f"card_{key}", k=k, **_told(figure, words))))
    return found


def defined_measures(run: Run, words: Words) -> list[Defined]:
    """Every measure over all questions, with what it means."""
    figures = run.summary.group("ALL").figures
    return [
        Defined(
            measure_name(name, words),
            _figure(name, figures[name], words),
            words.count(figures[name].n),
            measure_means(name, measure.definition, words),
            f"{name}: {measure.source}",
        )
        for name, measure in measures(run.summary.k).items()
        if name in figures
    ]


def latency(run: Run, words: Words) -> Table:
    """The time to answer: percentiles with their intervals."""
    rows = []
    for name, figure in run.summary.latency_s.items():
        ends = [words.seconds(end) if end is not None else "–" for end in (figure.low, figure.high)]
        cells = Shown(words.seconds(figure.value or 0.0)), Shown(words("interval", low=ends[0], high=ends[1]))
        rows.append(Row(words(f"time_of_{name}"), "", cells))
    return Table((words("value"), words("interval_name")), tuple(rows))


def groups(run: Run, words: Words) -> Table:
    """The main measures by group."""
    every = run.summary.group("ALL").figures
    names = [name for name in main_measures(run.summary.k) if every[name].n]
    rows = tuple(
        Row(
            group_name(group.name, words),
            group_n(group, words),
            tuple(shown(group.figures[name], words) for name in names),
        )
        for group in run.summary.groups
    )
    return Table(tuple(measure_name(name, words) for name in names), rows)


def made(run: Run, words: Words) -> list[Made]:
    """All that is needed to make the same figures again."""
    about, corpus = run.about, run.about.corpus
    finished = words.moment(about.finished) if about.finished else ""
    return [
        Made(words("made_command"), about.command, code=True),
        Made(words("made_when"), words("made_from_to", started=words.moment(about.started), finished=finished)),
        Made(words("made_dataset"), words("made_dataset_is", **about.dataset.model_dump())),
        Made(words("made_corpus"), words("made_corpus_is", **corpus.model_dump())),
        Made(words("made_model"), about.model or words("made_unknown")),
        Made(words("made_system"), _pairs({"": about.system} | about.description)),
        Made(words("made_k"), str(about.k)),
        Made(words("made_settings"), _pairs(about.settings) or words("made_unknown")),
        Made(words("made_versions"), _pairs(about.versions)),
    ]


def _figure(name: str, figure: Figure, words: Words) -> Shown:
    # Ranks and F1 are no shares of questions: they are told as the literature tells them.
    if figure.value is None or not name.startswith(("MRR", "nDCG", "F1", ECE)):
        return shown(figure, words)
    low, high = (words.number(end, 3) if end is not None else "" for end in (figure.low, figure.high))
    return Shown(words.number(figure.value, 3), words("interval", low=low, high=high) if low and high else "")


def _told(figure: Figure, words: Words) -> dict[str, str]:
    """A share in words: how many of how many, and its interval."""
    value = figure.value or 0.0
    return {
        "right": words.count(round(value * figure.n)),
        "wrong": words.count(figure.n - round(value * figure.n)),
        "n": words.count(figure.n),
        "share": words.share(value),
        "low": words.share(figure.low or 0.0),
        "high": words.share(figure.high or 0.0),
    }


def _of_k(names: Iterable[str], k: int) -> list[str]:
    return list(dict.fromkeys(name.format(k=k) for name in names))


def _pairs(values: dict[str, str]) -> str:
    return "; ".join(f"{name} {value}".strip() for name, value in values.items())
