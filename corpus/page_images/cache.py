"""A bounded folder of what was made of files: page images, places of quotes, printed Word documents.

A name begins with the content hash of its file, so that a file that was replaced can never show what it was.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Collection, Iterator
from pathlib import Path

MOST_BYTES = 256 * 2**20
_DRAFT = "draft-"
_FORGOTTEN_S = 3600.0  # a draft of a process that was killed


class Cache:
    """Files under ``folder``, at most ``most_bytes`` of them: what was not read the longest goes. Any process may use it."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self.folder = folder
        self.most_bytes = most_bytes

    def get(self, name: str) -> bytes | None:
        """The content kept under a name."""
        path = self.folder / name
        try:
            content = path.read_bytes()
            os.utime(path)
        except FileNotFoundError:
            return None
        return content

    @contextlib.contextmanager
    def draft(self) -> Iterator[Path]:
        """A folder for what is being made, gone afterwards."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=_DRAFT, dir=self.folder, ignore_cleanup_errors=True) as folder:
            yield Path(folder)

    def put(self, name: str, made: Path) -> None:
        """Keep a draft under a name, whole from the first moment."""
        os.replace(made, self.folder / name)
        self.keep()

    def forget(self, content_hash: str) -> None:
        """Drop what belongs to a file."""
        for path in self.folder.glob(f"{content_hash}*"):
            path.unlink(missing_ok=True)

    def keep(self, hashes: Collection[str] | None = None) -> None:
        """Drop what belongs to other files than these, where some are given, and the oldest beyond the limit."""
        left = self.most_bytes
        kept: list[tuple[float, int, Path]] = []
        for path in self.folder.iterdir() if self.folder.is_dir() else ():
            with contextlib.suppress(FileNotFoundError):  # another process drops it as well
                state = path.stat()
                if path.name.startswith(_DRAFT):
                    if time.time() - state.st_mtime > _FORGOTTEN_S:
                        shutil.rmtree(path, ignore_errors=True)
                elif hashes is None or path.name.partition("-")[0].partition(".")[0] in hashes:
                    kept.append((state.st_mtime, state.st_size, path))
                else:
                    path.unlink()
        for _, size, path in sorted(kept, reverse=True):
            left -= size
            if left < 0:
                path.unlink(missing_ok=True)
