"""Which stored documents are one and the same: uploaded twice, corrected, scanned again, or held in two formats.

A number alone is no key. Number, issuer and year together are; where a scan or a draft lacks one of them, overwhelming likeness
of the texts stands in, as long as nothing that both state speaks against it. So the like plans of two provinces stay two.
"""

from __future__ import annotations

import collections
import dataclasses
import datetime
import functools
import itertools
import re
from collections.abc import Iterable, Sequence

from corpus.comparable import comparable
from corpus.fingerprint import Fingerprint, near
from corpus.related import number_key
from corpus.stored import StoredDocument

#: Texts this alike are of one document where number, issuer and year say so too. A correction rewrites parts of a text;
#: texts less alike share no more than what every document has.
_SAME_KEY = 0.3
#: Texts this alike are one where their headers do not say it, but share something. Measured on one plan in 40 formats
#: and scans: the least alike were 0.84; of 68 different documents the most alike 0.37.
_ALIKE = 0.7
#: Without anything in their headers that agrees.
_OVERWHELMING = 0.9
#: A reading that is this alike to another and has the same figures differs in nothing that matters.
_SAME_TEXT = 0.9
#: How alike what a scan misread must be to what it should be.
_MISREAD_NUMBER, _MISREAD_ISSUER, _MISREAD_SUBJECT = 0.75, 0.9, 0.88
#: So many letters of a subject tell it from others; the longest in seventy documents has 336.
_TELLING = 400
#: So many readings at most are compared with one, of those that are alike, in each order.
_BESIDE = 16
#: So many different headers at most are taken for one; drafts, formats and scans of a plan have a handful.
_MOST_KINDS = 16


@dataclasses.dataclass(frozen=True, eq=False)
class Reading:
    """A stored document with what tells whether it is another one again; ``scanned``: read from pictures."""

    document: StoredDocument
    file: int
    scanned: bool
    fingerprint: Fingerprint

    @property
    def newness(self) -> tuple[str, datetime.date, int]:
        """What orders readings by age: when they came, then their own dates."""
        stated = self.document.header.date or datetime.date.min
        return (self.document.ingested_at, stated, self.document.row)


@dataclasses.dataclass(frozen=True)
class Version:
    """A reading beside the one that answers; ``same`` where it is the same text, else an earlier or later one."""

    document: StoredDocument
    same: bool
    scanned: bool


def groups(readings: Sequence[Reading]) -> list[tuple[Reading, ...]]:
    """The readings that are one document, two or more of each, whatever the order in which they came.

    Takes time in proportion to their number, however many are alike.
    """
    firsts = _identical(readings)
    group_of = {group.readings[0].document.row: group for group in firsts}
    pairs = _candidates([group.readings[0] for group in firsts])
    alike = [(likeness, a, b) for a, b in pairs if (likeness := _one(a, b)) is not None]
    alike.sort(key=lambda pair: (-pair[0], *sorted((pair[1].document.id, pair[2].document.id))))
    for _, a, b in alike:
        ours, theirs = group_of[a.document.row], group_of[b.document.row]
        # A text without a header is like the plans of two provinces alike: it joins them no more than they are one.
        if ours is theirs or not ours.may_take(theirs):
            continue
        large, small = sorted((ours, theirs), key=lambda group: len(group.firsts), reverse=True)
        large.take(small)
        group_of |= dict.fromkeys(small.firsts, large)
    found = {id(group): group.readings for group in group_of.values() if len(group.readings) > 1}
    return [tuple(sorted(group, key=lambda reading: reading.document.id)) for group in found.values()]


def best(group: Iterable[Reading]) -> Reading:
    """The reading that answers: the newest, or one of the same text that is surer: typed, not scanned; with its number."""
    newest_first = sorted(group, key=lambda reading: reading.newness, reverse=True)
    newest = newest_first[0]
    alike = (
        reading
        for reading in newest_first
        if reading is newest or reading.fingerprint.likeness(newest.fingerprint) >= _ALIKE
    )
    return max(alike, key=lambda reading: (not reading.scanned, reading.document.header.number is not None))


