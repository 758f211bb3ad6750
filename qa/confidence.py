"""How sure the reader is that the corpus answers a question, and that the answer is right; fitted by ``scripts/fit``."""

from __future__ import annotations

import dataclasses
import itertools
import json
import math
from collections.abc import Callable, Container, Mapping, Sequence
from pathlib import Path

from qa.kinds import is_any_body, is_measured, states_amount, states_figure, states_reason
from qa.premises import Premises
from qa.ranking import identity
from qa.reading import Finding
from qa.understanding import Understanding
from qa.words import DocumentWords, Rarity, folded_words, terms_of

_FITTED = json.loads((Path(__file__).parent / "data" / "confidence.json").read_text(encoding="utf-8"))
#: A question is answered from this probability on that the corpus answers it.
THRESHOLD: float = _FITTED["threshold"]
#: An answer of less confidence is not given, however surely the corpus has one: it would be wrong nineteen times of twenty.
LEAST_CONFIDENCE = 0.05
#: The weights of the signals in the two probabilities, each with its "bias".
ANSWERED: dict[str, float] = _FITTED["answered"]
RIGHT: dict[str, float] = _FITTED["right"]
#: Signals that speak against an answer, whatever a fit on few questions finds.
AGAINST = frozenset(
    (
        "strange_terms",
        "untyped",
        "vague",
        "no_amount",
        "no_figure",
        "no_reason",
        "no_unit",
        "no_thing",
        "elsewhere",
        "other_year",
        "missing_body",
        "missing_person",
        "other_event",
    )
)
#: What the question takes for granted and the evidence does not bear out: however well all else fits, that is another matter.
_DECISIVE = ("elsewhere", "other_year", "missing_body", "missing_person", "other_event")
#: What plans are written to state; amounts, counts and descriptions stand in them by chance.
_USUAL = frozenset(
    ("lead", "coordinate", "advise", "deadline", "frequency", "where", "reference", "number", "person", "signer")
)


@dataclasses.dataclass(frozen=True)
class Signals:
    """What speaks for and against an answer: flags and shares in [0, 1], but for ``rank``, ``mass``, ``length``, ``least_said``.

    ``rank`` is the first finding's; ``fused``, ``told_apart``, ``least_said``, ``states``, ``kind`` and ``length`` are features
    of its passage (``qa.ranking``).
    ``joined`` is the share of the question's words that stand in the passage, its headings or the document's title beside
    the same neighbour; ``mass`` counts its words there, each by its rarity, 1 for one that a single passage of the corpus
    has: a passage may hold the same share of three words or of ten. ``likely`` is the share of the first finding among all
    by their ranks, with those that read the same value elsewhere in its document. ``usual``: ``joined`` again where a kind of
    thing is asked for that plans state as a rule, a role, a time, a legal basis, 0 elsewhere.

    Against: ``strange_terms``, the share of the question in terms of the field that the document nowhere says, by their
    rarity: a plan may say in other words what the question says in everyday ones, but seldom what has a name;
    ``untyped``, the kind of thing asked for is not there;
    ``vague``, the body found is any body; ``no_amount``, ``no_figure`` and ``no_reason``, an amount, another figure or a
    reason is asked for and not stated; ``no_unit`` and ``no_thing``, the figures are not in the unit asked for, or not of
    the thing counted; the rest is what the question takes for granted and the evidence does not bear out
    (``qa.premises``), where ``elsewhere`` is another place or number.
    """

    rank: float
    fused: float
    told_apart: float
    joined: float
    mass: float
    least_said: float
    states: float
    kind: float
    length: float
    likely: float
    usual: float
    strange_terms: float
    untyped: float
    vague: float
    no_amount: float
    no_figure: float
    no_reason: float
    no_unit: float
    no_thing: float
    elsewhere: float
    other_year: float
    missing_body: float
    missing_person: float
    other_event: float


