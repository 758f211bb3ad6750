"""Pages as pictures: which page a quote stands on, and that page with the quote boxed."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from corpus.blocks import CELL_SEPARATOR
from corpus.documents import Box, Page
from corpus.errors import BadQuestion, Busy, KehoachError, NotFound, UnreadableFile
from corpus.loaders.office import converter, form_of
from corpus.loaders.worker import TIME_S, Worker
from corpus.page_images.cache import Cache
from corpus.store import Store, StoredDocument

#: Grows when the same page is drawn, or a quote found, differently.
_VERSION = "1"
_WORD = (".docx", ".doc", ".rtf", ".odt")
_DRAWING_S = 20.0
_CONTEXT = 300  # characters around a quote
_MOST_PAGES = 60  # that a quote is looked for on: stores of earlier versions have all rows of a table on its first page
_BEGINS = 0.3  # of the boxes: a page with fewer holds but a merged cell, or the last words of the page before
_MOST_WAITING = 16
_FAILED_S = 600.0
_MOST_FAILED = 256
#: One process draws for all stores, one picture after the other; scans are read for minutes in another.
_DRAWER = Worker()
_MAKING = threading.Lock()
_MADE = {".png": b"\x89PNG\r\n", ".pdf": b"%PDF-"}


@dataclasses.dataclass(frozen=True)
class MarkedPage:
    """A page (``number`` from 1) and where the quote stands on it: boxes in shares 0..1 of the page as it is drawn."""

    number: int
    boxes: tuple[Box, ...]


@dataclasses.dataclass(frozen=True)
class _Original:
    """The file of a document; its pages are those of ``content_hash`` and of no other content."""

    source: str
    content_hash: str

    @property
    def is_word(self) -> bool:
        return Path(self.source).suffix.lower() in _WORD


def is_pictured(document: StoredDocument) -> bool:
    """Whether there are pictures of the document's pages: of PDFs, and of Word documents where LibreOffice is."""
    suffix = Path(document.source).suffix.lower()
    return suffix == ".pdf" or (
        suffix in _WORD and form_of(document.file_start) is not None and converter() is not None
    )


