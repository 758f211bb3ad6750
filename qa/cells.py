"""Table rows as people read them: each cell under its column, and the cell that a question asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from corpus.bodies import bodies
from corpus.syllables import fold
from qa.words import folded_words, terms_of

_FIGURE = re.compile(r"\d")
_NUMBERING = re.compile(r"^(?:\d{1,3}(?:\.\d+)*|[IVXLC]+|[a-zđA-H]|[-+*•])[.)]?$")
_UNIT = re.compile(r"^(?:don vi|dvt|don vi tinh)$")
_BODY_COLUMN = re.compile(r"(?:co quan|don vi|to chuc|ca nhan)(?:,? (?:co quan|don vi|to chuc|ca nhan))* ")
_LONGEST = 420


def pairs(section: Sequence[str], text: str) -> list[tuple[str, str]]:
    """The cells of a row with the names of their columns; a name is empty where the table has no header for it."""
    cells = text.split(" | ")
    columns = section[-1].split(" | ") if section else []
    names = columns if len(columns) == len(cells) else [""] * len(cells)
    return [(name.strip(), cell.strip()) for name, cell in zip(names, cells, strict=True) if cell.strip()]


def row_text(section: Sequence[str], text: str) -> str:
    """A row as one line: "Nội dung: …; Chủ trì: …"."""
    told = []
    for name, cell in pairs(section, text):
        if _NUMBERING.match(cell) and (not name or fold(name) in ("tt", "stt", "so tt")):
            continue
        told.append(f"{name}: {cell}" if name and fold(name) != fold(cell) else cell)
    line = "; ".join(told)
    return line if len(line) <= _LONGEST else line[: _LONGEST - 2].rsplit(" ", 1)[0] + " …"


def asked_cell(section: Sequence[str], text: str, weights: Mapping[str, float], years: Sequence[int]) -> str | None:
    """The figure of a row in the column that the question names, with the row's own name and its unit.

    ``weights`` are the question's terms. ``None`` where no column is named and several hold figures.
    """
    row = pairs(section, text)
    label = max((cell for _, cell in row if not _FIGURE.match(cell)), key=len, default="")
    unit = next((cell for name, cell in row if _UNIT.match(fold(name))), "")
    figures = [
        (name, cell) for name, cell in row if _FIGURE.search(cell) and cell != label and not _is_order(name, cell)
    ]
    if not figures or not label:
        return None

    def fits(column: tuple[str, str]) -> tuple[int, float]:
        named = sum(str(year) in column[0] for year in years)
        return named, sum(weight for term, weight in weights.items() if term in terms_of(column[0]))

    best = max(figures, key=fits)
    if len(figures) > 1 and fits(best) == (0, 0.0):
        return None
    name, cell = best
    return f"{label} – {name}: {cell}" + (f" {unit}" if unit else "") if name else f"{label}: {cell} {unit}".strip()


def asked_body(section: Sequence[str], text: str, words: Sequence[str]) -> str | None:
    """The body in the one column whose name says what the question asks its bodies for: "Cơ quan soạn thảo".

    ``words`` are the question's, folded.
    """
    named = []
    for name, cell in pairs(section, text):
        kind = _BODY_COLUMN.match(fold(name))
        if kind and bodies(cell) and set(folded_words(name[kind.end() :])) & set(words):
            named.append(cell)
    return named[0] if len(named) == 1 else None


def _is_order(name: str, cell: str) -> bool:
    return bool(_NUMBERING.match(cell)) and fold(name) in ("", "tt", "stt", "so tt")
