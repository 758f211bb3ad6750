"""Blocks: paragraphs, headings, list items and table rows, each whole and in reading order.

``clean`` turns the lines and tables of a loader into blocks. What it takes away is white space, marks of markup and page
furniture; no word of the document is lost.
"""

from __future__ import annotations

import collections
import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence

from corpus.columns import header_at
from corpus.documents import Line, Loaded, Table
from corpus.grammar import (
    BASIS_START,
    ITEM_START,
    PLACE_DATE,
    STANDALONE,
    TYPE_TITLE,
    are_upper,
    capitals,
    hangs,
    is_upper,
)
from corpus.letterheads import taken_apart
from corpus.plain import plain

CELL_SEPARATOR = " | "

_RULE = re.compile(r"^[\s\-–—_=*.~|+]*$")
_PAGE_NUMBER = re.compile(r"^(?:trang\s*)?[-–]?\s*\d{1,4}\s*[-–]?(?:\s*/\s*\d{1,4})?$", re.IGNORECASE)
_LABEL_ALONE = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2})*[.)]|[IVX]+\.|[a-zđ]\)|[-+]|(?:Điều|ĐIỀU|Mục|MỤC)(?: \d+\.)?|Chương|CHƯƠNG)$"
)
_LETTERED = re.compile(r"[a-zđ]\d?\s?[./)]")
#: What no line ends with, save before the number that belongs to it.
_BEFORE_NUMBER = re.compile(r"(?:^|\s)(?:Điều|điều|[Kk]hoản|điểm|khoảng|đạt|trên|dưới|từ|đến|với|là|và)$")
#: A figure with its groups of three, or a document's number; those of items are neither.
_FIGURE = re.compile(r"\d{1,3}(?:\.\d{3})+(?![.\d])|\d{1,3}(?:\.\d{3})*,\d|\d[\d.]*(?:/\d{4})?[/-][A-ZĐ]{2}")
#: No page holds a longer line: where most lines are longer, each is a paragraph.
_WIDEST = 160
#: A title, and a group or two, may stand above the header of a table.
_HEADER_WITHIN = 4
#: So many lines at most are a row that the end of a page cut, and furniture of the page.
_CUT_ROW_LINES = 7
#: Letters of a paragraph; the longest in seventy plans has 2,300.
_LONGEST = 5_000
#: Letters of a paragraph's beginning and end that tell what it is; no title or mark is longer.
_TELLING = 200
_TERMINAL = (".", ";", ":", "!", "?", "…", "./.")
_CLOSING = "”’\"')]»*"


@dataclasses.dataclass(frozen=True)
class Block:
    """One paragraph, heading, list item or table row; the text has no line break.

    A row keeps its ``cells``, and ``columns`` names them where the table has a header; ``table`` counts the tables of a file.
    """

    text: str
    page: int | None = None
    cells: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    table: int | None = None

    @property
    def is_row(self) -> bool:
        return self.table is not None


def clean(loaded: Loaded) -> list[Block]:
    """The blocks of a loaded file."""
    blocks: list[Block] = []
    lines: list[Line] = []
    tables = 0
    for item in taken_apart(_without_page_furniture(loaded.content)):
        if isinstance(item, Line):
            lines.append(item)
            continue
        blocks += _join(lines)
        lines = []
        blocks += _rows(item, tables, _columns_above(blocks, item))
        tables += 1
    return [part for block in _mend_breaks(blocks + _join(lines)) for part in _parts(block)]


def _parts(block: Block) -> Iterator[Block]:
    """The block, or where no person wrote it as one paragraph, parts of it: reading a sentence looks at those around it."""
    text = block.text
    while len(text) > _LONGEST and not block.is_row:
        end = text.rfind(" ", 1, _LONGEST + 1)
        end = end if end > 0 else _LONGEST
        yield dataclasses.replace(block, text=text[:end])
        text = text[end:].lstrip()
    yield dataclasses.replace(block, text=text) if text != block.text else block


def _without_page_furniture(content: Sequence[Line | Table]) -> Iterable[Line | Table]:
    """The content without page numbers and running heads: first and last lines of pages that repeat or only count."""
    edges: dict[int, list[int]] = collections.defaultdict(list)
    for position, item in enumerate(content):
        if isinstance(item, Line) and item.page is not None and item.text.strip():
            edges[item.page].append(position)
    if not edges:
        return content

    def masked(position: int) -> str:
        item = content[position]
        assert isinstance(item, Line)
        return re.sub(r"\d+", "0", plain(item.text)).lower()

    candidates = {p: masked(p) for positions in edges.values() for p in {*positions[:2], *positions[-2:]}}
    repeats = collections.Counter(candidates.values())
    outermost = {p for positions in edges.values() for p in (positions[0], positions[-1])}
    dropped = {
        position
        for position, text in candidates.items()
        if (position in outermost and _PAGE_NUMBER.match(text)) or (repeats[text] >= 3 and len(edges) >= 3)
    }
    return [item for position, item in enumerate(content) if position not in dropped]


