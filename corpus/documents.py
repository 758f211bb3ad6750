"""The nouns of the corpus: what a document, a section and a passage are.

Every offset is half-open ``[start, end)`` in Unicode code points of ``Document.text``, the cleaned text that is stored.
"""

from __future__ import annotations

import dataclasses
import datetime


@dataclasses.dataclass(frozen=True)
class Line:
    """A line of text as a loader found it.

    ``whole`` is true where the format itself says that this is one paragraph (.docx, .html); a line of a text file or a
    PDF page may be a piece of a sentence, and ``cleaning`` decides. An empty text is a blank line.
    """

    text: str
    page: int | None = None
    whole: bool = False


@dataclasses.dataclass(frozen=True)
class Table:
    """A table as a loader found it: rows of cells, merged cells repeated, cell text on one line."""

    rows: tuple[tuple[str, ...], ...]
    page: int | None = None


@dataclasses.dataclass(frozen=True)
class Loaded:
    """What a loader makes of a file: its lines and tables in reading order."""

    content: tuple[Line | Table, ...]
    pages: int | None = None


@dataclasses.dataclass(frozen=True)
class Header:
    """The fields of the letterhead and the signature block; what the document does not state is ``None`` or empty.

    ``year`` is known more often than ``date``: drafts leave the day blank ("ngày tháng 6 năm 2024").
    """

    number: str | None = None
    type: str | None = None
    issuer: str | None = None
    place: str | None = None
    date: datetime.date | None = None
    year: int | None = None
    subject: str | None = None
    legal_bases: tuple[str, ...] = ()
    signer: str | None = None
    signer_title: str | None = None
    recipients: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Section:
    """A node of the outline: ``text[start:end]`` is its heading and everything below it.

    ``parent`` is the position of the section above in ``Document.sections``; ``heading`` is the heading's own text, number
    included ("III. TỔ CHỨC THỰC HIỆN"); ``level`` counts from 1.
    """

    heading: str
    level: int
    parent: int | None
    start: int
    end: int


@dataclasses.dataclass(frozen=True)
class Page:
    """A page of the source file: ``number`` counts from 1."""

    number: int
    start: int
    end: int


@dataclasses.dataclass(frozen=True)
class Passage:
    """What is embedded, retrieved and cited: a run of text inside one section, or one table row.

    ``section`` is the heading path from the top; for a table row its last item is the header of the table. ``kind`` is
    ``"text"``, ``"row"``, ``"header"`` (letterhead and opening) or ``"signature"``.
    """

    start: int
    end: int
    section: tuple[str, ...]
    kind: str
    page: int | None


@dataclasses.dataclass(frozen=True)
class Document:
    """One issued text, read. ``source`` is the file's name as ingested."""

    source: str
    text: str
    header: Header
    sections: tuple[Section, ...]
    pages: tuple[Page, ...]
    passages: tuple[Passage, ...]

    @property
    def title(self) -> str:
        """Type and subject, as people name a plan; the file's name where neither is stated."""
        parts = [part for part in (self.header.type, self.header.subject) if part]
        return " ".join(parts) if parts else self.source
