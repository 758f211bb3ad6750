"""A page of a PDF as a picture with boxes around the words of a quote; runs in the guarded process."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image, ImageChops, ImageDraw

from corpus.documents import Box
from corpus.errors import NotFound
from corpus.loaders.pdf_pages import check_size, opened, text_turn

_TEXT_DPI, _SCAN_DPI = 150, 120  # the grain of a scan makes large files
_POINTS = 72
_MOST_PIXELS = 3_000_000  # A4 at 150 dpi has 2.2 million
_LONGEST = 4_000  # pixels of a side
_COLOURS = 32
_FILL = (255, 240, 170)  # pale: in grey it is paper still, and dark ink stays as dark
_EDGE = (150, 30, 0)
_EDGE_PIXELS = 3
_ROOM = 0.004  # of the page's width, between the words and the edge


def draw(question: dict[str, Any]) -> dict[str, Any]:
    """Write the page ``number`` (from 1) of the PDF ``path`` to ``made`` as PNG, with ``boxes`` in shares of the page.

    A page of text is turned so that its text is upright, one that is a ``scan`` is left as it is. Raises ``NotFound``.
    """
    path, number = Path(question["path"]), int(question["number"])
    document = opened(path)
    try:
        if not 1 <= number <= len(document):
            raise NotFound(f"{question['name']} has no page {number}: it has {len(document)}.", "Ask for one of these.")
        page = document[number - 1]
        check_size(page, f"Page {number} of {path.name}")
        scan = bool(question["scan"])
        picture = _picture(page, _SCAN_DPI if scan else _TEXT_DPI, 0 if scan else _turned(page))
        page.close()
    finally:
        document.close()
    marked(picture, question["boxes"]).save(question["made"], "PNG")
    return {}


def marked(picture: Image.Image, boxes: Sequence[Box]) -> Image.Image:
    """The picture in few colours, each box filled as by a pale marker and edged by a dark line; no ink is covered."""
    width, height = picture.size
    room = max(2, round(_ROOM * width))
    edges = [
        (
            max(0, math.floor(left * width) - room),
            max(0, math.floor(top * height) - room // 2),
            min(width - 1, math.ceil(right * width) + room),
            min(height - 1, math.ceil(bottom * height) + room // 2),
        )
        for left, top, right, bottom in boxes
        if left < right and top < bottom and left < 1 and top < 1 and right > 0 and bottom > 0
    ]
    sheet = Image.new("RGB", picture.size, (255, 255, 255))
    pen = ImageDraw.Draw(sheet)
    for edge in edges:
        pen.rectangle(edge, fill=_FILL, outline=_EDGE, width=_EDGE_PIXELS)
    # As through coloured film: what is dark on either stays dark.
    return ImageChops.multiply(picture, sheet).quantize(_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)


def _turned(page: pypdfium2.PdfPage) -> int:
    """By how many degrees clockwise the page as it is shown has to be turned for its text to be upright."""
    text_page = page.get_textpage()
    try:
        turn = text_turn(text_page) if text_page.count_chars() else page.get_rotation()
    finally:
        text_page.close()
    return int(turn - page.get_rotation()) % 360


def _picture(page: pypdfium2.PdfPage, dpi: int, turn: int) -> Image.Image:
    width, height = (max(side, 1e-3) for side in page.get_size())
    scale = min(dpi / _POINTS, math.sqrt(_MOST_PIXELS / (width * height)), _LONGEST / max(width, height))
    picture: Image.Image = page.render(scale=scale, rotation=turn).to_pil()
    return picture.convert("RGB")
