"""Tables of plain text without bars: cells between tabs, or every cell on a line of its own."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from corpus.columns import is_header, is_numbering
from corpus.documents import Line, Table
from corpus.loaders.layout import content_of, folded, marks, squeeze

_FEWEST_COLUMNS = 3
_MOST_COLUMNS = 10
_FEWEST_ROWS = 2


def tabbed_size(lines: Sequence[str], start: int) -> int:
    """The number of lines of the table of tabs whose header is the line at ``start``; 0 where there is none."""
    columns = lines[start].count("\t") + 1
    if columns < _FEWEST_COLUMNS or not is_header(_tabbed(lines[start])):
        return 0
    end = start + 1
    # Empty cells at the end of a line are stripped with it.
    while end < len(lines) and 0 < lines[end].count("\t") < columns:
        end += 1
    return end - start if end - start >= _FEWEST_ROWS else 0


def tabbed_table(lines: Sequence[str]) -> list[Line | Table]:
    """The table of the lines that ``tabbed_size`` counted."""
    rows = [_tabbed(line) for line in lines]
    return content_of([[[cell] for cell in row] + [[]] * (len(rows[0]) - len(row)) for row in rows])


def stacked_size(lines: Sequence[str], start: int) -> int:
    """The number of lines of the table with one cell a line that begins at ``start``; 0 where there is none."""
    return _stacked(lines, start)[1]


def stacked_table(lines: Sequence[str]) -> list[Line | Table]:
    """The table of the lines that ``stacked_size`` counted."""
    return content_of([[[cell] for cell in row] for row in _stacked(lines, 0)[0]])


def _tabbed(line: str) -> list[str]:
    return [squeeze(cell) for cell in line.split("\t")]


def _stacked(lines: Sequence[str], start: int) -> tuple[list[list[str]], int]:
    """The rows of the table at ``start`` and how many lines they take; blank lines between cells do not count.

    The header begins with the column of numbers and ends before the first number. Every row has as many cells as the
    header, or is a number and the name of a group: where one does not fit nothing tells its cells apart, and the table
    ends above it.
    """
    nothing: tuple[list[list[str]], int] = ([], 0)
    if folded(lines[start]) not in marks("table_header"):
        return nothing
    within = itertools.takewhile(lambda place: "|" not in lines[place], range(start, len(lines)))
    unread = (place for place in within if lines[place].strip())
    filled: list[int] = []

    def cells(first: int, end: int) -> list[str]:
        # Read no further than rows go: a file may hold the beginning of a header a thousand times.
        filled.extend(itertools.islice(unread, max(0, end - len(filled))))
        return [squeeze(lines[place]) for place in filled[first:end]]

    head = cells(0, _MOST_COLUMNS + 1)
    width = next((at for at, cell in enumerate(head) if at and _is_number(cell)), 0)
    if width < _FEWEST_COLUMNS or not is_header(head[:width]):
        return nothing
    rows, at, whole = [head[:width]], width, 0
    while len(row := cells(at, at + width)) > 1 and _is_number(row[0]):
        if len(row) == width and not any(map(_is_number, row[1:])):
            rows.append(row)
            whole += 1
        elif len(row) > 2 and _is_number(row[2]):
            rows.append([row[0]] + [row[1]] * (width - 1))
        else:
            break
        at += len(rows[-1]) if len(set(rows[-1][1:])) > 1 else 2
    return (rows, filled[at - 1] + 1 - start) if whole >= _FEWEST_ROWS else nothing


def _is_number(cell: str) -> bool:
    return is_numbering(cell.replace("*", "")) and cell.strip("*") not in ("-", "+", "•")
