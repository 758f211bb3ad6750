"""Scanned pages: their words in few bytes for the store, and where on the page a quote stands."""

from __future__ import annotations

import difflib
import unicodedata
import zlib
from collections.abc import Iterable, Sequence

import numpy as np

from corpus.documents import Box, ScannedPage, ScannedWord

_PLACES = np.dtype([("box", "<u2", 4), ("sure", "u1")])
_FINEST = 65_535
_CELLS = " | "
_FOUND = 0.6  # of a quote's words: fewer are found by chance on any page
_SHORT = 40  # letters: a cell that repeats on the page


def packed(words: Sequence[ScannedWord]) -> bytes:
    """The words with boxes to 1/65535 of the page and certainty to 1/255; about ten bytes a word."""
    places = np.zeros(len(words), _PLACES)
    for at, word in enumerate(words):
        places[at] = tuple(round(edge * _FINEST) for edge in word.box), round(word.sure * 255)
    texts = "\n".join(word.text for word in words).encode()
    return zlib.compress(len(words).to_bytes(4, "little") + places.tobytes() + texts)


def unpacked(blob: bytes) -> tuple[ScannedWord, ...]:
    """What ``packed`` made bytes of."""
    plain = zlib.decompress(blob)
    count = int.from_bytes(plain[:4], "little")
    end = 4 + count * _PLACES.itemsize
    places = np.frombuffer(plain[4:end], _PLACES)
    texts = plain[end:].decode().split("\n") if count else []
    return tuple(
        ScannedWord(text, _box(place["box"].tolist()), round(int(place["sure"]) / 255, 2))
        for text, place in zip(texts, places, strict=True)
    )


def boxes_of(quote: str, page: ScannedPage) -> tuple[Box, ...]:
    """The boxes of the words of ``quote`` on the page, as shares 0..1 of it; none where the quote does not stand there.

    The cells of a table row, which " | " parts in the text, are looked for one by one, the longest first: the others stand
    at its height.
    """
    texts = [_plain(word.text) for word in page.words]
    cells = sorted(dict.fromkeys(quote.split(_CELLS)), key=len, reverse=True)
    boxes: list[Box] = []
    height: tuple[float, float] | None = None
    for cell in cells:
        candidates: Sequence[int] = range(len(texts))
        if height is not None and len(cell) < _SHORT:
            candidates = _at_height(page.words, height)
        found = [page.words[at].box for at in _found(cell, texts, candidates)]
        if found and height is None:
            height = min(box[1] for box in found), max(box[3] for box in found)
        boxes += found
    return tuple(boxes)


def of_documents(scans: Sequence[ScannedPage], firsts: Sequence[int | None]) -> list[tuple[ScannedPage, ...]]:
    """The scanned pages of each document of a file, given the first page of each; the page where two meet is of both."""
    ends: list[float] = [float("inf")] * len(firsts)
    for at in range(len(firsts) - 2, -1, -1):
        following = firsts[at + 1]
        ends[at] = ends[at + 1] if following is None else following
    return [
        tuple(page for page in scans if (first or 1) <= page.number <= end)
        for first, end in zip(firsts, ends, strict=True)
    ]


def _found(cell: str, texts: Sequence[str], candidates: Sequence[int]) -> list[int]:
    """Where the words of ``cell`` stand: the stretch of the candidates that has most of them in order."""
    wanted = [_plain(word) for word in cell.split()]
    if not wanted or not candidates:
        return []
    near = [texts[at] for at in candidates]
    longest = difflib.SequenceMatcher(None, wanted, near, autojunk=False).find_longest_match()
    start = max(0, longest.b - longest.a - 2)
    part = near[start : start + len(wanted) + 4]
    blocks = difflib.SequenceMatcher(None, wanted, part, autojunk=False).get_matching_blocks()
    places = [start + block.b + step for block in blocks for step in range(block.size)]
    return [candidates[at] for at in places] if len(places) >= _FOUND * len(wanted) else []


def _at_height(words: Sequence[ScannedWord], height: tuple[float, float]) -> list[int]:
    margin = (height[1] - height[0]) / 2
    return [at for at, word in enumerate(words) if height[0] - margin <= word.box[1] <= height[1] + margin]


def _plain(word: str) -> str:
    return unicodedata.normalize("NFC", word).strip(".,;:()“”\"'").lower()


def _box(edges: Iterable[int]) -> Box:
    left, top, right, bottom = (edge / _FINEST for edge in edges)
    return left, top, right, bottom
