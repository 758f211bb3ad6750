"""The library: a store with its indexes, kept in step, and everything that changes either.

Searches go on with the old indexes while new ones are made; indexes that do not carry the store's generation are made anew
from the store.
"""

from __future__ import annotations

import dataclasses
import os
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from corpus.errors import EmptyCorpus, ModelError, NothingToIngest
from corpus.folder import key_of
from corpus.links import Links
from corpus.loaders import SUFFIXES
from corpus.page_images import Cache
from corpus.settings import Settings
from corpus.store import Filters, Store, StoredDocument
from index.embedder import Embedder, QuestionVectors
from index.intake import FileReport, Intake, Source, sources
from index.lexical import LexicalIndex, LexicalRow
from index.query import Found, Hit, Query
from index.tokens import max_sim
from index.vectors import VectorIndex

#: How many passages each index brings into the fusion.
_CANDIDATES = 100
#: Added to the spread of a token's cosines over the candidates, which is seldom over 0.1.
_SPREAD = 0.05


@dataclasses.dataclass(frozen=True)
class Indexes:
    """What searches see: both indexes and the documents of one generation."""

    generation: int
    model: str | None
    vectors: VectorIndex
    words: LexicalIndex
    documents: dict[int, StoredDocument]
    links: Links
    #: The passages to look through; ``None``: all, as no document is held twice.
    allowed: NDArray[np.int64] | None


