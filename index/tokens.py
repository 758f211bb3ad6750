"""Which passage says what each word of a question asks: late interaction over the embedding model's token outputs."""

from __future__ import annotations

import dataclasses
import functools
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError

#: Grows when the file is made anew, so that documents are embedded again.
PROJECTION_VERSION = "1"

FILE = Path(__file__).parent / "data" / "token_projection.npz"

_SCALE = 127.0
_ONE_THREAD = 200_000  # multiplications; OpenBLAS calls its threads above 262,144
_ARRAYS = ("mean", "projection")


@dataclasses.dataclass(frozen=True, eq=False)
class TokenProjection:
    """Token outputs of the offline model to short vectors that MaxSim compares (ColBERT, Khattab and Zaharia 2020).

    Made by ``scripts/token-projection`` for multilingual-e5-small; outputs of another model mean nothing to it.
    Outputs are the model's last hidden states, shape (tokens, width): those of the text's own tokens, without the
    special tokens, the prompt and, for a passage, the title before it.
    """

    mean: NDArray[np.float32]
    projection: NDArray[np.float32]

    @staticmethod
    def load() -> TokenProjection:
        """The projection that ships with the code; raises ``ModelError`` where its file is missing or damaged."""
        return _load(FILE)

    @property
    def width(self) -> int:
        """Length of a token's output."""
        return int(self.projection.shape[0])

    @property
    def dimension(self) -> int:
        """Length of a token's vector."""
        return int(self.projection.shape[1])

    def passage(self, outputs: NDArray[np.float32]) -> NDArray[np.int8]:
        """Shape (tokens, dimension): unit vectors times 127, rounded."""
        vectors: NDArray[np.int8] = np.rint(self._project(outputs) * np.float32(_SCALE)).astype(np.int8)
        return vectors

    def question(self, outputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """Unit vectors, shape (tokens, dimension)."""
        return self._project(outputs)

    def _project(self, outputs: NDArray[np.float32]) -> NDArray[np.float32]:
        vectors = _product(outputs - self.mean, self.projection)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: NDArray[np.float32] = (vectors / np.maximum(norms, 1e-12)).astype(np.float32)
        return unit


def max_sim(question: NDArray[np.float32], passages: Sequence[NDArray[np.int8]]) -> NDArray[np.float32]:
    """Best cosine in [-1, 1] of each question token among each passage's tokens, shape (passages, question tokens).

    Takes the vectors of ``TokenProjection.question`` and ``TokenProjection.passage``. A passage without tokens has 0.
    """
    best = np.zeros((len(passages), len(question)), np.float32)
    lengths = np.array([len(passage) for passage in passages], np.int64)
    filled = lengths > 0
    if not filled.any() or not len(question):
        return best
    cosines = _product(np.concatenate(passages).astype(np.float32), question.T / np.float32(_SCALE))
    best[filled] = np.maximum.reduceat(cosines, (np.cumsum(lengths) - lengths)[filled], axis=0)
    # A rounded vector is up to a few thousandths longer than 1.
    return np.clip(best, -1.0, 1.0)


def _product(rows: NDArray[np.float32], columns: NDArray[np.float32]) -> NDArray[np.float32]:
    """``rows @ columns`` in pieces so small that OpenBLAS keeps each on this thread.

    Whole it is shared among threads that wait for each other: 40 ms instead of 0.6 where another program runs.
    """
    product = np.empty((len(rows), columns.shape[1]), np.float32)
    columns = np.ascontiguousarray(columns, np.float32)
    step = max(1, _ONE_THREAD // max(1, columns.size))
    for start in range(0, len(rows), step):
        np.matmul(rows[start : start + step], columns, out=product[start : start + step])
    return product


@functools.cache
def _load(path: Path) -> TokenProjection:
    try:
        with np.load(path, allow_pickle=False) as file:
            mean, projection = (file[name].astype(np.float32) for name in _ARRAYS)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise ModelError(
            f"The token projection {path.name} cannot be read: {error}",
            "Install kehoach again, or make the file with scripts/token-projection.",
        ) from error
    if projection.ndim != 2 or mean.shape != projection.shape[:1]:
        raise ModelError(
            f"The token projection {path.name} holds arrays that do not fit each other.",
            "Install kehoach again, or make the file with scripts/token-projection.",
        )
    return TokenProjection(mean, projection)
