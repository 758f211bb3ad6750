"""What a question takes for granted, and the evidence does not bear out: another place, year or number, a stranger.

A plan of Cao Lộc for 2024 is no answer to a question about Cao Lộc in 2027, nor about Lộc Bình in 2024, however alike.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import json
import re
from collections.abc import Sequence

from corpus.bodies import bodies, separate
from corpus.comparable import comparable
from corpus.grammar import OFFICE, lines_of
from corpus.store import StoredDocument
from corpus.syllables import fold, same_tone, syllables
from qa.named_persons import named_persons
from qa.places import Places
from qa.reading import Finding
from qa.tables import DATA, rows, split
from qa.understanding import Understanding
from qa.words import DocumentWords, Rarity, folded_words

_SPAN = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*[-–]\s*((?:19|20)\d{2})(?!\d)")
_SHORT_SPAN = re.compile(r"(?<![\d/.,-])([1-4]\d)\s*[-–]\s*([1-4]\d)(?![\d/.,%-])")
_UPPER = "A-ZĐÁÀẢÃẠĂẮẰẲẴẶÂẤẦẨẪẬÉÈẺẼẸÊẾỀỂỄỆÍÌỈĨỊÓÒỎÕỌÔỐỒỔỖỘƠỚỜỞỠỢÚÙỦŨỤƯỨỪỬỮỰÝỲỶỸỴ"
_CAPITALISED = rf"[{_UPPER}]\w+ [{_UPPER}]\w+"
_LOCALITY = re.compile(
    rf"\b(?:huyện|quận|thị xã|xã|phường|thị trấn|tỉnh) (?P<name>{_CAPITALISED})"
    rf"|(?P<before>{_CAPITALISED}) (?:district|province|commune|ward|town)\b"
)
_OF_A_KIND = re.compile(r"\w+-\w+|\b(?:the|an?|newly)\s+\w+(?:ed|ned|led)\b(?!\s+(?:by|in|on|to|for|from)\b)")
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
    named = tuple(dict.fromkeys((*mentions.places, *_localities(understanding))))
    return Premises(
        places=tuple(place for place in named if not _is_of(place, own, plain, document, words)),
        years=tuple(
            y
            for y in (*mentions.years, *_school_years(understanding.question))
            if not _says_year(y, about, document, words)
        ),
        numbers=tuple(
            n
            for n in mentions.numbers
            if not _has_number(n, about, document) and not _may_have(n, document, understanding)
        ),
        bodies=_missing_bodies(understanding, about, words),
        persons=tuple(n for n in named_persons(understanding) if not _all_said(n.split(), words)),
        events=_missing_events(understanding, about),
        words=unheard(understanding, rarity),
    )


def unheard(understanding: Understanding, rarity: Rarity) -> tuple[str, ...]:
    """Content words of the question that stand nowhere in the corpus."""
    typed = {fold(word): word for word in syllables(same_tone(understanding.text))}
    missing = [typed.get(word, word) for word in understanding.words if rarity.unheard(word) and not word.isdigit()]
    return tuple(dict.fromkeys([*missing, *(word for word in understanding.unknown if rarity.unheard(word))]))


def _localities(understanding: Understanding) -> tuple[str, ...]:
    """The places that the question names with their level, known or not: "huyện Lộc Bình", "Lộc Bình district".

    Without capitals only names of districts are known from words: "phường xã nào" names none.
    """
    names = [match["name"] or match["before"] for match in _LOCALITY.finditer(understanding.question)]
    if understanding.language != "en":
        names += [match["name"] for match in _small_locality().finditer(_plain(understanding.text))]
    return tuple(dict.fromkeys(map(_plain, names)))


def _plain(text: str) -> str:
    return " ".join(syllables(fold(text)))


@functools.cache
def _small_locality() -> re.Pattern[str]:
    names = sorted(map(_plain, lines_of(DATA / "districts.txt")), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:huyen|quan|thi xa|thi tran|thanh pho|phuong|xa) (?P<name>{'|'.join(names)})(?!\w)")


def _is_of(place: str, own: Sequence[str], plain: str, document: StoredDocument, words: DocumentWords) -> bool:
    """Whether a document, or a passage of it, is of a place; one of the government is of every place that it speaks of."""
    if place in own or f" {place} " in plain:
        return True
    dated = place == " ".join(syllables(fold(document.header.place or "")))
    return not own and not dated and _all_said(place.split(), words)


def _school_years(question: str) -> tuple[int, ...]:
    """The years of "năm học 25-26", as staff write it."""
    years = [(2000 + int(first), 2000 + int(last)) for first, last in _SHORT_SPAN.findall(question)]
    return tuple(year for first, last in years if last == first + 1 for year in (first, last))


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


def _may_have(number: str, document: StoredDocument, understanding: Understanding) -> bool:
    """Whether a document that came without its number may be the one: it is of the kind that is named with the number."""
    kind = _plain(document.header.type or "")
    named = _plain(understanding.text)
    return (
        not document.header.number and bool(kind) and bool(re.search(rf"\b{kind} (?:so )?0*{_plain(number)}\b", named))
    )


def _missing_bodies(understanding: Understanding, about: str, words: DocumentWords) -> tuple[str, ...]:
    """The bodies that the question asks about and the document never names; places in names apart."""
    if understanding.asks not in _ABOUT_BODIES:
        return ()
    here = comparable(about)
    found = []
    # "Bộ Chính trị, trường nào": what follows in small letters is no body.
    spans = (re.split(r", (?=[^\W\d_])(?=\w)(?![A-ZĐ])", span.text)[0] for span in bodies(understanding.text))
    for name in (each for text in spans for each in separate(text)[:1]):
        plain = comparable(name)
        for place in understanding.mentions.places:
            plain = plain.replace(f" {place} ", " ")
        plain = re.sub(r"(?: (?:cua|tinh|thanh pho|huyen|xa|quan|phuong))+ $", " ", plain)
        is_body = name[:1].isupper() and not _OFFICE.match(name) and len(plain.split()) > 1
        if is_body and plain not in here and not _all_said(plain.split(), words):
            found.append(name)
    if understanding.language != "en" and not found:
        found += [name for name in _lower_bodies(understanding) if not _all_said(folded_words(name), words)]
    return tuple(dict.fromkeys(found))


def _lower_bodies(understanding: Understanding) -> tuple[str, ...]:
    """The body that a question in small letters begins with, or asks the duties of: "cục hàng không được giao việc gì"."""
    match = _asked_body().search(" ".join(syllables(same_tone(understanding.text).lower())))
    if match is None:
        return ()
    name = match["first"] or match["second"]
    for place in understanding.mentions.places:
        folded = folded_words(name)
        if " ".join(folded[-len(place.split()) :]) == place:
            name = " ".join(name.split()[: -len(place.split())])
    name = re.sub(r"(?: (?:của|tỉnh|thành phố|huyện|xã|quận|phường|việt nam|nhà nước))+$", "", name)
    return (name,) if len(name.split()) > 1 else ()


@functools.cache
def _asked_body() -> re.Pattern[str]:
    words = json.loads((DATA / "asked_bodies.json").read_text("utf-8"))
    heads, before, after, ends = (
        "|".join(map(same_tone, sorted(words[kind], key=len, reverse=True)))
        for kind in ("heads", "before", "after", "ends")
    )
    name = rf"(?:{heads})(?: (?!(?:{ends})(?!\w))[^\W\d]+){{1,8}}"
    return re.compile(rf"^(?P<first>{name}) (?:{after})(?!\w)|(?<!\w)(?:{before}) (?P<second>{name})")


def _missing_events(understanding: Understanding, about: str) -> tuple[str, ...]:
    """What the question says has happened, and the passage does not in any word for it."""
    english = understanding.language == "en"
    asked = (understanding.question if english else understanding.text).lower()
    said = f" {' '.join(syllables(same_tone(about).lower()))} "
    # "one-stop", "the merged programme" say of what kind a thing is, not what happened to it.
    asked = _OF_A_KIND.sub(" ", asked) if english else asked
    asked = f" {' '.join(syllables(same_tone(asked)))} "
    claimed: dict[str, bool] = {}
    for vietnamese, forms in _events():
        form = next((form for form in (forms if english else vietnamese) if f" {form} " in asked), None)
        if form is not None:
            claimed[form] = claimed.get(form, False) or any(f" {other} " in said for other in vietnamese)
    return tuple(form for form, borne_out in claimed.items() if not borne_out)


@functools.cache
def _events() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    table = rows(DATA / "events.tsv", 2)
    return tuple((tuple(map(same_tone, split(vietnamese))), split(english)) for vietnamese, english in table)


def _all_said(parts: Sequence[str], words: DocumentWords) -> bool:
    return all(words.has(f"{one}_{two}") for one, two in itertools.pairwise(parts))
