""".txt and .md: one ``Line`` per physical line, tables written with bars as ``Table``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from corpus.documents import Line, Loaded, Table
from corpus.encoding import decode
from corpus.loaders.flattened import is_bar, rebuild
from corpus.loaders.layout import Cell, content_of

_SEPARATOR = re.compile(r"^\s*\|?\s*:?-{3,}:?\s*(\|\s*:?-{3,}:?\s*)*\|?\s*$")
_BAR = re.compile(r"(?<!\\)\|")


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
        size = _table_size(lines, number)
        if size:
            content += rebuild(plain)
            plain = []
            content += _pipe_table(lines[number : number + size])
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


def _is_row(line: str) -> bool:
    return "|" in line and not is_bar(line)


def _is_separator(line: str) -> bool:
    return "|" in line and bool(_SEPARATOR.match(line))


def _pipe_table(lines: Sequence[str]) -> list[Line | Table]:
    rows = [_cells(lines[0]), *map(_cells, lines[2:])]
    width = max(map(len, rows))
    return content_of([row + [[] for _ in range(width - len(row))] for row in rows])


def _cells(line: str) -> list[Cell]:
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [re.split(r"<br\s*/?>", cell.strip().replace("\\|", "|")) for cell in _BAR.split(inner)]
