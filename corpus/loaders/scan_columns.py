"""Where a scanned page stands in two columns, as letterheads and signature blocks do: a reader of lines would mix them."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from corpus.loaders.scan_picture import INK, LETTER, smoothed

_DPI = 50
_GUTTER = 0.3  # of an inch, and more: spaces between words are narrower
_FROM, _TO = 0.25, 0.75  # of the page's width: where the gutter may be
_MARGIN = 0.03  # of the page's sides: what a scanner's rim darkens
_FEWEST_LINES = 2
_LINE = 0.08  # of an inch: what is lower is but the dots and tails of a line
_MARKS = 5  # rows of the small picture
_PARTING = 0.5  # of an inch without ink, which ends what stands in two columns


@dataclasses.dataclass(frozen=True)
class Columns:
    """A part of a page in two columns: from ``top`` to ``bottom``, parted at ``middle``; pixels."""

    top: int
    bottom: int
    middle: int


def two_columns(picture: Image.Image, dpi: float) -> list[Columns]:
    """The parts of a level page that may stand in two columns, from top to bottom."""
    step = max(1, round(dpi / _DPI))
    counted = np.cumsum(_ink(picture, dpi, step), axis=1, dtype=np.int64)
    found: list[Columns] = []
    top = 0
    while (columns := _first(counted[top:])) is not None:
        found.append(
            Columns((top + columns.top) * step, (top + columns.bottom) * step, columns.middle * step + step // 2)
        )
        top += columns.bottom
    return found


def _ink(picture: Image.Image, dpi: float, step: int) -> NDArray[np.bool_]:
    """Which squares of ``step`` pixels hold ink that is more than grain, the rims of the page left out."""
    labels, _ = ndimage.label(np.asarray(smoothed(picture)) < INK)
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    ink = (sizes >= (LETTER * dpi) ** 2)[labels]
    height, width = (length // step for length in ink.shape)
    squares = ink[: height * step, : width * step].reshape(height, step, width, step).any(axis=(1, 3))
    side, end = round(_MARGIN * width), round(_MARGIN * height)
    squares[:, :side] = squares[:, width - side :] = False
    squares[:end] = squares[height - end :] = False
    kept: NDArray[np.bool_] = squares
    return kept


def _first(counted: NDArray[np.int64]) -> Columns | None:
    """The uppermost part with lines on both sides of a gutter; of gutters there, the one that parts most lines."""
    across = counted.shape[1]
    gutter = round(_GUTTER * _DPI)
    found: list[tuple[Columns, int]] = []
    for left in range(round(_FROM * across), round(_TO * across) - gutter):
        clear = counted[:, left + gutter] == counted[:, left]
        middle = left + gutter // 2
        found += _parts(clear, counted[:, left] > 0, counted[:, -1] > counted[:, left + gutter], middle)
    if not found:
        return None
    uppermost = min((columns for columns, _ in found), key=lambda columns: columns.top)
    there = [(columns, lines) for columns, lines in found if columns.top < uppermost.bottom]
    return max(there, key=lambda each: (each[1], each[0].bottom - each[0].top))[0]


def _parts(
    clear: NDArray[np.bool_], on_left: NDArray[np.bool_], on_right: NDArray[np.bool_], middle: int
) -> list[tuple[Columns, int]]:
    """The stretches of rows that a gutter leaves clear and that have lines on both of its sides, and how many they have."""
    found = []
    filled = on_left | on_right
    labels, _ = ndimage.label(clear)
    for (rows,) in ndimage.find_objects(labels):
        beside = _lines(on_right[rows])
        if len(beside) < _FEWEST_LINES:
            continue
        # What stands above the right column is a paragraph's last line; the left one's first may be a little higher.
        top = rows.start + beside[0][0]
        while top > rows.start and filled[top - 1]:
            top -= 1
        bottom = top + _end(filled[top : rows.stop])
        left, right = _lines(on_left[top:bottom]), _lines(on_right[top:bottom])
        if min(len(left), len(right)) >= _FEWEST_LINES:
            bottom = top + max(left[-1][1], right[-1][1])
            top = _with_marks(filled, range(top - 1, max(rows.start, top - _MARKS) - 1, -1), top)
            bottom = _with_marks(filled, range(bottom, min(rows.stop, bottom + _MARKS)), bottom - 1) + 1
            found.append((Columns(top, bottom, middle), len(left) + len(right)))
    return found


def _with_marks(filled: NDArray[np.bool_], rows: range, edge: int) -> int:
    """The last of ``rows`` that belongs to the line at ``edge``: marks and dots stand apart from letters by a row."""
    for row in rows:
        if filled[row]:
            edge = row
        elif abs(row - edge) > 1:
            break
    return edge


def _end(filled: NDArray[np.bool_]) -> int:
    """Where ink ends for good: so high a gap parts what stands below from it."""
    closed = ndimage.binary_closing(np.pad(filled, round(_PARTING * _DPI)), np.ones(round(_PARTING * _DPI)))
    closed = closed[round(_PARTING * _DPI) : len(closed) - round(_PARTING * _DPI)]
    empty = np.flatnonzero(~closed)
    return int(empty[0]) if len(empty) else len(filled)


def _lines(filled: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The runs of rows with ink that are as high as a line."""
    labels, _ = ndimage.label(filled)
    runs = [(int(rows.start), int(rows.stop)) for (rows,) in ndimage.find_objects(labels)]
    return [(start, stop) for start, stop in runs if stop - start >= _LINE * _DPI]
