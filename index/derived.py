"""Safe storage for what is derived from the store: a folder of files and the manifest that makes it the current one.

A derived index lives in a folder of its own name (``lexical-7-1f0c…``). The manifest (``lexical.json``) is replaced in one
step after every byte is on the disk, so a crash at any point leaves the old index or the new one, whole.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import secrets
import shutil
from pathlib import Path


@dataclasses.dataclass(frozen=True)
class Manifest:
    """What a current index says of itself; ``checksums`` are SHA-256 by file name."""

    generation: int
    count: int
    folder: str
    details: dict[str, str]
    checksums: dict[str, str]


def fresh(root: Path, name: str, generation: int) -> Path:
    """A new empty folder under ``root`` in which to write the next index called ``name``."""
    folder = root / f"{name}-{generation}-{secrets.token_hex(4)}"
    folder.mkdir(parents=True)
    return folder


def publish(folder: Path, name: str, generation: int, count: int, **details: str) -> None:
    """Make the finished ``folder`` the current index called ``name``, then remove the ones before it."""
    root = folder.parent
    files = _files(folder)
    checksums = {path.name: _checksum(path) for path in files}
    for path in (*files, folder):
        _to_disk(path)
    manifest = Manifest(generation, count, folder.name, details, checksums)
    draft = root / f".{name}.json-{secrets.token_hex(4)}"
    draft.write_text(json.dumps(dataclasses.asdict(manifest), indent=1), encoding="utf-8")
    _to_disk(draft)
    os.replace(draft, root / f"{name}.json")
    _to_disk(root)
    for old in root.glob(f"{name}-*"):
        if old != folder:
            # An index that a reader still has mapped stays readable for it until it lets go.
            shutil.rmtree(old, ignore_errors=True)
    for abandoned in root.glob(f".{name}.json-*"):
        abandoned.unlink(missing_ok=True)


def current(root: Path, name: str, generation: int) -> tuple[Path, Manifest] | None:
    """The current index called ``name``; ``None`` if there is none, it is of another generation, or a byte differs."""
    try:
        manifest = Manifest(**json.loads((root / f"{name}.json").read_text(encoding="utf-8")))
        folder = root / manifest.folder
        if manifest.generation != generation:
            return None
        if any(_checksum(folder / file) != checksum for file, checksum in manifest.checksums.items()):
            return None
    except (OSError, ValueError, TypeError, AttributeError):
        # Unreadable is the same finding as damaged: the caller builds the index again from the store.
        return None
    return folder, manifest


def _files(folder: Path) -> list[Path]:
    # Lock files come and go with whoever has the index open.
    return sorted(path for path in folder.iterdir() if path.is_file() and path.suffix != ".lock")


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