class Library:
    """The documents under ``settings.data``. Any number of threads may search; ingesting and removing take turns."""

    def __init__(
        self,
        settings: Settings,
        embedder: Embedder | None = None,
        *,
        store: Store | None = None,
        index_path: Path | None = None,
    ) -> None:
        self.settings = settings
        self.store = store or Store(settings.store_path)
        self.index_path = index_path or settings.index_path
        self._indexes: Indexes | None = None
        self._embedder = embedder
        self.intake = Intake(settings, self.store, lambda: self.embedder)
        self._loading = threading.Lock()
        #: Held by whatever changes the store.
        self.changing = threading.Lock()
        self._refreshing = threading.Lock()

    @property
    def embedder(self) -> Embedder:
        """The embedding model: the one given, else that of the settings, loaded at first use."""
        with self._loading:
            if self._embedder is None:
                self._embedder = Embedder(self.settings.model, self.settings.cache)
            return self._embedder

    # -- searching -------------------------------------------------------------------------------------------------------

    def search(self, query: Query, k: int, indexes: Indexes | None = None) -> list[Hit]:
        """The ``k`` best passages for a query, best first; an empty list where the filters leave no document.

        ``indexes`` are those of a moment before, for what has to agree with something else of that moment.

        Both scores are brought to [0, 1] over the candidates and added with ``query.dense_weight``: on Vietnamese
        questions rank fusion was worse. Raises as ``check`` does.
        """
        indexes = indexes or self._current()
        self.check(indexes)
        allowed = self.store.passage_ids(query.filters) if query.filters else indexes.allowed
        if allowed is not None and len(allowed) == 0:
            return []
        depth = max(_CANDIDATES, k)
        question = self.embedder.encode_question(query.meaning)
        cosines = dict(indexes.vectors.search(question.vector, depth, allowed))
        words = dict(indexes.words.search(query.words, depth, folded_only=query.folded, allowed=allowed))
        low, high = min(cosines.values(), default=0.0), max(cosines.values(), default=0.0)
        most = max(words.values(), default=1.0)
        scores = {}
        for passage in {*cosines, *words}:
            dense = (cosines.get(passage, low) - low) / max(high - low, 1e-6)
            lexical = words.get(passage, 0.0) / most
            scores[passage] = (query.dense_weight * dense + (1 - query.dense_weight) * lexical, lexical)
        ranked = sorted(scores, key=lambda passage: (-scores[passage][0], passage))[:k]
        stored = self.store.fetch(ranked)
        ranked = [p for p in ranked if p in stored and stored[p].document in indexes.documents]
        words_found = self._words_found(question, ranked)
        return [
            Hit(
                stored[p], indexes.documents[stored[p].document], scores[p][0], cosines.get(p, low), scores[p][1], found
            )
            for p, found in zip(ranked, words_found, strict=True)
        ]

    def check(self, indexes: Indexes) -> None:
        """Whether indexes can be searched: raises ``EmptyCorpus`` when nothing was ingested yet, and ``ModelError`` where the
        documents were embedded with another model than the one that is set.
        """
        if not indexes.documents:
            raise EmptyCorpus("There is no document to search.", "Ingest some: `kehoach ingest FOLDER`.")
        if indexes.model != self.embedder.name:
            raise ModelError(
                f"The documents were embedded with {indexes.model!r}, and {self.embedder.name!r} is set.",
                "Set the former model again (KEHOACH_MODEL), or ingest the documents into a new data folder.",
            )

    @property
    def passages(self) -> int:
        """How many passages searches look through."""
        return len(self._current().vectors)

    def documents(self) -> list[StoredDocument]:
        """The documents that searches see."""
        return list(self._current().documents.values())

    @property
    def generation(self) -> int:
        """The generation that searches see."""
        return self._current().generation

    @property
    def indexes(self) -> Indexes:
        """What searches see, all of one moment."""
        return self._current()

    def refresh(self) -> None:
        """Bring the indexes to the store's generation: load them, or make anew what is missing, damaged or older."""
        with self._refreshing, self.store.snapshot():
            generation = self.store.generation
            if self._indexes is None or self._indexes.generation != generation:
                self._indexes = self._load(generation)

    # -- changing --------------------------------------------------------------------------------------------------------

    def ingest(
        self,
        paths: Sequence[Path],
        on_file: Callable[[FileReport], None] = lambda report: None,
        on_passages: Callable[[int], None] = lambda count: None,
        *,
        internal: bool = False,
    ) -> list[FileReport]:
        """Store every plan among files and folders; a file that fails stops no other.

        A file that fails is kept in the list of failures until it is mended or gone; naming it again tries again.
        ``on_file`` hears of each file, ``on_passages`` of every batch of passages that was embedded. ``internal`` files are for
        the office alone; one that was so before stays so.

        Raises ``NothingToIngest`` when there is no file to read.
        """
        files = sources(paths, internal)
        if not files:
            named = ", ".join(str(path) for path in paths)
            raise NothingToIngest(
                f"There is no plan in {named}.",
                f"Name files, or folders that hold {', '.join(sorted(SUFFIXES))} files.",
            )
        reports = self._take(files, on_file, on_passages)
        folders = [key_of(path.resolve()) for path in paths if path.is_dir()]
        failed = [failure.key for folder in folders for failure in self.store.failures.under(folder)]
        self.store.failures.clear([key for key in failed if not os.path.lexists(key)])
        return reports

    def ingest_upload(self, name: str, content: bytes, *, internal: bool = False) -> FileReport:
        """Store a file that came by upload; the same name again replaces it, and stays internal if it was."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / Path(name).name
            path.write_bytes(content)
            return self._take([Source(path, f"upload:{path.name}", path.name, internal)])[0]

    def remove(self, document_id: str) -> list[str]:
        """Remove a document with its file; returns the ids of all that went. Raises ``NotFound``."""
        with self.changing:
            removed = self.store.remove(document_id)
        self._drop_images()
        self.refresh()
        return removed

    def set_internal(self, document_id: str, internal: bool) -> list[str]:
        """Keep a document's file for the office alone, or show it to everyone; returns the ids of all that it holds.

        Raises ``NotFound``.
        """
        with self.changing:
            changed = self.store.set_internal(document_id, internal)
        self.refresh()
        return changed

    # -- inside ----------------------------------------------------------------------------------------------------------

    def _words_found(self, question: QuestionVectors, passages: Sequence[int]) -> list[Found]:
        """How well each of the passages says what the question's tokens say."""
        if not len(question.tokens):
            return [Found()] * len(passages)
        kept = self.store.token_vectors(passages)
        none = np.empty((0, question.tokens.shape[1]), np.int8)
        tokens = [kept.get(passage, none) for passage in passages]
        # Vectors of an earlier projection mean nothing to this one; the next ingest makes them anew.
        best = max_sim(question.tokens, [each if each.shape[1:] == none.shape[1:] else none for each in tokens])
        mean = best.mean(axis=1)
        # What all candidates say alike tells none of them apart.
        spread = best.std(axis=0)
        apart = ((best - best.mean(axis=0)) / (spread + _SPREAD)).mean(axis=1)
        least = np.sort(best, axis=1)[:, : max(1, best.shape[1] // 4)].mean(axis=1)
        return [Found(float(m), float(a), float(x)) for m, a, x in zip(mean, apart, least, strict=True)]

    def _current(self) -> Indexes:
        """The indexes to search: old ones go on serving while another process's changes are brought in."""
        indexes = self._indexes
        if indexes is None:
            self.refresh()
            assert self._indexes is not None
            return self._indexes
        if indexes.generation != self.store.generation and not self._refreshing.locked():
            threading.Thread(target=self.refresh, name="refresh", daemon=True).start()
        return indexes

    def _load(self, generation: int) -> Indexes:
        documents = {document.row: document for document in self.store.documents()}
        self.index_path.mkdir(parents=True, exist_ok=True)
        # A server and an ingest beside it both see the new generation; one of them makes the files, the other reads them.
        with FileLock(self.index_path / "lock"):
            return self._load_or_make(generation, documents)

    def _load_or_make(self, generation: int, documents: dict[int, StoredDocument]) -> Indexes:
        vectors = VectorIndex.load(self.index_path, generation)
        if vectors is None:
            ids, matrix = self.store.vectors()
            vectors = VectorIndex.build(ids, matrix, generation)
            vectors.save(self.index_path)
        words = LexicalIndex.open(self.index_path, generation)
        if words is None:
            words = LexicalIndex.build(self.index_path, self._lexical_rows(documents), generation)
        links = self.store.links()
        allowed = self.store.passage_ids(Filters()) if links.left_out(documents) else None
        return Indexes(generation, self.store.model, vectors, words, documents, links, allowed)

    def _lexical_rows(self, documents: dict[int, StoredDocument]) -> Iterator[LexicalRow]:
        for stored in self.store.passages():
            document = documents[stored.document]
            header = document.header
            about = " ".join(str(part) for part in (document.title, header.issuer, header.number, header.year) if part)
            yield LexicalRow(stored.id, about, " ".join(stored.passage.section), stored.text)

    def _take(
        self,
        sources: Iterable[Source],
        on_file: Callable[[FileReport], None] = lambda report: None,
        on_passages: Callable[[int], None] = lambda count: None,
    ) -> list[FileReport]:
        reports = []
        with self.changing:
            for report in self.intake.take(sources, on_passages):
                reports.append(report)
                on_file(report)
        self._drop_images()
        self.refresh()
        return reports

    def _drop_images(self) -> None:
        """Pictures of pages of files that were replaced or removed do not stay behind."""
        Cache(self.settings.pages_path).keep(self.store.content_hashes())
