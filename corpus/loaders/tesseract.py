"""tesseract, the program that reads letters: whether it is installed, and the words of pictures, line by line."""

from __future__ import annotations

import dataclasses
import functools
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytesseract
from PIL import Image

LANGUAGE = "vie"
PAGE, BLOCK = "--psm 3", "--psm 6"
"""A page, whose columns and blocks have to be found; one block of lines, as a cell of a table holds."""

_LEAST_SURE = 0.25
#: What no writer sets apart by spaces.
_SPECKS = frozenset(".,'`‘’ˆ°_~·¡")
_TIME_S = 300  # longer than any caller waits: it ends what nobody waits for any more

Box = tuple[float, float, float, float]
"""left, top, right, bottom; pixels of the picture that is read."""


@dataclasses.dataclass(frozen=True)
class Word:
    """A word and where it stands; ``sure`` is 0..1, ``others`` is what further readings had in its place."""

    text: str
    box: Box
    sure: float
    others: tuple[str, ...] = ()


TextLine = tuple[Word, ...]


def missing() -> str | None:
    """The Debian packages that scans need and that are not there; ``None`` where nothing is missing."""
    if shutil.which("tesseract") is None:
        return "tesseract-ocr tesseract-ocr-vie"
    return None if LANGUAGE in _languages() else "tesseract-ocr-vie"


def read_lines(pictures: Sequence[Image.Image], mode: str) -> list[list[TextLine]]:
    """The lines of each picture in reading order, without specks that were taken for signs."""
    if not pictures:
        return []
    with tempfile.TemporaryDirectory(prefix="kehoach-scan-") as folder:
        paths = []
        for number, picture in enumerate(pictures):
            path = Path(folder, f"{number}.png")
            picture.save(path, compress_level=1)
            paths.append(str(path))
        # One process reads all of them: loading the language takes longer than reading a cell.
        listed = Path(folder, "pictures.txt")
        listed.write_text("\n".join(paths) + "\n", encoding="utf-8")
        table = pytesseract.image_to_data(
            str(listed), LANGUAGE, mode, output_type=pytesseract.Output.DICT, timeout=_TIME_S
        )
    lines: list[dict[tuple[int, int, int], list[Word]]] = [{} for _ in pictures]
    for row in _rows(table):
        if float(row["conf"]) < 0 or not row["text"].strip() or row["text"].strip() in _SPECKS:
            continue
        place = int(row["block_num"]), int(row["par_num"]), int(row["line_num"])
        left, top, width, height = (float(row[name]) for name in ("left", "top", "width", "height"))
        word = Word(row["text"].strip(), (left, top, left + width, top + height), float(row["conf"]) / 100)
        lines[int(row["page_num"]) - 1].setdefault(place, []).append(word)
    return [[tuple(line) for line in found.values() if is_text(line)] for found in lines]


def is_text(words: Sequence[Word]) -> bool:
    """Whether words that stand together may be words, and not the rim of a stamp, a signature or a fold."""
    return mean_sure(words) >= _LEAST_SURE


def upright_turn(picture: Image.Image) -> int:
    """By how many degrees (0, 90, 180, 270, counter-clockwise) the picture has to be turned to be read; 0 where unknown."""
    try:
        found = pytesseract.image_to_osd(picture, output_type=pytesseract.Output.DICT, timeout=_TIME_S)
    except pytesseract.TesseractError:
        return 0  # too few letters to tell
    return int(found["orientation"]) % 360


def mean_sure(words: Sequence[Word]) -> float:
    """The mean certainty of words, 0..1; 0 of none."""
    return sum(word.sure for word in words) / len(words) if words else 0.0


def _rows(table: Mapping[str, Sequence[str]]) -> Iterator[dict[str, str]]:
    for values in zip(*table.values(), strict=True):
        yield dict(zip(table, map(str, values), strict=True))


@functools.cache
def _languages() -> frozenset[str]:
    return frozenset(pytesseract.get_languages())


# One thread for each reading: more of them wait for each other on few cores.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")
