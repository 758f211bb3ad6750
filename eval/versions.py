"""What a run was made with: versions of what computes, and digests of this project's own code and data."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import platform
from collections.abc import Sequence
from pathlib import Path

from corpus.settings import Settings

_ROOT = Path(__file__).resolve().parents[1]
_ANSWERS, _JUDGES = ("corpus", "index", "qa"), ("eval",)
_PACKAGES = ("faiss-cpu", "numpy", "sentence-transformers", "tantivy", "tokenizers", "torch", "transformers")
#: Settings that say where things are, not what comes of them.
_PLACES = {"data", "cache", "keep_unanswered"}


def versions() -> dict[str, str]:
    """Of everything that answers in this process: "kehoach" is a digest of the code, so that a change of it shows."""
    found = {name: importlib.metadata.version(name) for name in _PACKAGES}
    return {"kehoach": code_digest(_ANSWERS), **judging_versions(), **found}


def judging_versions() -> dict[str, str]:
    """Of what asks and judges; all that is known where a server answers."""
    return {
        "eval": code_digest(_JUDGES),
        "ir-measures": importlib.metadata.version("ir-measures"),
        "python": platform.python_version(),
    }


def settings_told(settings: Settings) -> dict[str, str]:
    """The settings on which answers depend."""
    return {name: str(value) for name, value in settings.model_dump(mode="json").items() if name not in _PLACES}


@functools.cache
def code_digest(parts: Sequence[str]) -> str:
    """Twelve hex digits over every file of some folders of this project, data included."""
    digest = hashlib.sha256()
    for path in sorted(path for part in parts for path in (_ROOT / part).rglob("*") if path.is_file()):
        if "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(_ROOT).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]
