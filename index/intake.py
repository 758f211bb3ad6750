"""Files taken in: read, embedded together and stored, one by one."""

from __future__ import annotations

import dataclasses
import functools
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from corpus.documents import Document
from corpus.errors import KehoachError, NotFound, UnreadableFile
from corpus.folder import Found, key_of, seen, stamp, walk
from corpus.loaders import check
from corpus.passages import context, embedded_text
from corpus.reader import READER_VERSION, read_file
from corpus.settings import Settings
from corpus.store import Store, content_hash
from index.embedder import Embedder
from index.tokens import PROJECTION_VERSION

#: Files are embedded together until they hold this many passages: long enough to sort by length, short enough to keep
#: what is done when the process is killed.
BATCH = 256
#: What makes a stored file stale when it changes: how it is read, and how its tokens are projected.
RECIPE = f"{READER_VERSION}+{PROJECTION_VERSION}"


@dataclasses.dataclass(frozen=True)
class FileReport:
    """What became of one file: ``status`` is "stored", "unchanged", "moved", "removed" or "failed".

    ``was`` is the former path of one that moved. ``known``: that it fails, and why, was known before.
    """

    path: str
    status: str
    documents: tuple[str, ...] = ()
    passages: int = 0
    error: KehoachError | None = None
    was: str | None = None
    known: bool = False


@dataclasses.dataclass(frozen=True)
class Source:
    """A file to take in: ``path`` is read, ``key`` is where it is from, ``name`` is shown; ``internal`` ones to the office.

    With an ``error`` it is known beforehand that it cannot be read. The failure of an upload is not kept: whoever sends it
    hears of it, and there is nothing to mend.
    """

    path: Path
    key: str
    name: str
    internal: bool = False
    error: KehoachError | None = None

    @property
    def is_upload(self) -> bool:
        return self.key.startswith("upload:")

    @classmethod
    def of(cls, found: Found, internal: bool) -> Source:
        return cls(found.path, found.key, key_of(found.path.name), internal, found.error)


@dataclasses.dataclass(frozen=True)
class _Read:
    """A file read, waiting for the vectors of its passages."""

    source: Source
    content: bytes
    stamp: str | None
    documents: tuple[Document, ...]

    @functools.cached_property
    def texts(self) -> list[tuple[str, str]]:
        """What is embedded, context and text, for every passage of every document in order."""
        return [
            (context(document.title, document.header), embedded_text(passage, document.text))
            for document in self.documents
            for passage in document.passages
        ]


