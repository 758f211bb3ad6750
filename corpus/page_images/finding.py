"""Where on a page the words of a quote stand: by their letters, whatever the white space, accents' form, hyphens or order."""

from __future__ import annotations

import bisect
import dataclasses
import difflib
import itertools
import unicodedata
from collections.abc import Iterator, Sequence

from corpus.documents import Box
from corpus.page_images.words import PlacedWord, same_row

_CELLS = " | "
_FOUND = 0.6  # of the letters: fewer are found by chance on any page
_WHOLE = 12  # letters: what is shorter must begin and end with a word, or it is part of one by chance
_LONG_CELL = 36  # letters: what is longer would not repeat in its row
_MOST_PLACES = 400
_REACH = 0.15  # of all letters: how far off its share of the text a quote may stand
_TELLING = 10  # letters around it that are the same: the place is the quote's own
_CONTEXT = 80  # letters on either side
_BETWEEN = 40  # words of a page's foot and the next one's head, within a sentence
_NEAR_ROW = 0.004  # of the page: cells so near are of one row
_WIDE_GAP = 6.0  # heights of the line
_OVERLAP = 0.01  # of the page: words so near stand one after the other
_MISREAD = 2  # words between two that were found


@dataclasses.dataclass(frozen=True)
class Quote:
    """The words to find, the text around them, which tells two places of the same words apart, and about where they stand.

    ``at`` is the share 0..1 of the words before it among those that are searched.
    """

    text: str
    before: str = ""
    after: str = ""
    at: float = 0.0


@dataclasses.dataclass(frozen=True)
class _Segment:
    """A line or a cell of the quote; ``before`` and ``after`` are the letters around it, the nearest first."""

    letters: str
    words: tuple[str, ...]
    before: str
    after: str


def found_words(quote: Quote, words: Sequence[PlacedWord]) -> list[int]:
    """Which of the words are the quote's, ascending; none where the quote does not stand there.

    The cells of a table row, which " | " parts in the text, are looked for one by one, the longest first: the others stand
    at its height. What is not there letter by letter is looked for word by word, as misread and interrupted text needs.
    """
    page = _Letters(words)
    found: set[int] = set()
    last = round(quote.at * len(page.text))
    for line in _lines(quote):
        row: list[int] = []
        for segment in sorted(line, key=lambda segment: len(segment.letters), reverse=True):
            here = page.place(segment, last, row, found)
            found.update(here)
            row += here
        if row:
            last = page.starts[max(row)]
    return sorted(found)


def share_found(quote: Quote, words: Sequence[PlacedWord], found: Sequence[int]) -> float:
    """The letters under the found words, 0 to about 1 of those that the quote has."""
    wanted = len(letters(quote.text))
    return sum(len(letters(words[at].text)) for at in found) / wanted if wanted else 0.0


def line_boxes(words: Sequence[PlacedWord], found: Sequence[int]) -> dict[int, list[Box]]:
    """By page: one box for each line, or line of a cell, of the found words."""
    boxes: dict[int, list[Box]] = {}
    before: int | None = None
    for at in found:
        word = words[at]
        here = boxes.setdefault(word.page, [])
        first, *others = word.boxes
        if before is not None and here and _continues(words[before], here[-1], word, at - before):
            here[-1] = _union(here[-1], first)
        else:
            here.append(first)
        here += others
        before = at
    return boxes


def letters(text: str) -> str:
    """What is compared: letters and digits in lower case, composed; no white space, hyphens or other marks."""
    composed = unicodedata.normalize("NFKC", text).lower()
    return "".join(letter for letter in composed if letter.isalnum())


