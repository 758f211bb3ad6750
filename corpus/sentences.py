"""Sentences with their offsets. The traps are section numbers, "KT. CHỦ TỊCH", "TT. HĐND" and document numbers."""

from __future__ import annotations

import re

from corpus.bodies import Span

_END = re.compile(r"(?:\./\.|[.!?…])[”’\"')\]]*(?=\s+[\"“'(\[]?[^\W_a-z])|;(?=\s)|\n|(?<=\w):(?=\s[-–+]\s)")
#: A dot behind initials ("KT.", "TUQ."), the number of a section or a title ends no sentence. A Roman numeral is a section's at
#: the beginning, behind no word, or behind "Chương", "Phần", "Mục"; else it ends one: "… giai đoạn II."
_NO_END = re.compile(
    r"(?:^|[\s(])(?:(?![IVX]+\.)(?:[A-ZĐ]{1,2}|TUQ)|(?:(?<![^\W\d_]\s)|(?<=[hH]ương\s)|(?<=ần\s)|(?<=ục\s))[IVX]+|(?:[IVX]+\.)?\d{1,2}(?:\.\d{1,2})*|[a-zđ]|Mr|Ths|TS|PGS|GS|v\.v)\.$"
)


def sentences(text: str) -> list[Span]:
    """The sentences of ``text`` in order, without the white space between them; clauses set apart by ";" are their own."""
    found: list[Span] = []
    start = 0
    for mark in _END.finditer(text):
        if (
            mark.group().startswith(".")
            and mark.group() != "./."
            and _NO_END.search(text[max(start, mark.start() - 12) : mark.start() + 1])
        ):
            continue
        if mark.group() == ";" and text.count("(", start, mark.start()) > text.count(")", start, mark.start()):
            continue  # a list in brackets is part of its sentence
        if text[mark.end() : mark.end() + 2].strip()[:1].islower() and mark.group()[:1] in ".!?…":
            continue
        found += _trimmed(text, start, mark.end())
        start = mark.end()
    return found + _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> list[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return [Span(start, end, text[start:end])] if end > start else []
