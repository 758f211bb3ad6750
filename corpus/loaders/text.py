""".txt and .md: one ``Line`` per physical line, tables written with bars, tabs or a cell a line as ``Table``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from corpus.columns import is_header
from corpus.documents import Line, Loaded, Table
from corpus.encoding import decode
from corpus.loaders.flattened import content_of_cells, content_of_rows, is_bar, rebuild
from corpus.loaders.layout import Cell, content_of, squeeze
from corpus.loaders.plain_tables import stacked_size, stacked_table, tabbed_size, tabbed_table

_SEPARATOR = re.compile(r":?-{3,}:?")
_FEWEST_RAGGED = 3
_BAR = re.compile(r"(?<!\\)\|")
#: Word makes no more columns; every row of a table gets as many cells as its widest.
_MOST_BARS = 64


def load(path: Path) -> Loaded:
    """The file's lines; blank ones stay as ``Line("")``. Raises ``UnreadableFile`` for an unknown encoding."""
    return Loaded(tuple(lines_of(decode(path.read_bytes(), path.name))))


def lines_of(text: str) -> list[Line | Table]:
    """The lines and tables of decoded text."""
    # Not str.splitlines: form feeds and vertical tabs stand inside lines of converted files.
    lines = [line.rstrip() for line in re.split(r"\r\n|\r|\n", text.replace("\f", "\n").replace("\v", " "))]
    if lines and not lines[-1]:
        lines.pop()
    content: list[Line | Table] = []
    plain: list[str] = []
    number = 0
    while number < len(lines):
        size, read = next(
            ((size, read) for measure, read in _TABLES if (size := measure(lines, number))), (0, _pipe_table)
        )
        if size:
            content += rebuild(plain)
            plain = []
            content += read(lines[number : number + size])
            number += size
        else:
            plain.append(lines[number])
            number += 1
    return content + rebuild(plain)


def _table_size(lines: Sequence[str], start: int) -> int:
    """The number of lines of the markdown table that begins at ``start``; 0 where none does."""
    if start + 1 >= len(lines) or not _is_row(lines[start]) or not _is_separator(lines[start + 1]):
        return 0
    end = start + 2
    while end < len(lines) and _is_row(lines[end]):
        end += 1
    return end - start


def _ragged_size(lines: Sequence[str], start: int) -> int:
    """The number of lines of a table without a separator below its header, whose cells may be broken into lines."""
    if not _is_row(lines[start]) or not is_header([squeeze(" ".join(cell)) for cell in _cells(lines[start])]):
        return 0
    end = start + 1
    while end < len(lines) and lines[end].strip():
        end += 1
    rows = sum("|" in line for line in lines[start:end])
    return end - start if rows > 2 else 0


def _ragged_table(lines: Sequence[str]) -> list[Line | Table]:
    """Cells by their bars alone, however they are broken into lines; several empty ones together end a row."""
    cells = [cell.strip() for cell in _BAR.split("\n".join(lines).strip().removeprefix("|"))]
    segments = [cell.split("\n") if cell else [] for cell in cells]
    rows: list[list[list[str]]] = [[]]
    for segment, before in zip(segments, [[""], *segments], strict=False):
        if not segment and not before:
            rows += [[]] if rows[-1] else []
        else:
            rows[-1].append(segment)
    rows = [row for row in (_stripped(row) for row in rows) if row]
    if len(rows) < _FEWEST_RAGGED:
        return content_of_cells(_stripped(segments))
    return content_of_rows(rows, len(rows[0]))


def _stripped(row: list[list[str]]) -> list[list[str]]:
    """The row without the empty cells at its end, which are its own bars."""
    while row and not row[-1]:
        row = row[:-1]
    return row


def _is_row(line: str) -> bool:
    return 0 < line.count("|") <= _MOST_BARS and not is_bar(line)


def _is_separator(line: str) -> bool:
    cells = line.strip().removeprefix("|").removesuffix("|").split("|")
    return "|" in line and all(_SEPARATOR.fullmatch(cell.strip()) for cell in cells)


def _pipe_table(lines: Sequence[str]) -> list[Line | Table]:
    rows = [_cells(lines[0]), *map(_cells, lines[2:])]
    width = max(map(len, rows))
    return content_of([row + [[] for _ in range(width - len(row))] for row in rows])


def _cells(line: str) -> list[Cell]:
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [re.split(r"<br\s*/?>", cell.strip().replace("\\|", "|")) for cell in _BAR.split(inner)]


#: Kinds of tables in text: what measures one that begins at a line, and what reads it.
_TABLES = (
    (_table_size, _pipe_table),
    (_ragged_size, _ragged_table),
    (tabbed_size, tabbed_table),
    (stacked_size, stacked_table),
)
