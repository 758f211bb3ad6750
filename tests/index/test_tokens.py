from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpus.errors import ModelError
from index import tokens
from index.tokens import FILE, TokenProjection, max_sim

LENGTHS = st.lists(st.integers(0, 12), max_size=8)


def outputs(count: int, seed: int) -> NDArray[np.float32]:
    width = TokenProjection.load().width
    return np.random.default_rng(seed).standard_normal((count, width)).astype(np.float32)


def passages(lengths: list[int], seed: int) -> list[NDArray[np.int8]]:
    return [TokenProjection.load().passage(outputs(length, seed + place)) for place, length in enumerate(lengths)]


def naive(question: NDArray[np.float32], matrices: list[NDArray[np.int8]]) -> list[list[float]]:
    return [
        [max((float(word @ (token / 127.0)) for token in matrix), default=0.0) for word in question]
        for matrix in matrices
    ]


@given(lengths=LENGTHS, words=st.integers(0, 6), seed=st.integers(0, 1000))
def test_max_sim_is_what_a_loop_over_all_pairs_of_tokens_finds(lengths: list[int], words: int, seed: int) -> None:
    question = TokenProjection.load().question(outputs(words, seed))
    matrices = passages(lengths, seed + 1)
    best = max_sim(question, matrices)
    assert best.shape == (len(lengths), words) and best.dtype == np.float32
    assert best == pytest.approx(np.array(naive(question, matrices)).reshape(best.shape), abs=1e-5)


@given(lengths=LENGTHS, seed=st.integers(0, 1000), data=st.data())
def test_what_a_passage_scores_does_not_depend_on_its_neighbours(
    lengths: list[int], seed: int, data: st.DataObject
) -> None:
    question = TokenProjection.load().question(outputs(4, seed))
    matrices = passages(lengths, seed)
    order = data.draw(st.permutations(range(len(lengths))))
    shuffled = max_sim(question, [matrices[place] for place in order])
    assert shuffled == pytest.approx(max_sim(question, matrices)[order], abs=1e-5)


@given(lengths=st.lists(st.integers(1, 12), min_size=1, max_size=8), seed=st.integers(0, 1000))
def test_more_tokens_never_match_worse(lengths: list[int], seed: int) -> None:
    question = TokenProjection.load().question(outputs(5, seed))
    matrices = passages(lengths, seed)
    joined = max_sim(question, [np.concatenate(matrices)])[0]
    assert joined == pytest.approx(max_sim(question, matrices).max(0), abs=1e-5)


@given(count=st.integers(1, 20), seed=st.integers(0, 1000))
def test_vectors_are_unit(count: int, seed: int) -> None:
    vectors = TokenProjection.load().question(outputs(count, seed))
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(count), abs=1e-5)


@given(count=st.integers(1, 20), seed=st.integers(0, 1000))
def test_a_token_finds_itself(count: int, seed: int) -> None:
    projection = TokenProjection.load()
    said = outputs(count, seed)
    best = max_sim(projection.question(said), [projection.passage(said)])
    assert best == pytest.approx(np.ones((1, count)), abs=0.02)
    assert best.max() <= 1


def test_texts_without_tokens_are_empty_and_score_nothing() -> None:
    projection = TokenProjection.load()
    vectors = projection.question(outputs(0, 1))
    assert vectors.shape == (0, projection.dimension)
    empty = projection.passage(outputs(0, 1))
    assert empty.shape == (0, projection.dimension) and empty.dtype == np.int8
    assert max_sim(projection.question(outputs(3, 1)), [empty, empty]).tolist() == [[0.0] * 3] * 2
    assert max_sim(vectors, []).shape == (0, 0)


def test_the_file_is_small_and_fits_the_offline_model() -> None:
    projection = TokenProjection.load()
    assert projection.width == 384
    assert FILE.stat().st_size < 150_000


@pytest.mark.parametrize("damage", ["missing", "cut", "no array", "another shape"])
def test_a_damaged_file_is_one_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str) -> None:
    path = tmp_path / "projection.npz"
    whole = TokenProjection.load()
    if damage == "cut":
        path.write_bytes(FILE.read_bytes()[:1000])
    elif damage == "no array":
        np.savez(path, mean=whole.mean)
    elif damage == "another shape":
        np.savez(path, mean=whole.mean[1:], projection=whole.projection)
    monkeypatch.setattr(tokens, "FILE", path)
    with pytest.raises(ModelError, match=re.escape("projection.npz")) as found:
        TokenProjection.load()
    assert "scripts/token-projection" in found.value.remedy
