"""The assistant: question in, answer with its proof out. The one way in for the command line, the API and evaluation."""

from __future__ import annotations

import dataclasses
import re
import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from corpus.errors import BadQuestion
from corpus.settings import Settings
from corpus.store import Filters, StoredDocument
from index.library import Library
from index.query import Hit, Query
from qa.accents import AccentModel
from qa.answer import Answer, Citation, Task, document_name
from qa.confidence import PHRASES, THRESHOLD, confidence, signals, what_is_missing
from qa.english_times import in_english
from qa.glossary import Glossary
from qa.places import Places
from qa.ranking import Candidate, rank
from qa.reading import Finding, read, shown
from qa.understanding import Understanding, understand
from qa.words import Asked, Rarity

if TYPE_CHECKING:
    from index.retriever import KehoachRetriever

#: How many passages the second stage orders again.
_FIRST_STAGE = 50
#: The longest answer, in characters.
_LONGEST = 590


@dataclasses.dataclass(frozen=True)
class _Knowledge:
    """What is known of the corpus at one generation."""

    generation: int
    accents: AccentModel
    rarity: Rarity
    places: Places
    documents: list[StoredDocument]


class Assistant:
    """Answers questions over a library. Any number of threads may ask at once."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.glossary = Glossary()
        self._knowledge: _Knowledge | None = None
        self._learning = threading.Lock()

    @classmethod
    def open(cls, settings: Settings) -> Assistant:
        return cls(Library(settings))

    def warm_up(self) -> None:
        """Load all that the first question would otherwise wait for."""
        self.library.refresh()
        if self.library.passages:
            self._known()
        self.library.embedder.embed_question("query")

    def ask(self, question: str, top_k: int = 5, filters: Filters = Filters()) -> Answer:
        """Answer a question from the corpus, or abstain.

        Raises ``BadQuestion`` for one that is empty, too long or in another script, and ``EmptyCorpus``.
        """
        started = time.perf_counter()
        known = self._known()
        understanding = self.understand(question, filters)
        understood = time.perf_counter()
        asked = Asked(understanding.words, known.rarity)
        candidates = self._candidates(understanding, asked, known.places)
        searched = time.perf_counter()
        findings = read(understanding, candidates, asked)
        answer = self._answer(
            understanding, _read_first(candidates, findings)[:top_k], findings[0] if findings else None, known
        )
        done = time.perf_counter()
        timing = {
            "understand": understood - started,
            "search": searched - understood,
            "read": done - searched,
            "total": done - started,
        }
        return dataclasses.replace(
            answer, timing_ms={name: round(seconds * 1000, 2) for name, seconds in timing.items()}
        )

    def search(self, query: str, top_k: int = 5, filters: Filters = Filters()) -> tuple[Understanding, list[Hit]]:
        """The best passages for a query, those first that read best; ``Hit.score`` is the rank of the second stage."""
        known = self._known()
        understanding = self.understand(query, filters)
        asked = Asked(understanding.words, known.rarity)
        candidates = self._candidates(understanding, asked, known.places, max(top_k, _FIRST_STAGE))
        candidates = _read_first(candidates, read(understanding, candidates, asked))[:top_k]
        return understanding, [dataclasses.replace(candidate.hit, score=candidate.rank) for candidate in candidates]

    def understand(self, question: str, filters: Filters = Filters()) -> Understanding:
        """What a question asks; raises ``BadQuestion``."""
        question = self._checked(question)
        known = self._known()
        return understand(question, known.accents, self.glossary, known.places, filters)

    def retriever(self, k: int = 5, filters: Filters = Filters()) -> KehoachRetriever:
        """The hybrid retriever for LangChain, with accents restored and English terms translated."""
        # Imported here because LangChain takes half a second that no other use needs.
        from index.retriever import KehoachRetriever

        def prepare(text: str, filters: Filters) -> Query:
            return self.understand(text, filters).query

        return KehoachRetriever(library=self.library, k=k, filters=filters, prepare=prepare)

    # -- inside ----------------------------------------------------------------------------------------------------------

    def _checked(self, question: str) -> str:
        # Half a surrogate pair, as a broken terminal sends it, cannot be encoded by anything further on.
        question = question.encode("utf-8", "ignore").decode("utf-8").replace("\x00", " ")
        question = re.sub(r"\s+", " ", question).strip()
        limit = self.library.settings.max_question
        if not question:
            raise BadQuestion(
                "The question is empty.",
                "Write what you want to know, for example “ai chủ trì giao đất trường Bảo Lâm”.",
            )
        if len(question) > limit:
            raise BadQuestion(
                f"The question has {len(question)} characters; at most {limit} are read.", "Ask in a sentence or two."
            )
        return question

    def _known(self) -> _Knowledge:
        generation = self.library.generation
        known = self._knowledge
        if known is None or known.generation != generation:
            with self._learning:
                known = self._knowledge
                if known is None or known.generation != generation:
                    known = self._knowledge = self._learn(generation)
        return known

    def _learn(self, generation: int) -> _Knowledge:
        folder = self.library.settings.index_path
        accents = AccentModel.load(folder, generation)
        if accents is None:
            texts = (f"{' '.join(stored.passage.section)} {stored.text}" for stored in self.library.store.passages())
            accents = AccentModel.build(texts, self.glossary.question_words.phrases)
            accents.save(folder, generation)
        rarity = Rarity(self.library.frequency, self.library.passages)
        documents = self.library.documents()
        return _Knowledge(generation, accents, rarity, Places(documents), documents)

    def _candidates(
        self, understanding: Understanding, asked: Asked, places: Places, depth: int = _FIRST_STAGE
    ) -> list[Candidate]:
        return rank(understanding, self.library.search(understanding.query, depth), asked, places)

    def _answer(
        self, understanding: Understanding, candidates: Sequence[Candidate], finding: Finding | None, known: _Knowledge
    ) -> Answer:
        sure = confidence(signals(understanding, finding)) if finding else 0.0
        abstained = finding is None or sure < THRESHOLD
        if abstained or finding is None:
            text = what_is_missing(understanding, finding, known.documents, known.rarity)
            citations = self._nearest(candidates)
            tasks: tuple[Task, ...] = ()
        else:
            citations = self._citation(finding)
            text = self._text(understanding, finding) if citations else PHRASES[understanding.language]["abstain"]
            tasks = _tasks(finding) if citations else ()
        if not citations:
            abstained = True
        elif abstained:
            nearest = PHRASES[understanding.language]["nearest"]
            text = f"{text} {nearest.format(document=document_name(citations[0].hit.document))}"
        return Answer(
            question=understanding.question,
            language=understanding.language,
            understood_as=understanding.text,
            text=text,
            abstained=abstained,
            confidence=round(sure, 3),
            citations=citations,
            tasks=tasks,
            generation=known.generation,
            timing_ms={},
        )

    def _citation(self, finding: Finding) -> tuple[Citation, ...]:
        """The citation of a finding; none, should the quote not stand in the stored text."""
        hit = finding.candidate.hit
        quote = self.library.store.text(hit.document.id)[finding.start : finding.end]
        if not quote or quote not in hit.passage.text:
            return ()
        return (Citation(1, hit, finding.start, finding.end, quote),)

    def _nearest(self, candidates: Sequence[Candidate]) -> tuple[Citation, ...]:
        """The nearest passages, for a reader who wants to look on."""
        nearest = []
        for marker, candidate in enumerate(candidates[:3], start=1):
            passage = candidate.hit.passage
            nearest.append(Citation(marker, candidate.hit, passage.passage.start, passage.passage.end, passage.text))
        return tuple(nearest)

    def _text(self, understanding: Understanding, finding: Finding) -> str:
        """The answer's lines: typed values first, then the sentence where it says more."""
        names = PHRASES[understanding.language]
        asks, values = understanding.asks, finding.values
        order = {"lead": ("lead", "coordinate", "deadline"), "advise": ("advise", "coordinate", "deadline")}.get(
            asks, (asks,)
        )
        lines = [
            f"{names[kind]}: {self._named(values[kind], kind, understanding)} [1]"
            for kind in order
            if kind in values and kind in names
        ]
        sentence = shown(finding.sentence, understanding.words)
        told = " ".join(lines)
        if not lines or asks not in ("signer",) and sentence.rstrip(" .;") not in told:
            room = _LONGEST - len(told) - 8
            if room > 60:
                lines.append(
                    f"“{sentence if len(sentence) <= room else sentence[: room - 2].rsplit(' ', 1)[0] + ' …'}” [1]"
                )
        return "\n".join(lines)

    def _named(self, value: str, kind: str, understanding: Understanding) -> str:
        """A value, with the English of a body or a time beside it in an English answer."""
        value = re.sub(r"\s+", " ", value).strip(" ;,.")
        if understanding.language != "en":
            return value
        english = in_english(value) if kind in ("deadline", "date", "frequency") else None
        if kind in ("lead", "advise"):
            english = self.glossary.english(value)
        return f"{value} ({english})" if english else value


def _read_first(candidates: Sequence[Candidate], findings: Sequence[Finding]) -> list[Candidate]:
    """The candidates ranked by what was read in them; those that were not read keep their rank."""
    ranks = {finding.candidate.hit.passage.id: finding.rank for finding in findings}
    ranked = [dataclasses.replace(c, rank=ranks.get(c.hit.passage.id, c.rank)) for c in candidates]
    return sorted(ranked, key=lambda candidate: -candidate.rank)


def _tasks(finding: Finding) -> tuple[Task, ...]:
    values = finding.values
    if "lead" not in values:
        return ()
    together = tuple(part.strip() for part in re.split(r"[;,]\s", values.get("coordinate", "")) if part.strip())
    return (Task(values["lead"], together, values.get("deadline"), 1),)