def signals(
    understanding: Understanding,
    findings: Sequence[Finding],
    premises: Premises,
    rarity: Rarity,
    words: DocumentWords,
) -> Signals:
    """The signals of the first finding; ``words`` are those of its document."""
    first = findings[0]
    features, hit = first.candidate.features, first.candidate.hit
    section = " ".join(hit.passage.passage.section)
    about = terms_of(identity(hit.document))
    here = about | terms_of(section) | terms_of(hit.passage.text)
    weights = {word: rarity.of(word) for word in understanding.words}
    measured = is_measured(understanding)
    value = first.values.get(understanding.asks, "")
    joined = _joined(understanding.words, here, weights)
    return Signals(
        rank=first.rank,
        fused=features.fused,
        told_apart=features.told_apart,
        joined=joined,
        mass=sum(weight for word, weight in weights.items() if word in here) / rarity.highest,
        least_said=features.least_said,
        states=features.states,
        kind=features.kind,
        length=features.length,
        likely=_likely(understanding.asks, findings),
        usual=joined if understanding.asks in _USUAL else 0.0,
        strange_terms=_strange_terms(understanding, lambda pair: words.has(pair) or pair in about, rarity),
        untyped=float(not first.typed),
        vague=float(understanding.asks in _BODIES and bool(value) and is_any_body(value)),
        no_amount=float(
            understanding.asks == "money" and not states_amount(understanding, f"{section} {first.sentence}")
        ),
        no_figure=float(understanding.asks in ("target", "count") and not states_figure(f"{section} {first.sentence}")),
        no_reason=float(understanding.asks == "why" and not states_reason(understanding, first.sentence)),
        no_unit=float(measured and not features.unit),
        no_thing=float(bool(understanding.wanted.units) and not measured and not features.unit),
        elsewhere=float(bool(premises.places or premises.numbers)),
        other_year=float(bool(premises.years)),
        missing_body=float(bool(premises.bodies)),
        missing_person=float(bool(premises.persons)),
        other_event=float(bool(premises.events)),
    )


_BODIES = frozenset(("lead", "advise"))


def answered(found: Signals) -> float:
    """The probability in [0, 1] that the corpus answers the question."""
    return _logistic(ANSWERED, found)


def confidence(found: Signals) -> float:
    """The probability in [0, 1] that the answer is right: that there is one, and that it is this one."""
    return answered(found) * _logistic(RIGHT, found)


def is_answerable(found: Signals) -> bool:
    """Whether an answer is to be given, rather than a refusal."""
    if any(getattr(found, name) for name in _DECISIVE):
        return False
    return answered(found) >= THRESHOLD and confidence(found) >= LEAST_CONFIDENCE


def _likely(asks: str, findings: Sequence[Finding]) -> float:
    """The share of the first finding, and of those that read the same value in the same document, among all by their ranks."""
    first = findings[0]
    value = folded_words(first.values.get(asks, ""))

    def says_the_same(finding: Finding) -> bool:
        same_document = finding.candidate.hit.document.id == first.candidate.hit.document.id
        return bool(value) and same_document and folded_words(finding.values.get(asks, "")) == value

    weights = [(math.exp(finding.rank - first.rank), finding) for finding in findings]
    agreeing = sum(weight for weight, finding in weights if finding is first or says_the_same(finding))
    return agreeing / sum(weight for weight, _ in weights)


def _strange_terms(understanding: Understanding, said: Callable[[str], bool], rarity: Rarity) -> float:
    strange = 0.0
    for term in understanding.terms:
        pairs = [f"{one}_{two}" for one, two in itertools.pairwise(term)]
        unsaid = sum(rarity.of(pair) for pair in pairs if not said(pair)) / len(pairs)
        strange += unsaid * sum(word in understanding.words for word in term)
    return strange / (rarity.highest * max(1, len(understanding.words)))


def _logistic(weights: Mapping[str, float], found: Signals) -> float:
    total = sum(weight * (getattr(found, name) if name != "bias" else 1.0) for name, weight in weights.items())
    return 1 / (1 + math.exp(-total))


def _joined(asked: Sequence[str], said: Container[str], weights: Mapping[str, float]) -> float:
    """The share of words that stand beside the same neighbour as in the question: "bệnh viện", not "bệnh" and "viện"."""
    pairs = [f"{one}_{two}" in said for one, two in itertools.pairwise(asked)]
    beside = [before or after for before, after in zip([False, *pairs], [*pairs, False], strict=True)]
    total = sum(weights[word] for word in asked) or 1.0
    return sum(weights[word] for word, met in zip(asked, beside, strict=False) if met) / total
