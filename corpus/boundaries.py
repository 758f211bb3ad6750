"""Where documents begin and end in a file: the web page around them, the signature, the annex, a second document."""

from __future__ import annotations

import collections
import dataclasses
import itertools
import re
from collections.abc import Sequence

from corpus.blocks import Block
from corpus.grammar import BASIS_START, ITEM_START, TYPE_TITLE, boilerplate, document_types, is_upper, starts_letterhead
from corpus.header import is_name, starts_signature

_ANNEX_START = re.compile(r"^(?:PHỤ LỤC|Phụ lục|DANH MỤC|BIỂU|BẢNG|MẪU)\b")
_ATTACHED = re.compile(r"kèm theo", re.IGNORECASE)
_PORTAL_FIELD = re.compile(r"^(?:Số (?:ký )?hiệu|Loại văn bản|Nơi ban hành|Cơ quan ban hành)\s*:", re.IGNORECASE)
#: How portals name a document above or below it: "Kế hoạch 141/KH-UBND năm 2025 ...".
_PORTAL_TITLE = re.compile(
    "^(?:" + "|".join(document_types()) + r") (?:số )?\d+[\w/&-]*/[\w&-]+ (?:năm \d{4}|ngày \d{1,2}/\d{1,2}/\d{4}) "
)
#: How many blocks lie at most between two marks of a web page after a document.
_MARKS_APART = 12
#: So many marks after a document are a web page however far apart they stand.
_MARKS_OF_A_PAGE = 4


@dataclasses.dataclass(frozen=True)
class Part:
    """One document's blocks: letterhead ``[0, opening)``, text, signature block ``[closing, annex)``, annexes.

    ``front`` holds the blocks of a web page before it, which may list header fields.
    """

    front: tuple[Block, ...]
    blocks: tuple[Block, ...]
    opening: int
    closing: int
    annex: int


def parts(blocks: Sequence[Block]) -> list[Part]:
    """The documents of a file in order; a file without any word gives none."""
    front, rest = _without_front(blocks)
    found: list[Part] = []
    while rest:
        opening = _opening(rest)
        closing, annex = _signature(rest, opening)
        if annex < len(rest) and _is_own_document(rest[annex:]):
            found.append(Part(tuple(front), tuple(rest[:annex]), opening, closing, annex))
            front, rest = [], rest[annex:]
            continue
        rest = _without_tail(rest, annex)
        found.append(Part(tuple(front), tuple(rest), opening, min(closing, len(rest)), min(annex, len(rest))))
        break
    return found


def _is_web_page(blocks: Sequence[Block]) -> bool:
    return any(_is_mark(block.text) or _PORTAL_FIELD.match(block.text) for block in blocks)


def _without_front(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """What a web page puts before the document, and the document."""
    head = list(blocks[:120])
    start = next((i for i, block in enumerate(head) if not block.is_row and _starts_document(block.text)), None)
    if start is None or not starts_letterhead(head[start].text) and not _is_web_page(head[:start]):
        return [], list(blocks)
    while (
        start
        and is_upper(head[start - 1].text)
        and len(head[start - 1].text) < 90
        and not boilerplate().search(head[start - 1].text)
    ):
        start -= 1
    if _is_web_page(head[:start]) or all(len(block.text) < 400 for block in head[:start]) and start <= 3:
        return head[:start], list(blocks[start:])
    return [], list(blocks)


def _starts_document(text: str) -> bool:
    """Whether a block can be a document's first; a web page may have cut the letterhead away."""
    return starts_letterhead(text) or text.startswith("Kính gửi") or bool(BASIS_START.match(text))


def _opening(blocks: Sequence[Block]) -> int:
    """The position after the letterhead: of the type's title, the address or the first numbered block."""
    for position, block in enumerate(blocks[:40]):
        if TYPE_TITLE.match(block.text):
            return position + 1
        if block.is_row or block.text.startswith("Kính gửi") or len(block.text) > 300:
            return position
        if ITEM_START.match(block.text) and not block.text.startswith("-"):
            return position
    return 0


def _signature(blocks: Sequence[Block], opening: int) -> tuple[int, int]:
    """First block of the signature block and the position after its last; both ``len(blocks)`` where there is none."""
    for position in range(opening, len(blocks)):
        # A decision names who decides before it says on what basis: no signature yet.
        preamble = position + 1 < len(blocks) and (
            BASIS_START.match(blocks[position + 1].text) or TYPE_TITLE.match(blocks[position + 1].text)
        )
        if not blocks[position].is_row and not preamble and starts_signature(blocks[position].text):
            break
    else:
        return len(blocks), len(blocks)
    end, signed = position, False
    while end < len(blocks) and _is_signature_line(blocks[end], signed):
        signed = signed or is_name(blocks[end].text)
        end += 1
    return position, end


def _is_signature_line(block: Block, signed: bool) -> bool:
    text = block.text
    if (
        block.is_row
        or TYPE_TITLE.match(text)
        or _ANNEX_START.match(text)
        or boilerplate().search(text)
        or _PORTAL_TITLE.match(text)
    ):
        return False
    if starts_signature(text) or is_name(text) or re.match(r"^[-–+]\s*\S", text):
        return True
    if starts_letterhead(text) or ITEM_START.match(text):
        return False
    # Capitals behind the name are the letterhead of the next document.
    return len(text) < 60 and not (signed and is_upper(text)) or not signed and is_upper(text) and len(text) < 100


def _is_own_document(rest: Sequence[Block]) -> bool:
    """Whether what follows a signature is another issued text, with a signature of its own, and no annex."""
    title = next((i for i, block in enumerate(rest[:12]) if TYPE_TITLE.match(block.text)), None)
    if title is None or any(_ANNEX_START.match(block.text) or block.is_row for block in rest[:title]):
        return False
    if any(_ATTACHED.search(block.text) for block in rest[title + 1 : title + 6]):
        return False
    return _signature(rest, title + 1)[0] < len(rest)


def _without_tail(blocks: Sequence[Block], annex: int) -> list[Block]:
    """The blocks without what a web page puts after the document."""
    rows = collections.Counter(block.table for block in blocks if block.is_row)
    # A single row is how web pages set out their own forms.
    last = max((i for i, b in enumerate(blocks) if rows[b.table] > 1 or _ANNEX_START.match(b.text)), default=-1)
    marks = [i for i in range(max(annex, last + 1), len(blocks)) if _is_mark(blocks[i].text)]
    for position, (mark, following) in enumerate(itertools.pairwise([*marks, len(blocks)])):
        # One such line may be a sentence of a regulation on web sites; a page around a document has many.
        if following - mark <= _MARKS_APART or len(marks) - position >= _MARKS_OF_A_PAGE:
            return list(blocks[:mark])
    return list(blocks)


def _is_mark(text: str) -> bool:
    return bool(boilerplate().search(text) or _PORTAL_TITLE.match(text))
