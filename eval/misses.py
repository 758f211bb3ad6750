"""Misses: what the report shows of each question that was missed, and why in words."""

from __future__ import annotations

import dataclasses
import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from eval.outcomes import Cited, Outcome, Place, Why
from eval.questions import Proof, Question
from eval.text import fold
from eval.words import Words

#: How many passages are shown of those found, how many of those only cited, and how much of each, in characters.
_FOUND, _CITED, _EXCERPT, _AROUND = 3, 3, 360, 120
#: What may stand between two words of evidence: white space and marks of markup.
_BETWEEN = r"[\s*#|_]+"


@dataclasses.dataclass(frozen=True)
class Run:
    """A run of an excerpt; ``kind`` is "evidence", "quoted" (by the answer), or nothing."""

    text: str
    kind: str = ""


@dataclasses.dataclass(frozen=True)
class Shown:
    """A passage as it is shown; ``verdict`` is a key of the strings: "holds", "right_document" or "holds_not".

    ``rank`` is its place among those found, ``None`` for one that was only cited; ``markers`` are those that cite it.
    """

    rank: int | None
    markers: tuple[int, ...]
    title: str
    source: str
    trail: tuple[str, ...]
    page: int | None
    runs: tuple[Run, ...]
    verdict: str
    grounded: bool
    link: str | None


@dataclasses.dataclass(frozen=True)
class Evidence:
    """What should have been found; ``link`` leads to it, or to its document, where that is known."""

    file: str
    text: str | None
    link: str | None


@dataclasses.dataclass(frozen=True)
class Sibling:
    """The same fact in another wording; ``anchor`` where that was missed too, for the reason ``why``."""

    form: str
    language: str
    question: str
    why: Why | None
    anchor: str | None


@dataclasses.dataclass(frozen=True)
class Miss:
    """One missed question, ready to be shown."""

    anchor: str
    question: Question
    language: str
    why: Why
    because: str
    evidence: tuple[Evidence, ...]
    said: str
    refused: bool
    confidence: float
    understood_as: str | None
    passages: tuple[Shown, ...]
    siblings: tuple[Sibling, ...]


def anchor(question_id: str) -> str:
    """The place of a question in the report: the same in every report, and an HTML id whatever the id holds."""
    return f"q-{hashlib.sha256(question_id.encode()).hexdigest()[:10]}"


def misses(outcomes: Sequence[Outcome], words: Words, url: str | None) -> list[Miss]:
    """What was missed, in the order of the set; ``url`` is a server whose pages show the documents."""
    facts: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        facts[outcome.question.fact].append(outcome)
    known = _Known(outcomes, url)
    return [
        _miss(outcome, outcome.judged.why, facts[outcome.question.fact], words, known)
        for outcome in outcomes
        if outcome.judged.why is not None
    ]


def _miss(outcome: Outcome, why: Why, fact: Sequence[Outcome], words: Words, known: _Known) -> Miss:
    question, reply = outcome.question, outcome.reply
    return Miss(
        anchor=anchor(question.id),
        question=question,
        language=reply.language,
        why=why,
        because=_because(outcome, why, words),
        evidence=tuple(Evidence(known.file(proof), proof.evidence, known.link_to(proof)) for proof in question.proofs),
        said=reply.answer,
        refused=reply.abstained,
        confidence=reply.confidence,
        understood_as=None if reply.understood_as in ("", question.question) else reply.understood_as,
        passages=tuple(_passages(outcome, known)),
        siblings=tuple(
            Sibling(
                other.question.form,
                other.reply.language,
                other.question.question,
                other.judged.why,
                anchor(other.question.id) if other.judged.why else None,
            )
            for other in fact
            if other is not outcome
        ),
    )


def _because(outcome: Outcome, why: Why, words: Words) -> str:
    question, reply, judged = outcome.question, outcome.reply, outcome.judged
    ranks = [rank for rank in judged.ranks if rank is not None]
    if why == "not retrieved":
        near = sum(_of_document(place, question) for place in reply.found)
        return words("this_not retrieved_document" if near else "this_not retrieved", found=len(reply.found), near=near)
    if why == "wrongly refused" and not ranks:
        return words("this_wrongly refused_unranked")
    if why == "misread":
        answer = fold(reply.answer)
        lacks = [group[0] for group in question.answers if not any(fold(wording) in answer for wording in group)]
        return (
            words("this_misread", lacks=", ".join(words("quoted", text=each) for each in lacks))
            if lacks
            else words("this_misread_plain")
        )
    if why == "wrongly answered":
        key = "this_wrongly answered" if question.kind else "this_wrongly answered_plain"
        kind = words.name("kind", question.kind) if question.kind else ""
        return words(key, kind=kind, confidence=words.share(reply.confidence))
    return words(f"this_{why}", rank=min(ranks, default=""), length=words.count(len(reply.answer)))


