"""How well files are read: what comes out of the loaders and the reader beside the true text of the same documents.

``python -m eval.reading FOLDER`` prints tables in markdown. ``FOLDER`` holds files whose names begin with the name of their
truth, ``gold/NAME.gold.json`` (the blocks of the letterhead, the body, the signature and the rows of the appendix);
``bad`` in it may hold files made to harm.
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import datetime
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

import pypdfium2

from corpus.blocks import clean
from corpus.documents import Document, Header, Line, Loaded
from corpus.errors import KehoachError
from corpus.loaders import SUFFIXES, load, tesseract
from corpus.reader import read
from eval.cells import right_cells
from eval.framing import framed

_LABEL = re.compile(r"^(?:[IVX]+\.|\d{1,2}(?:\.\d{1,2})*\.|[a-zđ]\)|-)\s")
_NUMBER = re.compile(r"^Số:\s*(\d\S*)")
_DATE = re.compile(r"ngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})")
_FIELDS = ("agency", "number", "date", "signer")
#: So many pages make the files whose reading is timed: of plain PDFs, and of all, those with old or odd fonts among them.
_PLAIN_PAGES, _PAGES = 1000, 500
#: Reads a file as ingesting does, in a process of its own, so that its memory can be told.
_LOAD = """
import json, sys, time
from pathlib import Path
from corpus.errors import KehoachError
from corpus.loaders import load
started = time.perf_counter()
try:
    loaded = load(Path(sys.argv[1]))
    said = f"read: {len(loaded.content)} lines and tables of {loaded.pages} pages"
except KehoachError as error:
    said = f"{type(error).__name__}: {error.message}"
print(json.dumps([time.perf_counter() - started, said]))
"""


@dataclasses.dataclass(frozen=True)
class Truth:
    """What a document says: its body's paragraphs in order, the rows of its appendix, the fields of its header."""

    body: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    appendix: str
    agency: str
    number: str | None
    date: datetime.date | None
    signer: str
    signer_title: str


@dataclasses.dataclass(frozen=True)
class Reading:
    """How one file was read. ``wrong`` are the fields of the header that are not those of the truth.

    ``error_rate`` is edits / characters of the true body; ``paragraphs``, ``labels`` (outline numbers and bullets) and
    ``rows`` are found as they stand, of how many, and ``cells`` of them; ``extra_rows`` stand in no true table.
    """

    name: str
    error_rate: float
    paragraphs: tuple[int, int]
    labels: tuple[int, int]
    rows: tuple[int, int] | None
    cells: tuple[int, int]
    extra_rows: int
    pages: int
    wrong: tuple[str, ...]
    seconds: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m eval.reading", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="files and their truth")
    parser.add_argument("--only", default="", help="of the files, those whose name contains this")
    arguments = parser.parse_args()
    print_readings(arguments.folder, arguments.only)
    if not arguments.only:
        # First what tells memory: a process counts as its own that of the one that started it, which grows with what follows.
        print_speed(arguments.folder)
        print_hostile(arguments.folder / "bad")
    print_scans(arguments.folder, arguments.only)
    if not arguments.only:
        # Imported here: this brings the model.
        from eval.formats import print_formats

        print_formats(arguments.folder)


def print_readings(folder: Path, only: str = "") -> None:
    """A row for each file that has a truth."""
    print("| file | error rate | paragraphs | numbers | rows | header | s |\n|---|---|---|---|---|---|---|", flush=True)
    readings = []
    for path, truth in files(folder):
        if only not in path.name:
            continue
        name = str(path.relative_to(folder))
        try:
            readings.append(measure(path, truth, name))
        except KehoachError as error:
            print(f"| {name} | not read: {error.message} | | | | | |", flush=True)
            continue
        print(_row(readings[-1]), flush=True)
    if readings:
        rows = [reading.rows for reading in readings if reading.rows]
        print(
            f"| all {len(readings)} | median {statistics.median(reading.error_rate for reading in readings):.4f}, "
            f"worst {max(reading.error_rate for reading in readings):.4f} | {_sum([r.paragraphs for r in readings])} "
            f"| {_sum([r.labels for r in readings])} | {_sum(rows)} "
            f"| {sum(not reading.wrong for reading in readings)} of {len(readings)} "
            f"| {sum(reading.seconds for reading in readings):.1f} |"
        )


