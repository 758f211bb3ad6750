"""What a source of a sample plan holds: the markup of samples/sources/*.plan, described in samples/README.md."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from pathlib import Path


@dataclasses.dataclass(frozen=True)
class Letterhead:
    left: tuple[str, ...]
    right: tuple[str, ...]
    number: str
    date: str
    about: str


@dataclasses.dataclass(frozen=True)
class Title:
    text: str


@dataclasses.dataclass(frozen=True)
class Heading:
    """``number`` is set where Word counts the heading itself; elsewhere the number is written in ``text``."""

    level: int
    text: str
    number: int | None = None

    @property
    def full(self) -> str:
        return self.text if self.number is None else f"{self.number}. {self.text}"


@dataclasses.dataclass(frozen=True)
class Paragraph:
    """``bullet`` is true where Word draws the dash itself; elsewhere the dash is written in ``text``."""

    text: str
    bullet: bool = False

    @property
    def full(self) -> str:
        return f"- {self.text}" if self.bullet else self.text


@dataclasses.dataclass(frozen=True)
class Table:
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclasses.dataclass(frozen=True)
class Signature:
    recipients: tuple[str, ...]
    signer: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class PageBreak:
    pass


@dataclasses.dataclass(frozen=True)
class Portal:
    """The web page around a document: ``fields`` are (key, value) in the order written, keys repeat."""

    fields: tuple[tuple[str, str], ...]

    def all(self, key: str) -> list[str]:
        return [value for name, value in self.fields if name == key]


Block = Letterhead | Title | Heading | Paragraph | Table | Signature | PageBreak | Portal


@dataclasses.dataclass(frozen=True)
class Source:
    file: str
    blocks: tuple[Block, ...]


def read(path: Path) -> Source:
    """The blocks of one source file."""
    lines = [line.rstrip() for line in path.read_text(encoding="utf-8").splitlines()]
    key, _, file = lines[0].partition(": ")
    if key != "file":
        raise SystemExit(f"{path}: the first line is 'file: NAME', not {lines[0]!r}")
    return Source(file, tuple(_blocks(iter(lines[1:]))))


def _blocks(lines: Iterator[str]) -> Iterator[Block]:
    counted = itertools.count(1)
    for line in lines:
        mark, _, rest = line.partition(" ")
        if mark.startswith("@"):
            yield _directive(mark, rest, lines)
        elif mark == "=":
            yield Title(rest)
        elif mark in ("#", "##", "###"):
            if mark == "#":
                counted = itertools.count(1)
            automatic = rest.startswith("#. ")
            yield Heading(len(mark), rest.removeprefix("#. "), next(counted) if automatic else None)
        elif line:
            yield Paragraph(rest, bullet=True) if mark == "*" else Paragraph(line)


def _directive(name: str, rest: str, lines: Iterator[str]) -> Block:
    if name == "@page":
        return PageBreak()
    inside = list(itertools.takewhile(lambda line: line != "@end", lines))
    if name == "@table":
        rows = tuple(tuple(cell.strip() for cell in line.strip("|").split("|")) for line in inside)
        return Table(tuple(int(width) for width in rest.split()), rows)
    pairs = tuple((line.partition(":")[0], line.partition(":")[2].strip()) for line in inside)
    portal = Portal(pairs)
    match name:
        case "@portal":
            return portal
        case "@signature":
            return Signature(tuple(portal.all("to")), tuple(portal.all("by")))
        case "@letterhead":
            number, date, about = (" ".join(portal.all(key)) for key in ("number", "date", "about"))
            return Letterhead(tuple(portal.all("left")), tuple(portal.all("right")), number, date, about)
    raise SystemExit(f"{name} is no directive: use @letterhead, @signature, @portal, @table or @page")
