"""The task register: every assignment of a document, from its prose and from its tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.blocks import Block
from corpus.boundaries import Part
from corpus.documents import Header, Task
from corpus.outline import Node
from corpus.task_prose import prose_tasks
from corpus.task_rows import row_tasks


def tasks(
    blocks: Sequence[Block], starts: Sequence[int], nodes: Sequence[Node], part: Part, header: Header
) -> Iterator[Task]:
    """The assignments in the order of the text; ``starts[i]`` is the offset of ``blocks[i]``."""
    found = [*prose_tasks(blocks, starts, nodes, part, header), *row_tasks(blocks, starts, nodes, header)]
    yield from sorted(found, key=lambda task: (task.start, task.end))
