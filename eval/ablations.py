"""This project's own stages, each switched off by itself: what it is worth is what is lost without it.

Nothing is fitted anew, so that a loss also holds what the other stages rely on it for.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.filters import TaskFilters
from corpus.register import Order, Register
from corpus.store import Filters, Store
from eval.systems import InProcess, Maker, System
from index.embedder import Embedder, QuestionVectors
from index.library import Indexes, Library
from index.query import Hit
from qa.accents import AccentModel
from qa.assistant import Assistant, _Knowledge
from qa.glossary import Gloss, Glossary
from qa.premises import Premises
from qa.ranking import Candidate
from qa.understanding import Understanding

if TYPE_CHECKING:
    from corpus.stored import StoredTask


def without_late_interaction(assistant: Assistant) -> Assistant:
    """Passages are compared by their vector and their words, not token by token."""
    return Assistant(Library(assistant.library.settings, _Tokenless(assistant.library.embedder)))


def without_second_stage(assistant: Assistant) -> Assistant:
    """Passages are found in the order of the indexes, and answers read with that order for a rank."""
    return _Unranked(assistant.library)


def without_glossary(assistant: Assistant) -> Assistant:
    """English questions are looked up in English words."""
    other = Assistant(assistant.library)
    other.glossary = _Untranslating()
    return other


def without_abbreviations(assistant: Assistant) -> Assistant:
    """Shorthand is looked up as it was typed."""
    other = Assistant(assistant.library)
    other.glossary = _Unabbreviating()
    return other


def without_accents(assistant: Assistant) -> Assistant:
    """Questions without accents are read as they were typed."""
    return _Unrestored(assistant.library)


def without_stop_words(assistant: Assistant) -> Assistant:
    """Every word of a question is looked up, also those that only ask."""
    return _Wordy(assistant.library)


def without_register(assistant: Assistant) -> Assistant:
    """Answers are read in passages alone, and lists cannot be given."""
    library = Library(assistant.library.settings, assistant.library.embedder)
    library.store = _Taskless(library.settings.store_path)
    return Assistant(library)


def without_premises(assistant: Assistant) -> Assistant:
    """What a question takes for granted is not held against the plans."""
    return _Credulous(assistant.library)


#: By the name on the command line.
ABLATIONS: dict[str, Callable[[Assistant], Assistant]] = {
    "no-late-interaction": without_late_interaction,
    "no-second-stage": without_second_stage,
    "no-glossary": without_glossary,
    "no-abbreviations": without_abbreviations,
    "no-accents": without_accents,
    "no-stop-words": without_stop_words,
    "no-register": without_register,
    "no-premises": without_premises,
}


def _maker(name: str, change: Callable[[Assistant], Assistant]) -> Maker:
    def make(assistant: Assistant) -> System:
        return Ablated(name, change(assistant))

    return make


class Ablated(InProcess):
    """The assistant without one of its stages."""

    def __init__(self, name: str, assistant: Assistant) -> None:
        super().__init__(assistant)
        self.name = name

    def describe(self) -> dict[str, str]:
        return {**super().describe(), "off": self.name.removeprefix("no-")}


MAKERS: dict[str, Maker] = {name: _maker(name, change) for name, change in ABLATIONS.items()}


class _Tokenless(Embedder):
    """An embedder that has no token vectors for questions; the model is the other's."""

    def __init__(self, embedder: Embedder) -> None:
        vars(self).update(vars(embedder))

    def encode_question(self, text: str) -> QuestionVectors:
        return QuestionVectors(self.embed_question(text), np.empty((0, 0), np.float32))


class _Unranked(Assistant):
    def search(self, query: str, top_k: int = 5, filters: Filters = Filters()) -> tuple[Understanding, list[Hit]]:
        understood = self.understand(query, filters)
        return understood, self.library.search(understood.query, top_k)

    def _candidates(self, *arguments: Any, **named: Any) -> list[Candidate]:
        candidates = super()._candidates(*arguments, **named)
        # Reading adds to ranks, so that these have to keep their spread.
        spread = np.std([candidate.rank for candidate in candidates]) if candidates else 0.0
        scores = np.std([candidate.hit.score for candidate in candidates]) if candidates else 0.0
        scale = float(spread / max(scores, 1e-6))
        found = [dataclasses.replace(candidate, rank=scale * candidate.hit.score) for candidate in candidates]
        return sorted(found, key=lambda candidate: -candidate.rank)


class _Untranslating(Glossary):
    def gloss(self, question: str, corpus: AccentModel | None = None) -> Gloss:
        return Gloss(question, (), (), ())


class _Unabbreviating(Glossary):
    def expand(self, question: str, corpus: AccentModel | None = None, plain: bool = False) -> str:
        return question


class _AsTyped(AccentModel):
    def __init__(self, model: AccentModel) -> None:
        vars(self).update(vars(model))

    def restore(self, text: str) -> str:
        return text


class _Unrestored(Assistant):
    def _learn(self, indexes: Indexes) -> _Knowledge:
        known = super()._learn(indexes)
        return dataclasses.replace(known, accents=_AsTyped(known.accents))


class _Wordy(Assistant):
    def understand(self, question: str, *arguments: Any, **named: Any) -> Understanding:
        understood = super().understand(question, *arguments, **named)
        words = " ".join([understood.text, *understood.unknown])
        return dataclasses.replace(understood, query=dataclasses.replace(understood.query, words=words))


class _Taskless(Store):
    def tasks(
        self,
        filters: TaskFilters = TaskFilters(),
        limit: int | None = None,
        offset: int = 0,
        order: Order = "text",
        descending: bool = False,
    ) -> list[StoredTask]:
        return []

    def count_tasks(self, filters: TaskFilters = TaskFilters()) -> int:
        return 0

    def register(
        self,
        filters: TaskFilters = TaskFilters(),
        limit: int | None = None,
        offset: int = 0,
        order: Order = "text",
        descending: bool = False,
    ) -> Register:
        return Register(0, (), {})


class _Credulous(Assistant):
    @staticmethod
    def _premises(*arguments: Any, **named: Any) -> Premises:
        return Premises()
