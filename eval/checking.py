"""Whether a question set still fits the documents: evidence that stands, moved or is gone, answers it bears out."""

from __future__ import annotations

import collections
import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Literal, TypeVar

from corpus.store import Store
from eval.questions import Proof, Question
from eval.text import fold, squeeze, tokens

#: "missing": no stored file begins with ``doc``; "gone": the evidence stands nowhere; "moved": it stands in another
#: file; "split": no single passage shows all of it, so that nothing can cite it; "unproved": an expected answer stands
#: neither in the passage of the evidence nor in the headings above it; "twice": another question has the same words.
Fault = Literal["missing", "gone", "moved", "split", "unproved", "twice"]

_T = TypeVar("_T")
#: How much of a text a message quotes.
_QUOTED = 90
_SENTENCE_END = re.compile(r"\n|(?<=[.;])\s")


@dataclasses.dataclass(frozen=True)
class Finding:
    """What is wrong with a question, in words that say where to look."""

    id: str
    fault: Fault
    message: str


@dataclasses.dataclass(frozen=True)
class Checked:
    """A set held against a store: how many questions, how many that nobody has confirmed, and what is wrong."""

    questions: int
    unconfirmed: int
    findings: tuple[Finding, ...]


@dataclasses.dataclass(frozen=True)
class _Passage:
    """A passage: its text, and all that an answer shows of it, headings too, folded."""

    text: str
    shown: str


def check(questions: Sequence[Question], store: Store) -> Checked:
    """Hold every question against the documents of a store; a set of another corpus is all findings."""
    shelf = Shelf(store)
    findings = [finding for question in questions for finding in shelf.findings(question)]
    return Checked(
        questions=len(questions),
        unconfirmed=sum(not question.confirmed for question in questions),
        findings=(*findings, *_twice(questions)),
    )


class Shelf:
    """The documents of a store as evaluation compares them, read once."""

    def __init__(self, store: Store) -> None:
        # By the file's name: two files of different folders may share one, and a file may hold several documents.
        self._texts: dict[str, list[str]] = collections.defaultdict(list)
        self._passages: dict[str, list[_Passage]] = collections.defaultdict(list)
        for document in store.documents():
            source = PurePath(document.source).name
            self._texts[source].append(fold(store.text(document.id)))
            for stored in store.passages(document.row):
                shown = fold(" ".join([*stored.passage.section, stored.text]))
                self._passages[source].append(_Passage(stored.text, shown))

    def findings(self, question: Question) -> Iterator[Finding]:
        """What is wrong with the evidence and the answers of one question."""
        shown: list[str] = []
        stands = True
        for proof in question.proofs:
            held = [passage.shown for passage in self._holding(proof)]
            shown += held
            if not held:
                stands = False
                yield self._lost(question, proof)
        if not stands:
            return
        unproved = [
            group for group in question.answers if not any(fold(wording) in text for wording in group for text in shown)
        ]
        if unproved:
            message = (
                f"the expected {' and '.join(map(_either, unproved))} is neither in the passage of the evidence nor in"
                " the headings above it; correct it, or add the passage that says so as “also”"
            )
            yield Finding(question.id, "unproved", message)

    def _holding(self, proof: Proof) -> Iterator[_Passage]:
        evidence = fold(proof.evidence) if proof.evidence else ""
        return (passage for passage in _of(proof, self._passages) if evidence in passage.shown)

    def _lost(self, question: Question, proof: Proof) -> Finding:
        """Where evidence is that no passage of its document shows."""
        evidence = fold(proof.evidence or "")
        within = list(_of(proof, self._texts))
        if any(evidence in text for text in within):
            message = f"{_quoted(proof.evidence)} is not in one passage of {proof.doc}…; quote a part that is"
            return Finding(question.id, "split", message)
        elsewhere = sorted(name for name, texts in self._texts.items() if any(evidence in text for text in texts))
        if evidence and elsewhere:
            message = f"{_quoted(proof.evidence)} is not in {proof.doc}… but in {', '.join(elsewhere)}"
            return Finding(question.id, "moved", message)
        if not within:
            return Finding(question.id, "missing", f"no stored file begins with {proof.doc!r}")
        near = self._nearest(proof)
        return Finding(question.id, "gone", f"{_quoted(proof.evidence)} stands nowhere; the nearest is {_quoted(near)}")

    def _nearest(self, proof: Proof) -> str:
        """The sentence of the document that shares most words with the evidence: what a changed plan may say now."""
        wanted = set(tokens(proof.evidence or ""))
        sentences = [
            sentence for passage in _of(proof, self._passages) for sentence in _SENTENCE_END.split(passage.text)
        ]
        return max(sentences, key=lambda sentence: len(wanted & set(tokens(sentence))), default="")


def _of(proof: Proof, by_source: Mapping[str, Sequence[_T]]) -> Iterator[_T]:
    """What belongs to the files that a proof may mean."""
    return (each for source, of_file in by_source.items() if source.startswith(proof.doc) for each in of_file)


def _twice(questions: Iterable[Question]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for question in questions:
        words = squeeze(question.question).lower()
        if words in first:
            yield Finding(question.id, "twice", f"{_quoted(question.question)} is asked by {first[words]!r} already")
        first.setdefault(words, question.id)


def _either(group: Sequence[str]) -> str:
    return " or ".join(f"“{wording}”" for wording in group)


def _quoted(text: str | None) -> str:
    words = squeeze(text or "")
    return f"“{words[:_QUOTED].rstrip()}…”" if len(words) > _QUOTED else f"“{words}”"
