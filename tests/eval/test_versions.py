"""What is told about the circumstances of a run."""

from __future__ import annotations

import re
from pathlib import Path

from corpus.settings import Settings
from eval.surroundings import Surroundings, command_line
from eval.systems import OverHttp
from eval.versions import code_digest, judging_versions, settings_told, versions
from qa.assistant import Assistant


def test_the_code_that_answers_and_the_code_that_judges_have_digests() -> None:
    told = versions()
    assert re.fullmatch("[0-9a-f]{12}", told["kehoach"])
    assert told["kehoach"] == code_digest(("corpus", "index", "qa")) != told["eval"] == code_digest(("eval",))
    assert {"python", "torch", "ir-measures"} <= told.keys()


def test_settings_are_told_without_the_places_of_a_machine(tmp_path: Path) -> None:
    told = settings_told(Settings(data=tmp_path, model="some-model"))
    assert told["model"] == "some-model"
    assert str(tmp_path) not in str(told)


def test_surroundings_are_those_of_the_assistant_or_of_the_server(assistant: Assistant, server: str) -> None:
    here, there = Surroundings.in_process(assistant), Surroundings.of_server(OverHttp(server))
    assert here.corpus == there.corpus
    assert here.model == assistant.library.embedder.name and there.model is None
    assert there.versions == judging_versions()


def test_the_command_is_told_without_where_python_is() -> None:
    assert "/" not in command_line().split()[0]
