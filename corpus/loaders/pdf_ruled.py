"""The ruled tables of a PDF page: where its lines make a grid, and which places of the grid are one merged cell."""

from __future__ import annotations

import bisect
import ctypes
import dataclasses
import itertools
from collections.abc import Callable, Iterator, Sequence

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.loaders.pdf_page import Box

Show = Callable[[float, float], tuple[float, float]]
"""From a point of user space to the page as it is shown."""
_Matrix = tuple[float, float, float, float, float, float]

_SNAP = 3.0  # points: rules so near to each other are one
_THICKEST = 4.0
_SHORTEST = 4.0
_FEWEST_CELLS = 4
_COVERED = 0.5  # of the side of a cell, to part it from the next one
#: A drawing or a map, whose lines are no table's, has more.
_MOST_OBJECTS = 20_000
_MOST_RULES = 4_000
_MOST_MERGED = 800
_DEEPEST_FORM = 4
_UNMOVED: _Matrix = (1, 0, 0, 1, 0, 0)


@dataclasses.dataclass(frozen=True)
class Rule:
    """A line along an axis: at ``at`` on the other axis, from ``start`` to ``end``."""

    at: float
    start: float
    end: float


@dataclasses.dataclass(frozen=True)
class Grid:
    """A ruled table: ``cells[row][column]`` numbers the cell that covers this place."""

    box: Box
    columns: tuple[float, ...]
    rows: tuple[float, ...]
    cells: tuple[tuple[int, ...], ...]

    def cell(self, x: float, y: float) -> int | None:
        """The cell at a point; ``None`` outside."""
        if not (self.box[0] <= x <= self.box[2] and self.box[1] <= y <= self.box[3]):
            return None
        row = min(max(bisect.bisect_right(self.rows, y) - 1, 0), len(self.cells) - 1)
        column = min(max(bisect.bisect_right(self.columns, x) - 1, 0), len(self.cells[0]) - 1)
        return self.cells[row][column]


def grids_of(page: pypdfium2.PdfPage, show: Show) -> list[Grid]:
    """The tables of a page from top to bottom."""
    across: list[Rule] = []
    down: list[Rule] = []
    for (x, y), (to_x, to_y) in _strokes(page):
        (left, top), (right, bottom) = show(x, y), show(to_x, to_y)
        left, right, top, bottom = min(left, right), max(left, right), min(top, bottom), max(top, bottom)
        if bottom - top <= _THICKEST and right - left >= _SHORTEST:
            across.append(Rule((top + bottom) / 2, left, right))
        elif right - left <= _THICKEST and bottom - top >= _SHORTEST:
            down.append(Rule((left + right) / 2, top, bottom))
        if len(across) + len(down) > _MOST_RULES:
            return []
    across, down = _merged(across), _merged(down)
    if len(across) + len(down) > _MOST_MERGED:
        return []
    found = (_grid(*group) for group in _connected(across, down))
    return sorted((grid for grid in found if grid is not None), key=lambda grid: grid.box[1])


def _merged(rules: Sequence[Rule]) -> list[Rule]:
    """Rules at one place that touch or overlap as one, after those near to each other were put in one place."""
    merged: list[Rule] = []
    group: list[Rule] = []
    for rule in [*sorted(rules, key=lambda rule: rule.at), None]:
        if group and (rule is None or rule.at - group[-1].at > _SNAP):
            at = sum(each.at for each in group) / len(group)
            group.sort(key=lambda each: each.start)
            start, end = group[0].start, group[0].end
            for each in group[1:]:
                if each.start <= end + _SNAP:
                    end = max(end, each.end)
                else:
                    merged.append(Rule(at, start, end))
                    start, end = each.start, each.end
            merged.append(Rule(at, start, end))
            group = []
        if rule is not None:
            group.append(rule)
    return merged


