"""A question taken apart for a conversation: the words that ask, the things it names, and what is left of it."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterator

from corpus.bodies import bodies
from corpus.grammar import CITED_NUMBER
from corpus.syllables import fold, same_tone
from qa.accents import AccentModel
from qa.follow_up_words import follow_up_words
from qa.language import has_accents
from qa.places import Places
from qa.question_labels import is_label
from qa.question_phrases import askings
from qa.question_table import QuestionTable, QuestionText
from qa.tables import DATA

# As the table of question words parts them, so that the places of its phrases are places of these words.
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|%")
_CONTRACTED = re.compile(r"(?<=\b(?:what|when))['’]s\b|(?<=\bwho)['’]s\b|(?<=\bwhere)['’]s\b", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d{2}(?:-(?:19|20)\d{2})?")
_FIGURE = re.compile(r"\d+[a-zđ]?|[ivx]+", re.IGNORECASE)
_KINDS = ("school", "place", "body", "document", "class", "time")
#: How many words a name has behind its head where capitals do not tell.
_LONGEST_NAME = 5


@dataclasses.dataclass(frozen=True)
class Part:
    """A thing that a question names, words ``[start, end)``: ``[name, name_end)`` is what its ``head`` does not say.

    ``kind`` is "school", "place", "body", "document", "class", "time" or "name"; ``head`` is folded, "" where there is none.
    """

    kind: str
    start: int
    end: int
    name: int
    name_end: int
    head: str


class Utterance:
    """A question as words; ``asking`` are the spans of words that ask, with what belongs to them, ``parts`` the things.

    ``labelled`` is set where no question word asks, but the name of what is wanted ("thời hạn"), ``counts`` where the number
    of something is asked for.
    """

    def __init__(self, text: str, language: str, accents: AccentModel, places: Places) -> None:
        self.text = _CONTRACTED.sub(" is", same_tone(text))
        self.language = language
        self.folded = language == "en" or not has_accents(self.text)
        self.cues = follow_up_words(language, self.folded)
        self._spans = [match.span() for match in _WORD.finditer(self.text)]
        self.typed = [self.text[start:end] for start, end in self._spans]
        self.plain = [fold(word) for word in self.typed]
        self.words = self.plain if self.folded else [word.lower() for word in self.typed]
        self.labelled = self.counts = False
        self.asking = self._asking()
        self.asks_at = {at for start, end in self.asking for at in range(start, end)}
        self.parts = _without_overlap(self._named(accents, places), self.asks_at)
        self.named_at = {at for part in self.parts for at in range(part.start, part.end)}

    def slice(self, start: int, end: int) -> str:
        """The text of words ``[start, end)``."""
        return self.text[self._spans[start][0] : self._spans[end - 1][1]] if start < end else ""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where words ``[start, end)`` stand in the text."""
        return (self._spans[start][0], self._spans[end - 1][1]) if start < end else (0, 0)

    @functools.cached_property
    def matter(self) -> list[int]:
        """The words that neither ask nor belong to a part, and are not such as every question may have."""
        taken = self.asks_at | self.named_at
        for at in range(len(self.words)):
            taken.update(range(at, self.cues.starting(self.words, at, "generic")))
        return [at for at in range(len(self.words)) if at not in taken]

    # -- what asks -------------------------------------------------------------------------------------------------

    def _asking(self) -> list[tuple[int, int]]:
        spans = list(self._asked(_table().read(self.text, self.language)))
        if not spans and self.language == "vi" and not self.folded:
            spans = list(self._asked(_table().read(self.text, self.language, folded=True)))
        grown = sorted(self._grown(start, end) for start, end in spans)
        joined: list[tuple[int, int]] = []
        for start, end in grown:
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return joined

    def _asked(self, text: QuestionText) -> Iterator[tuple[int, int]]:
        found = askings(text, self.language)
        for asking in found:
            before = text.ending(asking.start, "label")
            self.counts |= asking.means == "many" and asking.unit is not None
            yield (before.start if before else asking.start), asking.end
        yield from (order.span for order in text.phrases("list") if order.start == 0)
        if self.language == "vi":
            whether = [each for each in text.phrases("yesno", "end") if each.end == len(text.words)]
            yield from (each.span for each in whether if not found)
        if not found:
            labels = [label for label in text.phrases("label") if is_label(text, label) and label.means != "document"]
            article = self.cues.starting(self.words, 0, "article")
            heads = [label for label in labels if label.start in (0, article) or label.start in text.breaks]
            for label in heads[:1]:
                self.labelled = True
                yield (0 if label.start == article else label.start), label.end

    def _grown(self, start: int, end: int) -> tuple[int, int]:
        while True:
            left = self.cues.ending(self.words, start, "before ask")
            right = self.cues.starting(self.words, end, "after ask")
            if (left, right) == (start, end):
                return start, end
            start, end = left, right

    # -- what is named ---------------------------------------------------------------------------------------------

    def _named(self, accents: AccentModel, places: Places) -> Iterator[Part]:
        yield from self._numbers()
        yield from self._times()
        if not self.folded:
            for body in bodies(self.text):
                start, end = self._at(body.start, body.end)
                school = self.cues.starting(self.words, start, "head school") > start
                if end - start > 1 and self._spans[start][0] == body.start and not school:
                    yield Part("body", start, end, start + 1, end, self.plain[start])
        names = [*self._places(places), *self._names(accents)]
        yield from self._headed(names)
        yield from names

    def _numbers(self) -> Iterator[Part]:
        for match in CITED_NUMBER.finditer(self.text.upper()):
            start, end = self._at(*match.span())
            if start < end:
                yield self._with_head("document", start, end)
        for at, word in enumerate(self.plain):
            if word.isdigit() and not _YEAR.fullmatch(word):
                part = self._with_head("document", at, at + 1)
                if part.head:
                    yield part

    def _with_head(self, kind: str, start: int, end: int) -> Part:
        before = start - (self.plain[start - 1 : start] in (["so"], ["no"]))
        head = self.cues.ending(self.words, before, f"head {kind}")
        if head == before:
            return Part(kind, start, end, start, end, "")
        return Part(kind, head, end, start, end, " ".join(self.plain[head:before]))

    def _times(self) -> Iterator[Part]:
        at = 0
        while at < len(self.words):
            end = at + 1
            if _YEAR.fullmatch(self.plain[at]):
                if end < len(self.words) and _YEAR.fullmatch(self.plain[end]):
                    end += 1  # "2026 - 2030"
                yield dataclasses.replace(self._with_head("time", at, end), head="")
            elif _FIGURE.fullmatch(self.plain[at]):
                part = self._with_head("time", at, end)
                if part.head:
                    yield part
            at = end

    def _places(self, places: Places) -> list[Part]:
        named = [place.split() for place in places.named_in(self.text)]
        return [
            Part("place", at, at + len(place), at, at + len(place), "")
            for place in named
            for at in range(len(self.plain))
            if self.plain[at : at + len(place)] == place
        ]

    def _names(self, accents: AccentModel) -> list[Part]:
        """Names by their capitals or, where a text has none, as the corpus spells them."""
        found: list[Part] = []
        capital = [word[:1].isupper() and at not in self.asks_at for at, word in enumerate(self.typed)]
        if self.text.islower():
            at = 0
            while at < len(self.words):
                end = next((e for e in range(at + 3, at + 1, -1) if accents.name(" ".join(self.plain[at:e]))), at)
                if end > at and end <= len(self.words) and self.asks_at.isdisjoint(range(at, end)):
                    found.append(Part("name", at, end, at, end, ""))
                at = max(end, at + 1)
            return found
        at = 0
        while at < len(self.words):
            # "Trường Thụy Hùng" at the beginning of a question: its head is no name.
            at = max(self.cues.starting(self.words, at, f"head {kind}") for kind in ("school", "place"))
            end = at
            while end < len(self.words) and capital[end] and self.slice(at, end + 1).count(",") == 0:
                end += 1
            first = at == 0 and end - at == 1 and self.typed[0].isascii()
            if end - at > 1 or (end > at and not first and not self.typed[at].isupper()):
                # The capital of the first word proves nothing: "Tỉnh Lạng Sơn", "Lập hồ sơ".
                whole = at > 0 or self.typed[1:2] and capital[1]
                if whole:
                    found.append(Part("name", at, end, at, end, ""))
            at = max(end, at + 1)
        return found

    def _headed(self, names: list[Part]) -> Iterator[Part]:
        at = 0
        while at < len(self.words):
            none = self.cues.starting(self.words, at, "no head")
            if none > at:
                at = none
                continue
            parts = [part for kind in _KINDS[:-1] if (part := self._behind(kind, at, names))]
            part = max(parts, key=lambda each: (each.name, each.end), default=None)
            if part is not None:
                yield part
            at = part.end if part else at + 1

    def _behind(self, kind: str, at: int, names: list[Part]) -> Part | None:
        """The part whose head starts at a word; in English its name may stand before it."""
        end = self.cues.starting(self.words, at, f"head {kind}")
        # A document is named by its number.
        if end == at or kind == "document" or not self.asks_at.isdisjoint(range(at, end)):
            return None
        head = " ".join(self.plain[at:end])
        if kind == "class":
            figure = end < len(self.words) and (_FIGURE.fullmatch(self.plain[end]) or self._capital(end))
            return Part(kind, at, end + 1, end, end + 1, head) if figure else None
        if self.language == "en":
            before = next((name for name in names if name.end == at), None)
            if before:
                return Part(kind, before.start, end, before.start, before.end, head)
            after = next((name for name in names if name.start in (end, end + 1)), None)
            if after and (after.start == end or self.words[end] == "of"):
                return Part(kind, at, after.end, after.start, after.end, head)
            return None
        name = max((name.end for name in names if name.start == end), default=end)
        last = name if kind == "place" and name > end else self._name_end(end, names)
        if kind == "place" and last - end > 2 and name == end:
            return None
        return Part(kind, at, last, end, last, head) if last > end else None

    def _capital(self, at: int) -> bool:
        return self.typed[at][:1].isupper()

    def _name_end(self, start: int, names: list[Part]) -> int:
        """Where a Vietnamese name ends that begins behind a head: with its capitals or, without any, at a small word."""
        at = known = start
        while at < len(self.words) and at not in self.asks_at and at - start < 2 * _LONGEST_NAME:
            inside = self.cues.starting(self.words, at, "word inside")
            name = max((name.end for name in names if name.start == at), default=at)
            step = max(inside, name)
            small = step == at and self.cues.starting(self.words, at, "boundary") > at
            if small or (at > start and (self._breaks_before(at) or self.plain[at][:1].isdigit())):
                break
            at = max(step, at + 1)
            if step == at:
                known = at
            if name == at and self.cues.starting(self.words, at, "word inside") == at:
                return at
        return known if known > start or not self.text.islower() else min(at, start + _LONGEST_NAME)

    def _breaks_before(self, at: int) -> bool:
        gap = self.text[self._spans[at - 1][1] : self._spans[at][0]]
        return at > 0 and any(mark in gap for mark in ",;:.?!()")

    def _at(self, start: int, end: int) -> tuple[int, int]:
        """The words that stand in ``[start, end)`` of the text."""
        inside = [at for at, (first, last) in enumerate(self._spans) if first >= start and last <= end]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)


def read_tables() -> None:
    """Read the table of question words, once."""
    _table()


@functools.cache
def _table() -> QuestionTable:
    return QuestionTable(DATA)


def _without_overlap(parts: Iterator[Part], taken: set[int]) -> list[Part]:
    """The parts in order, those found first before others."""
    taken = set(taken)
    found = []
    for part in parts:
        if taken.isdisjoint(range(part.start, part.end)):
            taken.update(range(part.start, part.end))
            found.append(part)
    return sorted(found, key=lambda part: part.start)
