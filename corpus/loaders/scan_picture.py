"""The picture of a scanned page made ready for reading: ink without stamps, even paper, lines set level."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from scipy import fft, ndimage

INK = 160
"""Greys below are ink."""
LETTER = 0.013
"""The side in inches of a square with as much ink as a full stop."""
READING_DPI = 200
"""Where tesseract reads best, also what was scanned finer; it makes letters of the grain of enlarged pictures."""

_MOST_TILT = 3.0  # degrees; scanners feed no sheet more crooked than that
_STEPS = (0.5, 0.1, 0.02)
_SMALL_WIDTH = 800
_FEWEST_LETTERS = 4
_SPECK = 40  # greys
_NEIGHBOURS = [(down, across) for down in range(3) for across in range(3) if (down, across) != (1, 1)]
_BLUR = 1.8 / 300  # of an inch: the deviation of the blur that hard scans have
_GRAIN = 0.05  # the power of the grain beside that of the ink
_RIM = 32  # pixels: without it one side of the picture would ring on the other
_BLACK, _WHITE = 80, 220
_PAPER_GRID = 16  # pixels
_PAPER_SHARE = 70  # percent: brighter than this many of the pixels around is paper


def ink_of(picture: Image.Image) -> Image.Image:
    """The red channel, in which red stamps are as white as paper and what they cover comes back."""
    return picture.convert("RGB").getchannel("R")


def tilt_of(picture: Image.Image) -> float:
    """The angle in degrees by which the picture has to be turned so that its lines are level.

    It is the one at which the profile of rows varies most (Postl, 1986).
    """
    small = picture.resize((_SMALL_WIDTH, max(1, picture.height * _SMALL_WIDTH // picture.width)), Image.Resampling.BOX)
    best = 0.0
    reach = _MOST_TILT
    for step in _STEPS:
        angles = np.arange(best - reach, best + reach + step / 2, step)
        best = float(max(angles, key=lambda angle: _profile(small, float(angle))))
        reach = step
    return best if abs(best) >= _STEPS[-1] else 0.0


def turned(picture: Image.Image, angle: float) -> Image.Image:
    """The picture turned about its middle, its size kept."""
    return picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255) if angle else picture


def smoothed(picture: Image.Image) -> Image.Image:
    """The picture without single specks."""
    return picture.filter(ImageFilter.MedianFilter(3))


def despeckled(picture: Image.Image) -> Image.Image:
    """The picture without pixels that differ from all around them: scanners leave them, and turning would smear them.

    A median filter takes the marks of "ể" with them where letters are few pixels high.
    """
    pixels, median = np.asarray(picture).astype(np.int16), np.asarray(smoothed(picture))
    rows, columns = np.nonzero(np.abs(pixels - median) > _SPECK)
    rim = np.pad(pixels, 1, mode="edge")
    around = np.stack([rim[rows + down, columns + across] for down, across in _NEIGHBOURS])
    # A second speck beside the first one is nothing to measure by.
    around = np.partition(around, (1, -2), axis=0)
    found = pixels[rows, columns]
    specks = (found < around[1] - _SPECK) | (found > around[-2] + _SPECK)
    pixels[rows[specks], columns[specks]] = median[rows[specks], columns[specks]]
    return Image.fromarray(pixels.astype(np.uint8))


def sharpened(picture: Image.Image, dpi: float) -> Image.Image:
    """The picture with the blur of a scanner undone (Wiener, 1949), by which "ể" looks like "ế"; paper has to be white."""
    ink = 255 - np.asarray(picture, dtype=np.float32)
    shape = [fft.next_fast_len(side + _RIM, real=True) for side in ink.shape]
    down = fft.fftfreq(shape[0])[:, None].astype(np.float32)
    across = fft.rfftfreq(shape[1])[None, :].astype(np.float32)
    blur = np.exp(-2 * (np.pi * _BLUR * dpi) ** 2 * (down**2 + across**2))
    sharp = fft.irfft2(fft.rfft2(ink, shape) * (blur / (blur**2 + _GRAIN)), shape)
    return Image.fromarray(np.clip(255 - sharp[: picture.height, : picture.width], 0, 255).astype(np.uint8))


def in_contrast(picture: Image.Image) -> Image.Image:
    """The picture with ink black and paper white, and what is between them farther apart."""
    return picture.point([min(max((grey - _BLACK) * 255 // (_WHITE - _BLACK), 0), 255) for grey in range(256)])


def on_white(picture: Image.Image) -> Image.Image:
    """The picture with its paper white, however grey or unevenly lit it was; small crops need it to tell ink from paper."""
    width, height = picture.size
    small = picture.resize((max(1, width // _PAPER_GRID), max(1, height // _PAPER_GRID)), Image.Resampling.BOX)
    paper = ndimage.percentile_filter(np.asarray(small, dtype=np.float32), _PAPER_SHARE, size=15)
    paper = ndimage.gaussian_filter(paper, 5)
    around = np.asarray(Image.fromarray(paper).resize((width, height), Image.Resampling.BILINEAR))
    lit = np.asarray(picture, dtype=np.float32) * 255 / np.maximum(around, 1)
    return Image.fromarray(np.minimum(lit, 255).astype(np.uint8))


def scaled(picture: Image.Image, factor: float) -> Image.Image:
    """The picture enlarged or reduced."""
    if factor == 1:
        return picture
    size = max(1, round(picture.width * factor)), max(1, round(picture.height * factor))
    return picture.resize(size, Image.Resampling.LANCZOS)


def for_reading(picture: Image.Image, dpi: float) -> Image.Image:
    """The picture no finer than ``READING_DPI``."""
    return scaled(picture, min(1.0, READING_DPI / dpi))


def is_blank(picture: Image.Image, dpi: float, fewest: int = _FEWEST_LETTERS) -> bool:
    """Whether nothing but grain is there, in which tesseract would look for letters for minutes."""
    dark: NDArray[np.bool_] = np.asarray(smoothed(picture)) < INK
    labels, _ = ndimage.label(dark)
    return int((np.bincount(labels.ravel())[1:] >= (LETTER * dpi) ** 2).sum()) < fewest


def filled_box(
    picture: Image.Image, box: tuple[int, int, int, int], dpi: float, around: float = 0.1
) -> tuple[int, int, int, int]:
    """The part of ``box`` that holds more than grain, with ``around`` inches beside; ``box`` where there is nothing."""
    labels, _ = ndimage.label(np.asarray(smoothed(picture.crop(box))) < INK)
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    rows, columns = np.nonzero((sizes >= (LETTER * dpi) ** 2)[labels])
    if len(rows) == 0:
        return box
    left, top, right, bottom = box
    margin = round(around * dpi)
    return (
        max(left, left + int(columns.min()) - margin),
        max(top, top + int(rows.min()) - margin),
        min(right, left + int(columns.max()) + 1 + margin),
        min(bottom, top + int(rows.max()) + 1 + margin),
    )


def _profile(picture: Image.Image, angle: float) -> float:
    level = np.asarray(picture.rotate(angle, Image.Resampling.BILINEAR, fillcolor=255), dtype=np.float32)
    rows = (255 - level).sum(axis=1)
    return float(np.square(np.diff(rows)).sum())
