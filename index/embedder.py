"""Texts to vectors, by sentence-transformers."""

from __future__ import annotations

import concurrent.futures
import contextlib
import gc
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError
from index.model import fingerprint, offline_model

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

BATCH = 16
_E5_PROMPTS = ("query: ", "passage: ")


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
        self.dimension = int(self._embed([""]).shape[1])

    def embed_passages(
        self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Vectors of shape (n, dimension), unit norm, in the order of ``texts``.

        ``on_progress`` is called after each batch with the number of texts in it.
        """
        vectors = np.empty((len(texts), self.dimension), np.float32)
        # Neighbours in length share a batch, so that little of it is padding; the longest first, so that a lack of
        # memory shows at once.
        order = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
        batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]

        def embed(batch: list[int]) -> list[int]:
            vectors[batch] = self._embed([self._passage_prompt + texts[place] for place in batch])
            return batch

        with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
            for done in pool.map(embed, batches):
                if on_progress is not None:
                    on_progress(len(done))
        return vectors

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """One vector of shape (dimension,), unit norm."""
        vector: NDArray[np.float32] = self._embed([self._question_prompt + text])[0]
        return vector

    def _embed(self, texts: list[str]) -> NDArray[np.float32]:
        """Shape (len(texts), dimension), unit norm; on one core, and on as many at once as there are callers.

        Sharing each of the model's small layers among threads costs more than it gains: they wait for each other at every
        one, and where another program runs, for ten times as long.
        """
        import torch

        torch.set_num_threads(1)
        # ``encode`` would sort, chunk and draw for itself, which for one question is a quarter of the time.
        with self._tokenizing:
            features = self._model.preprocess(texts)
        with torch.inference_mode():
            features = {key: value.to(self._model.device) for key, value in features.items() if hasattr(value, "to")}
            vectors: NDArray[np.float32] = self._model(features)["sentence_embedding"].float().cpu().numpy()
        # Once more in full precision: a vector normalised in bf16 is up to 0.4 % too long.
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: NDArray[np.float32] = (vectors / np.maximum(norms, 1e-12)).astype(np.float32)
        return unit


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
