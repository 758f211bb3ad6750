"""A follow-up as it was said: what shows that it goes on from the turn before, and what in it points back."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Iterator

from qa.accents import AccentModel
from qa.places import Places
from qa.utterances import Utterance

#: Signs around a question and its pieces.
MARKS = " \t,;:.?!-–—…"
#: Parts that say where and when, and not what about.
FRAME = ("place", "time")
#: With so many words of its own before it, "nó" means something of its own sentence.
_OWN_WORDS = 2


@dataclasses.dataclass(frozen=True)
class Pointer:
    """What points back, words ``[start, end)``: its ``kind`` and, of "trường đó", the ``noun`` (folded)."""

    kind: str
    start: int
    end: int
    noun: str = ""


class FollowUp:
    """A question as said, with the words around it that point back taken off."""

    def __init__(self, question: str, spoken: str, accents: AccentModel, places: Places) -> None:
        text = unicodedata.normalize("NFC", question).strip(MARKS)
        whole = Utterance(text, spoken, accents, places)
        start = self._opened(whole)
        end = self._closed(whole, start)
        self.opened = start > 0 or end < len(whole.words)
        # With the accents "so" is no longer a department and a number at once. What points back is told without them:
        # plans hardly say "cơ quan này", and the accents of it are guessed wrong.
        guessed = spoken == "vi" and whole.folded
        text = whole.slice(start, end) if self.opened else text
        self.said = whole
        if guessed or self.opened:
            self.said = Utterance(accents.restore(text) if guessed else text, spoken, accents, places)
        self._cues = whole.cues
        self._words = self.said.plain if whole.folded else self.said.words
        self.pointers = list(self._pointers())
        pointed = {at for pointer in self.pointers for at in range(pointer.start, pointer.end)}
        self.matter = [at for at in self.said.matter if at not in pointed]

    @property
    def depends(self) -> bool:
        """Whether it can be understood only from the turn before."""
        if self.pointers or self.opened:
            return True
        kinds = {part.kind for part in self.said.parts}
        if self.matter:
            return False
        if not self.said.asking:
            return bool(kinds) and "document" not in kinds
        # "Kinh phí Cao Lộc 2025" is short for a whole question, "năm 2025 là bao nhiêu" goes on.
        return not kinds or (kinds <= set(FRAME) and not (self.said.labelled or self.said.counts))

    @property
    def paper(self) -> bool:
        """Whether what documents themselves have is asked for, and nothing else: their number, signer, date."""
        said = self.said
        return not self.matter and not said.parts and said.cues.any(said.words, "paper")

    @staticmethod
    def _opened(whole: Utterance) -> int:
        words, cues = whole.words, whole.cues
        at = 0
        while cues.starting(words, at, "no opener") == at and (end := cues.starting(words, at, "opener")) > at:
            at = end
        return at

    @staticmethod
    def _closed(whole: Utterance, start: int) -> int:
        words, cues = whole.words, whole.cues
        end = filled = len(words)
        while (begin := cues.ending(words, filled, "filler end")) < filled and begin > start:
            filled = begin
        closed = cues.ending(words, filled, "closer")
        if closed < filled and closed > start:
            return closed
        # Courtesy alone points nowhere; behind an opener it would be taken for a word of the matter.
        return filled if start else end

    def _pointers(self) -> Iterator[Pointer]:
        words, cues = self._words, self._cues
        at = 0
        while at < len(words):
            none = cues.starting(words, at, "no pointer")
            found = None if none > at else self._pointer(at)
            if found and self._points_back(found):
                yield found
            at = max(found.end if found else at + 1, none)

    def _pointer(self, at: int) -> Pointer | None:
        said, words, cues = self.said, self._words, self._cues
        for kind in ("document", "body", "thing", "school", "place", "class"):
            role = f"noun {kind}" if kind in ("document", "body", "thing") else f"head {kind}"
            if said.language == "vi":
                noun = cues.starting(words, at, role)
                end = cues.starting(words, noun, "this") if noun > at else at
                if noun < end:
                    return Pointer(kind, at, end, " ".join(said.plain[at:noun]))
            else:
                noun = cues.starting(words, at, "this")
                end = cues.starting(words, noun, role) if noun > at else at
                if noun < end:
                    return Pointer(kind, at, end, " ".join(said.plain[noun:end]))
                the = cues.starting(words, at, "article")
                end = cues.starting(words, the, role) if the > at else at
                if kind == "document" and the < end and not said.matter and not said.parts:
                    return Pointer(kind, at, end)
        if said.language == "vi" and not said.matter and not said.parts and at not in said.asks_at:
            end = cues.starting(words, at, "noun document")
            if end > at:
                return Pointer("document", at, end)
        for kind in ("thing", "body", "place"):
            end = cues.starting(words, at, f"it {kind}")
            if end > at and (kind != "thing" or self._is_pronoun(at, end)):
                return Pointer(kind, at, end)
        return None

    def _is_pronoun(self, at: int, end: int) -> bool:
        """Whether "that" stands for something, and does not begin a clause or go before a noun."""
        bare = self._cues.has(self._words[at], "always it")
        return bare or end == len(self._words) or self.said.language == "vi"

    def _points_back(self, pointer: Pointer) -> bool:
        own = [at for at in self.said.matter if at < pointer.start]
        named = [part for part in self.said.parts if part.end <= pointer.start]
        if pointer.kind == "document":
            return not any(part.kind == "document" for part in self.said.parts)
        return len(own) <= _OWN_WORDS and not named
