"""The nouns of the corpus: what a document, a section and a passage are.

Every offset is half-open ``[start, end)`` in Unicode code points of ``Document.text``, the cleaned text that is stored.
"""

from __future__ import annotations

import dataclasses
import datetime

import numpy as np
from numpy.typing import NDArray

Box = tuple[float, float, float, float]
"""left, top, right, bottom."""


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
    """A table as a loader found it: rows of cells, merged cells repeated, cell text on one line.

    ``pages`` are those on which the rows begin, one for each; empty where the format has none.
    """

    rows: tuple[tuple[str, ...], ...]
    pages: tuple[int, ...] = ()


@dataclasses.dataclass(frozen=True)
class ScannedWord:
    """A word that was read from a picture: ``box`` in shares 0..1 of the page as it is shown; ``sure`` is 0..1."""

    text: str
    box: Box
    sure: float


@dataclasses.dataclass(frozen=True)
class ScannedPage:
    """A page of the file that was read from its picture: ``number`` counts from 1, ``sure`` is the mean of its words, 0..1."""

    number: int
    sure: float
    words: tuple[ScannedWord, ...]


@dataclasses.dataclass(frozen=True)
class Loaded:
    """What a loader makes of a file: its lines and tables in reading order, and what it knows of pages that are scans."""

    content: tuple[Line | Table, ...]
    pages: int | None = None
    scans: tuple[ScannedPage, ...] = ()


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
    """A page of the source file: ``number`` counts from 1. ``sure`` is 0..1 for a page that was read from a picture."""

    number: int
    start: int
    end: int
    sure: float | None = None


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
class Due:
    """When a task has to be done, as dates: the time that the plan names runs from ``first`` to ``last``, both included.

    "quý II năm 2024" is 2024-04-01 to 2024-06-30; a deadline alone ("trước ngày 15/12/2025") has no ``first``. What comes
    again has ``repeats`` ("yearly", "half-yearly", "quarterly", "monthly", "weekly", "daily"), and ``month`` and ``day``
    where the plan names a day of the year.
    """

    first: datetime.date | None = None
    last: datetime.date | None = None
    repeats: str | None = None
    month: int | None = None
    day: int | None = None


@dataclasses.dataclass(frozen=True)
class Task:
    """An assignment: one row of the task register, proved by ``[start, end)`` of the document's text.

    ``roles`` are what the body does: one or two of "chủ trì", "phối hợp", "tham mưu", "thực hiện", "báo cáo", "chỉ đạo" and
    "phụ trách".
    ``lead`` is the body that has the task, ``None`` where the text gives it a part in the task of another (then it stands in
    ``coordinating``). ``others`` are further parts: pairs of a part ("gửi", "trình", "thẩm định") and a body. Names, ``action``
    (the verb), ``object`` (what), ``deadline``, ``product`` and ``place`` are as written; ``due`` is the deadline as dates.
    ``row`` tells a table row from prose.
    """

    start: int
    end: int
    section: tuple[str, ...]
    page: int | None
    roles: tuple[str, ...]
    lead: str | None
    coordinating: tuple[str, ...]
    others: tuple[tuple[str, str], ...]
    action: str
    object: str
    deadline: str | None
    due: Due | None
    product: str | None
    place: str | None
    row: bool


@dataclasses.dataclass(frozen=True)
class Document:
    """One issued text, read. ``source`` is the file's name as ingested."""

    source: str
    text: str
    header: Header
    sections: tuple[Section, ...]
    pages: tuple[Page, ...]
    passages: tuple[Passage, ...]
    tasks: tuple[Task, ...] = ()
    scans: tuple[ScannedPage, ...] = ()

    @property
    def title(self) -> str:
        """Type and subject, as people name a plan; the file's name where neither is stated."""
        parts = [part for part in (self.header.type, self.header.subject) if part]
        return " ".join(parts) if parts else self.source


@dataclasses.dataclass(frozen=True, eq=False)
class Vectors:
    """What a model makes of passages, in their order.

    ``passages`` is (n, dimension) float32, unit norm. ``tokens`` has an int8 matrix (tokens, d) for each, of unit vectors times
    127; it is empty where the model has no token projection.
    """

    passages: NDArray[np.float32]
    tokens: tuple[NDArray[np.int8], ...] = ()

    def __getitem__(self, part: slice) -> Vectors:
        return Vectors(self.passages[part], self.tokens[part])
