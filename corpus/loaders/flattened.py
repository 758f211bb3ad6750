"""Tables of web copies in which every cell stands on lines of its own between lines that hold only "|".

A row is written ``| cell | cell |``, so between two rows two such lines follow each other, and so they do around an
empty cell. Which of the two is meant follows from the number of columns; where rows differ in length (merged cells)
the cheapest reading of the whole table is taken by dynamic programming over its cells.
"""

from __future__ import annotations

import collections
import itertools
import math
import re
from collections.abc import Sequence

from corpus.columns import is_header
from corpus.documents import Line, Table
from corpus.loaders.layout import Cell, cell_lines, content_of, folded, is_layout, marks

_MOST_COLUMNS = 20
_LONGEST_CELL = 20  # lines; what is longer is the text between two tables in copies without blank lines
_LAYOUT_CELLS = 12
_NUMBERING = re.compile(r"^\W*(?:\d{1,3}(?:\.\d+)*|[IVXLC]+|[A-ZĐ]|[a-zđ])[.)]?\W*$|^[-+]$")
#: The first cell of a row of tables without a column of numbers: "2.1. Nhà văn hóa".
_ITEM = re.compile(r"^[\W_]*(?:\d{1,2}(?:\.\d{1,2})*|[IVX]+)\.\s*\w")

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
    segments = [list(lines[bar + 1 : end]) for bar, end in zip(bars, [*bars[1:], len(lines)], strict=True)]
    cells: list[Segment] = []
    for place, segment in enumerate(segments):
        if place + 1 == len(segments) or _is_prose(segment, cells):
            content += _tables(cells)
            cells = []
            content += [Line(line) for line in segment]
        else:
            cells.append(segment)
    return content


def _is_prose(segment: Segment, before: Sequence[Segment]) -> bool:
    """Whether a segment is text between tables: it has blank lines, or it is long and stands where a row has ended."""
    if any(not line.strip() for line in segment):
        return True
    if len(segment) <= _LONGEST_CELL or folded(segment[0]).startswith(marks("recipients")):
        return False
    headers = [place for place, cell in enumerate(before) if _begins_table(cell)]
    if not headers:
        return True
    columns = len(list(itertools.takewhile(bool, before[headers[-1] :])))
    begun = len(list(itertools.takewhile(bool, reversed(before))))
    return not 0 < begun < columns


def _begins_table(cell: Segment) -> bool:
    return folded(" ".join(cell)) in marks("table_header")


def _tables(cells: list[Segment]) -> list[Line | Table]:
    """The tables in ``cells``, which may follow each other, or have a title between them, without blank lines."""
    content: list[Line | Table] = []
    starts = [0]
    signed = _end_of_signature(cells)
    if signed:
        starts.append(signed)
    starts += [place for place in range(max(signed, 1), len(cells)) if _begins_table(cells[place]) and place != signed]
    for start, end in zip(starts, [*starts[1:], len(cells)], strict=True):
        table, title = cells[start:end], cells[start:start]
        # Between the ends of two tables there is an empty segment; another one is the title of the second.
        if end < len(cells) and end != signed and len(table) > 1 and table[-1]:
            table, title = table[:-1], [table[-1]]
        if signed and start == signed and len(table) > 1 and table[0] and not is_layout([[_cell(table[0])]]):
            content += [Line(text) for text in _cell(table[0])]
            table = table[1:]
        content += content_of_cells(table)
        content += [Line(text) for segment in title for text in _cell(segment)]
    return content


