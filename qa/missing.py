"""What is missing, in words, where a question is not answered: the place, the year, the number, the name, the detail."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.store import StoredDocument
from corpus.syllables import fold, syllables
from qa.answer import document_name
from qa.composing import PHRASES
from qa.kinds import states_amount
from qa.named_document import has_number
from qa.premises import Premises
from qa.reading import Finding
from qa.understanding import Understanding
from qa.words import Rarity, terms_of

#: Of so many documents of one number at most are the names told.
_MOST_HELD = 3


def what_is_missing(
    understanding: Understanding,
    finding: Finding | None,
    premises: Premises,
    documents: Sequence[StoredDocument],
    rarity: Rarity,
) -> str:
    """Why there is no answer, in the language of the question."""
    words = PHRASES[understanding.language]
    # As typed where it was: restored accents are a guess, and names guessed wrong read as other names.
    typed = {fold(word): word for text in (understanding.text, understanding.question) for word in syllables(text)}
    lines = [words["abstain"]]
    if premises.places:
        places = ", ".join(_as_typed(place, typed) for place in premises.places)
        lines.append(words["no_place"].format(places=places))
    if premises.years:
        newest = max((d.header.year for d in documents if d.header.year), default=None)
        if finding is not None and not premises.places:
            newest = _newest_alike(finding, documents) or newest
        years = ", ".join(map(str, premises.years))
        lines.append(words["no_year"].format(years=years, newest=newest))
    held = [document for document in documents if any(has_number(document, number) for number in premises.numbers)]
    if held:
        told = "; ".join(document_name(document) for document in held[:_MOST_HELD])
        lines.append(words["not_in_number"].format(documents=told))
    elif premises.numbers:
        lines.append(words["no_number"].format(numbers=", ".join(premises.numbers).upper()))
    strangers = dict.fromkeys((*premises.bodies, *(_as_typed(name, typed) for name in premises.persons)))
    if premises.events and len(lines) == 1:
        lines.append(words["no_event"].format(events=", ".join(premises.events)))
    for phrase, names in (
        ("unheard", [name for name in strangers if _is_unheard(name, rarity)]),
        ("unnamed", [name for name in strangers if not _is_unheard(name, rarity)]),
    ):
        if names:
            lines.append(words[phrase].format(words=", ".join(names)))
    if premises.words and len(lines) == 1:
        lines.append(words["unheard"].format(words=", ".join(premises.words)))
    if (
        len(lines) == 1
        and finding is not None
        and understanding.asks in words["asked"]
        and _unstated(understanding, finding)
    ):
        lines.append(words["not_stated"].format(asked=words["asked"][understanding.asks]))
    return " ".join(lines)


def _unstated(understanding: Understanding, finding: Finding) -> bool:
    """Whether the nearest sentence does not state the kind of thing that is asked for; an amount is one of money."""
    if understanding.asks == "money":
        return not states_amount(
            understanding, " ".join((*finding.candidate.hit.passage.passage.section, finding.sentence))
        )
    return not finding.typed


def _is_unheard(name: str, rarity: Rarity) -> bool:
    """Whether a name stands nowhere in the corpus, rather than not in the nearest document."""
    return any(map(rarity.unheard, terms_of(name)))


def _newest_alike(finding: Finding, documents: Sequence[StoredDocument]) -> int | None:
    """The year of the newest document of the issuer of the nearest one."""
    issuer = finding.candidate.hit.document.header.issuer
    years = [d.header.year for d in documents if d.header.year and issuer and d.header.issuer == issuer]
    return max(years, default=None)


def _as_typed(place: str, typed: dict[str, str]) -> str:
    """A folded place in the letters of the question, each word with a capital."""
    return " ".join(typed.get(word, word).capitalize() for word in place.split())