def _join(lines: Sequence[Line]) -> list[Block]:
    """Paragraphs from lines: a line that a line width broke is joined to its sentence."""
    texts = [(plain(line.text), line) for line in lines]
    wrap = _Wrap.of(lines)
    found: list[_Paragraph] = []
    previous: Line | None = None
    last = ""
    for text, line in texts:
        if not text or _RULE.match(text):
            # A page break shows no blank line; a rule or an empty line ends the paragraph.
            previous = None if not (previous and line.page != previous.page) else previous
            continue
        joins = (
            previous is not None
            and not (line.whole or previous.whole)
            and not (line.page != previous.page and found[-1].ended)
            and _continues(found[-1], last, text, wrap)
        )
        if joins:
            found[-1].add(text)
        else:
            found.append(_Paragraph(Block(text, line.page)))
        previous, last = line, text
    return [paragraph.block for paragraph in found]


class _Paragraph:
    """A paragraph that grows line by line.

    What is asked of it is kept as it grows: read from its whole text at every line, a file of one long paragraph takes hours.
    """

    def __init__(self, block: Block) -> None:
        self._first = block
        self._texts = [block.text]
        self._letters, self._capitals = capitals(block.text)
        #: Its beginning and its end; all of it where it is short.
        self.head = self.tail = block.text

    @property
    def block(self) -> Block:
        """All of it."""
        return dataclasses.replace(self._first, text="".join(self._texts)) if len(self._texts) > 1 else self._first

    @property
    def ended(self) -> bool:
        """Whether a sentence ends with it."""
        return _ended(self.tail)

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table."""
        return self._first.is_row

    @property
    def is_upper(self) -> bool:
        """As ``grammar.is_upper`` says of its text."""
        return are_upper(self._letters, self._capitals)

    @property
    def in_brackets(self) -> bool:
        """Whether it is a note in brackets that goes on: "(Kèm theo Kế hoạch số … của Ủy ban"; no note is long."""
        return self.head.startswith("(") and self.head == self.tail and ")" not in self.head

    def add(self, text: str) -> None:
        """Go on with ``text``; a number cut at its hyphen or slash ("416-" + "TB/HU") joins without a space."""
        more = text if _is_cut_number(self.tail, text) else f" {text}"
        self._texts.append(more)
        letters, capital = capitals(text)
        self._letters += letters
        self._capitals += capital
        self.head = self.head if len(self.head) > _TELLING else self.head + more
        self.tail = (self.tail + more)[-_TELLING:]


@dataclasses.dataclass(frozen=True)
class _Wrap:
    """How a file breaks its lines: at ``width`` characters, with or without blank lines between paragraphs."""

    width: int
    spaced: bool

    @classmethod
    def of(cls, lines: Sequence[Line]) -> _Wrap:
        lengths = sorted(len(line.text) for line in lines if line.text.strip() and not line.whole)
        blank = sum(not line.text.strip() for line in lines)
        # Web pages put a few long lines of their own around a document with broken lines.
        broken = [length for length in lengths if length <= _WIDEST]
        hard = len(broken) > 0.85 * len(lengths)
        width = broken[int(len(broken) * 0.9)] if hard and broken else _WIDEST + 1
        return cls(width, blank > 0.15 * len(lines))

    @property
    def hard(self) -> bool:
        """Whether lines are broken at a width at all; in other files every line is a paragraph."""
        return self.width <= _WIDEST


def _continues(paragraph: _Paragraph, last: str, text: str, wrap: _Wrap) -> bool:
    """Whether the line ``text`` goes on with ``paragraph``, whose last line was ``last``."""
    if last == "Số:" or _is_cut_date(last, text) or _is_cut_number(last, text):
        return True
    if text[:1].isdigit() and (_BEFORE_NUMBER.search(last) or _FIGURE.match(text) and not paragraph.ended):
        return True  # "Điều" + "24. Trách nhiệm …", "khoảng" + "11.400 doanh nghiệp": no item begins there
    if _LABEL_ALONE.match(last) or paragraph.in_brackets:
        return True
    if paragraph.tail.endswith((";", ":")) and text[:1].islower() and not _LETTERED.match(text):
        return True  # "Đầu tư hạ tầng số;" + "xây dựng cơ sở dữ liệu": an item begins with a capital or its mark
    if STANDALONE.match(text) or STANDALONE.match(last) or TYPE_TITLE.match(text) or TYPE_TITLE.match(paragraph.head):
        return False
    if ITEM_START.match(text) or BASIS_START.match(text):
        return False
    if paragraph.is_upper != is_upper(text) and not text[:1].isdigit():
        return paragraph.is_upper and text[:1].islower() and not is_upper(text)
    if paragraph.is_upper:
        return True
    if not paragraph.ended and hangs(last):
        return True
    filled = len(last) + 1 + len(text.split(" ", 1)[0])
    if paragraph.ended:
        # The line had room for the next word: its writer ended it there.
        return wrap.hard and filled > wrap.width * 0.8 and not text.startswith("(")
    if not wrap.hard:
        return text[:1].islower()
    # A numbered line that stops early is a heading, unless paragraphs are set apart by blank lines.
    return wrap.spaced or text[:1].islower() or filled > wrap.width * 0.75 or not ITEM_START.match(paragraph.head)


def _is_cut_date(last: str, text: str) -> bool:
    """Whether two lines are the halves of a letterhead's place and date."""
    if not PLACE_DATE.match(f"{last} {text}") or PLACE_DATE.match(last) or len(last) > 40:
        return False
    return ", ngày" in last or not (STANDALONE.match(last) or is_upper(last))


