"""References that people paste into their own documents: place, kind, number, day and issuer, as Decree 30/2020/NĐ-CP has it.

"mục III.4, Kế hoạch số 31/KH-UBND ngày 05/02/2024 của UBND huyện Cao Lộc", and the same in full for a footnote.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.documents import Header, Passage
from corpus.grammar import document_types
from corpus.stored import StoredDocument
from web.writing import day_text

_DATA: dict[str, Any] = json.loads((Path(__file__).parent / "citing.json").read_text("utf-8"))
_NAMED: dict[str, str] = _DATA["named"]
_APPENDIX, _ARTICLE = "phụ lục", "điều"
#: The labels with which headings begin; an appendix may have none.
_NAMED_LABEL = re.compile(
    rf"(?P<name>{'|'.join(_NAMED)})(?:\s+(?P<label>[ivxlc]+|\d+[a-zđ]?|[a-zđ])(?!\w))?", re.IGNORECASE
)
_CHAIN_LABEL = re.compile(
    r"(?P<dotted>(?:[IVXL]+|\d{1,2})(?:\.\d{1,2})+)[.)]?\s|(?P<label>[IVXL]{1,7}|[A-HĐ]|\d{1,2})(?:\s*[.)/:]|\s*[-–]\s)"
)
_POINT_LABEL = re.compile(r"(?P<label>[a-zđ]\d?)\s*\)|(?P<bracketed>\((?:\d{1,2}|[a-zđ])\))")
_ROW_NUMBER = re.compile(r"\s*(\d{1,3}(?:\.\d{1,2})*)\.?\s*\|")
_ABOUT = re.compile(r"(?:v/v|về việc|về)\s*:?\s+", re.IGNORECASE)
_HEADING, _SUBJECT = 60, 160


@dataclasses.dataclass(frozen=True)
class Reference:
    """A reference in a sentence, and in full as a footnote."""

    plain: str
    footnote: str


def reference(document: StoredDocument, passage: Passage, text: str, language: str) -> Reference:
    """What to write to refer to a passage, whose ``text`` tells the number of a table's row."""
    where = place(passage.section, text if passage.kind == "row" else "", language)
    short, full = (
        _name(document, passage.section, language, full=False),
        _name(document, passage.section, language, full=True),
    )
    page = _DATA[language]["page"].format(page=passage.page) if passage.page else ""
    # English footnotes go from the whole to the part.
    parts = (where, full, page) if language == "vi" else (full, where, page)
    footnote = ", ".join(part for part in parts if part)
    return Reference(
        ", ".join(part for part in (where, short) if part), f"{footnote[:1].upper()}{footnote[1:]}".rstrip(".") + "."
    )


def place(section: Sequence[str], row: str, language: str) -> str:
    """Where in its document a heading path leads, "điểm a khoản 2 Điều 9", as short as it can be said; else empty.

    ``row`` is the text of a table's row, or empty.
    """
    words = _DATA[language]
    headings = [heading for heading in section if " | " not in heading]
    where = str(words["join"]).join(_labels(headings, language))
    if not where:
        last = next((heading for heading in reversed(headings) if not _type_of(heading)), "")
        where = str(words["heading"]).format(label=_cut(last, _HEADING)) if last else ""
    if not row and len(headings) == len(section):
        return where
    number = _ROW_NUMBER.match(row)
    key = ("numbered_row" if number else "row") + ("" if where else "_alone")
    said: str = words[key].format(row=number[1] if number else "", place=where)
    return said


def _labels(headings: Sequence[str], language: str) -> list[str]:
    """The labels of a path that tell its end from every other place, innermost first."""
    words = _DATA[language]
    named: dict[str, str] = {}
    chain: list[str] = []
    points: list[str] = []
    for heading in headings:
        if (found := _NAMED_LABEL.match(heading)) and (found["label"] or found["name"].lower() == _APPENDIX):
            name = found["name"].lower()
            # Numbers begin anew in an appendix and in an article; articles are numbered through all chapters.
            if name in (_APPENDIX, _ARTICLE):
                named = {_APPENDIX: named[_APPENDIX]} if name == _ARTICLE and _APPENDIX in named else {}
            named[name] = (found["label"] or "").upper() if name != _ARTICLE else found["label"]
            chain, points = [], []
        elif found := _CHAIN_LABEL.match(heading):
            label = found["label"] or found["dotted"]
            while chain and label.startswith(f"{chain[-1]}."):
                chain.pop()
            chain.append(label)
            points = []
        elif found := _POINT_LABEL.match(heading):
            points.append(found["label"] or found["bracketed"])
    said = [words["point"].format(label=label) for label in reversed(points)]
    if chain:
        said.append(words["clause" if _ARTICLE in named else "chain"].format(label=".".join(chain)))
    return said + [_named(name, label, language) for name, label in reversed(named.items())]


def _named(name: str, label: str, language: str) -> str:
    title = name.capitalize() if language == "vi" else _NAMED[name]
    return f"{title} {label}".strip()


def _name(document: StoredDocument, section: Sequence[str], language: str, *, full: bool) -> str:
    """The document as it is referred to; in a sentence short, but with its subject, or its file, where it has no number."""
    words, header = _DATA[language], document.header
    type = _type(header.type, language)
    if not (header.number or header.type):
        return document.title
    name = type or words["untyped"]
    if header.number:
        name += words["number"].format(number=header.number)
    name += _when(header, language, full=full)
    if header.issuer:
        name += words["issuer"].format(issuer=header.issuer if full else _short_issuer(header.issuer))
    if header.subject and (full or not header.number):
        name += words["subject"].format(subject=_subject(header.subject, language, full=full))
    elif not header.number:
        name += f" ({document.source})"
    enclosed = next((kind for heading in section if (kind := _type_of(heading)) and kind != header.type), None)
    if enclosed:
        name = words["enclosed"].format(type=_type(enclosed, language)) + name
    return name


def _when(header: Header, language: str, *, full: bool) -> str:
    words = _DATA[language]
    if header.date is None:
        return words["year"].format(year=header.year) if header.year else ""
    if language == "vi" and full:
        # A month below 3 has a nought before it, so that no digit can be added (Decree 30/2020/NĐ-CP, Annex I, II.4).
        said: str = words["long_day"].format(day=header.date, month=_month(header.date))
        return said
    return str(words["short_day"].format(day=day_text(header.date, language)))


def _month(day: datetime.date) -> str:
    return f"{day.month:02}" if day.month < 3 else str(day.month)


def _type(type: str | None, language: str) -> str | None:
    return _DATA["types"].get(type, type) if type and language == "en" else type


def _type_of(heading: str) -> str | None:
    """The kind of text that a heading names and nothing else, as that of a plan enclosed with a decision does."""
    return next((name for name in document_types() if heading.strip(" :.") == name.upper()), None)


def _short_issuer(issuer: str) -> str:
    for long, short in _DATA["short_issuers"].items():
        issuer = issuer.replace(long, short)
    return issuer


def _subject(subject: str, language: str, *, full: bool) -> str:
    text = subject if full else _cut(subject, _SUBJECT)
    if language == "en":
        return text
    text = _ABOUT.sub("", text, count=1) if _ABOUT.match(text) else text
    # "TTHC", "Kế": only a word that is no abbreviation begins small inside the sentence.
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0].rstrip(" ,;.:") + " …"
