"""What the templates show: answers, citations and documents cut into the pieces that a page is made of."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

from corpus.documents import Page, Section
from corpus.store import StoredDocument
from index.query import Hit
from qa.answer import Answer, Citation
from web.citing import Reference, reference

#: A label before a colon, as the answer's typed lines begin.
_LABEL = re.compile(r"(?P<label>[^\W\d_][^:“”\[\]]{0,30}):\s+(?=\S)")
_MARKER = re.compile(r"\s*\[(\d+)\]")
_CELLS = " | "
#: The longest heading in a trail, and the longest excerpt of a passage that is not quoted as proof, in characters.
_CRUMB, _EXCERPT = 96, 320
_DEEPEST_IN_OUTLINE = 3


@dataclasses.dataclass(frozen=True)
class Piece:
    """A run of an answer's line; ``marker`` is the citation that a marker after it points to."""

    text: str
    marker: int | None = None


@dataclasses.dataclass(frozen=True)
class AnswerLine:
    """A line of an answer: "Chủ trì" is the label of "Chủ trì: Phòng Nội vụ [1]"."""

    label: str | None
    pieces: tuple[Piece, ...]


@dataclasses.dataclass(frozen=True)
class Card:
    """A passage of a document: ``[start, end)`` is what its page marks; ``marker`` is ``None`` for a search result.

    ``newer`` is what replaced the document; ``reference`` is what to paste to refer to the passage.
    """

    document: StoredDocument
    trail: tuple[str, ...]
    page: int | None
    text: str
    start: int
    end: int
    marker: int | None = None
    newer: StoredDocument | None = None
    reference: Reference | None = None


@dataclasses.dataclass(frozen=True)
class Part:
    """A run of a document's text; ``first`` where the marked words begin."""

    text: str
    marked: bool = False
    first: bool = False


@dataclasses.dataclass(frozen=True)
class Block:
    """A line of a document: ``kind`` is "heading", "text" or "row"; all but a row have one cell.

    ``page`` is the number of the page that begins here.
    """

    kind: str
    cells: tuple[tuple[Part, ...], ...]
    level: int = 0
    anchor: str | None = None
    page: int | None = None


@dataclasses.dataclass(frozen=True)
class OutlineItem:
    """A heading and where on the page it stands."""

    heading: str
    level: int
    anchor: str


def answer_lines(answer: Answer) -> list[AnswerLine]:
    """The answer's lines, each with its label apart and its markers as links."""
    lines = []
    for line in answer.text.splitlines():
        label = None if answer.abstained else _LABEL.match(line)
        rest = line[label.end() :] if label else line
        lines.append(AnswerLine(label["label"] if label else None, tuple(_pieces(rest, len(answer.citations)))))
    return lines


def citation_card(citation: Citation, abstained: bool, language: str) -> Card:
    """A citation's card: the quote in full where it proves an answer, an excerpt where it is only near."""
    passage = citation.hit.passage.passage
    text = _cut(citation.quote, _EXCERPT) if abstained else citation.quote
    return Card(
        citation.hit.document,
        _trail(passage.section),
        passage.page,
        text,
        citation.start,
        citation.end,
        citation.marker,
        citation.newer,
        None if abstained else reference(citation.hit.document, passage, citation.hit.passage.text, language),
    )


def result_card(hit: Hit) -> Card:
    """A search result's card: an excerpt of the passage."""
    passage = hit.passage.passage
    text = _cut(hit.passage.text, _EXCERPT)
    return Card(hit.document, _trail(passage.section), passage.page, text, passage.start, passage.end)


def other_hits(hits: Sequence[Hit], answer: Answer) -> list[Hit]:
    """The results that the answer's citations do not show already."""
    cited = {citation.hit.passage.id for citation in answer.citations}
    return [hit for hit in hits if hit.passage.id not in cited]


def document_blocks(
    text: str, sections: Sequence[Section], pages: Sequence[Page], start: int, end: int
) -> tuple[list[Block], list[OutlineItem]]:
    """A document's lines with ``[start, end)`` marked as far as it lies in the text, and the outline."""
    headings = {section.start: (number, section) for number, section in reversed(list(enumerate(sections)))}
    waiting = list(pages)
    blocks: list[Block] = []
    outline: list[OutlineItem] = []
    marked_before = False
    at = 0
    for line in text.split("\n"):
        stop = at + len(line)
        page = None
        while waiting and waiting[0].start <= at:
            page = waiting.pop(0).number
        cells = tuple(
            tuple(_parts(text, cell_start, cell_end, start, end)) for cell_start, cell_end in _cell_ranges(line, at)
        )
        if not marked_before and any(part.marked for cell in cells for part in cell):
            cells, marked_before = _with_first(cells), True
        number, section = headings.get(at, (0, None))
        if section is not None and section.end > stop + 1:
            anchor = f"s{number + 1}"
            blocks.append(Block("heading", cells, section.level, anchor, page))
            if section.level <= _DEEPEST_IN_OUTLINE:
                outline.append(OutlineItem(_cut(section.heading, _CRUMB), section.level, anchor))
        elif line.strip() or page is not None:
            blocks.append(Block("row" if len(cells) > 1 else "text", cells, page=page))
        at = stop + 1
    return blocks, outline


def _pieces(line: str, citations: int) -> Iterator[Piece]:
    at = 0
    for marker in _MARKER.finditer(line):
        if 1 <= int(marker[1]) <= citations:
            yield Piece(line[at : marker.start()], int(marker[1]))
            at = marker.end()
    if line[at:]:
        yield Piece(line[at:])


def _cell_ranges(line: str, at: int) -> Iterator[tuple[int, int]]:
    for cell in line.split(_CELLS):
        yield at, at + len(cell)
        at += len(cell) + len(_CELLS)


def _parts(text: str, a: int, b: int, start: int, end: int) -> Iterator[Part]:
    """``text[a:b]`` cut where the marked range begins and ends."""
    low, high = min(max(a, start), b), max(min(b, end), a)
    if low >= high:
        yield Part(text[a:b])
        return
    for part in (Part(text[a:low]), Part(text[low:high], marked=True), Part(text[high:b])):
        if part.text:
            yield part


def _with_first(cells: tuple[tuple[Part, ...], ...]) -> tuple[tuple[Part, ...], ...]:
    """The same cells with their first marked part named as such."""
    first = next(part for cell in cells for part in cell if part.marked)
    return tuple(tuple(dataclasses.replace(part, first=part is first) for part in cell) for cell in cells)


def _trail(section: Sequence[str]) -> tuple[str, ...]:
    return tuple(_cut(heading, _CRUMB) for heading in section)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0].rstrip(" ,;.:") + " …"
