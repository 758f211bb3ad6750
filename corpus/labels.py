"""Lines that state one thing about a task behind a label: "Đơn vị chủ trì: …", "Thời gian hoàn thành: …"."""

from __future__ import annotations

import dataclasses
import functools
import re

from corpus.bodies import Span
from corpus.grammar import DATA, lines_of
from corpus.sentences import sentences

_MARK = re.compile(r"[\s\-–—+•*()]*(?:\d{1,2}(?:\.\d{1,2})*[.)]\s*|[a-zđ](?:\)\s*|[./]\s+))?[\s\-–—+•*(]*")


@dataclasses.dataclass(frozen=True)
class Label:
    """A labelled statement at ``[start, end)`` of a block.

    ``kind`` is "lead", "with", "head", "time", "product", "money", "content" or "place"; ``name`` is the label as written and
    ``value`` what stands behind it, in the block from ``at``; ``at`` is ``None`` where the value comes from several blocks.
    """

    start: int
    end: int
    kind: str
    name: str
    value: str
    at: int | None = None


def labels(text: str) -> list[Label]:
    """The labelled statements of a block, in order; empty where it begins with none and holds none in a sentence of its own."""
    found: list[Label] = []
    if (kind := label_alone(text)) in ("lead", "with", "head"):
        return [Label(0, len(text), kind, text, "")]
    for span in sentences(text):
        start = span.start + len(_MARK.match(span.text).group())  # type: ignore[union-attr]
        match = _label().match(text, start, span.end)
        if match is None:
            if found and text[found[-1].end - 1] == ";":
                found[-1] = _longer(found[-1], text, span)
            continue
        kind = str(match.lastgroup)
        value = text[match.end() : span.end].strip(" ()./;")
        found.append(Label(start, span.end, kind, match[kind], value, text.find(value, match.end())))
    return found


def label_alone(text: str) -> str | None:
    """The kind of label that a heading is, without colon and value ("2. Cơ quan chủ trì, phối hợp"); else ``None``."""
    start = len(_MARK.match(text).group())  # type: ignore[union-attr]
    match = _label().fullmatch(re.sub(r", (?:phối hợp|thực hiện)$", "", text[start:].rstrip(" :")) + ":")
    return str(match.lastgroup) if match else None


def _longer(label: Label, text: str, span: Span) -> Label:
    value = (
        text[label.end - 1 - len(label.value) : span.end].strip(" ()./;") if label.value else span.text.strip(" ()./;")
    )
    return dataclasses.replace(label, end=span.end, value=value, at=text.find(value, label.at or label.start))


@functools.cache
def _label() -> re.Pattern[str]:
    kinds: dict[str, list[str]] = {}
    for line in lines_of(DATA / "task_labels.txt"):
        kind, pattern = line.split(" ", 1)
        kinds.setdefault(kind, []).append(pattern)
    named = "|".join(f"(?P<{kind}>{'|'.join(patterns)})" for kind, patterns in kinds.items())
    return re.compile(rf"(?:{named})\s*:\s*", re.IGNORECASE)
