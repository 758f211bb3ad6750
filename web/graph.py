"""What a document hangs together with, as a picture: boxes one below the other, so that it is readable on a telephone.

Above the document stands what it comes from, below it what came after; the template sets the boxes, everything is laid out here.
"""

from __future__ import annotations

import dataclasses
import textwrap
from collections.abc import Iterable, Iterator, Sequence

from corpus.links import Link, Links
from corpus.related import KINDS
from corpus.stored import StoredDocument
from corpus.versions import Version
from qa.answer import document_name

#: All in units of the picture, which is as wide as the narrowest page; a letter of a box takes about 6.6 of them.
WIDTH = 336
_INDENT, _PADDING, _LINE, _LABEL, _GAP, _BREAK = 26, 9, 17, 24, 8, 12
_LETTERS = 44
#: By how much of a letter a capital is wider.
_CAPITAL = 0.3
#: More boxes of one kind are only counted; the list beside the picture has them all.
_MOST = 5
_LONGEST_NAME = 3


@dataclasses.dataclass(frozen=True)
class Node:
    """A document of the picture: ``id`` where the store holds it; ``part`` is what of it is touched, as cited.

    ``mark`` is the key of a text that says more of it.
    """

    name: str
    id: str | None = None
    part: str | None = None
    mark: str | None = None
    start: int | None = None
    end: int | None = None


@dataclasses.dataclass(frozen=True)
class Group:
    """Documents in one relation to the one shown: ``key`` names the relation; ``before`` where it comes from them."""

    key: str
    nodes: tuple[Node, ...]
    before: bool


@dataclasses.dataclass(frozen=True)
class Box:
    """A node where it stands in the picture, its name in lines."""

    node: Node
    y: int
    height: int
    lines: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Row:
    """A group laid out: its label at ``y``, the boxes below it, and how many more there are."""

    group: Group
    y: int
    boxes: tuple[Box, ...]
    more: int
    more_y: int


@dataclasses.dataclass(frozen=True)
class Graph:
    """The picture: rows before and after the box of the document itself."""

    rows: tuple[Row, ...]
    own: Box
    height: int
    width: int = WIDTH
    indent: int = _INDENT
    line: int = _LINE
    padding: int = _PADDING


def document_groups(links: Links, document: StoredDocument) -> list[Group]:
    """The documents around one, by their relation to it; empty where nothing is known of any."""
    stating, stated = links.stating(document.row), links.stated(document.row)
    before = [Group(f"graph_{kind}", tuple(map(_target, _of(stating, kind))), True) for kind in reversed(KINDS)]
    after = [Group(f"graph_{kind}_by", tuple(map(_source, _of(stated, kind))), False) for kind in KINDS]
    answering = links.answering(document.row)
    versions = Group(
        "graph_versions", tuple(_version(version, answering) for version in links.versions(document.row)), False
    )
    return [group for group in (*before, *after, versions) if group.nodes]


def graph_of(links: Links, document: StoredDocument) -> dict[str, object]:
    """What the template ``graph.html`` wants; ``graph`` is ``None`` where nothing hangs together with the document."""
    groups = document_groups(links, document)
    return {"graph_groups": groups, "graph": draw(groups, document) if groups else None}


def draw(groups: Sequence[Group], document: StoredDocument) -> Graph:
    """The picture of a document and what is around it."""
    y = 0
    rows: list[Row] = []
    for group in (group for group in groups if group.before):
        row, y = _row(group, y)
        rows.append(row)
    own = _box(Node(document_name(document), document.id), y + _GAP)
    y = own.y + own.height + _BREAK
    for group in (group for group in groups if not group.before):
        row, y = _row(group, y)
        rows.append(row)
    return Graph(tuple(rows), own, y)


def _of(links: Iterable[Link], kind: str) -> Iterator[Link]:
    return (link for link in links if link.relation.kind == kind)


def _target(link: Link) -> Node:
    relation = link.relation
    return Node(
        name=document_name(link.target) if link.target is not None else " ".join(relation.words.split()),
        id=link.target.id if link.target is not None else None,
        part=relation.part,
        start=relation.start,
        end=relation.end,
    )


def _source(link: Link) -> Node:
    return Node(document_name(link.source), link.source.id, link.relation.part)


def _version(version: Version, answering: StoredDocument | None) -> Node:
    document = version.document
    if answering is not None and answering.row == document.row:
        mark = "graph_answers"
    else:
        mark = "graph_same_text" if version.same else "graph_other_text"
    return Node(document.source, document.id, mark=mark)


def _row(group: Group, y: int) -> tuple[Row, int]:
    label, boxes = y + _LINE, []
    y += _LABEL
    # One more than fits is not worth a line that says so.
    shown = group.nodes if len(group.nodes) <= _MOST + 1 else group.nodes[:_MOST]
    for node in shown:
        box = _box(node, y)
        boxes.append(box)
        y += box.height + _GAP
    more = len(group.nodes) - len(shown)
    more_y = y + _LINE - _GAP // 2
    y += _LINE + _GAP if more else 0
    return Row(group, label, tuple(boxes), more, more_y), y + _BREAK


def _box(node: Node, y: int) -> Box:
    lines = _lines(node.name)
    return Box(node, y, 2 * _PADDING + _LINE * (len(lines) + bool(node.part or node.mark or node.id is None)), lines)


def _lines(name: str) -> tuple[str, ...]:
    """A name in lines that fit into a box; one in capitals takes more of them."""
    letters = _LETTERS
    while True:
        lines = textwrap.wrap(name, letters, max_lines=_LONGEST_NAME, placeholder=" …", break_on_hyphens=False)
        if all(len(line) + _CAPITAL * sum(map(str.isupper, line)) <= _LETTERS for line in lines):
            return tuple(lines)
        letters -= 1
