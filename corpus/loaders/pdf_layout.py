"""Reading order on a page: the two columns of a letterhead or a signature block, left column first."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from corpus.loaders.layout import folded, marks

_ROW = 0.5  # of the lower height: pieces that overlap by more stand on one row
_DATE = re.compile(r"ng[aà]y.*th[aá]ng.*n[aă]m", re.IGNORECASE)
_INDENT = 12.0  # points
_ALIGNED = 6.0
_FEWEST_TOGETHER = 3
_ROOM = 1.2
_TERMINAL = (".", ";", ":", "!", "?")
_SHORT = 0.25  # of the column's width
_ITEM = re.compile(r"^(?:[-+•*–]|\d{1,2}(?:\.\d{1,2})*[.)]|[IVX]+\.|[a-zđ][./)])\s")
_SIGNATURE_BEFORE = 8  # lines: the right side may be written first
_MOST_BROKEN = 2
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
    """A line of a page; ``top`` in points from the page's upper edge, 0 where it is not known. A blank one ends a paragraph."""

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
    blocks = (
        [PlacedLine(piece.text, piece.top) for piece in _one_motto(letterhead)],
        paragraphs(_joined(before)),
        [PlacedLine(piece.text, piece.top) for piece in signature],
        paragraphs(_joined(after)),
    )
    lines: list[PlacedLine] = []
    for block in blocks:
        if lines and block:
            lines.append(PlacedLine("", block[0].top))
        lines += block
    return lines


def paragraphs(pieces: Sequence[Piece]) -> list[PlacedLine]:
    """The lines of running text, with a blank one where a line that has room for the next word ends its paragraph."""
    lines: list[PlacedLine] = []
    for place, piece in enumerate(pieces):
        if place and _ends_paragraph(pieces[place - 1], piece, pieces):
            lines.append(PlacedLine("", piece.top))
        lines.append(PlacedLine(piece.text, piece.top))
    if pieces and _is_short(pieces[-1], pieces):
        lines.append(PlacedLine("", pieces[-1].bottom))
    return lines


def _ends_paragraph(last: Piece, piece: Piece, around: Sequence[Piece]) -> bool:
    left, right = _column(last, around)
    letter = (piece.right - piece.left) / max(len(piece.text), 1)
    needed = _ROOM * (len(piece.text.split(" ", 1)[0]) + 1) * letter
    if last.left - left > _INDENT and _is_centred(last, left, right):
        # The writer of a title breaks it at will, but not before what stands in brackets below it.
        return piece.text.startswith("(") and (right - left) - (last.right - last.left) > needed
    if last.text.endswith(("-", "/")):
        return False  # a number broken at its hyphen
    if (
        not _ITEM.match(piece.text)
        and not last.text.endswith(_TERMINAL)
        and (piece.text[:1].islower() or piece.text[:1].isdigit())
    ):
        return False  # what holds together, as "2021 - 2025", is not broken at a line's end
    if piece.left > last.left + _INDENT and last.left - left < _INDENT and not _ITEM.match(last.text):
        return not _is_centred(piece, left, right)
    if _ITEM.match(last.text) and abs(piece.left - last.left) < _ALIGNED and last.left - left > _INDENT:
        return True  # a heading and the first line below it, both set in
    return right - last.right > needed


def _is_short(last: Piece, around: Sequence[Piece]) -> bool:
    """Whether a page's last line has room for any word, so that the next page begins a paragraph."""
    left, right = _column(last, around)
    return right - last.right > _SHORT * (right - left) and not _is_centred(last, left, right)


def _column(piece: Piece, around: Sequence[Piece]) -> tuple[float, float]:
    """The left and the right edge of the column in which a line stands."""
    # A damaged font has letters without width: then the line itself may not lie in its own column.
    column = [each for each in around if each is piece or (each.left < piece.right and each.right > piece.left)]
    return -_edge([-each.left for each in column]), _edge([each.right for each in column])


def _edge(places: Sequence[float]) -> float:
    """The edge of a column: the outermost place where lines end together, or else the outermost of all."""
    ordered = sorted(places, reverse=True)
    together = (
        place
        for place, third in zip(ordered, ordered[_FEWEST_TOGETHER - 1 :], strict=False)
        if place - third < _ALIGNED
    )
    return next(together, ordered[0])


def _is_centred(piece: Piece, left: float, right: float) -> bool:
    return abs((piece.left - left) - (right - piece.right)) < _INDENT and not _ITEM.match(piece.text)


def _one_motto(letterhead: Sequence[Piece]) -> list[Piece]:
    """The pieces of a letterhead, the name of the state on one line where a narrow column broke it."""
    for first in range(len(letterhead)):
        for end in range(first + 2, first + 2 + _MOST_BROKEN):
            name = letterhead[first:end]
            text = " ".join(piece.text for piece in name)
            if folded(text) in marks("letterhead"):
                whole = dataclasses.replace(name[0], text=text, bottom=name[-1].bottom)
                return [*letterhead[:first], whole, *letterhead[end:]]
    return list(letterhead)


def rows_of(pieces: Sequence[Piece]) -> list[str]:
    """The lines of a cell, from top to bottom and each from left to right."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.top + piece.bottom):
        if rows and _same_row(rows[-1][-1], piece):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [" ".join(piece.text for piece in sorted(row, key=lambda piece: piece.left)) for row in rows]


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces that follow each other on one row, left to right, were parted by a tab or justification only."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last is not None and _same_row(last, piece) and piece.left >= last.right - 1:
            text, bottom = f"{last.text} {piece.text}", max(last.bottom, piece.bottom)
            joined[-1] = Piece(text, last.left, min(last.top, piece.top), piece.right, bottom)
        else:
            joined.append(piece)
    return joined


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
    at = next((at for at, piece in enumerate(pieces) if folded(piece.text).startswith(marks("recipients")[0])), None)
    if at is None:
        return []
    head = pieces[at]
    # What was written long before is the other column of a page in two.
    pieces = pieces[max(0, at - _SIGNATURE_BEFORE) :]
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
