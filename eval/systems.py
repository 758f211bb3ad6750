"""What can be asked the questions of a set: this assistant in process, a server, and whatever else answers alike."""

from __future__ import annotations

import hashlib
import json
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Protocol

from corpus.errors import BadQuestion, KehoachError
from eval.outcomes import Cited, Place, Reply
from eval.runs import Corpus
from eval.text import fold

if TYPE_CHECKING:
    from index.library import Library
    from index.query import Hit
    from qa.answer import Citation
    from qa.assistant import Assistant

#: How deep the ranking measures look: a system returns so many passages, or the ``k`` it is asked for if that is more.
DEPTH = 10
_TIMEOUT_S = 60.0


class System(Protocol):
    """Something that answers. Several threads may ask at once."""

    @property
    def name(self) -> str:
        """One word, as it is called on the command line; also the name of a folder."""

    def describe(self) -> dict[str, str]:
        """What distinguishes it from others of its name: parameters, versions; nothing that differs between runs."""

    def ask(self, question: str, k: int) -> Reply:
        """An answer that cites at most ``k`` passages, and the ``max(k, DEPTH)`` best passages, best first.

        A question that the system does not take is a reply that abstains and says why. Raises ``KehoachError``
        where it cannot answer anything.
        """


#: Makes a system over the documents that an assistant holds; baselines and ablations register such makers.
Maker = Callable[["Assistant"], System]


class InProcess:
    """The assistant itself. Its settings should not keep unanswered questions: those of a set are nobody's."""

    name = "kehoach"

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self._texts = Texts(assistant.library.store.text)

    def describe(self) -> dict[str, str]:
        return {"way": "in process"}

    def ask(self, question: str, k: int) -> Reply:
        started = time.perf_counter()
        try:
            answer = self.assistant.ask(question, k)
        except BadQuestion as error:
            return refused_reply(str(error), self.assistant.library.generation, time.perf_counter() - started)
        seconds = time.perf_counter() - started
        _, hits = self.assistant.search(question, max(k, DEPTH))
        return Reply(
            answer=answer.text,
            abstained=answer.abstained,
            confidence=answer.confidence,
            language=answer.language,
            understood_as=answer.understood_as,
            citations=tuple(self._cited(citation) for citation in answer.citations),
            found=tuple(place_of(hit) for hit in hits),
            seconds=seconds,
            timing_ms=answer.timing_ms,
            generation=answer.generation,
        )

    def _cited(self, citation: Citation) -> Cited:
        own = {"start": citation.start, "end": citation.end, "marker": citation.marker, "quote": citation.quote}
        place = place_of(citation.hit)
        return Cited(**(dict(place) | own), grounded=self._texts.hold(place.document_id, citation.quote))


class OverHttp:
    """A server at an address, by its HTTP contract. It keeps the questions that it does not answer, as any other."""

    name = "server"

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._texts = Texts(
            lambda id: str(self._call(f"/api/documents/{urllib.parse.quote(id, safe='')}/text")["text"])
        )

    def describe(self) -> dict[str, str]:
        return {"way": "HTTP", "url": self.url}

    def corpus(self) -> Corpus:
        """What the server holds."""
        documents = self._call("/api/documents")["documents"]
        if not documents:
            raise KehoachError(f"The server at {self.url} holds no document.", "Ingest some: `kehoach ingest FOLDER`.")
        passages = sum(document["passages"] for document in documents)
        # Any search tells the generation.
        generation = self._call("/api/search", {"query": documents[0]["title"][:50], "top_k": 1})["generation"]
        return corpus_of_ids((document["id"] for document in documents), passages, generation)

    def ask(self, question: str, k: int) -> Reply:
        started = time.perf_counter()
        try:
            answer = self._call("/api/ask", {"question": question, "top_k": k})
        except BadQuestion as error:
            return refused_reply(error.message, 0, time.perf_counter() - started)
        seconds = time.perf_counter() - started
        found = self._call("/api/search", {"query": question, "top_k": max(k, DEPTH)})["results"]
        return Reply(
            answer=answer["answer"],
            abstained=answer["abstained"],
            confidence=answer["confidence"],
            language=answer["language"],
            understood_as=answer["understood_as"],
            citations=tuple(self._cited(item) for item in answer["citations"]),
            found=tuple(_place(item) for item in found),
            seconds=seconds,
            timing_ms=answer["timing_ms"],
            generation=answer["generation"],
        )

    def _cited(self, item: dict[str, Any]) -> Cited:
        grounded = self._texts.hold(item["document_id"], item["quote"])
        return Cited(**dict(_place(item)), marker=item["marker"], quote=item["quote"], grounded=grounded)

    def _call(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        data = None if body is None else json.dumps(body).encode()
        try:
            request = urllib.request.Request(f"{self.url}{path}", data, {"Content-Type": "application/json"})
            with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as response:
                found: dict[str, Any] = json.load(response)
                return found
        except urllib.error.HTTPError as error:
            said = error.read().decode("utf-8", "replace")[:300]
            if error.code == 422:
                raise BadQuestion(f"The server refuses: {said}", "Ask otherwise.") from error
            raise KehoachError(
                f"{self.url}{path} answers {error.code}: {said}", "See the server's own output."
            ) from error
        except (urllib.error.URLError, OSError, ValueError) as error:
            reason = getattr(error, "reason", error)
            raise KehoachError(
                f"{self.url}{path} does not answer as a kehoach server: {reason}.",
                "Start one (`kehoach serve`), or correct the address: http://HOST:PORT.",
            ) from error


class Texts:
    """The documents' texts, to hold quotes against. Any number of threads may ask."""

    def __init__(self, text_of: Callable[[str], str]) -> None:
        self._text_of = text_of
        self._folded: dict[str, str] = {}
        self._lock = threading.Lock()

    def hold(self, document_id: str, quote: str) -> bool:
        """Whether a quote stands in the document, as the acceptance script compares: case, accents, spacing apart."""
        with self._lock:
            if document_id not in self._folded:
                self._folded[document_id] = fold(self._text_of(document_id))
        return fold(quote) in self._folded[document_id]


def refused_reply(why: str, generation: int, seconds: float) -> Reply:
    """What it amounts to that a question is not taken at all."""
    return Reply(
        answer=why,
        abstained=True,
        confidence=0.0,
        language="",
        understood_as="",
        citations=(),
        found=(),
        seconds=seconds,
        timing_ms={},
        generation=generation,
    )


def place_of(hit: Hit) -> Place:
    """A passage that was found, as outcomes keep it."""
    passage = hit.passage.passage
    return Place(
        document_id=hit.document.id,
        source=hit.document.source,
        title=hit.document.title,
        section=tuple(passage.section),
        page=passage.page,
        start=passage.start,
        end=passage.end,
        text=hit.passage.text,
        score=hit.score,
    )


def corpus_of(library: Library) -> Corpus:
    """What an assistant's library holds."""
    return corpus_of_ids((document.id for document in library.documents()), library.passages, library.generation)


def corpus_of_ids(ids: Iterable[str], passages: int, generation: int) -> Corpus:
    """A corpus known by its documents' ids."""
    known = sorted(ids)
    sha256 = hashlib.sha256("\n".join(known).encode()).hexdigest()
    return Corpus(documents=len(known), passages=passages, generation=generation, sha256=sha256)


def _place(item: dict[str, Any]) -> Place:
    same = {name: item[name] for name in ("document_id", "section", "page", "start", "end", "text", "score")}
    return Place(**same, source=item["document"]["source"], title=item["document"]["title"])
