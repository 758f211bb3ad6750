"""The doctor: what may be wrong with an installation and its data, each finding with its remedy."""

from __future__ import annotations

import importlib.metadata
import re
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from corpus.errors import KehoachError
from corpus.loaders.office import converter
from corpus.loaders.tesseract import missing
from corpus.settings import Settings
from corpus.store import Store

#: Below this a store cannot grow, and SQLite stops in the middle of a write.
_FREE_BYTES = 2**30
#: A sentence of a plan, a question that it answers, and one that it does not.
_SENTENCE = "Phòng Tài nguyên và Môi trường chủ trì giao đất cho trường mầm non."
_NEAR, _FAR = "Phòng nào chủ trì việc giao đất xây trường?", "Lịch tiêm phòng cho đàn gia súc vụ đông?"


class Finding(NamedTuple):
    """One thing looked at: ``status`` is "good", "note" (works, and could be better) or "wrong"."""

    name: str
    status: str
    found: str
    remedy: str = ""


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at everything, changing nothing but the unpacked offline model, which is made where it is missing."""
    yield _python()
    yield _disk(settings.data)
    yield _processor()
    yield _office()
    yield _tesseract()
    name, finding = _model(settings)
    yield finding
    yield from _store(settings, name)


def _python() -> Finding:
    found = sys.version.split()[0]
    try:
        absent = [need for need in importlib.metadata.requires("kehoach") or () if not _installed(need)]
    except importlib.metadata.PackageNotFoundError:
        return Finding("Python", "note", f"{found}, kehoach is not installed", "Run `make demo`, or pip install it.")
    if absent:
        names = ", ".join(absent)
        return Finding("Python", "wrong", f"{found}, without {names}", "Run `pip install -r requirements.lock`.")
    return Finding("Python", "good", f"{found}, every package is there")


def _installed(requirement: str) -> bool:
    """Whether a package is there; extras are not needed, and the pinned versions are pip's to watch."""
    if "extra ==" in requirement:
        return True
    name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _disk(data: Path) -> Finding:
    folder = next(path for path in (data.absolute(), *data.absolute().parents) if path.exists())
    free = shutil.disk_usage(folder).free
    found = f"{free / 2**30:.1f} GiB free at {data}"
    if free < _FREE_BYTES:
        return Finding("disk", "wrong", found, "Make room, or put the data on another disk (KEHOACH_DATA).")
    return Finding("disk", "good", found)


def _processor() -> Finding:
    import torch

    if torch.cuda.is_available():
        return Finding("processor", "good", f"{torch.cuda.get_device_name()}")
    able = torch.cpu.get_capabilities()
    if able.get("avx512_bf16") or able.get("amx_bf16"):
        return Finding("processor", "good", f"computes in bf16, {torch.get_num_threads()} threads")
    return Finding(
        "processor",
        "note",
        f"no bf16 instructions, {torch.get_num_threads()} threads",
        "Everything works, at about a third of the speed; a server processor of 2021 or newer has them.",
    )


def _office() -> Finding:
    program = converter()
    if program is None:
        return Finding(
            "LibreOffice",
            "note",
            "not installed: .doc, .rtf and .odt are not read",
            "Install it (Debian: apt-get install libreoffice-writer-nogui), or save such files as .docx.",
        )
    return Finding("LibreOffice", "good", f"{program} reads .doc, .rtf and .odt")


def _tesseract() -> Finding:
    packages = missing()
    if packages is not None:
        return Finding(
            "tesseract",
            "note",
            "not installed with Vietnamese: scanned PDF files are not read",
            f"Install it (Debian: apt-get install {packages}).",
        )
    return Finding("tesseract", "good", "reads scanned PDF files")


