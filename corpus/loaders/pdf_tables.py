"""The parts of a table on following pages put together again."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.documents import Line, Table
from corpus.loaders.layout import Cell, content_of, squeeze
from corpus.loaders.pdf_page import Fragment, PageText

_FURNITURE_LINES = 2


def joined_tables(pages: Sequence[PageText]) -> dict[int, list[Line | Table]]:
    """What each table is, under the ``id`` of its first fragment; its rows keep their own pages."""
    tables: list[tuple[Fragment, list[list[Cell]], list[int]]] = []
    last: Fragment | None = None
    for page in pages:
        for fragment in page.tables:
            if last is None or not _continues(last, fragment, pages):
                tables.append((fragment, [], []))
            _, rows, numbers = tables[-1]
            _append(rows, fragment.grid)
            numbers += [fragment.page + 1] * (len(rows) - len(numbers))
            last = fragment
    return {id(first): content_of(rows, numbers) for first, rows, numbers in tables}


def _continues(last: Fragment, fragment: Fragment, pages: Sequence[PageText]) -> bool:
    """Whether nothing but page furniture stands between two fragments with the same columns."""
    if fragment.page != last.page + 1 or len(fragment.grid[0]) != len(last.grid[0]):
        return False
    after = [line for line in pages[last.page].lines if line.text and line.top > last.box[3]]
    before = [line for line in pages[fragment.page].lines if line.text and line.top < fragment.box[1]]
    return len(after) <= _FURNITURE_LINES and len(before) <= _FURNITURE_LINES


def _append(rows: list[list[Cell]], following: list[list[Cell]]) -> None:
    """Adds the rows of the next page: its header is dropped, a row begun before it is completed, leads are carried on."""
    texts = [_texts(row) for row in following]
    header = 0
    while header < min(len(following), len(rows)) and texts[header] == _texts(rows[header]):
        header += 1
    body = following[header:]
    if not body or not rows:
        rows += body
        return
    above = rows[-1]
    first = body[0]
    if not first[0] and any(first) and not _spans(body, 0):
        # The row was cut by the page's end: cells are completed in place, so that merged ones stay merged.
        done: set[int] = set()
        for cell, more in zip(above, first, strict=True):
            if id(cell) not in done:
                done.add(id(cell))
                cell += more
        carried = {id(more): cell for cell, more in zip(above, first, strict=True)}
        body = [[carried.get(id(cell), cell) for cell in row] for row in body[1:]]
    else:
        carried = {id(cell): upper for cell, upper in zip(first, above, strict=True) if not cell}
        body = [[carried.get(id(cell), cell) for cell in row] for row in body]
    rows += body


def _spans(body: list[list[Cell]], column: int) -> bool:
    return len(body) > 1 and body[1][column] is body[0][column]


def _texts(row: Sequence[Cell]) -> list[str]:
    return [squeeze(" ".join(cell)) for cell in row]
