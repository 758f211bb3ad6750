"""How many cells of a table are read letter by letter: rows are paired first, since a scan may lose or split one."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

Row = tuple[str, ...]
_LEAST_ALIKE = 0.5


def right_cells(read: Sequence[Row], true: Sequence[Row]) -> tuple[int, int]:
    """Right cells of how many true ones; a banner, which spans the table, is one cell."""
    left = list(read)
    right, wrong = 0, []
    for row in true:
        if row in left:
            left.remove(row)
            right += len(_once(row))
        else:
            wrong.append(row)
    # Last, lest a misread row take one that is another's, and right.
    for row in wrong:
        likeness, at = max(((_likeness(row, other), -at) for at, other in enumerate(left)), default=(0.0, 0))
        if likeness >= _LEAST_ALIKE:
            found = left.pop(-at)
            right += sum(one == other for one, other in zip(_once(row), _once(found), strict=False))
    return right, sum(len(_once(row)) for row in true)


def _likeness(row: Row, other: Row) -> float:
    matcher = difflib.SequenceMatcher(None, "\n".join(row), "\n".join(other), autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _LEAST_ALIKE else 0.0


def _once(row: Row) -> Row:
    return row[:1] if len(set(row)) == 1 else row
