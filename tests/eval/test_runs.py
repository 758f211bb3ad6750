"""Runs on disk."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from corpus.errors import UnreadableFile
from eval import runs
from eval.runs import About, Corpus, Dataset, Run
from eval.summarising import summarise
from tests.eval.making import mixed


def about(**changes: object) -> About:
    return About(
        dataset=Dataset(name="set.jsonl", sha256="0" * 64, n=6),
        corpus=Corpus(documents=1, passages=2, generation=3, sha256="1" * 64),
        model="model",
        settings={"max_question": "1000"},
        versions={"kehoach": "abc"},
        system="kehoach",
        description={"way": "in process"},
        k=5,
        command="kehoach eval run set.jsonl",
        started=datetime.datetime(2024, 5, 1, 8, tzinfo=datetime.UTC),
    ).model_copy(update=changes)


def test_a_run_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    outcomes = mixed()
    finished = about(finished=datetime.datetime(2024, 5, 1, 9, tzinfo=datetime.UTC))
    runs.save(tmp_path, finished)
    runs.save(tmp_path, summarise(outcomes, 5))
    with runs.appending(tmp_path) as append:
        for outcome in outcomes:
            append(outcome)
    assert runs.load(tmp_path) == Run(about=finished, outcomes=tuple(outcomes), summary=summarise(outcomes, 5))
    assert not list(tmp_path.glob("*.part"))


def test_a_folder_without_a_run_and_one_that_is_not_finished_are_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="There is no run in"):
        runs.load(tmp_path)
    runs.save(tmp_path, about())
    with pytest.raises(UnreadableFile, match="not finished: 0 of 6 questions"):
        runs.load(tmp_path)


def test_a_line_that_was_cut_off_is_no_outcome_and_is_written_over(tmp_path: Path) -> None:
    first, second, *_ = mixed()
    with runs.appending(tmp_path) as append:
        append(first)
        append(second)
    results = tmp_path / runs.RESULTS
    results.write_bytes(results.read_bytes()[:-40])
    assert runs.load_outcomes(tmp_path) == (first,)
    with runs.appending(tmp_path) as append:
        append(second)
    assert runs.load_outcomes(tmp_path) == (first, second)


def test_every_outcome_is_in_the_file_before_the_next(tmp_path: Path) -> None:
    with runs.appending(tmp_path) as append:
        for number, outcome in enumerate(mixed(), start=1):
            append(outcome)
            assert len(runs.load_outcomes(tmp_path)) == number


@pytest.mark.parametrize("name", [runs.ABOUT, runs.RESULTS, runs.SUMMARY])
def test_a_damaged_file_is_named(tmp_path: Path, name: str) -> None:
    runs.save(tmp_path, about(finished=about().started))
    runs.save(tmp_path, summarise(mixed(), 5))
    (tmp_path / name).write_text('{"k": 1}\n', encoding="utf-8")
    with pytest.raises(UnreadableFile, match=name.replace(".", r"\.")):
        runs.load(tmp_path)


def test_runs_are_of_the_same_whenever_and_however_they_were_started() -> None:
    later = about(started=about().started + datetime.timedelta(1), command="other", finished=about().started)
    assert about().digest == later.digest
    assert runs.differing(about(), later) == {}
    other = about(k=10, versions={"kehoach": "abd"})
    assert about().digest != other.digest
    assert runs.differing(about(), other) == {
        "versions": ('{"kehoach": "abc"}', '{"kehoach": "abd"}'),
        "k": ("5", "10"),
    }
