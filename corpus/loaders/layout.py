"""Tables that only lay out a page (letterhead, signature block, portal fields) become lines; the others stay tables."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from corpus.documents import Line, Table

Cell = list[str]
"""The lines of one cell. A merged cell is the same list object in every place that it covers."""

_MARKS: dict[str, list[str]] = json.loads(Path(__file__).with_name("layout_marks.json").read_text("utf-8"))
_MOST_ROWS = 12
_MOST_COLUMNS = 6
_CUT_NUMBER = re.compile(r"(?<=\w)-\n(?=[A-ZĐÂĂÊÔƠƯ0-9])")
_DECORATION = re.compile(r"(?:^|\s)[-_=*~.]{3,}(?=\s|$)")
_ITEM = re.compile(r"(?<=[;:.,)])\s+(?=[-+]\s*\w)|\s+(?=-\s*Lưu\b)")
_STATED = re.compile(r"\s*-?[0-9]{1,9}\s*")
_START = re.compile(r"\s+(?=" + "|".join(map(re.escape, _MARKS["line_starts"])) + ")")


def content_of(grid: Sequence[Sequence[Cell]], pages: Sequence[int] = (), whole: bool = False) -> list[Line | Table]:
    """The table that ``grid`` (rows of cells of lines, rectangular) holds, or its lines, cell after cell.

    ``pages`` are those of its rows, where the format has some.
    """
    if is_layout(grid):
        return [Line(text, pages[0] if pages else None, whole) for text in layout_lines(grid)]
    rows = [tuple(joined(cell) for cell in row) for row in grid]
    filled = [at for at, row in enumerate(rows) if any(row)]
    pages = [pages[at] for at in filled] if pages else ()
    rows = [rows[at] for at in filled]
    if not rows:
        return []
    used = [column for column in range(len(rows[0])) if any(row[column] for row in rows)]
    if len(used) < 2:
        return [Line(row[used[0]], pages[at] if pages else None, whole) for at, row in enumerate(rows)]
    return [Table(tuple(tuple(row[column] for column in used) for row in rows), tuple(pages))]


def is_layout(grid: Sequence[Sequence[Cell]]) -> bool:
    """Whether the cells are those of a letterhead, a signature block or a portal's list of fields."""
    if not grid or len(grid) > _MOST_ROWS or max(map(len, grid)) > _MOST_COLUMNS:
        return False
    cells = [folded(" ".join(cell)) for row in grid for cell in row]
    filled = [cell for cell in cells if cell]
    if not filled or any(cell in _folded("table_header") for cell in filled[:2]):
        return False
    if any(mark in cell for mark in _folded("letterhead") for cell in filled):
        return True
    if any(cell.startswith(mark) for mark in _folded("recipients") + _folded("portal") for cell in filled):
        return True
    short = len(grid) <= 4 and len(filled) <= 6
    starts = _folded("signature") + _folded("number")
    return short and any(cell.startswith(mark) for mark in starts for cell in filled)


def layout_lines(grid: Sequence[Sequence[Cell]]) -> list[str]:
    """The lines of every cell, cell after cell, a merged cell once, rulers of dashes left out."""
    seen: set[int] = set()
    lines: list[str] = []
    for row in grid:
        for cell in row:
            if id(cell) not in seen:
                seen.add(id(cell))
                lines += cell_lines(cell)
    return lines


def cell_lines(cell: Cell) -> list[str]:
    """The lines of a layout cell; items and titles that were run together stand on lines of their own."""
    text = _DECORATION.sub(" ", "\n".join(cell))
    pattern = _ITEM if _starts_recipients(text) else _START
    pieces = [piece for line in text.split("\n") for piece in pattern.split(squeeze(line))]
    return [line for piece in pieces for line in _title_and_name(squeeze(piece)) if line]


def folded(text: str) -> str:
    """Lower case without accents, markdown marks or spaces: letter-spaced capitals and both tone styles match."""
    letters = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    return "".join(
        letter
        for letter in letters
        if not unicodedata.combining(letter) and not letter.isspace() and letter not in "*_#"
    )


def marks(kind: str) -> tuple[str, ...]:
    """The folded marks of a kind: ``letterhead``, ``number``, ``recipients``, ``signature``, ``portal``."""
    return _folded(kind)


def joined(lines: Sequence[str]) -> str:
    """The lines of a cell as one; what was cut behind the hyphen of a number ("416-" + "TB/HU") joins without a space."""
    return squeeze(_CUT_NUMBER.sub("-", "\n".join(line.strip() for line in lines)))


def squeeze(text: str) -> str:
    """``text`` with every run of white space as one space."""
    return " ".join(text.split())


def stated(number: str, default: int) -> int:
    """The whole number that an attribute states; ``default`` where it states none, or one that no program writes."""
    return int(number) if _STATED.fullmatch(number) else default


def _folded(kind: str) -> tuple[str, ...]:
    return _FOLDED[kind]


def _starts_recipients(text: str) -> bool:
    return folded(text).startswith(_folded("recipients"))


def _title_and_name(text: str) -> list[str]:
    """A signature cell on one line: the title is in capitals, the name that follows is not."""
    words = text.split()
    capitals = 0
    while capitals < len(words) and words[capitals].isupper():
        capitals += 1
    name = words[capitals:]
    is_name = 2 <= len(name) <= 5 and all(word.istitle() for word in name)
    if capitals >= 2 and is_name and folded(text).startswith(_folded("signature")):
        return [" ".join(words[:capitals]), " ".join(name)]
    return [text]


_FOLDED = {kind: tuple(map(folded, words)) for kind, words in _MARKS.items()}
