"""The library: a store with its indexes, kept in step, and everything that changes either.

Searches go on with the old indexes while new ones are made; indexes that do not carry the store's generation are made anew
from the store.
"""

from __future__ import annotations

import dataclasses
import functools
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from filelock import FileLock

from corpus.documents import Document
from corpus.errors import EmptyCorpus, KehoachError, ModelError, NothingToIngest, UnreadableFile
from corpus.loaders import SUFFIXES, check, load
from corpus.passages import context, embedded_text
from corpus.reader import READER_VERSION, read
from corpus.settings import Settings
from corpus.store import Store, StoredDocument
from index.embedder import Embedder, QuestionVectors
from index.lexical import LexicalIndex, LexicalRow
from index.query import Found, Hit, Query
from index.tokens import PROJECTION_VERSION, max_sim
from index.vectors import VectorIndex

#: Files are embedded together until they hold this many passages: long enough to sort by length, short enough to keep
#: what is done when the process is killed.
_BATCH = 256
#: How many passages each index brings into the fusion.
_CANDIDATES = 100
#: What makes a stored file stale when it changes: how it is read, and how its tokens are projected.
_RECIPE = f"{READER_VERSION}+{PROJECTION_VERSION}"
#: Added to the spread of a token's cosines over the candidates, which is seldom over 0.1.
_SPREAD = 0.05


@dataclasses.dataclass(frozen=True)
class FileReport:
    """What became of one file: ``status`` is "stored", "unchanged" or "failed"."""

    path: str
    status: str
    documents: tuple[str, ...] = ()
    passages: int = 0
    error: KehoachError | None = None


@dataclasses.dataclass(frozen=True)
class Indexes:
    """What searches see: both indexes and the documents of one generation."""

    generation: int
    model: str | None
    vectors: VectorIndex
    words: LexicalIndex
    documents: dict[int, StoredDocument]


@dataclasses.dataclass(frozen=True)
class _Source:
    """A file to ingest: ``path`` is read, ``key`` is where it is from, ``name`` is shown."""

    path: Path
    key: str
    name: str
    internal: bool = False


@dataclasses.dataclass(frozen=True)
class _Read:
    """A file read, waiting for the vectors of its passages."""

    source: _Source
    content: bytes
    documents: tuple[Document, ...]

    @functools.cached_property
    def texts(self) -> list[tuple[str, str]]:
        """What is embedded, context and text, for every passage of every document in order."""
        return [
            (context(document.title, document.header), embedded_text(passage, document.text))
            for document in self.documents
            for passage in document.passages
        ]


