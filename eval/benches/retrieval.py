"""Systems as public sets ask them: which documents they find, each as good as its best passage."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from corpus.errors import BadQuestion
from eval.baselines import first_passage
from eval.outcomes import Place, Reply
from eval.systems import InProcess, System, place_of, refused_reply

if TYPE_CHECKING:
    from qa.assistant import Assistant

#: How many passages are looked through for documents.
PASSAGES = 50
_CITED = 5


class Searching:
    """The assistant's search alone, which is what these sets measure; its answer is the first passage."""

    def __init__(self, assistant: Assistant, name: str = "kehoach") -> None:
        self.assistant = assistant
        self.name = name

    def describe(self) -> dict[str, str]:
        return {"way": "search"}

    def ask(self, question: str, k: int) -> Reply:
        started = time.perf_counter()
        try:
            understanding, hits = self.assistant.search(question, k)
        except BadQuestion as error:
            return refused_reply(str(error), self.assistant.library.generation, time.perf_counter() - started)
        found = [place_of(hit) for hit in hits]
        reply = first_passage(
            understanding.text, found, time.perf_counter() - started, self.assistant.library.generation
        )
        return reply.model_copy(update={"language": understanding.language})


class Answering(Searching):
    """The same with the assistant's answer."""

    def describe(self) -> dict[str, str]:
        return {"way": "search and answer"}

    def ask(self, question: str, k: int) -> Reply:
        found = super().ask(question, k).found
        return InProcess(self.assistant).ask(question, _CITED).model_copy(update={"found": found})


class ByDocument:
    """A system whose passages stand for their documents: the best passage of each, in order.

    The best passage stands for the whole: MaxP (Dai and Callan 2019).
    """

    def __init__(self, system: System) -> None:
        self._system = system
        self.name = system.name

    def describe(self) -> dict[str, str]:
        return {**self._system.describe(), "ranks": f"documents by the best of {PASSAGES} passages"}

    def ask(self, question: str, k: int) -> Reply:
        reply = self._system.ask(question, max(k, PASSAGES))
        best: dict[str, Place] = {}
        for place in reply.found:
            best.setdefault(place.source, place)
        return reply.model_copy(update={"found": tuple(best.values())})
