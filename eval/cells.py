"""How many cells of a table are read letter by letter: rows are paired first, since a scan may lose or split one."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

Row = tuple[str, ...]
_LEAST_ALIKE = 0.5


def right_cells(read: Sequence[Row], true: Sequence[Row]) -> tuple[int, int]:
    """Right cells of how many true ones; a banner, which spans the table, is one cell."""
    left = list(read)
    right = 0
    for row in true:
        found = _most_alike(row, left)
        if found is not None:
            left.remove(found)
            right += sum(one == other for one, other in zip(_once(row), _once(found), strict=False))
    return right, sum(len(_once(row)) for row in true)


def _most_alike(row: Row, rows: Sequence[Row]) -> Row | None:
    if row in rows:
        return row
    likeness, at = max(((_likeness(row, other), -at) for at, other in enumerate(rows)), default=(0.0, 0))
    return rows[-at] if likeness >= _LEAST_ALIKE else None


def _likeness(row: Row, other: Row) -> float:
    matcher = difflib.SequenceMatcher(None, "\n".join(row), "\n".join(other), autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _LEAST_ALIKE else 0.0


def _once(row: Row) -> Row:
    return row[:1] if len(set(row)) == 1 else row
