"""The benchmark: how fast ingesting, asking and starting are here, beside what they cannot be faster than.

``python -m eval.bench [FOLDER]`` prints tables in markdown. It needs no data set: questions are made from the
documents' own headings and sentences, which is enough to time them and says nothing about how good the answers are.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import datetime
import importlib.metadata
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from corpus.documents import Vectors
from corpus.errors import BadQuestion
from corpus.settings import Settings
from corpus.store import Store
from corpus.syllables import fold
from index.embedder import Embedder
from index.library import Library
from qa.assistant import Assistant

_PACKAGES = ("torch", "sentence-transformers", "transformers", "faiss-cpu", "tantivy")
#: How a question about a heading is asked; ``{}`` is the heading or the beginning of a passage.
_WORDINGS = ("Ai chủ trì {}?", "Thời hạn {} là khi nào?", "{}", "who is responsible for {}?")
_START_LIMIT_S = 120.0


@dataclasses.dataclass(frozen=True)
class Served:
    """A server that runs, and the seconds from the start of its process until it was ready."""

    address: str
    pid: int
    ready: float


class TimedEmbedder(Embedder):
    """The embedder, counting the seconds and passages that went through it."""

    seconds = 0.0
    passages = 0

    def encode_passages(
        self, texts: Sequence[str], contexts: Sequence[str], on_progress: Callable[[int], None] | None = None
    ) -> Vectors:
        started = time.perf_counter()
        vectors = super().encode_passages(texts, contexts, on_progress)
        self.seconds += time.perf_counter() - started
        self.passages += len(texts)
        return vectors


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path("samples"), help="plans to ingest (samples)")
    parser.add_argument("--repeats", type=int, default=3, help="times to ingest, and to start the server (3)")
    parser.add_argument("--questions", type=int, default=200, help="questions to ask (200)")
    arguments = parser.parse_args()
    print(machine())
    print("\n| what | n | median | spread | target |\n|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        data = bench_ingest(arguments.folder, Path(folder), arguments.repeats)
        bench_ask(data, arguments.questions)
        bench_server(data, arguments.repeats)


def machine() -> str:
    """One paragraph: processor, cores, bf16, memory, versions, day."""
    import torch

    able = [name for name in ("avx512_bf16", "amx_bf16") if torch.cpu.get_capabilities().get(name)]
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in _PACKAGES)
    return (
        f"{_processor()}, {len(os.sched_getaffinity(0))} cores, {' and '.join(able) or 'no bf16'}, {gigabytes:.0f} GiB;"
        f" Python {platform.python_version()}, {versions}; {datetime.date.today():%d/%m/%Y}."
    )


def bench_ingest(source: Path, folder: Path, repeats: int) -> Path:
    """Ingest ``source`` into new stores under ``folder``; returns the last one's data folder."""
    embedder = TimedEmbedder(Settings().model, Settings().cache)
    totals, shares, rates = [], [], []
    data = folder
    for turn in range(repeats):
        data = folder / str(turn)
        library = Library(Settings(data=data), embedder)
        embedder.seconds, embedder.passages = 0.0, 0
        started = time.perf_counter()
        reports = library.ingest([source])
        totals.append(time.perf_counter() - started)
        shares.append(100 * embedder.seconds / totals[-1])
        rates.append(embedder.passages / embedder.seconds)
        library.store.close()
    stored = sum(report.status == "stored" for report in reports)
    failed = sum(report.status == "failed" for report in reports)
    what = f"{stored} files, {embedder.passages} passages" + (f", {failed} files failed" if failed else "")
    row(f"ingest, model loaded ({what})", totals, "s")
    row("share of it in the model", shares, "%", "at least 85 %")
    row("passages embedded in a second", rates, "/s")
    return data


def bench_ask(data: Path, count: int) -> None:
    """Time questions, each beside the embedding of the same question alone."""
    assistant = Assistant.open(Settings(data=data))
    assistant.warm_up()
    embedder = assistant.library.embedder
    questions = made_questions(assistant.library.store, count)
    asked, embedded = [], []
    for question in questions[:10]:
        _asked(assistant, question)
    for question in questions:
        started = time.perf_counter()
        if not _asked(assistant, question):
            continue
        between = time.perf_counter()
        embedder.embed_question(question)
        embedded.append((time.perf_counter() - between) * 1000)
        asked.append((between - started) * 1000)
    row("ask, warm", asked, "ms")
    row("embed the question alone", embedded, "ms")
    ratio = statistics.median(asked) / statistics.median(embedded)
    print(f"| ask / embed | {len(asked)} | {ratio:.2f} | | under 3 |", flush=True)


def bench_server(data: Path, repeats: int) -> None:
    """Start the server anew, wait until it is ready, ask a few questions, and see how much memory it held at most."""
    store = Store(data / "kehoach.sqlite3")
    questions = made_questions(store, 20)
    ready, peaks = [], []
    for _ in range(repeats):
        with served(data) as server:
            ready.append(server.ready)
            for question in questions:
                _post(f"{server.address}/api/ask", question)
            peaks.append(_peak_bytes(server.pid) / 2**30)
    row("server, process start to /readyz", ready, "s", "at most 6 s")
    row("server, most memory after 20 questions", peaks, "GiB", "at most 1.5 GB")


@contextlib.contextmanager
def served(data: Path, surroundings: Mapping[str, str] = os.environ) -> Iterator[Served]:
    """A server process over a data folder, on a free port of the loopback, once it is ready; ended at the end."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "cli", "serve", "--data", str(data), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=dict(surroundings)) as process:
        try:
            address = _address(process)
            while not _ready(f"{address}/readyz"):
                if time.perf_counter() - started > _START_LIMIT_S or process.poll() is not None:
                    raise SystemExit("The server did not become ready: see `kehoach serve`.")
                time.sleep(0.02)
            yield Served(address, process.pid, time.perf_counter() - started)
        finally:
            process.terminate()


def made_questions(store: Store, count: int) -> list[str]:
    """``count`` questions made from headings and first words of passages, always the same; a third has no accents."""
    passages = list(store.passages())
    chance = random.Random(0)
    questions = []
    for turn in range(count):
        stored = chance.choice(passages)
        heading = stored.passage.section[-1] if stored.passage.section and turn % 2 else stored.text
        text = _WORDINGS[turn % len(_WORDINGS)].format(" ".join(heading.split()[:10]))
        questions.append(fold(text) if turn % 3 == 2 else text)
    return questions


def row(what: str, values: Sequence[float], unit: str, target: str = "") -> None:
    """One line of the table: median, and least to most, or the 95th percentile where there are many."""
    if len(values) >= 100:
        spread = f"p95 {statistics.quantiles(values, n=20)[-1]:.3g} {unit}"
    else:
        spread = f"{min(values):.3g} to {max(values):.3g} {unit}"
    print(f"| {what} | {len(values)} | {statistics.median(values):.3g} {unit} | {spread} | {target} |", flush=True)


def _asked(assistant: Assistant, question: str) -> bool:
    try:
        assistant.ask(question)
    except BadQuestion:
        # A made question may be of digits alone, which is no question.
        return False
    return True


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("kehoach: http"):
            return line.split()[1]
    raise SystemExit("The server ended before it listened: see `kehoach serve`.")


def _ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _post(url: str, question: str) -> None:
    body = json.dumps({"question": question}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    try:
        urllib.request.urlopen(request, timeout=60).close()
    except urllib.error.HTTPError as error:
        if error.code != 422:
            raise


def _peak_bytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise SystemExit("This system does not tell how much memory a process held.")


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
