"""On which pages of a PDF a quote stands, and where on them; runs in the guarded process."""

from __future__ import annotations

import collections
import copy
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pypdfium2

from corpus.documents import Box
from corpus.loaders.pdf_encoding import Decoder
from corpus.loaders.pdf_pages import check_size, opened
from corpus.page_images.finding import Quote, found_words, line_boxes, share_found
from corpus.page_images.words import PlacedWord, words_of

#: Of the quote's letters: with fewer it was not found, and with so many there is nothing left to look for.
_FOUND, _WHOLE = 0.5, 0.9
#: What this process remembers: the quotes of one answer stand on the same few pages.
_MOST_DOCUMENTS, _MOST_PAGES = 4, 100

Scans = Mapping[int, list[tuple[str, Box]]]


class _Words:
    """The words of a document's pages, as they were asked for."""

    def __init__(self, document: pypdfium2.PdfDocument, source: str) -> None:
        self._source = source
        self._decoder = Decoder()
        self._pages: dict[tuple[int, bool], list[PlacedWord]] = {}
        # A page of few lines is in the encoding of the first.
        if len(document):
            self._read(document, 1, self._decoder, False)

    def of(self, document: pypdfium2.PdfDocument, number: int, by_place: bool) -> list[PlacedWord]:
        found = self._pages.get((number, by_place))
        if found is None:
            found = self._read(document, number, copy.copy(self._decoder), by_place)
            while len(self._pages) >= _MOST_PAGES:
                del self._pages[next(iter(self._pages))]
            self._pages[number, by_place] = found
        return found

    def _read(self, document: pypdfium2.PdfDocument, number: int, decoder: Decoder, by_place: bool) -> list[PlacedWord]:
        page = document[number - 1]
        try:
            check_size(page, f"Page {number} of {self._source}")
            return words_of(page, number, decoder, by_place=by_place)
        finally:
            page.close()


_known: collections.OrderedDict[str, _Words] = collections.OrderedDict()


def locate(question: dict[str, Any]) -> dict[str, Any]:
    """Answer ``path`` (a PDF), its ``name`` and ``hash``, ``first`` and ``last`` page (``None``: the end), ``quote``, ``scans``.

    Pages count from 1; ``scans`` are the words and boxes of pages that were read from pictures, by number. The reply's
    ``pages`` are numbers with the boxes of the quote's lines; none where it is not found.
    """
    quote = Quote(**question["quote"])
    scans = {int(number): words for number, words in question["scans"].items()}
    best = 0.0
    boxes: dict[int, list[Box]] = {}
    document = opened(Path(question["path"]))
    try:
        last = min(question["last"] or len(document), len(document))
        for by_place in (False, True):
            numbers = range(max(1, question["first"]), last + 1)
            words = _words(document, question, numbers, scans, by_place)
            found = found_words(quote, words)
            share = share_found(quote, words, found)
            if share > best:
                best, boxes = share, line_boxes(words, found)
            if best >= _WHOLE:
                break
    finally:
        document.close()
    return {"pages": sorted(boxes.items()) if best >= _FOUND else []}


def _words(
    document: pypdfium2.PdfDocument, about: dict[str, Any], numbers: Sequence[int], scans: Scans, by_place: bool
) -> list[PlacedWord]:
    name = about["hash"]
    words: list[PlacedWord] = []
    for number in numbers:
        if number in scans:
            words += [PlacedWord(text, number, ((box[0], box[1], box[2], box[3]),)) for text, box in scans[number]]
            continue
        if name not in _known:
            _known[name] = _Words(document, about["name"])
        _known.move_to_end(name)
        words += _known[name].of(document, number, by_place)
    while len(_known) > _MOST_DOCUMENTS:
        _known.popitem(last=False)
    return words
