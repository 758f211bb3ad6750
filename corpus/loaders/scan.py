"""Scanned pages read by tesseract, Vietnamese: lines, ruled tables cell by cell, and how sure it is of them.

What works was measured on simulated scans (light and hard, 200 and 300 dpi): the red channel, level lines and 200 dpi
always; a median filter mends hard scans and harms light ones, so a page is read both ways and the reading that tesseract is
surer of stands. Cells are read one by one, because a page's reading runs the columns of a table together, and three times:
as they are, and twice with the scanner's blur undone, because which marks of "ể" it takes for those of "ế" changes with it.
"""

from __future__ import annotations

import concurrent.futures
import dataclasses
import itertools
import math
from collections.abc import Iterator, Sequence

from PIL import Image, ImageDraw, ImageOps

from corpus.documents import Box
from corpus.loaders import tesseract
from corpus.loaders.pdf_layout import has_columns
from corpus.loaders.scan_columns import Columns, two_columns
from corpus.loaders.scan_grid import Grid, cleared, ruled
from corpus.loaders.scan_picture import (
    READING_DPI,
    despeckled,
    filled_box,
    for_reading,
    in_contrast,
    ink_of,
    is_blank,
    on_white,
    scaled,
    sharpened,
    smoothed,
    tilt_of,
    turned,
)
from corpus.loaders.scan_vote import voted
from corpus.loaders.tesseract import TextLine, Word, mean_sure

_AROUND = 16  # pixels of white, without which tesseract misses letters at the edge
_BESIDE = 0.03  # of an inch: rules are that thick
_FEWEST_IN_CELL = 1
_SIDEWAYS_UNDER = 0.6  # what lies on its side is read as signs that nothing is sure of
_SIDE_BY_SIDE = 2


@dataclasses.dataclass(frozen=True)
class _Rendering:
    """A cell or a column made ready for reading, and the resolution at which it is read."""

    picture: Image.Image
    dpi: float


@dataclasses.dataclass(frozen=True)
class ScannedTable:
    """Rows of cells of lines, a merged cell the same list in every place that it covers; ``box`` is the table's."""

    rows: list[list[list[TextLine]]]
    box: Box