def _mend_breaks(blocks: Sequence[Block]) -> list[Block]:
    """Blocks with the sentences joined that a page break or a blank line cut in two."""
    mended: list[_Paragraph] = []
    for block in blocks:
        before = mended[-1] if mended else None
        if before is not None and not before.is_row and not block.is_row and _cut(before, block.text):
            before.add(block.text)
        else:
            mended.append(_Paragraph(block))
    return [paragraph.block for paragraph in mended]


def _cut(before: _Paragraph, after: str) -> bool:
    if before.ended or before.is_upper or STANDALONE.match(before.head):
        return False
    if ITEM_START.match(after) or STANDALONE.match(after) or is_upper(after) or len(before.tail) < 50:
        return False
    if after[:1].islower():
        return True
    return hangs(before.tail)


def _ended(text: str) -> bool:
    return text.rstrip(_CLOSING + " ").endswith(_TERMINAL)


def _is_cut_number(left: str, right: str) -> bool:
    return bool(re.search(r"[\dA-ZĐ][-/]$", left[-3:]) and re.match(r"[\dA-ZĐ]", right))


def _columns_above(blocks: Sequence[Block], table: Table) -> tuple[str, ...]:
    """The columns of the table before, when ``table`` may go on with it: right behind it, or at the top of the next page.

    A row that a page break cuts may stand between the two as lines.
    """
    for back, block in enumerate(reversed(blocks[-_CUT_ROW_LINES:])):
        if block.is_row:
            next_page = bool(table.pages) and block.page is not None and table.pages[0] > block.page
            return block.columns if back == 0 or next_page else ()
    return ()


def _rows(table: Table, number: int, above: Sequence[str] = ()) -> list[Block]:
    """The rows of a table; ``above`` are the columns of the table that it may go on with, from the page before."""
    rows = [tuple(plain(cell.replace("|", "/")) for cell in row) for row in table.rows]
    pages = [page for row, page in zip(rows, table.pages or [None] * len(rows), strict=True) if any(row)]
    rows = [row for row in rows if any(row)]
    blocks: list[Block] = []
    columns: tuple[str, ...] = tuple(above) if rows and len(rows[0]) == len(above) else ()
    unnamed = not columns
    while len(blocks) < len(rows):
        at = len(blocks)
        header = header_at(rows, at) if len(rows) > 1 else None
        if header is None and unnamed and at == 0 and not _has_header(rows) and _could_name(rows[0]):
            header = rows[0], 1
        if header is not None:
            columns = header[0]
        size = header[1] if header else 1
        named = columns if header is None else ()
        taken = zip(rows[at : at + size], pages[at : at + size], strict=True)
        blocks += [Block(_row_text(row), page, row, named, number) for row, page in taken]
    return blocks


def _has_header(rows: Sequence[tuple[str, ...]]) -> bool:
    """Whether known names of columns stand near the top, below a title or the first group."""
    return any(header_at(rows, at) for at in range(min(len(rows), _HEADER_WITHIN)))


def _could_name(row: Sequence[str]) -> bool:
    return len(set(row)) == len(row) > 1


def _row_text(row: Sequence[str]) -> str:
    """The cells in one line, an empty one keeping its place; a cell merged over the whole row stands once."""
    cells = row[:1] if len(set(row)) == 1 else row
    return CELL_SEPARATOR.join(cells).rstrip(" |")