def _connected(across: Sequence[Rule], down: Sequence[Rule]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """The rules in groups that cross or touch."""
    owner = list(range(len(across) + len(down)))

    def root(place: int) -> int:
        while owner[place] != place:
            owner[place] = owner[owner[place]]
            place = owner[place]
        return place

    for i, one in enumerate(across):
        for j, other in enumerate(down, len(across)):
            meets_x = one.start - _SNAP <= other.at <= one.end + _SNAP
            if meets_x and other.start - _SNAP <= one.at <= other.end + _SNAP:
                owner[root(i)] = root(j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, rule in enumerate((*across, *down)):
        groups.setdefault(root(i), ([], []))[i >= len(across)].append(rule)
    yield from groups.values()


def _grid(across: Sequence[Rule], down: Sequence[Rule]) -> Grid | None:
    """The grid of rules that hang together; ``None`` where they enclose too few cells."""
    if len(across) < 2 or len(down) < 2:
        return None
    rows = _places([rule.at for rule in across] + _open_ends(down))
    columns = _places([rule.at for rule in down] + _open_ends(across))
    owner = list(range((len(rows) - 1) * (len(columns) - 1)))

    def root(place: int) -> int:
        while owner[place] != place:
            owner[place] = owner[owner[place]]
            place = owner[place]
        return place

    lines_across, lines_down = _by_place(across, rows), _by_place(down, columns)
    width = len(columns) - 1
    for row in range(len(rows) - 1):
        for column in range(width):
            here = row * width + column
            beside, below = column + 1 < width, row + 2 < len(rows)
            if beside and not _is_covered(lines_down[column + 1], rows[row], rows[row + 1]):
                owner[root(here + 1)] = root(here)
            if below and not _is_covered(lines_across[row + 1], columns[column], columns[column + 1]):
                owner[root(here + width)] = root(here)
    cells = tuple(tuple(root(row * width + column) for column in range(width)) for row in range(len(rows) - 1))
    if len({cell for row in cells for cell in row}) < _FEWEST_CELLS:
        return None
    return Grid((columns[0], rows[0], columns[-1], rows[-1]), tuple(columns), tuple(rows), cells)


def _open_ends(rules: Sequence[Rule]) -> list[float]:
    """Where rules that hang together begin and end: a row cut by the page's end has no rule of its own there."""
    starts, ends = sorted(rule.start for rule in rules), sorted((rule.end for rule in rules), reverse=True)
    return [places[1] for places in (starts, ends) if abs(places[1] - places[0]) <= _SNAP]


def _places(places: Sequence[float]) -> list[float]:
    """The places in order, those near to each other once."""
    kept: list[float] = []
    for place in sorted(places):
        if not kept or place - kept[-1] > _SNAP:
            kept.append(place)
    return kept


def _by_place(rules: Sequence[Rule], places: Sequence[float]) -> list[list[Rule]]:
    """The rules at each of the places."""
    found: list[list[Rule]] = [[] for _ in places]
    for rule in rules:
        found[bisect.bisect_right(places, rule.at) - 1].append(rule)
    return found


def _is_covered(rules: Sequence[Rule], start: float, end: float) -> bool:
    covered = sum(max(0.0, min(rule.end, end) - max(rule.start, start)) for rule in rules)
    return covered >= _COVERED * (end - start)


_Stroke = tuple[tuple[float, float], tuple[float, float]]


def _strokes(page: pypdfium2.PdfPage) -> Iterator[_Stroke]:
    """The straight strokes of a page, in user space; a filled strip is one, as Word writes its borders."""
    count = pdfium.FPDFPage_CountObjects(page.raw)
    if count > _MOST_OBJECTS:
        return
    for place in range(count):
        yield from _strokes_of(pdfium.FPDFPage_GetObject(page.raw, place), _UNMOVED, 0)


def _strokes_of(item: pdfium.FPDF_PAGEOBJECT, outer: _Matrix, depth: int) -> Iterator[_Stroke]:
    kind = pdfium.FPDFPageObj_GetType(item)
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        yield from _path(item, _times(_matrix(item), outer))
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
        count = pdfium.FPDFFormObj_CountObjects(item)
        inner = _times(_matrix(item), outer)
        for place in range(count if count <= _MOST_OBJECTS else 0):
            yield from _strokes_of(pdfium.FPDFFormObj_GetObject(item, place), inner, depth + 1)


def _path(path: pdfium.FPDF_PAGEOBJECT, matrix: _Matrix) -> Iterator[_Stroke]:
    fill, is_stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, is_stroked)
    points: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for place in range(min(pdfium.FPDFPath_CountSegments(path), _MOST_RULES)):
        segment = pdfium.FPDFPath_GetPathSegment(path, place)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            yield from _drawn(points, bool(is_stroked.value), bool(fill.value))
            points = []
        elif kind != pdfium.FPDF_SEGMENT_LINETO:
            return  # a curve: no table
        points.append(_moved(matrix, x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    yield from _drawn(points, bool(is_stroked.value), bool(fill.value))


def _drawn(points: Sequence[tuple[float, float]], is_stroked: bool, is_filled: bool) -> Iterator[_Stroke]:
    if len(points) < 2:
        return
    if is_stroked:
        yield from itertools.pairwise(points)
    elif is_filled:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        if min(max(xs) - min(xs), max(ys) - min(ys)) <= _THICKEST:
            yield (min(xs), min(ys)), (max(xs), max(ys))


def _matrix(item: pdfium.FPDF_PAGEOBJECT) -> _Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, found):
        return _UNMOVED
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(one: _Matrix, other: _Matrix) -> _Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _moved(matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
