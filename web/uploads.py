"""Files that come by upload: their names made safe, and what became of each in words for people."""

from __future__ import annotations

import dataclasses
from typing import Literal

from starlette.datastructures import UploadFile

from corpus.errors import (
    EncryptedFile,
    FileTooLarge,
    KehoachError,
    NeedsOCR,
    UnreadableFile,
    UnsupportedFile,
)
from corpus.store import StoredDocument
from index.library import Library

#: Why a file is no document, by the key of the words for it; the more particular first.
_REASONS: tuple[tuple[type[KehoachError], str], ...] = (
    (UnsupportedFile, "unsupported"),
    (FileTooLarge, "too_large"),
    (EncryptedFile, "encrypted"),
    (NeedsOCR, "needs_ocr"),
    (UnreadableFile, "unreadable"),
)


@dataclasses.dataclass(frozen=True)
class Received:
    """What became of one file. ``reason`` is a key of words ("reason_…", "remedy_…") where it was ``failed``."""

    name: str
    status: Literal["stored", "unchanged", "failed"]
    documents: tuple[StoredDocument, ...] = ()
    reason: str | None = None
    error: KehoachError | None = None


def file_name(sent: str) -> str:
    """The last part of a name that a browser sent, without what no file system takes. Raises ``UnreadableFile``."""
    name = "".join(c for c in sent.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable()).strip()
    if name.strip(".") == "":
        raise UnreadableFile("The upload has no file name.", "Send the file with its name, suffix included.")
    if len(name.encode()) > 255:
        raise UnreadableFile(f"The file name {name[:40]}… is longer than 255 bytes.", "Give the file a shorter name.")
    return name


def receive(library: Library, file: UploadFile, internal: bool) -> Received:
    """Store a file, ``internal`` for the office alone; one of the same name that was uploaded before is replaced."""
    try:
        name = file_name(file.filename or "")
        report = library.ingest_upload(name, file.file.read(), internal=internal)
    except KehoachError as error:
        return failed(file.filename or "", error)
    if report.error is not None:
        return failed(name, report.error)
    documents = tuple(library.store.document(id) for id in report.documents)
    return Received(name, "unchanged" if report.status == "unchanged" else "stored", documents)


def failed(name: str, error: KehoachError) -> Received:
    """A file that is no document, with the reason in words."""
    return Received(name, "failed", reason=reason_of(error), error=error)


def reason_of(error: KehoachError) -> str:
    """The key of the words for what is wrong with a file, and for what to do."""
    return next((key for kind, key in _REASONS if isinstance(error, kind)), "other")