def version(reading: Reading, beside: Reading) -> Version:
    """A reading as it is shown beside another one of its group."""
    likeness = reading.fingerprint.likeness(beside.fingerprint)
    if reading.scanned or beside.scanned:
        same = likeness >= _ALIKE
    else:
        same = likeness >= _SAME_TEXT and reading.fingerprint.figures == beside.fingerprint.figures
    return Version(reading.document, same, reading.scanned)


@functools.lru_cache(maxsize=65536)
def issuer_key(issuer: str | None) -> str | None:
    """A body's name as comparable text; its chairman or standing committee speaks for it."""
    plain = comparable(issuer or "").strip()
    return _SPEAKERS.sub("", plain) or None


_SPEAKERS = re.compile(
    r"^(?:(?:chu tich|bo truong|giam doc|truong ban|ban thuong vu|ban chap hanh(?: dang bo)?) )+(?=\w+ \w+)"
)


class _Group:
    """Readings taken for one: ``kinds`` has one of each kind of header, ``firsts`` the rows of those that were compared."""

    def __init__(self, first: Reading) -> None:
        self.readings = [first]
        self.kinds = {_kind(first): first}
        self.files = {first.file}
        self.firsts = [first.document.row]

    def add(self, reading: Reading) -> None:
        """Take one more of the same text and header."""
        self.readings.append(reading)
        self.files.add(reading.file)

    def may_take(self, other: _Group) -> bool:
        """Whether nothing speaks against any two of both being one."""
        return (
            self.files.isdisjoint(other.files)
            and len(self.kinds.keys() | other.kinds.keys()) <= _MOST_KINDS
            and all(_may_be_one(one, another) for one in self.kinds.values() for another in other.kinds.values())
        )

    def take(self, other: _Group) -> None:
        self.readings += other.readings
        self.kinds |= other.kinds
        self.files |= other.files
        self.firsts += other.firsts


def _kind(reading: Reading) -> tuple[object, ...]:
    """All of a reading that may speak against its being another one, but its file."""
    header = reading.document.header
    return (
        reading.scanned,
        header.year,
        header.type,
        header.date,
        number_key(header.number),
        issuer_key(header.issuer),
        _subject(header.subject),
    )


def _identical(readings: Sequence[Reading]) -> list[_Group]:
    """The readings, those with the same text and the same header together: of these one is compared with others."""
    found: dict[tuple[object, ...], _Group] = {}
    # Two documents of one file are two, whatever they say.
    met: collections.Counter[tuple[object, ...]] = collections.Counter()
    for reading in sorted(readings, key=lambda reading: reading.document.id):
        same = (reading.fingerprint.minima.tobytes(), _kind(reading))
        met[same, reading.file] += 1
        key = (same, met[same, reading.file])
        if key in found:
            found[key].add(reading)
        else:
            found[key] = _Group(reading)
    return list(found.values())


def _candidates(readings: Sequence[Reading]) -> Iterable[tuple[Reading, Reading]]:
    """The pairs that are worth a look: those with the same number, and those whose texts may be alike."""
    shelves: dict[tuple[str | None, int | None], list[int]] = collections.defaultdict(list)
    for at, reading in enumerate(readings):
        if reading.document.header.number:
            shelves[number_key(reading.document.header.number), reading.document.header.year].append(at)
    alike = near([reading.fingerprint for reading in readings])
    pairs: dict[tuple[int, int], None] = {}
    for together in itertools.chain(shelves.values(), alike):
        for order in _ORDERS if len(together) > _BESIDE else _ORDERS[:1]:
            beside = sorted(together, key=lambda at: order(readings[at]))
            for place, one in enumerate(beside):
                pairs |= dict.fromkeys((min(one, other), max(one, other)) for other in beside[place + 1 :][:_BESIDE])
    for one, other in pairs:
        yield readings[one], readings[other]


def _by_issuer(reading: Reading) -> tuple[str, str, str]:
    header = reading.document.header
    return (issuer_key(header.issuer) or "", _subject(header.subject), reading.document.id)


