"""A document as its page shows it: sheets of headings, paragraphs and tables, with all that is marked in them."""

from __future__ import annotations

import bisect
import dataclasses
import itertools
from collections.abc import Iterable, Iterator, Sequence

from corpus.documents import Page, Section
from corpus.doubts import Doubt
from corpus.roles import ENGLISH
from corpus.stored import StoredPassage, StoredTask

_CELLS = " | "
#: The longest heading in the outline, in characters, and how deep the outline goes.
_HEADING, _DEEPEST_IN_OUTLINE = 96, 3
#: How many lines of a file without pages are laid out at once: a browser skips those that are out of sight.
_LINES_OF_SHEET = 60


@dataclasses.dataclass(frozen=True)
class DoubtItem:
    """Words to compare with the original, and where on the page they stand."""

    text: str
    reason: str
    anchor: str


@dataclasses.dataclass(frozen=True)
class Part:
    """A run of text; ``first`` where the quote begins. ``doubt`` is why to compare it with the original.

    ``anchor`` is the doubt's, where it begins.
    """

    text: str
    marked: bool = False
    first: bool = False
    task: bool = False
    doubt: str | None = None
    anchor: str | None = None


@dataclasses.dataclass(frozen=True)
class Cell:
    """A cell of a row; ``span`` counts the columns of one that the file had merged."""

    parts: tuple[Part, ...]
    span: int = 1


@dataclasses.dataclass(frozen=True)
class TaskNote:
    """What the register has read: ``role`` is "lead", "coordinate", … as ``corpus.roles`` calls it in English."""

    anchor: str
    role: str
    body: str
    others: tuple[str, ...]
    deadline: str | None
    start: int
    end: int


