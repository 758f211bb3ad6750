"""A store with files but without a model: what tests of pages share."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from corpus.documents import Document, Vectors
from corpus.loaders import load
from corpus.reader import read
from corpus.store import Store


def keep(store: Store, path: Path) -> list[str]:
    """Read a file and store its documents; returns their ids."""
    return keep_documents(store, path.name, path.read_bytes(), read(load(path), path.name))


def keep_documents(store: Store, name: str, content: bytes, documents: list[Document]) -> list[str]:
    """Store documents as those of a file; returns their ids."""
    return store.replace(
        f"/{name}", name, content, "1", "none", [(document, _vectors(document)) for document in documents]
    )


def _vectors(document: Document) -> Vectors:
    vectors = np.zeros((len(document.passages), 8), np.float32)
    vectors[:, 0] = 1
    return Vectors(vectors)
