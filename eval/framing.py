"""Whether the frames on a scan's pages are over the words that are quoted."""

from __future__ import annotations

import collections
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from corpus.documents import Box, Document, Vectors
from corpus.page_images.finding import letters
from corpus.page_images.images import PageImages
from corpus.store import Store
from corpus.syllables import fold

#: The share of a passage's words that must be in frames, and of the words in frames that must be the passage's.
_ENOUGH = 0.8


def framed(path: Path, documents: Sequence[Document]) -> tuple[int, int]:
    """Of how many passages of a scan, read as ``documents``, the words are in frames and hardly any others; and of how many.

    Words are those that were read on the whole page, and compared by letters and digits, without case and accents: the cells
    of tables were read once more by themselves. Raises what drawing the file raises.
    """
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "kehoach.sqlite3")
        try:
            stored = [(document, _no_vectors(document)) for document in documents]
            ids = store.replace(str(path), path.name, path.read_bytes(), "1", "none", stored)
            images = PageImages(store, Path(folder) / "pages")
            right = [
                _is_framed(store, images, name, passage.start, passage.end)
                for name, document in zip(ids, documents, strict=True)
                for passage in document.passages
            ]
        finally:
            store.close()
    return sum(right), len(right)


def _is_framed(store: Store, images: PageImages, name: str, start: int, end: int) -> bool:
    wanted = _counted(store.text(name)[start:end].replace("|", " ").split())
    pages = {scan.number: scan.words for scan in store.scans(name)}
    inside = _counted(
        word.text
        for page in images.pages_of(name, start, end)
        for word in pages.get(page.number, ())
        if any(_is_in(word.box, box) for box in page.boxes)
    )
    shared = (wanted & inside).total()
    return shared >= _ENOUGH * wanted.total() and shared >= _ENOUGH * inside.total()


def _counted(words: Iterable[str]) -> collections.Counter[str]:
    return collections.Counter(plain for word in words if (plain := fold(letters(word))))


def _is_in(word: Box, frame: Box) -> bool:
    """Whether a word's middle is in a frame."""
    across, down = (word[0] + word[2]) / 2, (word[1] + word[3]) / 2
    return frame[0] <= across <= frame[2] and frame[1] <= down <= frame[3]


def _no_vectors(document: Document) -> Vectors:
    return Vectors(np.zeros((len(document.passages), 1), np.float32))
