"""What one would do without this project, asked the same questions: words alone, vectors alone, the usual tutorial.

Their answer is the first passage, whole, and they never abstain; they know of no confidence, so that it is 1.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import faiss
import numpy as np
from numpy.typing import NDArray

from corpus.errors import EmptyCorpus
from eval.outcomes import Cited, Place, Reply
from eval.systems import DEPTH, Maker, place_of
from index.lexical import LexicalIndex
from index.query import Hit
from index.vectors import VectorIndex

if TYPE_CHECKING:
    from index.library import Library
    from qa.assistant import Assistant

Index = TypeVar("Index", LexicalIndex, VectorIndex)

#: As LangChain's tutorials have it; the splitter's own default of 4,000 characters is more than the model reads.
CHUNK, OVERLAP = 1_000, 200


class Lexical:
    """The word index of this project with the question as it was typed: BM25 over words and pairs, nothing else."""

    name = "lexical"

    def __init__(self, assistant: Assistant) -> None:
        self._library = assistant.library
        self._library.refresh()
        index = LexicalIndex.open(self._library.settings.index_path, self._library.generation)
        self._index = _there(index, self._library)
        self._places = _Stored(self._library)

    def describe(self) -> dict[str, str]:
        return {"way": "word index alone, BM25"}

    def ask(self, question: str, k: int) -> Reply:
        started = time.perf_counter()
        found = self._places.of(self._index.search(question, max(k, DEPTH)))
        return first_passage(question, found, time.perf_counter() - started, self._library.generation)


class Dense:
    """The vectors of this project with the question as it was typed: nearest passages by cosine, nothing else."""

    name = "dense"

    def __init__(self, assistant: Assistant) -> None:
        self._library = assistant.library
        self._library.refresh()
        index = VectorIndex.load(self._library.settings.index_path, self._library.generation)
        self._index = _there(index, self._library)
        self._places = _Stored(self._library)

    def describe(self) -> dict[str, str]:
        return {"way": "vectors alone, cosine"}

    def ask(self, question: str, k: int) -> Reply:
        started = time.perf_counter()
        vector = self._library.embedder.embed_question(question)
        found = self._places.of(self._index.search(vector, max(k, DEPTH)))
        return first_passage(question, found, time.perf_counter() - started, self._library.generation)


class Tutorial:
    """The usual tutorial with the same model: LangChain's recursive splitter, FAISS by inner product, the top k.

    The texts of the documents are split as they are stored, so that reading files costs it nothing. FAISS is called
    itself: LangChain's wrapper of it does the same search and brings another forty megabytes. The vectors are kept in
    the data folder's ``eval`` beside the runs.
    """

    name = "tutorial"

    def __init__(self, assistant: Assistant) -> None:
        self._library = assistant.library
        self._chunks = _chunks(self._library)
        if not self._chunks:
            raise _nothing(self._library)
        texts = [chunk.text for chunk in self._chunks]
        vectors = _kept_vectors(
            self._library.settings.data / "eval" / "tutorial.npz",
            [self._library.embedder.name, *texts],
            lambda: self._library.embedder.embed_passages(texts),
        )
        self._index = faiss.IndexFlatIP(self._library.embedder.dimension)
        self._index.add(vectors)

    def describe(self) -> dict[str, str]:
        return {"way": "recursive splitter, FAISS inner product", "chunk": f"{CHUNK}/{OVERLAP}"}

    def ask(self, question: str, k: int) -> Reply:
        started = time.perf_counter()
        vector = self._library.embedder.embed_question(question).reshape(1, -1)
        scores, rows = self._index.search(vector, min(max(k, DEPTH), len(self._chunks)))
        found = [
            self._chunks[row].model_copy(update={"score": float(score)})
            for row, score in zip(rows[0], scores[0], strict=True)
        ]
        return first_passage(question, found, time.perf_counter() - started, self._library.generation)


#: By the name on the command line.
MAKERS: dict[str, Maker] = {system.name: system for system in (Lexical, Dense, Tutorial)}


def first_passage(question: str, found: Sequence[Place], seconds: float, generation: int) -> Reply:
    """The reply of what finds passages and reads none: the first of them, whole, with itself as proof."""
    first = found[0] if found else None
    cited = () if first is None else (Cited(**dict(first), marker=1, quote=first.text, grounded=True),)
    return Reply(
        answer=first.text if first else "",
        abstained=False,
        confidence=1.0,
        language="",
        understood_as=question,
        citations=cited,
        found=tuple(found),
        seconds=seconds,
        timing_ms={},
        generation=generation,
    )


class _Stored:
    """Places of passages that an index names by number."""

    def __init__(self, library: Library) -> None:
        self._store = library.store
        self._documents = {document.row: document for document in library.documents()}

    def of(self, scored: Sequence[tuple[int, float]]) -> list[Place]:
        stored = self._store.fetch([number for number, _ in scored])
        hits = (
            Hit(stored[number], self._documents[stored[number].document], score, 0.0, 0.0) for number, score in scored
        )
        return [place_of(hit) for hit in hits]


def _there(index: Index | None, library: Library) -> Index:
    if index is None or not library.passages:
        raise _nothing(library)
    return index


def _nothing(library: Library) -> EmptyCorpus:
    return EmptyCorpus(
        f"There is no document in {library.settings.data}.", "Ingest some documents: `kehoach ingest FOLDER`."
    )


def _chunks(library: Library) -> list[Place]:
    # Imported here because LangChain takes half a second that no other system needs.
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP, add_start_index=True)
    found = []
    for document in library.documents():
        for chunk in splitter.create_documents([library.store.text(document.id)]):
            start = int(chunk.metadata["start_index"])
            found.append(
                Place(
                    document_id=document.id,
                    source=document.source,
                    title=document.title,
                    section=(),
                    page=None,
                    start=start,
                    end=start + len(chunk.page_content),
                    text=chunk.page_content,
                    score=None,
                )
            )
    return found


def _kept_vectors(path: Path, made_from: Sequence[str], make: Callable[[], NDArray[np.float32]]) -> NDArray[np.float32]:
    """What ``make`` gives, or what it gave last time for the same texts and model."""
    digest = hashlib.sha256("\0".join(made_from).encode()).hexdigest()
    if path.is_file():
        with np.load(path, allow_pickle=False) as kept:
            if str(kept["digest"]) == digest:
                vectors: NDArray[np.float32] = kept["vectors"]
                return vectors
    vectors = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".part.npz")
    np.savez(beside, digest=np.array(digest), vectors=vectors)
    beside.replace(path)
    return vectors
