"""The outline of a document: which block is a heading, how deep it stands, what lies below it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from corpus.blocks import Block
from corpus.grammar import TYPE_TITLE, is_upper

#: A heading is shown in paths up to this many characters; a longer numbered paragraph gives its first words.
HEADING_LENGTH = 160

_ROMAN = r"(?=[IVX])(?:X{0,3})(?:IX|IV|V?I{0,3})"
#: Kinds of numbering from the top of the outline down; a block's rank is the position of the first that matches.
_RANKS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (1, re.compile(r"^(?:PHỤ LỤC|Phụ lục)\b(?!.*[.;:]$)")),
    (2, re.compile(r"^(?:Phần|PHẦN|Chương|CHƯƠNG) (?:thứ|THỨ|[IVX]+|\d+)")),
    (3, re.compile(r"^(?:Mục|MỤC) (?:[IVX]+|\d+)\b")),
    (4, re.compile(rf"^{_ROMAN}\s*[.\-)]\s*\S")),
    (4, re.compile(r"^[A-H]\.\s+\S")),
    (5, re.compile(r"^(?:Điều|ĐIỀU) \d+\s*[.:]")),
    (6, re.compile(r"^\d{1,2}\s*[.)\-]\s*(?=\D)\S")),
    (7, re.compile(r"^\d{1,2}\.\d{1,2}\s*[.)]?\s*(?=\D)\S")),
    (8, re.compile(r"^\d{1,2}\.\d{1,2}\.\d{1,2}\s*[.)]?\s*(?=\D)\S")),
    (9, re.compile(r"^\d{1,2}(?:\.\d{1,2}){3}\s*[.)]?\s*(?=\D)\S")),
    (10, re.compile(r"^[a-zđ]\d?(?:\)|[./](?=\s))\s*\S")),
    (11, re.compile(r"^\(\d{1,2}\)\s*\S")),
    (12, re.compile(r"^[-–—•▪●*]\s*\S.*:$")),
    (13, re.compile(r"^[+○◦]\s*\S.*:$")),
)
_CAPITALS_RANK = 4
_TITLE_RANK = 0
#: "PHẦN III. TỔ CHỨC THỰC HIỆN": the point behind such a number ends no sentence.
_NUMBERED = re.compile(r"(?:Phần|PHẦN|Chương|CHƯƠNG|Mục|MỤC) (?:(?:thứ|THỨ) \w+|[IVX]+)\s*[.:]\s+")
_LEAD_END = re.compile(r"(?<=[^\d\W])(?:[:.](?=\s)|:$)")


@dataclasses.dataclass(frozen=True)
class Node:
    """A heading: the position of its block, its text as shown in paths, its level from 1, and the node above.

    ``end`` is the position after the last block below it. ``alone`` is true when the heading is the whole block and nothing
    of it has to be read as a paragraph.
    """

    block: int
    heading: str
    level: int
    parent: int | None
    end: int
    alone: bool


def outline(blocks: Sequence[Block], opening: int, signature: range) -> list[Node]:
    """The headings after the letterhead ``[0, opening)``, in order, leaving out the signature block, which closes them all."""
    found: list[Node] = []
    ranks: list[int] = []
    open_nodes: list[int] = []
    for position in range(opening, len(blocks)):
        if position in signature:
            for closed in open_nodes:
                found[closed] = dataclasses.replace(found[closed], end=signature.start)
            open_nodes.clear()
            continue
        block = blocks[position]
        rank = None if block.is_row else _rank(block.text, nested=bool(found))
        if rank is None:
            continue
        while open_nodes and ranks[open_nodes[-1]] >= rank:
            closed = open_nodes.pop()
            found[closed] = dataclasses.replace(found[closed], end=position)
        heading, alone = _heading(block.text, rank)
        parent = open_nodes[-1] if open_nodes else None
        found.append(Node(position, heading, len(open_nodes) + 1, parent, len(blocks), alone))
        ranks.append(rank)
        open_nodes.append(len(found) - 1)
    return found


def heading_path(nodes: Sequence[Node], position: int | None) -> tuple[str, ...]:
    """The headings from the top down to ``nodes[position]``; empty for ``None``."""
    headings: list[str] = []
    while position is not None:
        headings.append(nodes[position].heading)
        position = nodes[position].parent
    return tuple(reversed(headings))


def enclosing(nodes: Sequence[Node], section: int, block: int) -> int | None:
    """The innermost section, ``section`` or one above it, that holds the block at ``block``."""
    inner: int | None = section
    while inner is not None and block >= nodes[inner].end:
        inner = nodes[inner].parent
    return inner


def _rank(text: str, *, nested: bool) -> int | None:
    if TYPE_TITLE.match(text):
        return _TITLE_RANK
    for rank, pattern in _RANKS:
        if pattern.match(text):
            return rank
    if nested and is_upper(text) and 8 <= len(text) <= HEADING_LENGTH and text[0].isalpha() and text[-1] not in ";,":
        return _CAPITALS_RANK
    return None


def _heading(text: str, rank: int) -> tuple[str, bool]:
    """The heading of a numbered block as shown in paths, and whether that is the whole block."""
    number = _NUMBERED.match(text)
    first = max(6, number.end()) if number else 6
    if rank >= 12 or len(text) <= HEADING_LENGTH and not re.search(r"[^\W\d]: \S|[^\W\d]\. [^\W\d]", text[first:]):
        return text.rstrip(":").lstrip("-–—•▪●*+○◦ ") if rank >= 12 else text.rstrip(": "), True
    lead = _LEAD_END.search(text, number.end() if number else 4)
    if lead and lead.end() <= HEADING_LENGTH:
        return text[: lead.start()].rstrip(), False
    if len(text) <= HEADING_LENGTH:
        return text.rstrip(": "), True
    words = text[:110].rsplit(" ", 1)[0]
    return f"{words} …", False
