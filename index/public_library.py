"""What everyone may see of a library: the same documents without the internal ones, and indexes that never held those.

While no document is internal both searches use the very same indexes, so that this one costs no memory.
"""

from __future__ import annotations

import dataclasses
import shutil

from corpus.store import Store
from index.embedder import Embedder
from index.library import Indexes, Library


class PublicLibrary(Library):
    """The public documents of ``whole``, through a view of its store that knows no others."""

    def __init__(self, whole: Library) -> None:
        settings = whole.settings
        store = Store(settings.store_path, public=True)
        super().__init__(settings, store=store, index_path=settings.public_index_path)
        self.whole = whole
        self._withheld = self.store.withheld

    @property
    def embedder(self) -> Embedder:
        """The model of the whole library: there is one in memory."""
        return self.whole.embedder

    def _current(self) -> Indexes:
        """The indexes to search; never those that still hold what has become internal, however long new ones take."""
        withheld = self.store.withheld
        if withheld != self._withheld:
            self.refresh()
            self._withheld = withheld
        return super()._current()

    def _load(self, generation: int) -> Indexes:
        self.whole.refresh()
        theirs = self.whole.indexes
        # By what those indexes hold, not by what the store says now.
        if theirs.documents.keys() != {document.row for document in self.store.documents()}:
            return super()._load(generation)
        # Of no use any more, and it may hold what was removed since.
        shutil.rmtree(self.index_path, ignore_errors=True)
        return dataclasses.replace(theirs, generation=generation)