def print_scans(folder: Path, only: str = "") -> None:
    """A row for each PDF of page images that has a truth; nothing without tesseract."""
    scans = [(path, truth) for path, truth in files(folder, "scan") if path.suffix == ".pdf" and only in path.name]
    if not scans or tesseract.missing() is not None:
        return
    print(
        "\n| scan | error rate | rows | cells | header | framed | s a page |\n|---|---|---|---|---|---|---|", flush=True
    )
    for path, truth in scans:
        loaded, documents, seconds = _timed(path)
        found = compare(loaded, documents, truth, path.name, seconds)
        print(
            f"| {found.name} | {found.error_rate:.4f} | {_of(found.rows or (0, 0))} | {_of(found.cells)} "
            f"({found.cells[0] / max(found.cells[1], 1):.0%}) | {_header(found)} | {_of(framed(path, documents))} "
            f"| {found.seconds / found.pages:.1f} |",
            flush=True,
        )


def files(folder: Path, kind: str = "") -> Iterator[tuple[Path, Truth]]:
    """The files of ``folder`` and of the folders in it, or of ``kind`` alone, with what they should say.

    Page images lie in the folder ``scan``, and are left out where they are not asked for.
    """
    truths = {path.name.split(".")[0]: truth_of(path) for path in sorted((folder / "gold").glob("*.gold.json"))}
    left_out = {"bad", "scan", "gold"} - {kind}
    for path in sorted((folder / kind).rglob("*")):
        if path.suffix in SUFFIXES and path.parent.name not in left_out:
            truth = truths.get(re.split(r"[._]", path.name)[0])
            if truth is not None:
                yield path, truth


def truth_of(path: Path) -> Truth:
    """The truth that the file ``path`` states."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    left = [squeeze(line) for line in gold["letter_left"]]
    agency = [line for line in left if not line.startswith("Số:")]
    # The body above the issuer stands before it.
    agency = agency[max(place for place, line in enumerate(agency) if line.startswith("ỦY BAN")) :]
    number = next((found[1] for line in left if (found := _NUMBER.match(line))), None)
    day = next((found for line in gold["letter_right"] if (found := _DATE.search(line))), None)
    return Truth(
        tuple(map(squeeze, gold["body"])),
        tuple(tuple(map(squeeze, row)) for row in gold["table"]),
        squeeze(gold["body_app"][0]),
        " ".join(agency),
        number,
        datetime.date(int(day[3]), int(day[2]), int(day[1])) if day else None,
        squeeze(gold["sig_right"][-1]),
        squeeze(gold["sig_right"][0]),
    )


def measure(path: Path, truth: Truth, name: str) -> Reading:
    """Read ``path`` and compare; raises what ``load`` raises."""
    loaded, documents, seconds = _timed(path)
    return compare(loaded, documents, truth, name, seconds)


def compare(loaded: Loaded, documents: Sequence[Document], truth: Truth, name: str, seconds: float) -> Reading:
    """What was read of a file beside what it says."""
    text = squeeze(" ".join(document.text for document in documents))
    blocks = collections.Counter(line for document in documents for line in document.text.split("\n"))
    body = collections.Counter(truth.body)
    labelled = [paragraph for paragraph in truth.body if _LABEL.match(paragraph)]
    starts = [line for line in blocks if _LABEL.match(line)]
    found_labels = sum(any(start[:24] == paragraph[:24] for start in starts) for paragraph in labelled)
    raw = _raw(loaded)
    rows = collections.Counter(block.cells for block in clean(loaded) if block.is_row)
    true_rows = collections.Counter(truth.rows)
    exact = (rows & true_rows).total()
    return Reading(
        name,
        edits_within(" ".join(truth.body), text) / len(" ".join(truth.body)),
        ((blocks & body).total(), len(truth.body)),
        (found_labels, len(labelled)),
        (exact, len(truth.rows)) if truth.appendix in raw else None,
        right_cells([*rows.elements()], truth.rows),
        rows.total() - exact,
        loaded.pages or 1,
        tuple(_wrong_fields(documents, truth, raw)),
        seconds,
    )


def _timed(path: Path) -> tuple[Loaded, Sequence[Document], float]:
    """A file as it is read, and in how many seconds."""
    started = time.perf_counter()
    loaded = load(path)
    documents = read(loaded, path.name)
    return loaded, documents, time.perf_counter() - started


def edits_within(part: str, text: str) -> int:
    """The fewest insertions, deletions and replacements that make ``part`` of any stretch of ``text``.

    Myers, A fast bit-vector algorithm for approximate string matching (JACM 1999), the vector being one integer.
    """
    if not part:
        return 0
    places: dict[str, int] = collections.defaultdict(int)
    for place, letter in enumerate(part):
        places[letter] |= 1 << place
    every = (1 << len(part)) - 1
    last = 1 << (len(part) - 1)
    up, down, edits = every, 0, len(part)
    fewest = edits
    for letter in text:
        match = places.get(letter, 0)
        vertical = match | down
        horizontal = (((match & up) + up) ^ up) | match
        increase = down | (every & ~(horizontal | up))
        decrease = up & horizontal
        edits += bool(increase & last) - bool(decrease & last)
        fewest = min(fewest, edits)
        increase = (increase << 1) & every
        up = ((decrease << 1) & every) | (every & ~(vertical | increase))
        down = increase & vertical
    return fewest


def squeeze(text: str) -> str:
    """NFC with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def print_speed(folder: Path) -> None:
    """How long many pages of the folder's PDFs take in one file, and with how much memory."""
    paths = [path for path, _ in files(folder) if path.suffix == ".pdf" and path.parent == folder]
    plain = [path for path in paths if path.stem.isdigit()]
    print("\n| pages in one file | s | s of a core | pages/s | MiB | outcome |\n|---|---|---|---|---|---|")
    for pages, of, kind in ((_PLAIN_PAGES, plain, "plain PDFs"), (_PAGES, paths, "PDFs of all kinds")):
        with tempfile.TemporaryDirectory() as made:
            together = Path(made) / "together.pdf"
            _put_together(of, together, pages)
            seconds, work, memory, said = _loaded(together)
        print(
            f"| {pages} of {len(of)} {kind} | {seconds:.1f} | {work:.1f} | {pages / seconds:.0f} | {memory >> 20} | {said} |",
            flush=True,
        )


