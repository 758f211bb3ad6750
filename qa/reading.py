"""Reading: from the candidates to the shortest complete answer and the words that prove it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from corpus.bodies import Span, begins_task, bodies, body_list, body_of_heading
from corpus.grammar import CITED_NUMBER, DATA, document_types, lines_of
from corpus.header import is_name
from corpus.sentences import sentences
from corpus.syllables import fold
from corpus.times import times
from qa.ranking import Candidate, holds
from qa.understanding import Understanding
from qa.words import Asked, folded_words, terms_of

#: Candidates whose sentences are read, and how much a sentence counts beside the passage that it stands in.
_READ = 10
_SENTENCE = 1.2
_SENTENCE_HOLDS = 0.25
#: A name or a number of a document shares few words with the question that asks for it.
_SENTENCE_NAMES = 1.0
_ASKED_OF_LETTERHEADS = frozenset(("number", "date", "signer", "reference", "person"))
#: A sentence longer than this is shown around what was asked.
_SHOWN = 300

_ASIDE = re.compile(r"^\s*\([^)]*\)")
_TOGETHER = re.compile(r"(?:phối hợp(?: chặt chẽ)?(?: với| cùng)?|cùng với)\s+(?=\S)", re.IGNORECASE)
_LEAD_LABEL = re.compile(r"(?:Cơ quan|Đơn vị)\s+(?:chủ trì|thực hiện|đầu mối)[^:]{0,30}:\s*", re.IGNORECASE)
_WITH_LABEL = re.compile(r"(?:Cơ quan|Đơn vị)\s+phối hợp[^:]{0,30}:\s*", re.IGNORECASE)
_OFFICES = "|".join(lines_of(DATA / "offices.txt"))
_TITLED_PERSON = re.compile(
    rf"(?:[Đđ]ồng chí|[ÔôBb](?:ng|à)|{_OFFICES})\s+"
    rf"(?P<name>[^\W\d_]+(?: [^\W\d_]+){{1,4}})(?P<office>\s*[-–,]\s*(?:{_OFFICES}|Ủy viên)[^,;.()]{{0,60}})?"
)
#: Words before a time that say no more than the label of the answer.
_IN_TIME = re.compile(r"^(?:hoàn thành\s+)?(?:xong\s+)?(?:(?:trong|vào)\s+)?", re.IGNORECASE)
_BOUND_TIME = re.compile(
    r"^(?:hoàn|xong|chậm|trước|trong|đến|hết|cuối|muộn)|tháng/|lần|định kỳ|thường xuyên", re.IGNORECASE
)
_COLUMNS = {
    "lead": re.compile(r"chu tri|thuc hien$|don vi thuc hien|co quan thuc hien|dau moi|giao"),
    "coordinate": re.compile(r"phoi hop"),
    "deadline": re.compile(r"thoi gian|thoi han|tien do|hoan thanh|han "),
}


@dataclasses.dataclass(frozen=True)
class Finding:
    """What was read: typed ``values`` by kind ("lead", "coordinate", "deadline", ...), and where it stands.

    ``sentence`` is the evidence, ``[start, end)`` of the document's text covers all that the values rest on. ``typed`` says
    whether the kind of thing that was asked for was found.
    """

    candidate: Candidate
    sentence: str
    start: int
    end: int
    values: dict[str, str]
    typed: bool
    covered: float
    rank: float


def read(understanding: Understanding, candidates: Sequence[Candidate], asked: Asked) -> list[Finding]:
    """The best finding in each of the first candidates, best first; letterheads are read only for what they state."""
    found = []
    for candidate in candidates[:_READ]:
        if candidate.hit.passage.passage.kind == "header" and understanding.asks not in _ASKED_OF_LETTERHEADS:
            continue
        parts = sentences(candidate.hit.passage.text)
        findings = [
            _finding(understanding, candidate, position, parts, asked)
            for position in range(len(parts))
            if len(parts) == 1 or not _is_heading(parts[position].text, candidate)
        ]
        found += [max(findings, key=lambda finding: finding.rank)] if findings else []
    return sorted(found, key=lambda finding: -finding.rank)


def _is_heading(text: str, candidate: Candidate) -> bool:
    """Whether a sentence is only the heading of its section, which is shown in the path anyway."""
    path = candidate.hit.passage.passage.section
    return bool(path) and text.rstrip(" :.") == path[-1].rstrip(" :.")


def _finding(
    understanding: Understanding, candidate: Candidate, position: int, parts: Sequence[Span], asked: Asked
) -> Finding:
    sentence = parts[position]
    asks = understanding.asks
    covered = asked.covered(terms_of(sentence.text))
    rank = candidate.rank + _SENTENCE * covered
    values, last = _values(understanding, candidate, position, parts)
    typed = asks in values or asks not in _EXTRACTED and holds(understanding, sentence.text, ()) > 0
    if typed and asks != "what":
        rank += _SENTENCE_NAMES if asks in ("person", "signer", "number") else _SENTENCE_HOLDS
    base = candidate.hit.passage.passage.start
    return Finding(
        candidate,
        sentence.text,
        base + sentence.start,
        base + parts[last].end,
        values,
        typed,
        max(covered, candidate.covered),
        rank,
    )


_EXTRACTED = frozenset(
    ("lead", "advise", "coordinate", "deadline", "date", "frequency", "person", "signer", "reference", "number")
)


def _values(
    understanding: Understanding, candidate: Candidate, position: int, parts: Sequence[Span]
) -> tuple[dict[str, str], int]:
    """The typed values that a sentence states, and the position of the last sentence that they rest on."""
    asks, text = understanding.asks, parts[position].text
    path = candidate.hit.passage.passage.section
    values: dict[str, str] = {}
    last = position
    if candidate.hit.passage.passage.kind == "row":
        values |= _row_values(candidate)
    for kind, value in (("lead", _lead(text, path)), ("coordinate", _together(text))):
        if value:
            values.setdefault(kind, value)
    time, at = _time(understanding, parts, position)
    if time:
        values.setdefault("deadline", time)
        if asks in ("deadline", "date", "frequency", "lead", "advise"):
            last = max(last, at)
    if asks in ("date", "frequency") and "deadline" in values:
        values[asks] = values["deadline"]
    if asks == "advise" and "lead" in values:
        values["advise"] = values["lead"]
    if asks in ("person", "signer"):
        person = _person(understanding, candidate, text)
        if person:
            values[asks] = person
    if asks in ("reference", "number"):
        number = _reference(understanding, candidate, text)
        if number:
            values[asks] = number
    return values, last


def _row_values(candidate: Candidate) -> dict[str, str]:
    """The cells of a table row under the columns that name lead, coordinating bodies and deadline."""
    columns = candidate.hit.passage.passage.section[-1].split(" | ") if candidate.hit.passage.passage.section else []
    cells = candidate.hit.passage.text.split(" | ")
    if len(columns) < len(cells):
        return {}
    found: dict[str, str] = {}
    for column, cell in zip(columns, cells, strict=False):
        for kind, pattern in _COLUMNS.items():
            if pattern.search(fold(column)) and len(cell) > 1:
                found.setdefault(kind, cell)
                break
    return found


def _lead(text: str, path: Sequence[str]) -> str | None:
    """Who has the task: named with a role in the sentence, after a label, or in the heading above."""
    label = _LEAD_LABEL.search(text)
    if label:
        named = body_list(text, label.end())
        if named:
            return named.text
    above = next((body for heading in reversed(path) if (body := body_of_heading(heading))), None)
    if above and begins_task(text):
        return above
    for named in bodies(text):
        before = text[: named.start].rstrip(" -–+•").lower()
        if begins_task(_ASIDE.sub("", text[named.end :])) and not before.endswith(
            ("với", "cùng", "cho", "của", "về", "từ")
        ):
            return named.text
        if re.search(r"(?:^|\s)(?:giao(?: cho)?|đề nghị|yêu cầu|phân công)$", before):
            return named.text
    return above


def _together(text: str) -> str | None:
    """The bodies after "phối hợp với"."""
    label = _WITH_LABEL.search(text) or _TOGETHER.search(text)
    if not label:
        return None
    named = body_list(text, label.end())
    return named.text if named else None


def _time(understanding: Understanding, parts: Sequence[Span], position: int) -> tuple[str | None, int]:
    """The time that a sentence states for its task, else one stated right after it, with the sentence's position.

    A year that the question itself names is no answer to "when".
    """
    for at in (position, position + 1):
        if at >= len(parts):
            break
        stated = times(parts[at].text)
        if at > position and not re.match(r"(?:Thời gian|Thời hạn|Hoàn thành|Xong|Định kỳ|Tiến độ)", parts[at].text):
            break
        new = [
            t
            for t in stated
            if not re.fullmatch(r"(?:năm )?\d{4}", t.text) or int(t.text[-4:]) not in understanding.mentions.years
        ]
        bound = [t for t in new if _BOUND_TIME.search(t.text)]
        if bound or new:
            return _IN_TIME.sub("", (bound or new)[0].text), at
    return None, position


def _person(understanding: Understanding, candidate: Candidate, text: str) -> str | None:
    header = candidate.hit.document.header
    if understanding.asks == "signer":
        if not header.signer or header.signer not in text:
            return None
        return f"{header.signer} - {header.signer_title}" if header.signer_title else header.signer
    for match in _TITLED_PERSON.finditer(text):
        words = match["name"].split()
        name = " ".join(words[: next((i for i, word in enumerate(words) if not word[:1].isupper()), len(words))])
        if is_name(name):
            return name + (match["office"] or "")
    return next((line for line in text.split("\n") if is_name(line)), None)


def _reference(understanding: Understanding, candidate: Candidate, text: str) -> str | None:
    """The documents that a sentence cites, of the kind that the question names, as they are written there."""
    asked = fold(understanding.text)
    kinds = [name for name in document_types() if re.search(rf"\b{re.escape(fold(name))}\b(?! nao trong)", asked)]
    cited = [
        (match.group("type"), match.group())
        for match in re.finditer(
            rf"(?P<type>{'|'.join(document_types())})?\s*(?:số\s*)?(?:{CITED_NUMBER.pattern})", text
        )
    ]
    asked_number = {fold(number) for number in understanding.mentions.numbers}
    new = [(kind, name.strip()) for kind, name in cited if not any(number in fold(name) for number in asked_number)]
    chosen = (
        [name for kind, name in new if kind in kinds and _kind_is_asked(kind, asked)]
        or [name for kind, name in new if kind in kinds]
        or [name for _, name in new]
    )
    if chosen:
        return "; ".join(dict.fromkeys(chosen[:3]))
    return candidate.hit.document.header.number if understanding.asks == "number" else None


def _kind_is_asked(kind: str, asked: str) -> bool:
    """Whether "which" stands beside this kind ("quyết định nào"), so that it is the one wanted and not the one named."""
    return bool(re.search(rf"\b{re.escape(fold(kind))}(?: so)? (?:nao|may|bao nhieu)\b", asked))


def shown(sentence: str, words: Sequence[str]) -> str:
    """A sentence as an answer shows it: whole, or its part with most of the words asked for."""
    text = re.sub(r"^[-–+•*]\s*", "", sentence.strip())
    if len(text) <= _SHOWN:
        return text
    clauses = [Span(m.start(), m.end(), m.group()) for m in re.finditer(r"[^,;]+[,;]?", text)]
    wanted = set(words)
    best = max(range(len(clauses)), key=lambda i: len(wanted & set(folded_words(clauses[i].text))))
    start = end = best
    while True:
        grown = [
            (s, e)
            for s, e in ((start, end + 1), (start - 1, end))
            if s >= 0 and e < len(clauses) and clauses[e].end - clauses[s].start <= _SHOWN
        ]
        if not grown:
            break
        start, end = grown[0]
    part = text[clauses[start].start : clauses[end].end].strip(" ,")
    return ("… " if start else "") + part + (" …" if end < len(clauses) - 1 else "")
