"""An embedder without a model, for tests of what is stored and not of what is found: a process with it starts at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import numpy as np

from corpus.documents import Vectors
from index.embedder import Embedder


class LightEmbedder(Embedder):
    """Vectors of four numbers, made of the text's hash."""

    def __init__(self) -> None:
        self.name = "light"
        self.dimension = 4

    def encode_passages(
        self, texts: Sequence[str], contexts: Sequence[str], on_progress: Callable[[int], None] | None = None
    ) -> Vectors:
        found = np.array([np.frombuffer(hashlib.blake2b(text.encode()).digest()[:4], np.uint8) for text in texts])
        vectors = found.astype(np.float32) + 1
        if on_progress is not None:
            on_progress(len(texts))
        return Vectors(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