def _model(settings: Settings) -> tuple[str | None, Finding]:
    """The model's name, ``None`` where it cannot be used, and the finding."""
    from index.embedder import Embedder

    try:
        embedder = Embedder(settings.model, settings.cache)
    except KehoachError as error:
        return None, Finding("model", "wrong", error.message, error.remedy)
    except OSError as error:
        return None, Finding(
            "model",
            "wrong",
            f"The folder {settings.cache} cannot be used: {error}.",
            "Set KEHOACH_CACHE to a folder that may be written.",
        )
    sentence = embedder.embed_passages([_SENTENCE])[0]
    near, far = (float(np.dot(sentence, embedder.embed_question(text))) for text in (_NEAR, _FAR))
    found = f"{embedder.name}; cosine {near:.2f} for the answer to a question, {far:.2f} for another subject"
    if not near > far:
        return None, Finding(
            "model",
            "wrong",
            found,
            f"The model is damaged or does not know Vietnamese: delete {settings.cache}, or set another KEHOACH_MODEL.",
        )
    return embedder.name, Finding("model", "good", found)


def _store(settings: Settings, model: str | None) -> Iterator[Finding]:
    path = settings.store_path
    if not path.exists():
        yield Finding(
            "store", "note", f"none in {settings.data} yet", "Ingest some documents: `kehoach ingest FOLDER`."
        )
        return
    restore = "Restore it from a backup, or move it away and ingest the documents again."
    try:
        store = Store(path)
        with sqlite3.connect(f"file:{path.absolute()}?mode=ro", uri=True) as database:
            said = database.execute("PRAGMA quick_check(1)").fetchone()[0]
            orphans = database.execute("PRAGMA foreign_key_check").fetchall()
        database.close()
    except KehoachError as error:
        yield Finding("store", "wrong", error.message, error.remedy)
        return
    except sqlite3.DatabaseError as error:
        yield Finding("store", "wrong", f"{path}: {error}", restore)
        return
    if said != "ok" or orphans:
        yield Finding(
            "store", "wrong", f"{path} is damaged: {said if said != 'ok' else 'rows without their document'}", restore
        )
        return
    count = len(store.documents())
    yield Finding(
        "store", "good", f"{count} documents, {path.stat().st_size / 2**20:.1f} MiB, generation {store.generation}"
    )
    if count:
        yield _vectors(store, model)
        yield from _indexes(settings, store)
    if any(document.internal for document in store.documents()):
        yield _public_index(settings)


def _vectors(store: Store, model: str | None) -> Finding:
    _, vectors = store.vectors()
    norms = np.linalg.norm(vectors, axis=1)
    found = f"{len(vectors)} of {store.model}"
    if not np.all(np.abs(norms - 1) < 1e-3):
        return Finding(
            "vectors", "wrong", f"{found}, not all of length 1", "Ingest the documents into a new data folder."
        )
    if model is not None and model != store.model:
        remedy = "Set the former model again (KEHOACH_MODEL), or ingest the documents into a new data folder."
        return Finding("vectors", "wrong", f"{found}, and the model is {model}", remedy)
    return Finding("vectors", "good", found)


def _indexes(settings: Settings, store: Store) -> Iterator[Finding]:
    from index.lexical import LexicalIndex
    from index.vectors import VectorIndex

    again = "It is made again from the store at the next question; ask one."
    total = sum(document.passages for document in store.documents())
    vectors = VectorIndex.load(settings.index_path, store.generation)
    words = LexicalIndex.open(settings.index_path, store.generation)
    for name, index in (("index of meanings", vectors), ("index of words", words)):
        if index is None:
            yield Finding(name, "wrong", f"missing, damaged, or not of generation {store.generation}", again)
        elif len(index) != total:
            yield Finding(
                name,
                "wrong",
                f"{len(index)} passages, and the store has {total}",
                f"Delete {settings.index_path}. {again}",
            )
        else:
            yield Finding(name, "good", f"{total} passages, generation {store.generation}")


def _public_index(settings: Settings) -> Finding:
    """Only while something is internal: else the public's searches use the same indexes."""
    from index.lexical import LexicalIndex
    from index.vectors import VectorIndex

    store = Store(settings.store_path, public=True)
    total = sum(document.passages for document in store.documents())
    vectors = VectorIndex.load(settings.public_index_path, store.generation)
    words = LexicalIndex.open(settings.public_index_path, store.generation)
    if vectors is None or words is None or not len(vectors) == len(words) == total:
        return Finding(
            "indexes of the public",
            "note",
            f"none of generation {store.generation} with the {total} public passages",
            "The server makes them when it starts, or at the public's next question.",
        )
    return Finding("indexes of the public", "good", f"{total} passages, generation {store.generation}")
