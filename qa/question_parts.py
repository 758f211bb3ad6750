"""What the words of a question for the task register are: bodies, roles, places, documents, and words that ask."""

from __future__ import annotations

import dataclasses
import functools
import json
import re
from collections.abc import Sequence

from corpus.bodies import bodies, separate
from corpus.syllables import fold, same_tone, syllables
from qa.glossary import Glossary
from qa.question_window import Window
from qa.tables import DATA
from qa.understanding import Understanding
from qa.words import folded_words

WORDS = json.loads((DATA / "listing.json").read_text("utf-8"))
_ENGLISH = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in WORDS["english"].items()}
#: The words of roles, and the roles of the register.
ROLES = {"lead": "chủ trì", "coordinate": "phối hợp", "advise": "tham mưu"}
#: How many words behind "UBND xã" may be the name of the commune.
_NAME = 3
_LEVEL = re.compile(r"\s+(?:tỉnh|huyện|quận|thị xã|thành phố)$", re.IGNORECASE)


@dataclasses.dataclass(frozen=True)
class _Part:
    """The words ``[start, end)`` of a question and what they may be; no kind at all is content."""

    start: int
    end: int
    kinds: frozenset[str]


class QuestionParts:
    """The words of a question, each given to what it may be: a body, its role, a place, a document, a word that asks.

    ``text`` is the question in Vietnamese without numbers of documents and without ``time``. ``owners`` are the bodies
    asked about; ``numbers`` and ``years`` may be those of a document.
    """

    def __init__(self, understanding: Understanding, glossary: Glossary, text: str, time: Window | None) -> None:
        self._understanding = understanding
        # Restored accents are guesses, so that words typed without them are compared without.
        self._folded = understanding.form == "noacc"
        typed = syllables(same_tone(text))
        self._words = [self._key(word) for word in typed]
        self._typed = typed
        self._plain = [fold(word) for word in typed]
        self._joined = False
        names = _named_bodies(text, understanding.mentions.places)
        self._joined = any(len(separate(name)) > 1 for name in names)
        phrases = {
            **_phrases(self._folded),
            **dict.fromkeys((self._split(name) for name in names), frozenset(("body",))),
        }
        self._spelled = _glossary_bodies(glossary, self._folded)
        for name in self._spelled:
            phrases.setdefault(name, frozenset(("body",)))
        in_time = set(re.findall(r"\d+", time.said)) if time and not time.spans else set()
        digits = [word for word in self._plain if word.isdigit() and word not in in_time]
        told = {part for number in understanding.mentions.numbers for part in re.findall(r"\d+", number)}
        years = [int(word) for word in digits if re.fullmatch(r"(?:19|20)\d\d", word)]
        self.years = tuple(dict.fromkeys([*years, *([time.year] if time and time.year else [])]))
        loose = [word for word in digits if int(word) not in self.years and word not in told]
        self.numbers = tuple(dict.fromkeys([*understanding.mentions.numbers, *loose]))
        self._parts = self._read(phrases)
        self.owners = self._vietnamese_names() or self._bodies()

    @property
    def _english(self) -> bool:
        return self._understanding.language == "en"

    def _said(self, name: str) -> bool:
        return bool(_ENGLISH[name].search(self._understanding.question))

    @property
    def due(self) -> bool:
        """Whether it says that tasks have to be done by the time it names."""
        return self._said("due") if self._english else self.has("due")

    @property
    def strong(self) -> bool:
        """Whether tasks are asked for as a list, or as given out: headings of a plan are "nhiệm vụ" too."""
        if self._english:
            return self._said("strong") or self._said("counted") or self._said("given")
        return any(map(self.has, ("list", "count", "given", *ROLES)))

    def has(self, kind: str) -> bool:
        return any(kind in part.kinds for part in self._parts)

    def asked(self) -> str | None:
        """ "rows", "count" or "bodies"; ``None`` where no tasks are asked for."""
        if self._joined or self.has("with") or self.has("condition"):
            return None
        if self._english:
            return None if self._said("condition") else self._asked_in_english()
        asks = self._understanding.asks
        tasks = [at for at, part in enumerate(self._parts) if "task" in part.kinds]
        if self.has("bodies"):
            return "bodies" if tasks or self.has("lead") else None
        if any("count" in self._before(at) for at in tasks):
            return "count"
        if self.has("do") and self.owners:
            return "rows"
        if tasks and (asks == "list" or any("which" in self._after(at) for at in tasks)):
            return "rows"
        return None

    def _asked_in_english(self) -> str | None:
        if self._said("bodies") and self._said("given"):
            return "bodies" if self._said("task") else None
        if self._said("counted"):
            return "count" if self._said("count") else None
        if self._said("task") and (self._said("which") or self._understanding.asks == "list"):
            return "rows"
        return "rows" if self._said("do") and self.owners else None

    def _before(self, at: int) -> frozenset[str]:
        """What stands before a part, plural words apart."""
        while at > 0 and self._words[self._parts[at - 1].start] in _plurals(self._folded):
            at -= 1
        return self._parts[at - 1].kinds if at > 0 else frozenset()

    def _after(self, at: int) -> frozenset[str]:
        return self._parts[at + 1].kinds if at + 1 < len(self._parts) else frozenset()

    def unexplained(self) -> tuple[tuple[str, ...], ...]:
        """Runs of folded words that are neither asking words nor the body, its part or a time."""
        generic = self.has("bodies") or self._english and self._said("bodies")
        runs: list[list[str]] = [[]]
        for part in self._parts:
            words = self._plain[part.start : part.end]
            if not part.kinds or part.kinds == {"nobody"} and not generic:
                runs[-1] += words
            elif runs[-1]:
                runs.append([])
        runs += [[fold(word)] for word in self._understanding.unknown]
        return tuple(tuple(run) for run in runs if run)

    def _read(self, phrases: dict[tuple[str, ...], frozenset[str]]) -> list[_Part]:
        longest = max(map(len, phrases))
        places = {tuple(place.split()) for place in self._understanding.mentions.places}
        parts: list[_Part] = []
        at = 0
        while at < len(self._words):
            found = _Part(at, at + 1, frozenset(("number",)) if self._plain[at].isdigit() else frozenset())
            for end in range(min(at + longest, len(self._words)), at, -1):
                if kinds := phrases.get(tuple(self._words[at:end])):
                    found = _Part(at, end, kinds)
                    break
                if tuple(self._plain[at:end]) in places:
                    found = _Part(at, end, frozenset(("place",)))
                    break
            parts.append(found)
            at = found.end
        return parts

    def _bodies(self) -> tuple[str, ...]:
        """The bodies asked about, as written; not the issuers of documents ("kế hoạch 141 của UBND tỉnh")."""
        found: list[str] = []
        beside: list[str] = []
        for at, part in enumerate(self._parts):
            if "body" not in part.kinds:
                continue
            before = at - 1
            while before >= 0 and ("number" in self._parts[before].kinds or self._is(before, "cua", "do", "so")):
                before -= 1
            after_document = before >= 0 and "document" in self._parts[before].kinds
            if after_document and self._is(at - 1, "cua", "do"):
                continue
            end = part.end
            if self._plain[end - 1] in map(fold, WORDS["levels"]):
                following = at + 1
                while following < len(self._parts) and not self._parts[following].kinds and end - part.end < _NAME:
                    end = self._parts[following].end
                    self._parts[following] = dataclasses.replace(self._parts[following], kinds=frozenset(("name",)))
                    following += 1
            own = self._words[part.start : part.end]
            name = self._spelled.get(tuple(own)) if self._folded else None
            rest = self._typed[part.end if name else part.start : end]
            (beside if after_document else found).append(" ".join([*([name] if name else []), *rest]))
        # "KH 31 UBND huyện" names an issuer where another body is asked about.
        return tuple(dict.fromkeys(found or beside))

    def _is(self, at: int, *words: str) -> bool:
        return self._plain[self._parts[at].start] in words

    def _vietnamese_names(self) -> tuple[str, ...]:
        """The bodies that an English question names in Vietnamese: their words are none to translate."""
        question, found = self._understanding.question, []
        if self._english and not question.isascii():
            for span in bodies(question):
                if not span.text.isascii() and not _ENGLISH["issuer"].search(question[: span.start]):
                    found += _named_bodies(span.text, self._understanding.mentions.places)
        own = {word for name in found for word in folded_words(name)}
        self._parts = [
            dataclasses.replace(part, kinds=frozenset(("name",)))
            if own.issuperset(self._plain[part.start : part.end])
            else part
            for part in self._parts
        ]
        return tuple(dict.fromkeys(found))

    def _key(self, word: str) -> str:
        return fold(word) if self._folded else same_tone(word).lower()

    def _split(self, text: str) -> tuple[str, ...]:
        return _split(text, self._folded)


