"""The structure of a PDF by pypdf, which tells exactly whether a password is needed; and its text as a last resort."""

from __future__ import annotations

from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from corpus.errors import EncryptedFile, UnreadableFile
from corpus.loaders.pdf_encoding import Decoder
from corpus.loaders.pdf_layout import PlacedLine
from corpus.loaders.pdf_page import PageText
from corpus.loaders.pdf_pages import clean

#: What pypdf raises on damaged files, beside its own errors.
_DAMAGED = (PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError)


def check_structure(path: Path) -> None:
    """Raise ``EncryptedFile`` where opening needs a password, ``UnreadableFile`` for a PDF of no pages.

    An owner's password alone forbids no reading. A structure that pypdf cannot follow is left to pdfium, which mends more.
    """
    try:
        reader = PdfReader(path)
        locked = reader.is_encrypted and not reader.decrypt("")
        empty = not locked and len(reader.pages) == 0
    except _DAMAGED:
        return
    if locked:
        raise EncryptedFile(
            f"{path.name} is protected by a password.", "Save it without a password and ingest it again."
        )
    if empty:
        raise UnreadableFile(f"{path.name} has no pages.", "Make the PDF again from its source.")


def read_pages(path: Path) -> list[PageText]:
    """The text of every page in the order of its content stream, which is where pypdf differs from the other engines."""
    decoder = Decoder()
    try:
        pages = [decoder.lines(page.extract_text().splitlines()) for page in PdfReader(path).pages]
    except _DAMAGED:
        return []
    return [PageText(tuple(PlacedLine(clean(line), 0.0) for line in lines if clean(line))) for lines in pages]
