"""One kind of file, fuzzed for some seconds in a process of its own: ``python -m tests.fuzz.campaign KIND FOLDER SECONDS``.

Loaders in Python are led by coverage (atheris): what reaches new code is kept and changed further. They run in this
process, so that a defect is an exception with a traceback; a parser's abort ends the process, and ``tests.fuzz`` starts
another. LibreOffice and tesseract take seconds a file: there, files are changed blindly and read in the guarded process.
"""

from __future__ import annotations

import dataclasses
import hashlib
import importlib
import os
import random
import resource
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["corpus"]):
    import corpus.loaders
    from corpus.documents import Line, Loaded, Table
    from corpus.errors import KehoachError, UnreadableFile
    from corpus.loaders import worker

    # What a loader imports when it needs it would come too late to be followed.
    for name in ("text", "html", "docx", "office", "pdf", "pdf_plumber", "pdf_pypdf", "pdf_scanned"):
        importlib.import_module(f"corpus.loaders.{name}")

from tests.fuzz.law import SUFFIX, Broken, judge
from tests.fuzz.mutation import mutated
from tests.fuzz.seeds import seeds

ROOT = Path(__file__).resolve().parents[2]
GUIDED = ("text", "html", "docx", "pdf")
_SLOW_S = 40  # longer than the law allows, which then says so itself
_REMEDY = "Save it again."


def main() -> None:
    """Fuzz until the seconds are over; files that break the law go to ``FOLDER/found``, each with what was said."""
    kind, folder, seconds = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    (folder / "found").mkdir(parents=True, exist_ok=True)
    (_guided if kind in GUIDED else _blind)(kind, folder, seconds)


def _guided(kind: str, folder: Path, seconds: int) -> None:
    kept = folder / "kept"
    kept.mkdir(exist_ok=True)
    for seed in seeds(kind):
        (kept / hashlib.sha1(seed).hexdigest()).write_bytes(seed)
    # Without programs to start: pictures and old Word files are the other campaigns'.
    os.environ["PATH"] = ""
    place = folder / f"input{SUFFIX[kind]}"
    space = worker._address_space() + worker.MEMORY_BYTES
    load = _in_process(kind)

    def one(data: bytes) -> None:
        if not data:
            return
        place.write_bytes(data)
        resource.setrlimit(resource.RLIMIT_AS, (space, resource.RLIM_INFINITY))
        _judged(place, data, load, folder)

    def change(data: bytes, most: int, seed: int) -> bytes:
        def bend(part: bytes, chance: random.Random) -> bytes:
            return bytes(atheris.Mutate(part, len(part) + 64))

        return mutated(kind, data, seed, bend)[:most]

    options = [
        f"-max_total_time={seconds}",
        f"-timeout={_SLOW_S}",
        "-rss_limit_mb=2500",
        "-max_len=262144",
        "-len_control=0",
    ]
    atheris.Setup(
        [sys.argv[0], str(kept), *options, f"-artifact_prefix={folder}/stopped-", "-print_final_stats=1"],
        one,
        custom_mutator=change,
    )
    atheris.Fuzz()


def _blind(kind: str, folder: Path, seconds: int) -> None:
    end = time.monotonic() + seconds
    place = folder / f"input{SUFFIX[kind]}"
    begun = seeds(kind)
    count = 0
    while time.monotonic() < end:
        data = mutated(kind, random.choice(begun), random.getrandbits(64))
        if data:
            place.write_bytes(data)
            _judged(place, data, corpus.loaders.load, folder)
        count += 1
        print(f"#{count}", file=sys.stderr, flush=True)


def _judged(place: Path, data: bytes, load: Callable[[Path], Loaded], folder: Path) -> None:
    try:
        judge(place, load)
    except Exception as error:
        # One file for each place in the code that breaks.
        frames = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
        said = f"{type(error).__name__} {str(error)[:40] if isinstance(error, Broken) else ''} {frames[-1]}"
        target = folder / "found" / hashlib.sha1(said.encode()).hexdigest()[:12]
        if not target.with_suffix(place.suffix).exists() or len(data) < target.with_suffix(place.suffix).stat().st_size:
            target.with_suffix(place.suffix).write_bytes(data)
            target.with_suffix(".said").write_text("".join(traceback.format_exception(error)), "utf-8", "replace")


def _in_process(kind: str) -> Callable[[Path], Loaded]:
    """What the guarded process does, without it: errors of other parsers are a damaged file, those of ours are defects."""
    module = importlib.import_module(f"corpus.loaders.{kind}")

    def load(path: Path) -> Loaded:
        try:
            loaded: Loaded = module.load(path)
        except KehoachError:
            raise
        except (MemoryError, RecursionError):
            raise UnreadableFile(f"{path.name} takes too much.", _REMEDY) from None
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)
            if Path(frames[-1].filename).is_relative_to(ROOT / "corpus") or isinstance(error, Broken):
                raise
            raise UnreadableFile(f"{path.name} is damaged.", _REMEDY) from None
        return dataclasses.replace(loaded, content=tuple(map(_as_sent, loaded.content)))

    return load


def _as_sent(item: Line | Table) -> Line | Table:
    if isinstance(item, Line):
        return dataclasses.replace(item, text=_sent(item.text))
    return dataclasses.replace(item, rows=tuple(tuple(map(_sent, row)) for row in item.rows))


def _sent(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


if __name__ == "__main__":
    main()
