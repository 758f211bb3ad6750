"""The assistant: question in, answer with its proof out. The one way in for the command line, the API and evaluation."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from corpus.errors import BadQuestion
from corpus.links import Links
from corpus.masking import masked
from corpus.settings import Settings
from corpus.store import Filters, StoredDocument, StoredPassage, StoredTask, TaskFilters
from index.library import Indexes, Library
from index.public_library import PublicLibrary
from index.query import Hit, Query
from qa.accents import AccentModel
from qa.answer import Answer
from qa.composing import citation, compose, nearest
from qa.confidence import Signals, confidence, is_answerable, signals
from qa.conversation import Conversations, Turn, complete, prepare
from qa.glossary import Glossary
from qa.listing import Listing, answer_rows
from qa.missing import what_is_missing
from qa.notes import notes, succession
from qa.places import Places, names_of_places
from qa.premises import Premises, unmet
from qa.ranking import Candidate, rank
from qa.reading import Finding, Reader
from qa.register_question import RegisterQuestion, wanted_rows
from qa.subject import told_subject
from qa.understanding import Understanding, understand
from qa.words import Asked, DocumentWords, Rarity

if TYPE_CHECKING:
    from index.retriever import KehoachRetriever

#: How many passages the second stage orders again.
_FIRST_STAGE = 50
#: What letterheads and signature blocks state; those of the first documents are looked at for it.
_STATED_IN_FRAMES = frozenset(("signer", "number", "date", "person"))
_FRAMED = 3
#: How many passages are shown where the question is not answered.
_NEAREST = 3


def not_awaited(language: str, understood_as: str) -> None:
    """For those who wait for the answer itself."""


@dataclasses.dataclass(frozen=True)
class _Knowledge:
    """What is known of the corpus at one generation; the functions take the row of a document in the store."""

    indexes: Indexes
    accents: AccentModel
    rarity: Rarity
    places: Places
    documents: list[StoredDocument]
    words: Callable[[int], DocumentWords]
    frames: Callable[[int], tuple[StoredPassage, ...]]
    tasks: Callable[[int], tuple[StoredTask, ...]]

    @property
    def generation(self) -> int:
        return self.indexes.generation


class Assistant:
    """Answers questions over a library. Any number of threads may ask at once."""

    def __init__(self, library: Library, *, whole: Assistant | None = None) -> None:
        self.library = library
        self.glossary: Glossary = whole.glossary if whole else Glossary()
        self._whole = whole
        self.conversations = Conversations()
        self._knowledge: _Knowledge | None = None
        self._learning = threading.Lock()

    @classmethod
    def open(cls, settings: Settings) -> Assistant:
        return cls(Library(settings))

    def for_everyone(self) -> Assistant:
        """An assistant that knows public documents alone, with conversations of its own; model and glossary are shared."""
        return Assistant(PublicLibrary(self.library), whole=self)

    def warm_up(self) -> None:
        """Load all that the first question would otherwise wait for."""
        self.library.refresh()
        if self.library.passages:
            self.understand("query")
        self.library.embedder.embed_question("query")
        prepare(self.glossary)

    def ask(
        self,
        question: str,
        top_k: int = 5,
        filters: Filters = Filters(),
        conversation_id: str | None = None,
        on_understood: Callable[[str, str], None] = not_awaited,
    ) -> Answer:
        """Answer a question from the corpus, or abstain; a follow-up is completed from the conversation's turn before.

        At most ``top_k`` passages are cited. ``on_understood`` hears of the ``language`` and ``understood_as`` of the answer,
        before the search for it begins.

        Raises ``BadQuestion`` for one that is empty, too long or in another script, and ``EmptyCorpus``.
        """
        started = time.perf_counter()
        known = self._known()
        question = self._checked(question)
        completed = self._completed(question, conversation_id, known)
        understanding = self.understand(completed or question, filters)
        self.library.check(known.indexes)
        on_understood(understanding.language, completed or understanding.text)
        understood = time.perf_counter()
        candidates = self._candidates(understanding, known)
        searched = time.perf_counter()
        likely = list(dict.fromkeys(candidate.hit.document for candidate in candidates))
        rows = wanted_rows(understanding, self.glossary, known.documents, likely)
        listing = told_subject(understanding, known.documents, self.library.store)
        if listing is None and rows is not None:
            listing = answer_rows(rows, self.library.store)
        if listing is not None:
            answer = _listed(understanding, listing, known.generation)
        else:
            findings = Reader(understanding, known.tasks).read(candidates)
            answer = self._answer(understanding, findings, known, rows, top_k)
        answer = _with_newer(answer, known.indexes.links)
        if conversation_id is not None:
            self.conversations.put(conversation_id, _turn(completed or question, understanding, answer))
        if answer.abstained and self.library.settings.keep_unanswered:
            self._keep(answer)
        done = time.perf_counter()
        timing = {
            "understand": understood - started,
            "search": searched - understood,
            "read": done - searched,
            "total": done - started,
        }
        return dataclasses.replace(
            answer,
            question=question,
            understood_as=completed or answer.understood_as,
            timing_ms={name: round(seconds * 1000, 2) for name, seconds in timing.items()},
        )

    def search(self, query: str, top_k: int = 5, filters: Filters = Filters()) -> tuple[Understanding, list[Hit]]:
        """The best passages for a query, those first that read best; ``Hit.score`` is the rank of the second stage."""
        known = self._known()
        understanding = self.understand(query, filters)
        candidates = self._candidates(understanding, known, max(top_k, _FIRST_STAGE))
        findings = Reader(understanding, known.tasks).read(candidates)
        first = [finding.candidate for finding in findings]
        read = {candidate.hit.passage.id for candidate in first}
        ordered = [*first, *(c for c in candidates if c.hit.passage.id not in read)][:top_k]
        return understanding, [dataclasses.replace(candidate.hit, score=candidate.rank) for candidate in ordered]

    def understand(self, question: str, filters: Filters = Filters()) -> Understanding:
        """What a question asks; raises ``BadQuestion``."""
        question = self._checked(question)
        known = self._known()
        return understand(question, known.accents, self.glossary, known.places, filters)

    def candidates(self, question: str) -> list[Candidate]:
        """What the second stage makes of a question: what ranking is fitted on."""
        return self._candidates(self.understand(question), self._known())

    def findings(self, question: str) -> tuple[Understanding, list[Finding], Premises]:
        """What is read for a question, and what the first finding leaves unmet: what the confidence is fitted on."""
        known = self._known()
        understanding = self.understand(question)
        candidates = self._candidates(understanding, known)
        findings = Reader(understanding, known.tasks).read(candidates)
        likely = list(dict.fromkeys(candidate.hit.document for candidate in candidates))
        rows = wanted_rows(understanding, self.glossary, known.documents, likely)
        premises = self._premises(understanding, findings[0], known, rows) if findings else Premises()
        return understanding, findings, premises

    def judged(self, question: str) -> tuple[Understanding, list[Finding], Signals | None]:
        """What is read for a question and how it is judged, ``None`` where nothing is found."""
        understanding, findings, premises = self.findings(question)
        return understanding, findings, self._signals(understanding, findings, premises, self._known())

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

    def _completed(self, question: str, conversation_id: str | None, known: _Knowledge) -> str | None:
        """The question with what it leaves to the turn before; ``None`` where it stands on its own."""
        before = self.conversations.get(conversation_id) if conversation_id is not None else None
        if before is None:
            return None
        completed = complete(question, before, self.glossary, known.accents, known.places)
        return completed if completed and len(completed) <= self.library.settings.max_question else None

    def _keep(self, answer: Answer) -> None:
        """Keep a question without answer for the office; a store that cannot be written to must not cost the answer."""
        # What the log leaves out must not stand beside it.
        clean = masked if self.library.settings.log_questions == "anonymous" else str
        nearest = tuple(dict.fromkeys(citation.hit.document.id for citation in answer.citations))
        with contextlib.suppress(sqlite3.OperationalError):
            self.library.store.keep_unanswered(
                clean(answer.question), answer.language, clean(answer.understood_as), clean(answer.text), nearest
            )

    def _known(self) -> _Knowledge:
        indexes = self.library.indexes
        known = self._knowledge
        if known is None or known.generation != indexes.generation:
            with self._learning:
                known = self._knowledge
                if known is None or known.generation != indexes.generation:
                    known = self._knowledge = self._learn(indexes)
        return known

    def _learn(self, indexes: Indexes) -> _Knowledge:
        documents, store = list(indexes.documents.values()), self.library.store

        def frames(row: int) -> tuple[StoredPassage, ...]:
            return tuple(p for p in store.passages(row) if p.passage.kind in ("header", "signature"))

        def tasks(row: int) -> tuple[StoredTask, ...]:
            return tuple(store.tasks(TaskFilters(document=ids[row])))

        ids = {document.row: document.id for document in documents}
        left_out = indexes.links.left_out(ids)
        return _Knowledge(
            indexes,
            self._accents(indexes),
            Rarity(indexes.words.frequency, len(indexes.vectors)),
            Places(documents),
            # Of a plan that is held twice one answers; the other is read only where it is asked for.
            [document for document in documents if document.row not in left_out],
            functools.cache(lambda row: DocumentWords(store.passages(row))),
            functools.cache(frames),
            functools.cache(tasks),
        )

    def _accents(self, indexes: Indexes) -> AccentModel:
        """The accents of these documents: the largest part of what is known, so that there is one in memory for the same."""
        theirs = self._whole._known() if self._whole else None
        if theirs is not None and theirs.indexes.documents.keys() == indexes.documents.keys():
            return theirs.accents
        folder = self.library.index_path
        terms = (*self.glossary.spellings, *names_of_places())
        accents = AccentModel.load(folder, indexes.generation, terms)
        if accents is None:
            # Of these documents alone, whatever was stored since: others may be internal.
            passages = (stored for stored in self.library.store.passages() if stored.document in indexes.documents)
            texts = (f"{' '.join(stored.passage.section)} {stored.text}" for stored in passages)
            accents = AccentModel.build(texts, self.glossary.question_words.phrases, terms)
            accents.save(folder, indexes.generation)
        return accents

    def _candidates(
        self, understanding: Understanding, known: _Knowledge, depth: int = _FIRST_STAGE
    ) -> list[Candidate]:
        asked = Asked(understanding.words, known.rarity, understanding.choices)
        hits = self.library.search(understanding.query, depth, known.indexes)
        candidates = rank(understanding, hits, asked, known.places, known.words)
        if understanding.asks not in _STATED_IN_FRAMES:
            return candidates
        # Signature blocks share no word with a question about the plan that they sign.
        found = {hit.passage.id for hit in hits}
        documents = list(dict.fromkeys(candidate.hit.document for candidate in candidates))[:_FRAMED]
        frames = [
            Hit(frame, document, 0.0, min(hit.cosine for hit in hits), 0.0)
            for document in documents
            for frame in known.frames(document.row)
            if frame.id not in found
        ]
        return rank(understanding, [*hits, *frames], asked, known.places, known.words)

    def _answer(
        self,
        understanding: Understanding,
        findings: Sequence[Finding],
        known: _Knowledge,
        rows: RegisterQuestion | None,
        top_k: int,
    ) -> Answer:
        first = findings[0] if findings else None
        premises = self._premises(understanding, first, known, rows) if first else Premises()
        found = self._signals(understanding, findings, premises, known)
        sure = found is not None and is_answerable(found)
        composed = compose(understanding, findings[:top_k], self.glossary) if sure else None
        told = composed.findings if composed else findings[: min(top_k, _NEAREST)]
        text_of = self.library.store.text
        cited = [citation(finding, marker, text_of) for marker, finding in enumerate(told, start=1)]
        citations = tuple(each for each in cited if each is not None)
        if len(citations) < len(told):
            composed = None  # a statement without its proof is not shown
        if composed is None:
            text = what_is_missing(understanding, first, premises, known.documents, known.rarity)
            if citations:
                text = f"{text} {nearest(understanding, told[0], citations[0].marker)}"
        else:
            text = composed.text
        return Answer(
            question=understanding.question,
            language=understanding.language,
            understood_as=understanding.text,
            text=text,
            abstained=composed is None,
            confidence=round(confidence(found), 3) if found else 0.0,
            citations=citations,
            tasks=tuple(finding.task for finding in told if finding.task) if composed else (),
            notes=notes([c.hit.document for c in citations], understanding.language) if composed else (),
            generation=known.generation,
            timing_ms={},
        )

    @staticmethod
    def _signals(
        understanding: Understanding, findings: Sequence[Finding], premises: Premises, known: _Knowledge
    ) -> Signals | None:
        if not findings:
            return None
        words = known.words(findings[0].candidate.hit.passage.document)
        return signals(understanding, findings, premises, known.rarity, words)

    @staticmethod
    def _premises(
        understanding: Understanding, finding: Finding, known: _Knowledge, rows: RegisterQuestion | None
    ) -> Premises:
        found = unmet(
            understanding, finding, known.places, known.words(finding.candidate.hit.passage.document), known.rarity
        )
        # The register was asked for all that a body has to do, and the body has nothing to do.
        stranger = (rows.body,) if rows is not None and rows.body and not found.bodies else ()
        return dataclasses.replace(found, bodies=found.bodies + stranger)


def _listed(understanding: Understanding, listing: Listing, generation: int) -> Answer:
    """The answer that the register gives."""
    return Answer(
        question=understanding.question,
        language=understanding.language,
        understood_as=understanding.text,
        text=listing.text,
        abstained=False,
        confidence=round(listing.sure, 3),
        citations=listing.citations,
        tasks=listing.tasks,
        notes=notes([citation.hit.document for citation in listing.citations], understanding.language),
        generation=generation,
        timing_ms={},
    )


def _with_newer(answer: Answer, links: Links) -> Answer:
    """The answer with what has become of its documents since."""
    newer = {row: links.newer(row) for row in {citation.hit.document.row for citation in answer.citations}}
    citations = tuple(
        dataclasses.replace(citation, newer=link.source) if (link := newer[citation.hit.document.row]) else citation
        for citation in answer.citations
    )
    cited = [] if answer.abstained else [citation.hit.document for citation in answer.citations]
    told = succession(cited, links, answer.language)
    return dataclasses.replace(answer, citations=citations, notes=answer.notes + told)


def _turn(question: str, understanding: Understanding, answer: Answer) -> Turn:
    """What an answer leaves behind for a follow-up."""
    document = answer.citations[0].hit.document if answer.citations and not answer.abstained else None
    leads = tuple(dict.fromkeys(stored.task.lead for stored in answer.tasks if stored.task.lead))
    return Turn(question, understanding, document, leads)