class Library:
    """The documents under ``settings.data``. Any number of threads may search; ingesting and removing take turns."""

    def __init__(self, settings: Settings, embedder: Embedder | None = None) -> None:
        self.settings = settings
        self.store = Store(settings.store_path)
        self.index_path = settings.index_path
        self._indexes: Indexes | None = None
        self._embedder = embedder
        self._loading = threading.Lock()
        self._changing = threading.Lock()
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
        questions rank fusion was worse. Raises ``EmptyCorpus`` when nothing was ingested yet, and ``ModelError`` where the
        documents were embedded with another model than the one that is set.
        """
        indexes = indexes or self._current()
        if not indexes.documents:
            raise EmptyCorpus("There is no document to search.", "Ingest some: `kehoach ingest FOLDER`.")
        if indexes.model != self.embedder.name:
            raise ModelError(
                f"The documents were embedded with {indexes.model!r}, and {self.embedder.name!r} is set.",
                "Set the former model again (KEHOACH_MODEL), or ingest the documents into a new data folder.",
            )
        allowed = self.store.passage_ids(query.filters) if query.filters else None
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

        ``on_file`` hears of each file, ``on_passages`` of every batch of passages that was embedded. ``internal`` files are for
        the office alone; one that was so before stays so.

        Raises ``NothingToIngest`` when there is no file to read.
        """
        files = plan_files(paths)
        if not files:
            named = ", ".join(str(path) for path in paths)
            raise NothingToIngest(
                f"There is no plan in {named}.",
                f"Name files, or folders that hold {', '.join(sorted(SUFFIXES))} files.",
            )
        sources = [_Source(path, str(path.resolve()), path.name, internal) for path in files]
        return self._ingest(sources, on_file, on_passages)

    def ingest_upload(self, name: str, content: bytes, *, internal: bool = False) -> FileReport:
        """Store a file that came by upload; the same name again replaces it, and stays internal if it was."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / Path(name).name
            path.write_bytes(content)
            source = _Source(path, f"upload:{path.name}", path.name, internal)
            return self._ingest([source], lambda report: None, lambda count: None)[0]

    def remove(self, document_id: str) -> list[str]:
        """Remove a document with its file; returns the ids of all that went. Raises ``NotFound``."""
        with self._changing:
            removed = self.store.remove(document_id)
        self.refresh()
        return removed

    def set_internal(self, document_id: str, internal: bool) -> list[str]:
        """Keep a document's file for the office alone, or show it to everyone; returns the ids of all that it holds.

        Raises ``NotFound``.
        """
        with self._changing:
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
        return Indexes(generation, self.store.model, vectors, words, documents)

    def _lexical_rows(self, documents: dict[int, StoredDocument]) -> Iterator[LexicalRow]:
        for stored in self.store.passages():
            document = documents[stored.document]
            header = document.header
            about = " ".join(str(part) for part in (document.title, header.issuer, header.number, header.year) if part)
            yield LexicalRow(stored.id, about, " ".join(stored.passage.section), stored.text)

    def _ingest(
        self,
        sources: Sequence[_Source],
        on_file: Callable[[FileReport], None],
        on_passages: Callable[[int], None],
    ) -> list[FileReport]:
        reports: list[FileReport] = []

        def done(report: FileReport) -> None:
            reports.append(report)
            on_file(report)

        with self._changing:
            waiting: list[_Read] = []
            for source in sources:
                try:
                    found = self._read(source)
                except KehoachError as error:
                    done(FileReport(str(source.path), "failed", error=error))
                    continue
                if found is None:
                    ids = self.store.ids_of(source.key)
                    if source.internal:
                        self.store.set_internal(ids[0], True)
                    done(FileReport(str(source.path), "unchanged", tuple(ids)))
                    continue
                waiting.append(found)
                if sum(len(each.texts) for each in waiting) >= _BATCH:
                    for report in self._keep(waiting, on_passages):
                        done(report)
                    waiting = []
            for report in self._keep(waiting, on_passages):
                done(report)
        self.refresh()
        return reports

    def _read(self, source: _Source) -> _Read | None:
        """A file's documents; ``None`` when it is stored as it is. Raises the loader's errors."""
        limit = self.settings.max_file_mb * 2**20
        check(source.path, limit)
        content = source.path.read_bytes()
        if self.store.is_current(source.key, content, _RECIPE):
            return None
        documents = tuple(document for document in read(load(source.path, limit), source.name) if document.passages)
        if not documents:
            raise UnreadableFile(
                f"{source.name} holds no text.", "Check that the file is the plan itself and opens in its program."
            )
        return _Read(source, content, documents)

    def _keep(self, waiting: Sequence[_Read], on_passages: Callable[[int], None]) -> Iterator[FileReport]:
        """Embed the passages of some files together and store each file."""
        if not waiting:
            return
        contexts, texts = zip(*(text for found in waiting for text in found.texts), strict=True)
        vectors = self.embedder.encode_passages(texts, contexts, on_passages)
        at = 0
        for found in waiting:
            parts = []
            for document in found.documents:
                parts.append((document, vectors[at : at + len(document.passages)]))
                at += len(document.passages)
            source = found.source
            ids = self.store.replace(
                source.key,
                source.name,
                found.content,
                _RECIPE,
                self.embedder.name,
                parts,
                internal=source.internal,
            )
            yield FileReport(str(source.path), "stored", tuple(ids), len(found.texts))


def plan_files(paths: Sequence[Path]) -> list[Path]:
    """The files to read: those named, and in folders, at any depth, those whose suffix a loader reads."""
    files: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
            files |= dict.fromkeys(
                p for p in inside if not any(part.startswith((".", "~$")) for part in p.relative_to(path).parts)
            )
        else:
            files[path] = None
    return list(files)