@dataclasses.dataclass(frozen=True)
class Placing:
    """Where a page that was turned upright (0, 90, 180, 270) and then level (``tilt``) had stood; degrees counter-clockwise.

    ``width`` and ``height`` are of the upright page, in any unit.
    """

    turn: int
    tilt: float
    width: float
    height: float

    def on_page(self, box: Box) -> Box:
        """A box in shares 0..1 of the picture that was read, as shares of the page as it lies in the file."""
        left, top, right, bottom = box
        x, y = ((left + right) / 2 - 0.5) * self.width, ((top + bottom) / 2 - 0.5) * self.height
        angle = math.radians(self.tilt)
        # y grows downwards, so that turning back is the usual rotation by the same angle.
        x, y = x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)
        across, down = (right - left) / 2, (bottom - top) / 2
        x, y = x / self.width + 0.5, y / self.height + 0.5
        for _ in range(self.turn // 90):
            x, y, across, down = 1 - y, x, down, across
        edges = x - across, y - down, x + across, y + down
        return tuple(min(max(edge, 0.0), 1.0) for edge in edges)  # type: ignore[return-value]


@dataclasses.dataclass(frozen=True)
class PageReading:
    """What was read of a page: lines outside the tables in reading order, and tables from top to bottom.

    Boxes are shares 0..1 of the width and height of the picture that was read; ``sure`` is the mean over the words, 0..1.
    """

    lines: list[TextLine]
    tables: list[ScannedTable]
    placing: Placing

    @property
    def blocks(self) -> list[list[TextLine]]:
        """What is read on from line to line: the page's own lines, and each cell once."""
        return [self.lines, *(cell for table in self.tables for cell in _cells_of(table))]

    @property
    def words(self) -> list[Word]:
        """Every word once, the tables' last."""
        return [word for block in self.blocks for line in block for word in line]

    @property
    def sure(self) -> float:
        return mean_sure(self.words)


def read_scan(picture: Image.Image, dpi: float) -> PageReading:
    """What stands on the picture of a page, as the scanner took it."""
    ink = ink_of(picture)
    reading = _read(ink, dpi, 0)
    if reading.words and reading.sure < _SIDEWAYS_UNDER:
        turn = tesseract.upright_turn(for_reading(ink, dpi))
        if turn:
            other = _read(ink.rotate(turn, expand=True), dpi, turn)
            return max(reading, other, key=lambda each: each.sure)
    return reading


def _read(ink: Image.Image, dpi: float, turn: int) -> PageReading:
    tilt = tilt_of(ink)
    ink = turned(despeckled(ink), tilt)
    grids, bare = ruled(ink, dpi)
    tables = [grid.box for grid in grids]
    parts = two_columns(_without(ink, tables, _BESIDE * dpi), dpi)
    # What is left out below is white, and grey paper beside it would pass for ink.
    outside = _without(on_white(ink), tables, _BESIDE * dpi)
    with concurrent.futures.ThreadPoolExecutor(_SIDE_BY_SIDE) as together:
        columns = _columns(outside, parts, dpi, together)
        outside = _without(outside, [(0, top, ink.width, bottom) for top, bottom, _ in columns])
        lines = [] if is_blank(outside, dpi) else _surest(outside, dpi, together)
        scanned_tables = _tables(bare, grids, dpi, together)
    lines = [_shares(line, ink.size) for line in lines]
    for top, _, inside in columns:
        below = (at for at, line in enumerate(lines) if line[0].box[1] >= top / ink.height)
        at = next(below, len(lines))
        lines[at:at] = [_shares(line, ink.size) for line in inside]
    return PageReading(lines, scanned_tables, Placing(turn, tilt, ink.width, ink.height))


def _surest(picture: Image.Image, dpi: float, together: concurrent.futures.Executor) -> list[TextLine]:
    """The lines of a page, in its pixels, as it is or smoothed, whichever is read more surely."""
    variants = [[for_reading(variant, dpi)] for variant in (picture, smoothed(picture))]
    readings = together.map(lambda some: tesseract.read_lines(some, tesseract.PAGE)[0], variants)
    surest = max(readings, key=lambda lines: mean_sure([*itertools.chain(*lines)]))
    return [_scaled(line, min(1.0, READING_DPI / dpi)) for line in surest]


def _renderings(block: Image.Image, dpi: float) -> list[_Rendering]:
    """A block on white paper as it is read: the less alike the pictures, the less alike the mistakes."""
    sharp = sharpened(block, dpi)
    return [
        _Rendering(block, READING_DPI),
        _Rendering(in_contrast(sharp), READING_DPI),
        _Rendering(sharp, 1.1 * READING_DPI),
    ]


def _blocks(blocks: Sequence[Image.Image], dpi: float, together: concurrent.futures.Executor) -> list[list[TextLine]]:
    """The lines of cells and columns, in pixels of each, as most of three readings have them."""

    def lines_of(renderings: Sequence[_Rendering]) -> list[list[TextLine]]:
        factor = renderings[0].dpi / dpi
        pictures = [ImageOps.expand(scaled(each.picture, factor), _AROUND, 255) for each in renderings]
        read = tesseract.read_lines(pictures, tesseract.BLOCK)
        return [[_scaled(_moved(line, -_AROUND, -_AROUND), factor) for line in lines] for lines in read]

    renderings = zip(*(_renderings(block, dpi) for block in blocks), strict=True)
    return [voted(of_one) for of_one in zip(*together.map(lines_of, renderings), strict=True)]


def _columns(
    picture: Image.Image, parts: Sequence[Columns], dpi: float, together: concurrent.futures.Executor
) -> list[tuple[int, int, list[TextLine]]]:
    """Letterheads and signature blocks: top, bottom, and the lines of the left and then of the right column."""
    boxes = [
        filled_box(picture, (left, part.top, right, part.bottom), dpi)
        for part in parts
        for left, right in ((0, part.middle), (part.middle, picture.width))
    ]
    read = _blocks([picture.crop(box) for box in boxes], dpi, together)
    lines = [[_moved(line, *box[:2]) for line in found] for found, box in zip(read, boxes, strict=True)]
    columns = [(part, left, right) for part, left, right in zip(parts, lines[::2], lines[1::2], strict=True)]
    return [
        (part.top, part.bottom, [*left, *right])
        for part, left, right in columns
        if left and right and has_columns("\n".join(" ".join(word.text for word in line) for line in [*left, *right]))
    ]


def _without(picture: Image.Image, boxes: Sequence[Box], beside: float = 0) -> Image.Image:
    outside = picture.copy()
    draw = ImageDraw.Draw(outside)
    for left, top, right, bottom in boxes:
        draw.rectangle((left - beside, top - beside, right + beside, bottom + beside), fill=255)
    return outside


def _tables(
    bare: Image.Image, grids: Sequence[Grid], dpi: float, together: concurrent.futures.Executor
) -> list[ScannedTable]:
    if not grids:
        return []
    bare = on_white(bare)
    boxes = [grid.cell(span) for grid in grids for span in grid.spans]
    cells = [cleared(bare.crop(_at_least_one(box)), dpi) for box in boxes]
    filled = [at for at, cell in enumerate(cells) if not is_blank(cell, dpi, _FEWEST_IN_CELL)]
    lines: list[list[TextLine]] = [[] for _ in cells]
    for at, found in zip(filled, _blocks([cells[at] for at in filled], dpi, together), strict=True):
        left, top = boxes[at][:2]
        lines[at] = [_shares(_moved(line, left, top), bare.size) for line in found]
    rest = iter(lines)
    return [_table(grid, rest, bare.size) for grid in grids]


def _table(grid: Grid, lines: Iterator[list[TextLine]], size: tuple[int, int]) -> ScannedTable:
    rows: list[list[list[TextLine]]] = [[[] for _ in grid.columns[1:]] for _ in grid.rows[1:]]
    for (top, left, bottom, right), cell in zip(grid.spans, lines, strict=False):
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                rows[row][column] = cell
    return ScannedTable(rows, _share(grid.box, size))


def _cells_of(table: ScannedTable) -> list[list[TextLine]]:
    return list({id(cell): cell for row in table.rows for cell in row}.values())


def _at_least_one(box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    left, top, right, bottom = box
    return left, top, max(left + 1, right), max(top + 1, bottom)


def _moved(line: TextLine, right: float, down: float) -> TextLine:
    return tuple(
        dataclasses.replace(
            word, box=(word.box[0] + right, word.box[1] + down, word.box[2] + right, word.box[3] + down)
        )
        for word in line
    )


def _scaled(line: TextLine, factor: float) -> TextLine:
    """The line as it stands on the picture before that was scaled by ``factor``."""
    return _shares(line, (factor, factor))


def _shares(line: TextLine, size: tuple[float, float]) -> TextLine:
    return tuple(dataclasses.replace(word, box=_share(word.box, size)) for word in line)


def _share(box: Box, size: tuple[float, float]) -> Box:
    return box[0] / size[0], box[1] / size[1], box[2] / size[0], box[3] / size[1]