@dataclasses.dataclass(frozen=True)
class Line:
    """A line of the text: ``kind`` is "heading", "text", "row" or "head", a row that names columns.

    ``passage`` are the offsets of the passage that begins here; ``tasks`` are those that begin here.
    """

    kind: str
    cells: tuple[Cell, ...]
    level: int = 0
    anchor: str | None = None
    passage: tuple[int, int] | None = None
    tasks: tuple[TaskNote, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(part for cell in self.cells for part in cell.parts)


@dataclasses.dataclass(frozen=True)
class Run:
    """Lines that belong together: the rows of a ``table``, or one line that is none.

    ``head`` is the row that names the columns of a table that began on an earlier page: its words alone, without marks.
    """

    table: bool
    lines: tuple[Line, ...]
    head: Line | None = None


@dataclasses.dataclass(frozen=True)
class Sheet:
    """A page of the file with how sure its reading is, 0..1; without ``number`` a stretch of a file without pages."""

    number: int | None
    sure: float | None
    runs: tuple[Run, ...]
    marked: bool


@dataclasses.dataclass(frozen=True)
class OutlineItem:
    """A heading and where on the page it stands."""

    heading: str
    level: int
    anchor: str


@dataclasses.dataclass(frozen=True)
class DocumentView:
    """A whole document; ``marked`` tells whether the quote that was asked for stands in it."""

    sheets: tuple[Sheet, ...]
    outline: tuple[OutlineItem, ...]
    doubts: tuple[DoubtItem, ...]
    tasks: int
    marked: bool


def document_view(
    text: str,
    sections: Sequence[Section],
    pages: Sequence[Page],
    passages: Sequence[StoredPassage],
    tasks: Sequence[StoredTask],
    doubts: Sequence[Doubt],
    quote: tuple[int, int],
) -> DocumentView:
    """Lay a document out, with ``quote`` marked as far as it lies in the text."""
    doubted = [DoubtItem(doubt.text, doubt.reason, f"d{number}") for number, doubt in enumerate(doubts, start=1)]
    lines = list(_lines(text, sections, passages, tasks, list(zip(doubts, doubted, strict=True)), quote))
    parts = [part for _, line in lines for part in line.parts]
    # A value in a merged cell was doubted in each of its copies, of which one is shown.
    shown = {part.anchor for part in parts}
    headings = [line for _, line in lines if line.kind == "heading" and line.level <= _DEEPEST_IN_OUTLINE]
    outline = tuple(
        OutlineItem(_cut("".join(part.text for part in line.parts)), line.level, line.anchor or "") for line in headings
    )
    return DocumentView(
        sheets=tuple(_sheets(lines, pages)),
        outline=outline,
        doubts=tuple(item for item in doubted if item.anchor in shown),
        tasks=len(tasks),
        marked=any(part.marked for part in parts),
    )


@dataclasses.dataclass(frozen=True)
class _Mark:
    """Something that is marked in ``[start, end)``: the quote, a task, or a doubt with its item."""

    start: int
    end: int
    kind: str
    item: DoubtItem | None = None


class _Marks:
    """The marks that lie in a stretch of the text; the stretches are asked for in their order."""

    def __init__(self, marks: Iterable[_Mark]) -> None:
        self._waiting = sorted(marks, key=lambda mark: -mark.start)
        self._open: list[_Mark] = []
        self._begun: set[str] = set()

    def parts(self, text: str, start: int, end: int) -> Iterator[Part]:
        """``text[start:end]`` cut where a mark begins or ends."""
        while self._waiting and self._waiting[-1].start < end:
            self._open.append(self._waiting.pop())
        self._open = [mark for mark in self._open if mark.end > start]
        edges = {start, end} | {edge for mark in self._open for edge in (mark.start, mark.end) if start < edge < end}
        for a, b in itertools.pairwise(sorted(edges)):
            here = [mark for mark in self._open if mark.start <= a and mark.end >= b]
            yield self._part(text[a:b], here)

    def _part(self, text: str, marks: Sequence[_Mark]) -> Part:
        kinds = {mark.kind for mark in marks}
        doubt = next((mark.item for mark in marks if mark.item), None)
        begins = {"mark"} if "quote" in kinds else set()
        begins |= {doubt.anchor} if doubt else set()
        begins -= self._begun
        self._begun |= begins
        return Part(
            text,
            marked="quote" in kinds,
            first="mark" in begins,
            task="task" in kinds,
            doubt=doubt.reason if doubt else None,
            anchor=doubt.anchor if doubt and doubt.anchor in begins else None,
        )


def _lines(
    text: str,
    sections: Sequence[Section],
    passages: Sequence[StoredPassage],
    tasks: Sequence[StoredTask],
    doubts: Sequence[tuple[Doubt, DoubtItem]],
    quote: tuple[int, int],
) -> Iterator[tuple[int, Line]]:
    """Every line that says something, with where it begins."""
    marks = _Marks(
        [
            _Mark(*quote, "quote"),
            # A task that is a row of a table needs no marks within: the whole row is one.
            *(_Mark(stored.task.start, stored.task.end, "task") for stored in tasks if not stored.task.row),
            *(_Mark(doubt.start, doubt.end, "doubt", item) for doubt, item in doubts),
        ]
    )
    headings = {section.start: (number, section) for number, section in reversed(list(enumerate(sections)))}
    # A row's last heading is the header of its table, as it stands in the text.
    heads = {each.passage.section[-1] for each in passages if each.passage.kind == "row" and each.passage.section}
    beginning = sorted(((each.passage.start, each.passage.end) for each in passages), reverse=True)
    noted = sorted(tasks, key=lambda stored: (-stored.task.start, -stored.task.end))
    at = 0
    for line in text.split("\n"):
        stop = at + len(line)
        passage = None
        while beginning and beginning[-1][0] <= stop:
            passage = passage or beginning[-1]
            beginning.pop()
        notes = []
        while noted and noted[-1].task.start <= stop:
            notes.append(_note(noted.pop()))
        number, section = headings.get(at, (0, None))
        # A quote may begin in a blank line, and its name belongs to the first words that are shown.
        shown = _cell_ranges(line, at) if line.strip() else ()
        cells = [(a, b, tuple(marks.parts(text, a, b))) for a, b in shown]
        if section is not None and section.end > stop + 1:
            whole = tuple(_joined([parts for _, _, parts in cells]))
            yield at, Line("heading", (Cell(whole),), section.level, f"s{number + 1}", passage, tuple(notes))
        elif len(cells) > 1:
            kind = "head" if line in heads else "row"
            yield (
                at,
                Line(kind, tuple(_merged(text, cells)), anchor=_anchor(passage), passage=passage, tasks=tuple(notes)),
            )
        elif cells:
            yield at, Line("text", (Cell(cells[0][2]),), anchor=_anchor(passage), passage=passage, tasks=tuple(notes))
        at = stop + 1


def _sheets(lines: Sequence[tuple[int, Line]], pages: Sequence[Page]) -> Iterator[Sheet]:
    """The lines by the page on which each begins; every page of the file is there, an empty one too."""
    if not pages:
        for lot in _lots([line for _, line in lines]):
            yield _sheet(None, lot)
        return
    starts = [page.start for page in pages]
    own: list[list[Line]] = [[] for _ in pages]
    for at, line in lines:
        own[max(0, bisect.bisect_right(starts, at) - 1)].append(line)
    # The row that names the columns of the table that is open at the end of a page.
    head = None
    for page, theirs in zip(pages, own, strict=True):
        yield _sheet(page, theirs, head)
        for line in theirs:
            if line.kind == "head":
                head = _words(line)
            elif not _tabular(line):
                head = None


def _words(head: Line) -> Line:
    """A row as it is shown once more: nothing may be marked, linked to or counted twice."""
    cells = (Cell((Part("".join(part.text for part in cell.parts)),), cell.span) for cell in head.cells)
    return Line("head", tuple(cells))


def _lots(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """So many lines at a time, and no table cut in two."""
    lot: list[Line] = []
    for line in lines:
        if len(lot) >= _LINES_OF_SHEET and not (_tabular(line) and _tabular(lot[-1])):
            yield lot
            lot = []
        lot.append(line)
    yield lot


def _sheet(page: Page | None, lines: Sequence[Line], head: Line | None = None) -> Sheet:
    """``head`` names the columns of the table that goes on here, if one does."""
    runs: list[Run] = []
    for table, group in itertools.groupby(lines, _tabular):
        if table:
            rows = tuple(group)
            goes_on = not runs and rows[0].kind == "row"
            runs.append(Run(True, rows, head if goes_on else None))
        else:
            runs += [Run(False, (line,)) for line in group]
    marked = any(part.marked for line in lines for part in line.parts)
    return Sheet(page.number if page else None, page.sure if page else None, tuple(runs), marked)


def _tabular(line: Line) -> bool:
    return line.kind in ("row", "head")


def _note(stored: StoredTask) -> TaskNote:
    task = stored.task
    # What a body has to do alone is named by its first role; a part in the task of another by that of the first body.
    body, others = (task.lead, task.coordinating) if task.lead else (", ".join(task.coordinating), ())
    return TaskNote(
        anchor=f"t-{stored.id}",
        role=ENGLISH[task.roles[0]] if task.roles else "",
        body=body or "",
        others=tuple(others),
        deadline=task.deadline,
        start=task.start,
        end=task.end,
    )


def _anchor(passage: tuple[int, int] | None) -> str | None:
    return f"p{passage[0]}" if passage else None


def _cell_ranges(line: str, at: int) -> Iterator[tuple[int, int]]:
    for cell in line.split(_CELLS):
        yield at, at + len(cell)
        at += len(cell) + len(_CELLS)


def _merged(text: str, cells: Sequence[tuple[int, int, tuple[Part, ...]]]) -> Iterator[Cell]:
    """Cells with the same words side by side as one: loaders repeat a merged cell in each of its columns.

    Figures are left apart: two columns may well hold the same number.
    """
    for words, group in itertools.groupby(cells, key=lambda cell: text[cell[0] : cell[1]].strip()):
        same = list(group)
        if not any(letter.isalpha() for letter in words):
            yield from (Cell(parts) for _, _, parts in same)
            continue
        # The copy that is marked, so that no mark is lost.
        shown = next((parts for _, _, parts in same if any(part.marked for part in parts)), same[0][2])
        yield Cell(shown, len(same))


def _joined(cells: Sequence[tuple[Part, ...]]) -> Iterator[Part]:
    for number, parts in enumerate(cells):
        if number:
            yield Part(_CELLS)
        yield from parts


def _cut(text: str) -> str:
    return text if len(text) <= _HEADING else text[:_HEADING].rsplit(" ", 1)[0].rstrip(" ,;.:") + " …"
