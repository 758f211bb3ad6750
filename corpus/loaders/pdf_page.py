"""What an engine makes of a PDF page: its lines in reading order, and the parts of tables on it."""

from __future__ import annotations

import dataclasses

from corpus.loaders.layout import Cell
from corpus.loaders.pdf_layout import PlacedLine

Box = tuple[float, float, float, float]
"""left, top, right, bottom in points from the upper left corner of the page as it is shown."""


@dataclasses.dataclass(frozen=True)
class Fragment:
    """The part of a table on one page (``page`` from 0); a merged cell is one list in all places that it covers."""

    page: int
    grid: list[list[Cell]]
    box: Box


@dataclasses.dataclass(frozen=True)
class PageText:
    """The lines of a page without its tables, and the tables from top to bottom.

    ``has_image`` is looked up on pages without text only.
    """

    lines: tuple[PlacedLine, ...]
    tables: tuple[Fragment, ...] = ()
    has_image: bool = False