def print_hostile(folder: Path) -> None:
    """What becomes of each file that was made to harm, how soon and with how much memory."""
    if not folder.is_dir():
        return
    print("\n| file | s | MiB | outcome |\n|---|---|---|---|")
    for path in sorted(folder.iterdir()):
        seconds, _, memory, said = _loaded(path)
        print(f"| {path.name} | {seconds:.1f} | {memory >> 20} | {said} |", flush=True)


def _loaded(path: Path) -> tuple[float, float, int, str]:
    """Seconds, seconds of work, most bytes of any process, and outcome of loading ``path`` in a new process."""
    process = subprocess.Popen([sys.executable, "-c", _LOAD, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    seconds, said = json.loads(process.stdout.read())
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, said


def _put_together(paths: Sequence[Path], target: Path, pages: int) -> None:
    """Writes the pages of the files, over again, until there are so many."""
    together = pypdfium2.PdfDocument.new()
    while len(together) < pages:
        for path in paths:
            source = pypdfium2.PdfDocument(path)
            wanted = min(len(source), pages - len(together))
            if wanted:
                together.import_pages(source, list(range(wanted)))
            source.close()
    together.save(target)
    together.close()


def _row(reading: Reading) -> str:
    rows = "none" if reading.rows is None else f"{reading.rows[0]}/{reading.rows[1]}"
    rows += f", {reading.extra_rows} more" if reading.extra_rows else ""
    return (
        f"| {reading.name} | {reading.error_rate:.4f} | {_of(reading.paragraphs)} | {_of(reading.labels)} | {rows} "
        f"| {_header(reading)} | {reading.seconds:.1f} |"
    )


def _header(reading: Reading) -> str:
    return f"wrong: {', '.join(reading.wrong)}" if reading.wrong else "all"


def _of(share: tuple[int, int]) -> str:
    return f"{share[0]}/{share[1]}"


def _sum(shares: Sequence[tuple[int, int]]) -> str:
    return _of((sum(found for found, _ in shares), sum(total for _, total in shares)))


def _raw(loaded: Loaded) -> str:
    """All that a loader found, to tell what a file does not hold from what was misread."""
    items = (item.text if isinstance(item, Line) else " ".join(map(" ".join, item.rows)) for item in loaded.content)
    return squeeze(" ".join(items))


def _wrong_fields(documents: Sequence[Document], truth: Truth, raw: str) -> Iterator[str]:
    header = documents[0].header if documents else Header()
    found = ((header.issuer or "").upper(), header.number, header.date, header.signer)
    true = (truth.agency, truth.number, truth.date, truth.signer if truth.signer_title in raw else None)
    return (name for name, one, other in zip(_FIELDS, found, true, strict=True) if one != other)


if __name__ == "__main__":
    main()
