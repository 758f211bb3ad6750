"""The words of PDF pages with the places where they stand."""

from __future__ import annotations

import ctypes
import dataclasses
import itertools
import statistics
from collections.abc import Iterator, Sequence

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.documents import Box
from corpus.loaders.pdf_encoding import Decoder
from corpus.loaders.pdf_pages import cell_at, clean, is_ruled, text_turn
from corpus.loaders.pdf_ruled import Grid, grids_of

_CellKey = tuple[int, int]

_NEW_LINE = 0.6  # of a letter's height: what stands so much lower or higher is on another line
_ROW = 0.5
_SPACE = 0.35  # of a letter's height: a gap so wide parts words
_WIDE_GAP = 3.0  # the same: and so wide columns


@dataclasses.dataclass(frozen=True)
class PlacedWord:
    """A word and its boxes, in shares 0..1 of the page as it is drawn; two boxes where it is cut at a line's end.

    ``cell`` tells the cells of the page's ruled tables apart, and is ``None`` outside of them.
    """

    text: str
    page: int
    boxes: tuple[Box, ...]
    cell: tuple[int, int] | None = None


class Sheet:
    """The visible part of a page, turned clockwise by ``turn`` degrees: points count from its upper left corner."""

    def __init__(self, page: pypdfium2.PdfPage, turn: int) -> None:
        self._left, self._bottom, self._right, self._top = page.get_bbox()
        self.turn = turn
        across, down = self._right - self._left, self._top - self._bottom
        self._width, self._height = (across, down) if turn in (0, 180) else (down, across)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of user space."""
        if self.turn == 90:
            return y - self._bottom, x - self._left
        if self.turn == 180:
            return self._right - x, y - self._bottom
        if self.turn == 270:
            return self._top - y, self._right - x
        return x - self._left, self._top - y

    def share(self, box: Box) -> Box:
        """A box in shares 0..1 of the sheet."""
        width, height = max(self._width, 1e-6), max(self._height, 1e-6)
        return box[0] / width, box[1] / height, box[2] / width, box[3] / height


@dataclasses.dataclass(frozen=True)
class _Letter:
    """A letter with its box and the height of its baseline in points; what parts words and lines has no box."""

    text: str
    box: Box
    baseline: float
    cell: _CellKey | None


@dataclasses.dataclass
class _Run:
    """Letters of one line, or of one line of a cell, word by word."""

    cell: _CellKey | None
    words: list[list[_Letter]]

    def box(self) -> Box:
        return _around([letter.box for word in self.words for letter in word])


def words_of(page: pypdfium2.PdfPage, number: int, decoder: Decoder, *, by_place: bool = False) -> list[PlacedWord]:
    """The words of the page that is shown as ``number``: lines as the file has them, then the tables cell by cell.

    With ``by_place`` the order is that of the letters' places alone, as documents need whose letters with marks are of
    another font and stand apart in the file. Old encodings become Unicode. The page is taken with its text upright, whatever
    its /Rotate. It should have passed ``pdf_pages.check_size``.
    """
    text_page = page.get_textpage()
    try:
        if not text_page.count_chars():
            return []
        sheet = Sheet(page, text_turn(text_page))
        letters = list(_letters(text_page, sheet, grids_of(page, sheet.point) if is_ruled(page) else []))
    finally:
        text_page.close()
    if by_place:
        runs = _by_place([letter for letter in letters if not letter.text.isspace()])
    else:
        # On a page whose text lies across /Rotate pdfium mixes up the lines.
        runs = _in_order(list(_runs(letters)), is_upright=sheet.turn == page.get_rotation())
    texts = decoder.lines([clean(" ".join(map(_spelt, run.words))) for run in runs])
    return [word for run, text in zip(runs, texts, strict=True) for word in _words(run, text, number, sheet)]


def same_row(one: Box, other: Box) -> bool:
    """Whether two boxes stand on one line."""
    overlap = min(one[3], other[3]) - max(one[1], other[1])
    return overlap > _ROW * min(one[3] - one[1], other[3] - other[1])


def _letters(text_page: pypdfium2.PdfTextPage, sheet: Sheet, grids: Sequence[Grid]) -> Iterator[_Letter]:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    x, y = ctypes.c_double(), ctypes.c_double()
    for at in range(text_page.count_chars()):
        text = chr(pdfium.FPDFText_GetUnicode(text_page.raw, at))
        if text.isspace():
            yield _Letter(text, (0, 0, 0, 0), 0, None)
            continue
        pdfium.FPDFText_GetCharBox(text_page.raw, at, left, right, bottom, top)
        pdfium.FPDFText_GetCharOrigin(text_page.raw, at, x, y)
        box = _around([(*sheet.point(left.value, bottom.value),) * 2, (*sheet.point(right.value, top.value),) * 2])
        yield _Letter(text, box, sheet.point(x.value, y.value)[1], cell_at(grids, box) if grids else None)


def _runs(letters: Sequence[_Letter]) -> Iterator[_Run]:
    """The letters in the file's order, cut where a line ends or another cell begins."""
    run = _Run(None, [[]])
    for letter in letters:
        ends = letter.text in "\r\n"
        if ends or (letter.cell != run.cell and not letter.text.isspace()):
            if any(run.words):
                yield run
            run = _Run(run.cell if ends else letter.cell, [[]])
        if not letter.text.isspace():
            run.words[-1].append(letter)
        elif run.words[-1]:
            run.words.append([])
    if any(run.words):
        yield run


