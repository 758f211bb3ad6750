"""Whole runs for tests, in memory and on disk."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

from eval import questions, runs
from eval.outcomes import Outcome
from eval.runs import About, Corpus, Dataset, Run
from eval.summarising import summarise
from tests.eval.making import cited, outcome, place, question, reply, unanswerable


def run_of(outcomes: Sequence[Outcome], **changes: object) -> Run:
    digest = questions.digest([each.question for each in outcomes])
    about = About(
        dataset=Dataset(name="set.jsonl", sha256=digest, n=len(outcomes)),
        corpus=Corpus(documents=1, passages=2, generation=3, sha256="1" * 64),
        model="model",
        settings={"max_question": "1000"},
        versions={"kehoach": "abc"},
        system="kehoach",
        description={"way": "in process"},
        k=5,
        command="kehoach eval run set.jsonl",
        started=datetime.datetime(2024, 5, 1, 8, tzinfo=datetime.UTC),
        finished=datetime.datetime(2024, 5, 1, 9, tzinfo=datetime.UTC),
    ).model_copy(update=changes)
    return Run(about=about, outcomes=tuple(outcomes), summary=summarise(outcomes, about.k))


def saved(folder: Path, run: Run) -> Path:
    folder.mkdir(parents=True)
    runs.save(folder, run.about)
    runs.save(folder, run.summary)
    with runs.appending(folder) as append:
        for each in run.outcomes:
            append(each)
    return folder


def many(facts: int, misread: int = 0, unrefused: int = 0) -> list[Outcome]:
    """``facts`` answered questions and a fifth as many without an answer; the first so many of each went wrong."""
    answered = [
        outcome(
            question(f"fact{number}:vi", text=f"Ai chủ trì việc {number}?"),
            reply(
                "Sở Tài chính" if number < misread else "Phòng Nội vụ",
                citations=(cited(),),
                found=(place(),),
                confidence=0.5 + number % 5 / 10,
                seconds=0.01 + number / 1000,
            ),
        )
        for number in range(facts)
    ]
    without = [
        outcome(unanswerable(f"none{number}:vi", kind="outside"), reply("Không có.", abstained=number >= unrefused))
        for number in range(facts // 5)
    ]
    return [*answered, *without]
