"""What a document rests on ("Căn cứ …") and carries out ("Thực hiện …", and in its title), by the documents that it names."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

from corpus.cited import cited, cited_at
from corpus.grammar import ITEM_START
from corpus.related import (
    SENTENCE_END,
    TITLE_LINES,
    WORDS,
    Kind,
    Line,
    Relation,
    any_of,
    lines_of,
    relation_to,
    title_of,
    together,
)

#: The bases stand within so many lines of the title.
_FRONT = 60
#: How far a law's number stands behind its name, in characters.
_LAW_REACH = 420
#: What may stand between "căn cứ" and the document: "điểm a khoản 2 Điều 5".
_BEFORE_HEAD = 120

_BULLET = r"(?:[-–+•*]\s*)?"
_BASIS = re.compile(
    rf"{_BULLET}(?:(?P<based_on>{any_of(WORDS['bases']['based_on'])})|(?P<implements>{any_of(WORDS['bases']['implements'])}))\s+"
)
_NO_BASIS = re.compile(rf"{_BULLET}(?i:{any_of(WORDS['no_bases'])})\b")
_REPEATED = re.compile(
    rf"(?:(?i:và|các|{any_of(WORDS['bases']['based_on'])}|{any_of(WORDS['bases']['implements'])})\s+)+"
)
_CARRIES_OUT = re.compile(rf"(?<!\w)(?i:{any_of(WORDS['bases']['implements'])})\s+")
_NO_HEAD = re.compile(rf"(?<!\w)(?i:{any_of(WORDS['no_heads'])})(?!\w)")
_LAW = re.compile(rf"(?P<type>{any_of(WORDS['laws'])})\s+(?!số\s)")
_LAW_NAME_ENDS = re.compile(
    r"\s*(?:[;.\n(]|,?\s+(?:ngày|năm)\s+\d|,?\s+được\s|,?\s+(?:và|đã)\s+(?:được|các)\s|,\s+(?=Luật\s)|$)"
)
_LAW_DATE = re.compile(r"\s*,?\s*ngày\s+\d{1,2}\s*(?:[/.-]|tháng)\s*\d{1,2}\s*(?:[/.-]|năm)\s*(\d{4})|\s+năm\s+(\d{4})")


def bases(text: str) -> Iterator[Relation]:
    """What the title and the paragraphs before the first item say that the document rests on or carries out."""
    lines = lines_of(text)
    title = title_of(lines)
    first = title + 1 if title is not None else 0
    front: list[Line] = []
    for line in lines[first : first + _FRONT]:
        if ITEM_START.match(line.text) and not line.text.startswith(("-", "–")):
            break
        front.append(line)
    opened = next((at for at, line in enumerate(front) if is_basis(line.text)), len(front))
    yield from _title_bases(text, front[: min(opened, TITLE_LINES)] if title is not None else front[:opened])
    for line in front:
        basis = _BASIS.match(line.text)
        if basis is None or not is_basis(line.text):
            continue
        kind: Kind = "based_on" if basis["based_on"] else "implements"
        for head in _heads(text, line.start + basis.end(), line.end):
            yield dataclasses.replace(head, kind=kind)


def is_basis(line: str) -> bool:
    """Whether a paragraph states such; a proposal ("Theo đề nghị …") is none."""
    return bool(_BASIS.match(line)) and not _NO_BASIS.match(line)


def _title_bases(text: str, title: Sequence[Line]) -> Iterator[Relation]:
    """What the title says is carried out: the first document behind such words; those after it are what that is about."""
    for line in title:
        for verb in _CARRIES_OUT.finditer(line.text):
            first = cited_at(text, line.start + verb.end(), line.end)
            if first is not None:
                for target in together(text, first, line.end):
                    yield relation_to("implements", target)
                return


def _heads(text: str, start: int, end: int) -> Iterator[Relation]:
    """The documents that a basis names; those within the description of another one are none of them."""
    stop = SENTENCE_END.search(text, start, end)
    end = stop.start() if stop else end
    for segment in re.finditer(r"[^;]+", text[start:end]):
        at = start + segment.start() + len(segment[0]) - len(segment[0].lstrip())
        if _NO_BASIS.match(text, at):
            continue
        repeated = _REPEATED.match(text, at, start + segment.end())
        yield from _head(text, repeated.end() if repeated else at, start + segment.end())


def _head(text: str, start: int, end: int) -> Iterator[Relation]:
    law = _LAW.match(text, start, end)
    if law:
        yield _law(text, law, end)
        return
    first = next(cited(text, start, end), None)
    if first is None:
        return
    gap = text[start : first.start]
    if len(gap) > _BEFORE_HEAD or _NO_HEAD.search(gap) or (gap and first.type is None):
        return
    for target in together(text, first, end):
        yield relation_to("based_on", target)


def _law(text: str, law: re.Match[str], end: int) -> Relation:
    """A law by its name, which may hold commas and other laws' names, and its number where it has one."""
    stop = min(end, law.start() + _LAW_REACH)
    name = _LAW_NAME_ENDS.search(text, law.end(), stop)
    name_end = name.start() if name else stop
    number = next(cited(text, law.start(), stop), None)
    if number is not None and number.start <= name_end:
        relation = relation_to("based_on", number)
        return dataclasses.replace(relation, type=law["type"], start=law.start())
    when = _LAW_DATE.match(text, name_end, end)
    year = int(when[1] or when[2]) if when else None
    return Relation(
        "based_on", None, law["type"], None, None, None, year, law.start(), when.end() if when else name_end
    )
