"""What a run takes place in, and so all that is told about it beside its questions."""

from __future__ import annotations

import dataclasses
import datetime
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from eval import questions
from eval.questions import Question
from eval.runs import About, Corpus, Dataset
from eval.systems import OverHttp, System, corpus_of
from eval.versions import judging_versions, settings_told, versions

if TYPE_CHECKING:
    from qa.assistant import Assistant


@dataclasses.dataclass(frozen=True)
class Surroundings:
    """Corpus, model, settings and versions; ``model`` is ``None`` where a server does not tell."""

    corpus: Corpus
    model: str | None
    settings: dict[str, str]
    versions: dict[str, str]

    @classmethod
    def in_process(cls, assistant: Assistant) -> Surroundings:
        library = assistant.library
        return cls(corpus_of(library), library.embedder.name, settings_told(library.settings), versions())

    @classmethod
    def of_server(cls, server: OverHttp) -> Surroundings:
        return cls(server.corpus(), None, {}, judging_versions())

    def about(self, name: str, asked: Sequence[Question], system: System, k: int) -> About:
        """What is told of a run that starts now: ``asked`` are the questions of the file ``name``."""
        return About(
            dataset=Dataset(name=name, sha256=questions.digest(asked), n=len(asked)),
            corpus=self.corpus,
            model=self.model,
            settings=self.settings,
            versions=self.versions,
            system=system.name,
            description=system.describe(),
            k=k,
            command=command_line(),
            started=datetime.datetime.now(datetime.UTC).replace(microsecond=0),
        )


def command_line() -> str:
    """The command that this process runs, as one would type it."""
    return shlex.join([Path(sys.argv[0]).name.removesuffix(".py"), *sys.argv[1:]])
