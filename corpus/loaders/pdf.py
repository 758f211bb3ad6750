""".pdf: the text of every page in reading order, ruled tables as ``Table``.

pypdf tells whether the file is encrypted and has pages. The text is pdfium's: it reads 1,200 pages a second against
pypdf's 75, and is right on fonts placed letter by letter and on columns, where pypdf loses half of the letters. Where the
words that it reads are not Vietnamese (fonts without a usable Unicode map), pdfplumber and pypdf read the document too, and
the engine with the highest share of possible syllables is believed. Pages that are pictures are read by ``scan``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corpus.documents import Line, Loaded, ScannedPage, Table
from corpus.encoding import is_garbled
from corpus.errors import UnreadableFile
from corpus.loaders.layout import Cell
from corpus.loaders.pdf_page import Fragment, PageText
from corpus.loaders.pdf_pages import read_pages
from corpus.loaders.pdf_tables import joined_tables
from corpus.syllable_grammar import syllable_share

_HEADER_BYTES = 1024
_TRUSTED_SHARE = 0.98  # clean documents measure .993 and more, misread fonts under .6
_SAVE = "Open it in a PDF reader, print it to a new PDF, and ingest that."
_SHORT_TEXT = 300  # letters


def load(path: Path) -> Loaded:
    """The document's lines with their pages (from 1). Raises ``UnreadableFile``, ``EncryptedFile``, ``NeedsOCR``."""
    with path.open("rb") as file:
        if b"%PDF-" not in file.read(_HEADER_BYTES):
            raise UnreadableFile(f"{path.name} is not a PDF: it does not begin as one.", _SAVE)
    # Imported here, as pdfplumber below, because importing takes longer than reading a small document.
    from corpus.loaders import pdf_pypdf

    pdf_pypdf.check_structure(path)
    pages = read_pages(path)
    if not any(page.lines or page.tables or page.has_image for page in pages):
        raise UnreadableFile(f"{path.name} holds neither text nor pictures ({len(pages)} pages).", _SAVE)
    if any(page.lines or page.tables for page in pages) and _share(pages) < _TRUSTED_SHARE:
        from corpus.loaders import pdf_plumber

        # The first of equals wins: pdfium is right about columns, pdfplumber about tables.
        pages = max((pages, pdf_plumber.read_pages(path), pdf_pypdf.read_pages(path)), key=_share)
    pages, scans = _with_scans(path, pages)
    return Loaded(tuple(_content(pages)), len(pages), scans)


def _with_scans(path: Path, pages: list[PageText]) -> tuple[list[PageText], tuple[ScannedPage, ...]]:
    """The pages, those that are pictures read from them; all are, where the words of the text layer are not Vietnamese."""
    garbled = is_garbled(_words(pages))
    if not garbled and all(map(_is_text, pages)):
        return pages, ()
    # Imported for scans alone: scipy takes longer than a small document.
    from corpus.loaders import pdf_scanned

    if garbled:
        numbers = list(range(len(pages)))
        why = "has a text layer whose words are not Vietnamese (an old or a damaged font)"
    else:
        numbers = pdf_scanned.scanned_pages(path, pages)
        why = f"holds pages without text ({len(numbers)} of {len(pages)}), as scans do"
    if not numbers:
        return pages, ()
    found = pdf_scanned.read_scanned(path, numbers, why)
    merged = [found[number][0] if number in found else page for number, page in enumerate(pages)]
    return merged, tuple(scan for _, scan in found.values())


def _is_text(page: PageText) -> bool:
    """Whether nothing hints that the page is a scan: short text may be a signature's on it, odd words a bad OCR's."""
    words = _words([page])
    return len(words) >= _SHORT_TEXT and syllable_share(words) >= _TRUSTED_SHARE


def _content(pages: Sequence[PageText]) -> list[Line | Table]:
    """Lines and tables in order; the parts of a table on following pages are one table, where its first part stands."""
    content: list[Line | Table] = []
    tables = joined_tables(pages)
    for number, page in enumerate(pages, 1):
        here = list(page.tables)
        for line in page.lines:
            while here and line.top > here[0].box[1]:
                content += tables.get(id(here.pop(0)), [])
            content.append(Line(line.text, number))
        for fragment in here:
            content += tables.get(id(fragment), [])
    return content


def _share(pages: Sequence[PageText]) -> float:
    return syllable_share(_words(pages))


def _words(pages: Sequence[PageText]) -> str:
    lines = [line.text for page in pages for line in page.lines]
    return "\n".join([*lines, *(" ".join(cell) for page in pages for table in page.tables for cell in _cells(table))])


def _cells(table: Fragment) -> list[Cell]:
    """The cells, a merged one once."""
    return list({id(cell): cell for row in table.grid for cell in row}.values())
