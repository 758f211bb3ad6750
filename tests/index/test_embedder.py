import concurrent.futures
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError
from index.embedder import BATCH, Embedder
from index.model import FOLDER, fingerprint

CACHE = Path(os.environ.get("KEHOACH_MODEL_CACHE", Path.home() / ".cache" / "kehoach"))

PASSAGES = [
    "Phòng Tài nguyên và Môi trường chủ trì, hướng dẫn giao đất cho trường mầm non.",
    "Tổ chức hội thi giáo viên dạy giỏi cấp huyện.",
    "Phòng, chống dịch bệnh trong mùa hè.",
]


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return Embedder(None, CACHE)


def test_importing_the_embedder_does_not_import_torch() -> None:
    code = "import sys, index.embedder; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_vectors_are_unit_and_float32(embedder: Embedder) -> None:
    vectors = embedder.embed_passages(PASSAGES)
    assert vectors.shape == (3, embedder.dimension) == (3, 384) and vectors.dtype == np.float32
    question = embedder.embed_question("Ai chủ trì?")
    assert question.shape == (384,) and question.dtype == np.float32
    assert np.linalg.norm([*vectors, question], axis=1) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("Cơ quan nào chủ trì việc giao đất cho trường học?", 0),
        ("Which office leads land allocation for schools?", 0),
        ("Ai tổ chức hội thi giáo viên giỏi?", 1),
        ("How will disease be prevented in summer?", 2),
    ],
)
def test_a_question_is_nearest_to_the_passage_that_answers_it(embedder: Embedder, question: str, best: int) -> None:
    scores = embedder.embed_passages(PASSAGES) @ embedder.embed_question(question)
    assert int(scores.argmax()) == best


def test_the_order_of_the_texts_is_kept_and_progress_is_told(embedder: Embedder) -> None:
    texts = [f"Nhiệm vụ số {place} " + "giao đất " * (place * 7 % 13) for place in range(BATCH + 8)]
    steps: list[int] = []
    vectors = embedder.embed_passages(texts, steps.append)
    assert steps == [BATCH, 8]
    for place in (0, 5, BATCH + 7):
        assert vectors[place] @ embedder.embed_passages([texts[place]])[0] > 0.999
    assert (vectors @ vectors.T).argmax(axis=1).tolist() == list(range(len(texts)))


def test_nothing_to_embed_is_no_vectors(embedder: Embedder) -> None:
    assert embedder.embed_passages([]).shape == (0, 384)


def test_a_long_text_is_cut_at_512_tokens(embedder: Embedder) -> None:
    words = "giao đất cho trường " * 200
    cut, longer = embedder.embed_passages([words, words + "phòng chống dịch bệnh " * 200])
    assert cut @ longer > 0.9999


def test_a_question_and_a_passage_are_told_apart(embedder: Embedder) -> None:
    assert embedder.embed_question("giao đất") @ embedder.embed_passages(["giao đất"])[0] < 0.999


def test_many_threads_get_the_vectors_of_one(embedder: Embedder) -> None:
    texts = [f"{text} {number}" for number in range(5) for text in PASSAGES]
    alone = [embedder.embed_question(text) for text in texts]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        together = list(pool.map(embedder.embed_question, texts))
    assert np.sum(np.array(alone) * np.array(together), axis=1) == pytest.approx(1.0, abs=1e-4)


def test_the_name_says_which_model_made_the_vectors(embedder: Embedder) -> None:
    assert embedder.name == f"{FOLDER}@{fingerprint(CACHE / FOLDER)}"


def test_a_damaged_model_is_one_clear_error(embedder: Embedder, tmp_path: Path) -> None:
    damaged = tmp_path / "model"
    shutil.copytree(CACHE / FOLDER, damaged, ignore=shutil.ignore_patterns("*.safetensors"))
    (damaged / "model.safetensors").write_bytes(b"\0" * 1000)
    with pytest.raises(ModelError, match="cannot be loaded"):
        Embedder(str(damaged), CACHE)


def test_a_model_that_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded"):
        Embedder(str(tmp_path / "nothing"), CACHE)
