"""Tables of web copies in which every cell stands on lines of its own between lines that hold only "|".

A row is written ``| cell | cell |``, so between two rows two such lines follow each other, and so they do around an
empty cell. Which of the two is meant follows from the number of columns; where rows differ in length (merged cells)
the cheapest reading of the whole table is taken by dynamic programming over its cells.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from corpus.documents import Line, Table
from corpus.loaders.layout import Cell, cell_lines, content_of, folded, is_layout, marks

_MOST_COLUMNS = 20
_LONGEST_CELL = 20  # lines; what is longer is the text between two tables in copies without blank lines
_LAYOUT_CELLS = 12
_NUMBERING = re.compile(r"^\W*(?:\d+(?:\.\d+)*|[IVXLC]+|[A-ZĐ]|[a-zđ])[.)]?\W*$|^[-+]$")

Segment = list[str]


def is_bar(line: str) -> bool:
    """Whether the line holds a lone "|"."""
    return line.strip() == "|"


def rebuild(lines: Sequence[str]) -> list[Line | Table]:
    """The lines of a text with its flattened tables rebuilt; no word is lost."""
    bars = [number for number, line in enumerate(lines) if is_bar(line)]
    if not bars:
        return [Line(line) for line in lines]
    content: list[Line | Table] = [Line(line) for line in lines[: bars[0]]]
    cells: list[Segment] = []
    for bar, following in zip(bars, [*bars[1:], len(lines)], strict=True):
        segment = list(lines[bar + 1 : following])
        if following == len(lines) or _is_prose(segment):
            for table in _split(cells):
                content += _table(table)
            cells = []
            content += [Line(line) for line in segment]
        else:
            cells.append(segment)
    return content


def _is_prose(segment: Segment) -> bool:
    if any(not line.strip() for line in segment):
        return True
    return len(segment) > _LONGEST_CELL and not folded(segment[0]).startswith(marks("recipients"))


def _split(cells: list[Segment]) -> list[list[Segment]]:
    """Tables that follow each other without blank lines between them: each begins with its numbering column."""
    starts = [0]
    for place in range(1, len(cells)):
        if folded(" ".join(cells[place])) in marks("table_header"):
            starts.append(place)
    return [cells[start:end] for start, end in zip(starts, [*starts[1:], len(cells)], strict=True)]


def _table(cells: list[Segment]) -> list[Line | Table]:
    """Reads ``cells`` (what stands between the bars, row ends as empty cells) as one table."""
    if not any(cells):
        return []
    if is_layout([[_cell(cell)] for cell in cells if cell][:_LAYOUT_CELLS]):
        return [Line(text) for cell in cells for text in cell_lines(_cell(cell))]
    readings = [_read_rows(cells, width) for width in range(1, _widest(cells) + 1)]
    _, width, rows = min(readings, key=lambda reading: reading[:2])
    rows = [row for row in rows if any(row)]
    width = max(map(len, rows))
    header, body = _merge_header(rows, width)
    grid = [header, *(_widen(row, width) for row in body)]
    return content_of([[_cell(segment) for segment in row] for row in grid])


def _widest(cells: list[Segment]) -> int:
    """The header states the columns; one more may be unnamed, and a second header row adds those under a spanning cell."""
    runs: list[int] = []
    for cell in cells:
        if not cell:
            runs.append(0)
        elif not runs:
            runs.append(1)
        else:
            runs[-1] += 1
        if len(runs) > 2:
            break
    first, second = ([*runs, 0, 0])[:2]
    spanned = second - 1 if second > 2 or second == 2 < first else 0
    return min(first + max(1, spanned), _MOST_COLUMNS)


def _read_rows(cells: list[Segment], width: int) -> tuple[float, int, list[list[Segment]]]:
    """The cheapest division of ``cells`` into rows of about ``width`` cells, an empty one between two rows."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(cells) + 1):
        choices = [(math.inf, 0)]
        for start in range(max(0, end - _MOST_COLUMNS), end):
            if start == 0 or not cells[start - 1]:
                before = best[start - 1][0] if start else 0.0
                choices.append((before + _row_cost(cells[start:end], width), start))
        best.append(min(choices))
    cost = best[-1][0]
    rows: list[list[Segment]] = []
    end = len(cells)
    while end > 0:
        start = best[end][1]
        rows.append(cells[start:end])
        end = start - 1
    return cost, width, rows[::-1]


def _row_cost(row: Sequence[Segment], width: int) -> float:
    """A full row is cheapest; a short row without gaps is a merged one; a short row with gaps is a misreading."""
    gaps = sum(not cell for cell in row)
    if gaps == len(row):
        return 4.0
    # Bars around a gap would read as well as the end of a row, so a gap must cost more than an end does.
    cost = 0.15 * gaps
    if len(row) > width:
        cost += 3.0 + len(row) - width
    elif len(row) < width:
        cost += 0.6 + (1.5 if gaps else 0.0)
        cost -= 0.2 if len(row) == 1 or (len(row) == 2 and row[0] and _numbers(row[0])) else 0.0
    elif row[0] and _numbers(row[0]):
        cost -= 0.2
    return cost


def _numbers(segment: Segment) -> bool:
    return bool(_NUMBERING.match(" ".join(segment).replace("*", "").strip()))


def _merge_header(rows: list[list[Segment]], width: int) -> tuple[list[Segment], list[list[Segment]]]:
    """A header of two rows: one cell of the first spans those of the second ("2026-2030" over five years)."""
    first = rows[0]
    if 2 <= len(first) < width and len(rows) > 1 and len(rows[1]) == width - len(first) + 1:
        spanning = _spanning(first)
        merged = [first[spanning] + [" - "] + below for below in rows[1]]
        return first[:spanning] + merged + first[spanning + 1 :], rows[2:]
    return _widen(first, width), rows[1:]


def _spanning(header: list[Segment]) -> int:
    """The last column, or the one before a run of columns that differ only in digits ("Năm 2026", "Năm 2027")."""
    masked = [re.sub(r"\d", "0", folded(" ".join(cell))) for cell in header]
    position = len(header) - 1
    if position > 1 and masked[position] == masked[position - 1]:
        while position > 0 and masked[position] == masked[-1]:
            position -= 1
    return position


def _widen(row: list[Segment], width: int) -> list[Segment]:
    """A short row: its one heading spans the table; otherwise the missing cells are unknown and stay empty."""
    missing = width - len(row)
    if missing > 0 and (len(row) == 1 or (len(row) == 2 and _numbers(row[0]))):
        return row + [row[-1]] * missing
    return row + [[]] * missing


def _cell(segment: Segment) -> Cell:
    """The lines of a cell; what was wrapped inside bold or italics, or inside a list item, is joined again."""
    lines: list[str] = []
    is_open = False
    in_items = False
    for line in (line.strip() for line in segment):
        starts_item = line.startswith(("-", "+"))
        if lines and (is_open or (in_items and not starts_item)):
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(line)
        is_open = lines[-1].count("*") % 2 == 1 or lines[-1].count("**") % 2 == 1
        in_items = in_items or (starts_item and folded(segment[0]).startswith(marks("recipients")))
    return [line for line in lines if line.strip("* ")]
