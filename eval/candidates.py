"""Candidates: questions that wait for a person to confirm them, in the wordings in which they can honestly be asked."""

from __future__ import annotations

import dataclasses
import functools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.store import StoredDocument
from corpus.syllables import fold
from eval.questions import Proof, Question
from eval.text import fold as text_fold

_WORDINGS = Path(__file__).parent / "data" / "draft_wordings.json"
_FORMS = ("vi", "noacc", "short", "en")


class Candidate(Question):
    """A question that nobody has confirmed; ``note`` tells the person who looks it over where it comes from."""

    confirmed: bool = False
    note: str = ""


@dataclasses.dataclass(frozen=True)
class Fact:
    """What one candidate fact asks and expects, before it is put into words.

    ``wording`` is a key of ``facts`` in ``draft_wordings.json``, whose sentences are filled from ``words``; a wording
    for which a word is missing is left out. The first proof is the question's own.
    """

    id: str
    wording: str
    words: Mapping[str, str]
    proofs: tuple[Proof, ...]
    answers: tuple[tuple[str, ...], ...]
    kind: str
    note: str


def worded(fact: Fact) -> Iterator[Candidate]:
    """The fact in Vietnamese, the same without accents, in the shorthand of staff, and in English where it has a form.

    A task has no English form: its words are Vietnamese sentences, and nobody who asks in English would quote them.
    """
    shapes: dict[str, str] = _table()["facts"][fact.wording]
    asked: dict[str, str | None] = {form: _filled(shapes[form], fact.words) for form in _FORMS if form in shapes}
    plain, short = asked["vi"], asked["short"]
    asked |= {"noacc": fold(plain).rstrip("?") if plain else None, "short": shortened(short) if short else None}
    own, *others = fact.proofs
    for form in _FORMS:
        if text := asked.get(form):
            yield Candidate(
                id=f"{fact.id}:{form}",
                form=form,
                type=shapes["type"],
                question=text,
                doc=own.doc,
                evidence=own.evidence,
                answers=fact.answers,
                kind=fact.kind,
                also=tuple(others),
                note=fact.note,
            )


def document_words(document: StoredDocument) -> dict[str, str]:
    """A document's own words: ``type``, ``number``, ``issuer``, ``subject``, and the names that these allow."""
    header, table = document.header, _table()
    fields = {"type": header.type, "number": header.number, "issuer": header.issuer, "subject": header.subject}
    words = {name: " ".join(value.split()) for name, value in fields.items() if value}
    short = words | {"type": table["short_types"].get(header.type, words.get("type", ""))}
    names = {
        "document": (table["numbered"], words),
        "document_short": (table["numbered_short"], short),
        "document_en": (table["numbered_en"], words),
        "titled": (table["titled"], words),
    }
    told = {name: _filled(shape, filling) for name, (shape, filling) in names.items()}
    return words | {name: text for name, text in told.items() if text}


def shortened(text: str) -> str:
    """The text with the names that everybody shortens made short: "UBND" for "Ủy ban nhân dân"."""
    for name, short in _table()["short_bodies"].items():
        text = text.replace(name, short)
    return text


def spellings(body: str) -> tuple[str, ...]:
    """A body's name as written, short and in full: plans and answers use either."""
    full = body
    for name, short in _table()["short_bodies"].items():
        full = re.sub(rf"\b{short}\b", name, full)
    return tuple(dict.fromkeys((body, shortened(body), full)))


def told(what: str) -> str | None:
    """The words of a task without what hangs loose at their end; ``None`` where they point at something else."""
    hanging = sorted(_table()["hanging"], key=len, reverse=True)
    loose = re.compile(rf"(?:[\s,:.(/–-]|(?<!\w)(?:{'|'.join(hanging)}))+$")
    pointing = re.compile(rf"(?<!\w)(?:{'|'.join(_table()['pointing'])})(?!\w)")
    return None if pointing.search(what) else loose.sub("", what)


def within(words: Mapping[str, str]) -> dict[str, str]:
    """The words by which a question says in which document it is asked; empty where the document has no number."""
    table = _table()
    told = {"within": table["within"], "within_short": table["within_short"]}
    names = {"within": words.get("document"), "within_short": words.get("document_short")}
    return {key: shape.format(document=names[key]) for key, shape in told.items() if names[key]}


def proof(document: StoredDocument, evidence: str) -> Proof:
    """Evidence in the file of a document."""
    return Proof(doc=Path(document.source).name, evidence=evidence)


def known(candidate: Question, questions: Sequence[Question]) -> bool:
    """Whether a set asks already what a candidate asks: the same type of question about the same evidence."""
    evidence = text_fold(candidate.evidence or "")
    return bool(evidence) and any(
        candidate.type == each.type
        and each.evidence is not None
        and (candidate.doc or "").startswith(each.doc or "")
        and (text_fold(each.evidence) in evidence or evidence in text_fold(each.evidence))
        for each in questions
    )


def _filled(shape: str, words: Mapping[str, str]) -> str | None:
    try:
        return shape.format_map(words)
    except KeyError:
        return None


@functools.cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(_WORDINGS.read_text(encoding="utf-8"))
    return table
