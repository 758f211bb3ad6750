"""Scanned pages: their words in few bytes for the store."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

import numpy as np

from corpus.documents import Box, ScannedPage, ScannedWord

_PLACES = np.dtype([("box", "<u2", 4), ("sure", "u1")])
_FINEST = 65_535


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


def _box(edges: Iterable[int]) -> Box:
    left, top, right, bottom = (edge / _FINEST for edge in edges)
    return left, top, right, bottom
