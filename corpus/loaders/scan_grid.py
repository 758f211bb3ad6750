"""The ruled tables of a scanned page: where the rules run, which cells they part, and the page without them."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from corpus.loaders.scan_picture import INK, scaled

DPI = 300
"""The resolution at which rules are looked for; lengths below are pixels of it."""

_SHORTEST = 0.03  # of the page's longer side, as long as no letter is
_SHARE_OF_WIDTH, _SHARE_OF_HEIGHT = 0.15, 0.1  # of a table: how much of a line across it is ruled, all pieces together
_THICK = 5
_CROOKED = 12  # how far from its place a rule may run
_RULED = 0.8
_MOST_ENLARGED = 2.0
_MOST_PIXELS = 20_000_000
_REMNANT = 4 / 200  # of an inch: what is left of a rule at a cell's edge is no thicker
_DASH = 10 / 200

_Mask = NDArray[np.bool_]


@dataclasses.dataclass(frozen=True)
class Grid:
    """A ruled table: places of its rules in pixels, ``rows`` from top to bottom and ``columns`` from left to right.

    ``spans`` are its cells as (first row, first column, last row, last column), each inclusive; merged cells span several.
    """

    rows: tuple[float, ...]
    columns: tuple[float, ...]
    spans: tuple[tuple[int, int, int, int], ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """left, top, right, bottom in pixels."""
        return self.columns[0], self.rows[0], self.columns[-1], self.rows[-1]

    def cell(self, span: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
        """The box of a cell in pixels."""
        top, left, bottom, right = span
        return (
            round(self.columns[left]),
            round(self.rows[top]),
            round(self.columns[right + 1]),
            round(self.rows[bottom + 1]),
        )


def ruled(picture: Image.Image, dpi: float) -> tuple[list[Grid], Image.Image]:
    """The ruled tables of a level page from top to bottom, in its pixels, and the page without their rules."""
    # A coarse picture would become immense.
    factor = min(DPI / dpi, _MOST_ENLARGED, math.sqrt(_MOST_PIXELS / (picture.width * picture.height)))
    ink = np.asarray(scaled(picture, factor)) < INK
    shortest = int(_SHORTEST * max(ink.shape))
    level, upright = _runs(ink, shortest, axis=1), _runs(ink, shortest, axis=0)
    labels, count = ndimage.label(ndimage.binary_dilation(level | upright, iterations=3))
    grids = []
    rules = np.zeros_like(ink)
    for area in ndimage.find_objects(labels)[:count]:
        grid = _grid(ink[area], level[area], upright[area], area[0].start, area[1].start)
        if grid is not None:
            grids.append(grid)
            rules |= _near(level, grid.rows, 0, area) | _near(upright, grid.columns, 1, area)
    if not grids:
        return [], picture
    rules = ndimage.binary_dilation(rules)
    mask = Image.fromarray(rules).convert("L").resize(picture.size, Image.Resampling.BOX)
    bare = np.asarray(picture).copy()
    bare[np.asarray(mask) > 64] = 255
    grids.sort(key=lambda grid: grid.rows[0])
    return [_in_pixels(grid, factor) for grid in grids], Image.fromarray(bare)


def cleared(cell: Image.Image, dpi: float) -> Image.Image:
    """A cell without what is left of its rules: thin strokes along its edges, which read as "|", "L" or "-"."""
    pixels = np.asarray(cell).copy()
    labels, _ = ndimage.label(pixels < 190, structure=np.ones((3, 3)))
    height, width = pixels.shape
    thin, edge = _REMNANT * dpi, _REMNANT * dpi / 2
    for number, area in enumerate(ndimage.find_objects(labels), 1):
        rows, columns = area
        tall, wide = rows.stop - rows.start, columns.stop - columns.start
        beside = columns.start <= edge or columns.stop >= width - edge
        above = rows.start <= edge or rows.stop >= height - edge
        # A dot below a letter touches the lower rule too, and is no dash.
        if (beside and wide <= thin) or (above and tall <= thin and wide >= _DASH * dpi):
            pixels[area][labels[area] == number] = 255
    return Image.fromarray(pixels)


def _runs(ink: _Mask, shortest: int, axis: int) -> _Mask:
    """Where ink runs on for at least ``shortest`` pixels, a gap of two bridged."""
    bridged = ndimage.maximum_filter1d(ink, 5, axis=axis)
    kept = ndimage.minimum_filter1d(bridged, shortest, axis=axis)
    runs: _Mask = ndimage.maximum_filter1d(kept, shortest, axis=axis)
    return runs


def _near(runs: _Mask, places: tuple[float, ...], axis: int, area: tuple[slice, slice]) -> _Mask:
    """The runs along the places of a table; others are letters, set bold and close."""
    kept = np.zeros_like(runs)
    for place in places:
        along = slice(max(0, int(place) - _CROOKED), int(place) + _CROOKED + 1)
        part = (along, area[1]) if axis == 0 else (area[0], along)
        kept[part] = runs[part]
    return kept


def _grid(ink: _Mask, level: _Mask, upright: _Mask, top: int, left: int) -> Grid | None:
    height, width = level.shape
    rows = _rules(level.sum(axis=1), _SHARE_OF_WIDTH * width)
    columns = _rules(upright.sum(axis=0), _SHARE_OF_HEIGHT * height)
    if len(rows) < 3 or len(columns) < 3:
        return None
    return Grid(
        tuple(top + row for row in rows), tuple(left + column for column in columns), _spans(rows, columns, ink)
    )


def _rules(lengths: NDArray[np.int64], shortest: float) -> list[int]:
    """The middles of the stretches where a rule is at least so long."""
    labels, count = ndimage.label(ndimage.maximum_filter1d(lengths, 2 * _THICK) >= shortest)
    return [int(place) for (place,) in ndimage.center_of_mass(labels > 0, labels, range(1, count + 1))]


def _spans(rows: list[int], columns: list[int], ink: _Mask) -> tuple[tuple[int, int, int, int], ...]:
    """The cells: places of the grid that no rule parts are one."""
    taken: set[tuple[int, int]] = set()
    spans = []
    for row in range(len(rows) - 1):
        for column in range(len(columns) - 1):
            if (row, column) in taken:
                continue
            right = column
            while right + 2 < len(columns) and not _is_ruled(ink[rows[row] : rows[row + 1]].T, columns[right + 1]):
                right += 1
            bottom = row
            across = slice(columns[column], columns[right + 1])
            while bottom + 2 < len(rows) and not _is_ruled(ink[:, across], rows[bottom + 1]):
                bottom += 1
            taken |= {(r, c) for r in range(row, bottom + 1) for c in range(column, right + 1)}
            spans.append((row, column, bottom, right))
    return tuple(spans)


def _is_ruled(ink: _Mask, at: int) -> bool:
    """Whether a rule runs along the line ``at``; scans leave gaps in it, and it may not be quite straight."""
    return bool(ink[max(0, at - _THICK) : at + _THICK + 1].any(axis=0).mean() > _RULED)


def _in_pixels(grid: Grid, factor: float) -> Grid:
    return Grid(tuple(row / factor for row in grid.rows), tuple(column / factor for column in grid.columns), grid.spans)
