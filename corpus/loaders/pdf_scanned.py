"""The pages of a PDF that are pictures: which they are, their pictures at the scanner's own resolution, and what they say."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from corpus.documents import ScannedPage, ScannedWord
from corpus.errors import NeedsOCR, UnreadableFile
from corpus.loaders import pulse, scan_marks, tesseract
from corpus.loaders.layout import Cell
from corpus.loaders.pdf_layout import Piece, PlacedLine, arrange
from corpus.loaders.pdf_page import Fragment, PageText
from corpus.loaders.scan import PageReading, ScannedTable, read_scan
from corpus.loaders.scan_numerals import mended
from corpus.loaders.scan_picture import READING_DPI
from corpus.loaders.tesseract import TextLine
from corpus.syllable_grammar import syllable_share

MOST_SCANS = 500
_MOST_DPI = 300
_MOST_PIXELS = 18_000_000  # A3 at 300 dpi
_SCAN_COVERS = 0.3  # of the page; a seal or a logo covers less
_WHOLE_PAGE = 0.7
_STAMPED_LETTERS = 300  # what a digital signature prints on a scan is shorter
_TRUSTED_SHARE = 0.98
_WIDE_GAP = 1.5  # heights of the line
_POINTS = 72


def scanned_pages(path: Path, pages: Sequence[PageText]) -> list[int]:
    """Which pages (from 0) are pictures of text.

    Such a page has no text but a picture; or the picture is all of it and the text little, as a digital signature prints it
    on a scan, or not Vietnamese, as a bad OCR leaves it.
    """
    suspects = {
        number: text
        for number, page in enumerate(pages)
        if len(text := page_text(page)) < _STAMPED_LETTERS or syllable_share(text) < _TRUSTED_SHARE
    }
    if not suspects:
        return []
    document = pypdfium2.PdfDocument(path)
    try:
        covered = {number: _covered(document[number]) for number in suspects}
    finally:
        document.close()
    return [number for number, text in suspects.items() if covered[number] >= (_WHOLE_PAGE if text else _SCAN_COVERS)]


def read_scanned(path: Path, numbers: Sequence[int], why: str) -> dict[int, tuple[PageText, ScannedPage]]:
    """What tesseract reads of the pages ``numbers`` (from 0).

    Raises ``NeedsOCR``, saying ``why`` they have to be read so, where it is not installed.
    """
    missing = tesseract.missing()
    if missing is not None:
        raise NeedsOCR(
            f"{path.name} {why}, and tesseract, which reads pictures, is not installed with Vietnamese.",
            f"Install it (Debian: apt-get install {missing}), and ingest the file again.",
        )
    if len(numbers) > MOST_SCANS:
        raise UnreadableFile(
            f"{path.name} has {len(numbers)} scanned pages; at most {MOST_SCANS} are read.", "Split it."
        )
    document = pypdfium2.PdfDocument(path)
    readings: dict[int, tuple[PageReading, tuple[float, float]]] = {}
    try:
        for number in numbers:
            page = document[number]
            dpi = _resolution(page)
            readings[number] = read_scan(_picture(page, dpi), dpi), page.get_size()
            page.close()
            pulse.beat()
    finally:
        document.close()
    scan_marks.settle([block for reading, _ in readings.values() for block in reading.blocks])
    texts = _with_numerals([_page_text(number, reading, size) for number, (reading, size) in readings.items()])
    return {
        number: (text, _scanned(number, reading))
        for text, (number, (reading, _)) in zip(texts, readings.items(), strict=True)
    }


def page_text(page: PageText) -> str:
    """All words of a page."""
    cells = (cell for table in page.tables for row in table.grid for cell in row)
    return "\n".join([*(line.text for line in page.lines), *(line for cell in cells for line in cell)])


def _images(page: pypdfium2.PdfPage) -> Iterator[pypdfium2.PdfObject]:
    yield from page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3)


def _covered(page: pypdfium2.PdfPage) -> float:
    """The share of the page under pictures, 0 and more: scanners cut some pages into strips."""
    width, height = page.get_size()
    covered = 0.0
    for image in _images(page):
        left, bottom, right, top = image.get_bounds()
        covered += max(0.0, right - left) * max(0.0, top - bottom)
    page.close()
    return float(covered / max(width * height, 1.0))


def _resolution(page: pypdfium2.PdfPage) -> float:
    """The dots per inch at which to draw the page: those of its largest picture, or what is best to read."""
    found, largest = 0.0, 0.0
    for image in _images(page):
        left, bottom, right, top = image.get_bounds()
        area = (right - left) * (top - bottom)
        if area > largest:
            largest = area
            found = max(image.get_px_size()) / max(right - left, top - bottom) * _POINTS
    width, height = page.get_size()
    affordable = math.sqrt(_MOST_PIXELS / max(width * height, 1.0)) * _POINTS
    return float(min(found or READING_DPI, _MOST_DPI, affordable))


def _picture(page: pypdfium2.PdfPage, dpi: float) -> Image.Image:
    # A pixel more than the scan has would blur all of them.
    longer = max(page.get_size())
    scale = max(1.0, longer * dpi / _POINTS - 0.5) / longer
    picture: Image.Image = page.render(scale=scale).to_pil()
    return picture


def _page_text(number: int, reading: PageReading, size: tuple[float, float]) -> PageText:
    width, height = size if reading.placing.turn % 180 == 0 else size[::-1]
    runs = [run for line in reading.lines for run in _runs(line, width, height)]
    pieces = [_piece(run, width, height) for run in runs if tesseract.is_text(run)]
    tables = tuple(_fragment(number, table, width, height) for table in reading.tables)
    return PageText(tuple(arrange(pieces, height)), tables)


def _runs(line: TextLine, width: float, height: float) -> Iterator[TextLine]:
    """A line cut at wide gaps: what stands beside each other in a letterhead or beside a signature is read as one."""
    wide = _WIDE_GAP * max(word.box[3] - word.box[1] for word in line) * height
    start = 0
    for at in range(1, len(line)):
        if (line[at].box[0] - line[at - 1].box[2]) * width > wide:
            yield line[start:at]
            start = at
    yield line[start:]


def _piece(words: TextLine, width: float, height: float) -> Piece:
    return Piece(
        " ".join(word.text for word in words),
        min(word.box[0] for word in words) * width,
        min(word.box[1] for word in words) * height,
        max(word.box[2] for word in words) * width,
        max(word.box[3] for word in words) * height,
    )


def _fragment(number: int, table: ScannedTable, width: float, height: float) -> Fragment:
    cells: dict[int, Cell] = {}
    grid = [[cells.setdefault(id(cell), _cell(cell)) for cell in row] for row in table.rows]
    left, top, right, bottom = table.box
    return Fragment(number, grid, (left * width, top * height, right * width, bottom * height))


def _cell(lines: Sequence[TextLine]) -> Cell:
    return [" ".join(word.text for word in line) for line in lines]


def _with_numerals(pages: Sequence[PageText]) -> list[PageText]:
    """The pages, the numerals of their headings mended; cells are changed in place, since merged ones are one object."""
    lines = iter(mended([line.text for page in pages for line in page.lines]))
    heads = [row[0] for page in pages for table in page.tables for row in table.grid if row[0]]
    for cell, text in zip(heads, mended([cell[0] for cell in heads]), strict=True):
        cell[0] = text
    return [
        dataclasses.replace(page, lines=tuple(PlacedLine(next(lines), line.top) for line in page.lines))
        for page in pages
    ]


def _scanned(number: int, reading: PageReading) -> ScannedPage:
    words = tuple(
        ScannedWord(word.text, reading.placing.on_page(word.box), round(word.sure, 2)) for word in reading.words
    )
    return ScannedPage(number + 1, round(reading.sure, 3), words)
