"""The text of PDF pages by pdfium."""

from __future__ import annotations

import ctypes
import dataclasses
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.errors import EncryptedFile, UnreadableFile
from corpus.legacy import tcvn3
from corpus.loaders.layout import Cell, squeeze
from corpus.loaders.pdf_encoding import Decoder
from corpus.loaders.pdf_layout import Piece, arrange, has_columns, paragraphs, rows_of
from corpus.loaders.pdf_page import Box, Fragment, PageText
from corpus.loaders.pdf_ruled import Grid, grids_of
from corpus.syllable_grammar import is_syllable

MOST_PAGES = 5_000
_MOST_TEXTS = 50_000
_FEWEST_RULES = 4
_SAMPLED_LETTERS = 20
_WIDE_GAP = 14.0  # points; word spaces of justified text stay below
_LINE = re.compile(r"\S(?:[^\r\n]*\S)?")
_HORN = "\u00ad"
_BROKEN = re.compile(r"([^\W\d_]+)[\ufffe\x02]([^\W\d_]+)")
_SAVE = "Open it in a PDF reader, print it to a new PDF, and ingest that."


def read_pages(path: Path) -> list[PageText]:
    """All pages. Raises ``EncryptedFile`` where a password is needed, ``UnreadableFile`` where the file is damaged."""
    document = opened(path)
    try:
        count = len(document)
        if count == 0:
            raise UnreadableFile(f"{path.name} has no pages.", _SAVE)
        if count > MOST_PAGES:
            raise UnreadableFile(f"{path.name} states {count} pages; at most {MOST_PAGES} are read.", "Split it.")
        decoder = Decoder()
        return [_read_page(document, number, path, decoder) for number in range(count)]
    finally:
        document.close()


def clean(text: str) -> str:
    """``text`` in NFC with single spaces; pdfium marks a hyphen at a line's end by a character of its own."""
    text = _BROKEN.sub(_mended, text).replace("\ufffe", "-").replace("\x02", "-").replace("\0", "")
    return squeeze(unicodedata.normalize("NFC", text))


def _mended(found: re.Match[str]) -> str:
    """A word cut at a line's end by a hyphen, which in TCVN3 is the letter "ư"; the text may have lost that elsewhere."""
    word = f"{found[1]}{_HORN}{found[2]}"
    if not (word.islower() and is_syllable(tcvn3(word))):
        return found[0]
    return word if _HORN in found.string else f"{found[1]}{found[2]}"


def opened(path: Path) -> pypdfium2.PdfDocument:
    """The PDF. Raises ``EncryptedFile`` where a password is needed, ``UnreadableFile`` where the file is damaged."""
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        reason = pdfium.FPDF_GetLastError()
        if reason in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY) or "password" in str(error).lower():
            raise EncryptedFile(
                f"{path.name} is protected by a password.", "Save it without a password and ingest it again."
            ) from None
        raise UnreadableFile(f"{path.name} is a damaged PDF or none at all.", _SAVE) from None


def _read_page(document: pypdfium2.PdfDocument, number: int, path: Path, decoder: Decoder) -> PageText:
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        raise UnreadableFile(f"{path.name} is a damaged PDF: page {number + 1} cannot be read.", _SAVE) from None
    try:
        check_size(page, f"Page {number + 1} of {path.name}")
        text_page = page.get_textpage()
        try:
            return _text_of(page, text_page, number, decoder)
        finally:
            text_page.close()
    finally:
        page.close()


def _text_of(page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage, number: int, decoder: Decoder) -> PageText:
    codes = [pdfium.FPDFText_GetUnicode(text_page.raw, place) for place in range(text_page.count_chars())]
    text = "".join(map(chr, codes))
    if not text.strip():
        return PageText((), has_image=pdfium.FPDF_PAGEOBJ_IMAGE in _object_kinds(page))
    turn = text_turn(text_page)
    shown = _Shown(page, turn)
    grids = grids_of(page, shown.point) if is_ruled(page) else []
    # On a page whose text lies across /Rotate pdfium mixes up the lines.
    is_upright = turn == page.get_rotation()
    lines = decoder.pieces(list(_lines(text_page, shown, text)))
    if is_upright and not grids and not has_columns("\n".join(line.text for line in lines)):
        return PageText(tuple(paragraphs(lines)))
    pieces, cells = _pieces(text_page, shown, grids, text)
    if not is_upright:
        pieces.sort(key=lambda piece: (piece.bottom, piece.left))
    inside = [(key, line) for key, found in cells.items() for line in rows_of(found)]
    texts = decoder.lines([*(piece.text for piece in pieces), *(line for _, line in inside)])
    pieces = [dataclasses.replace(piece, text=text) for piece, text in zip(pieces, texts, strict=False)]
    filled: dict[_CellKey, Cell] = {}
    for (key, _), text in zip(inside, texts[len(pieces) :], strict=True):
        filled.setdefault(key, []).append(text)
    tables = [
        Fragment(number, [[filled.setdefault((place, cell), []) for cell in row] for row in grid.cells], grid.box)
        for place, grid in enumerate(grids)
    ]
    return PageText(tuple(arrange(pieces, shown.height)), tuple(tables))


