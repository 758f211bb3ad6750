"""Texts to vectors, by sentence-transformers."""

from __future__ import annotations

import concurrent.futures
import contextlib
import dataclasses
import functools
import gc
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpus.documents import Vectors
from corpus.errors import ModelError
from index.model import FOLDER, fingerprint, offline_model
from index.tokens import TokenProjection

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

BATCH = 16
_E5_PROMPTS = ("query: ", "passage: ")


@dataclasses.dataclass(frozen=True, eq=False)
class QuestionVectors:
    """A question's ``vector`` (dimension,), and its tokens' vectors (m, d), all of unit norm.

    A model without a token projection has no tokens: m is 0.
    """

    vector: NDArray[np.float32]
    tokens: NDArray[np.float32]


class Embedder:
    """An embedding model, loaded: ``None`` is the offline one, else a hub name or the path of a model folder.

    Raises ``ModelError`` where the model is missing or damaged. Safe to use from many threads.
    """

    def __init__(self, model: str | None, cache: Path) -> None:
        source = str(offline_model(cache)) if model is None else model
        with _quick_start():
            self._model = _load(source)
        self._tokenizing = threading.Lock()  # the tokenizer refuses two threads
        self.name = f"{Path(source).name if Path(source).is_dir() else source}@{_identity(source)}"
        self._question_prompt, self._passage_prompt = _prompts(self._model, self.name)
        self._lengths = functools.lru_cache(maxsize=4096)(self._tokens_before)
        self.dimension = int(self._embed([""])[0].shape[1])
        projection = TokenProjection.load() if self.name.startswith(f"{FOLDER}@") else None
        self._projection = projection if projection is not None and projection.width == self.dimension else None

    def embed_passages(
        self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Vectors of shape (n, dimension), unit norm, in the order of ``texts``.

        ``on_progress`` is called after each batch with the number of texts in it.
        """
        return self.encode_passages(texts, [""] * len(texts), on_progress).passages

    def encode_passages(
        self, texts: Sequence[str], contexts: Sequence[str], on_progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """The vectors of texts, each read behind its context; vectors of tokens are those of the texts alone."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        tokens: list[NDArray[np.int8]] = [np.empty((0, 0), np.int8)] * len(texts)
        # Neighbours in length share a batch, so that little of it is padding; the longest first, so that a lack of
        # memory shows at once.
        order = sorted(range(len(texts)), key=lambda place: -len(contexts[place]) - len(texts[place]))
        batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]

        def embed(batch: list[int]) -> list[int]:
            before = [self._passage_prompt + (f"{contexts[place]}\n" if contexts[place] else "") for place in batch]
            found, outputs = self._embed([lead + texts[place] for lead, place in zip(before, batch, strict=True)])
            vectors[batch] = found
            if self._projection is not None:
                for place, lead, output in zip(batch, before, outputs, strict=True):
                    tokens[place] = self._projection.passage(output[self._lengths(lead) : -1])
            return batch

        with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
            for done in pool.map(embed, batches):
                if on_progress is not None:
                    on_progress(len(done))
        return Vectors(vectors, tuple(tokens))

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """One vector of shape (dimension,), unit norm."""
        vector: NDArray[np.float32] = self._embed([self._question_prompt + text])[0][0]
        return vector

    def encode_question(self, text: str) -> QuestionVectors:
        """The vectors of a question and of its tokens."""
        vectors, outputs = self._embed([self._question_prompt + text])
        if self._projection is None:
            return QuestionVectors(vectors[0], np.empty((0, 0), np.float32))
        tokens = self._projection.question(outputs[0][self._lengths(self._question_prompt) : -1])
        return QuestionVectors(vectors[0], tokens)

    def outputs(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        """What the model makes of each token of passages, (m, dimension): what a token projection is made from."""
        prompt = self._passage_prompt
        return [o[self._lengths(prompt) : -1] for o in self._embed([prompt + text for text in texts])[1]]

    def _embed(self, texts: list[str]) -> tuple[NDArray[np.float32], list[NDArray[np.float32]]]:
        """Vectors (len(texts), dimension), unit norm, and for each text the outputs of its tokens (m, dimension).

        On one core, and on as many at once as there are callers: sharing each of the model's small layers among threads
        costs more than it gains: they wait for each other at every one, and where another program runs, for ten times as long.
        """
        import torch

        torch.set_num_threads(1)
        # ``encode`` would sort, chunk and draw for itself, which for one question is a quarter of the time.
        with self._tokenizing:
            features = self._model.preprocess(texts)
        with torch.inference_mode():
            features = {key: value.to(self._model.device) for key, value in features.items() if hasattr(value, "to")}
            found = self._model(features)
            vectors: NDArray[np.float32] = found["sentence_embedding"].float().cpu().numpy()
            hidden: NDArray[np.float32] = found["token_embeddings"].float().cpu().numpy()
            lengths = found["attention_mask"].sum(1).tolist()
        # Once more in full precision: a vector normalised in bf16 is up to 0.4 % too long.
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: NDArray[np.float32] = (vectors / np.maximum(norms, 1e-12)).astype(np.float32)
        return unit, [output[: int(length)] for output, length in zip(hidden, lengths, strict=True)]

    def _tokens_before(self, lead: str) -> int:
        """How many tokens of a text belong to what it begins with, the mark of the beginning included."""
        with self._tokenizing:
            return int(self._model.preprocess([lead])["attention_mask"].sum()) - 1


def _load(source: str) -> SentenceTransformer:
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    device = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        model = SentenceTransformer(source, device=device, model_kwargs={"dtype": _number_format(device)})
    except Exception as error:  # the libraries below raise OSError, ValueError, SafetensorError and bare Exception
        raise ModelError(
            f"The embedding model {source!r} cannot be loaded: {_first_line(error)}",
            "Check the model's name or folder in the settings; delete a damaged folder, and it is made or fetched again.",
        ) from error
    return model.eval()


def _number_format(device: str) -> torch.dtype:
    import torch

    if device == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float32
    able = torch.cpu.get_capabilities()
    # Without these instructions bf16 is emulated and several times slower than fp32.
    return torch.bfloat16 if able.get("avx512_bf16") or able.get("amx_bf16") else torch.float32


def _identity(source: str) -> str:
    folder = Path(source)
    if not folder.is_dir():
        from huggingface_hub import try_to_load_from_cache

        kept = try_to_load_from_cache(source, "config.json")
        if not isinstance(kept, str):
            raise ModelError(
                f"The embedding model {source!r} was loaded, but its files are not in the hub's cache.",
                "Name the folder of the model in the settings instead.",
            )
        folder = Path(kept).parent
    return fingerprint(folder)


def _prompts(model: Any, name: str) -> tuple[str, str]:
    """Prompts for a question and a passage: the model's own, else E5's for a model of that name, else none."""
    own = model.prompts
    question, passage = own.get("query", ""), own.get("passage", "") or own.get("document", "")
    if question or passage:
        return question, passage
    return _E5_PROMPTS if "e5" in name.rpartition("@")[0].lower() else ("", "")


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


@contextlib.contextmanager
def _quick_start() -> Iterator[None]:
    """Without garbage collection: loading makes 3,500 modules, and walking them again and again is 1.5 s of 6."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