def _in_order(runs: list[_Run], is_upright: bool) -> list[_Run]:
    outside = [run for run in runs if run.cell is None]
    if not is_upright:
        outside.sort(key=lambda run: (run.box()[3], run.box()[0]))
    cells: dict[_CellKey, list[_Run]] = {}
    for run in runs:
        if run.cell is not None:
            cells.setdefault(run.cell, []).append(run)
    return outside + [run for key in sorted(cells) for run in _rows(cells[key])]


def _rows(runs: list[_Run]) -> list[_Run]:
    """The lines of a cell from top to bottom, each from left to right."""
    boxed = sorted(((run.box(), run) for run in runs), key=lambda pair: pair[0][1] + pair[0][3])
    rows: list[list[tuple[Box, _Run]]] = []
    for box, run in boxed:
        if rows and same_row(rows[-1][-1][0], box):
            rows[-1].append((box, run))
        else:
            rows.append([(box, run)])
    return [run for row in rows for _, run in sorted(row, key=lambda pair: pair[0][0])]


def _by_place(letters: Sequence[_Letter]) -> list[_Run]:
    """The letters outside of tables and then cell by cell: down the baselines, and from left to right on each."""
    size = statistics.median(letter.box[3] - letter.box[1] for letter in letters) if letters else 0.0
    cells: dict[_CellKey | None, list[_Letter]] = {None: []}
    for letter in letters:
        cells.setdefault(letter.cell, []).append(letter)
    runs: list[_Run] = []
    for key in sorted(cells, key=lambda key: key or (-1, -1)):
        line: list[_Letter] = []
        for letter in sorted(cells[key], key=lambda letter: letter.baseline):
            if line and letter.baseline - line[-1].baseline > size / 2:
                runs += _spaced(key, line, size)
                line = []
            line.append(letter)
        runs += _spaced(key, line, size)
    return runs


def _spaced(cell: _CellKey | None, line: Sequence[_Letter], size: float) -> list[_Run]:
    """A line cut into words at its gaps, and into runs at wide ones."""
    runs: list[_Run] = []
    right = float("-inf")
    for letter in sorted(line, key=lambda letter: letter.box[0]):
        gap = letter.box[0] - right
        if gap > _WIDE_GAP * size:
            runs.append(_Run(cell, [[]]))
        elif gap > _SPACE * size:
            runs[-1].words.append([])
        runs[-1].words[-1].append(letter)
        right = max(right, letter.box[2]) if gap <= _WIDE_GAP * size else letter.box[2]
    return runs


def _spelt(word: Sequence[_Letter]) -> str:
    return "".join(letter.text for letter in word)


def _words(run: _Run, text: str, number: int, sheet: Sheet) -> Iterator[PlacedWord]:
    """The words of a run with its text in Unicode, which has as many words unless its encoding cut some."""
    found = [word for word in run.words if word]
    texts = text.split()
    if len(texts) != len(found):
        # By share of the letters: a word off by a letter is found all the same.
        whole, length = "".join(texts), sum(map(len, found))
        ends = [0, *itertools.accumulate(map(len, found))]
        cuts = [round(end * len(whole) / length) for end in ends]
        texts = [whole[start:end] for start, end in itertools.pairwise(cuts)]
    for word, said in zip(found, texts, strict=True):
        boxes = tuple(sheet.share(box) for box in _boxes([letter.box for letter in word]))
        yield PlacedWord(said, number, boxes, run.cell)


def _boxes(letters: Sequence[Box]) -> Iterator[Box]:
    """One box around the letters of a word, or one for each line that it stands on."""
    area = letters[0]
    for box in letters[1:]:
        down = (box[1] + box[3] - area[1] - area[3]) / 2
        if down > _NEW_LINE * (area[3] - area[1] + box[3] - box[1]) and box[0] < area[0]:
            yield area
            area = box
        else:
            area = _around([area, box])
    yield area


def _around(boxes: Sequence[Box]) -> Box:
    """The smallest box around others, whichever of their corners come first."""
    across = [edge for box in boxes for edge in (box[0], box[2])]
    down = [edge for box in boxes for edge in (box[1], box[3])]
    return min(across), min(down), max(across), max(down)
