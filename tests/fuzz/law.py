"""What must hold of any file: it ends in documents whose offsets are right, or in one error that says what to do."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

from corpus.documents import Box, Document, Line, Loaded
from corpus.errors import KehoachError
from corpus.passages import context, embedded_text
from corpus.reader import read
from corpus.scans import packed, unpacked

SUFFIX = {"text": ".txt", "html": ".html", "docx": ".docx", "pdf": ".pdf", "office": ".doc", "scan": ".pdf"}
#: For one small file: what takes longer would never end, or not for a large one.
LONGEST_S = 20


class Broken(AssertionError):
    """The law does not hold of a file."""


def judge(path: Path, load: Callable[[Path], Loaded]) -> str:
    """How reading ``path`` ends, in a few words. Raises ``Broken``, or whatever reading raised beside a ``KehoachError``."""
    with at_most(LONGEST_S):
        try:
            loaded = load(path)
        except KehoachError as error:
            _must(bool(error.message and error.remedy), f"an error that says too little: {error!r}")
            _must(path.name in error.message, f"the error does not name the file: {error.message}")
            return f"{type(error).__name__}: {error.message}"
        _check_loaded(loaded)
        documents = read(loaded, path.name)
        for document in documents:
            _check(document)
    return f"{len(documents)} documents of {len(loaded.content)} lines and tables"


@contextlib.contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Raises ``Broken`` in what takes more of this process's time; the guarded process keeps a clock of its own."""

    def give_up(number: int, frame: FrameType | None) -> None:
        raise Broken(f"not done within {seconds} seconds")

    # Not SIGALRM, by which libFuzzer keeps its own time.
    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _check_loaded(loaded: Loaded) -> None:
    for item in loaded.content:
        if loaded.pages is not None:
            pages = (item.page,) if isinstance(item, Line) else item.pages
            _must(all(page is not None and 1 <= page <= loaded.pages for page in pages), f"a page that is none: {item}")
        if isinstance(item, Line):
            _must("\n" not in item.text, f"a line of two lines: {item}")
        else:
            _must(len({len(row) for row in item.rows}) == 1, f"rows of different lengths: {item}")
            _must(all(row and any(row) for row in item.rows), f"an empty row: {item}")
            _must(len(item.pages) == (0 if loaded.pages is None else len(item.rows)), f"rows without pages: {item}")
    for page in loaded.scans:
        _must(1 <= page.number <= (loaded.pages or 0) and 0 <= page.sure <= 1, f"a scan that is none: {page}")
        for word in page.words:
            _must(_in_page(word.box) and 0 <= word.sure <= 1, f"a word outside of its page: {word}")
        _must(len(unpacked(packed(page.words))) == len(page.words), "words that cannot be stored")


def _check(document: Document) -> None:
    text = document.text
    text.encode()  # what the store does
    title = context(document.title, document.header)
    (title + repr(document.header)).encode()
    at = 0
    for passage in document.passages:
        _must(at <= passage.start < passage.end <= len(text), f"passages out of order at {at}: {passage}")
        _must(bool(text[passage.start : passage.end].strip()), f"a passage without text: {passage}")
        _must(bool(embedded_text(passage, text)), "nothing to embed")
        at = passage.end
    for position, section in enumerate(document.sections):
        _must(0 <= section.start < section.end <= len(text), f"a section outside of the text: {section}")
        _must(section.parent is None or section.parent < position, f"a section above what it is below: {section}")
    for page in document.pages:
        _must(0 <= page.start <= page.end <= len(text), f"a page outside of the text: {page}")
    for task in document.tasks:
        _must(0 <= task.start < task.end <= len(text), f"a task outside of the text: {task}")
        _must(bool(task.roles), f"a task without a role: {task}")
        if task.due is not None and task.due.first is not None and task.due.last is not None:
            _must(task.due.first <= task.due.last, f"a task that ends before it begins: {task}")


def _in_page(box: Box) -> bool:
    left, top, right, bottom = box
    return 0 <= left <= right <= 1 and 0 <= top <= bottom <= 1


def _must(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Broken(otherwise[:2000])
