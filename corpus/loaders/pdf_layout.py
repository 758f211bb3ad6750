"""Reading order on a page: the two columns of a letterhead or a signature block, left column first."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from corpus.loaders.layout import folded, marks

_ROW = 0.5  # of the lower height: pieces that overlap by more stand on one row
_DATE = re.compile(r"ng[aà]y.*th[aá]ng.*n[aă]m", re.IGNORECASE)
_LETTERHEAD_PART = 0.5  # of the page's height, from the top


@dataclasses.dataclass(frozen=True)
class Piece:
    """A run of text without a wide gap; in points from the upper left corner of the page as it is shown."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclasses.dataclass(frozen=True)
class PlacedLine:
    """A line of a page; ``top`` in points from the page's upper edge, 0 where it was not needed."""

    text: str
    top: float


def has_columns(text: str) -> bool:
    """Whether the page may hold a letterhead or a signature block, whose columns need ``arrange``."""
    plain = folded(text)
    return any(mark in plain for mark in (*marks("letterhead"), *marks("recipients")))


def arrange(pieces: Sequence[Piece], height: float) -> list[PlacedLine]:
    """The lines of a page: pieces in the order given, except that the columns of a block are read one after the other."""
    letterhead = _letterhead(pieces, height)
    heads = set(map(id, letterhead))
    others = [piece for piece in pieces if id(piece) not in heads]
    signature = _signature(others)
    signs = set(map(id, signature))
    first = min((place for place, piece in enumerate(others) if id(piece) in signs), default=len(others))
    before = others[:first]
    after = [piece for piece in others[first:] if id(piece) not in signs]
    blocks = ([PlacedLine(piece.text, piece.top) for piece in block] for block in (letterhead, signature))
    opening, closing = blocks
    return [*opening, *_joined(before), *closing, *_joined(after)]


def _joined(pieces: Sequence[Piece]) -> list[PlacedLine]:
    """Pieces that follow each other on one row, left to right, were parted by a tab or justification only."""
    lines: list[PlacedLine] = []
    last: Piece | None = None
    for piece in pieces:
        if last is not None and _same_row(last, piece) and piece.left >= last.right - 1:
            lines[-1] = PlacedLine(f"{lines[-1].text} {piece.text}", lines[-1].top)
        else:
            lines.append(PlacedLine(piece.text, piece.top))
        last = piece
    return lines


def _letterhead(pieces: Sequence[Piece], height: float) -> list[Piece]:
    upper = [piece for piece in pieces if piece.top < _LETTERHEAD_PART * height]
    motto = next((piece for piece in upper if _has(piece, "letterhead")), None)
    if motto is None:
        return []
    foot = [piece for piece in upper if folded(piece.text).startswith(marks("number")) or _DATE.search(piece.text)]
    foot = [piece for piece in foot if piece.top >= motto.top and piece.top - motto.bottom < 0.2 * height]
    motto_rows = [piece for piece in upper if _has(piece, "letterhead")]
    bottom = max(piece.bottom for piece in [*motto_rows, *foot[:3]])
    block = [piece for piece in upper if piece.bottom <= bottom + 1]
    return _columns(block, min(piece.left for piece in motto_rows))


def _signature(pieces: Sequence[Piece]) -> list[Piece]:
    head = next((piece for piece in pieces if folded(piece.text).startswith(marks("recipients")[0])), None)
    if head is None:
        return []
    block: list[Piece] = []
    left_edge, right_edge = head.right, float("inf")
    for piece in sorted(pieces, key=lambda piece: (piece.top, piece.left)):
        if piece.bottom < head.top - 2 * (head.bottom - head.top):
            continue
        if piece.bottom < head.top and piece.left < head.right:
            continue  # the last line of the text above
        if piece.left > left_edge + 3:
            right_edge = min(right_edge, piece.left)
        elif piece.right < right_edge - 3:
            left_edge = max(left_edge, piece.right)
        else:
            break
        block.append(piece)
    return _columns(block, right_edge)


def _columns(block: Sequence[Piece], gutter: float) -> list[Piece]:
    """Left column, then right, each from top to bottom; one column where nothing stands right of the gutter."""
    ordered = sorted(block, key=lambda piece: (piece.top, piece.left))
    right = [piece for piece in ordered if (piece.left + piece.right) / 2 >= gutter]
    return [piece for piece in ordered if piece not in right] + right


def _has(piece: Piece, kind: str) -> bool:
    plain = folded(piece.text)
    return any(mark in plain for mark in marks(kind))


def _same_row(one: Piece, other: Piece) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap > _ROW * min(one.bottom - one.top, other.bottom - other.top)
