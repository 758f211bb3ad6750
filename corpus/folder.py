"""A folder of plans: the files in it, and how to know one that did not change without reading it.

A file's *stamp* is its size, its time of change, the time of change of its entry and its number on the disk. Two equal
stamps are the same content, with one exception: a file may change twice within one tick of a disk's clock. So a file that
changed less than ``TICK_S`` before it was read, or that is dated in the future, has no stamp, and is compared by its
content at the next look. File systems tick from nanoseconds to 2 s (FAT).
"""

from __future__ import annotations

import dataclasses
import os
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from corpus.errors import KehoachError, UnreadableFile
from corpus.loaders import SUFFIXES

TICK_S = 2.0
#: Begin the names of files that programs hide or keep beside an open document.
_PASSED_OVER = (".", "~$", "~wr")
#: Where systems keep what was thrown away, or what is theirs.
_SYSTEM_FOLDERS = {"$recycle.bin", "#recycle", "@recycle", "@eadir", "#snapshot", "system volume information"}


@dataclasses.dataclass(frozen=True)
class Found:
    """A file at ``place``, known to the store by ``key``; with an ``error`` a file or folder that cannot be looked at."""

    place: str
    key: str
    stat: os.stat_result | None = None
    error: KehoachError | None = None

    @property
    def path(self) -> Path:
        """Where it is. Made when asked for: of ten thousand files of a pass few are."""
        return Path(self.place)


def walk(folder: Path) -> Iterator[Found]:
    """The files of a folder, at any depth, that a loader reads, and what cannot be looked at.

    Hidden files and folders, those that Office leaves beside an open document, and recycle bins are passed over. A link is
    followed where it leads out of the folder, once; what it leads to inside of it is found there. Raises ``OSError`` where
    the folder itself cannot be listed.
    """
    root = os.path.realpath(folder)
    followed = [root]
    waiting = [root]
    while waiting:
        directory = waiting.pop()
        try:
            with os.scandir(directory) as listed:
                entries = sorted((entry for entry in listed if not _passed_over(entry.name)), key=lambda e: e.name)
        except OSError as error:
            if directory == root:
                raise
            yield _not_seen(directory, f"cannot be listed: {error.strerror}")
            continue
        folders = []
        for entry in entries:
            if entry.is_symlink():
                target = os.path.realpath(entry.path)
                if any(_within(target, other) for other in followed):
                    continue
                if not os.path.exists(target):
                    if _suffix(entry.name) in ("", *SUFFIXES):
                        yield _not_seen(entry.path, f"leads to {target}, which is not there")
                    continue
                if os.path.isdir(target):
                    # A folder that holds one we are in would never end.
                    if any(_within(other, target) for other in followed):
                        continue
                    followed.append(target)
            try:
                if entry.is_dir():
                    if entry.name.lower() not in _SYSTEM_FOLDERS:
                        folders.append(entry.path)
                elif _suffix(entry.name) in SUFFIXES and entry.is_file():
                    yield Found(entry.path, key_of(entry.path), entry.stat())
            except FileNotFoundError:
                continue  # gone since the folder was listed
            except OSError as error:
                yield _not_seen(entry.path, f"cannot be looked at: {error.strerror}")
        waiting.extend(reversed(folders))


def key_of(path: str | Path) -> str:
    """What the store knows a file by: its absolute path; bytes of a name that are no text are written as ``\\xNN``."""
    return os.fsencode(path).decode(errors="backslashreplace")


def loosely(key: str) -> str:
    """The same for names that differ in case, or in how their accents are composed, alone."""
    return unicodedata.normalize("NFC", key).casefold()


def stamp(stat: os.stat_result, looked_at: float) -> str | None:
    """A file's stamp, where one can be trusted; ``looked_at`` is when its reading began, in seconds of the epoch."""
    if max(stat.st_mtime, stat.st_ctime) > looked_at - TICK_S:
        return None
    return seen(stat)


def seen(stat: os.stat_result) -> str:
    """A file's stamp as it is at this moment."""
    return f"{stat.st_size}:{stat.st_mtime_ns}:{stat.st_ctime_ns}:{stat.st_ino}"


def is_fresh(stat: os.stat_result) -> bool:
    """Whether a file changed just now, and may be changing still."""
    return max(stat.st_mtime, stat.st_ctime) > time.time() - TICK_S


def _passed_over(name: str) -> bool:
    return name.lower().startswith(_PASSED_OVER)


def _suffix(name: str) -> str:
    return os.path.splitext(name)[1].lower()


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _not_seen(path: str, reason: str) -> Found:
    name = key_of(path)
    return Found(
        path,
        name,
        error=UnreadableFile(
            f"{name} {reason}.",
            "Connect the disk or share, or give the user who runs kehoach the right to read it; or take it away.",
        ),
    )
