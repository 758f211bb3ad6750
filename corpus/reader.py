"""From a loaded file to documents: boundaries, header, outline, passages, with exact offsets."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from corpus.blocks import Block, clean
from corpus.boundaries import Part, parts
from corpus.documents import Document, Loaded, Page, ScannedPage, Section
from corpus.header import read_header
from corpus.loaders import MAX_BYTES, READER, check, parse, pulse
from corpus.loaders.worker import TIME_S
from corpus.outline import outline
from corpus.passages import passages
from corpus.scans import of_documents
from corpus.tasks import tasks

#: Grows when files are read differently, so that they are read again.
READER_VERSION = "7"
_DOCUMENTS = TypeAdapter(tuple[Document, ...])


def read_file(path: Path, source: str, max_bytes: int = MAX_BYTES, time_s: float = TIME_S) -> tuple[Document, ...]:
    """The documents of the file at ``path``, whose name is ``source``; raises as ``corpus.loaders.load`` does.

    It is loaded and read in the guarded process, each within ``time_s``: a text may be made to be slow as well as a format.
    """
    check(path, max_bytes)
    reply = READER.call("corpus.reader:answer", {"path": str(path.absolute()), "source": source}, time_s)
    return _DOCUMENTS.validate_python(reply["documents"])


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """What the guarded process replies to ``read_file``."""
    loaded = parse(Path(question["path"]))
    pulse.beat()
    documents = tuple(read(loaded, question["source"]))
    return {"documents": _DOCUMENTS.dump_python(documents, mode="json")}


def read(loaded: Loaded, source: str) -> list[Document]:
    """The documents of a file, usually one; a letter and the plan that it forwards are two."""
    found = parts(clean(loaded))
    firsts = [next((block.page for block in part.blocks if block.page is not None), None) for part in found]
    scans = of_documents(loaded.scans, firsts)
    return [_document(part, source, pages) for part, pages in zip(found, scans, strict=True)]


def _document(part: Part, source: str, scans: tuple[ScannedPage, ...]) -> Document:
    blocks = part.blocks
    text = "\n".join(block.text for block in blocks)
    starts = _starts(blocks)
    header = read_header([block.text for block in part.front], [block.text for block in blocks])
    nodes = outline(blocks, part.opening, range(part.closing, part.annex))
    ends = [start + len(block.text) for start, block in zip(starts, blocks, strict=True)]
    sections = tuple(Section(n.heading, n.level, n.parent, starts[n.block], ends[n.end - 1]) for n in nodes)
    return Document(
        source=source,
        text=text,
        header=header,
        sections=sections,
        pages=_pages(blocks, starts, ends, {page.number: page.sure for page in scans}),
        passages=tuple(passages(blocks, starts, nodes, part)),
        tasks=tuple(tasks(blocks, starts, nodes, part, header)),
        scans=scans,
    )


def _starts(blocks: tuple[Block, ...]) -> list[int]:
    starts, at = [], 0
    for block in blocks:
        starts.append(at)
        at += len(block.text) + 1
    return starts


def _pages(blocks: tuple[Block, ...], starts: list[int], ends: list[int], sure: dict[int, float]) -> tuple[Page, ...]:
    pages: list[Page] = []
    for block, start, end in zip(blocks, starts, ends, strict=True):
        if block.page is None:
            continue
        if pages and pages[-1].number == block.page:
            pages[-1] = dataclasses.replace(pages[-1], end=end)
        else:
            pages.append(Page(block.page, start, end, sure.get(block.page)))
    return tuple(pages)
