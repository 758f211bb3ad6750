"""A folder that stays in step: what is new, changed, moved or gone in it becomes so in the store.

One pass looks at the folder, takes in what its stamp (``corpus.folder``) does not show to be unchanged, and only then removes
what is gone. Every step is a transaction of one file, so a pass that is killed leaves each file old or new, and the next one
goes on with what is left: what was stored has its stamp and is not read again.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import FolderGone, NotFound, NothingToIngest
from corpus.folder import Found, is_fresh, key_of, loosely, seen, walk
from corpus.store import Failure, StoredFile
from index.intake import RECIPE, ChangingFile, FileReport, Source, reader
from index.library import Library

#: A file that changed just now is looked at twice, this far apart: one that grows meanwhile is not complete.
SETTLE_S = 0.5
#: As few files may go at once as a person deletes; more than half of a folder at once is rather a share that is away.
_FEW = 10
#: Removed in one transaction.
_CHUNK = 100


@dataclasses.dataclass(frozen=True)
class SyncReport:
    """What a pass did: files by their status, and the passages that were embedded. ``look_s`` went into looking alone."""

    counts: Counter[str]
    passages: int
    look_s: float


@dataclasses.dataclass
class _Look:
    """What was seen of a folder, and what the store knew of it at that moment; ``gone`` grows less while moves are found."""

    at: float
    files: dict[str, Found]
    hidden: list[Found]
    known: dict[str, StoredFile]
    failures: dict[str, Failure]
    gone: dict[str, None] = dataclasses.field(default_factory=dict)
    by_content: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    by_name: dict[str, str] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        for key in {**self.known, **self.failures}:
            if key in self.files or self._is_hidden(key):
                continue
            self.gone[key] = None
            self.by_name[loosely(key)] = key
            for kept in (self.known.get(key), self.failures.get(key)):
                if kept is not None and kept.content_hash is not None:
                    self.by_content.setdefault(kept.content_hash, []).append(key)

    def former(self, key: str, content_hash: str) -> str | None:
        """The key of a file that is gone and had this content, or this name but for case and composition."""
        same = [former for former in self.by_content.get(content_hash, ()) if former in self.gone]
        alike = self.by_name.get(loosely(key))
        if alike in self.gone and (alike in same or not same):
            return alike
        name = os.path.basename(key)
        return min(same, key=lambda former: (os.path.basename(former) != name, former), default=None)

    def _is_hidden(self, key: str) -> bool:
        return any(key == folder.key or key.startswith(folder.key + "/") for folder in self.hidden)


class FolderSync:
    """Keeps a library in step with ``folder``; files that came from elsewhere are left alone.

    ``internal`` files are for the office alone. With ``remove_all`` it is said that a folder may be empty, or gone.
    """

    def __init__(self, library: Library, folder: Path, *, internal: bool = False, remove_all: bool = False) -> None:
        self._library = library
        self._store = library.store
        self._folder = Path(os.path.realpath(folder))
        self._key = key_of(self._folder)
        self._internal = internal
        self._remove_all = remove_all

    def run(
        self,
        on_total: Callable[[int], None] = lambda total: None,
        on_file: Callable[[FileReport], None] = lambda report: None,
        on_passages: Callable[[int], None] = lambda count: None,
        on_wait: Callable[[], None] = lambda: None,
        *,
        growing_fail: bool = True,
    ) -> SyncReport:
        """One pass; ``on_file`` hears of every file once, ``on_total`` before of how many there are.

        ``on_wait`` is called where another process syncs into the same store, before this one waits for it. A file that is
        being written fails, or is left for the next pass without ``growing_fail``.

        Raises ``NothingToIngest`` for a folder that never was, and ``FolderGone`` where it is gone or empty, or where more than
        half of it went at once: then nothing is removed, and what is new is stored.
        """
        counts: Counter[str] = Counter()
        passages = 0
        gone = None
        with self._turn(on_wait), self._library.changing:
            generation = self._store.generation
            look = self._look()
            look_s = time.time() - look.at
            on_total(len(look.files) + len(look.hidden))
            try:
                for report in self._pass(look, on_passages, growing_fail):
                    counts[report.status] += 1
                    passages += report.passages
                    on_file(report)
            except FolderGone as error:
                gone = error
        if self._store.generation != generation:
            self._library.refresh()
        if gone is not None:
            raise gone
        return SyncReport(counts, passages, look_s)

    @contextlib.contextmanager
    def _turn(self, on_wait: Callable[[], None]) -> Iterator[None]:
        lock = FileLock(self._library.settings.data / "sync.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            on_wait()
            lock.acquire()
        try:
            yield
        finally:
            lock.release()

    def _look(self) -> _Look:
        at = time.time()
        known = {file.key: file for file in self._store.files.under(self._key)}
        try:
            found = list(walk(self._folder))
        except OSError as error:
            if not known and not self._remove_all:
                raise NothingToIngest(f"{self._key} cannot be listed: {error.strerror}.", "Check the path.") from error
            if not self._remove_all:
                raise FolderGone(self._key, len(known), f"cannot be listed ({error.strerror})") from error
            found = []
        look = _Look(
            at,
            {each.key: each for each in found if each.error is None},
            [each for each in found if each.error is not None],
            known,
            {failure.key: failure for failure in self._store.failures.under(self._key)},
        )
        if not look.files and not self._remove_all and any(key in known for key in look.gone):
            raise FolderGone(self._key, len(known), "is empty")
        return look

    def _pass(self, look: _Look, on_passages: Callable[[int], None], growing_fail: bool) -> Iterator[FileReport]:
        waiting = []
        for found in look.files.values():
            failure = look.failures.get(found.key)
            if not self._is_same(found, look.known.get(found.key), failure):
                waiting.append(found)
            elif failure is not None:
                yield FileReport(found.key, "failed", error=failure.error, known=True)
            else:
                yield FileReport(found.key, "unchanged")
        sources = self._sources(look, waiting, growing_fail)
        for report in self._library.intake.take(sources, on_passages, self._former(look), again=False):
            if isinstance(report.error, NotFound):
                # It went after the folder was looked at.
                look.gone[report.path] = None
            else:
                yield report
        yield from self._remove(look)

    def _is_same(self, found: Found, file: StoredFile | None, failure: Failure | None) -> bool:
        """Whether a file need not be read to be known."""
        assert found.stat is not None
        if failure is not None:
            tried = failure.content_hash is not None and failure.reader == reader()
            return tried and failure.stamp == seen(found.stat)
        if file is None or file.recipe != RECIPE or (self._internal and not file.internal):
            return False
        return file.stamp == seen(found.stat)

    def _sources(self, look: _Look, waiting: Sequence[Found], growing_fail: bool) -> Iterator[Source]:
        """What to take in, in order; what changed just now comes last, when it can be seen to have settled."""
        fresh = []
        for found in waiting:
            assert found.stat is not None
            if is_fresh(found.stat):
                fresh.append(found)
            else:
                yield Source.of(found, self._internal)
        if fresh:
            time.sleep(max(0.0, look.at + SETTLE_S - time.time()))
        for found in fresh:
            assert found.stat is not None
            try:
                growing = seen(found.path.stat()) != seen(found.stat)
            except OSError:
                growing = False  # reading it says why
            if not growing:
                yield Source.of(found, self._internal)
            elif growing_fail:
                yield dataclasses.replace(Source.of(found, self._internal), error=ChangingFile(found.path))
        for found in look.hidden:
            yield Source.of(found, self._internal)

    def _former(self, look: _Look) -> Callable[[Source, str], str | None]:
        def former(source: Source, content_hash: str) -> str | None:
            was = look.former(source.key, content_hash)
            if was is None:
                was = next(filter(self._has_left, (file.key for file in self._store.files.holding(content_hash))), None)
            look.gone.pop(was or "", None)
            return was

        return former

    def _has_left(self, key: str) -> bool:
        """Whether a file from outside of the folder is no longer where it was: then it may have moved into it."""
        return key.startswith("/") and not key.startswith(f"{self._key}/") and not os.path.lexists(key)

    def _remove(self, look: _Look) -> Iterator[FileReport]:
        self._store.failures.clear([key for key in look.gone if key not in look.known])
        gone = [key for key in look.gone if key in look.known]
        if len(gone) > max(_FEW, len(look.known) / 2) and not self._remove_all:
            raise FolderGone(self._key, len(gone), f"lacks {len(gone)} of the {len(look.known)} files that were in it")
        for start in range(0, len(gone), _CHUNK):
            chunk = gone[start : start + _CHUNK]
            documents = [tuple(self._store.files.documents(key)) for key in chunk]
            self._store.files.remove(chunk)
            for key, ids in zip(chunk, documents, strict=True):
                yield FileReport(key, "removed", ids)
