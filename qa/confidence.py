"""How sure the reader is that the corpus answers a question: a logistic sum of signals, fitted by ``scripts/fit``."""

from __future__ import annotations

import dataclasses
import json
import math
from pathlib import Path

from qa.premises import Premises
from qa.reading import Finding

_FITTED = json.loads((Path(__file__).parent / "data" / "confidence.json").read_text(encoding="utf-8"))
#: An answer under this confidence is not given.
THRESHOLD: float = _FITTED["threshold"]
BIAS: float = _FITTED["bias"]
WEIGHTS: dict[str, float] = _FITTED["weights"]


@dataclasses.dataclass(frozen=True)
class Signals:
    """What speaks for and against an answer, shares in [0, 1] but for ``said`` and ``least_said``, which are cosines.

    ``covered_all``, ``told_apart``, ``said``, ``least_said``, ``strange``, ``fused`` and ``states`` are the passage's features
    (``qa.ranking``); ``no_unit`` is 1 when its figures are not in the unit asked for; ``covered`` is the share of the
    question in the sentence read; ``untyped`` is 1 when the kind of thing asked for is not there; the rest is what the
    question takes for granted and the evidence does not bear out (``qa.premises``).
    """

    covered_all: float
    told_apart: float
    covered: float
    said: float
    least_said: float
    strange: float
    fused: float
    states: float
    untyped: float
    other_place: float
    other_year: float
    other_number: float
    missing_body: float
    missing_person: float
    other_event: float
    unheard: float
    no_unit: float


def signals(finding: Finding, premises: Premises, asked_unit: bool) -> Signals:
    """The signals of a finding; ``asked_unit`` tells whether the question names a unit or thing counted."""
    features = finding.candidate.features
    return Signals(
        covered_all=features.covered_all,
        told_apart=features.told_apart,
        covered=finding.covered,
        said=features.said,
        least_said=features.least_said,
        strange=features.strange,
        fused=features.fused,
        states=features.states,
        untyped=float(not finding.typed),
        other_place=float(bool(premises.places)),
        other_year=float(bool(premises.years)),
        other_number=float(bool(premises.numbers)),
        missing_body=float(bool(premises.bodies)),
        missing_person=float(bool(premises.persons)),
        other_event=float(bool(premises.events)),
        unheard=float(bool(premises.words)),
        no_unit=float(asked_unit and not features.unit),
    )


def confidence(found: Signals) -> float:
    """The probability in [0, 1] that the answer is right."""
    total = BIAS + sum(weight * getattr(found, name) for name, weight in WEIGHTS.items())
    return 1 / (1 + math.exp(-total))
