"""Drafting a question set: candidates from what the documents state, what was asked in vain, and what people judged."""

from __future__ import annotations

import collections
import hashlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from corpus.errors import BadQuestion
from corpus.store import Feedback, Store, StoredDocument, Unanswered
from corpus.syllable_grammar import is_syllable
from corpus.syllables import fold
from eval.candidates import Candidate, known
from eval.checking import Shelf
from eval.draft_headers import from_headers
from eval.draft_tasks import from_tasks
from eval.questions import Question
from eval.text import squeeze
from qa.language import language

#: What a candidate comes from, and its document where it has one. A further source is one more function here.
Source = Callable[[Store], Iterable[tuple[StoredDocument | None, Candidate]]]


def from_unanswered(store: Store) -> Iterator[tuple[StoredDocument | None, Candidate]]:
    """The open questions that the documents did not answer, the most asked first; a person says what is expected.

    Right as it is, where the documents have no answer; else ``doc``, ``evidence`` and ``answers`` are to be filled in.
    """
    sources = {document.id: document.source for document in store.documents()}
    for each in sorted(store.unanswered("open"), key=lambda each: -each.asked):
        if candidate := of_unanswered(each, sources):
            yield None, candidate


def of_unanswered(each: Unanswered, sources: Mapping[str, str]) -> Candidate | None:
    """A question that was not answered, as a candidate; ``sources`` are files by the ids of their documents.

    ``None`` where the question is nothing but signs.
    """
    nearest = ", ".join(sources[id] for id in each.nearest if id in sources) or "nothing"
    note = f"asked {each.asked}×, last on {each.last_at[:10]}, near {nearest}. {squeeze(each.missing)}"
    return _unsettled(f"unanswered-{each.id}", each.question, note)


def from_feedback(store: Store) -> Iterator[tuple[StoredDocument | None, Candidate]]:
    """The open thumbs up and down, the newest first; ``note`` has what was said to the question, and of the answer.

    What a right answer is, a person says: ``doc``, ``evidence`` and ``answers`` are to be filled in.
    """
    for each in store.feedback(state="open"):
        if candidate := of_feedback(each):
            yield None, candidate


def of_feedback(each: Feedback) -> Candidate | None:
    """A question whose answer somebody judged, as a candidate; ``None`` where it is nothing but signs."""
    comment = f" “{squeeze(each.comment)}”" if each.comment else ""
    note = f"thumb {each.rating} on {each.at[:10]}{comment} for: {squeeze(each.answer)}"
    return _unsettled(f"feedback-{each.id}", each.question, note)


def _unsettled(id: str, asked: str, note: str) -> Candidate | None:
    question = squeeze(asked)
    return Candidate(id=id, form=_form(question), type="none", question=question, note=note) if question else None


def _form(question: str) -> str:
    try:
        asked_in = language(question, is_syllable)
    except BadQuestion:
        return "vi"  # a form for what no language here is; the person who looks it over deletes it
    return "noacc" if asked_in == "vi" and question.isascii() else asked_in


SOURCES: Mapping[str, Source] = {
    "register": from_tasks,
    "header": from_headers,
    "unanswered": from_unanswered,
    "feedback": from_feedback,
}


def drafts(
    store: Store, sources: Sequence[str], per_document: int, existing: Sequence[Question] = ()
) -> tuple[Candidate, ...]:
    """Candidates of the named ``SOURCES`` that ``existing`` does not ask, at most so many facts of a document.

    Every one has passed ``kehoach eval check``: what it quotes stands in one passage of its document, which also says
    what it expects, or the headings above do. Facts are taken in turn from each type of question.
    Questions that were not answered, and those that people judged, are all taken.
    """
    shelf = Shelf(store)
    asked = {fold(squeeze(question.question)) for question in existing}
    facts: dict[tuple[str, str], list[Candidate]] = collections.defaultdict(list)
    seen = {question.id for question in existing}
    for name in sources:
        for document, candidate in SOURCES[name](store):
            if candidate.id in seen or fold(candidate.question) in asked or known(candidate, existing):
                continue
            if any(shelf.findings(candidate)):
                continue
            seen.add(candidate.id)
            asked.add(fold(candidate.question))
            facts[document.id if document else "", candidate.fact].append(candidate)
    of_document: dict[str, list[list[Candidate]]] = collections.defaultdict(list)
    for (document_id, _), wordings in facts.items():
        of_document[document_id].append(wordings)
    chosen = [
        wordings
        for document_id, theirs in of_document.items()
        for wordings in (_sample(theirs, per_document) if document_id else theirs)
    ]
    return tuple(candidate for wordings in chosen for candidate in wordings)


def _sample(facts: Sequence[list[Candidate]], count: int) -> Iterator[list[Candidate]]:
    """``count`` facts: one of each type in turn, those of a type in an order that is chance but always the same."""
    by_type: dict[str, list[list[Candidate]]] = collections.defaultdict(list)
    for fact in sorted(facts, key=lambda wordings: hashlib.blake2b(wordings[0].fact.encode()).digest()):
        by_type[fact[0].type].append(fact)
    in_turn = itertools.zip_longest(*(by_type[type] for type in sorted(by_type)))
    yield from itertools.islice((fact for turn in in_turn for fact in turn if fact), count)
