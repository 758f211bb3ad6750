"""The second stage: the candidates of the retriever, ordered again by what the question asks for.

Look-alike plans differ in place, number and year; inside a plan, the passage that answers says what the other passages of it
do not, and holds the kind of thing asked for: a time, a figure, a body in its heading. A passage's rank is a weighted sum
of ``Features``; ``scripts/fit`` fits the weights as a conditional logit: rank differences are log odds.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from corpus.bodies import Span
from corpus.sentences import sentences
from corpus.store import StoredDocument
from corpus.syllables import fold
from index.query import Hit
from qa.kinds import holds, measures
from qa.places import Places
from qa.understanding import Understanding
from qa.words import Asked, DocumentWords, terms_of

WEIGHTS: dict[str, float] = json.loads((Path(__file__).parent / "data" / "ranking.json").read_text(encoding="utf-8"))
#: A letterhead states when a document was issued, an article of its own from when it applies.
_ISSUING = re.compile(r"\b(?:ban hanh|ky|issued?|signed|dated|promulgated)\b")
_APPLYING = re.compile(r"\b(?:hieu luc|ap dung)\b")
_TAKES_EFFECT = re.compile(r"có hiệu lực (?:thi hành )?(?:kể )?từ ", re.IGNORECASE)
#: What parts the things that a text lists, and with how many of them it is a list beyond doubt.
_PARTS_OF_LISTS = re.compile(r"[;\n]|, ")
_MANY = 8
#: A passage of so few words is short.
_SHORT = 30


@dataclasses.dataclass(frozen=True)
class Features:
    """What speaks for a passage; shares and flags in [0, 1] but for ``nearness`` and ``said_apart``.

    ``fused``, ``said`` and ``said_apart`` are the retriever's (``index.query``), and ``nearness`` its cosine below
    the best, in standard deviations of the candidates. ``covered``: the question's words in the passage; ``covered_all``:
    with headings and title; ``told_apart``: those in the passage and its headings that other passages of the document lack;
    ``typed_sentence``: the same for its best sentence that holds the kind asked for.
    ``kind`` and ``unit``: the kind of thing asked for is there, the figure in the unit asked for. ``about``: the question's
    words in the document's title, issuer, number; ``place`` and ``number``: the document is of the one named
    (half: carries out the one named).
    ``front``, ``frame``, ``row``: opening paragraphs; letterhead and signature; table rows. ``length``: how long it is, frames
    apart, 1 for ten times a short one: a long passage has many words for no reason of the question's.
    ``lists``: for a question that wants a list, how much of one it is.
    ``strange``: the question's words that the document says nowhere; ``least_said``: the retriever's too.
    ``states``: the letterhead or signature block that states the signer, number or date asked for; ``applies``: the article
    that says from when the document applies, where that is asked.
    """

    fused: float
    nearness: float
    said: float
    said_apart: float
    covered: float
    covered_all: float
    told_apart: float
    typed_sentence: float
    kind: float
    unit: float
    about: float
    place: float
    number: float
    front: float
    frame: float
    row: float
    length: float
    lists: float
    strange: float
    least_said: float
    states: float
    applies: float

    def rank(self) -> float:
        return sum(weight * float(getattr(self, name)) for name, weight in WEIGHTS.items())


@dataclasses.dataclass(frozen=True)
class Candidate:
    """A hit with its features and ``rank``; ``inside``: the question's terms by how they tell its document's passages apart."""

    hit: Hit
    rank: float
    features: Features
    inside: dict[str, float]


def rank(
    understanding: Understanding,
    hits: Sequence[Hit],
    asked: Asked,
    places: Places,
    words: Callable[[int], DocumentWords],
) -> list[Candidate]:
    """The hits as candidates, best first; ``words`` gives the words of the document in a row of the store."""
    cosines = np.array([hit.cosine for hit in hits]) if hits else np.zeros(1)
    best, spread = float(cosines.max()), float(cosines.std()) + 1e-6
    inside: dict[int, dict[str, float]] = {}
    strange: dict[int, float] = {}
    candidates = []
    for hit in hits:
        document = hit.passage.document
        if document not in inside:
            inside[document] = asked.inside(words(document))
            strange[document] = asked.strange(words(document), terms_of(identity(hit.document)))
        nearness = (hit.cosine - best) / spread
        features = _features(understanding, hit, asked, places, nearness, strange[document], inside[document])
        candidates.append(Candidate(hit, features.rank(), features, inside[document]))
    return sorted(candidates, key=lambda candidate: -candidate.rank)


def _features(
    understanding: Understanding,
    hit: Hit,
    asked: Asked,
    places: Places,
    nearness: float,
    strange: float,
    inside: dict[str, float],
) -> Features:
    passage = hit.passage.passage
    text, path = hit.passage.text, passage.section
    row, frame = passage.kind == "row", passage.kind in ("header", "signature")
    own, headings, about = terms_of(text), terms_of(" ".join(path)), terms_of(identity(hit.document))
    total = sum(inside.values()) or 1.0
    states = float(_states(understanding, hit))
    typed = 0.0
    parts = sentences_of(text)
    for part in parts:
        terms = terms_of(part.text)
        share = sum(weight for term, weight in inside.items() if term in terms) / total
        if share > typed and holds(understanding, part.text, path, row) > 0:
            typed = share
    return Features(
        fused=hit.score,
        nearness=nearness,
        said=hit.found.mean,
        said_apart=hit.found.apart,
        covered=asked.covered(own),
        covered_all=asked.covered(own, headings, about),
        told_apart=sum(weight for term, weight in inside.items() if term in own or term in headings),
        typed_sentence=typed,
        kind=max(holds(understanding, text, path, row), states),
        unit=float(measures(understanding, text, path)),
        about=asked.covered(about),
        place=_share(places.of(hit.document), understanding.mentions.places),
        number=_has_number(understanding, hit.document),
        front=float(passage.kind == "text" and not path),
        frame=float(frame),
        row=float(row),
        length=0.0 if frame else _length(text),
        lists=_listed(text) if understanding.asks == "list" else 0.0,
        strange=strange,
        least_said=hit.found.least,
        states=states,
        applies=float(_applies(understanding, text)),
    )


@functools.lru_cache(maxsize=8192)
def sentences_of(text: str) -> tuple[Span, ...]:
    """The sentences of a passage, which ranking and reading look at again and again."""
    return tuple(sentences(text))


@functools.lru_cache(maxsize=4096)
def identity(document: StoredDocument) -> str:
    """The words that say which document it is."""
    header = document.header
    parts = (document.title, header.issuer, header.type, header.number, header.year, header.place)
    return " ".join(str(part) for part in parts if part)


@functools.lru_cache(maxsize=8192)
def _length(text: str) -> float:
    return math.log10(max(1.0, len(text.split()) / _SHORT))


@functools.lru_cache(maxsize=8192)
def _listed(text: str) -> float:
    return min(1.0, sum(1 for _ in _PARTS_OF_LISTS.finditer(text)) / _MANY)


def _share(own: Sequence[str], named: Sequence[str]) -> float:
    return float(any(place in named for place in own))


def _has_number(understanding: Understanding, document: StoredDocument) -> float:
    """1 where the question names this document's number, whole or its digits; half where its title names that number."""
    number, title = fold(document.header.number or ""), fold(document.title)
    best = 0.0
    for asked in understanding.mentions.numbers:
        if number and (number == asked or asked.isdigit() and re.match(rf"0*{asked}\D", number)):
            return 1.0
        if re.search(rf"(?<![\d/])0*{re.escape(asked)}(?!\d)" if asked.isdigit() else re.escape(asked), title):
            best = 0.5
    return best