def check_size(page: pypdfium2.PdfPage, name: str) -> None:
    """Raise ``UnreadableFile`` for a page of too many pieces of text.

    Pages of millions of letters take minutes and say nothing; a map has many objects too, but they are lines.
    """
    if pdfium.FPDFPage_CountObjects(page.raw) <= _MOST_TEXTS:
        return
    if sum(kind == pdfium.FPDF_PAGEOBJ_TEXT for kind in _object_kinds(page)) > _MOST_TEXTS:
        raise UnreadableFile(f"{name} is made of more than {_MOST_TEXTS} pieces of text and was left alone.", _SAVE)


def is_ruled(page: pypdfium2.PdfPage) -> bool:
    """Whether the page has lines enough for a table."""
    rules = 0
    for kind in _object_kinds(page):
        rules += kind in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_FORM)
        if rules >= _FEWEST_RULES or kind == pdfium.FPDF_PAGEOBJ_FORM:
            return True
    return False


def _object_kinds(page: pypdfium2.PdfPage) -> Iterator[int]:
    for place in range(pdfium.FPDFPage_CountObjects(page.raw)):
        yield pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page.raw, place))


def _lines(text_page: pypdfium2.PdfTextPage, shown: _Shown, text: str) -> Iterator[Piece]:
    """The page's lines as pdfium tells them, which places them from their first and last letters."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))

    def box(place: int) -> Box:
        pdfium.FPDFText_GetCharBox(text_page.raw, place, left, right, bottom, top)
        return shown.box(left.value, bottom.value, right.value, top.value)

    for found in _LINE.finditer(text):
        line = clean(found[0])
        if line:
            first, last = box(found.start()), box(found.end() - 1)
            yield Piece(line, first[0], min(first[1], last[1]), last[2], max(first[3], last[3]))


_CellKey = tuple[int, int]
"""The number of the grid on the page, and of the cell in it."""


def _pieces(
    text_page: pypdfium2.PdfTextPage, shown: _Shown, grids: Sequence[Grid], text: str
) -> tuple[list[Piece], dict[_CellKey, list[Piece]]]:
    """The page's characters gathered into pieces, cut at line ends and wide gaps: those outside of tables, and of cells."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pieces: list[Piece] = []
    cells: dict[_CellKey, list[Piece]] = {}
    letters: list[str] = []
    area: Box | None = None
    current: _CellKey | None = None

    def end() -> None:
        nonlocal area
        line = clean("".join(letters))
        if line and area is not None:
            target = pieces if current is None else cells.setdefault(current, [])
            target.append(Piece(line, *area))
        letters.clear()
        area = None

    for place, letter in enumerate(text):
        if letter in "\r\n":
            end()
            continue
        if letter.isspace():
            letters.append(" ")
            continue
        pdfium.FPDFText_GetCharBox(text_page.raw, place, left, right, bottom, top)
        box = shown.box(left.value, bottom.value, right.value, top.value)
        key = cell_at(grids, box) if grids else None
        if key != current:
            end()
            current = key
        if area is not None and (box[0] - area[2] > _WIDE_GAP or box[0] < area[0] - _WIDE_GAP):
            end()
        letters.append(letter)
        area = box if area is None else _union(area, box)
    end()
    return pieces, cells


def cell_at(grids: Sequence[Grid], box: Box) -> _CellKey | None:
    """The cell in which the middle of a box lies."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    for place, grid in enumerate(grids):
        cell = grid.cell(x, y)
        if cell is not None:
            return place, cell
    return None


def text_turn(text_page: pypdfium2.PdfTextPage) -> int:
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

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of user space on the page as it is shown."""
        if self._turn == 90:
            return y - self._bottom, x - self._left
        if self._turn == 180:
            return self._right - x, y - self._bottom
        if self._turn == 270:
            return self._top - y, self._right - x
        return x - self._left, self._top - y

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A box of user space on the page as it is shown."""
        if self._turn == 0 and left <= right and bottom <= top:
            return left - self._left, self._top - top, right - self._left, self._top - bottom
        (x, y), (to_x, to_y) = self.point(left, bottom), self.point(right, top)
        return min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y)


def _union(one: Box, other: Box) -> Box:
    # Asked for every letter: comparing takes half the time of min and max.
    left, top, right, bottom = one
    other_left, other_top, other_right, other_bottom = other
    return (
        left if left <= other_left else other_left,
        top if top <= other_top else other_top,
        right if right >= other_right else other_right,
        bottom if bottom >= other_bottom else other_bottom,
    )
