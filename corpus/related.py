"""What both kinds of relations are read with: a relation, its words, and the lines and citations that it stands in."""

from __future__ import annotations

import dataclasses
import functools
import json
import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from corpus.cited import Cited, cited_at
from corpus.grammar import DATA, TYPE_TITLE
from corpus.syllables import fold

Kind = Literal["replaces", "repeals", "amends", "based_on", "implements"]
#: The order in which they are shown: what ends or changes another document before what it rests on.
KINDS: tuple[Kind, ...] = ("replaces", "repeals", "amends", "implements", "based_on")

WORDS = json.loads((DATA / "relation_words.json").read_text(encoding="utf-8"))
#: The title begins within so many lines.
_FIRST_LINES = 40
#: A title takes so many lines.
TITLE_LINES = 4
#: The end of a sentence; the dots of dates and numbers are none.
SENTENCE_END = re.compile(r"(?<=[^\d\s])\.(?=\s|/|$)|(?<=\d)\.(?=\s+[^\W\d]|/|\s*$)|\n|\./\.")
_AND = re.compile(r"(?i:\s*(?:[,;]\s*(?:và\s+)?|\s+và\s+)(?:các\s+)?)")


@dataclasses.dataclass(frozen=True)
class Relation:
    """A document's relation to the one that ``words``, ``text[start:end]``, cite; what they do not state is ``None``.

    ``part`` are the words for what is touched of the target ("khoản 2 Điều 5"), ``None`` where it is the whole.
    ``year`` is that of the date or inside the number. A law may be cited without a number.
    """

    kind: Kind
    part: str | None
    type: str | None
    number: str | None
    issuer: str | None
    date: str | None
    year: int | None
    start: int
    end: int
    words: str = ""


class Line(NamedTuple):
    """A line of a text, and where it starts there."""

    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def any_of(words: Sequence[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


@functools.lru_cache(maxsize=65536)
def number_key(number: str | None) -> str | None:
    """A document's number without case, accents, blanks and leading noughts: "0125 /KH-UBND" is "125/kh-ubnd"."""
    plain = re.sub(r"\s", "", fold(number or "")).replace("–", "-").lstrip("0")
    return plain or None


def organ(number: str | None) -> str:
    """Whose number it is, by its last letters, folded: "ubnd" of "12/KH-UBND"; the chairman's is his committee's."""
    tail = re.split(r"[/-]", fold(number or ""))[-1].strip()
    return "ubnd" if tail == "ctubnd" else tail


def together(text: str, first: Cited, end: int) -> Iterator[Cited]:
    """A document and those that are named beside it: "…; Quyết định số 7/QĐ-UBND và Quyết định số 8/QĐ-UBND"."""
    yield first
    at = first.end
    while joined := _AND.match(text, at, end):
        following = cited_at(text, joined.end(), end)
        if following is None:
            return
        yield following
        at = following.end


def relation_to(kind: Kind, target: Cited, part: str | None = None) -> Relation:
    """The relation to a cited document, or to a part of it."""
    date = target.date.isoformat() if target.date else None
    return Relation(
        kind, part or None, target.type, target.number, target.issuer, date, target.year, target.start, target.end
    )


def title_of(lines: Sequence[Line]) -> int | None:
    """The position of the line that names the kind of the document; ``None`` where there is none near the top."""
    return next((at for at, line in enumerate(lines[:_FIRST_LINES]) if TYPE_TITLE.match(line.text)), None)


def lines_of(text: str) -> list[Line]:
    """The lines of a text, in order."""
    lines, at = [], 0
    for line in text.split("\n"):
        lines.append(Line(line, at))
        at += len(line) + 1
    return lines