class PageImages:
    """The pages of a store's documents, kept in ``folder`` once they are made. Any number of threads may ask.

    What was read of a file is drawn in a guarded process, one picture after the other; a second request for what is being
    made waits for it. Every method raises ``NotFound`` where there is no such document, or no pages; ``UnreadableFile`` where the
    file cannot be drawn; ``Busy`` where too many wait.
    """

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.cache = Cache(folder)
        self._waiting = threading.BoundedSemaphore(_MOST_WAITING)
        self._failed: dict[str, tuple[float, KehoachError]] = {}

    def pages_of(self, document_id: str, start: int, end: int) -> list[MarkedPage]:
        """The pages on which ``[start, end)`` of the document's text stands, in order; none where it is not found.

        Raises ``BadQuestion`` for a range that is none of the text.
        """
        original = self._original(document_id)
        text = self.store.text(document_id)
        if not 0 <= start < end <= len(text):
            raise BadQuestion(
                f"There is no text from {start} to {end} in {original.source}.",
                f"Give 0 <= start < end <= {len(text)}, in code points.",
            )
        pages = [] if original.is_word else self.store.pages(document_id)
        first, last, low, high = _window(pages, start, end, len(text), is_row=CELL_SEPARATOR in text[start:end])
        question = {
            "first": first,
            "last": last,
            "quote": {
                "text": text[start:end],
                "before": text[max(0, start - _CONTEXT) : start],
                "after": text[end : end + _CONTEXT],
                "at": (start - low) / (high - low),
            },
            "scans": {
                scan.number: [(word.text, word.box) for word in scan.words]
                for scan in ([] if original.is_word else self.store.scans(document_id))
                if first <= scan.number <= (last or scan.number)
            },
        }

        def make(folder: Path) -> Path:
            reply = self._call("locating:locate", original, folder, question, _DRAWING_S)
            made = folder / "places.json"
            made.write_text(json.dumps(reply["pages"]))
            return made

        name = f"{original.content_hash}-{_digest(question)}.json"
        found = self._made(name, original, f"from {first}", make)
        return [MarkedPage(int(number), tuple(map(_box, boxes))) for number, boxes in json.loads(found)]

    def page_of(self, document_id: str, start: int, end: int) -> MarkedPage:
        """The page on which ``[start, end)`` begins; without boxes where only the page is known."""
        found = self.pages_of(document_id, start, end)
        whole = sum(_area(page.boxes) for page in found)
        for page in found:
            if _area(page.boxes) >= _BEGINS * whole:
                return page
        if found:
            return found[0]
        first = next((page.number for page in reversed(self.store.pages(document_id)) if page.start <= start), None)
        if first is None:
            raise NotFound(
                f"The page of these words of {self._original(document_id).source} is not known.",
                "Open the file itself: /api/documents/ID/file.",
            )
        return MarkedPage(first, ())

    def tag(self, document_id: str, page: MarkedPage) -> str:
        """What tells this picture from any other; the same until the file or the drawing changes."""
        return self._name(self._original(document_id), self._question(document_id, page)).removesuffix(".png")

    def image(self, document_id: str, page: MarkedPage) -> bytes:
        """The page as PNG with its boxes drawn, at most three million pixels."""
        original = self._original(document_id)
        question = self._question(document_id, page)

        def make(folder: Path) -> Path:
            made = folder / "made.png"
            self._call("drawing:draw", original, folder, question | {"made": str(made)}, _DRAWING_S)
            return made

        return self._made(self._name(original, question), original, f"page {page.number}", make)

    # -- inside ----------------------------------------------------------------------------------------------------------

    def _original(self, document_id: str) -> _Original:
        document = self.store.document(document_id)
        if not is_pictured(document):
            raise NotFound(
                f"There are no pictures of the pages of {document.source}.",
                "PDFs have some, and Word documents where LibreOffice is installed; the text is at /documents/ID.",
            )
        return _Original(document.source, self.store.content_hash(document_id))

    def _question(self, document_id: str, page: MarkedPage) -> dict[str, Any]:
        scans = {scan.number for scan in self.store.pages(document_id) if scan.sure is not None}
        return {"number": page.number, "boxes": page.boxes, "scan": page.number in scans}

    def _name(self, original: _Original, question: dict[str, Any]) -> str:
        return f"{original.content_hash}-{_digest(question)}.png"

    def _made(self, name: str, original: _Original, about: str, make: Callable[[Path], Path]) -> bytes:
        """What is kept under ``name``, made now where it is not; what failed, ``about`` the same, is not tried again at once."""
        found = self.cache.get(name)
        if found is not None:
            return found
        about = f"{original.content_hash} {about}"
        with self._turn():
            found = self.cache.get(name)
            if found is not None:
                return found
            when, error = self._failed.get(about, (0.0, None))
            if error is not None and time.monotonic() - when < _FAILED_S:
                raise error
            try:
                with self.cache.draft() as folder:
                    return self._keep(name, make(folder), original)
            except UnreadableFile as error:
                self._failed[about] = time.monotonic(), error
                while len(self._failed) > _MOST_FAILED:
                    del self._failed[next(iter(self._failed))]
                raise

    def _keep(self, name: str, made: Path, original: _Original) -> bytes:
        content = made.read_bytes()
        self.cache.put(name, made)
        if original.content_hash not in self.store.content_hashes():
            self.cache.forget(original.content_hash)  # removed meanwhile
        return content

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        """One picture is made at a time; few wait, since each holds one of the server's threads."""
        if not self._waiting.acquire(blocking=False):
            raise Busy(f"{_MOST_WAITING} pictures of pages are being made.", "Ask again in some seconds.")
        try:
            with _MAKING:
                yield
        finally:
            self._waiting.release()

    def _call(
        self, function: str, original: _Original, folder: Path, question: dict[str, Any], time_s: float
    ) -> dict[str, Any]:
        """What the guarded process answers about a document's pages, which are those of a PDF."""
        path = folder / Path(original.source).name
        path.write_bytes(self.store.content(original.content_hash))
        if original.is_word:
            path = self._printed(original, path)
        about = {"path": str(path), "name": original.source, "hash": original.content_hash}
        reply = _DRAWER.call(f"corpus.page_images.{function}", question | about, time_s)
        made = Path(question["made"]) if "made" in question else None
        if made is not None:
            _check(made, original.source)
        return reply

    def _printed(self, original: _Original, path: Path) -> Path:
        """The document as a PDF, which LibreOffice makes once."""
        name = f"{original.content_hash}.pdf"
        made = path.with_name("printed.pdf")
        kept = self.cache.get(name)
        if kept is None:
            _DRAWER.call("corpus.loaders.office:print_pages", {"path": str(path), "made": str(made)}, TIME_S)
            _check(made, original.source)
            kept = self._keep(name, made, original)
        made.write_bytes(kept)
        return made


def _window(
    pages: Sequence[Page], start: int, end: int, length: int, *, is_row: bool
) -> tuple[int, int | None, int, int]:
    """The pages to search (the last ``None``: all) and the range of the text that stands on them.

    A paragraph or a row counts to the page on which it begins, so that the words may stand up to the page that begins next;
    a cell that is merged with those above may stand on the page before.
    """
    if not pages:
        return 1, None, 0, length
    at = next((at for at in reversed(range(len(pages))) if pages[at].start <= start), 0)
    first = pages[max(0, at - is_row)]
    following = next((page for page in pages if page.start >= end), None)
    most = first.number + _MOST_PAGES
    last = most if following is None else min(following.number, most)
    return first.number, last, min(first.start, start), length if following is None else following.end


def _check(made: Path, source: str) -> None:
    """Raise ``UnreadableFile`` unless the file that the process made is what was asked for: it may have been taken over."""
    start = b""
    if made.is_file() and not made.is_symlink():
        with made.open("rb") as file:
            start = file.read(16)
    if not start.startswith(_MADE[made.suffix]):
        raise UnreadableFile(f"{source} could not be drawn.", "Open the file itself: /api/documents/ID/file.")


def _digest(question: dict[str, Any]) -> str:
    return hashlib.blake2b(json.dumps([_VERSION, question]).encode(), digest_size=12).hexdigest()


def _box(edges: Sequence[float]) -> Box:
    left, top, right, bottom = map(float, edges)
    return left, top, right, bottom


def _area(boxes: Sequence[Box]) -> float:
    return sum((right - left) * (bottom - top) for left, top, right, bottom in boxes)