def _by_number(reading: Reading) -> tuple[str, str, str]:
    header = reading.document.header
    return (number_key(header.number) or "", str(header.date), reading.document.id)


#: Where very many are alike, each is compared with those beside it in these orders: a reading of the same document is.
_ORDERS = (_by_issuer, _by_number)


def _one(a: Reading, b: Reading) -> float | None:
    """How alike two readings of one document are; ``None`` where they are of two."""
    if not _may_be_one(a, b):
        return None
    likeness = a.fingerprint.likeness(b.fingerprint)
    least = _SAME_KEY if _same_key(a, b) else _ALIKE if _something_agrees(a, b) else _OVERWHELMING
    return likeness if likeness >= least else None


def _same_key(a: Reading, b: Reading) -> bool:
    keys = [(number_key(h.number), issuer_key(h.issuer), h.year) for h in (a.document.header, b.document.header)]
    return keys[0] == keys[1] and None not in keys[0]


def _may_be_one(a: Reading, b: Reading) -> bool:
    """Whether nothing that both headers state speaks against it; what a scan states may be misread."""
    if a.file == b.file:
        return False
    if _same_key(a, b):
        return True
    one, other = a.document.header, b.document.header
    scan = a.scanned or b.scanned
    numbers = number_key(one.number), number_key(other.number)
    issuers = issuer_key(one.issuer), issuer_key(other.issuer)
    if _differ(one.year, other.year) or _differ(one.type, other.type):
        return False
    if _differ(*numbers) and not (scan and _like(numbers, _MISREAD_NUMBER)):
        return False
    if _differ(*issuers) and not (
        # The names of two provinces may differ by a letter; the same number on the same day does not happen to both.
        scan
        and None not in (*numbers, one.date)
        and (numbers[0], one.date) == (numbers[1], other.date)
        and _like(issuers, _MISREAD_ISSUER)
    ):
        return False
    if numbers[0] == numbers[1] and None not in numbers:
        return True
    return not _differ(one.date, other.date) and _same_subject(a, b) is not False


def _something_agrees(a: Reading, b: Reading) -> bool:
    one, other = a.document.header, b.document.header
    return bool(
        one.number
        and number_key(one.number) == number_key(other.number)
        or one.issuer
        and one.year
        and (issuer_key(one.issuer), one.year) == (issuer_key(other.issuer), other.year)
        or _same_subject(a, b)
    )


def _same_subject(a: Reading, b: Reading) -> bool | None:
    """``None`` where one of them states no subject. The plans of two months differ in a digit of theirs."""
    subjects = _subject(a.document.header.subject), _subject(b.document.header.subject)
    if not all(subjects):
        return None
    if subjects[0] == subjects[1]:
        return True
    figures = [re.findall(r"\d+", subject) for subject in subjects]
    if figures[0] != figures[1] and not (a.scanned or b.scanned):
        return False
    return _like(subjects, _MISREAD_SUBJECT)


@functools.lru_cache(maxsize=65536)
def _subject(subject: str | None) -> str:
    return comparable((subject or "")[:_TELLING])


def _differ(one: object, other: object) -> bool:
    return one is not None and other is not None and one != other


def _like(texts: Sequence[str | None], least: float) -> bool:
    one, other = sorted(text or "" for text in texts)
    return _ratio(one, other) >= least


@functools.lru_cache(maxsize=65536)
def _ratio(one: str, other: str) -> float:
    """The share of letters that two texts have in common, in order, 0..1.

    Hyyrö, Bit-parallel LCS-length computation revisited (AWOCA 2004), the vector being one integer: a text made to take long
    takes no longer than others.
    """
    places: dict[str, int] = collections.defaultdict(int)
    for place, letter in enumerate(one):
        places[letter] |= 1 << place
    every = unmet = (1 << len(one)) - 1
    for letter in other:
        met = unmet & places.get(letter, 0)
        unmet = ((unmet + met) | (unmet - met)) & every
    return 2 * (len(one) - unmet.bit_count()) / ((len(one) + len(other)) or 1)
