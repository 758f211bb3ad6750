"""Rows of a table that only name a group: headings of the rows below them ("III | Bò sữa")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.columns import is_numbering

_BULLET = re.compile(r"^\s*[-–+•*]\s*")


class RowGroups:
    """The groups above a row, while a table is read from its top."""

    def __init__(self) -> None:
        self._open: list[tuple[int, str]] = []

    @property
    def names(self) -> tuple[str, ...]:
        """The groups that the next row stands in, the outermost first."""
        return tuple(name for _, name in self._open)

    def take(self, cells: Sequence[str], content: int, following: Sequence[str]) -> bool:
        """Whether the row names a group, which then is the innermost one; ``content`` is the column of what rows are about."""
        group = _group(cells, content, following)
        if group is None:
            return False
        rank = _rank(group[0])
        self._open = [kept for kept in self._open if kept[0] < rank] + [(rank, group[1])]
        return True


def _group(cells: Sequence[str], content: int, following: Sequence[str]) -> tuple[str, str] | None:
    """Numbering and text of a row that only names a group, else ``None``."""
    label = cells[0].rstrip(".)") if is_numbering(cells[0]) else ""
    texts = list(dict.fromkeys(cell for cell in cells[1:] if cell) if label else dict.fromkeys(filter(None, cells)))
    if len(texts) != 1:
        return None
    text = texts[0]
    filled = [at for at, cell in enumerate(cells) if cell == text]
    if len(filled) > 1 and len(filled) >= min(3, len(cells) - bool(label)):
        return label, f"{label}. {text}" if label else text  # merged over the row
    if _BULLET.match(label or text):
        return None
    if not label or re.fullmatch(r"[IVXLC]+|[A-ZĐ]", label) or filled[0] != content:
        return label, f"{label}. {text}" if label else text
    # "1 | Nhóm" with parts below is a group; else a row whose other cells are merged with those above.
    below = following[0] if following else ""
    parts = below.startswith(f"{label}.") or not below or re.match(r"^[a-zđ][.)]?$|^[-+•*]$", below)
    return (label, f"{label}. {text}") if following and parts and any(following) else None


def _rank(label: str) -> int:
    """How far down a group stands: A, I, 1, 1.1; one without numbering is of the lowest kind above rows."""
    if re.fullmatch(r"[IVX]+", label):
        return 2
    if re.fullmatch(r"[A-ZĐ]", label):
        return 1
    return 3 + label.count(".") if label[:1].isdigit() else 9
