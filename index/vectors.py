"""The vector index: passages nearest in meaning, by FAISS."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index import derived

NAME = "vectors"

# Up to here a scan of every vector, exact and without training, is quick enough: 13 to 16 ms for 100,000 on two cores.
EXACT_UP_TO = 200_000
# A selector on an approximate index silently loses recall; filters this narrow are scanned instead.
SCAN_SHARE = 0.05
SCAN_UP_TO = 50_000
# How many of an approximate search's hits are scored again from full precision.
RESCORED = 100

_INDEX, _IDS, _VECTORS = "index.faiss", "ids.npy", "vectors.npy"
_CHUNK = 8_192


class VectorIndex:
    """Cosine search over unit vectors; read-only once built, and safe to search from many threads."""

    def __init__(
        self,
        index: Any,
        generation: int,
        ids: NDArray[np.int64] | None,
        vectors: NDArray[np.float32] | None,
        scan_up_to: int = SCAN_UP_TO,
    ) -> None:
        self._index = index
        self.generation = generation
        # Only an approximate index needs them: ids ascending, and row i of the vectors belonging to ids[i].
        self._ids = ids
        self._vectors = vectors
        self._scan_up_to = scan_up_to

    @classmethod
    def build(
        cls,
        ids: NDArray[np.int64],
        vectors: NDArray[np.float32],
        generation: int,
        exact_up_to: int = EXACT_UP_TO,
        scan_up_to: int = SCAN_UP_TO,
    ) -> VectorIndex:
        """Index ``vectors``, shape (n, dimension) and unit norm, under the passage rowids ``ids``, shape (n,), distinct."""
        if vectors.ndim != 2 or ids.shape != (len(vectors),):
            raise ValueError(f"{ids.shape} ids do not fit vectors of shape {vectors.shape}")
        ids = np.ascontiguousarray(ids, np.int64)
        vectors = np.ascontiguousarray(vectors, np.float32)
        count, dimension = vectors.shape
        if count <= exact_up_to:
            index = faiss.index_factory(dimension, "IDMap2,Flat", faiss.METRIC_INNER_PRODUCT)
            index.add_with_ids(vectors, ids)
            return cls(index, generation, None, None, scan_up_to)
        if np.any(ids[1:] < ids[:-1]):
            order = np.argsort(ids)
            ids, vectors = ids[order], vectors[order]
        lists = max(1, round(4 * math.sqrt(count)))
        index = faiss.index_factory(dimension, f"IVF{lists},SQ8", faiss.METRIC_INNER_PRODUCT)
        # A fixed seed: the same store gives the same index. FAISS itself warns below 39 training points a list.
        sample = np.random.default_rng(0).choice(count, min(count, 64 * lists), replace=False)
        index.train(vectors[np.sort(sample)])
        for start in range(0, count, _CHUNK):
            index.add_with_ids(vectors[start : start + _CHUNK], ids[start : start + _CHUNK])
        return cls(index, generation, ids, vectors, scan_up_to)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    def save(self, folder: Path) -> None:
        """Make this the current vector index under ``folder``; a crash on the way leaves the one before."""
        target = derived.fresh(folder, NAME, self.generation)
        faiss.write_index(self._index, str(target / _INDEX))
        if self._ids is not None and self._vectors is not None:
            np.save(target / _IDS, self._ids, allow_pickle=False)
            np.save(target / _VECTORS, self._vectors, allow_pickle=False)
        derived.publish(target, NAME, self.generation, len(self), dimension=str(self.dimension))

    @classmethod
    def load(cls, folder: Path, generation: int, scan_up_to: int = SCAN_UP_TO) -> VectorIndex | None:
        """The current index, mapped; ``None`` where it is missing, of another generation, or damaged."""
        found = derived.current(folder, NAME, generation)
        if found is None:
            return None
        path, manifest = found
        # Mapped, so that server processes share the pages. FAISS crashes on adding to such an index: nothing here does.
        index = faiss.read_index(str(path / _INDEX), faiss.IO_FLAG_MMAP_IFC)
        if index.ntotal != manifest.count or str(index.d) != manifest.details.get("dimension"):
            return None
        if _VECTORS not in manifest.checksums:
            return cls(index, generation, None, None, scan_up_to)
        ids = np.load(path / _IDS, allow_pickle=False)
        vectors = np.load(path / _VECTORS, mmap_mode="r", allow_pickle=False)
        return cls(index, generation, ids, vectors, scan_up_to)

    def search(
        self, vector: NDArray[np.float32], k: int, allowed: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """The ``k`` best (passage rowid, cosine in [-1, 1]), best first; of ``allowed`` rowids only, where given."""
        if k < 1 or not len(self) or (allowed is not None and not len(allowed)):
            return []
        query = np.ascontiguousarray(vector, np.float32).reshape(1, -1)
        if self._ids is None or self._vectors is None:
            ids, scores = self._faiss_search(query, k, self._selection(allowed))
        elif allowed is not None and len(allowed) <= max(self._scan_up_to, SCAN_SHARE * len(self)):
            ids, scores = self._scan(query[0], np.unique(allowed))
        else:
            ids, _ = self._faiss_search(query, max(k, RESCORED), self._probes(allowed))
            ids, scores = self._scan(query[0], np.sort(ids))
        # Lowest rowid first among equals: passages that repeat word for word keep the order of the document.
        best = np.lexsort((ids, -scores))[:k]
        return [(int(ids[place]), float(scores[place])) for place in best]

    def _faiss_search(
        self, query: NDArray[np.float32], k: int, parameters: Any
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        scores, ids = self._index.search(query, min(k, len(self)), params=parameters)
        found = ids[0] >= 0
        return ids[0][found], np.clip(scores[0][found], -1.0, 1.0)

    def _selection(self, allowed: NDArray[np.int64] | None) -> Any:
        return None if allowed is None else _parameters("SearchParameters", sel=_selector(allowed))

    def _probes(self, allowed: NDArray[np.int64] | None) -> Any:
        """More lists are read the narrower the filter: what it leaves of the nearest lists may be nothing."""
        lists = self._index.nlist
        probes = max(32, lists // 32)
        if allowed is None:
            return _parameters("SearchParametersIVF", nprobe=min(probes, lists))
        probes = min(lists, math.ceil(probes * len(self) / len(allowed)))
        return _parameters("SearchParametersIVF", nprobe=probes, sel=_selector(allowed))

    def _scan(
        self, query: NDArray[np.float32], wanted: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Exact scores of the sorted rowids ``wanted``; those not in the index are left out."""
        assert self._ids is not None and self._vectors is not None
        rows = np.minimum(np.searchsorted(self._ids, wanted), len(self._ids) - 1)
        rows = rows[self._ids[rows] == wanted]
        scores = np.empty(len(rows), np.float32)
        # In chunks, or a filter of 50,000 passages copies 77 MB for every question.
        for start in range(0, len(rows), _CHUNK):
            part = slice(start, start + _CHUNK)
            scores[part] = self._vectors[rows[part]] @ query
        return self._ids[rows], np.clip(scores, -1.0, 1.0)


def _selector(allowed: NDArray[np.int64]) -> Any:
    return faiss.IDSelectorBatch(np.ascontiguousarray(allowed, np.int64))


def _parameters(kind: str, **values: Any) -> Any:
    # Given to the constructor they are kept alive with it, which FAISS's type stubs do not know; an attribute set later
    # is not, and the search then reads freed memory.
    return getattr(faiss, kind)(**values)
