"""Tasks from prose: under headings that name a body, in sentences that name one, and from lines with labels."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterator, Sequence

from corpus.blocks import Block
from corpus.bodies import body_of_heading
from corpus.boundaries import Part
from corpus.clauses import begins_duty, is_done_by, spoken_to, subject
from corpus.documents import Header, Task
from corpus.due import due
from corpus.duties import Duty, Owner, duties
from corpus.grammar import DATA, lines_of
from corpus.labelled import Group, labelled_duties
from corpus.labels import Label, label_alone, labels
from corpus.outline import Node, enclosing, heading_path
from corpus.times import times

_ITEM = re.compile(
    r"^(?:(?:[IVX]+|[A-H])\s*[.)\-]\s*|\d{1,2}(?:\.\d{1,2}){0,3}\s*[.)\-]?\s+|\d{1,2}(?:\.\d{1,2}){0,3}[.)]\s*"
    r"|[a-zđ]\d?(?:\)\s*|[./]\s+)|\(\d{1,2}\)\.?\s*|(?:Điều|ĐIỀU)\s+\d+\s*[.:]\s*|[-–—+•▪●○◦*]\s*)+"
)
_ADDRESSED = re.compile(
    r"^(?:(?:Giao|Phân công)(?:\s+cho)?|Đề nghị|Yêu cầu|Khuyến khích|Đối với|Trách nhiệm của|Nhiệm vụ của)\s+(?:đồng chí\s+)?"
)
_HEADS = re.compile(r"\s*(?:\([^)]*\)\s*)?:\s*")
#: Texts whose numbered points are all duties; a plan has aims and measures too.
_DIRECTIVES = ("Công điện", "Chỉ thị", "Công văn", None)
_DOES = re.compile(r"(?:chủ trì|phối hợp|trách nhiệm|chủ động|tiếp tục|thực hiện)(?!\w)")
_CLOSES = re.compile(r"(?:Trong quá trình (?:tổ chức|triển khai|thực hiện)|Trên đây là)(?!\w)")
_ASSIGNS = re.compile(r"tổ chức (?:thực hiện|triển khai)|phân công|trách nhiệm", re.IGNORECASE)
#: How many of the last paragraphs of a document may be its closing words.
_CLOSING_PARAGRAPHS = 4
#: What stands further in than a number or a bullet begins a sentence of its own.
_LONGEST_MARK = 15


def prose_tasks(
    blocks: Sequence[Block], starts: Sequence[int], nodes: Sequence[Node], part: Part, header: Header
) -> Iterator[Task]:
    """The tasks of the blocks that are no table rows; ``starts[i]`` is the offset of ``blocks[i]``."""
    yield from _Walk(blocks, starts, nodes, part, header).tasks()


class _Walk:
    """One pass over a document, with the section, its body and the labelled lines that are open."""

    def __init__(
        self, blocks: Sequence[Block], starts: Sequence[int], nodes: Sequence[Node], part: Part, header: Header
    ) -> None:
        self.blocks, self.starts, self.nodes, self.part, self.header = blocks, starts, nodes, part, header
        self.year = header.year
        self.node_at = {node.block: position for position, node in enumerate(nodes)}
        self.parents = {node.parent for node in nodes}
        #: ``None`` where what stands below a section is a list of things.
        self.owners: dict[int, Owner | None] = {}
        self.sections: dict[int, int | None] = {}
        self.group = Group(None)
        #: The last block of a label whose value stands in blocks of its own.
        self.open_label = -2
        self.first = self._first_numbered()
        self.addressed = self._addressed()
        self.closing = self._closing()

    def tasks(self) -> Iterator[Task]:
        section: int | None = None
        held: list[Task] = []
        for position, block in enumerate(self.blocks):
            if position in self.node_at:
                section = self.node_at[position]
            elif section is not None:
                section = enclosing(self.nodes, section, position)
            self.sections[position] = section
            if block.is_row or position < self.first:
                continue
            if position < self.part.opening or self.part.closing <= position < self.part.annex:
                continue
            if self._states_aims(section):
                continue
            labelled = self._labels(block.text)
            node = self.node_at.get(position)
            around = self._labelled_section(node, section) if labelled else section
            if labelled:
                if self._is_new_group(around, labelled):
                    yield from self._close(held)
                    held = []
                    above = self.group if self.group.section == around and not self.group.found else None
                    self.group = Group(around, above.content if above else "", above.contents if above else 0)
                self.group.found += [(label, position) for label in labelled]
                if not labelled[-1].value:
                    self.open_label = position
                first = labelled[0].start
                if first > _LONGEST_MARK and not self.group.content:
                    self.group.content, self.group.contents = _bare(block.text[:first]), 1
                continue
            if self._completes_label(position):
                continue
            if self.group.found or self.group.section != around:
                yield from self._close(held)
                held = []
                self.group = Group(around)
            if node is None or not self._has_below(node):
                self.group.content = self.group.content or _bare(block.text)
                self.group.contents += 1
            elif node is not None:
                self.group = Group(around)
            held += self._of_block(position, section, node)
        yield from self._close(held)

    def _labels(self, text: str) -> list[Label]:
        """The labelled lines of a block; none where a sentence only goes on with its time or its product."""
        found = labels(text)
        inside = found and found[0].start > _LONGEST_MARK
        return [] if inside and not any(label.kind in ("lead", "with", "head") for label in found) else found

    def _completes_label(self, position: int) -> bool:
        """Whether a block is the value of the label that stands alone above it: the name of a body, or a time."""
        if position - self.open_label > 1 or not self.group.found:
            return False
        label, first = self.group.found[-1]
        text = self.blocks[position].text
        at = item.end() if (item := _ITEM.match(text)) else 0
        value = text[at:].strip(" ;.")
        if label.kind in ("lead", "with", "head") and (is_done_by(value) or subject(value) is None):
            return False
        self.open_label = position
        if label.value:
            end = self.starts[position] + len(text) - self.starts[first]
            label = dataclasses.replace(label, end=end, value=f"{label.value}; {value}")
        else:
            label, first = Label(at, len(text), label.kind, label.name, value), position
        self.group.found[-1] = (label, first)
        return True

    def _labelled_section(self, node: int | None, section: int | None) -> int | None:
        """The section that a labelled line speaks about; headings that are labels themselves ("2. Cơ quan chủ trì") are none."""
        around = section if node is None else self.nodes[node].parent
        while around is not None and label_alone(self.nodes[around].heading):
            around = self.nodes[around].parent
        return around

    def _of_block(self, position: int, section: int | None, node: int | None) -> Iterator[Task]:
        text = self.blocks[position].text
        at = item.end() if (item := _ITEM.match(text)) else 0
        owner = self._owner(section if node is None else self.nodes[node].parent) or self.addressed
        owner = None if position in self.closing or _CLOSES.match(text) else owner
        named = self._heads(text, at, node)
        if named is not None:
            at, owner = named
            if node is not None:
                self.owners[node] = owner
            if at >= len(text.rstrip(" .")):
                return
        elif text.rstrip().endswith(":"):
            items = self._lists_duties(position)
            below = self._leads_in(text, at, owner) if items else None
            if node is not None and (below or not items and begins_duty(text[at:])):
                self.owners[node] = below
            if items or not begins_duty(text[at:]):
                return
        elif node is not None and (below := self._leads_in(text, at, None)):
            self.owners[node] = below
        elif node is not None and self.nodes[node].alone and self._has_below(node):
            # A heading over its own items is no task; they are.
            return
        for duty in duties(text, owner, self.year, at, self._assigns(section, node)):
            yield self._task(duty, position, section)

    def _heads(self, text: str, at: int, node: int | None) -> tuple[int, Owner] | None:
        """Where the duties begin in a text that opens with a body and a colon, or is nothing but a body."""
        given = _ADDRESSED.match(text, at) or _ADDRESSED.match(text[at:])
        begin = at + given.end() if given else at
        span = subject(text, begin)
        if span:
            colon = _HEADS.match(text, span.end)
            if colon or not text[span.end :].strip(" ,;:."):
                return colon.end() if colon else len(text), Owner(text[span.start : span.end])
        whole = len(text) <= 200 and body_of_heading(text)
        if whole and text.rstrip(" :.").endswith((whole, ")")):
            return len(text), Owner(whole)
        if (
            given
            and node is not None
            and text[-1] not in ".;:"
            and not _DOES.search(text)
            and self._lists_duties(self.nodes[node].block)
        ):
            return len(text), Owner(text[begin:])
        # "Thủ trưởng các cơ quan tham mưu thuộc Bộ" over its duties is a name, verbs and all.
        if span is None or node is None or text[-1] in ".;:" or _DOES.search(text) or not self._assigns(None, node):
            return None
        if self.nodes[node].alone and self._has_below(node) and self._lists_duties(self.nodes[node].block):
            return len(text), Owner(text[begin:])
        return None

    def _leads_in(self, text: str, at: int, owner: Owner | None) -> Owner | None:
        """The body of a numbered sentence, which also has what is listed below it; its role where the list goes on with it."""
        first = next(iter(duties(text[:600], owner, self.year, at)), None)
        if first is None:
            return None
        names = (first.lead,) if first.lead else first.coordinating
        role = first.roles[0] if text.rstrip().endswith(":") and first.roles[0] in ("chủ trì", "phối hợp") else None
        partners = (
            tuple(body for part, body in first.others if part == "phối hợp") if not first.lead else first.coordinating
        )
        return Owner(", ".join(names), role, partners if role else ())

    def _owner(self, section: int | None) -> Owner | None:
        while section is not None:
            if section in self.owners:
                return self.owners[section]
            section = self.nodes[section].parent
        return None

    def _lists_duties(self, position: int) -> bool:
        """Whether the items below a text are duties, and no list of things: most of the first ones begin with a verb."""
        node = self.node_at.get(position)
        end = self.nodes[node].end if node is not None else len(self.blocks)
        items = [_bare(block.text) for block in self.blocks[position + 1 : min(end, position + 5)]]
        items = items if node is not None else items[:1]
        return bool(items) and 2 * sum(map(begins_duty, items)) >= len(items)

    def _has_below(self, node: int) -> bool:
        below = self.nodes[node].block + 1
        return self.nodes[node].end > below and below < len(self.blocks)

    def _states_aims(self, section: int | None) -> bool:
        """Whether the innermost telling heading above is one of aims, grounds or findings."""
        while section is not None:
            heading = _ITEM.sub("", self.nodes[section].heading).lower()
            if _starts("sections_of_duties.txt").match(heading) or section in self.owners:
                return False
            node = self.nodes[section]
            heads = node.alone or section in self.parents
            if heads and self._has_below(section) and _starts("sections_without_duties.txt").match(heading):
                return True
            section = self.nodes[section].parent
        return False

    def _assigns(self, section: int | None, node: int | None) -> bool:
        """Whether a sentence here may hold several duties: in the part that assigns them, not among aims and measures."""
        if node is not None:
            section = self.nodes[node].parent
        path = heading_path(self.nodes, section)
        return not path or any(_ASSIGNS.search(heading) for heading in path)

    def _first_numbered(self) -> int:
        """The position of the first numbered heading: before it stand grounds and addressees; 0 where there is none."""
        numbered = (node.block for node in self.nodes if self.blocks[node.block].text[:1].isalnum())
        return next(numbered, 0)

    def _addressed(self) -> Owner | None:
        """The body that the opening of a directive speaks to, "yêu cầu Chủ tịch …:", where its points name nobody."""
        if self.header.type not in _DIRECTIVES or not self.first:
            return None
        text = self.blocks[self.first - 1].text
        tops = [self.blocks[node.block].text for node in self.nodes if node.parent is None]
        named = sum(subject(_ITEM.sub("", top)) is not None for top in tops)
        if not text.endswith(":") or named > len(tops) / 2 or len(tops) < len(self.nodes):
            return None
        name = spoken_to(text)
        return Owner(name) if name else None

    def _closing(self) -> frozenset[int]:
        """The positions of the closing paragraphs of the text and of what is attached to it: they speak to all."""
        found: set[int] = set()
        for end in (min(self.part.closing, len(self.blocks)), len(self.blocks)):
            first = end
            for position in range(end - 1, max(end - 1 - _CLOSING_PARAGRAPHS, self.part.opening), -1):
                block = self.blocks[position]
                if block.is_row or position in self.node_at or _ITEM.match(block.text):
                    break
                if _starts("closings.txt").match(block.text.lower()):
                    first = position
            found |= set(range(first, end))
        return frozenset(found)

    def _is_new_group(self, section: int | None, labelled: Sequence[Label]) -> bool:
        kinds = {label.kind for label in labelled}
        return (
            self.group.section != section
            or ("lead" in kinds and self.group.has("lead"))
            or ("content" in kinds and bool(self.group.found))
        )

    def _close(self, held: Sequence[Task]) -> Iterator[Task]:
        """The tasks of the open group; sentences above its labels that name somebody speak of the same task."""
        group = self.group
        if not group.has("lead", "with", "head"):
            when = group.time(self.year)
            for task in held:
                late = task.deadline is None and when and task.lead
                yield dataclasses.replace(task, deadline=when, due=due(when, self.year)) if late and when else task
            return
        if self._owner(group.section) is not None:
            yield from held
        what = self._content(group)
        found = labelled_duties(group, what, self._stated_time(), self.year)
        rows = [self._task(duty, position, self.sections.get(position)) for duty, position in found]
        yield from sorted(rows, key=lambda task: task.start)

    def _content(self, group: Group) -> str:
        """What the labelled lines are about: their own "Nội dung", the one item above them, or the heading."""
        content = group.value("content")
        if content:
            return content
        if group.content and group.contents == 1:
            return group.content
        heading = _bare(self.nodes[group.section].heading) if group.section is not None else ""
        if heading and not _starts("sections_of_duties.txt").match(heading.lower()):
            return heading
        return group.content or self.header.subject or heading

    def _stated_time(self) -> str | None:
        """The time in the document's own title: what its plan is for."""
        named = times(self.header.subject or "")
        return named[0].text if named else None

    def _task(self, duty: Duty, position: int, section: int | None) -> Task:
        start = self.starts[position]
        return Task(
            start=start + duty.start,
            end=start + duty.end,
            section=heading_path(self.nodes, section),
            page=self.blocks[position].page,
            roles=duty.roles,
            lead=duty.lead,
            coordinating=duty.coordinating,
            others=duty.others,
            action=duty.action,
            object=duty.object,
            deadline=duty.deadline,
            due=due(duty.deadline, self.year) if duty.deadline else None,
            product=duty.product,
            place=duty.place,
            row=False,
        )


def _bare(text: str) -> str:
    """A paragraph or heading without its number or bullet and its end."""
    return _ITEM.sub("", text).strip(" :;.(")


@functools.cache
def _starts(file: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(lines_of(DATA / file))})(?!\w)")
