"""Follow-ups completed: what they name put in the place of its like in the question before."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterable

from corpus.bodies import bodies
from corpus.errors import BadQuestion
from corpus.stored import StoredDocument
from corpus.syllables import same_tone
from qa.accents import AccentModel
from qa.english_terms import english_terms, translated
from qa.follow_up_words import ask_phrase, follow_up_words, word
from qa.follow_ups import FRAME, MARKS, FollowUp
from qa.glossary import Glossary
from qa.language import has_accents, language
from qa.places import Places
from qa.understanding import Understanding
from qa.utterances import Part, Utterance, read_tables

#: The longest name of a document inside a question, in characters.
_LONGEST_NAME = 120
#: What a bare name may stand for, in this order.
_NAMED = ("school", "place", "name", "body", "class")

#: What is asked of a matter and not of the body that has it: "when do they have to finish".
_OF_MATTERS = frozenset(("deadline", "date", "money", "coordinate", "reference"))


@dataclasses.dataclass(frozen=True)
class Turn:
    """What a turn leaves behind: the completed question, and the document and the lead bodies of its answer."""

    question: str
    understanding: Understanding
    document: StoredDocument | None
    bodies: tuple[str, ...]


def prepare(glossary: Glossary) -> None:
    """Read the tables that the first follow-up would otherwise wait for."""
    follow_up_words("vi", True), follow_up_words("vi", False), follow_up_words("en", True)
    english_terms(glossary)
    read_tables()


def complete(question: str, before: Turn, glossary: Glossary, accents: AccentModel, places: Places) -> str | None:
    """``question`` as a full one, completed from the turn before; ``None`` where it stands on its own."""
    spoken = _language(question, before, accents)
    if spoken is None:
        return None
    follow_up = FollowUp(question, spoken, accents, places)
    if not follow_up.said.words or not follow_up.depends:
        return None
    completed = _Completion(follow_up, before, glossary, accents, places).text()
    completed = re.sub(r"\s+", " ", completed).strip(MARKS)
    if not completed or completed == follow_up.said.text.strip(MARKS):
        return None
    bare = spoken == "vi" and not has_accents(question) and before.understanding.form == "noacc"
    return f"{_bare(completed) if bare else completed}?"


class _Completion:
    """A follow-up put together with the question before it."""

    def __init__(
        self, follow_up: FollowUp, before: Turn, glossary: Glossary, accents: AccentModel, places: Places
    ) -> None:
        self._follow_up = follow_up
        self._said = follow_up.said
        self._before = before
        self._glossary = glossary
        self._spoken = follow_up.said.language
        self._same_language = before.understanding.language == self._spoken
        self._base = Utterance(self._told(accents, places), self._spoken, accents, places)

    def text(self) -> str:
        follow_up = self._follow_up
        if follow_up.pointers:
            return self._pointed()
        if self._said.asking and follow_up.paper and self._before.document:
            return self._asked_of(self._document(), self._said.text)
        if self._said.asking and follow_up.matter:
            return self._framed()
        return self._changed()

    # -- the four ways ---------------------------------------------------------------------------------------------------

    def _pointed(self) -> str:
        """What points back, put in words."""
        said, follow_up = self._said, self._follow_up
        edits = []
        told = ""
        for pointer in follow_up.pointers:
            told, replaced = self._referent(pointer.kind, pointer.noun)
            edits.append((*said.span(pointer.start, pointer.end), replaced))
        text = _edited(said.text, edits)
        if told == "body" and self._before.document and not any(p.kind == "document" for p in follow_up.pointers):
            text = f"{text.rstrip(MARKS)} {word('in document', self._spoken)} {self._document()}"
        return text

    def _changed(self) -> str:
        """The question before with what the follow-up names in the place of its like, and with its ask."""
        base, said = self._base, self._said
        edits: list[tuple[int, int, str]] = []
        added: list[str] = []
        left = list(base.parts)
        for part in said.parts:
            like = _like(part, left)
            if like is None and part.kind == "name" and self._follow_up.matter:
                continue  # "Tiếng Anh": the capital of a word of the matter.
            if like is None:
                added.append(self._with_preposition(part))
                continue
            left.remove(like)
            edits.append(self._edit(part, like))
            if part.kind == "document":
                # Another document is of another place and year.
                of = [each for each in left if each.kind in FRAME]
                edits += [(*base.span(self._from_preposition(base, each), each.end), " ") for each in of]
                left = [each for each in left if each not in of]
        if self._follow_up.matter:
            edits.extend(self._matter_edit())
        asked = self._ask()
        cut = [(*base.span(start, end), " ") for start, end in base.asking]
        if asked is None and self._same_language:
            end = self._end_of_matter()
            tail = base.text[end:]
            text = _edited(base.text[:end], [edit for edit in edits if edit[1] <= end])
            return f"{text} {' '.join(added)} {tail}" if added else text + tail
        topic = _trimmed(_edited(base.text, [*edits, *cut]), base)
        topic = " ".join(filter(None, (topic, *added)))
        if asked is None:
            return self._asked_of(topic, ask_phrase(self._before.understanding.asks, self._spoken), whole=True)
        return self._asked_of(topic, asked)

    def _framed(self) -> str:
        """The follow-up, which has its own matter and ask, in the place and the time of the question before."""
        kinds = {part.kind for part in self._said.parts}
        if "document" in kinds:
            return self._said.text
        frame = [part for part in self._base.parts if part.kind in FRAME and part.kind not in kinds]
        told = [self._preposition(self._base, part) for part in frame]
        return " ".join([self._said.text.rstrip(MARKS), *told])

    def _asked_of(self, topic: str, ask: str, *, whole: bool = False) -> str:
        """An ask of a topic: "thời hạn giao đất", "giao đất: khi nào xong"."""
        ask = ask.strip(MARKS)
        if self._said.labelled and not whole:
            ask = re.sub(r"^(?:the|an?)\s+", "", ask, flags=re.IGNORECASE) if self._spoken == "en" else ask
            return f"{ask} for {topic}" if self._spoken == "en" else f"{ask} {topic}"
        return f"{topic}: {ask}" if topic else ask

    # -- pieces ----------------------------------------------------------------------------------------------------------

    def _told(self, accents: AccentModel, places: Places) -> str:
        """The question before in the language of the follow-up and with accents; in another one its matter alone."""
        understanding = self._before.understanding
        if self._same_language:
            question = self._before.question
            return accents.restore(question) if understanding.form == "noacc" else question
        if self._spoken == "vi":
            return understanding.text
        return self._in_english(_topic(Utterance(understanding.text, "vi", accents, places)))

    def _ask(self) -> str | None:
        """How the follow-up asks, without what it names; ``None`` where it asks what was asked before."""
        said = self._said
        if not said.asking:
            return None
        cut = [(*said.span(self._from_preposition(said, part), part.end), " ") for part in said.parts]
        return re.sub(r"\s+", " ", _edited(said.text, cut)).strip(MARKS)

    def _edit(self, part: Part, like: Part) -> tuple[int, int, str]:
        said, base = self._said, self._base
        if part.kind == "time" and like.kind == "time":
            return (*base.span(like.name, like.name_end), said.slice(part.name, part.name_end))
        if part.kind in ("school", "place", "class") and part.head and like.start:
            text = said.slice(part.start, part.end)
            return (*base.span(like.start, like.end), text[:1].lower() + text[1:] if part.start < part.name else text)
        if part.head or part.kind in ("body", "document"):
            return (*base.span(like.start, like.end), said.slice(part.start, part.end))
        return (*base.span(like.name, like.name_end), said.slice(part.start, part.end))

    def _matter_edit(self) -> list[tuple[int, int, str]]:
        """The matter of the question before, from the word on that both have, replaced by that of the follow-up."""
        base, said = self._base, self._said
        named = {at for part in said.parts if part.kind != "name" for at in range(part.start, part.end)}
        outside = [at for at in range(len(said.words)) if at not in named and at not in said.asks_at]
        new = said.slice(outside[0], outside[-1] + 1)
        run = self._longest_run()
        if not run:
            return []
        first, last = run
        shared = next((at for at in range(first, last) if base.plain[at] == said.plain[outside[0]]), first)
        return [(*base.span(shared, last), new)]

    def _longest_run(self) -> tuple[int, int] | None:
        base = self._base
        taken = base.named_at | base.asks_at
        runs: list[tuple[int, int]] = []
        start = 0
        for at in range(len(base.words) + 1):
            if at == len(base.words) or at in taken:
                runs.append(_without_small(base, start, at))
                start = at + 1
        longest = max(runs, key=lambda run: run[1] - run[0])
        return longest if longest[1] > longest[0] else None

    def _end_of_matter(self) -> int:
        """Where a place or time may be added: behind the matter, before an ask that stands at the end."""
        base = self._base
        at = len(base.words)
        while at and at - 1 in base.asks_at:
            at -= 1
        return base.span(0, at)[1] if at else len(base.text.rstrip(MARKS))

    def _with_preposition(self, part: Part) -> str:
        return self._preposition(self._said, part)

    def _preposition(self, utterance: Utterance, part: Part) -> str:
        start = self._from_preposition(utterance, part)
        text = utterance.slice(start, part.end)
        if start < part.start or part.kind not in FRAME:
            return text
        if part.kind == "time":
            return text if text[:1].isalpha() else f"{word('time word', self._spoken)} {text}"
        return f"{word('place word', self._spoken)} {text}"

    @staticmethod
    def _from_preposition(utterance: Utterance, part: Part) -> int:
        before = utterance.cues.ending(utterance.words, part.start, "preposition")
        return part.start if before in utterance.asks_at else before

    def _referent(self, kind: str, noun: str) -> tuple[str, str]:
        """What a pointer stands for, and of which kind that is."""
        base, document = self._base, self._before.document
        if kind == "thing" and self._follow_up.paper and document:
            kind = "document"
        if kind == "body" and not noun and self._glossary.asks(self._said.text, self._spoken) in _OF_MATTERS:
            kind = "thing"
        if kind == "document":
            named = next((base.slice(p.start, p.end) for p in base.parts if p.kind == "document"), None)
            if document or named:
                return "document", self._document() if document else str(named)
        if kind == "body":
            found = self._before.bodies or tuple(each.text for each in bodies(self._before.question))
            if found:
                return "body", ", ".join(found)
        if kind in ("school", "place", "class") and (self._follow_up.matter or kind == "place"):
            parts = [part for part in base.parts if part.kind == kind]
            alike = [part for part in parts if part.head == noun] or parts
            if alike:
                return kind, self._preposition(base, alike[0]) if not noun else base.slice(alike[0].start, alike[0].end)
        return "thing", _topic(base)

    def _document(self) -> str:
        """The document that answered, as people name it."""
        document = self._before.document
        assert document is not None
        header = document.header
        name = f"{header.type or ''} {header.number}".strip() if header.number else document.title
        if len(name) > _LONGEST_NAME:
            name = name[:_LONGEST_NAME].rsplit(" ", 1)[0]
        issuer = header.issuer or ""
        if self._spoken == "en":
            name, issuer = self._in_english(name), self._in_english(issuer)
            year = f" {header.year}" if header.year and str(header.year) not in name else ""
            return f"{name}{year}" + (f" of {issuer}" if issuer else "")
        year = f" năm {header.year}" if header.year and str(header.year) not in name else ""
        return f"{name}{year}" + (f" của {issuer}" if issuer else "")

    def _in_english(self, text: str) -> str:
        return translated(text, self._glossary)


def _language(question: str, before: Turn, accents: AccentModel) -> str | None:
    """The language of a follow-up; that of the turn before where it has no letters, ``None`` in another script."""
    if not any(c.isalpha() for c in question):
        return before.understanding.language if any(c.isdigit() for c in question) else None
    try:
        return language(question, accents.knows)
    except BadQuestion:
        return None  # Understanding it says so, with the remedy.


def _like(part: Part, among: list[Part]) -> Part | None:
    """Of the parts of the question before the one whose place a part of the follow-up takes."""
    if part.kind == "time":
        return next((each for each in among if each.kind == "time" and each.head == part.head), None)
    same = [each for each in among if each.kind == part.kind]
    alike = [each for each in same if each.head == part.head]
    if alike or same:
        return (alike or same)[-1]
    kinds = _NAMED if part.kind == "name" else ("name",) if part.kind in ("school", "place", "body") else ()
    return next((each for kind in kinds for each in among if each.kind == kind), None)


def _edited(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _topic(base: Utterance) -> str:
    """What a question is about, without what it asks of it."""
    text = _edited(base.text, [(*base.span(start, end), " ") for start, end in base.asking])
    return _trimmed(text, base) or base.text.strip(MARKS)


def _trimmed(topic: str, base: Utterance) -> str:
    """A topic without what only bound it to its ask: "phải", "be finished"."""
    topic = re.sub(r"\s+", " ", topic).strip(MARKS)
    while True:
        words = topic.split(" ")
        plain = [same_tone(each).lower().strip(MARKS) for each in words]
        end = base.cues.ending(plain, len(plain), "tail")
        start = base.cues.starting(plain, 0, "lead in")
        if (start, end) == (0, len(words)) or start >= end:
            return topic
        topic = " ".join(words[start:end]).strip(MARKS)


def _without_small(base: Utterance, start: int, end: int) -> tuple[int, int]:
    while start < end and (after := base.cues.starting(base.words, start, "small")) > start:
        start = min(after, end)
    while start < end and (before := base.cues.ending(base.words, end, "small")) < end:
        end = max(before, start)
    return start, end


def _bare(text: str) -> str:
    """``text`` without accents, capitals kept, as it was typed."""
    decomposed = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))
