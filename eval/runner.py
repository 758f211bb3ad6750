"""The runner: asks a system every question of a set, once, and keeps each outcome as it comes."""

from __future__ import annotations

import concurrent.futures
import datetime
import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from corpus.errors import BadQuestion
from eval import runs
from eval.judging import judge
from eval.outcomes import Outcome
from eval.questions import Question
from eval.runs import About, Run
from eval.summarising import summarise
from eval.systems import System

_NOTHING: Callable[[Outcome], None] = lambda outcome: None  # noqa: E731


def run(
    system: System,
    questions: Sequence[Question],
    about: About,
    folder: Path,
    workers: int = 1,
    anew: bool = False,
    on_outcome: Callable[[Outcome], None] = _NOTHING,
) -> Run:
    """Ask what was not asked yet, and write the run into its folder.

    A folder that holds part of the same run is completed; ``on_outcome`` is called for what stood there too. Raises
    ``BadQuestion`` where it holds a run of something else, unless ``anew``. With several ``workers`` questions are
    asked at once, and take longer each.
    """
    if anew:
        for name in (runs.SUMMARY, runs.RESULTS, runs.ABOUT):
            (folder / name).unlink(missing_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    about = _begun(about, folder)
    done = {outcome.question.id: outcome for outcome in runs.load_outcomes(folder)}
    for outcome in done.values():
        on_outcome(outcome)
    left = [question for question in questions if question.id not in done]
    if left:
        runs.save(folder, about.model_copy(update={"finished": None}))
        with runs.appending(folder) as append:
            for outcome in _asked(system, left, about.k, workers):
                append(outcome)
                done[outcome.question.id] = outcome
                on_outcome(outcome)
    outcomes = runs.in_order(list(done.values()), questions)
    summary = summarise(outcomes, about.k)
    runs.save(folder, summary)
    if left or about.finished is None:
        about = about.model_copy(update={"finished": datetime.datetime.now(datetime.UTC).replace(microsecond=0)})
        runs.save(folder, about)
    return Run(about=about, outcomes=outcomes, summary=summary)


def _begun(about: About, folder: Path) -> About:
    """What the folder's run is of: the one that stands there, or this."""
    there = runs.load_about(folder)
    if there is None:
        if (folder / runs.RESULTS).exists():
            raise BadQuestion(
                f"{folder} holds results, and nothing tells of what.", "Name another folder, or start over with --anew."
            )
        return about
    other = runs.differing(there, about)
    if other:
        told = "; ".join(f"{name} was {was} and is {now}" for name, (was, now) in other.items())
        raise BadQuestion(
            f"{folder} holds a run of something else: {told}.", "Name another folder, or start over with --anew."
        )
    return there


def _asked(system: System, questions: Sequence[Question], k: int, workers: int) -> Iterator[Outcome]:
    """Outcomes as they come."""

    def outcome(question: Question) -> Outcome:
        reply = system.ask(question.question, k)
        return Outcome(question=question, reply=reply, judged=judge(question, reply))

    if workers == 1:
        yield from map(outcome, questions)
        return
    waiting = iter(questions)
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        # Never more than are being asked: an error or Ctrl-C then waits for a few questions, not for the whole set.
        asked = {pool.submit(outcome, question) for question in itertools.islice(waiting, workers)}
        while asked:
            finished, asked = concurrent.futures.wait(asked, return_when=concurrent.futures.FIRST_COMPLETED)
            asked |= {pool.submit(outcome, question) for question in itertools.islice(waiting, len(finished))}
            for future in finished:
                yield future.result()
