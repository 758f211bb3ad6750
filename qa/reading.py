"""Reading: from the candidates to the shortest complete answer and the words that prove it."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Callable, Sequence

from corpus.bodies import Span, body_list
from corpus.documents import Task
from corpus.grammar import document_types, lines_of
from corpus.header import is_name
from corpus.labels import labels
from corpus.stored import StoredTask
from corpus.syllables import fold
from qa.cells import asked_body, asked_cell, row_text
from qa.cited_documents import cited_documents
from qa.excerpt import SHOWN
from qa.kinds import MEASURES, holds
from qa.named_persons import named_persons
from qa.persons import persons
from qa.ranking import Candidate, sentences_of
from qa.stated_times import stated_time
from qa.statements import EXTRACTED, StatementFeatures, features
from qa.tables import DATA
from qa.task_bodies import body_above, body_of_path, lead, together
from qa.understanding import Understanding
from qa.words import terms_of

#: Candidates whose sentences are read.
_READ = 10
_ASKED_OF_LETTERHEADS = frozenset(("number", "date", "signer", "reference", "person"))
#: A document may be asked for by the person who signed it.
_ASKED_BY_PERSON = frozenset(("number", "reference"))
#: So much of a task's object must a sentence have to be the one that the register took it from.
_OBJECT = 60
_LONG_OBJECT = 25

_THIS_DOCUMENT = re.compile(rf"(?:{'|'.join(document_types())}) này(?!\w)", re.IGNORECASE)

_OF_LABELS = {"lead": "lead", "with": "coordinate", "time": "deadline", "head": "person"}


@dataclasses.dataclass(frozen=True)
class Finding:
    """What was read: typed ``values`` by kind ("lead", "coordinate", "deadline", ...), and where it stands.

    ``sentence`` is the evidence as shown, ``[start, end)`` of the document's text covers all that the values rest on, save
    what the headings say. ``typed`` says whether the kind of thing that was asked for was found; ``features`` speak for it
    beside its passage's. ``task`` is the row of the register that it rests on.
    """

    candidate: Candidate
    sentence: str
    start: int
    end: int
    values: dict[str, str]
    typed: bool
    features: StatementFeatures
    rank: float
    task: StoredTask | None = None


class Reader:
    """Reads candidates; ``tasks`` gives the register of the document in a row of the store."""

    def __init__(self, understanding: Understanding, tasks: Callable[[int], Sequence[StoredTask]]) -> None:
        self._understanding = understanding
        self._asks = understanding.asks
        self._tasks = tasks

    def read(self, candidates: Sequence[Candidate]) -> list[Finding]:
        """The best finding in each of the first candidates, best first; letterheads are read only for what they state.

        Where a document is asked for by its signer, passages with that name come before all others.
        """
        found = []
        for candidate in candidates[:_READ]:
            passage = candidate.hit.passage.passage
            if passage.kind == "header" and not self._is_stated_there(candidate):
                continue
            findings = self.statements(candidate)
            found += [max(findings, key=lambda finding: finding.rank)] if findings else []
        by_person = self._asks in _ASKED_BY_PERSON
        names = [terms_of(name) for name in named_persons(self._understanding)] if by_person else []
        return sorted(found, key=lambda finding: (not _names(finding, names), -finding.rank))

    def statements(self, candidate: Candidate) -> list[Finding]:
        """What each sentence of a candidate says, headings apart; a table row is one."""
        return [self._finding(candidate, part) for part in self._parts(candidate)]

    def _is_stated_there(self, candidate: Candidate) -> bool:
        """Whether a letterhead may answer: its date is that of issuing and of nothing else."""
        if self._asks == "date":
            return candidate.features.states > 0
        return self._asks in _ASKED_OF_LETTERHEADS

    def _parts(self, candidate: Candidate) -> list[Span]:
        """What is read one by one: the sentences, headings apart; a table row as a whole."""
        text = candidate.hit.passage.text
        if candidate.hit.passage.passage.kind == "row":
            return [Span(0, len(text), text)]
        parts = sentences_of(text)
        return [part for part in parts if len(parts) == 1 or not _is_heading(part.text, candidate)]

    def _finding(self, candidate: Candidate, part: Span) -> Finding:
        passage = candidate.hit.passage.passage
        task = self._task(candidate, part)
        values, meant = self._values(candidate, part, task)
        row = passage.kind == "row"
        typed = (
            self._asks in values
            or (self._asks not in EXTRACTED or self._asks == "number")
            and holds(self._understanding, part.text, passage.section, row) > 0
        )
        speaks = features(
            self._understanding, part.text, passage.section, candidate.inside, values, typed=typed, meant=meant
        )
        rank = candidate.rank + speaks.rank()
        told = part if row else _whole(candidate.hit.passage.text, part)
        start, end = _proof(
            candidate, told, [values[kind] for kind in _SHOWN_WITH.get(self._asks, ()) if kind in values]
        )
        sentence = row_text(passage.section, part.text) if row else told.text
        if task is not None and not row and self._asks in _OF_TASKS and task.evidence in candidate.hit.passage.text:
            # "Đơn vị chủ trì: …" answers, and says nothing without the task that it belongs to.
            sentence = task.evidence
            at = candidate.hit.passage.text.find(task.evidence)
            start, end = min(start, at), max(end, at + len(task.evidence))
        return Finding(
            candidate, sentence, passage.start + start, passage.start + end, values, typed, speaks, rank, task
        )

    def _says_of_itself(self, text: str) -> bool:
        """Whether a document says of itself that it does to the one named what the question asks: "văn bản nào thay thế …"."""
        asked, said = fold(self._understanding.text), fold(text)
        return bool(_THIS_DOCUMENT.search(text)) and any(
            # The act before the number: "Quyết định 12 thay thế văn bản nào" asks for another one.
            act in said and number in said and 0 <= asked.find(act) < asked.rfind(number)
            for act in _acts()
            for number in self._understanding.mentions.numbers
        )

    def _task(self, candidate: Candidate, part: Span) -> StoredTask | None:
        """The task of the register that a sentence states: the one that shares most of it."""
        base = candidate.hit.passage.passage.start
        start, end = base + part.start, base + part.end

        def shared(stored: StoredTask) -> int:
            return min(end, stored.task.end) - max(start, stored.task.start)

        tasks = self._tasks(candidate.hit.passage.document)
        best = max(tasks, key=shared, default=None)
        if best is not None and shared(best) > 0:
            return best
        # Behind "Nội dung: …" who has the task stands in a later paragraph, which is where the register has it from.
        return next((stored for stored in tasks if _is_object(stored.task.object, part.text)), None)

    def _values(self, candidate: Candidate, part: Span, task: StoredTask | None) -> tuple[dict[str, str], float]:
        """The typed values that a sentence states, those of its task first; and how much of the question is said of them."""
        meant = 0.0
        asks, text = self._asks, part.text
        passage = candidate.hit.passage.passage
        values = _task_values(task.task) if task is not None else {}
        if passage.kind != "row":
            values |= _labelled(candidate.hit.passage.text, part)
            above = body_above(candidate.hit.passage.text[: part.start])
            has_it, helpers = lead(text, above, passage.section), together(text)
            if has_it and above and values.get("lead") == body_of_path(passage.section):
                values["lead"] = has_it  # a heading inside the passage is nearer than those of its section
            elif has_it:
                values.setdefault("lead", has_it)
            if helpers and (asks == "coordinate" or task is None):
                values["coordinate"] = helpers  # the register names the helper, the question its partners
            mentions, whole = self._understanding.mentions, candidate.hit.passage.text
            counted = bool(self._understanding.wanted.units)
            time = stated_time(whole, part, mentions.years, candidate.inside, counted=counted)
            if time:
                values["deadline"] = time
        elif asks in MEASURES:
            mentions = self._understanding.mentions
            cell = asked_cell(passage.section, text, candidate.inside, mentions.years)
            if cell:
                values[asks] = cell
        elif asks in ("lead", "advise"):
            body = asked_body(passage.section, text, self._understanding.words)
            if body:
                values["lead"] = body
        if asks in ("date", "frequency") and "deadline" in values:
            values[asks] = values["deadline"]
        if asks == "advise" and "lead" in values:
            values["advise"] = values["lead"]
        if asks in ("person", "signer"):
            named = persons(text, candidate.inside) if asks == "person" else []
            best = max(named, key=lambda each: each.fit, default=None)
            person = best.name + best.office if best else _signed(asks, candidate, text)
            if person:
                values[asks] = person
                meant = best.fit if best else 0.0
        if asks in ("reference", "number"):
            cited = cited_documents(self._understanding, text, candidate.inside)
            number = cited.names if cited else None
            header = candidate.hit.document.header
            if number is None and header.number and (asks == "number" or self._says_of_itself(text)):
                # "Quyết định này thay thế Quyết định số …": the document asked for is the one that says so.
                number = header.number if asks == "number" else f"{header.type or ''} số {header.number}".strip()
            if number:
                values[asks] = number
                # A document is asked for its own number more often than for that of one which it cites.
                meant = cited.fit if cited and asks == "reference" else 0.0
        return values, meant


_OF_TASKS = frozenset(("lead", "advise", "coordinate", "deadline", "date", "frequency"))
#: The values that an answer to a kind of question shows.
_SHOWN_WITH = {
    "lead": ("lead", "coordinate", "deadline"),
    "advise": ("advise", "coordinate", "deadline"),
    "coordinate": ("coordinate", "lead"),
    "deadline": ("deadline",),
    "date": ("date",),
    "frequency": ("frequency",),
}


@functools.cache
def _acts() -> tuple[str, ...]:
    return tuple(map(fold, lines_of(DATA / "acts_on_documents.txt")))


def shown_with(asks: str) -> tuple[str, ...]:
    """The kinds of values that an answer to a kind of question shows, in this order."""
    return _SHOWN_WITH.get(asks, (asks,))


def _is_heading(text: str, candidate: Candidate) -> bool:
    """Whether a sentence is only the heading of its section, which is shown in the path anyway."""
    path = candidate.hit.passage.passage.section
    return bool(path) and text.rstrip(" :.") == path[-1].rstrip(" :.")


def _whole(text: str, part: Span) -> Span:
    """The sentence with the clauses that ";" sets apart in it, unless that is long: "bắt đầu từ …; kết thúc trước …"."""
    parts = sentences_of(text)
    at = next((i for i, each in enumerate(parts) if each.start == part.start), None)
    if at is None:
        return part
    first = last = at
    while first > 0 and parts[first - 1].text.endswith(";") and "\n" not in text[parts[first - 1].end : part.start]:
        first -= 1
    while (
        last + 1 < len(parts) and parts[last].text.endswith(";") and "\n" not in text[part.end : parts[last + 1].start]
    ):
        last += 1
    start, end = parts[first].start, parts[last].end
    return Span(start, end, text[start:end]) if end - start <= SHOWN else part


def _proof(candidate: Candidate, part: Span, values: Sequence[str]) -> tuple[int, int]:
    """The span of the passage that holds the sentence and all values that stand in the passage."""
    text = candidate.hit.passage.text
    start, end = part.start, part.end
    for value in values:
        for piece in value.split("; "):
            if any(piece in heading for heading in candidate.hit.passage.passage.section):
                continue  # shown in the path above the quote
            at = text.find(piece, part.start)
            if at < 0:
                at = text.find(piece)
            if at >= 0:
                start, end = min(start, at), max(end, at + len(piece))
    return start, end


def _labelled(text: str, part: Span) -> dict[str, str]:
    """What the labelled lines at a sentence, or right below it, state: "Đơn vị chủ trì: …", "Thời gian thực hiện: …"."""
    lines = [Span(m.start(), m.end(), m.group()) for m in re.finditer(r"[^\n]+", text)]
    own = next((at for at, line in enumerate(lines) if line.end > part.start), len(lines))
    stated = [labels(line.text) for line in lines]
    first = own
    while stated[first : first + 1] and stated[first] and first > 0 and stated[first - 1]:
        first -= 1
    if own < len(lines) and not stated[own]:
        first = own + 1
    values: dict[str, str] = {}
    for found in stated[first:]:
        if not found:
            break
        for label in found:
            kind = _OF_LABELS.get(label.kind)
            if kind and label.value:
                named = body_list(label.value, 0) if kind in ("lead", "coordinate") else None
                values.setdefault(kind, named.text if named else label.value)
    return values


def _task_values(task: Task) -> dict[str, str]:
    values = {"lead": task.lead, "coordinate": "; ".join(task.coordinating), "deadline": task.deadline}
    return {kind: value for kind, value in values.items() if value}


def _is_object(named: str, text: str) -> bool:
    return len(named) >= _LONG_OBJECT and named[:_OBJECT] in text


def _signed(asks: str, candidate: Candidate, text: str) -> str | None:
    """The signer, or for another person a name alone on its line."""
    header = candidate.hit.document.header
    if asks == "signer":
        if not header.signer or header.signer not in text:
            return None
        return f"{header.signer} - {header.signer_title}" if header.signer_title else header.signer
    return next((line for line in text.split("\n") if is_name(line)), None)


def _names(finding: Finding, names: Sequence[frozenset[str]]) -> bool:
    """Whether the passage of a finding has all of a name."""
    return any(name <= terms_of(finding.candidate.hit.passage.text) for name in names)
