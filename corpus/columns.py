"""Columns of tables: what a column holds by the words of its header, and which rows are the header."""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from collections.abc import Sequence

from corpus.grammar import DATA

#: A name of a column is not longer; a cell of content may begin with the same words.
_LONGEST_NAME = 90
_FEWEST_KINDS = 2
_COUNTER = re.compile(r"^\(?(?:\d{1,2}(?:\s*=.*)?|[A-Ha-h])\)?$")
_NUMBERING = re.compile(r"^(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]+|[A-ZĐ]|[a-zđ])[.)]?$|^[-+•*]$")


def kind(name: str) -> str | None:
    """What the column called ``name`` holds, a key of ``data/table_columns.json`` ("lead", "deadline"), or ``None``.

    Of a name in several rows ("Thời gian - Bắt đầu") the last part that says something decides.
    """
    if len(name) > _LONGEST_NAME:
        return None
    for part in (*reversed(name.split(" - ")), name):
        folded = _folded(part)
        whole, starts = _names()
        if folded in whole:
            return whole[folded]
        found = next((kind for start, kind in starts if folded.startswith(start)), None)
        if found:
            return found
    return None


def kinds(columns: Sequence[str]) -> tuple[str | None, ...]:
    """``kind`` of every column."""
    return tuple(kind(name) for name in columns)


def is_header(row: Sequence[str]) -> bool:
    """Whether the cells are names of columns rather than content: most are known, of at least two kinds."""
    names = list(dict.fromkeys(cell for cell in row if cell))
    if len(names) < _FEWEST_KINDS or any(len(name) > _LONGEST_NAME for name in names):
        return False
    if is_numbering(names[0]) or any(name.endswith((".", ";")) and len(name) > 5 for name in names):
        return False
    known = [found for name in names if (found := kind(name))]
    # Cells of content ("Hoạt động hè | Sở Y tế") may hold a name of one kind, seldom of several.
    return len(set(known)) >= _FEWEST_KINDS and 2 * len(known) > len(names)


def is_counter(row: Sequence[str]) -> bool:
    """Whether the row only counts the columns: "(1) | (2) | (3)", "A | B | 1 | 2"."""
    cells = [cell for cell in row if cell]
    return len(cells) >= _FEWEST_KINDS and len(set(cells)) == len(cells) and all(map(_COUNTER.match, cells))


def is_numbering(cell: str) -> bool:
    """Whether a cell only numbers its row: "1", "2.1.", "IV", "a)", "-"."""
    return bool(_NUMBERING.match(cell.strip()))


def header_at(rows: Sequence[Sequence[str]], at: int) -> tuple[tuple[str, ...], int] | None:
    """The names of the columns when a header begins with row ``at``, and how many rows it takes; else ``None``.

    A cell merged over several columns stands in each of them, one merged over both rows stands in both.
    """
    first = tuple(rows[at])
    second = tuple(rows[at + 1]) if at + 1 < len(rows) else ()
    if second and _is_second(first, second):
        names = tuple(
            upper if lower in ("", upper) else f"{upper} - {lower}" if upper else lower
            for upper, lower in zip(first, second, strict=True)
        )
        if is_header(names) or is_header(first):
            return names, 2
    return (first, 1) if is_header(first) else None


def _is_second(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether ``second`` goes on with a header: below merged cells it divides, elsewhere it repeats or is empty."""
    if len(set(first)) == 1 or is_counter(second):
        return False
    spanned = [place for place, name in enumerate(first) if name and first.count(name) > 1]
    others = [place for place in range(len(first)) if place not in spanned]
    if not spanned or not others:
        return False
    divides = len({second[place] for place in spanned}) > 1 and all(second[place] for place in spanned)
    return divides and all(second[place] in ("", first[place]) for place in others)


@functools.cache
def _names() -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """The names that are a column's whole, and the beginnings, longest first, each with its kind."""
    table = json.loads((DATA / "table_columns.json").read_text("utf-8"))
    whole = {_folded(name): kind for kind, names in table.items() for name in names["whole"]}
    starts = [(_folded(name), kind) for kind, names in table.items() for name in names["starts"]]
    return whole, tuple(sorted(starts, key=lambda pair: -len(pair[0])))


def _folded(text: str) -> str:
    """Small letters without accents, marks and spaces: names are compared however they are set."""
    letters = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    return "".join(c for c in letters if c.isalnum() or c in ",/-(#")
