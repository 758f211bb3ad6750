"""The runner, over the sample plans and their questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import BadQuestion
from eval import questions, runner, runs
from eval.outcomes import Outcome, Reply
from eval.questions import Question
from eval.runs import About
from eval.surroundings import Surroundings
from eval.systems import InProcess
from eval.versions import code_digest
from qa.assistant import Assistant


@pytest.fixture
def asked(samples: Path) -> tuple[Question, ...]:
    return questions.load(samples / "questions.jsonl")[:8]


class Stopped(InProcess):
    """The assistant, interrupted when it is asked for the ``after``-th time more; it keeps what it was asked."""

    def __init__(self, assistant: Assistant, after: int | None = None) -> None:
        super().__init__(assistant)
        self.after = after
        self.asked: list[str] = []

    def ask(self, question: str, k: int) -> Reply:
        if len(self.asked) == self.after:
            raise KeyboardInterrupt
        self.asked.append(question)
        return super().ask(question, k)


def about(assistant: Assistant, asked: tuple[Question, ...], k: int = 5) -> About:
    return Surroundings.in_process(assistant).about("questions.jsonl", asked, InProcess(assistant), k)


def without_times(outcomes: tuple[Outcome, ...]) -> list[dict[str, object]]:
    return [outcome.model_dump(exclude={"reply": {"seconds", "timing_ms"}}) for outcome in outcomes]


def test_a_run_asks_every_question_once(assistant: Assistant, asked: tuple[Question, ...], tmp_path: Path) -> None:
    system, seen = Stopped(assistant), list[Outcome]()
    run = runner.run(system, asked, about(assistant, asked), tmp_path / "a" / "run", on_outcome=seen.append)
    assert system.asked == [question.question for question in asked]
    assert [outcome.question for outcome in run.outcomes] == list(asked) == [outcome.question for outcome in seen]
    assert run.about.finished is not None and run.about.finished >= run.about.started
    assert runs.load(tmp_path / "a" / "run") == run
    assert run.about.dataset.sha256 == questions.digest(asked)
    assert run.about.versions["kehoach"] == code_digest(("corpus", "index", "qa"))


def test_an_interrupted_run_goes_on_where_it_stopped(
    assistant: Assistant, asked: tuple[Question, ...], tmp_path: Path
) -> None:
    of = about(assistant, asked)
    with pytest.raises(KeyboardInterrupt):
        runner.run(Stopped(assistant, after=3), asked, of, tmp_path)
    assert len(runs.load_outcomes(tmp_path)) == 3
    results = tmp_path / runs.RESULTS
    results.write_bytes(results.read_bytes()[:-7])  # as where the process is killed while it writes
    again, seen = Stopped(assistant), list[Outcome]()
    run = runner.run(again, asked, about(assistant, asked), tmp_path, on_outcome=seen.append)
    assert again.asked == [question.question for question in asked[2:]]
    assert len(seen) == len(asked)
    whole = runner.run(InProcess(assistant), asked, of, tmp_path / "whole")
    assert without_times(run.outcomes) == without_times(whole.outcomes)
    assert run.summary.groups == whole.summary.groups
    assert run.about.started == of.started


def test_a_finished_run_is_not_asked_again_unless_anew(
    assistant: Assistant, asked: tuple[Question, ...], tmp_path: Path
) -> None:
    first = runner.run(InProcess(assistant), asked, about(assistant, asked), tmp_path)
    idle = Stopped(assistant, after=0)
    assert runner.run(idle, asked, about(assistant, asked), tmp_path) == first
    once_more = Stopped(assistant)
    runner.run(once_more, asked, about(assistant, asked), tmp_path, anew=True)
    assert len(once_more.asked) == len(asked)
    assert len(runs.load_outcomes(tmp_path)) == len(asked)


def test_a_folder_of_another_run_is_left_alone(
    assistant: Assistant, asked: tuple[Question, ...], tmp_path: Path
) -> None:
    runner.run(InProcess(assistant), asked[:1], about(assistant, asked[:1]), tmp_path)
    before = (tmp_path / runs.RESULTS).read_bytes()
    with pytest.raises(
        BadQuestion, match=r"holds a run of something else: dataset was .* and is .*; k was 5 and is 3\."
    ):
        runner.run(InProcess(assistant), asked, about(assistant, asked, k=3), tmp_path)
    assert (tmp_path / runs.RESULTS).read_bytes() == before
    (tmp_path / runs.ABOUT).unlink()
    with pytest.raises(BadQuestion, match="nothing tells of what"):
        runner.run(InProcess(assistant), asked, about(assistant, asked), tmp_path)


def test_several_at_once_give_the_same_outcomes_in_the_same_order(
    assistant: Assistant, asked: tuple[Question, ...], tmp_path: Path
) -> None:
    one = runner.run(InProcess(assistant), asked, about(assistant, asked), tmp_path / "1")
    three = runner.run(InProcess(assistant), asked, about(assistant, asked), tmp_path / "3", workers=3)
    assert without_times(one.outcomes) == without_times(three.outcomes)


def test_an_interrupt_with_several_at_once_ends_the_run(
    assistant: Assistant, asked: tuple[Question, ...], tmp_path: Path
) -> None:
    with pytest.raises(KeyboardInterrupt):
        runner.run(Stopped(assistant, after=3), asked, about(assistant, asked), tmp_path, workers=2)
    kept = len(runs.load_outcomes(tmp_path))
    assert 2 <= kept <= 3
    assert len(runner.run(InProcess(assistant), asked, about(assistant, asked), tmp_path).outcomes) == len(asked)
