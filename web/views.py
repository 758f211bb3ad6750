"""What the templates show of an answer: its lines and its citations, cut into the pieces that a page is made of."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

from corpus.store import StoredDocument
from index.query import Hit
from qa.answer import Answer, Citation
from web.citing import Reference, reference

#: A label before a colon, as the answer's typed lines begin.
_LABEL = re.compile(r"(?P<label>[^\W\d_][^:“”\[\]]{0,30}):\s+(?=\S)")
_MARKER = re.compile(r"\s*\[(\d+)\]")
#: The longest heading in a trail, and the longest excerpt of a passage that is not quoted as proof, in characters.
_CRUMB, _EXCERPT = 96, 320


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


def _pieces(line: str, citations: int) -> Iterator[Piece]:
    at = 0
    for marker in _MARKER.finditer(line):
        if 1 <= int(marker[1]) <= citations:
            yield Piece(line[at : marker.start()], int(marker[1]))
            at = marker.end()
    if line[at:]:
        yield Piece(line[at:])


def _trail(section: Sequence[str]) -> tuple[str, ...]:
    return tuple(_cut(heading, _CRUMB) for heading in section)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0].rstrip(" ,;.:") + " …"
