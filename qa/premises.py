"""What a question takes for granted, and the evidence does not bear out: another place, year or number, a stranger.

A plan of Cao Lộc for 2024 is no answer to a question about Cao Lộc in 2027, nor about Lộc Bình in 2024, however alike.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import re
from collections.abc import Sequence

from corpus.bodies import bodies, separate
from corpus.comparable import comparable
from corpus.grammar import OFFICE, lines_of
from corpus.store import StoredDocument
from corpus.syllables import fold, same_tone, syllables
from qa.places import Places
from qa.reading import Finding
from qa.tables import DATA, rows, split
from qa.understanding import Understanding
from qa.words import DocumentWords, Rarity

_SPAN = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*[-–]\s*((?:19|20)\d{2})(?!\d)")
_UPPER = "A-ZĐÁÀẢÃẠĂẮẰẲẴẶÂẤẦẨẪẬÉÈẺẼẸÊẾỀỂỄỆÍÌỈĨỊÓÒỎÕỌÔỐỒỔỖỘƠỚỜỞỠỢÚÙỦŨỤƯỨỪỬỮỰÝỲỶỸỴ"
_CAPITALISED = rf"[{_UPPER}]\w+ [{_UPPER}]\w+"
_LOCALITY = re.compile(
    rf"\b(?:huyện|quận|thị xã|xã|phường|thị trấn|tỉnh) (?P<name>{_CAPITALISED})"
    rf"|(?P<before>{_CAPITALISED}) (?:district|province|commune|ward|town)\b"
)
#: A person is named by title and surname, "Phó Chủ tịch Lê Văn Hùng", also "pct le van hung"; three syllables tell one.
_PERSON = (
    r"(?<!\w)(?:ong|ba|dong chi|chu tich|pct|ct|giam doc|truong phong|thu truong|bo truong|thu tuong|bi thu|thieu tuong"
    r"|trung tuong|mr|ms|mrs|chairman|chairwoman|director|minister|general) (?P<name>(?:{surnames})(?: [a-z]+){1,2})(?!\w)"
)
#: Questions about what a body has to do, which a plan answers only where it names the body.
_ABOUT_BODIES = frozenset(("list", "what", "how"))
#: What begins with an office is a person.
_OFFICE = re.compile(rf"^(?:{OFFICE})", re.IGNORECASE)


@dataclasses.dataclass(frozen=True)
class Premises:
    """What the question names and the evidence does not have, in the question's words; empty where all is borne out."""

    places: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    numbers: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def unmet(
    understanding: Understanding, finding: Finding, places: Places, words: DocumentWords, rarity: Rarity
) -> Premises:
    """The premises that the document and the passage of a finding do not bear out."""
    hit = finding.candidate.hit
    document, passage = hit.document, hit.passage
    near = f"{' '.join(passage.passage.section)} {passage.text}"
    about = f"{document.title} {document.header.issuer or ''} {near}"
    mentions = understanding.mentions
    plain = f" {' '.join(syllables(fold(about)))} "
    own = places.of(document)
    return Premises(
        places=tuple(
            place
            for place in dict.fromkeys((*mentions.places, *_localities(understanding)))
            if not _is_of(place, own, plain, words)
        ),
        years=tuple(y for y in mentions.years if not _says_year(y, about, document, words)),
        numbers=tuple(n for n in mentions.numbers if not _has_number(n, about, document)),
        bodies=_missing_bodies(understanding, about, words),
        persons=tuple(n for n in _persons(understanding) if not _all_said(n.split(), words)),
        events=_missing_events(understanding, about),
        words=unheard(understanding, rarity),
    )


def unheard(understanding: Understanding, rarity: Rarity) -> tuple[str, ...]:
    """Content words of the question that stand nowhere in the corpus."""
    typed = {fold(word): word for word in syllables(same_tone(understanding.text))}
    missing = [typed.get(word, word) for word in understanding.words if rarity.unheard(word) and not word.isdigit()]
    return tuple(dict.fromkeys([*missing, *(word for word in understanding.unknown if rarity.unheard(word))]))


def _localities(understanding: Understanding) -> tuple[str, ...]:
    """The places that the question names with their level, known or not: "huyện Lộc Bình", "Lộc Bình district"."""
    names = [match["name"] or match["before"] for match in _LOCALITY.finditer(understanding.question)]
    return tuple(dict.fromkeys(" ".join(syllables(fold(name))) for name in names))


def _is_of(place: str, own: Sequence[str], plain: str, words: DocumentWords) -> bool:
    """Whether a document, or a passage of it, is of a place; one of the government is of every place that it speaks of."""
    if place in own or f" {place} " in plain:
        return True
    return not own and _all_said(place.split(), words)


def _says_year(year: int, about: str, document: StoredDocument, words: DocumentWords) -> bool:
    if document.header.year is None and words.has(str(year)):
        return True
    if year == document.header.year or str(year) in about:
        return True
    return any(int(first) <= year <= int(last) for first, last in _SPAN.findall(about))


def _has_number(number: str, about: str, document: StoredDocument) -> bool:
    texts = fold(" ".join((about, document.header.number or "", *document.header.legal_bases)))
    pattern = rf"(?<!\d)0*{re.escape(number)}(?!\d)" if number.isdigit() else re.escape(number)
    return bool(re.search(pattern, texts))


def _missing_bodies(understanding: Understanding, about: str, words: DocumentWords) -> tuple[str, ...]:
    """The bodies that the question asks about and the document never names; places in names apart."""
    if understanding.asks not in _ABOUT_BODIES:
        return ()
    here = comparable(about)
    found = []
    for name in (each for span in bodies(understanding.text) for each in separate(span.text)[:1]):
        plain = comparable(name)
        for place in understanding.mentions.places:
            plain = plain.replace(f" {place} ", " ")
        plain = re.sub(r"(?: (?:cua|tinh|thanh pho|huyen|xa|quan|phuong))+ $", " ", plain)
        is_body = name[:1].isupper() and not _OFFICE.match(name) and len(plain.split()) > 1
        if is_body and plain not in here and not _all_said(plain.split(), words):
            found.append(name)
    return tuple(dict.fromkeys(found))


def _persons(understanding: Understanding) -> tuple[str, ...]:
    plain = " ".join(syllables(fold(f"{understanding.question} ; {understanding.text}")))
    return tuple(dict.fromkeys(match["name"] for match in _named_person().finditer(plain)))


@functools.cache
def _named_person() -> re.Pattern[str]:
    surnames = "|".join(fold(name) for name in lines_of(DATA / "surnames.txt"))
    return re.compile(_PERSON.replace("{surnames}", surnames))


def _missing_events(understanding: Understanding, about: str) -> tuple[str, ...]:
    """What the question says has happened, and the passage does not in any word for it."""
    english = understanding.language == "en"
    asked = understanding.question if english else understanding.text
    asked, said = (f" {' '.join(syllables(same_tone(text).lower()))} " for text in (asked, about))
    found = []
    for vietnamese, forms in _events():
        claimed = next((form for form in (forms if english else vietnamese) if f" {form} " in asked), None)
        if claimed is not None and not any(f" {form} " in said for form in vietnamese):
            found.append(claimed)
    return tuple(found)


@functools.cache
def _events() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    table = rows(DATA / "events.tsv", 2)
    return tuple((tuple(map(same_tone, split(vietnamese))), split(english)) for vietnamese, english in table)


def _all_said(parts: Sequence[str], words: DocumentWords) -> bool:
    return all(words.has(f"{one}_{two}") for one, two in itertools.pairwise(parts))
