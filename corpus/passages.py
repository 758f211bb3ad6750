"""Passages: what is embedded, retrieved and cited.

A passage is a run of paragraphs inside one section, small enough to say one thing, or one row of a table. Every block of the
document lies in exactly one passage, except short headings that only have sections below them: those are in the heading
path of every passage there. Short numbered items below one heading ("a) …", "b) …") are its paragraphs, and share passages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.blocks import Block
from corpus.boundaries import Part
from corpus.columns import is_numbering
from corpus.documents import Header, Passage
from corpus.labels import labels
from corpus.outline import Node, enclosing, heading_path
from corpus.row_groups import RowGroups
from corpus.sentences import sentences

#: Paragraphs of one section share a passage up to this many characters; a longer paragraph is a passage by itself.
PASSAGE_LENGTH = 500
#: A paragraph longer than this is cut at the ends of sentences.
LONGEST_PASSAGE = 900
#: A numbered paragraph up to this many characters, with nothing below it, is an item among others.
_ITEM = 160
#: A label stands behind a bullet at most.
_MARKED = 6
#: A heading without text of its own is worth a passage from this length on: it states a task or a target itself.
_TELLING_HEADING = 70


def passages(blocks: Sequence[Block], starts: Sequence[int], nodes: Sequence[Node], part: Part) -> Iterator[Passage]:
    """The passages in order; ``starts[i]`` is the offset of ``blocks[i]``."""
    node_at = {node.block: position for position, node in enumerate(nodes)}
    path: tuple[str, ...] = ()
    section: int | None = None
    run: list[int] = []
    table: int | None = None
    groups = RowGroups()

    def close() -> Iterator[Passage]:
        if run:
            yield _passage(blocks, starts, run, path, _kind(run[0], part))
            run.clear()

    for position, block in enumerate(blocks):
        if position in node_at:
            node = nodes[node_at[position]]
            if (
                run
                and _is_next_item(blocks, nodes, node, node_at.get(run[-1]))
                and _fits(blocks, starts, run, position, part)
            ):
                section, path = node_at[position], heading_path(nodes, node.parent)
                run.append(position)
                continue
            yield from close()
            section = node_at[position]
            path = heading_path(nodes, section)
            has_text = position + 1 < node.end and position + 1 not in node_at and not blocks[position + 1].is_row
            only_frames = node.alone and position + 1 < node.end and not has_text and len(block.text) < _TELLING_HEADING
            if only_frames:
                continue
            if len(block.text) > LONGEST_PASSAGE:
                yield from _split(block, starts[position], path, _kind(position, part))
            else:
                run.append(position)
            continue
        if section is not None and position >= nodes[section].end:
            yield from close()
            section = enclosing(nodes, section, position)
            path = heading_path(nodes, section) if section is not None else ()
        if block.is_row:
            yield from close()
            if block.table != table:
                table, groups = block.table, RowGroups()
            above = groups.names
            following = blocks[position + 1].cells if position + 1 < len(blocks) else ()
            groups.take(block.cells, _content(block), following)
            columns = (*above, " | ".join(block.columns)) if block.columns else ()
            if len(block.text) > 2 * LONGEST_PASSAGE:
                yield from _split(block, starts[position], path + columns, "row")
                continue
            start = starts[position]
            yield Passage(start, start + len(block.text), path + columns, "row", block.page)
            continue
        if len(block.text) > LONGEST_PASSAGE:
            yield from close()
            yield from _split(block, starts[position], path, _kind(position, part))
            continue
        if run and not _goes_on(blocks, starts, run, position, part, node_at):
            yield from close()
        run.append(position)
    yield from close()


def context(title: str, header: Header) -> str:
    """What is embedded before each passage of a document: title, issuer, number and year."""
    names = [title, header.issuer or "", header.number or "", str(header.year or "")]
    return ", ".join(name for name in names if name)


def embedded_text(passage: Passage, text: str) -> str:
    """What is embedded for a passage: its heading path, then its own text."""
    path = " > ".join(passage.section)
    body = text[passage.start : passage.end]
    return f"{path}\n{body}" if path else body


def _split(block: Block, start: int, path: tuple[str, ...], kind: str) -> Iterator[Passage]:
    """A long paragraph as several passages of whole sentences."""
    parts = sentences(block.text)
    first = 0
    for position in range(1, len(parts) + 1):
        if position == len(parts) or parts[position].end - parts[first].start > PASSAGE_LENGTH:
            yield Passage(start + parts[first].start, start + parts[position - 1].end, path, kind, block.page)
            first = position


def _is_next_item(blocks: Sequence[Block], nodes: Sequence[Node], node: Node, before: int | None) -> bool:
    """Whether a node is a short item, and the node at ``before`` one right above it under the same heading."""
    return (
        before is not None
        and node.parent is not None
        and nodes[before].parent == node.parent
        and all(each.end == each.block + 1 and len(blocks[each.block].text) <= _ITEM for each in (nodes[before], node))
    )


def _fits(blocks: Sequence[Block], starts: Sequence[int], run: Sequence[int], position: int, part: Part) -> bool:
    """Whether a passage with one more block is of one kind and not too long."""
    length = starts[position] + len(blocks[position].text) - starts[run[0]]
    return _kind(run[0], part) == _kind(position, part) and length <= PASSAGE_LENGTH


def _goes_on(
    blocks: Sequence[Block], starts: Sequence[int], run: Sequence[int], position: int, part: Part, heads: dict[int, int]
) -> bool:
    """Whether a paragraph belongs into the passage before it."""
    if _kind(run[0], part) != _kind(position, part):
        return False
    if run == [run[0]] and run[0] in heads:
        return True  # a heading goes with the first paragraph below it
    if _is_labelled(blocks[position]):
        # "Đơn vị chủ trì: …" says nothing without the task above it.
        return starts[position] + len(blocks[position].text) - starts[run[0]] <= LONGEST_PASSAGE
    following = blocks[position + 1] if position + 1 < len(blocks) and position + 1 not in heads else None
    if _is_labelled(blocks[run[-1]]) or following is not None and _is_labelled(following):
        return False
    return _fits(blocks, starts, run, position, part)


def _content(block: Block) -> int:
    """The column of what a row is about: the first one that is no numbering."""
    return int(len(block.cells) > 1 and (not block.cells[0] or is_numbering(block.cells[0])))


def _is_labelled(block: Block) -> bool:
    """Whether a paragraph begins with a label: "Thời gian hoàn thành: …"."""
    return not block.is_row and any(label.start < _MARKED for label in labels(block.text)[:1])


def _kind(position: int, part: Part) -> str:
    if position < part.opening:
        return "header"
    return "signature" if part.closing <= position < part.annex else "text"


def _passage(
    blocks: Sequence[Block], starts: Sequence[int], run: Sequence[int], path: tuple[str, ...], kind: str
) -> Passage:
    end = starts[run[-1]] + len(blocks[run[-1]].text)
    return Passage(starts[run[0]], end, path, kind, blocks[run[0]].page)
