"""The page on evaluation: its tables, commands and links agree with the code."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import get_args

import typer

import cli
from eval import checking, gate, questions
from eval.measures import measures
from eval.outcomes import Why
from eval.questions import Question

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")


def first_cells(heading: str) -> list[str]:
    """The first cells of the table whose first header cell is ``heading``."""
    table = PAGE.split(f"\n| {heading} |", 1)[1].split("\n\n", 1)[0]
    return [line.split("|")[1].strip().strip("`") for line in table.splitlines()[2:]]


def test_every_measure_is_listed_with_its_definition_and_source() -> None:
    rows = [f"| {each.name} | {each.definition} | {each.source} |" for each in measures(5).values()]
    assert "\n".join(rows) in PAGE, "The table is now:\n" + "\n".join(rows)


def test_the_fields_faults_and_reasons_are_those_of_the_code() -> None:
    assert first_cells("field") == list(Question.model_fields)
    assert sorted(first_cells("found")) == sorted(get_args(checking.Fault))
    assert sorted(first_cells("reason")) == sorted(get_args(Why))


def test_what_the_gate_watches_is_told() -> None:
    *others, last = gate.main_measures(5)
    assert f"{', '.join(others)} or {last} fell below" in PAGE


def test_the_example_of_a_question_is_one() -> None:
    [line] = re.findall(r"^    (\{.*\})$", PAGE, re.MULTILINE)
    assert Question.model_validate_json(line).answerable


def test_the_commands_and_options_of_the_page_exist() -> None:
    group = typer.main.get_command(cli.app).commands["eval"]  # type: ignore[attr-defined]
    lines = re.findall(r"^    kehoach eval (.*)$", PAGE, re.MULTILINE)
    assert len(lines) >= 7
    for line in lines:
        name, *words = shlex.split(line)
        options = {option for parameter in group.commands[name].params for option in parameter.opts}
        assert {word for word in words if word.startswith("-")} <= options, line
    known = {
        option
        for command in group.commands.values()
        for parameter in command.params
        for option in (*parameter.opts, "--help")
    }
    assert set(re.findall(r"`(--[\w-]+)", PAGE)) <= known
    assert set(re.findall(r"`(?:kehoach )?eval (\w+)", PAGE)) <= group.commands.keys()


def test_the_links_of_the_page_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", PAGE):
        assert (ROOT / "docs" / target).exists(), target


def test_the_baseline_is_of_the_set_that_ships() -> None:
    # Else `make eval` ends with an error: make it anew with `eval gate --update` whenever the set changes.
    baseline = gate.load(ROOT / "tests" / "eval" / "baseline.json")
    asked = questions.load(ROOT / "samples" / "questions.jsonl")
    assert baseline.dataset.sha256 == questions.digest(asked)
    assert baseline.marks.keys() == {question.id for question in asked}
    assert baseline.measures == gate.main_measures(baseline.k)


def test_the_figures_of_the_set_are_those_of_the_set() -> None:
    count = len((ROOT / "samples" / "questions.jsonl").read_text(encoding="utf-8").splitlines())
    for page in ("docs/evaluation.md", "docs/samples.md"):
        assert f"{count} questions" in (ROOT / page).read_text(encoding="utf-8"), page
