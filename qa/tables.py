"""The tables beside the code: tab-separated, a header line, no quoting."""

from __future__ import annotations

from pathlib import Path

from corpus.errors import KehoachError

DATA = Path(__file__).with_name("data")


def rows(path: Path, columns: int, blank: bool = False) -> list[tuple[str, ...]]:
    """The rows of a table under its header; ``blank`` allows an empty last column."""
    rows = []
    for number, line in enumerate(path.read_text("utf-8").splitlines()[1:], start=2):
        row = tuple(cell.strip() for cell in line.split("\t"))
        if len(row) != columns or not all(row[:-1] if blank else row):
            raise KehoachError(
                f"{path.name}, line {number}: {columns} filled columns between tabs are expected, found {line!r}.",
                "Correct that line, or restore the file that came with this version.",
            )
        rows.append(row)
    return rows


def split(cell: str) -> tuple[str, ...]:
    """The alternatives of a cell, parted by semicolons."""
    return tuple(part.strip() for part in cell.split(";"))
