"""A reply held against what its question expects."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePath

from eval.outcomes import Cited, Judged, Place, Reply, Why
from eval.questions import Proof, Question
from eval.text import contains, fold, tokens

#: How many characters an answer may have; more would leave the reading to the asker.
_SHORT, _SHORT_LIST = 600, 1500


def judge(question: Question, reply: Reply) -> Judged:
    """What of the expected a reply finds, proves and says."""
    proofs = question.proofs
    found = [[_holds(place, proof) for proof in proofs] for place in reply.found]
    cited = [[_holds(place, proof) for proof in proofs] for place in reply.citations]
    ranks = tuple(
        next((rank for rank, held in enumerate(found, start=1) if held[number]), None) for number in range(len(proofs))
    )
    proved = tuple(any(held[number] for held in cited) for number in range(len(proofs)))
    says = question.answerable and bool(question.answers)
    exact, f1 = _likeness(question, reply)
    return Judged(
        found=tuple(map(any, found)) if proofs else (),
        cited=tuple(map(any, cited)) if proofs else (),
        ranks=ranks,
        proved=proved,
        exact=exact if says else None,
        f1=f1 if says else None,
        answered=_answered(question, reply) if says else None,
        why=_why(question, reply, ranks, proved),
    )


def _holds(place: Place, proof: Proof) -> bool:
    """Whether a passage with all that is shown of it, its headings and its quote, is or has the evidence."""
    if not PurePath(place.source).name.startswith(proof.doc):
        return False
    quote = place.quote if isinstance(place, Cited) else ""
    return proof.evidence is None or contains(" ".join([*place.section, quote, place.text]), proof.evidence)


def _says_expected(question: Question, reply: Reply) -> bool:
    said = fold(reply.answer)
    return all(any(fold(wording) in said for wording in group) for group in question.answers)


def _is_short(question: Question, reply: Reply) -> bool:
    return len(reply.answer) <= (_SHORT_LIST if question.type == "list" else _SHORT)


def _answered(question: Question, reply: Reply) -> bool:
    return not reply.abstained and _is_short(question, reply) and _says_expected(question, reply)


def _likeness(question: Question, reply: Reply) -> tuple[bool, float]:
    """Exact match and token F1 with the expected answer: of each group the wording that is most like what was said."""
    if reply.abstained:
        return False, 0.0
    said = tokens(reply.answer)
    expected = [
        max(map(tokens, group), key=lambda wording: (wording == said, _f1(said, wording))) for group in question.answers
    ]
    whole = [word for wording in expected for word in wording]
    return said == whole, _f1(said, whole)


def _f1(said: list[str], expected: list[str]) -> float:
    shared = sum((Counter(said) & Counter(expected)).values())
    return 2 * shared / (len(said) + len(expected)) if shared else 0.0


def _why(question: Question, reply: Reply, ranks: tuple[int | None, ...], proved: tuple[bool, ...]) -> Why | None:
    if not question.answerable:
        return None if reply.abstained else "wrongly answered"
    expects = bool(question.answers)
    if expects and _answered(question, reply):
        return None
    if not any(ranks) and not any(proved):
        return "not retrieved"
    if reply.abstained:
        return "wrongly refused"
    if expects and _says_expected(question, reply):
        return "too long"
    if not any(proved):
        return "ranked low"
    return "misread" if expects else None