def _passages(outcome: Outcome, known: _Known) -> Iterator[Shown]:
    """The first passages found, further down the first one that holds the proof, and those that were only cited."""
    reply, judged = outcome.reply, outcome.judged
    deeper = [n for n, holds in enumerate(judged.found) if holds and n >= _FOUND][:1]
    left = list(reply.citations)
    for n in [*range(min(_FOUND, len(reply.found))), *deeper]:
        place = reply.found[n]
        cited = [each for each in left if _same(each, place)]
        left = [each for each in left if each not in cited]
        yield _shown(place, n + 1, cited, any(judged.found[n : n + 1]), outcome.question, known)
    for each in left[:_CITED]:
        holds = any(judged.cited[reply.citations.index(each) :][:1])
        yield _shown(each, None, [each], holds, outcome.question, known)


def _same(cited: Cited, place: Place) -> bool:
    return cited.document_id == place.document_id and cited.start < place.end and place.start < cited.end


def _shown(
    place: Place, rank: int | None, cited: Sequence[Cited], holds: bool, question: Question, known: _Known
) -> Shown:
    needles = [(proof.evidence, "evidence") for proof in question.proofs if proof.evidence]
    needles += [(each.quote, "quoted") for each in cited]
    of_document = _of_document(place, question)
    return Shown(
        rank=rank,
        markers=tuple(each.marker for each in cited),
        title=place.title or place.source,
        source=place.source,
        trail=place.section,
        page=place.page,
        runs=tuple(_excerpt(place.text, needles)),
        verdict="holds" if holds else "right_document" if of_document else "holds_not",
        grounded=all(each.grounded for each in cited),
        link=known.link(place.document_id, place.start, place.end),
    )


def _of_document(place: Place, question: Question) -> bool:
    name = place.source.rpartition("/")[2]
    return any(name.startswith(proof.doc) for proof in question.proofs)


def _excerpt(text: str, needles: Iterable[tuple[str, str]]) -> Iterator[Run]:
    """What stands about the first of ``needles`` (words and their kind) in a passage, else the passage's beginning."""
    text = unicodedata.normalize("NFC", text)
    for needle, kind in needles:
        found = _pattern(needle).search(text)
        if found:
            before, after = text[: found.start()], text[found.end() :]
            yield Run(_cut(before[::-1], _AROUND)[::-1])
            yield Run(found.group(), kind)
            yield Run(_cut(after, _AROUND))
            return
    yield Run(_cut(text, _EXCERPT))


def _cut(text: str, limit: int) -> str:
    """The beginning of a text, whole words of it."""
    return text if len(text) <= limit else text[:limit].rpartition(" ")[0] + " …"


def _pattern(evidence: str) -> re.Pattern[str]:
    pieces = [piece for piece in re.split(_BETWEEN, unicodedata.normalize("NFC", evidence)) if piece]
    return re.compile(_BETWEEN.join(re.escape(piece) for piece in pieces) or r"(?!)", re.IGNORECASE)


class _Known:
    """The passages that a run returned to any question, and the addresses of pages that show them."""

    def __init__(self, outcomes: Iterable[Outcome], url: str | None) -> None:
        # "/" for pages of the very server that shows the report.
        self._url = url.rstrip("/") if url and url.startswith(("http://", "https://", "/")) else None
        self._places: dict[str, dict[tuple[int, int], Place]] = defaultdict(dict)
        for outcome in outcomes:
            for place in outcome.reply.found:
                name = place.source.rpartition("/")[2]
                self._places[name][place.start, place.end] = place

    def file(self, proof: Proof) -> str:
        """The file that holds a proof, by as much of its name as is known."""
        return next((name for name in self._places if name.startswith(proof.doc)), f"{proof.doc}…")

    def link(self, document_id: str, start: int, end: int) -> str | None:
        """The page of a document with ``[start, end)`` marked."""
        if self._url is None:
            return None
        return f"{self._url}/documents/{quote(document_id, safe='')}?start={start}&end={end}#mark"

    def link_to(self, proof: Proof) -> str | None:
        """The passage that holds a proof, where any question brought it up; else its document."""
        documents = [places for name, places in self._places.items() if name.startswith(proof.doc)]
        if not documents or self._url is None:
            return None
        places = list(documents[0].values())
        pattern = _pattern(proof.evidence) if proof.evidence else None
        for place in places:
            if pattern is not None and pattern.search(unicodedata.normalize("NFC", place.text)):
                return self.link(place.document_id, place.start, place.end)
        return f"{self._url}/documents/{quote(places[0].document_id, safe='')}"
