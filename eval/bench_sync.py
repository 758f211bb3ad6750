"""The benchmark of `kehoach sync`: a folder of many small files, unchanged, renamed and edited.

``python -m eval.bench_sync`` prints a table in markdown. The model is left out (vectors are made of hashes), so that the
figures are those of looking, comparing and storing; what embedding takes is in ``eval.bench``.
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from corpus.documents import Vectors
from corpus.settings import Settings
from eval.bench import machine, row
from index.embedder import Embedder
from index.library import Library
from index.syncing import FolderSync

_PLAN = "KẾ HOẠCH\n\nCông tác số {0} năm 2024\n\nI. TỔ CHỨC\n\nPhòng Y tế chủ trì việc số {0} trước ngày 30/6/2024.\n"
_A_FOLDER = 100
_DIMENSION = 384


class HashEmbedder(Embedder):
    """Vectors made of the text's hash: no model."""

    def __init__(self) -> None:
        self.name = "hash"
        self.dimension = _DIMENSION

    def encode_passages(
        self, texts: Sequence[str], contexts: Sequence[str], on_progress: Callable[[int], None] | None = None
    ) -> Vectors:
        digests = [hashlib.shake_128(text.encode()).digest(_DIMENSION) for text in texts]
        found = np.frombuffer(b"".join(digests), np.uint8).reshape(len(texts), -1).astype(np.float32) - 127.5
        return Vectors(found / np.linalg.norm(found, axis=1, keepdims=True))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench_sync", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--files", type=int, default=10_000, help="files in the folder (10,000)")
    parser.add_argument("--repeats", type=int, default=3, help="times to sync the unchanged folder (3)")
    arguments = parser.parse_args()
    print(machine())
    print(f"\n{arguments.files} files\n\n| what | n | median | spread | target |\n|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as place:
        bench(Path(place), arguments.files, arguments.repeats)


def bench(place: Path, count: int, repeats: int) -> None:
    """Make the folder and its store under ``place``, and time what happens to them."""
    plans, data = place / "plans", place / "data"
    for number in range(count):
        path = plans / str(number // _A_FOLDER) / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_PLAN.format(number), encoding="utf-8")
    library = Library(Settings(data=data), HashEmbedder())
    keeper = FolderSync(library, plans)
    row("first sync, without embedding", [_timed(keeper)], "s")
    # What changed within a tick of the disk's clock is compared by content once more.
    _timed(keeper)
    command = [sys.executable, "-m", "cli", "sync", str(plans), "--data", str(data)]
    whole, worked, looks = [], [], []
    for _ in range(repeats):
        started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        whole.append(time.perf_counter() - started)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        worked.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        looks.append(_timed(keeper))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
    row("unchanged: `kehoach sync`, the whole process", whole, "s", "under 10 s")
    row("unchanged: of it the processor worked", worked, "s")
    row("unchanged: a pass of `--watch`", looks, "s")
    row("unchanged: most memory of the process", [peak], "GiB")
    (plans / "0").rename(plans / "renamed")
    row(f"a folder of {_A_FOLDER} files renamed, indexes made again", [_timed(keeper)], "s")
    (plans / "1" / f"{_A_FOLDER}.txt").write_text(_PLAN.format("mới"), encoding="utf-8")
    row("a file edited, indexes made again", [_timed(keeper)], "s")


def _timed(keeper: FolderSync) -> float:
    started = time.perf_counter()
    keeper.run()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
