"""Reading: from the candidates to the shortest complete answer and the words that prove it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping, Sequence

from corpus.bodies import Span, begins_task, bodies, body_list, body_of_heading
from corpus.documents import Task
from corpus.grammar import CITED_NUMBER, DATA, document_types, lines_of
from corpus.header import is_name
from corpus.labels import labels
from corpus.sentences import sentences
from corpus.stored import StoredTask
from corpus.syllables import fold
from corpus.times import times
from qa.cells import asked_cell, row_text
from qa.kinds import holds
from qa.ranking import Candidate
from qa.understanding import Understanding
from qa.words import folded_words, terms_of

#: Candidates whose sentences are read, and what a sentence adds to its passage's rank (log odds, as the ranks are), if it holds
#: the kind of thing asked for, and if the very value was read.
_READ = 8
_SENTENCE = 3.0
_TYPED = 1.5
_TYPED_VALUE = 3.0
_ASKED_OF_LETTERHEADS = frozenset(("number", "date", "signer", "reference", "person"))
#: How far behind a document's number its subject is looked for.
_ABOUT = 160
#: A sentence longer than this is shown around what was asked.
_SHOWN = 300

#: "Trung tâm Kiểm soát bệnh tật tỉnh chủ trì …": whoever stands before the verb, known as a body or not.
_SUBJECT = re.compile(
    r"^[-–+•*\s]*(?:\w{1,2}[.)]\s+)?(?:Giao\s+)?(?P<lead>[^\W\d_][^.;:,()]{4,90}?)\s+"
    r"(?:chủ trì|làm đầu mối|là cơ quan|là đơn vị)(?!\w)"
)
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
_OF_LABELS = {"lead": "lead", "with": "coordinate", "time": "deadline", "head": "person"}
_YEARS_ALONE = re.compile(
    r"(?:(?:từ|đến|trong|hết|cuối)\s+)*(?:giai đoạn\s+)?(?:năm\s+(?:học\s+)?)?\d{4}(?:\s*[-–]\s*\d{4})?"
    r"|thường xuyên.*|(?:trong|hằng|hàng) năm",
    re.IGNORECASE,
)
_COUNTED_TIME = re.compile(r"\d{1,3}\s*(?:\(\w+\)\s*)?(?:ngày làm việc|ngày|giờ|tháng|tuần)(?!\s*\d)")
_STATES_TIME = re.compile(r"[-–+•\s]*(?:Thời gian|Thời hạn|Hoàn thành|Xong|Định kỳ|Tiến độ)", re.IGNORECASE)


@dataclasses.dataclass(frozen=True)
class Finding:
    """What was read: typed ``values`` by kind ("lead", "coordinate", "deadline", ...), and where it stands.

    ``sentence`` is the evidence as shown, ``[start, end)`` of the document's text covers all that the values rest on, save
    what the headings say. ``typed`` says whether the kind of thing that was asked for was found; ``covered`` in [0, 1] is the
    share of the question in the sentence. ``task`` is the row of the register that it rests on.
    """

    candidate: Candidate
    sentence: str
    start: int
    end: int
    values: dict[str, str]
    typed: bool
    covered: float
    rank: float
    task: StoredTask | None = None


class Reader:
    """Reads candidates; ``tasks`` gives the register of the document in a row of the store."""

    def __init__(self, understanding: Understanding, tasks: Callable[[int], Sequence[StoredTask]]) -> None:
        self._understanding = understanding
        self._asks = understanding.asks
        self._tasks = tasks

    def read(self, candidates: Sequence[Candidate]) -> list[Finding]:
        """The best finding in each of the first candidates, best first; letterheads are read only for what they state."""
        found = []
        for candidate in candidates[:_READ]:
            passage = candidate.hit.passage.passage
            if passage.kind == "header" and self._asks not in _ASKED_OF_LETTERHEADS:
                continue
            findings = [self._finding(candidate, part) for part in self._parts(candidate)]
            found += [max(findings, key=lambda finding: finding.rank)] if findings else []
        return sorted(found, key=lambda finding: -finding.rank)

    def _parts(self, candidate: Candidate) -> list[Span]:
        """What is read one by one: the sentences, headings apart; a table row as a whole."""
        text = candidate.hit.passage.text
        if candidate.hit.passage.passage.kind == "row":
            return [Span(0, len(text), text)]
        parts = sentences(text)
        return [part for part in parts if len(parts) == 1 or not _is_heading(part.text, candidate)]

    def _finding(self, candidate: Candidate, part: Span) -> Finding:
        passage = candidate.hit.passage.passage
        total = sum(candidate.inside.values()) or 1.0
        terms = terms_of(part.text)
        covered = sum(weight for term, weight in candidate.inside.items() if term in terms) / total
        task = self._task(candidate, part)
        values = self._values(candidate, part, task)
        row = passage.kind == "row"
        typed = (
            self._asks in values
            or (self._asks not in _EXTRACTED or self._asks == "number")
            and holds(self._understanding, part.text, passage.section, row) > 0
        )
        rank = candidate.rank + _SENTENCE * covered + _worth(self._asks, values, typed)
        start, end = _proof(
            candidate, part, [values[kind] for kind in _SHOWN_WITH.get(self._asks, ()) if kind in values]
        )
        sentence = row_text(passage.section, part.text) if row else part.text
        if task is not None and not row and self._asks in _OF_TASKS and task.evidence in candidate.hit.passage.text:
            # "Đơn vị chủ trì: …" answers, and says nothing without the task that it belongs to.
            sentence = task.evidence
            at = candidate.hit.passage.text.find(task.evidence)
            start, end = min(start, at), max(end, at + len(task.evidence))
        return Finding(
            candidate, sentence, passage.start + start, passage.start + end, values, typed, covered, rank, task
        )

    def _task(self, candidate: Candidate, part: Span) -> StoredTask | None:
        """The task of the register that a sentence states: the one that shares most of it."""
        base = candidate.hit.passage.passage.start
        start, end = base + part.start, base + part.end

        def shared(stored: StoredTask) -> int:
            return min(end, stored.task.end) - max(start, stored.task.start)

        best = max(self._tasks(candidate.hit.passage.document), key=shared, default=None)
        return best if best is not None and shared(best) > 0 else None

    def _values(self, candidate: Candidate, part: Span, task: StoredTask | None) -> dict[str, str]:
        """The typed values that a sentence states, those of its task first."""
        asks, text = self._asks, part.text
        passage = candidate.hit.passage.passage
        values = _task_values(task.task) if task is not None else {}
        if passage.kind != "row":
            values |= _labelled(candidate.hit.passage.text, part)
            lead, together = _lead(text, passage.section), _together(text)
            if lead:
                values.setdefault("lead", lead)
            if together and (asks == "coordinate" or task is None):
                values["coordinate"] = together  # the register names the helper, the question its partners
            time = _time(self._understanding, candidate.hit.passage.text, part)
            if time:
                values["deadline"] = time
        elif asks in _MEASURES:
            mentions = self._understanding.mentions
            cell = asked_cell(passage.section, text, candidate.inside, mentions.years)
            if cell:
                values[asks] = cell
        if asks in ("date", "frequency") and "deadline" in values:
            values[asks] = values["deadline"]
        if asks == "advise" and "lead" in values:
            values["advise"] = values["lead"]
        if asks in ("person", "signer"):
            person = _person(self._understanding, candidate, text)
            if person:
                values[asks] = person
        if asks in ("reference", "number"):
            number = _reference(self._understanding, candidate, text)
            if number:
                values[asks] = number
        return values


_EXTRACTED = frozenset(
    ("lead", "advise", "coordinate", "deadline", "date", "frequency", "person", "signer", "reference", "number")
)
_OF_TASKS = frozenset(("lead", "advise", "coordinate", "deadline", "date", "frequency"))
_MEASURES = frozenset(("target", "count", "money"))
#: The values that an answer to a kind of question shows.
_SHOWN_WITH = {
    "lead": ("lead", "coordinate", "deadline"),
    "advise": ("advise", "coordinate", "deadline"),
    "coordinate": ("coordinate", "lead"),
    "deadline": ("deadline",),
    "date": ("date",),
    "frequency": ("frequency",),
}


def _worth(asks: str, values: Mapping[str, str], typed: bool) -> float:
    """What the value found adds to the rank: a bare year is a poor deadline."""
    vague = asks in ("deadline", "date") and asks in values and _YEARS_ALONE.fullmatch(values[asks]) is not None
    extracted = asks in _EXTRACTED and asks in values
    return (_TYPED_VALUE if extracted else _TYPED) * typed * (0.4 if vague else 1.0)


def shown_with(asks: str) -> tuple[str, ...]:
    """The kinds of values that an answer to a kind of question shows, in this order."""
    return _SHOWN_WITH.get(asks, (asks,))


def _is_heading(text: str, candidate: Candidate) -> bool:
    """Whether a sentence is only the heading of its section, which is shown in the path anyway."""
    path = candidate.hit.passage.passage.section
    return bool(path) and text.rstrip(" :.") == path[-1].rstrip(" :.")


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
    subject = _SUBJECT.match(text)
    if subject and subject["lead"][:1].isupper():
        return subject["lead"]
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


def _time(understanding: Understanding, text: str, part: Span) -> str | None:
    """The time that a sentence states for its task, else one stated right after it.

    A year that the question itself names is no answer to "when".
    """
    after = next((span for span in sentences(text[part.end :])), None)
    near = [part.text] + ([after.text] if after is not None and _STATES_TIME.match(after.text) else [])
    for sentence in near:
        new = [
            t
            for t in times(sentence)
            if not re.fullmatch(r"(?:năm )?\d{4}", t.text) or int(t.text[-4:]) not in understanding.mentions.years
        ]
        bound = [t for t in new if _BOUND_TIME.search(t.text)]
        # "trong mấy ngày" is answered by a number of days, "trước ngày nào" by a day.
        counted = _COUNTED_TIME.search(sentence) if understanding.wanted.units else None
        if counted:
            return counted.group()
        if bound or new:
            return _IN_TIME.sub("", (bound or new)[0].text)
    return None


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
    cited = []
    for match in re.finditer(rf"(?P<type>{'|'.join(document_types())})?\s*(?:số\s*)?(?:{CITED_NUMBER.pattern})", text):
        # What a document is about stands behind it: "Quyết định số 790/QĐ-TTg … phê duyệt Quy hoạch tỉnh …".
        behind = terms_of(re.split(r"[;\n]", text[match.end() :])[0][:_ABOUT])
        fits = sum(weight for term, weight in candidate.inside.items() if term in behind)
        cited.append((match.group("type"), match.group().strip(), fits))
    asked_number = {fold(number) for number in understanding.mentions.numbers}
    new = [each for each in cited if not any(number in fold(each[1]) for number in asked_number)]
    chosen = (
        [each for each in new if each[0] in kinds and _kind_is_asked(each[0], asked)]
        or [each for each in new if each[0] in kinds]
        or new
    )
    if chosen:
        best = max(fits for _, _, fits in chosen)
        several = understanding.wanted.several
        return "; ".join(dict.fromkeys([name for _, name, fits in chosen if several or fits == best][:3]))
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
