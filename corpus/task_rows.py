"""Tasks from tables: every row of a table that gives out tasks is one task, under the names of its columns.

A table gives out tasks when it has a column of what is to be done and one of who does it, or by when. Rows that only
name a group are headings of the rows below. A cell that is merged downwards holds for each row that it covers; copies
that lose the merging leave it empty, and then the row above fills it.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterator, Sequence

from corpus.blocks import Block
from corpus.bodies import body_list, body_of_heading, separate
from corpus.columns import is_counter, is_header, is_numbering, kinds
from corpus.documents import Header, Task
from corpus.due import due
from corpus.grammar import DATA, lines_of
from corpus.outline import Node, enclosing, heading_path
from corpus.row_groups import RowGroups
from corpus.times import years

#: What a task does not need to state in each row: a merged cell holds for the rows below.
_CARRIED = ("lead", "coordinating", "begin", "deadline", "place", "head")
#: Whether the name of a column is a time does not depend on the year.
_ANY_YEAR = 2000
_BULLET = re.compile(r"^\s*[-–+•*]\s*")
_LABELLED = re.compile(
    r"^\W*(?:(?:cơ quan|đơn vị|bộ phận)[^:]{0,20} )?(?:chủ trì|thực hiện)[^:]{0,20}:\s*(?P<lead>.+?)"
    r"(?:[\s;.,–-]*(?:(?:cơ quan|đơn vị)[^:]{0,20} )?phối hợp[^:]{0,20}:\s*(?P<with>.+))?$",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    r"^(?P<lead>[^.:]{3,200}?)\s*[,(-]?\s*(?:là (?:cơ quan|đơn vị) )?chủ trì\b"
    r"(?:[^.;]*?phối hợp(?: với| cùng)?\s+(?P<with>[^.]+))?",
    re.IGNORECASE,
)
#: Names nobody without what follows: "Các cơ quan quản lý nhà nước về đất đai".
_COLLECTIVE = re.compile(r"(?:các )?(?:cơ quan|đơn vị|tổ chức|doanh nghiệp|cơ sở)", re.IGNORECASE)
_ROLES = ("chủ trì", "tham mưu", "phụ trách")
_OTHERS = {"head": "phụ trách", "approving": "trình", "examining": "thẩm định"}


def row_tasks(blocks: Sequence[Block], starts: Sequence[int], nodes: Sequence[Node], header: Header) -> Iterator[Task]:
    """The tasks of the tables of one document, in order; ``start`` and ``end`` are those of the row.

    ``section`` is the path of headings, the group rows above, and last the columns as the row's passage has them.
    """
    above: int | None = None
    after = 0
    for first, end in _tables(blocks):
        while after < len(nodes) and nodes[after].block < first:
            above, after = after, after + 1
        path = heading_path(nodes, enclosing(nodes, above, first) if above is not None else None)
        for row in _rows(blocks, first, end):
            yield _task(row, starts[row.place], path, header.year)


def _tables(blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """``[first, end)`` of each run of rows of one table."""
    first = 0
    while first < len(blocks):
        end = first + 1
        while end < len(blocks) and blocks[first].is_row and blocks[end].table == blocks[first].table:
            end += 1
        if blocks[first].is_row:
            yield first, end
        first = end


@dataclasses.dataclass(frozen=True)
class _Row:
    """A row that is a task: its place among the blocks, its cells with merged ones filled, the groups above it."""

    place: int
    block: Block
    columns: _Columns
    cells: tuple[str, ...]
    groups: tuple[str, ...]

    def cell(self, kind: str) -> str | None:
        """The cell of a kind of column, ``None`` where it is empty or there is none."""
        at = self.columns.place(kind)
        return (self.cells[at].strip() or None) if at is not None else None


@dataclasses.dataclass(frozen=True)
class _Columns:
    """The columns of a table by name and kind."""

    names: tuple[str, ...]
    kinds: tuple[str | None, ...]

    def place(self, kind: str) -> int | None:
        """The first column of a kind; of those of content the last, a numbering may stand in its merged first half."""
        places = [at for at, found in enumerate(self.kinds) if found == kind]
        if kind == "content" and len(places) > 1 and self.names[places[0]] == self.names[places[1]]:
            return places[1]
        return places[0] if places else None

    @property
    def content(self) -> int | None:
        """Where the row says what is to be done; in a table with leads this may be a column of unknown name."""
        for kind in ("content", "target"):
            if (found := self.place(kind)) is not None:
                return found
        names = enumerate(zip(self.names, self.kinds, strict=True))
        unknown = next((at for at, (name, kind) in names if kind is None and name), None)
        if unknown is None or not self._named_leads:
            return self.place("product") if self._named_leads else None
        return unknown

    @property
    def give_out_tasks(self) -> bool:
        """Whether rows under these columns are tasks."""
        has = set(self.kinds)
        if "person" in has and "deadline" not in has or self.content is None:
            return False
        if self._named_leads:
            return True
        if has & {"measure", "cost"} and "deadline" in has and "lead" not in has:
            return False
        return "deadline" in has and "content" in has

    @property
    def _named_leads(self) -> bool:
        """Whether a column says in so many words that it holds who does a task."""
        named = zip(self.kinds, self.names, strict=True)
        return any(kind == "coordinating" or (kind == "lead" and not _is_vague(name)) for kind, name in named)


def _is_vague(name: str) -> bool:
    """Whether a column may as well hold where people work, or figures: "Đơn vị", "Thực hiện"."""
    return name.lower().strip() in _vague()


@functools.cache
def _vague() -> frozenset[str]:
    return frozenset(lines_of(DATA / "vague_columns.txt"))


@functools.lru_cache(maxsize=64)
def _columns(names: tuple[str, ...]) -> _Columns:
    return _Columns(names, kinds(names))


def _rows(blocks: Sequence[Block], first: int, end: int) -> Iterator[_Row]:
    groups = RowGroups()
    above: _Row | None = None
    for place in range(first, end):
        block = blocks[place]
        columns = _columns(block.columns)
        if not block.columns or not columns.give_out_tasks or is_counter(block.cells) or is_header(block.cells):
            continue
        content = columns.content
        assert content is not None
        following = blocks[place + 1].cells if place + 1 < end else ()
        if groups.take(block.cells, content, following):
            above = None
            continue
        cells = block.cells
        if above is not None and above.columns == columns:
            cells = _carried(cells, above.cells, columns)
        if not cells[content].strip(" -–+"):
            continue
        above = _Row(place, block, columns, cells, groups.names)
        yield above


def _carried(cells: Sequence[str], above: Sequence[str], columns: _Columns) -> tuple[str, ...]:
    """The cells with what is merged downwards filled from the row above.

    A row without number goes on with the item above; one with a number is filled only when it states neither who nor when.
    """
    number = columns.place("number")
    is_part = number is not None and not is_numbering(cells[number]) or cells[number or 0] == above[number or 0]
    stated = [at for at, kind in enumerate(columns.kinds) if kind in _CARRIED and cells[at]]
    if not is_part and stated:
        return tuple(cells)
    return tuple(
        upper if not cell and kind in _CARRIED else cell
        for cell, upper, kind in zip(cells, above, columns.kinds, strict=True)
    )


def _task(row: _Row, start: int, path: tuple[str, ...], year: int | None) -> Task:
    at = row.columns.content
    assert at is not None
    action, rest = _action(row.cells[at])
    lead, coordinating = _bodies(row.cell("lead"), row.cell("coordinating"))
    if row.columns.place("lead") is None:
        named = (body_of_heading(text) for text in reversed((*path[-1:], *row.groups)))
        lead = next(filter(None, named), None)
    deadline, stated_year = _deadline(row)
    others = [(_OTHERS[kind], name) for kind in _OTHERS if (name := row.cell(kind))]
    return Task(
        start=start,
        end=start + len(row.block.text),
        section=(*path, *row.groups, " | ".join(row.block.columns)),
        page=row.block.page,
        roles=_roles(row.columns, lead, coordinating),
        lead=lead,
        coordinating=coordinating,
        others=tuple(others),
        action=action,
        object=rest,
        deadline=deadline,
        due=due(deadline, stated_year or year) if deadline else None,
        product=row.cell("product"),
        place=row.cell("place"),
        row=True,
    )


def _deadline(row: _Row) -> tuple[str | None, int | None]:
    """The deadline as written, and the year that its column names ("Thời gian năm 2025")."""
    deadline, begin = row.cell("deadline"), row.cell("begin")
    if begin and deadline:
        deadline = f"{begin} - {deadline}"
    at = row.columns.place("deadline")
    named = years(row.columns.names[at]) if at is not None else ()
    year = named[0] if len(named) == 1 else None
    # Plans of work mark the months: a cross under "Tháng 3".
    times = [
        name.rpartition(" - ")[2] for name, cell in zip(row.columns.names, row.cells, strict=True) if _is_mark(cell)
    ]
    marked = ", ".join(time for time in times if due(time, _ANY_YEAR))
    return marked or deadline or begin, year


def _is_mark(cell: str) -> bool:
    return cell.strip().lower() in ("x", "✓", "√", "+")


def _bodies(lead: str | None, coordinating: str | None) -> tuple[str | None, tuple[str, ...]]:
    """Lead and coordinating bodies; one cell may state both ("Sở A chủ trì, phối hợp với Sở B")."""
    helping = coordinating or ""
    if lead is not None:
        stated = _LABELLED.match(lead) or _SPOKEN.match(lead)
        if stated:
            lead = stated["lead"]
            helping = "; ".join(filter(None, (stated["with"], helping)))
        lead = _name(_BULLET.sub("", lead).strip(" ;,.")) or None
    names = [name for piece in helping.split(";") for name in separate(_BULLET.sub("", piece))]
    return lead, tuple(dict.fromkeys(names))


def _name(lead: str) -> str:
    """The body without the sentence that a cell makes of it ("Sở Y tế theo dõi, báo cáo")."""
    found = body_list(lead, 0)
    if found is None or _COLLECTIVE.fullmatch(found.text):
        return lead
    return found.text if _verbs().match(lead[found.end :].lstrip()) else lead


def _roles(columns: _Columns, lead: str | None, coordinating: Sequence[str]) -> tuple[str, ...]:
    if lead is None and coordinating:
        return ("phối hợp",)
    at = columns.place("lead")
    name = columns.names[at].lower() if at is not None else ""
    stated = tuple(role for role in _ROLES if role in name)
    if stated or lead is None:
        return stated if lead is not None else ("thực hiện",)
    return ("chủ trì",) if columns.place("coordinating") is not None else ("thực hiện",)


def _action(content: str) -> tuple[str, str]:
    """The verbs that a task begins with, and what they are done to; no verb where it begins with a noun."""
    text = _BULLET.sub("", content).strip()
    match = _verbs().match(text)
    if match is None or match.end() == len(text):
        return "", text
    return match.group(), text[match.end() :].strip(" ,")


@functools.cache
def _verbs() -> re.Pattern[str]:
    verbs = {*lines_of(DATA / "task_verbs.txt"), *lines_of(DATA / "duty_verbs.txt")}
    verb = f"(?:{'|'.join(map(re.escape, sorted(verbs, key=len, reverse=True)))})"
    return re.compile(rf"{verb}(?:(?:,| và|, và) {verb})*(?!\w)", re.IGNORECASE)