def _end_of_signature(cells: list[Segment]) -> int:
    """Where the signature block in ``cells`` ends, when a table follows it; else 0."""
    texts = [folded(" ".join(cell)) for cell in cells]
    recipients = [place for place, text in enumerate(texts) if text.startswith(marks("recipients"))]
    if not recipients:
        return 0
    near = range(recipients[-1], min(recipients[-1] + _LAYOUT_CELLS // 2, len(cells)))
    signed = [place for place in near if texts[place].startswith(marks("signature"))]
    return signed[-1] + 1 if signed and len(cells) - signed[-1] > _LAYOUT_CELLS else 0


def content_of_cells(cells: list[Segment]) -> list[Line | Table]:
    """Reads ``cells`` (what stands between the bars, row ends as empty cells) as one table."""
    if not any(cells):
        return []
    if is_layout([[_cell(cell)] for cell in cells if cell][:_LAYOUT_CELLS]):
        return [Line(text) for cell in cells for text in cell_lines(_cell(cell))]
    readings = [_read_rows(cells, width) for width in _widths(cells)]
    _, usual, rows = min(readings, key=lambda reading: reading[:2])
    return content_of_rows(rows, usual)


def content_of_rows(rows: list[list[Segment]], usual: int) -> list[Line | Table]:
    """The table of ``rows``, most of which have ``usual`` cells, with its header joined and merged cells filled."""
    rows = [_without_blanks(row, usual) for row in rows if any(row)]
    width = max(map(len, rows))
    header, body = _merge_header(rows, width)
    body = _filled([header, *body], width)
    grid = [header, *(_widen(row, width) for row in body[1:])]
    return content_of([[_cell(segment) for segment in row] for row in grid])


def _without_blanks(row: list[Segment], width: int) -> list[Segment]:
    """A row that is too long without its last blank cells ("** **"): copies make several of one that is merged."""
    row = list(row)
    while len(row) > width and not _cell(row[-1]):
        row.pop()
    return row


def _widths(cells: list[Segment]) -> list[int]:
    """How many columns the table may have.

    The header states them; one more may be unnamed, and a second header row adds those under a spanning cell. A table
    that goes on with one before has no header: then the rows without gaps state them.
    """
    runs = [len(list(run)) for is_filled, run in itertools.groupby(cells, bool) if is_filled]
    first, second = ([*runs, 0, 0])[:2]
    spanned = second - 1 if second > 2 or second == 2 < first else 0
    widest = min(first + max(1, spanned), _MOST_COLUMNS)
    usual, times = collections.Counter(runs).most_common(1)[0]
    often = usual > 2 and 2 * times >= len(runs) and usual <= _MOST_COLUMNS
    return sorted({*range(1, widest + 1), *([usual] if often else [])})


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
    elif row[0] and (_numbers(row[0]) or _ITEM.match(row[0][0])):
        cost -= 0.2
    return cost


def _numbers(segment: Segment) -> bool:
    return bool(_NUMBERING.match(" ".join(segment).replace("*", "").strip()))


def _merge_header(rows: list[list[Segment]], width: int) -> tuple[list[Segment], list[list[Segment]]]:
    """A header of two rows: cells of the first span those of the second ("2026-2030" over five years)."""
    first = rows[0]
    if not 2 <= len(first) < width or len(rows) < 2:
        return _widen(first, width), rows[1:]
    second = rows[1]
    spanning = len(first) + len(second) - width
    if not 1 <= spanning < len(first) or len(second) % spanning or any(map(_numbers, second)):
        return _widen(first, width), rows[1:]
    each = len(second) // spanning
    # One spanning cell is found by its neighbours; several are the last ones.
    start = _spanning(first) if spanning == 1 else len(first) - spanning
    merged = [first[start + place // each] + [" - "] + below for place, below in enumerate(second)]
    return first[:start] + merged + first[start + spanning :], rows[2:]


def _spanning(header: list[Segment]) -> int:
    """The last column, or the one before a run of columns that differ only in digits ("Năm 2026", "Năm 2027")."""
    masked = [re.sub(r"\d", "0", folded(" ".join(cell))) for cell in header]
    position = len(header) - 1
    if position > 1 and masked[position] == masked[position - 1]:
        while position > 0 and masked[position] == masked[-1]:
            position -= 1
    return position


def _filled(rows: list[list[Segment]], width: int) -> list[list[Segment]]:
    """The rows with the cells that are merged with those above: a short row lacks them; an empty cell is empty.

    Which columns a short row fills is told by how the cells of the full rows begin, column by column.
    """
    full = [row for row in rows[1:] if len(row) == width]
    beginnings = [collections.Counter(_beginning(row[column]) for row in full) for column in range(width)]
    filled: list[list[Segment]] = []
    for row in rows:
        names = is_header([" ".join(_cell(cell)) for cell in row])
        if filled and 2 < len(row) < width and names:
            row = [row[0]] * (width - len(row)) + row  # its first cell spans the numbering column
        elif (
            len(filled) > 1
            and 1 < len(row) < width
            and len(filled[-1]) == width
            and not _names_group(row)
            and len(full) > 1
        ):
            places = _places(row, beginnings, width, bool(_numbers(filled[-1][0])))
            above = filled[-1]
            row = [row[places.index(column)] if column in places else above[column] for column in range(width)]
        elif filled and len(row) == width - 1 and _begins_table(rows[0][0]) and not _numbers(row[0]):
            row = [[], *row]
        filled.append(row)
    return filled


def _names_group(row: list[Segment]) -> bool:
    return len(row) == 1 or (len(row) == 2 and bool(_numbers(row[0])))


def _beginning(cell: Segment) -> str:
    text = folded(" ".join(_cell(cell)[:1]).split(" ")[0]) if cell else ""
    return re.sub(r"\d+", "0", text)


def _places(
    row: list[Segment], beginnings: Sequence[collections.Counter[str]], width: int, numbered: bool
) -> tuple[int, ...]:
    """The columns of the cells of a short row: where such cells stand in full rows, else as far left as can be."""

    def fit(cell: Segment, column: int) -> float:
        seen = beginnings[column]
        likeness = seen[_beginning(cell)] / max(1, seen.total())
        if column == 0 and numbered:
            likeness += 1.0 if _numbers(cell) else -1.0
        return likeness

    # best[c]: the best places of the cells so far within the first c columns, by dynamic programming.
    best: list[tuple[float, tuple[int, ...]]] = [(0.0, ())] * (width + 1)
    for count, cell in enumerate(row, start=1):
        following: list[tuple[float, tuple[int, ...]]] = [(-math.inf, ())] * (width + 1)
        for columns in range(count, width + 1):
            score, places = best[columns - 1]
            taken = (score + fit(cell, columns - 1), (*places, columns - 1))
            following[columns] = taken if taken[0] > following[columns - 1][0] else following[columns - 1]
        best = following
    return best[width][1]


def _widen(row: list[Segment], width: int) -> list[Segment]:
    """A short row: its one heading spans the table; otherwise the missing cells are unknown and stay empty."""
    missing = width - len(row)
    if missing > 0 and _names_group(row):
        return row + [row[-1]] * missing
    return row + [[]] * missing


def _cell(segment: Segment) -> Cell:
    """The lines of a cell; what was wrapped inside bold or italics, or inside a list item, is joined again."""
    lines: list[str] = []
    is_open = False
    in_items = False
    for line in (line.strip() for line in segment):
        # A letter may stand whole in the cell that begins with whom it is sent to.
        starts_item = line.startswith(("-", "+")) or in_items and _ITEM.match(line) is not None
        if lines and (is_open or (in_items and not starts_item)):
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(line)
        is_open = lines[-1].count("*") % 2 == 1 or lines[-1].count("**") % 2 == 1
        in_items = in_items or (starts_item and folded(segment[0]).startswith(marks("recipients")))
    return [line for line in lines if line.strip("* ")]
