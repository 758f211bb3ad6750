"""Files -> lines and tables in reading order: ``load`` checks the file and parses it in a guarded process."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from corpus.documents import Loaded
from corpus.errors import FileTooLarge, NotFound, UnreadableFile, UnsupportedFile
from corpus.loaders.worker import TIME_S, Worker

__all__ = ["MAX_BYTES", "READER", "SUFFIXES", "check", "load", "parse"]

MAX_BYTES = 64 * 1024 * 1024
#: The one process that reads files, for all threads of this one.
READER = Worker()
_LOADERS = {
    **dict.fromkeys((".txt", ".md"), "text"),
    **dict.fromkeys((".html", ".htm"), "html"),
    ".docx": "docx",
    **dict.fromkeys((".doc", ".rtf", ".odt"), "office"),
    ".pdf": "pdf",
}
SUFFIXES = tuple(_LOADERS)
_LOADED = TypeAdapter(Loaded)


def load(path: Path, max_bytes: int = MAX_BYTES, time_s: float = TIME_S) -> Loaded:
    """What ``path`` holds; its format is told by its suffix, one of ``SUFFIXES``.

    Raises what ``check`` raises, or an ``UnreadableFile`` (``EncryptedFile``, ``NeedsOCR``) whose message names the file.
    Safe for hostile files; callable from several threads.
    """
    check(path, max_bytes)
    reply = READER.call("corpus.loaders:answer", {"path": str(path.absolute())}, time_s)
    return _LOADED.validate_python(reply["loaded"])


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """What the guarded process replies to ``load``."""
    return {"loaded": _LOADED.dump_python(parse(Path(question["path"])), mode="json")}


def parse(path: Path) -> Loaded:
    """``load`` without check, guard and limits: for the guarded process alone."""
    loaded: Loaded = importlib.import_module(f"corpus.loaders.{_LOADERS[path.suffix.lower()]}").load(path)
    return loaded


def check(path: Path, max_bytes: int = MAX_BYTES) -> None:
    """Refuse a file that need not be opened to be refused.

    Raises ``NotFound``, or an ``UnreadableFile`` (``UnsupportedFile``, ``FileTooLarge``).
    """
    if not path.exists():
        raise NotFound(f"{path} does not exist.", "Check the path.")
    if not path.is_file():
        raise UnreadableFile(f"{path} is not a file.", "Give a file, or ingest the folder.")
    if path.suffix.lower() not in SUFFIXES:
        raise UnsupportedFile(
            f"{path.name} is of a kind that is not read ({path.suffix or 'no suffix'}).",
            f"Save it as .docx or PDF and ingest that; read are {', '.join(SUFFIXES)}.",
        )
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile(f"{path.name} is empty (0 bytes).", "Copy the file again from where it came.")
    if size > max_bytes:
        raise FileTooLarge(
            f"{path.name} has {size / 2**20:.1f} MiB; at most {max_bytes / 2**20:.1f} MiB are read.",
            "Split it, or leave out its pictures.",
        )
