"""The table of question words, and a question read with it: which of its phrases stand where."""

from __future__ import annotations

import collections
import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

from corpus.syllables import fold, same_tone
from qa.language import has_accents
from qa.tables import rows, split

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|%")
#: Between words, what parts two clauses; the dot of "TP.HCM" and the comma of "98,5" part nothing.
_BREAK = re.compile(r"[,;:.?!]\s|[;?!()]|\s[-–—]\s")
_CONTRACTED = re.compile(r"(?<=\bwhat)['’]s\b|(?<=\bwho)['’]s\b|(?<=\bwhen)['’]s\b|(?<=\bwhere)['’]s\b", re.IGNORECASE)
_OWNER = re.compile(r"(?<=\w)['’]s$")
#: What a masked word becomes: no phrase matches it.
_MASK = "·"
#: Before a phrase: only at the beginning of a clause; only with its accents.
_WEAK, _SPELLED = "^", "!"
_SIGNS = _WEAK + _SPELLED


@dataclasses.dataclass(frozen=True)
class Phrase:
    """A phrase of the table where it stands in a question: words ``[start, end)``.

    ``weak`` phrases mean what they mean only at the beginning of a clause; ``plural`` is set for English plurals.
    """

    start: int
    end: int
    role: str
    means: str
    units: tuple[str, ...] = ()
    weak: bool = False
    plural: bool = False

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end


@dataclasses.dataclass(frozen=True)
class Typed:
    """A phrase of the table, with its accents."""

    language: str
    role: str
    means: str
    phrase: str


@dataclasses.dataclass(frozen=True)
class _Entry:
    words: tuple[str, ...]
    role: str
    means: str
    units: tuple[str, ...]
    weak: bool
    plural: bool
    spelled: bool
    """Whether it is meant only with its accents: "đâu" is rarer than the other words that fold to "dau"."""


class QuestionText:
    """A question as words between breaks, with the phrases of the table by role, in order."""

    def __init__(
        self, words: list[str], breaks: frozenset[int], owners: frozenset[int], phrases: dict[str, list[Phrase]]
    ) -> None:
        self.words = words
        self.breaks = breaks
        #: English words that had their "'s".
        self.owners = owners
        self._phrases = phrases

    def phrases(self, role: str, *means: str) -> Iterator[Phrase]:
        """The phrases of a role, those that mean any of ``means`` where given."""
        return (each for each in self._phrases.get(role, ()) if not means or each.means in means)

    def starting(self, at: int, role: str, *means: str) -> Phrase | None:
        """The longest phrase that starts at a word."""
        return max((p for p in self.phrases(role, *means) if p.start == at), key=lambda p: p.end, default=None)

    def ending(self, at: int, role: str, *means: str) -> Phrase | None:
        """The longest phrase that ends before a word."""
        return min((p for p in self.phrases(role, *means) if p.end == at), key=lambda p: p.start, default=None)

    def broken(self, start: int, end: int) -> bool:
        """Whether a clause ends between two words, or before one of those between them."""
        return any(start < at <= end for at in self.breaks)

    def clause(self, at: int) -> int:
        """Where the clause of a word begins."""
        return max((each for each in self.breaks if each <= at), default=0)


