"""Tasks from prose: under headings that name a body, in sentences that name one, and from lines with labels."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

from corpus.blocks import Block
from corpus.boundaries import Part
from corpus.clauses import begins_duty, is_assignment, is_done_by, subject
from corpus.documents import Header, Task
from corpus.due import due
from corpus.duties import Duty, duties
from corpus.labelled import Group, labelled_duties
from corpus.labels import Label, label_alone, labels
from corpus.outline import Node, enclosing, heading_path
from corpus.owners import ITEM, Owners, bare, begins_with
from corpus.times import times

_CLOSES = re.compile(r"(?:Trong quá trình (?:tổ chức|triển khai|thực hiện)|Trên đây là)(?!\w)")
#: How many of the last paragraphs of a document may be its closing words.
_CLOSING_PARAGRAPHS = 4
#: What stands further in than a number or a bullet begins a sentence of its own.
_LONGEST_MARK = 15
#: What is longer, in a list of bodies, is no name.
_LONGEST_NAME = 120


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
        self.sections: dict[int, int | None] = {}
        self.group = Group(None)
        #: The last block of a label whose value stands in blocks of its own.
        self.open_label = -2
        self.first = self._first_numbered()
        self.owners = Owners(blocks, nodes, header, self.first)
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
            if self._states_aims(section) and not is_assignment(bare(block.text)):
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
                    self.group.content, self.group.contents = bare(block.text[:first]), 1
                # "Cơ quan thực hiện: Sở A. Các phường báo cáo …": sentences behind a label may name others.
                after = duties(block.text, None, self.year, labelled[-1].end)
                yield from (self._task(duty, position, around) for duty in after)
                continue
            if self._completes_label(position):
                continue
            if self.group.found or self.group.section != around:
                yield from self._close(held)
                held = []
                self.group = Group(around)
            if node is None or not self.owners.has_below(node):
                self.group.content = self.group.content or bare(block.text)
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
        at = item.end() if (item := ITEM.match(text)) else 0
        value = text[at:].strip(" ;.")
        if label.kind == "time" and is_done_by(value):
            return False
        if label.kind in ("lead", "with", "head"):
            # In a list of bodies some may have names that are not known; a note in brackets names none.
            listed = at > 0 and bool(label.value) and len(value) <= _LONGEST_NAME and not begins_duty(value)
            if label.value and value.startswith("("):
                self.open_label = position
                return True
            if is_done_by(value) or subject(value) is None and not listed:
                return False
        self.open_label = position
        if label.value:
            end = self.starts[position] + len(text) - self.starts[first]
            label = dataclasses.replace(label, end=end, value=f"{label.value}; {value}", at=None)
        else:
            label, first = Label(at, len(text), label.kind, label.name, value, at), position
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
        at = item.end() if (item := ITEM.match(text)) else 0
        closes = position in self.closing or _CLOSES.match(text)
        owner = None if closes else self.owners.of(position, section if node is None else self.nodes[node].parent)
        named = self.owners.named_by(text, at, section, node)
        if named is not None:
            at, owner = named
            if at >= len(text.rstrip(" .")) or text.rstrip().endswith(":") and self.owners.lists_duties(position):
                return
        elif self.owners.lead_in(text, at, position, section, node):
            return
        for duty in duties(text, owner, self.year, at, self.owners.assigns(section, node)):
            yield self._task(duty, position, section)

    def _states_aims(self, section: int | None) -> bool:
        """Whether the innermost telling heading above is one of aims, grounds or findings."""
        while section is not None:
            heading = ITEM.sub("", self.nodes[section].heading).lower()
            # An assignment among aims has no others below it.
            given = self.owners.known(section) and not self.owners.is_spoken_of(section)
            if begins_with("sections_of_duties.txt").match(heading) or given:
                return False
            node = self.nodes[section]
            heads = node.alone or section in self.parents
            if heads and self.owners.has_below(section) and begins_with("sections_without_duties.txt").match(heading):
                return True
            section = self.nodes[section].parent
        return False

    def _first_numbered(self) -> int:
        """The position of the first numbered heading: before it stand grounds and addressees; 0 where there is none."""
        numbered = (node.block for node in self.nodes if self.blocks[node.block].text[:1].isalnum())
        first = next(numbered, 0)
        # A letter without points may have an annex with some.
        return first if first < self.part.closing else 0

    def _closing(self) -> frozenset[int]:
        """The positions of the closing paragraphs of the text and of what is attached to it: they speak to all."""
        found: set[int] = set()
        for end in (min(self.part.closing, len(self.blocks)), len(self.blocks)):
            first = end
            for position in range(end - 1, max(end - 1 - _CLOSING_PARAGRAPHS, self.part.opening), -1):
                block = self.blocks[position]
                if block.is_row or position in self.node_at or ITEM.match(block.text):
                    break
                if begins_with("closings.txt").match(block.text.lower()):
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
        if self.owners.of_section(group.section) is not None and not self.owners.is_spoken_of(group.section):
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
        heading = bare(self.nodes[group.section].heading) if group.section is not None else ""
        if heading and not begins_with("sections_of_duties.txt").match(heading.lower()):
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
