"""The office's own question set: one file of the data folder that grows question by question."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from corpus.errors import NotFound
from corpus.syllables import fold
from eval.candidates import Candidate
from eval.questions import Question, dump, load
from eval.text import squeeze


class OfficeSet:
    """The set at ``path``, which need not be there yet, in the format of every question set.

    Any number of processes may change it; people may, too, and their lines stay as they wrote them.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = FileLock(path.with_name(path.name + ".lock"))

    def questions(self) -> tuple[Candidate, ...]:
        """All questions, confirmed or not. Raises ``UnreadableFile`` with line and field."""
        if not self.path.is_file():
            return ()
        load(self.path)
        return tuple(
            Candidate.model_validate({"confirmed": True} | fields) for fields in map(json.loads, self._lines())
        )

    def holding(self) -> Callable[[str, str], bool]:
        """Tells of an id and the words of a question whether the set, as it is now, has either."""
        questions = self.questions()
        ids = {each.id for each in questions}
        asked = {fold(squeeze(each.question)) for each in questions}
        return lambda id, words: id in ids or fold(squeeze(words)) in asked

    def add(self, question: Question) -> bool:
        """Add a question; ``False`` where the set has its id or its words already."""
        with self._lock:
            if self.holding()(question.id, question.question):
                return False
            self._write([*self._lines(), dump([question]).strip()])
        return True

    def replace(self, question: Question) -> None:
        """Put a question in the place of the one with its id. Raises ``NotFound``."""
        self._change(question.id, lambda line: dump([question]).strip())

    def remove(self, id: str) -> None:
        """Take a question out. Raises ``NotFound``."""
        self._change(id, lambda line: None)

    def question(self, id: str) -> Candidate:
        """One question. Raises ``NotFound``."""
        for each in self.questions():
            if each.id == id:
                return each
        raise NotFound(f"There is no question {id!r} in {self.path.name}.", "Look at the list again.")

    def _change(self, id: str, changed: Callable[[str], str | None]) -> None:
        with self._lock:
            self.question(id)
            lines = [changed(line) if json.loads(line)["id"] == id else line for line in self._lines()]
            self._write([line for line in lines if line is not None])

    def _lines(self) -> list[str]:
        if not self.path.is_file():
            return []
        # As ``eval.questions.load`` reads it: JSON strings may hold other line ends as they are.
        text = self.path.read_text(encoding="utf-8-sig")
        return [line for line in text.split("\n") if line.strip()]

    def _write(self, lines: list[str]) -> None:
        if not lines:
            self.path.unlink()
            return
        beside = self.path.with_name(self.path.name + ".part")
        beside.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        beside.replace(self.path)
