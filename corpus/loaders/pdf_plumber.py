"""PDF pages and ruled tables by pdfplumber."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pdfplumber

from corpus.loaders.layout import Cell
from corpus.loaders.pdf_encoding import Decoder
from corpus.loaders.pdf_layout import Piece, arrange
from corpus.loaders.pdf_page import Box, Fragment, PageText
from corpus.loaders.pdf_pages import clean

_WIDE_GAP = 14.0
_FEWEST_CELLS = 4


def read_pages(path: Path) -> list[PageText]:
    """As ``pdf_pages.read_pages``."""
    pages: list[PageText] = []
    decoder = Decoder()
    with pdfplumber.open(path) as document:
        for number, page in enumerate(document.pages):
            tables = [table for table in page.find_tables() if len(table.cells) >= _FEWEST_CELLS]
            lines = arrange(decoder.pieces(_pieces(page, [_box(table.bbox) for table in tables])), float(page.height))
            fragments = [Fragment(number, _grid(table, decoder), _box(table.bbox)) for table in tables]
            pages.append(PageText(tuple(lines), tuple(fragments)))
            page.close()
    return pages


def _box(box: Sequence[float]) -> Box:
    left, top, right, bottom = box
    return left, top, right, bottom


def _pieces(page: Any, boxes: Sequence[Box]) -> list[Piece]:
    def is_outside(item: dict[str, Any]) -> bool:
        if item.get("object_type") != "char":
            return True
        x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
        return not any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for box in boxes)

    pieces: list[Piece] = []
    words = (page.filter(is_outside) if boxes else page).extract_words(use_text_flow=False)
    for word in words:
        last = pieces[-1] if pieces else None
        joins = last is not None and abs(last.bottom - word["bottom"]) < 3 and 0 <= word["x0"] - last.right < _WIDE_GAP
        text = clean(word["text"])
        if last is not None and joins:
            pieces[-1] = Piece(f"{last.text} {text}", last.left, last.top, word["x1"], last.bottom)
        elif text:
            pieces.append(Piece(text, word["x0"], word["top"], word["x1"], word["bottom"]))
    return pieces


def _grid(table: Any, decoder: Decoder) -> list[list[Cell]]:
    """Rows of cells; a merged cell is the same list in every place that it covers."""
    texts = _texts(table, decoder)
    boxes = [row.cells for row in table.rows]
    tops = [row.bbox[1] for row in table.rows]
    width = max(map(len, boxes))
    lefts = [min((row[place][0] for row in boxes if row[place]), default=0.0) for place in range(width)]
    grid: list[list[Cell]] = [[[] for _ in range(width)] for _ in boxes]
    for line, row in enumerate(boxes):
        for place, box in enumerate(row):
            if box is None:
                continue
            cell = [text for text in (clean(part) for part in texts[line][place].split("\n")) if text]
            for below in range(line, len(boxes)):
                if tops[below] > box[3] - 1:
                    break
                for beside in range(place, width):
                    if lefts[beside] > box[2] - 1:
                        break
                    if (below, beside) == (line, place) or boxes[below][beside] is None:
                        grid[below][beside] = cell
    return grid


def _texts(table: Any, decoder: Decoder) -> list[list[str]]:
    """The text of every cell; lines of all cells together tell the encoding."""
    texts = [[text or "" for text in row] for row in table.extract()]
    lines = iter(decoder.lines([line for row in texts for text in row for line in text.split("\n")]))
    return [["\n".join(next(lines) for _ in text.split("\n")) for text in row] for row in texts]
