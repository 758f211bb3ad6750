"""What a question asks for, told by its question words."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

from corpus.syllables import fold, same_tone
from qa.tables import DATA, rows


@dataclasses.dataclass(frozen=True)
class _Cue:
    """A phrase that shows what is asked for: ``parts`` in this order, each a run of whole words."""

    parts: tuple[str, ...]
    asks: str
    first: bool
    last: bool

    @property
    def length(self) -> int:
        return sum(len(part) for part in self.parts)

    def at(self, text: str) -> int | None:
        """Where the cue begins in ``text`` (words between single spaces, a space at both ends)."""
        start = end = None
        for part in self.parts:
            place = text.find(f" {part} ", 0 if end is None else end)
            if place < 0 or (start is None and self.first and place > 0):
                return None
            start = place if start is None else start
            end = place + len(part) + 1
        return None if self.last and end != len(text) - 1 else start


class QuestionWords:
    """The table of ``folder``, indexed once, the longest cue first."""

    def __init__(self, folder: Path = DATA) -> None:
        table = rows(folder / "question_words.tsv", 3)
        #: The Vietnamese phrases as people type them.
        self.phrases = tuple(phrase.strip("^$") for language, phrase, _ in table if language == "vi")
        cues = [(language, _cue(phrase, asks)) for language, phrase, asks in table]
        self._cues = {
            language: sorted((cue for of, cue in cues if of == language), key=lambda cue: -cue.length)
            for language in {language for language, _ in cues}
        }
        self._folded_cues = {
            language: [dataclasses.replace(cue, parts=tuple(map(fold, cue.parts))) for cue in found]
            for language, found in self._cues.items()
        }

    def asks(self, question: str, language: str) -> str:
        """What is asked for ("lead", "deadline", ...), by the longest cue; ``language`` is "vi" or "en", else always "what".

        Of two cues of one length the earlier in the question wins.
        """
        words = " ".join(_cue_words(question))
        accented = fold(words) != words
        cues = (self._cues if accented else self._folded_cues).get(language, [])
        best: tuple[int, int, str] | None = None
        for cue in cues:
            if best and cue.length < -best[0]:
                break
            if (place := cue.at(f" {words} ")) is not None:
                found = (-cue.length, place, cue.asks)
                best = min(best, found) if best else found
        return best[2] if best else "what"


def _cue(phrase: str, asks: str) -> _Cue:
    """The cue written as "^có ... không$": ``^`` and ``$`` hold it to the ends, dots stand for any words."""
    parts = tuple(same_tone(part.strip()) for part in phrase.removeprefix("^").removesuffix("$").split(" ... "))
    return _Cue(parts, asks, phrase.startswith("^"), phrase.endswith("$"))


def _cue_words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’-][^\W_]+)*|%", same_tone(text).lower())