class QuestionTable:
    """The tables of ``folder``, indexed once by first words, as written and without accents."""

    def __init__(self, folder: Path) -> None:
        exact: dict[str, dict[str, list[_Entry]]] = collections.defaultdict(lambda: collections.defaultdict(list))
        typed: list[Typed] = []
        for language, role, phrases, means in rows(folder / "question_words.tsv", 4):
            for phrase in split(phrases):
                typed.append(Typed(language, role, means, phrase.lstrip(_SIGNS)))
                for entry in _entries(language, role, phrase, means, ()):
                    exact[language][entry.words[0]].append(entry)
        for language, phrases, means, units in rows(folder / "question_units.tsv", 4):
            for phrase in split(phrases):
                typed.append(Typed(language, "unit", means, phrase.lstrip(_SIGNS)))
                for entry in _entries(language, "unit", phrase, means, split(units)):
                    exact[language][entry.words[0]].append(entry)
        #: Every phrase as it is typed.
        self.typed = tuple(typed)
        self._exact = {language: dict(entries) for language, entries in exact.items()}
        self._folded = {language: _folded(entries) for language, entries in self._exact.items()}

    def read(self, question: str, language: str, folded: bool | None = None) -> QuestionText:
        """The phrases of the table in ``question``; accents count unless ``folded``, by default as they are typed."""
        text = _CONTRACTED.sub(" is", same_tone(question))
        if folded is None:
            folded = not has_accents(text)
        places = list(_WORD.finditer(text))
        words = [match.group().lower() for match in places]
        owners = frozenset(at for at, word in enumerate(words) if language == "en" and _OWNER.search(word))
        words = [_OWNER.sub("", word) if at in owners else word for at, word in enumerate(words)]
        if folded:
            words = [fold(word) for word in words]
        breaks = frozenset(
            at for at in range(1, len(places)) if _BREAK.search(text[places[at - 1].end() : places[at].start() + 1])
        )
        index = (self._folded if folded else self._exact).get(language, {})
        for mask in _longest(words, breaks, index, "none"):
            words[mask.start : mask.end] = [_MASK] * (mask.end - mask.start)
        found: dict[str, list[Phrase]] = {}
        for role in ("ask", "noun", "label", "unit"):
            found[role] = _longest(words, breaks, index, role)
        for role in ("cue", "plural", "list", "yesno"):
            found[role] = [p for at in range(len(words)) for p in _at(words, breaks, at, index, role)]
        whole = [noun for noun in found["noun"] if noun.means == "word"]
        # Without accents "về đấu thầu" begins like "về đâu", and "nhà máy" ends like "mấy".
        found["ask"] = [
            ask
            for ask in found["ask"]
            if not any(_ends_in(ask, word) for word in whole)
            and not (ask.end - ask.start == 1 and _is_short_form(places, ask.start))
        ]
        return QuestionText(words, breaks, owners, found)


def _ends_in(ask: Phrase, word: Phrase) -> bool:
    """Whether a question phrase only has a part of a word at its end, "ở đâu ra" having all of "đầu ra"."""
    return word.start < ask.end <= word.end and not ask.start <= word.start < word.end <= ask.end


def _entries(language: str, role: str, phrase: str, means: str, units: tuple[str, ...]) -> Iterator[_Entry]:
    weak, spelled = phrase.startswith(_WEAK), phrase.startswith(_SPELLED)
    words = tuple(match.group() for match in _WORD.finditer(same_tone(phrase.lstrip(_SIGNS)).lower()))
    yield _Entry(words, role, means, units, weak, False, spelled)
    if language == "en" and role == "noun" and means != "word":
        last = words[-1]
        many = last[:-1] + "ies" if re.search(r"[^aeiou]y$", last) else last + ("es" if last[-1] in "sxh" else "s")
        yield _Entry((*words[:-1], many), role, means, units, weak, True, spelled)


def _folded(index: dict[str, list[_Entry]]) -> dict[str, list[_Entry]]:
    folded: dict[str, list[_Entry]] = collections.defaultdict(list)
    for entries in index.values():
        for entry in (entry for entry in entries if not entry.spelled):
            words = tuple(map(fold, entry.words))
            folded[words[0]].append(dataclasses.replace(entry, words=words))
    return dict(folded)


def _at(
    words: list[str], breaks: frozenset[int], at: int, index: dict[str, list[_Entry]], role: str
) -> Iterator[Phrase]:
    for entry in index.get(words[at], ()):
        end = at + len(entry.words)
        if entry.role == role and tuple(words[at:end]) == entry.words and not any(at < b < end for b in breaks):
            yield Phrase(at, end, role, entry.means, entry.units, entry.weak, entry.plural)


def _longest(words: list[str], breaks: frozenset[int], index: dict[str, list[_Entry]], role: str) -> list[Phrase]:
    """The phrases of a role from left to right, the longest at each place."""
    found: list[Phrase] = []
    at = 0
    while at < len(words):
        here = list(_at(words, breaks, at, index, role))
        end = max((phrase.end for phrase in here), default=at + 1)
        # Without accents one word may be two: "so" is a body or a number.
        alike = [phrase for phrase in here if phrase.end == end]
        found += [phrase for at, phrase in enumerate(alike) if phrase.means not in {p.means for p in alike[:at]}]
        at = end
    return found


def _is_short_form(places: list[re.Match[str]], at: int) -> bool:
    """Whether capitals make a short form of a word: "AI" is no "ai", "BN" and "WHO" are names."""
    word = places[at].group()
    if not (word.isascii() and word.isupper() and len(word) > 1):
        return False
    beside = [places[near].group() for near in (at - 1, at + 1) if 0 <= near < len(places)]
    shouted = any(near.isupper() and not near.isascii() for near in beside)
    return not shouted and not places[at].string.isupper()
