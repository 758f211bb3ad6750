"""Statements: what speaks for one sentence of a passage as the answer, rather than another.

A statement's rank is that of its passage and a weighted sum of ``StatementFeatures``, in log odds as the ranking is. The
weights in ``data/statements.json`` are set by hand: a fit of them on questions over the plans was no better.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from corpus.times import says_how_often
from qa.kinds import MEASURES, is_any_body
from qa.stated_times import is_vague
from qa.understanding import Understanding
from qa.words import folded_words, terms_of

WEIGHTS: dict[str, float] = json.loads((Path(__file__).parent / "data" / "statements.json").read_text(encoding="utf-8"))
#: Kinds of questions that a value answers, which is read out of the sentence.
EXTRACTED = frozenset(
    ("lead", "advise", "coordinate", "deadline", "date", "frequency", "person", "signer", "reference", "number")
)
_PERSONS = frozenset(("person", "signer"))
#: So few new words say nothing.
_FEW_WORDS = 3


@dataclasses.dataclass(frozen=True)
class StatementFeatures:
    """Shares and flags in [0, 1].

    ``covered``: the question's words in the sentence, by how they tell passages apart; ``covered_above``: those that it lacks
    and its headings have. ``value``: the value asked for was read; ``typed``: of a question that no value answers, the kind of
    thing asked for is there; ``vague``: the value says little, being a bare year, a rhythm or bodies in general, or no interval
    where it is asked how often. ``meant``: the share of the question said of the very person or document that was read.
    ``person``: the person asked for was read. ``thing``: what the question asks to choose from is named, or begins the value.
    ``nothing_new``: it says hardly a word that the question does not, nor the figure asked for.
    """

    covered: float
    covered_above: float
    value: float
    typed: float
    vague: float
    meant: float
    person: float
    thing: float
    nothing_new: float

    def rank(self) -> float:
        return sum(weight * float(getattr(self, name)) for name, weight in WEIGHTS.items())


def features(
    understanding: Understanding,
    sentence: str,
    path: Sequence[str],
    weights: Mapping[str, float],
    values: Mapping[str, str],
    *,
    typed: bool,
    meant: float,
) -> StatementFeatures:
    """``weights`` are the question's terms; ``meant`` those of them that are said of the value read."""
    total = sum(weights.values()) or 1.0
    said, above = terms_of(sentence), terms_of(" ".join(path))
    value = values.get(understanding.asks)
    extracted = understanding.asks in EXTRACTED
    tells_figure = understanding.asks in MEASURES and typed
    # A value is all that is shown, so that what else the sentence says is of no use.
    new = len(set(folded_words(sentence)) - set(understanding.words))
    return StatementFeatures(
        covered=sum(weight for term, weight in weights.items() if term in said) / total,
        covered_above=sum(weight for term, weight in weights.items() if term in above and term not in said) / total,
        value=float(extracted and value is not None),
        typed=float(typed and not (extracted and value is not None)),
        vague=float(value is not None and _is_vague(understanding.asks, value)),
        meant=meant / total,
        person=float(understanding.asks in _PERSONS and value is not None),
        thing=_thing(understanding.wanted.things, sentence, value),
        nothing_new=float(not extracted and not tells_figure and new < _FEW_WORDS),
    )


def _is_vague(asks: str, value: str) -> bool:
    """Whether a value says little: a bare year, a time without a figure, no interval where it is asked for, or any body."""
    if asks == "frequency":
        return not says_how_often(value)
    if asks in ("deadline", "date"):
        return is_vague(value) or not any(letter.isdigit() for letter in value)
    return asks in ("lead", "advise") and is_any_body(value)


def _thing(things: Sequence[str], sentence: str, value: str | None) -> float:
    """Whether a thing of the kind is named: at the head of the value, else in the sentence."""
    if value is not None:
        words = " ".join(folded_words(value))
        return float(any(words.startswith(f"{thing} ") for thing in things))
    words = f" {' '.join(folded_words(sentence))} "
    return float(any(f" {thing} " in words for thing in things))
