"""The text of PDF pages by pdfium."""

from __future__ import annotations

import ctypes
import dataclasses
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.errors import EncryptedFile, UnreadableFile
from corpus.loaders.layout import squeeze
from corpus.loaders.pdf_layout import Piece, PlacedLine, arrange, has_columns

MOST_PAGES = 5_000
_FEWEST_RULES = 4
_SAMPLED_LETTERS = 20
_WIDE_GAP = 14.0  # points; word spaces of justified text stay below
_SAVE = "Open it in a PDF reader, print it to a new PDF, and ingest that."

Box = tuple[float, float, float, float]
"""left, top, right, bottom in points from the upper left corner of the page as it is shown."""


@dataclasses.dataclass(frozen=True)
class PageText:
    """The lines of a page, and which engine read them.

    ``ruled``: a table may be there. ``has_image`` is looked up on pages without text only.
    """

    lines: tuple[PlacedLine, ...]
    ruled: bool
    engine: str
    has_image: bool = False


def read_pages(path: Path, outside: Mapping[int, Sequence[Box]] | None = None) -> list[PageText]:
    """All pages; with ``outside`` only those pages (the others are empty), without the text in their boxes.

    Raises ``EncryptedFile`` where a password is needed to open, ``UnreadableFile`` where the file is damaged.
    """
    document = _opened(path)
    try:
        count = len(document)
        if count == 0:
            raise UnreadableFile(f"{path.name} has no pages.", _SAVE)
        if count > MOST_PAGES:
            raise UnreadableFile(f"{path.name} states {count} pages; at most {MOST_PAGES} are read.", "Split it.")
        pages = []
        for number in range(count):
            if outside is not None and number not in outside:
                pages.append(PageText((), False, "pdfium"))
                continue
            pages.append(_read_page(document, number, path, None if outside is None else outside[number]))
        return pages
    finally:
        document.close()


def clean(text: str) -> str:
    """``text`` in NFC with single spaces; pdfium marks a hyphen at a line's end by a character of its own."""
    text = text.replace("\ufffe", "-").replace("\x02", "-").replace("\0", "")
    return squeeze(unicodedata.normalize("NFC", text))


def _opened(path: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        reason = pdfium.FPDF_GetLastError()
        if reason in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY) or "password" in str(error).lower():
            raise EncryptedFile(
                f"{path.name} is protected by a password.", "Save it without a password and ingest it again."
            ) from None
        raise UnreadableFile(f"{path.name} is a damaged PDF or none at all.", _SAVE) from None


def _read_page(document: pypdfium2.PdfDocument, number: int, path: Path, boxes: Sequence[Box] | None) -> PageText:
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        raise UnreadableFile(f"{path.name} is a damaged PDF: page {number + 1} cannot be read.", _SAVE) from None
    text_page = page.get_textpage()
    try:
        text = text_page.get_text_range() if text_page.count_chars() else ""
        turn = _turn(text_page)
        # On a page whose text lies across /Rotate pdfium mixes up the lines, and pdfplumber reads tables sideways.
        is_upright = turn == page.get_rotation()
        if boxes is None and is_upright and not has_columns(text):
            lines = [PlacedLine(line, 0.0) for line in map(clean, text.splitlines()) if line]
        else:
            shown = _Shown(page, turn)
            pieces = _pieces(text_page, shown, boxes or ())
            if not is_upright:
                pieces.sort(key=lambda piece: (piece.bottom, piece.left))
            lines = arrange(pieces, shown.height)
        has_image = not lines and pdfium.FPDF_PAGEOBJ_IMAGE in _object_kinds(page)
        return PageText(tuple(lines), is_upright and _is_ruled(page), "pdfium", has_image)
    finally:
        text_page.close()
        page.close()


def _is_ruled(page: pypdfium2.PdfPage) -> bool:
    rules = 0
    for kind in _object_kinds(page):
        rules += kind == pdfium.FPDF_PAGEOBJ_PATH
        if rules >= _FEWEST_RULES:
            return True
    return False


def _object_kinds(page: pypdfium2.PdfPage) -> Iterator[int]:
    for place in range(pdfium.FPDFPage_CountObjects(page.raw)):
        yield pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page.raw, place))


def _pieces(text_page: pypdfium2.PdfTextPage, shown: _Shown, boxes: Sequence[Box]) -> list[Piece]:
    """The page's characters gathered into pieces, cut at line ends and wide gaps."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pieces: list[Piece] = []
    letters: list[str] = []
    area: Box | None = None

    def end() -> None:
        nonlocal area
        text = clean("".join(letters))
        if text and area is not None:
            pieces.append(Piece(text, *area))
        letters.clear()
        area = None

    for place in range(text_page.count_chars()):
        letter = chr(pdfium.FPDFText_GetUnicode(text_page.raw, place))
        if letter in "\r\n":
            end()
            continue
        if letter.isspace():
            letters.append(" ")
            continue
        pdfium.FPDFText_GetCharBox(text_page.raw, place, left, right, bottom, top)
        box = shown.box(left.value, bottom.value, right.value, top.value)
        if any(_inside(box, table) for table in boxes):
            end()
            continue
        if area is not None and (box[0] - area[2] > _WIDE_GAP or box[0] < area[0] - _WIDE_GAP):
            end()
        letters.append(letter)
        area = box if area is None else _union(area, box)
    end()
    return pieces


def _turn(text_page: pypdfium2.PdfTextPage) -> int:
    """The /Rotate, in degrees clockwise, that sets the page's text upright."""
    count = text_page.count_chars()
    turns = Counter(
        round(-math.degrees(pdfium.FPDFText_GetCharAngle(text_page.raw, place)) / 90) * 90 % 360
        for place in range(0, count, max(1, count // _SAMPLED_LETTERS))
    )
    return turns.most_common(1)[0][0] if turns else 0


class _Shown:
    """Turns user space into the page as it is read: origin at the upper left, text upright."""

    def __init__(self, page: pypdfium2.PdfPage, turn: int) -> None:
        self._left, self._bottom, self._right, self._top = page.get_mediabox()
        self._turn = turn
        self.height = self._top - self._bottom if turn in (0, 180) else self._right - self._left

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        if self._turn == 90:
            return bottom - self._bottom, left - self._left, top - self._bottom, right - self._left
        if self._turn == 180:
            return self._right - right, bottom - self._bottom, self._right - left, top - self._bottom
        if self._turn == 270:
            return self._top - top, self._right - right, self._top - bottom, self._right - left
        return left - self._left, self._top - top, right - self._left, self._top - bottom


def _inside(box: Box, table: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return table[0] <= x <= table[2] and table[1] <= y <= table[3]


def _union(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
