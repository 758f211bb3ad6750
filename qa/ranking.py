"""The second stage: the candidates of the retriever, ordered again by what the question asks for.

Look-alike plans differ in place, number and year; inside a plan, the passage that answers says the words asked for and
holds the kind of thing asked for: a time, a figure, a body in its heading.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Sequence

from corpus.bodies import body_of_heading
from corpus.grammar import CITED_NUMBER
from corpus.store import StoredDocument
from corpus.syllables import fold
from corpus.times import times
from index.query import Hit
from qa.places import Places
from qa.understanding import Understanding
from qa.words import Asked, terms_of

#: Weights of the parts of a candidate's rank; the retriever's own score counts 1.
COVERED = 0.8
COVERED_WITH_PATH = 0.4
HOLDS_KIND = 0.3
SAME_PLACE = 0.35
SAME_NUMBER = 0.8
SAME_YEAR = 0.15
SIGNED = 0.8
FRAME = -0.3

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*\s*(?:%|‰)|(?<![\d/.])\d+(?:[.,]\d+)*(?![\d/])\s+(?!tháng|năm học|/)[^\W\d]")
_ROLES = ("chủ trì", "đầu mối", "thường trực", "chịu trách nhiệm", "phụ trách", "tham mưu")
_TOGETHER = re.compile(r"phối hợp", re.IGNORECASE)
_PERSON = re.compile(r"đồng chí|ông |bà |Chủ tịch|CHỦ TỊCH|Giám đốc|GIÁM ĐỐC|Phó Thủ tướng")
_MONEY = re.compile(r"\d\s*(?:đồng|triệu|tỷ|nghìn)", re.IGNORECASE)


@dataclasses.dataclass(frozen=True)
class Candidate:
    """A hit with the words it covers: ``covered`` of its own text, ``covered_with_path`` with heading path and title."""

    hit: Hit
    rank: float
    covered: float
    covered_with_path: float


def rank(understanding: Understanding, hits: Sequence[Hit], asked: Asked, places: Places) -> list[Candidate]:
    """The hits as candidates, best first."""
    candidates = [_candidate(understanding, hit, asked, places) for hit in hits]
    return sorted(candidates, key=lambda candidate: -candidate.rank)


def holds(understanding: Understanding, text: str, path: Sequence[str]) -> float:
    """How well a passage holds the kind of thing that is asked for, from 0 to 1."""
    if understanding.asks in ("lead", "advise"):
        return _role(understanding.text, text, path)
    return float(_holds(understanding.asks, text))


def _role(question: str, text: str, path: Sequence[str]) -> float:
    """1 where the role that the question names is given out, less for another role or a body's heading alone."""
    lower = text.lower()
    there = [role for role in _ROLES if role in lower]
    if any(role in question.lower() for role in there):
        return 1.0
    return 0.7 if there else 0.5 * any(body_of_heading(heading) for heading in path[-2:])


def _holds(asks: str, text: str) -> bool:
    if asks in ("deadline", "date", "frequency"):
        return bool(times(text))
    if asks in ("target", "count"):
        return bool(_FIGURE.search(text))
    if asks == "money":
        return bool(_MONEY.search(text))
    if asks == "coordinate":
        return bool(_TOGETHER.search(text))
    if asks in ("reference", "number"):
        return bool(CITED_NUMBER.search(text))
    if asks in ("person", "signer"):
        return bool(_PERSON.search(text))
    return True


def _candidate(understanding: Understanding, hit: Hit, asked: Asked, places: Places) -> Candidate:
    text, path = hit.passage.text, hit.passage.passage.section
    own = terms_of(text)
    covered = asked.covered(own)
    covered_with_path = asked.covered(own, terms_of(" ".join(path)), terms_of(_about(hit.document)))
    score = (
        hit.score
        + COVERED * covered
        + COVERED_WITH_PATH * covered_with_path
        + HOLDS_KIND * holds(understanding, text, path)
        + _document_score(understanding, hit, places)
        + _kind_score(understanding, hit)
    )
    return Candidate(hit, score, covered, covered_with_path)


@functools.lru_cache(maxsize=4096)
def _about(document: StoredDocument) -> str:
    """The words that say which document it is."""
    header = document.header
    parts = (document.title, header.issuer, header.type, header.number, header.year, header.place)
    return " ".join(str(part) for part in parts if part)


def _document_score(understanding: Understanding, hit: Hit, places: Places) -> float:
    """How well the document fits the place, number and year that the question names."""
    mentions, header = understanding.mentions, hit.document.header
    score = 0.0
    if mentions.places:
        here = any(place in mentions.places for place in places.of(hit.document))
        score += SAME_PLACE if here else 0.0
    if mentions.numbers and header.number:
        number = fold(header.number)
        own = any(
            number == asked or asked.isdigit() and re.match(rf"0*{asked}\D", number) for asked in mentions.numbers
        )
        score += SAME_NUMBER if own else 0.0
    if mentions.years and header.year in mentions.years:
        score += SAME_YEAR
    return score


def _kind_score(understanding: Understanding, hit: Hit) -> float:
    kind = hit.passage.passage.kind
    signer = hit.document.header.signer
    if understanding.asks == "signer" and signer and signer in hit.passage.text:
        return SIGNED
    if kind == "signature":
        return FRAME * 2
    if kind == "header":
        return 0.0 if understanding.asks in ("number", "date", "signer") else FRAME
    return 0.0