def _states(understanding: Understanding, hit: Hit) -> bool:
    """Whether this is the frame of a document that states the signer, the number or the date that is asked for."""
    header, kind = hit.document.header, hit.passage.passage.kind
    if understanding.asks in ("signer", "person"):
        # A signature says who holds the office, and not who has charge of a task.
        asked = understanding.asks == "signer" or _holds_office(understanding, header.signer_title or "")
        return bool(asked and header.signer and kind in ("signature", "header") and header.signer in hit.passage.text)
    about_issuing = (
        understanding.asks == "number" or understanding.asks == "date" and _ISSUING.search(_asked(understanding))
    )
    return bool(about_issuing) and kind == "header"


def _holds_office(understanding: Understanding, office: str) -> bool:
    """Whether the question names the office in so many words: "chủ tịch huyện là ai"."""
    return any("_" in term for term in terms_of(office) & terms_of(understanding.text))


def _applies(understanding: Understanding, text: str) -> bool:
    """Whether this says from when a document applies, and the question asks for it."""
    return (
        understanding.asks == "date"
        and bool(_APPLYING.search(_asked(understanding)))
        and bool(_TAKES_EFFECT.search(text))
    )


def _asked(understanding: Understanding) -> str:
    return fold(f"{understanding.question} {understanding.text}")