def _split(text: str, folded: bool) -> tuple[str, ...]:
    return tuple(fold(word) if folded else word.lower() for word in syllables(same_tone(text)))


@functools.cache
def _phrases(folded: bool) -> dict[tuple[str, ...], frozenset[str]]:
    found: dict[tuple[str, ...], frozenset[str]] = {}
    for kind, phrases in [*WORDS["ask"].items(), ("nobody", WORDS["no_bodies"])]:
        for phrase in phrases:
            key = _split(phrase, folded)
            if kind != "nobody" or key not in found:
                found[key] = found.get(key, frozenset()) | {kind}
    return found


@functools.cache
def _plurals(folded: bool) -> frozenset[str]:
    return frozenset(_split(word, folded)[0] for word in ("các", "những"))


@functools.cache
def _glossary_bodies(glossary: Glossary, folded: bool) -> dict[tuple[str, ...], str]:
    """The names of bodies that the glossary knows, by their words; names of one word are too short to tell."""
    names = {form for term in glossary.terms if term.topic == "body" for form in term.vietnamese}
    names |= {other for name in names for other in other_rank(name)}
    return {key: name for name in sorted(names) if len(key := _split(name, folded)) > 1}


def _named_bodies(text: str, places: Sequence[str]) -> list[str]:
    """The bodies that a text names with capitals, without the place of their office."""
    found = []
    for span in bodies(text):
        words = span.text.split()
        for place in places:
            size = len(place.split())
            if len(words) > size + 1 and " ".join(folded_words(" ".join(words[-size:]))) == place:
                words = words[:-size]
                if words[0].lower() in WORDS["other_rank"]:
                    # "Phòng Nội vụ huyện" is of a district anyway; "Công an tỉnh" is another body than "Công an".
                    words = _LEVEL.sub("", " ".join(words)).split()
        if len(words) > 1:
            found.append(" ".join(words))
    return found


def other_rank(name: str) -> tuple[str, ...]:
    """The office of the same field in a district for that of a province, and back: English has one word."""
    first, _, rest = name.partition(" ")
    other = WORDS["other_rank"].get(first.lower())
    return (f"{other.title() if first[:1].isupper() else other} {rest}",) if other and rest else ()
