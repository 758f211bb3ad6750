"""Lines of PDF pages put into Unicode; a page whose few lines leave their encoding open is read like the pages before."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from corpus.legacy import to_unicode
from corpus.loaders.pdf_layout import Piece

_TELLING = 40  # letters: a line of so many tells its encoding


class Decoder:
    """The encoding of one document, which it learns from page to page."""

    def __init__(self) -> None:
        self._known: list[str] = []

    def lines(self, lines: Sequence[str]) -> list[str]:
        """The lines, those in an old encoding put into Unicode."""
        texts = to_unicode([*self._known, *lines])[len(self._known) :]
        changed = [line for line, text in zip(lines, texts, strict=True) if line != text and len(line) >= _TELLING]
        self._known = changed[-1:] or self._known
        return texts

    def pieces(self, pieces: Sequence[Piece]) -> list[Piece]:
        """The pieces, those in an old encoding put into Unicode."""
        texts = self.lines([piece.text for piece in pieces])
        return [dataclasses.replace(piece, text=text) for piece, text in zip(pieces, texts, strict=True)]
