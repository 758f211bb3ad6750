""".pdf: the text of every page in reading order, ruled tables as ``Table``.

pypdf tells whether the file is encrypted and has pages. The text is pdfium's: it reads 1,200 pages a second against
pypdf's 75, and is right on fonts placed letter by letter and on columns, where pypdf loses half of the letters. Where the
words that it reads are not Vietnamese (fonts without a usable Unicode map), pdfplumber and pypdf read the document too, and
the engine with the highest share of possible syllables is believed. Tables are always pdfplumber's.
"""

from __future__ import annotations

from pathlib import Path

from corpus.documents import Line, Loaded, Table
from corpus.encoding import is_garbled
from corpus.errors import NeedsOCR, UnreadableFile
from corpus.loaders.pdf_pages import PageText, read_pages
from corpus.loaders.pdf_tables import Fragment, joined_tables
from corpus.syllable_grammar import syllable_share

_HEADER_BYTES = 1024
_TRUSTED_SHARE = 0.98  # clean documents measure .993 and more, misread fonts under .6
_SAVE = "Open it in a PDF reader, print it to a new PDF, and ingest that."
_OCR = "Read it with OCR first, for example: ocrmypdf -l vie IN.pdf OUT.pdf, then ingest OUT.pdf."


def load(path: Path) -> Loaded:
    """The document's lines with their pages (from 1). Raises ``UnreadableFile``, ``EncryptedFile``, ``NeedsOCR``."""
    with path.open("rb") as file:
        if b"%PDF-" not in file.read(_HEADER_BYTES):
            raise UnreadableFile(f"{path.name} is not a PDF: it does not begin as one.", _SAVE)
    # Imported here, as pdfplumber below, because importing takes longer than reading a small document.
    from corpus.loaders import pdf_pypdf

    pdf_pypdf.check_structure(path)
    pages = read_pages(path)
    if not any(page.lines or page.has_image for page in pages):
        raise UnreadableFile(f"{path.name} holds neither text nor pictures ({len(pages)} pages).", _SAVE)
    if not any(page.lines for page in pages):
        raise NeedsOCR(f"{path.name} holds pages without text ({len(pages)} pages), as scans do.", _OCR)
    ruled = [number for number, page in enumerate(pages) if page.ruled]
    doubtful = _share(pages) < _TRUSTED_SHARE
    fragments: dict[int, list[Fragment]] = {}
    if doubtful or ruled:
        from corpus.loaders import pdf_plumber

        if doubtful:
            # The first of equals wins: pdfium is right about columns, pdfplumber about tables.
            pages = max((pages, pdf_plumber.read_pages(path), pdf_pypdf.read_pages(path)), key=_share)
        engine = pages[0].engine
        # pypdf does not say where a word stands, so that the words of a table could not be told from the others.
        fragments = pdf_plumber.read_tables(path, ruled) if engine != "pypdf" else {}
        outside = {number: [fragment.box for fragment in found] for number, found in fragments.items() if found}
        reread = pdf_plumber.read_pages(path, outside) if engine == "pdfplumber" else read_pages(path, outside)
        for number in outside:
            pages[number] = reread[number]
    content = _content(pages, fragments)
    words = " ".join(item.text if isinstance(item, Line) else " ".join(map(" ".join, item.rows)) for item in content)
    if is_garbled(words):
        raise NeedsOCR(f"{path.name} has a text layer whose words are not Vietnamese (an old or a damaged font).", _OCR)
    return Loaded(tuple(content), len(pages))


def _content(pages: list[PageText], fragments: dict[int, list[Fragment]]) -> list[Line | Table]:
    """Lines and tables in order; the parts of a table on following pages are one table on its first page."""
    content: list[Line | Table] = []
    tables = joined_tables(fragments, pages)
    for number, page in enumerate(pages):
        here = sorted(fragments.get(number, []), key=lambda fragment: fragment.box[1])
        for line in page.lines:
            while here and line.top > here[0].box[1]:
                content += tables.get(id(here.pop(0)), [])
            content.append(Line(line.text, number + 1))
        for fragment in here:
            content += tables.get(id(fragment), [])
    return content


def _share(pages: list[PageText]) -> float:
    return syllable_share(_text(pages))


def _text(pages: list[PageText]) -> str:
    return "\n".join(line.text for page in pages for line in page.lines)