class ChangingFile(UnreadableFile):
    """A file that changed while it was read, or is being written still."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{key_of(path.name)} is still being written.", "Run it again when the copy has ended.")


Former = Callable[[Source, str], str | None]
"""Where a file, with the hash of its content, was before it moved; ``None`` for one that did not move."""


class Intake:
    """Takes files into a store; ``embedder`` is asked for when the first file has to be embedded."""

    def __init__(self, settings: Settings, store: Store, embedder: Callable[[], Embedder]) -> None:
        self._limit = settings.max_file_mb * 2**20
        self._store = store
        self._embedder = embedder

    def take(
        self,
        sources: Iterable[Source],
        on_passages: Callable[[int], None] = lambda count: None,
        former: Former = lambda source, content_hash: None,
        again: bool = True,
    ) -> Iterator[FileReport]:
        """Take files in, a batch at a time; each is told of once it is in the store, or in the list of failures.

        A file that fails stops no other, and keeps what was stored of it. Without ``again`` a file is not tried again whose
        content failed before with the same reader.
        """
        waiting: list[_Read] = []
        for source in sources:
            try:
                found = self._taken(source, former, again)
            except OSError as error:
                reason = error.strerror or str(error)
                yield self.fail(source, UnreadableFile(f"{source.name} cannot be opened: {reason}.", _OPEN), None, None)
                continue
            if isinstance(found, FileReport):
                yield found
                continue
            waiting.append(found)
            if sum(len(each.texts) for each in waiting) >= BATCH:
                yield from self._stored(waiting, on_passages)
                waiting = []
        yield from self._stored(waiting, on_passages)

    def fail(self, source: Source, error: KehoachError, hash: str | None, stamp: str | None) -> FileReport:
        """Keep why a file cannot be read; what does not exist is forgotten instead."""
        known = False
        if isinstance(error, NotFound):
            self._store.failures.clear([source.key])
        elif not source.is_upload:
            known = not self._store.failures.keep(source.key, source.name, error, reader(), hash, stamp)
        return FileReport(key_of(source.path), "failed", error=error, known=known)

    def _taken(self, source: Source, former: Former, again: bool) -> _Read | FileReport:
        """A file read, or what became of it where it was not."""
        files, failures = self._store.files, self._store.failures
        looked_at = time.time()
        try:
            if source.error is not None:
                raise source.error
            check(source.path, self._limit)
            before = source.path.stat()
            content = source.path.read_bytes()
            if len(content) != before.st_size:
                raise ChangingFile(source.path)
        except KehoachError as error:
            return self.fail(source, error, None, None)
        hash, trusted = content_hash(content), stamp(before, looked_at)
        was = None
        if files.at(source.key) is None and failures.at(source.key) is None:
            was = former(source, hash)
            if was is not None and not files.move(was, source.key, source.name):
                was = None
        failure = failures.at(source.key)
        if failure is not None and not again and (failure.content_hash, failure.reader) == (hash, reader()):
            return self.fail(source, failure.error, hash, trusted)
        file = files.at(source.key)
        if file is not None and file.is_current(hash, RECIPE):
            if file.stamp != trusted:
                files.stamp(source.key, trusted)
            failures.clear([source.key])
            ids = tuple(files.documents(source.key))
            if source.internal:
                self._store.set_internal(ids[0], True)
            return FileReport(key_of(source.path), "moved" if was else "unchanged", ids, was=was)
        try:
            documents = self._documents(source)
            if seen(source.path.stat()) != seen(before):
                raise ChangingFile(source.path)
        except ChangingFile as error:
            return self.fail(source, error, None, None)
        except KehoachError as error:
            return self.fail(source, error, hash, trusted)
        return _Read(source, content, trusted, documents)

    def _documents(self, source: Source) -> tuple[Document, ...]:
        documents = tuple(
            document for document in read_file(source.path, source.name, self._limit) if document.passages
        )
        if not documents:
            raise UnreadableFile(
                f"{source.name} holds no text.", "Check that the file is the plan itself and opens in its program."
            )
        return documents

    def _stored(self, waiting: Sequence[_Read], on_passages: Callable[[int], None]) -> Iterator[FileReport]:
        """Embed the passages of some files together and store each file."""
        if not waiting:
            return
        embedder = self._embedder()
        contexts, texts = zip(*(text for found in waiting for text in found.texts), strict=True)
        vectors = embedder.encode_passages(texts, contexts, on_passages)
        at = 0
        for found in waiting:
            parts = []
            for document in found.documents:
                parts.append((document, vectors[at : at + len(document.passages)]))
                at += len(document.passages)
            source = found.source
            ids = self._store.replace(
                source.key,
                source.name,
                found.content,
                RECIPE,
                embedder.name,
                parts,
                internal=source.internal,
                stamp=found.stamp,
            )
            yield FileReport(key_of(source.path), "stored", tuple(ids), len(found.texts))


_OPEN = "Give the user who runs kehoach the right to read it, and check that its disk or share is connected."


def sources(paths: Sequence[Path], internal: bool = False) -> list[Source]:
    """The files to read: those named, and in folders, at any depth, those whose suffix a loader reads."""
    files: dict[str, Source] = {}
    for path in paths:
        if path.is_dir():
            found = [Source.of(each, internal) for each in walk(path)]
        else:
            found = [Source(path, key_of(path.resolve()), key_of(path.name), internal)]
        for source in found:
            files.setdefault(source.key, source)
    return list(files.values())


def reader() -> str:
    """What reads files here: the version of reading, and the programs that some kinds of files need."""
    return "+".join([RECIPE, *_programs()])


def _programs() -> Iterator[str]:
    # Looked for only where a file fails.
    from corpus.loaders import office, tesseract

    if office.converter() is not None:
        yield "office"
    if tesseract.missing() is None:
        yield "tesseract"
