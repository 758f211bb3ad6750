import json
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from index import derived
from index.vectors import VectorIndex


def unit(count: int, dimension: int = 24, seed: int = 1) -> NDArray[np.float32]:
    """Clustered, as passages of one corpus are."""
    random = np.random.default_rng(seed)
    centres = random.standard_normal((40, dimension))
    vectors = centres[random.integers(0, 40, count)] + 0.5 * random.standard_normal((count, dimension))
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / norms, np.float32)


def rowids(count: int) -> NDArray[np.int64]:
    return np.arange(count, dtype=np.int64) * 3 + 10


def brute(
    ids: NDArray[np.int64], vectors: NDArray[np.float32], query: NDArray[np.float32], k: int
) -> list[tuple[int, float]]:
    scores = vectors @ query
    return [(int(ids[place]), float(scores[place])) for place in np.lexsort((ids, -scores))[:k]]


@settings(max_examples=40, deadline=None)
@given(count=st.integers(1, 120), k=st.integers(1, 150), seed=st.integers(0, 1000))
def test_a_small_index_answers_as_a_scan_in_numpy_does(count: int, k: int, seed: int) -> None:
    ids, vectors, query = rowids(count), unit(count, seed=seed), unit(1, seed=seed + 1)[0]
    found = VectorIndex.build(ids, vectors, 1).search(query, k)
    expected = brute(ids, vectors, query, k)
    assert [score for _, score in found] == pytest.approx([score for _, score in expected], abs=1e-5)
    true = dict(zip(ids.tolist(), (vectors @ query).tolist(), strict=True))
    assert all(score == pytest.approx(true[rowid], abs=1e-5) for rowid, score in found)
    assert len({rowid for rowid, _ in found}) == len(found) == min(k, count)


@settings(max_examples=25, deadline=None)
@given(data=st.data(), exact_up_to=st.sampled_from([0, 1000]))
def test_a_filter_leaves_exactly_the_best_of_the_allowed(data: st.DataObject, exact_up_to: int) -> None:
    ids, vectors, query = rowids(400), unit(400), unit(1, seed=9)[0]
    kept = sorted(data.draw(st.sets(st.integers(0, 399), min_size=1, max_size=200)))
    index = VectorIndex.build(ids, vectors, 1, exact_up_to=exact_up_to)
    found = index.search(query, 10, ids[kept])
    expected = brute(ids[kept], vectors[kept], query, 10)
    assert [rowid for rowid, _ in found] == [rowid for rowid, _ in expected]


def test_the_index_for_large_stores_finds_what_a_scan_finds(tmp_path: Path) -> None:
    ids, vectors = rowids(5000), unit(5000)
    VectorIndex.build(ids, vectors, 4, exact_up_to=1000).save(tmp_path)
    index = VectorIndex.load(tmp_path, 4, scan_up_to=10)
    assert index is not None and len(index) == 5000 and index.dimension == 24
    wide = ids[::3]
    true_hits = wide_hits = 0
    for query in unit(50, seed=77):
        expected = brute(ids, vectors, query, 10)
        found = index.search(query, 10)
        true_hits += len({rowid for rowid, _ in found} & {rowid for rowid, _ in expected})
        true = dict(zip(ids.tolist(), (vectors @ query).tolist(), strict=True))
        assert all(score == pytest.approx(true[rowid], abs=1e-5) for rowid, score in found)
        filtered = {rowid for rowid, _ in index.search(query, 10, wide)}
        assert filtered <= set(wide.tolist())
        wide_hits += len(filtered & {rowid for rowid, _ in brute(wide, vectors[::3], query, 10)})
    assert true_hits >= 475 and wide_hits >= 475


def test_a_rowid_that_the_index_does_not_hold_is_left_out() -> None:
    ids, vectors = rowids(50), unit(50)
    unknown = np.array([-5, 11, 10_000, 13], np.int64)
    for exact_up_to in (0, 1000):
        index = VectorIndex.build(ids, vectors, 1, exact_up_to=exact_up_to)
        assert [rowid for rowid, _ in index.search(vectors[1], 5, unknown)] == [13]
        assert index.search(vectors[1], 5, np.array([], np.int64)) == []


def test_ids_in_any_order_keep_their_vectors() -> None:
    ids, vectors = rowids(300), unit(300)
    shuffled = np.random.default_rng(3).permutation(300)
    for exact_up_to in (0, 1000):
        index = VectorIndex.build(ids[shuffled], vectors[shuffled], 1, exact_up_to=exact_up_to)
        assert [index.search(vectors[place], 1)[0][0] for place in range(20)] == ids[:20].tolist()


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    VectorIndex.build(rowids(0), np.empty((0, 24), np.float32), 1).save(tmp_path)
    index = VectorIndex.load(tmp_path, 1)
    assert index is not None and index.search(unit(1)[0], 5) == []


def test_a_saved_index_answers_the_same(tmp_path: Path) -> None:
    ids, vectors, query = rowids(200), unit(200), unit(1, seed=5)[0]
    built = VectorIndex.build(ids, vectors, 3)
    built.save(tmp_path)
    loaded = VectorIndex.load(tmp_path, 3)
    assert loaded is not None and loaded.search(query, 7) == built.search(query, 7)


def test_another_generation_is_not_loaded(tmp_path: Path) -> None:
    assert VectorIndex.load(tmp_path, 3) is None
    VectorIndex.build(rowids(20), unit(20), 3).save(tmp_path)
    assert VectorIndex.load(tmp_path, 4) is None


def test_a_crash_between_the_files_and_the_manifest_leaves_the_old_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    VectorIndex.build(rowids(20), unit(20), 3).save(tmp_path)

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", crash)
        with pytest.raises(KeyboardInterrupt):
            VectorIndex.build(rowids(30), unit(30), 4).save(tmp_path)
    old = VectorIndex.load(tmp_path, 3)
    assert old is not None and len(old) == 20
    VectorIndex.build(rowids(30), unit(30), 4).save(tmp_path)
    new = VectorIndex.load(tmp_path, 4)
    assert new is not None and len(new) == 30
    assert sorted(path.name.split("-")[0] for path in tmp_path.iterdir()) == ["vectors", "vectors.json"]


@pytest.mark.parametrize("exact_up_to", [0, 1000])
def test_a_changed_byte_or_a_cut_file_is_noticed(tmp_path: Path, exact_up_to: int) -> None:
    VectorIndex.build(rowids(200), unit(200), 3, exact_up_to=exact_up_to).save(tmp_path)
    found = derived.current(tmp_path, "vectors", 3)
    assert found is not None
    for path in sorted(found[0].iterdir()):
        whole = path.read_bytes()
        middle = len(whole) // 2
        path.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
        assert VectorIndex.load(tmp_path, 3) is None
        path.write_bytes(whole[:-1])
        assert VectorIndex.load(tmp_path, 3) is None
        path.write_bytes(whole)
    assert VectorIndex.load(tmp_path, 3) is not None


def test_a_damaged_manifest_is_no_index(tmp_path: Path) -> None:
    VectorIndex.build(rowids(20), unit(20), 3).save(tmp_path)
    manifest = tmp_path / "vectors.json"
    content = json.loads(manifest.read_text())
    for damaged in ("", "[]", "{}", json.dumps(content | {"folder": "gone"}), json.dumps(content | {"count": 19})):
        manifest.write_text(damaged)
        assert VectorIndex.load(tmp_path, 3) is None


def test_ids_and_vectors_must_be_as_many() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        VectorIndex.build(rowids(3), unit(4), 1)
