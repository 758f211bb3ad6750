"""A public set's passages in a store of this project, read and embedded as any document is."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence

from corpus.documents import Document, Header, Line, Loaded
from corpus.passages import context, embedded_text
from corpus.reader import READER_VERSION, read
from corpus.store import content_hash
from eval.benches.public_set import BenchPassage
from index.library import Library
from index.tokens import PROJECTION_VERSION

_RECIPE = f"{READER_VERSION}+{PROJECTION_VERSION}"
#: Passages of a set that are embedded together; what is stored when the process ends is not done again.
_BATCH = 64


def store(
    passages: Sequence[BenchPassage], library: Library, on_passage: Callable[[int], None] = lambda count: None
) -> None:
    """Store each passage that is not stored yet as a document of its own; ``on_passage`` hears how many were looked at.

    The reader cuts it into passages as it cuts any document. It has no letterhead and no signature block, whatever looks
    like one; its title is what the set says that it is part of, else the name of its file.
    """
    waiting: list[tuple[BenchPassage, list[Document]]] = []
    for passage in passages:
        stored = library.store.files.at(passage.source)
        if stored is not None and stored.is_current(content_hash(passage.text.encode()), _recipe(passage)):
            on_passage(1)
            continue
        waiting.append((passage, list(_documents(passage))))
        if len(waiting) == _BATCH:
            _keep(waiting, library)
            on_passage(len(waiting))
            waiting = []
    _keep(waiting, library)
    on_passage(len(waiting))
    library.refresh()


def _recipe(passage: BenchPassage) -> str:
    return f"{_RECIPE} {passage.title or ''}".strip()


def _documents(passage: BenchPassage) -> Iterator[Document]:
    # Every line is a paragraph: the sets have no lines that end within a sentence.
    lines = tuple(Line(line.strip(), whole=True) for line in passage.text.splitlines())
    for document in read(Loaded(lines), passage.source):
        # The ranking passes over letterheads, for which it would take the first lines of an article.
        parts = tuple(
            dataclasses.replace(part, kind="row" if part.kind == "row" else "text") for part in document.passages
        )
        yield dataclasses.replace(document, header=Header(subject=passage.title), passages=parts)


def _keep(waiting: Sequence[tuple[BenchPassage, Sequence[Document]]], library: Library) -> None:
    parts = [(document, part) for _, documents in waiting for document in documents for part in document.passages]
    if not parts:
        return
    vectors = library.embedder.encode_passages(
        [embedded_text(part, document.text) for document, part in parts],
        [context(document.title, document.header) for document, _ in parts],
    )
    at = 0
    for passage, documents in waiting:
        found = []
        for document in documents:
            found.append((document, vectors[at : at + len(document.passages)]))
            at += len(document.passages)
        library.store.replace(
            passage.source, passage.source, passage.text.encode(), _recipe(passage), library.embedder.name, found
        )
