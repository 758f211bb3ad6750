"""Candidates from the letterhead and the signature: a document's number, day, signer and issuer."""

from __future__ import annotations

import calendar
import collections
from collections.abc import Callable, Iterator

from corpus.store import Store, StoredDocument
from eval.candidates import Candidate, Fact, document_words, proof, spellings, worded
from eval.text import fold

#: A subject of more syllables is no name that a question would use.
_LONGEST_SUBJECT = 30


def from_headers(store: Store) -> Iterator[tuple[StoredDocument, Candidate]]:
    """Candidates of every document that no other has the name of, each with its document.

    The evidence is the line of the letterhead or signature as it stands there; a field without such a line, as one that
    a web page states beside the document, is not asked for.
    """
    documents = store.documents()
    names = collections.Counter(_name(document) for document in documents)
    for document in documents:
        if document.header.type is None or names[_name(document)] > 1:
            continue
        lines = {"header": list[str](), "signature": list[str]()}
        for stored in store.passages(document.row):
            lines.get(stored.passage.kind, []).extend(stored.text.splitlines())
        for fact in _facts(document, lines["header"], lines["signature"]):
            yield from ((document, candidate) for candidate in worded(fact))


def _facts(document: StoredDocument, letterhead: list[str], signature: list[str]) -> Iterator[Fact]:
    header, words = document.header, document_words(document)

    def fact(wording: str, evidence: str, answers: tuple[str, ...], kind: str) -> Fact:
        return Fact(
            id=f"{wording}-{document.id}",
            wording=wording,
            words=words,
            proofs=(proof(document, evidence),),
            answers=(tuple(dict.fromkeys(answers)),),
            kind=kind,
            note=f"{'signature' if kind == 'signature' else 'letterhead'} of {document.title}"[:160],
        )

    number, day, signer, issuer = header.number, header.date, header.signer, header.issuer
    if number and (line := _line(letterhead, lambda folded: fold(number) in folded.replace(" ", ""))):
        if header.subject and len(header.subject.split()) <= _LONGEST_SUBJECT:
            yield fact("number", line, (number,), "header")
        if signer and (signed := _line(signature, lambda folded: fold(signer) in folded)):
            yield fact("signer", signed, (signer,), "signature")
    if day:
        dates = {f"ngay {d} thang {m} nam {day.year}" for d in (day.day, f"{day:%d}") for m in (day.month, f"{day:%m}")}
        said = (
            f"{day.day}/{day.month}/{day.year}",
            f"{day:%d/%m/%Y}",
            f"ngày {day.day} tháng {day.month} năm {day.year}",
            f"{day.day} {calendar.month_name[day.month]} {day.year}",
        )
        if number and (line := _line(letterhead, lambda folded: any(each in folded for each in dates))):
            yield fact("date", line, said, "header")
        words = words | {"date": f"{day:%d/%m/%Y}", "date_en": f"{day.day} {calendar.month_name[day.month]} {day.year}"}
        if issuer and (lines := _run(letterhead, fold(issuer))):
            yield fact("issuer", lines, spellings(issuer), "header")


def _line(lines: list[str], is_it: Callable[[str], bool]) -> str | None:
    """The one line that is it; none where several are."""
    found = [line for line in lines if is_it(fold(line))]
    return found[0] if len(found) == 1 else None


def _run(lines: list[str], folded: str) -> str | None:
    """The line, or the two in a row, that are the name: letterheads break "ỦY BAN NHÂN DÂN / HUYỆN CAO LỘC"."""
    for size in (1, 2):
        for start in range(len(lines) - size + 1):
            run = lines[start : start + size]
            if fold(" ".join(run)) == folded:
                return " ".join(run)
    return None


def _name(document: StoredDocument) -> tuple[str, str, int | None]:
    """Number, issuer and year: a number alone is no key."""
    header = document.header
    return fold(header.number or document.title), fold(header.issuer or ""), header.year