class _Letters:
    """The letters of all words in one string."""

    def __init__(self, words: Sequence[PlacedWord]) -> None:
        self.words = words
        self.plain = [letters(word.text) for word in words]
        self.text = "".join(self.plain)
        self.starts = [0, *itertools.accumulate(map(len, self.plain))][:-1]

    def place(self, segment: _Segment, last: int, row: Sequence[int], used: set[int]) -> list[int]:
        """The words of a segment: at the height of the row's others, or about ``last``, where they can be.

        A merged cell may stand above its row, and on the page before it; none further off.
        """
        exact, around = self._exact(segment, last, row, used)
        if row:
            if exact and self._away(exact, row) == 0:
                return exact
            here = [at for at in range(len(self.words)) if at not in used and self._away([at], row) == 0]
            found = self._near(segment, here) if len(segment.letters) < _LONG_CELL else []
            return found or (exact if exact and self._away(exact, row) <= 1 else [])
        reach = len(segment.letters) + _REACH * len(self.text)
        if exact and (around >= _TELLING or abs(self.starts[exact[0]] - last) <= reach):
            return exact
        # The same words far off may be another place that says the like.
        about = [at for at, start in enumerate(self.starts) if abs(start - last) <= reach]
        return self._near(segment, about) or exact or self._near(segment, range(len(self.words)))

    def _exact(self, segment: _Segment, last: int, row: Sequence[int], used: set[int]) -> tuple[list[int], int]:
        """The place where all letters stand in order which fits best to what is around it, and how many letters of that."""
        best: tuple[tuple[float, ...], list[int], int] | None = None
        for start in self._places(segment.letters):
            end = start + len(segment.letters)
            span = self._span(start, end)
            around = _same(self.text[max(0, start - _CONTEXT) : start][::-1], segment.before)
            around += _same(self.text[end : end + _CONTEXT], segment.after)
            again = sum(at in used for at in span)
            rank = (self._away(span, row), again, -around, abs(start - last))
            if best is None or rank < best[0]:
                best = rank, span, around
        return (best[1], best[2]) if best is not None else ([], 0)

    def _near(self, segment: _Segment, candidates: Sequence[int]) -> list[int]:
        """The stretch of the candidates that has most of the segment's words in order."""
        wanted = segment.words
        if not wanted or not candidates:
            return []
        near = [self.plain[at] for at in candidates]
        longest = difflib.SequenceMatcher(None, wanted, near, autojunk=False).find_longest_match()
        start = max(0, longest.b - longest.a - _BETWEEN)
        part = near[start : longest.b + len(wanted) - longest.a + _BETWEEN]
        blocks = difflib.SequenceMatcher(None, wanted, part, autojunk=False).get_matching_blocks()
        places = [start + block.b + step for block in blocks for step in range(block.size)]
        enough = sum(len(near[at]) for at in places) >= _FOUND * len(segment.letters)
        return [candidates[at] for at in places] if enough else []

    def _places(self, wanted: str) -> Iterator[int]:
        start = self.text.find(wanted)
        seen = 0
        while start >= 0 and seen < _MOST_PLACES:
            if len(wanted) >= _WHOLE or self._is_whole(start, start + len(wanted)):
                seen += 1
                yield start
            start = self.text.find(wanted, start + 1)

    def _is_whole(self, start: int, end: int) -> bool:
        span = self._span(start, end)
        return self.starts[span[0]] == start and self.starts[span[-1]] + len(self.plain[span[-1]]) == end

    def _span(self, start: int, end: int) -> list[int]:
        first, last = bisect.bisect_right(self.starts, start) - 1, bisect.bisect_right(self.starts, end - 1) - 1
        return [at for at in range(first, last + 1) if self.plain[at]]

    def _away(self, span: Sequence[int], row: Sequence[int]) -> float:
        """How far from the row's words, in shares of the page's height; pages count one each."""
        if not row:
            return 0.0
        page = self.words[row[0]].page
        word = self.words[span[0]]
        if word.page != page:
            return float(abs(word.page - page))
        top = min(box[1] for at in row for box in self.words[at].boxes if self.words[at].page == page)
        bottom = max(box[3] for at in row for box in self.words[at].boxes if self.words[at].page == page)
        gap = max(top - word.boxes[0][3], word.boxes[0][1] - bottom, 0.0)
        return round(gap, 3) if gap > _NEAR_ROW else 0.0


def _lines(quote: Quote) -> Iterator[list[_Segment]]:
    """The segments of each line of the quote, with the text around each."""
    whole = quote.before + quote.text + quote.after
    at = len(quote.before)
    for line in quote.text.split("\n"):
        segments = []
        here = at
        for cell in line.split(_CELLS):
            plain = letters(cell)
            if plain:
                before = letters(whole[max(0, here - 2 * _CONTEXT) : here])[-_CONTEXT:][::-1]
                after = letters(whole[here + len(cell) : here + len(cell) + 2 * _CONTEXT])[:_CONTEXT]
                segments.append(_Segment(plain, tuple(filter(None, map(letters, cell.split()))), before, after))
            here += len(cell) + len(_CELLS)
        yield segments
        at += len(line) + 1


def _same(one: str, other: str) -> int:
    """How many letters two strings begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _continues(last: PlacedWord, box: Box, word: PlacedWord, steps: int) -> bool:
    """Whether a word continues the line of ``box``, whose last word is ``last``; misread ones may stand between them."""
    first = word.boxes[0]
    if last.page != word.page or last.cell != word.cell or steps > _MISREAD + 1 or not same_row(box, first):
        return False
    gap = first[0] - box[2]
    return gap > -_OVERLAP and (steps > 1 or gap < _WIDE_GAP * max(box[3] - box[1], first[3] - first[1]))


def _union(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
